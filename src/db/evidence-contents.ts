import type { AgencyId } from '../domain/agencies.ts'
import type { ContentId } from '../domain/ids.ts'
import type { StoredContent } from '../vault/vault.ts'
import type { AgencyPools } from './agency-pools.ts'

/** Stored bytes; `verifiedMsAgo`: how long ago they were last re-hashed and found to be what was taken in. */
export type KnownContent = StoredContent & { readonly id: ContentId; readonly verifiedMsAgo: number | null }

/** Stored bytes that this agency may see, by their ids, in no order. */
export async function readContents(
  pools: AgencyPools,
  agency: AgencyId,
  ids: readonly ContentId[],
): Promise<KnownContent[]> {
  if (ids.length === 0) return []
  return pools.run(
    agency,
    'read_contents',
    ({ sql }) => sql<KnownContent[]>`
      select ${columns(sql)} from evidence_contents
       where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)`,
  )
}

/** The bytes of this digest that this agency has stored already. */
export async function findContent(
  pools: AgencyPools,
  agency: AgencyId,
  digest: string,
): Promise<KnownContent | undefined> {
  const [row] = await pools.run(
    agency,
    'find_content',
    ({ sql }) => sql<KnownContent[]>`
      select ${columns(sql)} from evidence_contents where owner = ${agency} and digest = ${digest}`,
  )
  return row
}

/** How many bytes of evidence this agency has stored. */
export async function readUsage(pools: AgencyPools, agency: AgencyId): Promise<number> {
  const [row] = await pools.run(
    agency,
    'read_usage',
    ({ sql }) => sql<[{ bytes: number }]>`select coalesce(sum(bytes), 0)::float8 as bytes from evidence_usage`,
  )
  return row.bytes
}

/** Notes that the stored bytes were re-hashed and are what was taken in. */
export async function noteIntact(pools: AgencyPools, agency: AgencyId, id: ContentId): Promise<void> {
  await pools.run(agency, 'note_content_intact', ({ sql }) => sql`select penerusan.note_content_intact(${id})`)
}

/** Puts a data key that was wrapped anew in the place of the one that was read; false when that one has gone meanwhile. */
export async function rewrapContent(
  pools: AgencyPools,
  agency: AgencyId,
  known: KnownContent,
  { keyId, wrappedKey }: Pick<StoredContent, 'keyId' | 'wrappedKey'>,
): Promise<boolean> {
  const [row] = await pools.run(
    agency,
    'rewrap_content',
    ({ sql }) => sql<[{ done: boolean }]>`
      select penerusan.rewrap_content(${known.id}, ${known.wrappedKey}, ${keyId}, ${wrappedKey}) as done`,
  )
  return row.done
}

/**
 * Puts bytes that just arrived in the place of the same bytes that the store no longer holds as they were taken in; false
 * when these have gone or been replaced meanwhile. The object that stood there is nobody's then.
 */
export async function replaceContent(
  pools: AgencyPools,
  agency: AgencyId,
  known: KnownContent,
  { digest, object, keyId, wrappedKey }: StoredContent,
): Promise<boolean> {
  const [row] = await pools.run(
    agency,
    'replace_content',
    ({ sql }) => sql<[{ done: boolean }]>`
      select penerusan.replace_content(${known.id}, ${digest}, ${known.object}, ${object}, ${keyId}, ${wrappedKey}) as done`,
  )
  return row.done
}

function columns(sql: import('postgres').Sql) {
  return sql`
    id, digest, size::float8 as size, object, key_id as "keyId", wrapped_key as "wrappedKey",
    extract(epoch from clock_timestamp() - verified_at)::float8 * 1000 as "verifiedMsAgo"`
}
