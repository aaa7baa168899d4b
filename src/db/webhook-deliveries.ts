import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { WebhookId } from '../domain/ids.ts'
import type { StallReason, Tried } from '../domain/webhook.ts'
import type { AfterAttempt } from '../domain/webhook-attempts.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { SealedKey } from './webhooks.ts'

/** A delivery that this process has taken up, and everything to make an attempt with. */
export type DeliveryTakenUp = {
  readonly webhookId: WebhookId
  readonly agency: AgencyId
  /** Who made the webhook: what they may not see is not rung for by name. */
  readonly person: PersonId
  readonly url: string
  readonly number: number
  readonly eventId: string
  /** Whoever settles must name it, so that a process that was too slow settles nothing. */
  readonly attempt: number
  /** How many attempts were made before it. */
  readonly made: number
  readonly keys: readonly SealedKey[]
}

/** Turns entries of all feeds into deliveries, so many in all and for each webhook; returns how many. */
export async function deriveDeliveries(
  pools: AgencyPools,
  { most, each }: { readonly most: number; readonly each: number },
): Promise<number> {
  const [row] = await pools.run(
    null,
    'derive_deliveries',
    ({ sql }) => sql<[{ derived: number }]>`select penerusan.derive_deliveries(${most}, ${each}) as derived`,
  )
  return row.derived
}

/** Takes up deliveries that are due. What is neither settled nor held on to within so many seconds, another takes up. */
export function takeUpDeliveries(
  pools: AgencyPools,
  {
    most,
    eachAgency,
    each,
    seconds,
  }: { readonly most: number; readonly eachAgency: number; readonly each: number; readonly seconds: number },
): Promise<readonly DeliveryTakenUp[]> {
  return pools.run(
    null,
    'take_up_deliveries',
    ({ sql }) => sql<DeliveryTakenUp[]>`
      select webhook_id as "webhookId", agency, person, url, number::float8, event_id as "eventId", attempt, made, keys
        from penerusan.take_up_deliveries(${most}, ${eachAgency}, ${each}, ${seconds})`,
  )
}

/** Holds on to what is under way for so many seconds more. */
export async function holdDeliveries(
  pools: AgencyPools,
  underWay: readonly Pick<DeliveryTakenUp, 'webhookId' | 'number' | 'attempt'>[],
  seconds: number,
): Promise<void> {
  const held = underWay.map(({ webhookId, number, attempt }) => ({ webhook: webhookId, number, attempt }))
  await pools.run(
    null,
    'hold_deliveries',
    ({ sql }) => sql`select penerusan.hold_deliveries(${JSON.stringify(held)}::text::jsonb, ${seconds})`,
  )
}

/** What became of an attempt; `back`: it was not made, or not to its end. */
export type Settlement = {
  readonly next: AfterAttempt['next'] | 'back'
  readonly afterMs: number
  readonly restMs: number
  readonly tried: Omit<Tried, 'at'> | null
  /** Why it could not be made; null when it was, or was only told to stop. */
  readonly stalled: StallReason | null
}

/** What became of one attempt, and of which. */
export type SettledAttempt = Settlement & Pick<DeliveryTakenUp, 'webhookId' | 'number' | 'attempt'>

/** An attempt that counted. `firstParked`: its webhook had nothing parked before. */
export type Counted = Pick<DeliveryTakenUp, 'webhookId' | 'number'> & { readonly firstParked: boolean }

/** Says what became of attempts, in one statement; returns those that counted. */
export function settleDeliveries(
  pools: AgencyPools,
  settlements: readonly SettledAttempt[],
): Promise<readonly Counted[]> {
  const given = settlements.map(({ webhookId, number, attempt, next, tried, stalled, afterMs, restMs }) => ({
    ...{ webhook: webhookId, number, attempt, next, tried, stalled },
    ...{ after_ms: afterMs, rest_ms: restMs },
  }))
  return pools.run(
    null,
    'settle_deliveries',
    ({ sql }) => sql<Counted[]>`
      select webhook_id as "webhookId", number::float8, first_parked as "firstParked"
        from penerusan.settle_deliveries(${JSON.stringify(given)}::text::jsonb)`,
  )
}

/** Forgets deliveries that were made long ago, some at once; returns how many. */
export async function forgetDeliveries(pools: AgencyPools, most: number): Promise<number> {
  const [row] = await pools.run(
    null,
    'forget_deliveries',
    ({ sql }) => sql<[{ count: number }]>`select penerusan.forget_deliveries(${most}) as count`,
  )
  return row.count
}

export type WebhookBacklog = { readonly waiting: number; readonly parked: number; readonly oldestSeconds: number }

/** What is still to be delivered, over all agencies: for whoever watches the service. */
export async function webhookBacklog(pools: AgencyPools): Promise<WebhookBacklog> {
  const [row] = await pools.run(
    null,
    'webhook_backlog',
    ({ sql }) => sql<[WebhookBacklog]>`
      select waiting::float8, parked::float8, oldest_seconds as "oldestSeconds" from penerusan.webhook_backlog()`,
  )
  return row
}
