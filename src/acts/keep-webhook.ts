import { loadNothing } from '../db/case-store.ts'
import { readRunningDigests } from '../db/feed.ts'
import type { StoredReply } from '../db/record-act.ts'
import {
  loadWebhook,
  type NewKey,
  readSealedKeys,
  recordMove,
  recordWebhook,
  recordWebhookKey,
  type WebhookLoaded,
} from '../db/webhooks.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { WebhookId } from '../domain/ids.ts'
import { Rejection } from '../domain/rejection.ts'
import type { SignatureScheme, Webhook, WebhookKey } from '../domain/webhook.ts'
import type { TargetPolicy } from '../domain/webhook-target.ts'
import { toEtag } from '../http/etag.ts'
import { toKeyMade, toWebhookMade, toWebhookResource } from '../resources/webhook.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { Resolve } from '../webhooks/public-addresses.ts'
import { newSigningKey, sharedSecret } from '../webhooks/signing-keys.ts'
import { allowedAddresses, faultOfAddresses, parseTarget } from '../webhooks/target.ts'
import { type Asked, actOnCase, assertRemit, type Office, type Reply, refused } from './act-on-case.ts'
import { timeOrdered } from './time-ordered.ts'

/** What keeping webhooks needs beside the office. */
export type WebhookDesk = {
  readonly keys: KeyRing
  readonly policy: TargetPolicy
  readonly resolve: Resolve
}

const ofNoCase = { tagged: 'the webhook', parties: () => ({}), allowedActions: () => [] } as const
const hourMs = 60 * 60_000

type Beginning = { readonly now: string; readonly stored: StoredReply | undefined }

/** Notes where bells are to be delivered. Nothing is sent there before the endpoint has consented. */
export async function createWebhook(
  office: Office,
  desk: WebhookDesk,
  asked: Asked,
  wanted: {
    readonly url: string
    readonly signatures: readonly SignatureScheme[]
    readonly mark: number | null
  },
): Promise<Reply> {
  assertRemit('webhook-keeping', asked.actor, {})
  const fault = (await faultOf(desk, wanted.url)) ?? (await faultOfMark(office, asked, wanted.mark))
  const reply = await actOnCase<Beginning, { url: string }>(office, asked, {
    ...ofNoCase,
    act: 'webhook-keeping',
    keyed: true,
    conditional: false,
    load: (agency, keyed) => loadNothing(office.pools, agency, keyed),
    lastChange: () => '',
    version: () => '',
    decide: () => fault ?? { url: new URL(wanted.url).href },
    isNothing: () => false,
    effect: (_, { url }, act) => {
      const id = timeOrdered<WebhookId>(act.at)
      const keys = wanted.signatures.map(scheme => newSigningKey(desk.keys, scheme))
      const webhook: Webhook = {
        id,
        agency: act.agency,
        url,
        state: 'pending',
        disabledBecause: null,
        allowedRate: null,
        version: 1,
        created: act,
        changedAt: act.at,
        consentedAt: null,
        keys: keys.map(key => keyOf(key, act.at)),
      }
      return {
        record: kept => recordWebhook(office.pools, act, { id, url, mark: wanted.mark }, keys, kept),
        reply: {
          status: 201,
          headers: { location: `/v1/webhooks/${id}`, etag: toEtag(webhook.version) },
          body: toWebhookMade(webhook),
        },
      }
    },
    standing: () => {
      throw new Error('a new webhook is never there already')
    },
  })
  const body = reply.body as ReturnType<typeof toWebhookMade>
  return { ...reply, body: { ...body, keys: await withSecrets(office, desk, asked.actor.agency, body.keys) } }
}

/** Another address for a webhook: as new, it is sent nothing before it has consented. The one that it has already changes nothing. */
export async function moveWebhook(
  office: Office,
  desk: WebhookDesk,
  asked: Asked,
  id: WebhookId,
  text: string,
): Promise<Reply> {
  assertRemit('webhook-keeping', asked.actor, {})
  const fault = await faultOf(desk, text)
  return actOnCase<WebhookLoaded, { url: string; isAnother: boolean }>(office, asked, {
    ...ofNoCase,
    act: 'webhook-keeping',
    keyed: false,
    conditional: true,
    load: (agency, keyed) => loadWebhook(office.pools, agency, id, keyed),
    lastChange: ({ webhook }) => webhook.changedAt,
    version: ({ webhook }) => String(webhook.version),
    decide({ webhook }) {
      // Whatever has become of its name or the policy meanwhile: nothing is asked for.
      if (URL.parse(text)?.href === webhook.url) return { url: webhook.url, isAnother: false }
      return fault ?? { url: new URL(text).href, isAnother: true }
    },
    isNothing: ({ isAnother }) => !isAnother,
    effect: ({ webhook }, { url }, act) => {
      const moved: Webhook = {
        ...webhook,
        url,
        state: 'pending',
        disabledBecause: null,
        allowedRate: null,
        version: webhook.version + 1,
        changedAt: act.at,
        consentedAt: null,
      }
      return {
        record: () => recordMove(office.pools, act, webhook, url),
        reply: { status: 200, headers: { etag: toEtag(moved.version) }, body: toWebhookResource(moved) },
      }
    },
    standing: ({ webhook }) => ({
      status: 200,
      headers: { etag: toEtag(webhook.version) },
      body: toWebhookResource(webhook),
    }),
  })
}

/** A new key for a webhook; those of its scheme before it sign on for a while, so that no bell is unverifiable. */
export async function rotateKey(
  office: Office,
  desk: WebhookDesk,
  asked: Asked,
  id: WebhookId,
  { scheme, overlapHours }: { readonly scheme: SignatureScheme; readonly overlapHours: number },
): Promise<Reply> {
  // Whoever may keep none is told so, whether there is this one or not.
  assertRemit('webhook-keeping', asked.actor, {})
  const reply = await actOnCase<WebhookLoaded, { signsUntil: string }>(office, asked, {
    ...ofNoCase,
    act: 'webhook-keeping',
    keyed: true,
    conditional: false,
    load: (agency, keyed) => loadWebhook(office.pools, agency, id, keyed),
    lastChange: ({ webhook }) => webhook.changedAt,
    version: () => '',
    decide: (_, act) => ({ signsUntil: new Date(Date.parse(act.at) + overlapHours * hourMs).toISOString() }),
    isNothing: () => false,
    effect: (_, { signsUntil }, act) => {
      const key = newSigningKey(desk.keys, scheme)
      return {
        record: kept => recordWebhookKey(office.pools, act, id, { key, signsUntil }, kept),
        reply: {
          status: 201,
          headers: { location: `/v1/webhooks/${id}` },
          body: toKeyMade(keyOf(key, act.at)),
        },
      }
    },
    standing: () => {
      throw new Error('a new key is never there already')
    },
  })
  const [body] = await withSecrets(office, desk, asked.actor.agency, [reply.body as ReturnType<typeof toKeyMade>])
  return { ...reply, body }
}

function keyOf({ id, scheme, publicKey }: NewKey, madeAt: string): WebhookKey {
  return { id, scheme, publicKey, madeAt, signsUntil: null }
}

/**
 * The keys with the secrets that their partner must have. They are read from where they are sealed, the first time and when
 * the same request comes again: the stored answer has none.
 */
async function withSecrets(
  office: Office,
  desk: WebhookDesk,
  agency: AgencyId,
  keys: readonly ReturnType<typeof toKeyMade>[],
): Promise<ReturnType<typeof toKeyMade>[]> {
  const shared = keys.filter(({ scheme }) => scheme === 'v1').map(({ id }) => id)
  const sealed = shared.length === 0 ? [] : await readSealedKeys(office.pools, agency, shared)
  const secrets = new Map(sealed.map(key => [key.id, sharedSecret(desk.keys, key)]))
  return keys.map(key => ({ ...key, secret: secrets.get(key.id) ?? null }))
}

/**
 * R-WHK-01: why nothing can be sent there. No name is looked up while anything else is wrong, and no address is told that
 * one leads to.
 */
async function faultOf({ policy, resolve }: WebhookDesk, text: string): Promise<Rejection | undefined> {
  const target = parseTarget(text, policy)
  if (!(target instanceof URL)) {
    return new Rejection(
      'R-WHK-01',
      target.map(code => ({ pointer: '/url', code })),
    )
  }
  const code = await faultOfAddresses(target, { resolve, isAllowed: allowedAddresses(policy) })
  return code && new Rejection('R-WHK-01', [{ pointer: '/url', code }])
}

/** Bells cannot ring for what follows a number that the feed has not reached: the numbers before it would ring for nobody. */
async function faultOfMark({ pools }: Office, { actor }: Asked, mark: number | null): Promise<Rejection | undefined> {
  if (mark === null) return undefined
  const { last } = await readRunningDigests(pools, actor.agency, [])
  return mark > last ? new Rejection('R-FED-01', [{ pointer: '/after', code: 'feed-number-unknown' }]) : undefined
}

/** Throws R-WHK-02 with what stands in the way. */
export function notConsented(code: string) {
  return refused(new Rejection('R-WHK-02', [{ pointer: '/url', code }]))
}
