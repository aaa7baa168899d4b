import type { Act } from '../domain/act.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { WebhookId, WebhookKeyId } from '../domain/ids.ts'
import {
  type Delivery,
  type DeliveryState,
  mostKeys,
  mostWebhooks,
  type SignatureScheme,
  type Webhook,
  type WebhookStatus,
} from '../domain/webhook.ts'
import type { WrappedKey } from '../vault/key-ring.ts'
import type { SealedText } from '../vault/sealed-text.ts'
import type { AgencyPools } from './agency-pools.ts'
import { type KeyedRequest, type Loaded, type Sql, storedReply } from './case-store.ts'
import type { Recorded, ReplyToStore, StoredReply } from './record-act.ts'

/** A key as it is kept: what signs is sealed; what verifies an ed25519 signature is public. */
export type SealedKey = {
  readonly id: WebhookKeyId
  readonly scheme: SignatureScheme
  readonly sealed: SealedText
}
export type NewKey = SealedKey & { readonly publicKey: string | null }

/** Notes a webhook with its keys, and the answer to it. `mark`: bells ring for entries after it; null for those to come. */
export async function recordWebhook(
  pools: AgencyPools,
  act: Act,
  { id, url, mark }: { readonly id: WebhookId; readonly url: string; readonly mark: number | null },
  keys: readonly NewKey[],
  reply: ReplyToStore | undefined,
): Promise<Recorded> {
  const [row] = await pools.run(
    act.agency,
    'create_webhook',
    ({ sql }) => sql<[{ answer: Recorded }]>`
      select penerusan.create_webhook(
        ${JSON.stringify(act)}::text::jsonb, ${JSON.stringify({ id, url, mark })}::text::jsonb,
        ${JSON.stringify(keys.map(keyRow))}::text::jsonb, ${mostWebhooks}, ${JSON.stringify(reply)}::text::jsonb) as answer`,
  )
  return row.answer
}

/** Adds a key; those of its scheme before it sign on for so many hours. */
export async function recordWebhookKey(
  pools: AgencyPools,
  act: Act,
  webhook: WebhookId,
  { key, signsUntil }: { readonly key: NewKey; readonly signsUntil: string },
  reply: ReplyToStore | undefined,
): Promise<Recorded> {
  const [row] = await pools.run(
    act.agency,
    'rotate_webhook_key',
    ({ sql }) => sql<[{ answer: Recorded }]>`
      select penerusan.rotate_webhook_key(
        ${JSON.stringify(act)}::text::jsonb, ${webhook}::uuid, ${JSON.stringify(keyRow(key))}::text::jsonb,
        ${signsUntil}::text::timestamptz, ${mostKeys}, ${JSON.stringify(reply)}::text::jsonb) as answer`,
  )
  return row.answer
}

function keyRow({ id, scheme, sealed, publicKey: public_key }: NewKey) {
  return { id, scheme, sealed, public_key }
}

/** Gives a webhook another address. Throws DoorClosed when somebody was quicker. */
export async function recordMove(
  pools: AgencyPools,
  act: Act,
  { id, version }: Pick<Webhook, 'id' | 'version'>,
  url: string,
): Promise<Recorded> {
  await pools.run(
    act.agency,
    'move_webhook',
    ({ sql }) => sql`
      select penerusan.move_webhook(${JSON.stringify(act)}::text::jsonb, ${id}::uuid, ${version}, ${url})`,
  )
  return {}
}

/** Whether the endpoint may be asked for its consent now: not within so many seconds of the last time. */
export async function mayAskForConsent(
  pools: AgencyPools,
  agency: AgencyId,
  id: WebhookId,
  seconds: number,
): Promise<boolean> {
  const [row] = await pools.run(
    agency,
    'may_ask_webhook',
    ({ sql }) => sql<[{ may: boolean }]>`select penerusan.may_ask_webhook(${id}::uuid, ${seconds}) as may`,
  )
  return row.may
}

/** Notes that the endpoint at this address has consented; whether the webhook still has it. */
export async function recordConsent(
  pools: AgencyPools,
  { id, agency, url }: Pick<Webhook, 'id' | 'agency' | 'url'>,
  allowedRate: number | null,
): Promise<boolean> {
  const [row] = await pools.run(
    agency,
    'consent_to_webhook',
    ({ sql }) => sql<[{ noted: boolean }]>`
      select penerusan.consent_to_webhook(${id}::uuid, ${url}, ${allowedRate}) as noted`,
  )
  return row.noted
}

/** Ends a webhook, with its keys and its deliveries; whether there was one. */
export async function endWebhook(pools: AgencyPools, agency: AgencyId, id: WebhookId): Promise<boolean> {
  const [row] = await pools.run(
    agency,
    'end_webhook',
    ({ sql }) => sql<[{ ended: boolean }]>`select penerusan.end_webhook(${id}::uuid) as ended`,
  )
  return row.ended
}

/** The webhooks of this agency, oldest first. */
export function listWebhooks(pools: AgencyPools, agency: AgencyId): Promise<readonly Webhook[]> {
  return pools.run(
    agency,
    'list_webhooks',
    ({ sql }) => sql<Webhook[]>`select ${webhookColumns(sql)} from webhooks w order by w.id`,
  )
}

/** A webhook of this agency, or undefined when it has none of this id. */
export async function readWebhook(pools: AgencyPools, agency: AgencyId, id: WebhookId): Promise<Webhook | undefined> {
  const [row] = await pools.run(
    agency,
    'read_webhook',
    ({ sql }) => sql<Webhook[]>`select ${webhookColumns(sql)} from webhooks w where w.id = ${id}`,
  )
  return row
}

export type WebhookLoaded = Loaded & { readonly webhook: Webhook }

/** A webhook with the time and the stored reply, for an act. */
export async function loadWebhook(
  pools: AgencyPools,
  agency: AgencyId,
  id: WebhookId,
  keyed: KeyedRequest,
): Promise<WebhookLoaded | undefined> {
  const [row] = await pools.run(
    agency,
    'load_webhook',
    ({ sql }) => sql<(Webhook & { now: string; stored: StoredReply | null })[]>`
      select rfc3339(app_now()) as now, (${storedReply(sql, keyed)}) as stored, ${webhookColumns(sql)}
        from webhooks w where w.id = ${id}`,
  )
  if (row === undefined) return undefined
  const { now, stored, ...webhook } = row
  return { now, stored: stored ?? undefined, webhook }
}

function webhookColumns(sql: Sql) {
  return sql`
    w.id, w.agency, w.url, w.state, w.disabled_because as "disabledBecause", w.allowed_rate as "allowedRate", w.version,
    w.created || jsonb_build_object('at', rfc3339(w.created_at)) as created, rfc3339(w.changed_at) as "changedAt",
    rfc3339(w.consented_at) as "consentedAt",
    (select jsonb_agg(jsonb_build_object('id', k.id, 'scheme', k.scheme, 'publicKey', k.public_key, 'madeAt', rfc3339(k.made_at),
         'signsUntil', rfc3339(k.signs_until)) order by k.made_at desc, k.id)
       from webhook_keys k where k.webhook_id = w.id) as keys`
}

/** The sealed keys of these ids, as far as they are this agency's and still there. */
export function readSealedKeys(
  pools: AgencyPools,
  agency: AgencyId,
  ids: readonly string[],
): Promise<readonly SealedKey[]> {
  return pools.run(
    agency,
    'read_webhook_keys',
    ({ sql }) => sql<SealedKey[]>`
      select id, scheme, sealed from webhook_keys where id = any (string_to_array(${ids.join(',')}, ',')::uuid[])`,
  )
}

/** What signs for a webhook now. */
export function readSigningKeys(pools: AgencyPools, agency: AgencyId, id: WebhookId): Promise<readonly SealedKey[]> {
  return pools.run(
    agency,
    'read_signing_keys',
    ({ sql }) => sql<SealedKey[]>`
      select id, scheme, sealed from webhook_keys
       where webhook_id = ${id} and (signs_until is null or signs_until > app_now()) order by made_at desc`,
  )
}

/** How a webhook fares, or undefined when this agency has none of this id. */
export async function readWebhookStatus(
  pools: AgencyPools,
  agency: AgencyId,
  id: WebhookId,
): Promise<WebhookStatus | undefined> {
  const [row] = await pools.run(
    agency,
    'read_webhook_status',
    ({ sql }) => sql<WebhookStatus[]>`
      select w.mark::float8 as through, coalesce((select last_number from feeds f where f.agency = w.agency), 0)::float8 as last,
             open.waiting, open.parked, rfc3339(w.parked_since) as "parkedSince", rfc3339(open.oldest) as "oldestWaitingSince",
             w.failures, rfc3339(w.resting_until) as "restingUntil", w.stalled_because as "stalledBecause",
             rfc3339(w.stalled_since) as "stalledSince",
             (select rfc3339(p.recorded_at) from departures p
               where p.agency = w.agency and p.person = (w.created ->> 'person')::uuid) as "makerDepartedAt"
        from webhooks w, lateral (
          select count(*) filter (where d.state <> 'parked')::int as waiting, count(*) filter (where d.state = 'parked')::int as parked,
                 min(d.noted_at) filter (where d.state <> 'parked') as oldest
            from webhook_deliveries d where d.webhook_id = w.id and d.state <> 'delivered') open
       where w.id = ${id}`,
  )
  return row
}

/** Deliveries of a webhook, the latest number first; one more than the limit when there are more. */
export function listDeliveries(
  pools: AgencyPools,
  agency: AgencyId,
  id: WebhookId,
  {
    limit,
    before,
    state,
  }: { readonly limit: number; readonly before: number | null; readonly state?: DeliveryState | undefined },
): Promise<readonly Delivery[]> {
  return pools.run(
    agency,
    'list_deliveries',
    ({ sql }) => sql<Delivery[]>`
      select number::float8, event_id as "eventId", state, attempts, rfc3339(due_at) as "dueAt", rfc3339(noted_at) as "notedAt",
             rfc3339(settled_at) as "settledAt", tried
        from webhook_deliveries
       where webhook_id = ${id} ${state === undefined ? sql`` : sql`and state = ${state}`}
         ${before === null ? sql`` : sql`and number < ${before}`}
       order by number desc limit ${limit + 1}`,
  )
}

/** Delivers these numbers once more, all or the parked ones; how many. Undefined when this agency has no such webhook. */
export async function deliverAgain(
  pools: AgencyPools,
  agency: AgencyId,
  id: WebhookId,
  { from, through, onlyParked }: { readonly from: number; readonly through: number; readonly onlyParked: boolean },
): Promise<number | undefined> {
  const [row] = await pools.run(
    agency,
    'deliver_again',
    ({ sql }) => sql<[{ again: number | null }]>`
      select penerusan.deliver_again(${id}::uuid, ${from}, ${through}, ${onlyParked}) as again`,
  )
  return row.again ?? undefined
}

/** Keys that another key than this one wraps, in the order of their ids, after one of them. */
export function listWebhookKeysUnderOtherKeys(
  pools: AgencyPools,
  keyId: string,
  after: WebhookKeyId | null,
  most: number,
): Promise<readonly Pick<SealedKey, 'id' | 'sealed'>[]> {
  return pools.run(
    null,
    'webhook_keys_under_other_keys',
    ({ sql }) => sql<Pick<SealedKey, 'id' | 'sealed'>[]>`
      select id, sealed
        from penerusan.webhook_keys_under_other_keys(${keyId}, ${after ?? '00000000-0000-0000-0000-000000000000'}, ${most})`,
  )
}

/** Puts another wrapping around what a key is sealed under, if the known one is still there; whether it was. */
export async function rewrapWebhookKey(
  pools: AgencyPools,
  { id, sealed }: Pick<SealedKey, 'id' | 'sealed'>,
  { keyId, wrappedKey }: WrappedKey,
): Promise<boolean> {
  const [row] = await pools.run(
    null,
    'rewrap_webhook_key',
    ({ sql }) => sql<[{ done: boolean }]>`
      select penerusan.rewrap_webhook_key(${id}, ${sealed.wrappedKey}, ${keyId}, ${wrappedKey}) as done`,
  )
  return row.done
}
