import type { Act } from './act.ts'
import type { AgencyId } from './agencies.ts'
import type { WebhookId, WebhookKeyId } from './ids.ts'
import { Rejection } from './rejection.ts'
import type { AttemptOutcome } from './webhook-attempts.ts'

/**
 * `pending`: its endpoint has not consented, so nothing is sent. `active`: bells are delivered. `disabled`: its endpoint wants
 * nothing any more.
 */
export const webhookStates = ['pending', 'active', 'disabled'] as const
export type WebhookState = (typeof webhookStates)[number]

/** How a bell is signed (Standard Webhooks 1.0.0): `v1` by HMAC with a shared secret, `v1a` by ed25519. */
export const signatureSchemes = ['v1', 'v1a'] as const
export type SignatureScheme = (typeof signatureSchemes)[number]

/**
 * `held`: an earlier bell of the same case is not delivered yet. `waiting`: due at a time. `sending`: under way. `delivered`:
 * the endpoint said so. `parked`: given up, until somebody asks for it again.
 */
export const deliveryStates = ['held', 'waiting', 'sending', 'delivered', 'parked'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Why no attempt can be made. `unread`: what is to be told could not be read in time. `unsigned`: its keys cannot be used. */
export const stallReasons = ['unread', 'unsigned'] as const
export type StallReason = (typeof stallReasons)[number]

export type Webhook = {
  readonly id: WebhookId
  readonly agency: AgencyId
  readonly url: string
  readonly state: WebhookState
  readonly disabledBecause: 'gone' | null
  readonly allowedRate: number | null
  readonly version: number
  readonly created: Act
  readonly changedAt: string
  readonly consentedAt: string | null
  readonly keys: readonly WebhookKey[]
}

export type WebhookKey = {
  readonly id: WebhookKeyId
  readonly scheme: SignatureScheme
  readonly publicKey: string | null
  readonly madeAt: string
  /** Null: until it is replaced. */
  readonly signsUntil: string | null
}

/** How a webhook fares. */
export type WebhookStatus = {
  readonly through: number
  readonly last: number
  readonly waiting: number
  readonly parked: number
  readonly parkedSince: string | null
  readonly oldestWaitingSince: string | null
  readonly failures: number
  readonly restingUntil: string | null
  readonly stalledBecause: StallReason | null
  readonly stalledSince: string | null
  /** When whoever made it was recorded as having left. */
  readonly makerDepartedAt: string | null
}

export type Delivery = {
  readonly number: number
  readonly eventId: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly dueAt: string | null
  readonly notedAt: string
  readonly settledAt: string | null
  readonly tried: readonly Tried[]
}

/** What became of one attempt. */
export type Tried = {
  readonly at: string
  readonly outcome: AttemptOutcome
  readonly status: number | null
  readonly tookMs: number
}

export const mostWebhooks = 10
/** Keys of one scheme that sign at a time. */
export const mostKeys = 4
/** How many numbers can be asked for again at once. */
export const mostAgain = 10_000

/** R-WHK-04: what is asked for again are numbers that the agency's feed has. */
export function refusalOfReplay(
  { from, through }: { readonly from: number; readonly through: number },
  last: number,
): Rejection | undefined {
  const faults = [
    ...(through < from || through - from >= mostAgain ? [{ pointer: '/from', code: 'range' }] : []),
    ...(through > last ? [{ pointer: '/through', code: 'beyond-the-feed' }] : []),
  ]
  return faults.length > 0 ? new Rejection('R-WHK-04', faults) : undefined
}
