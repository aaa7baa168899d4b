import type { AgencyPools } from '../db/agency-pools.ts'
import {
  type Counted,
  type DeliveryTakenUp,
  deriveDeliveries,
  forgetDeliveries,
  holdDeliveries,
  type SettledAttempt,
  type Settlement,
  settleDeliveries,
  takeUpDeliveries,
} from '../db/webhook-deliveries.ts'
import { readWebhook } from '../db/webhooks.ts'
import type { CloudEvent } from '../domain/feed-entry.ts'
import type { StallReason } from '../domain/webhook.ts'
import { afterAttempt } from '../domain/webhook-attempts.ts'
import { everySoOften } from '../every-so-often.ts'
import { inBatches } from '../in-batches.ts'
import type { Log } from '../log.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { Send } from './send.ts'
import { type Signable, signedHeaders } from './signing-keys.ts'

type Needs = {
  readonly pools: AgencyPools
  readonly keys: KeyRing
  readonly send: Send
  /** The bell for an entry of an agency's feed, as its webhook may see it at this moment. */
  readonly bellOf: (delivery: DeliveryTakenUp) => Promise<CloudEvent>
  readonly log: Log
  readonly now: () => Date
  readonly random: () => number
  /** How long what is under way may still take once it stops. */
  readonly patienceMs?: number
}

export type Deliverer = {
  /** There may be something to deliver. */
  deliverSoon(): Promise<void>
  /** Takes up nothing more, and gives those under way a moment to end; the rest goes back and is due again. */
  stop(): Promise<void>
}

/** What another process noted, or what is due again, is found within this time; what this one noted at once. */
const lookEveryMs = 1_000
const forgetEveryMs = 60 * 60_000
/**
 * Of all endpoints, of those of an agency, and of one: the latter two over all processes. One that fails gets one at a time,
 * and an agency without any gets one in any case.
 */
const mostAtOnce = 200
const mostForAgency = 20
const mostForEach = 8
/** A process that does not hold on to a delivery for so long is taken for dead, and another takes it up. */
const seconds = 10
const holdEveryMs = 3_000
/** In one statement: of all webhooks, and of one. */
const derivedAtOnce = { most: 2_000, each: 500 }
const forgottenAtOnce = 1_000
const usualPatienceMs = 5_000
const givenBack: Settlement = { next: 'back', afterMs: 0, restMs: 0, tried: null, stalled: null }
/**
 * What could not be read is tried again soon. Keys that cannot be used come back with a key ring or not at all, so the whole
 * webhook rests meanwhile.
 */
const notMade: Readonly<Record<StallReason, Settlement>> = {
  unread: { ...givenBack, afterMs: 10_000, stalled: 'unread' },
  unsigned: { ...givenBack, afterMs: 5 * 60_000, restMs: 5 * 60_000, stalled: 'unsigned' },
}

/** How bells are written; the same bytes are signed. */
export const bellType = 'application/cloudevents+json; charset=utf-8'

/**
 * Rings: turns what the feeds number into deliveries, and makes attempts until each is delivered or parked. Any number of
 * processes share the work through the database; nothing of it is kept here but what is on its way.
 */
export function startDeliverer({
  pools,
  keys,
  send,
  bellOf,
  log,
  now,
  random,
  patienceMs = usualPatienceMs,
}: Needs): Deliverer {
  const underWay = new Map<Promise<void>, DeliveryTakenUp>()
  const giveUp = new AbortController()
  const settle = inBatches<SettledAttempt, Counted | undefined>(async settlements => {
    const counted = await settleDeliveries(pools, settlements)
    const byPlace = new Map(counted.map(one => [placeOf(one), one]))
    return settlement => byPlace.get(placeOf(settlement))
  })
  const round = everySoOften(deliver, {
    name: 'deliveries',
    everyMs: lookEveryMs,
    onFault: err => log.warn({ err }, 'webhooks: what is due was not found out'),
  })
  const forgetting = everySoOften(forget, {
    name: 'old-deliveries',
    everyMs: forgetEveryMs,
    onFault: err => log.warn({ err }, 'webhooks: old deliveries were not forgotten'),
  })
  const holding = everySoOften(hold, {
    name: 'held-deliveries',
    everyMs: holdEveryMs,
    onFault: err => log.warn({ err }, 'webhooks: what is under way was not held on to'),
  })
  void round.soon()

  return {
    deliverSoon: round.soon,
    async stop() {
      const patience = setTimeout(() => giveUp.abort(), patienceMs)
      await Promise.all([round.stop(), forgetting.stop()])
      await Promise.all(underWay.keys())
      await holding.stop()
      clearTimeout(patience)
    },
  }

  async function deliver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const derived = await deriveDeliveries(pools, derivedAtOnce)
      const most = Math.max(0, mostAtOnce - underWay.size)
      const bounds = { most, eachAgency: mostForAgency, each: mostForEach, seconds }
      const taken = await takeUpDeliveries(pools, bounds)
      for (const delivery of taken) {
        const attempt = makeAttempt(delivery).finally(() => {
          underWay.delete(attempt)
          void round.soon()
        })
        underWay.set(attempt, delivery)
      }
      if (derived === 0 && taken.length === 0) return
    }
  }

  async function makeAttempt(delivery: DeliveryTakenUp): Promise<void> {
    const { agency, webhookId: webhook, number } = delivery
    try {
      const settlement = await attempt(delivery).catch(err => {
        const stalled = err instanceof Unsigned ? 'unsigned' : 'unread'
        log.warn({ err, agency, webhook, number, stalled }, 'webhooks: an attempt was not made')
        return notMade[stalled]
      })
      const counted = await settle({ ...delivery, ...settlement })
      if (counted?.firstParked) {
        log.warn({ agency, webhook, number }, 'webhooks: a delivery is parked, the first of its webhook')
      }
      if (counted && settlement.next === 'gone') log.warn({ agency, webhook }, 'webhooks: an endpoint is gone')
    } catch (err) {
      // Nobody knows what became of it; it is taken up again when its time is over, under the same id.
      log.warn({ err, agency, webhook, number }, 'webhooks: an attempt was not settled')
    }
  }

  async function attempt(delivery: DeliveryTakenUp): Promise<Settlement> {
    const body = Buffer.from(JSON.stringify(await bellOf(delivery)))
    const id = delivery.eventId
    const timestamp = Math.floor(now().getTime() / 1000)
    const headers = { ...signed(delivery.keys, { id, timestamp, body }), 'content-type': bellType }
    const sent = await send({ method: 'POST', url: new URL(delivery.url), headers, body }, giveUp.signal)
    if (sent === null) return givenBack
    // What is said at an address that the webhook has left means nothing for the one that it has now.
    if (sent.outcome !== 'delivered' && (await addressOf(delivery)) !== delivery.url) return givenBack
    const { outcome, status, tookMs } = sent
    return {
      ...afterAttempt(delivery.made + 1, sent, random()),
      tried: { outcome, status, tookMs },
      stalled: null,
    }
  }

  function signed(by: DeliveryTakenUp['keys'], signable: Signable): Record<string, string> {
    try {
      return signedHeaders(keys, by, signable)
    } catch (cause) {
      throw new Unsigned('a bell cannot be signed', { cause })
    }
  }

  async function addressOf({ agency, webhookId }: DeliveryTakenUp): Promise<string | undefined> {
    return (await readWebhook(pools, agency, webhookId))?.url
  }

  async function hold(): Promise<void> {
    if (underWay.size > 0) await holdDeliveries(pools, [...underWay.values()], seconds)
  }

  async function forget(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await forgetDeliveries(pools, forgottenAtOnce)) === forgottenAtOnce);
  }
}

class Unsigned extends Error {
  override readonly name = 'Unsigned'
}

function placeOf({ webhookId, number }: Pick<DeliveryTakenUp, 'webhookId' | 'number'>): string {
  return `${webhookId} ${number}`
}
