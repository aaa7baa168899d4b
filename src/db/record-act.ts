import { v7 as uuidv7 } from 'uuid'
import type { Act } from '../domain/act.ts'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import { type EventTypeName, eventTypes, type StreamKind } from '../domain/event-types.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { examinationRow, referralRow, violationRow } from './projection-rows.ts'

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

/** One act: everything that becomes true with it, or nothing of it. */
export type ActToRecord = {
  readonly act: Act
  readonly appends: readonly Append[]
  readonly violation?: ReturnType<typeof violationRow> | undefined
  readonly referral?: ReturnType<typeof referralRow> | undefined
  readonly examination?: ReturnType<typeof examinationRow> | undefined
  readonly reporter?: { readonly id: string; readonly identity: JsonValue } | undefined
  readonly reply?: ReplyToStore | undefined
}

/**
 * Records one act through the database's one door, in one statement. Returns the stored reply when the same key was
 * answered meanwhile, else undefined. Throws DoorClosed when the door refuses: nothing was written then.
 */
export async function recordAct(pools: AgencyPools, record: ActToRecord): Promise<StoredReply | undefined> {
  const appends = record.appends.map(({ stream, id, after, events }) => ({
    stream,
    id,
    after,
    events: events.map(({ type, data }) => ({
      id: uuidv7(),
      type,
      audience: eventTypes[type].audience,
      payload: canonicalJson(data),
    })),
  }))
  const [row] = await pools.run(
    record.act.agency,
    'record_act',
    ({ sql }) => sql<[{ answer: { stored?: StoredReply } }]>`
      select penerusan.record_act(
        ${JSON.stringify(record.act)}::text::jsonb, ${JSON.stringify(appends)}::text::jsonb,
        ${asJson(record.violation)}::text::jsonb, ${asJson(record.referral)}::text::jsonb,
        ${asJson(record.examination)}::text::jsonb, ${asJson(record.reporter)}::text::jsonb,
        ${asJson(record.reply)}::text::jsonb) as answer`,
  )
  return row.answer.stored
}

function asJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
