import type { FeedItem } from './api.ts'

/** What came is not a webhook of this API, or not a fresh one. Answer 400 and do nothing. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused'
  readonly kind: 'header-missing' | 'header-malformed' | 'too-old' | 'too-new' | 'signature' | 'body'

  constructor(kind: WebhookRefused['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** What a bell tells: an item of your feed, or that you asked for a bell to try your endpoint. `'number' in bell` tells them apart. */
export type Bell = FeedItem | TestBell
export type TestBell = Pick<FeedItem, 'specversion' | 'id' | 'time'> & {
  readonly source: string
  readonly type: 'penerusan.test'
}

/** A verified bell. It may come more than once: `id` says whether it is the same. */
export type Webhook = { readonly id: string; readonly sentAt: Date; readonly bell: Bell }

export type WebhookRequest = {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** The body as it came, byte by byte; parsed and written again it has another signature. */
  readonly body: string | Uint8Array
}

export type WebhookOptions = {
  /** How far its time may be from yours, in seconds. */
  readonly toleranceSeconds?: number
  readonly now?: () => Date
}

export type VerifyWebhook = (request: WebhookRequest) => Promise<Webhook>

/** A sender has two keys at most while one takes the place of the other. */
const mostSignatures = 20

/**
 * Verifies webhooks by Standard Webhooks 1.0.0: `whsec_…` keys by HMAC-SHA256 (`v1`), `whpk_…` keys by ed25519 (`v1a`).
 * Give it every key that may be in use; one signature that one of them verifies is enough.
 */
export function createWebhookVerifier(
  keys: readonly string[],
  { toleranceSeconds = 300, now = () => new Date() }: WebhookOptions = {},
): VerifyWebhook {
  if (keys.length === 0) throw new TypeError('webhooks cannot be verified without a key')
  const verifiers = keys.map(readKey)

  return async ({ headers, body }) => {
    const id = headerOf(headers, 'webhook-id')
    const timestamp = headerOf(headers, 'webhook-timestamp')
    const signatures = headerOf(headers, 'webhook-signature').split(' ', mostSignatures)
    // A dot in one of them would move what is signed from one part into another.
    if (!/^[^.\s]{1,256}$/.test(id)) throw new WebhookRefused('header-malformed', 'webhook-id is no id')
    if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookRefused('header-malformed', 'webhook-timestamp is no time')
    const sentAt = new Date(Number(timestamp) * 1000)
    const ageSeconds = Math.floor(now().getTime() / 1000) - Number(timestamp)
    if (ageSeconds > toleranceSeconds) throw new WebhookRefused('too-old', 'it was sent too long ago')
    if (ageSeconds < -toleranceSeconds) throw new WebhookRefused('too-new', 'it was sent in the future')

    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
    const signed = concatenated(new TextEncoder().encode(`${id}.${timestamp}.`), bytes)
    if (!(await isSigned(signed, signatures, verifiers))) {
      throw new WebhookRefused('signature', 'no signature of it is by a key that is known')
    }
    return { id, sentAt, bell: parse(bytes) }
  }
}

/** Not every library of types has a name for it. */
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>

type Verifier = {
  readonly version: 'v1' | 'v1a'
  readonly algorithm: 'HMAC' | 'Ed25519'
  readonly key: Promise<Key>
}

function readKey(text: string): Verifier {
  const [, prefix, base64 = ''] = /^(whsec|whpk)_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const bytes = bytesOfBase64(base64)
  if (prefix === 'whsec' && bytes !== undefined && bytes.length >= 24 && bytes.length <= 64) {
    return { version: 'v1', algorithm: 'HMAC', key: importKey(bytes, { name: 'HMAC', hash: 'SHA-256' }) }
  }
  if (prefix === 'whpk' && bytes?.length === 32) {
    return { version: 'v1a', algorithm: 'Ed25519', key: importKey(bytes, { name: 'Ed25519' }) }
  }
  throw new TypeError('a key of a webhook is whsec_ or whpk_ and its bytes in base64')
}

/** Fails where it is used, and not where it is made. */
function importKey(bytes: Uint8Array<ArrayBuffer>, algorithm: { name: string; hash?: string }): Promise<Key> {
  const key = crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify'])
  key.catch(() => {})
  return key
}

/** WebCrypto compares in constant time, whatever of a signature is right. */
async function isSigned(
  signed: Uint8Array<ArrayBuffer>,
  signatures: readonly string[],
  verifiers: readonly Verifier[],
): Promise<boolean> {
  for (const signature of signatures) {
    const [version, base64 = ''] = signature.split(',', 2)
    const bytes = bytesOfBase64(base64)
    for (const { algorithm, key } of verifiers.filter(verifier => verifier.version === version)) {
      if (bytes !== undefined && (await crypto.subtle.verify(algorithm, await key, bytes, signed))) return true
    }
  }
  return false
}

function headerOf(headers: WebhookRequest['headers'], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name]
  if (typeof value !== 'string' || value === '') throw new WebhookRefused('header-missing', `${name} is missing`)
  return value
}

function parse(bytes: Uint8Array): Bell {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new WebhookRefused('body', 'the body is not JSON')
  }
}

function concatenated(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.length + tail.length)
  whole.set(head)
  whole.set(tail, head.length)
  return whole
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), character => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
