import { v7 as uuidv7 } from 'uuid'
import type { Act } from '../domain/act.ts'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import { type EventTypeName, eventTypes, type StreamKind } from '../domain/event-types.ts'
import type { ContentId } from '../domain/ids.ts'
import type { ObligationEvent } from '../domain/obligation.ts'
import type { StoredContent } from '../vault/vault.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { evidenceRow, examinationRow, obligationRow, referralRow, violationRow } from './projection-rows.ts'

/** Events to append to one stream after the version they were decided upon. */
export type Append = {
  readonly stream: StreamKind
  readonly id: string
  readonly after: number
  readonly events: readonly { readonly type: EventTypeName; readonly data: JsonValue }[]
}

/** An answer as it is stored with an Idempotency-Key and given again. */
export type StoredReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Hex SHA-256 of the request that it answers. */
  readonly fingerprint: string
}
export type ReplyToStore = StoredReply & { readonly operation: string; readonly key: string }

/** Stored bytes that an act brings with it. `quota`: how much its agency may have in all, in bytes; null for no bound. */
export type ContentToRecord = StoredContent & { readonly id: ContentId; readonly quota: number | null }

/** What becomes of one obligation: its events after that version, and its row. */
export type ObligationToRecord = {
  readonly id: string
  readonly after: number
  readonly events: readonly ObligationEvent[]
  readonly row: ReturnType<typeof obligationRow>
}

/** One act: everything that becomes true with it, or nothing of it. */
export type ActToRecord = {
  readonly act: Act
  readonly appends: readonly Append[]
  readonly violation?: ReturnType<typeof violationRow> | undefined
  readonly referral?: ReturnType<typeof referralRow> | undefined
  readonly examination?: ReturnType<typeof examinationRow> | undefined
  readonly evidence?: readonly ReturnType<typeof evidenceRow>[] | undefined
  readonly contents?: readonly ContentToRecord[] | undefined
  readonly reporter?: { readonly id: string; readonly identity: JsonValue } | undefined
  readonly obligations?: readonly ObligationToRecord[] | undefined
  readonly reply?: ReplyToStore | undefined
}

/** `stored`: the reply given before to the same key. `discarded`: objects of the store that nothing refers to any more. */
export type Recorded = { readonly stored?: StoredReply; readonly discarded?: readonly string[] }

/**
 * Records one act through the database's one door, in one statement. When the same key was answered meanwhile, nothing
 * is recorded and that reply returned. Throws DoorClosed when the door refuses: nothing was written then.
 */
export async function recordAct(pools: AgencyPools, record: ActToRecord): Promise<Recorded> {
  if (record.obligations !== undefined && record.obligations.length > 0) {
    return recordObligations(
      pools,
      record.act,
      record.obligations,
      record.reply,
      record.appends.length > 0 ? record : null,
    )
  }
  const appends = appendsOf(record.appends)
  const [row] = await pools.run(
    record.act.agency,
    'record_act',
    ({ sql }) => sql<[{ answer: Recorded }]>`
      select penerusan.record_act(
        ${JSON.stringify(record.act)}::text::jsonb, ${JSON.stringify(appends)}::text::jsonb,
        ${asJson(record.violation)}::text::jsonb, ${asJson(record.referral)}::text::jsonb,
        ${asJson(record.examination)}::text::jsonb, ${asJson(record.evidence)}::text::jsonb,
        ${asJson(record.contents?.map(contentRow))}::text::jsonb, ${asJson(record.reporter)}::text::jsonb,
        ${asJson(record.reply)}::text::jsonb) as answer`,
  )
  return row.answer
}

/** What is appended, as the door takes it. */
export function appendsOf(appends: readonly Append[]) {
  return appends.map(({ stream, id, after, events }) => ({
    stream,
    id,
    after,
    events: events.map(eventToAppend),
  }))
}

/**
 * Records what becomes of obligations, with the act on their referral that brings or ends them where there is one, in one
 * statement. Answers and throws as `recordAct`.
 */
async function recordObligations(
  pools: AgencyPools,
  act: Act,
  obligations: readonly ObligationToRecord[],
  reply: ReplyToStore | undefined,
  of: ActToRecord | null,
): Promise<Recorded> {
  const given = of && {
    appends: appendsOf(of.appends),
    violation: of.violation ?? null,
    referral: of.referral ?? null,
    examination: of.examination ?? null,
    evidence: of.evidence ?? null,
    contents: of.contents?.map(contentRow) ?? null,
    reporter: of.reporter ?? null,
  }
  const rows = obligations.map(({ id, after, events, row }) => ({ id, after, events: events.map(eventToAppend), row }))
  const [row] = await pools.run(
    act.agency,
    'record_obligations',
    ({ sql }) => sql<[{ answer: Recorded }]>`
      select penerusan.record_obligations(
        ${JSON.stringify(act)}::text::jsonb, ${asJson(given ?? undefined)}::text::jsonb,
        ${JSON.stringify(rows)}::text::jsonb, ${asJson(reply)}::text::jsonb) as answer`,
  )
  return row.answer
}

function eventToAppend({ type, data }: { readonly type: EventTypeName; readonly data: JsonValue }) {
  return { id: uuidv7(), type, audience: eventTypes[type].audience, payload: canonicalJson(data) }
}

function contentRow({ id, digest, size, object, keyId, wrappedKey, quota }: ContentToRecord) {
  return { id, digest, size, object, key_id: keyId, wrapped_key: wrappedKey, quota }
}

function asJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
