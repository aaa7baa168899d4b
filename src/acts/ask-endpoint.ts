import { v7 as uuidv7 } from 'uuid'
import type { Actor } from '../auth/actor.ts'
import { mayAskForConsent, readSigningKeys, readWebhook, recordConsent } from '../db/webhooks.ts'
import type { WebhookId } from '../domain/ids.ts'
import { Rejection } from '../domain/rejection.ts'
import type { Webhook } from '../domain/webhook.ts'
import { toEtag } from '../http/etag.ts'
import { Problem } from '../problems.ts'
import { toWebhookResource } from '../resources/webhook.ts'
import { askForConsent } from '../webhooks/consent.ts'
import { bellType } from '../webhooks/deliverer.ts'
import type { Send } from '../webhooks/send.ts'
import { signedHeaders } from '../webhooks/signing-keys.ts'
import { assertRemit, type Office, type Reply, refused } from './act-on-case.ts'
import { foundOr404 } from './act-on-referral.ts'
import { notConsented, type WebhookDesk } from './keep-webhook.ts'

/** What asking an endpoint needs beside the desk. */
export type EndpointDesk = WebhookDesk & {
  readonly send: Send
  /** How this server names itself to endpoints. */
  readonly origin: string
  readonly now: () => Date
}

/** R-WHK-06 */
const gapSeconds = 5

/** Asks the endpoint of a webhook whether it wants bells, and rings from now on if it does. */
export async function obtainConsent(
  { pools }: Pick<Office, 'pools'>,
  { send, origin }: EndpointDesk,
  actor: Actor,
  id: WebhookId,
): Promise<Reply> {
  assertRemit('webhook-keeping', actor, {})
  const { agency } = actor
  const webhook = foundOr404(await readWebhook(pools, agency, id))
  if (!(await mayAskForConsent(pools, agency, id, gapSeconds))) throw refused(new Rejection('R-WHK-06'))
  const consent = await askForConsent(send, new URL(webhook.url), origin)
  if (!consent.given) throw notConsented(consent.because)
  // Whoever has moved or ended it meanwhile has another endpoint, which was not asked.
  if (!(await recordConsent(pools, webhook, consent.allowedRate))) throw notConsented('moved')
  const now = foundOr404(await readWebhook(pools, agency, id))
  return {
    status: webhook.state === 'active' ? 200 : 201,
    headers: { etag: toEtag(now.version) },
    body: toWebhookResource(now),
  }
}

/** Rings once for nothing, and says what came of it. */
export async function ringOnce({ pools }: Pick<Office, 'pools'>, desk: EndpointDesk, actor: Actor, id: WebhookId) {
  assertRemit('webhook-keeping', actor, {})
  const { agency } = actor
  const webhook = foundOr404(await readWebhook(pools, agency, id))
  if (webhook.state !== 'active') throw notConsented(webhook.state)
  const sent = await desk.send(await testBell(pools, desk, webhook))
  if (sent === null) throw new Problem('overloaded', { headers: { 'retry-after': '1' } })
  const { outcome, status, tookMs } = sent
  return { outcome, status, tookMs }
}

async function testBell(pools: Office['pools'], { keys, now }: EndpointDesk, { agency, id, url }: Webhook) {
  const event = uuidv7()
  const time = now()
  const source = `/v1/webhooks/${id}`
  const body = Buffer.from(
    JSON.stringify({ specversion: '1.0', id: event, source, type: 'penerusan.test', time: time.toISOString() }),
  )
  const timestamp = Math.floor(time.getTime() / 1000)
  const signing = await readSigningKeys(pools, agency, id)
  const headers = { ...signedHeaders(keys, signing, { id: event, timestamp, body }), 'content-type': bellType }
  return { method: 'POST' as const, url: new URL(url), headers, body }
}
