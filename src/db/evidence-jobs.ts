import type { AgencyId } from '../domain/agencies.ts'
import type { ContentId, EvidenceId } from '../domain/ids.ts'
import type { AgencyPools } from './agency-pools.ts'

/**
 * The work that the service finds for itself. It asks as no agency and is told ids and owners only; the work itself is
 * done on the owner's connection.
 */

export type PendingScan = { readonly evidenceId: EvidenceId; readonly agency: AgencyId }

/** Pending items that nobody inspects, now ours for so long. */
export function leasePendingScans(pools: AgencyPools, most: number, seconds: number): Promise<PendingScan[]> {
  return pools.run(
    null,
    'lease_pending_scans',
    ({ sql }) => sql<PendingScan[]>`
      select evidence_id as "evidenceId", agency from penerusan.lease_pending_scans(${most}, ${seconds})`,
  )
}

/** Why an inspection found nothing out; it is tried again after so many seconds. */
export async function noteScanFault(
  pools: AgencyPools,
  { evidenceId, agency }: PendingScan,
  fault: string,
  seconds: number,
): Promise<void> {
  await pools.run(
    agency,
    'note_scan_fault',
    ({ sql }) => sql`select penerusan.note_scan_fault(${evidenceId}, ${fault}, ${seconds})`,
  )
}

export type OwnedContent = { readonly contentId: ContentId; readonly agency: AgencyId }

/**
 * The time so long ago (RFC 3339), by the true clock of the database: what the service does with its store goes by that,
 * also where the clock of the cases was moved, and by no clock of a process.
 */
export async function readTrueTime(pools: AgencyPools, agoMs: number): Promise<string> {
  const [row] = await pools.run(
    null,
    'read_true_time',
    ({ sql }) => sql<[{ time: string }]>`
      select rfc3339(clock_timestamp() - ${agoMs} * interval '1 millisecond') as time`,
  )
  return row.time
}

/** Contents that nobody has set out to re-hash since then, as `readTrueTime` has it, now ours; longest ago first. */
export function leaseContentsToVerify(pools: AgencyPools, before: string, most: number): Promise<OwnedContent[]> {
  return pools.run(
    null,
    'lease_contents_to_verify',
    ({ sql }) => sql<OwnedContent[]>`
      select content_id as "contentId", agency from penerusan.lease_contents_to_verify(${before}, ${most})`,
  )
}

/** Contents whose data key is wrapped under another key than this, in the order of their ids. */
export function listUnderOtherKeys(
  pools: AgencyPools,
  keyId: string,
  after: ContentId | null,
  most: number,
): Promise<OwnedContent[]> {
  return pools.run(
    null,
    'contents_under_other_keys',
    ({ sql }) => sql<OwnedContent[]>`
      select content_id as "contentId", agency
        from penerusan.contents_under_other_keys(${keyId}, ${after ?? '00000000-0000-0000-0000-000000000000'}, ${most})`,
  )
}

/** The items whose bytes or whose copy these are. */
export function listItemsOfContent(
  pools: AgencyPools,
  agency: AgencyId,
  id: ContentId,
): Promise<{ readonly evidenceId: EvidenceId }[]> {
  return pools.run(
    agency,
    'list_items_of_content',
    ({ sql }) => sql<{ evidenceId: EvidenceId }[]>`
      select id as "evidenceId" from evidence_items
       where owner = ${agency} and (content_id = ${id} or copy_id = ${id})`,
  )
}

/** Notes an object before it is stored, so that a crash cannot leave it behind unknown. */
export async function noteLooseObject(pools: AgencyPools, object: string): Promise<void> {
  await pools.run(null, 'note_loose_object', ({ sql }) => sql`select penerusan.note_loose_object(${object})`)
}

/** Objects to which nothing has referred since before that time, as `readTrueTime` has it; from now on nothing will. */
export async function takeLooseObjects(pools: AgencyPools, before: string, most: number): Promise<string[]> {
  const rows = await pools.run(
    null,
    'take_loose_objects',
    ({ sql }) => sql<{ object: string }[]>`select object from penerusan.take_loose_objects(${before}, ${most}) object`,
  )
  return rows.map(({ object }) => object)
}

export async function forgetLooseObjects(pools: AgencyPools, objects: readonly string[]): Promise<void> {
  await pools.run(
    null,
    'forget_loose_objects',
    ({ sql }) => sql`select penerusan.forget_loose_objects(${textArray(sql, objects)})`,
  )
}

/** Which of these objects the database knows nothing of at all. */
export async function listUnknownObjects(pools: AgencyPools, objects: readonly string[]): Promise<string[]> {
  const rows = await pools.run(
    null,
    'unknown_objects',
    ({ sql }) => sql<{ object: string }[]>`
      select object from penerusan.unknown_objects(${textArray(sql, objects)}) object`,
  )
  return rows.map(({ object }) => object)
}

/** The driver knows no arrays, because it is not let ask for types. */
function textArray(sql: import('postgres').Sql, texts: readonly string[]) {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(texts)}::text::jsonb))`
}
