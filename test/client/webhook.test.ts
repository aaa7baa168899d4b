import { createHmac, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import {
  createWebhookVerifier,
  type WebhookOptions,
  WebhookRefused,
  type WebhookRequest,
} from '../../openapi/typescript/src/index.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const sentAt = new Date('2026-03-02T08:00:00Z')
const id = randomUUID()
const body = JSON.stringify({ specversion: '1.0', id, type: 'penerusan.referral-sent', number: 7 })

const seconds = Math.floor(sentAt.getTime() / 1000)
const after = (offset: number): WebhookOptions => ({ now: () => new Date(sentAt.getTime() + offset * 1000) })

/** As a sender that we did not write signs it. */
function signed(key = secret, changes: Record<string, string | undefined> = {}): WebhookRequest {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': new Webhook(key).sign(id, sentAt, body),
    ...changes,
  }
  return { headers, body }
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const publicText = `whpk_${raw.toString('base64')}`
const asymmetric = `v1a,${sign(null, Buffer.from(`${id}.${seconds}.${body}`), privateKey).toString('base64')}`

async function refusalOf(request: WebhookRequest, keys = [secret], options = after(0)) {
  const error = await createWebhookVerifier(
    keys,
    options,
  )(request).then(
    () => undefined,
    (error: unknown) => error,
  )
  return error instanceof WebhookRefused ? error.kind : error
}

t.test('a webhook that another library signed is verified, whatever form its body and headers have', async t => {
  const verify = createWebhookVerifier([secret], after(0))
  const { headers } = signed()
  const webhook = await verify({ headers, body })
  t.match(webhook, { id, sentAt, bell: { number: 7, type: 'penerusan.referral-sent' } })
  t.match(await verify({ headers: new Headers(headers as never), body: Buffer.from(body) }), { id })
})

t.test('an ed25519 signature is verified by the public key, which also verifies beside others', async t => {
  const request = signed(secret, { 'webhook-signature': asymmetric })
  t.match(await createWebhookVerifier([publicText], after(0))(request), { id })
  const both = signed(secret, { 'webhook-signature': `v9,AAAA ${asymmetric}` })
  t.match(await createWebhookVerifier([secret, publicText], after(0))(both), { id })
  t.equal(await refusalOf(request, [secret]), 'signature')
  const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  t.equal(await refusalOf(request, [`whpk_${other.toString('base64')}`]), 'signature')
})

t.test('while a key is replaced, a receiver with the old, the new or both verifies', async t => {
  const next = `whsec_${randomBytes(32).toString('base64')}`
  const signatures = [secret, next].map(key => new Webhook(key).sign(id, sentAt, body)).join(' ')
  const request = signed(secret, { 'webhook-signature': signatures })
  for (const keys of [[secret], [next], [next, secret]]) {
    t.match(await createWebhookVerifier(keys, after(0))(request), { id })
  }
  t.equal(await refusalOf(request, [`whsec_${randomBytes(32).toString('base64')}`]), 'signature')
})

t.test('nothing of what is signed can be changed, nor moved from one part to another', async t => {
  const { headers } = signed()
  t.equal(await refusalOf({ headers, body: body.replace('7', '8') }), 'signature')
  t.equal(await refusalOf({ headers, body: JSON.stringify(JSON.parse(body), null, 1) }), 'signature')
  t.equal(await refusalOf(signed(secret, { 'webhook-id': randomUUID() })), 'signature')
  t.equal(await refusalOf(signed(secret, { 'webhook-timestamp': String(seconds + 1) })), 'signature')
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const moved = createHmac('sha256', key).update(`${id}.1.${seconds}.${body}`).digest('base64')
  const dotted = signed(secret, { 'webhook-id': `${id}.1`, 'webhook-signature': `v1,${moved}` })
  t.equal(await refusalOf(dotted), 'header-malformed')
  t.equal(await refusalOf(signed(secret, { 'webhook-signature': 'v1,not base64!' })), 'signature')
  t.equal(await refusalOf(signed(secret, { 'webhook-signature': asymmetric.replace('v1a', 'v1') })), 'signature')
})

t.test('a webhook is fresh for five minutes, on both sides', async t => {
  for (const offset of [300, -300]) t.equal(await refusalOf(signed(), [secret], after(offset)), undefined)
  t.equal(await refusalOf(signed(), [secret], after(301)), 'too-old')
  t.equal(await refusalOf(signed(), [secret], after(-301)), 'too-new')
  t.equal(await refusalOf(signed(), [secret], { ...after(301), toleranceSeconds: 600 }), undefined)
})

t.test('a header that is missing or has another form is named', async t => {
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    t.equal(await refusalOf(signed(secret, { [name]: undefined })), 'header-missing', name)
  }
  t.equal(await refusalOf(signed(secret, { 'webhook-timestamp': '1.7e9' })), 'header-malformed')
})

t.test('a key that is no key is refused before anything is verified', async t => {
  for (const key of ['', 'whsec_c2hvcnQ=', 'whpk_c2hvcnQ=', 'whsk_AAAA', `whsec_${'A'.repeat(200)}`]) {
    t.throws(() => createWebhookVerifier([key]), TypeError)
  }
  t.throws(() => createWebhookVerifier([]), TypeError)
})
