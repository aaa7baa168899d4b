import { randomUUID } from 'node:crypto'
import { all, type Check, type Seen, seen } from '../check.ts'
import type { Signer } from './signing.ts'

/** A partner's receiver, and the keys it is tried with. */
export type ReceiverAt = {
  readonly url: string
  readonly sign: Signer
  /** Signs with a key that the receiver does not know. */
  readonly signAsStranger: Signer
  /** How long it may take to answer. */
  readonly patienceMs: number
}

type Bell = {
  readonly id?: string
  readonly type?: string
  readonly timestamp?: number
  readonly sign?: Signer
  /** What is sent in place of what was signed. */
  readonly sent?: string
  /** Headers that are left out. */
  readonly without?: readonly string[]
}

/** Ours names itself; a receiver that consents to everybody says `*`. */
const origin = 'penerusan.example'

export const receiverChecks: readonly Check<ReceiverAt>[] = [
  {
    id: 'RCV-01',
    what: 'the question whether it consents: OPTIONS with WebHook-Request-Origin',
    expected: `2xx, with WebHook-Allowed-Origin: ${origin} or *`,
    async run(at) {
      const { status, headers } = await ask(at, 'OPTIONS', { 'webhook-request-origin': origin })
      const allowed = headers.get('webhook-allowed-origin')
      return seen(
        status < 300 && ['*', origin].includes(allowed ?? ''),
        `${status}, WebHook-Allowed-Origin: ${allowed}`,
      )
    },
  },
  {
    id: 'RCV-02',
    what: 'a bell with a good signature',
    expected: '2xx within 15 seconds',
    run: at => taken(at, {}),
  },
  {
    id: 'RCV-03',
    what: 'the same bell once more: what is sent at least once may come twice',
    expected: '2xx both times',
    async run(at) {
      const id = randomUUID()
      return all(await taken(at, { id }), await taken(at, { id }))
    },
  },
  {
    id: 'RCV-04',
    what: 'a bell of a type that it does not know',
    expected: '2xx: new types come without notice',
    run: at => taken(at, { type: 'penerusan.something-new' }),
  },
  {
    id: 'RCV-05',
    what: 'a bell with a signature of a key it does not know beside a good one: keys are rotated',
    expected: '2xx',
    run: at => taken(at, { sign: content => `${at.signAsStranger(content)} v9,AAAA ${at.sign(content)}` }),
  },
  {
    id: 'RCV-06',
    what: 'a body that was changed after it was signed',
    expected: '4xx',
    run: at => turnedAway(at, { sent: JSON.stringify({ ...bellOf(randomUUID(), undefined), number: 2 }) }),
  },
  {
    id: 'RCV-07',
    what: 'a body that means the same and is written otherwise',
    expected: '4xx: what is signed are the bytes',
    run(at) {
      const id = randomUUID()
      return turnedAway(at, { id, sent: JSON.stringify(bellOf(id, undefined), null, 1) })
    },
  },
  {
    id: 'RCV-08',
    what: 'a bell with the signature of another key',
    expected: '4xx',
    run: at => turnedAway(at, { sign: at.signAsStranger }),
  },
  {
    id: 'RCV-09',
    what: 'a bell that was signed ten minutes ago, and one of ten minutes ahead',
    expected: '4xx each: it may have been recorded and played again',
    async run(at) {
      const now = Math.floor(Date.now() / 1000)
      return all(await turnedAway(at, { timestamp: now - 600 }), await turnedAway(at, { timestamp: now + 600 }))
    },
  },
  {
    id: 'RCV-10',
    what: 'a bell without its id, without its time, without its signature',
    expected: '4xx each',
    async run(at) {
      const refusals: Seen[] = []
      for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
        refusals.push(await turnedAway(at, { without: [name] }, `without ${name}: `))
      }
      return all(...refusals)
    },
  },
  {
    id: 'RCV-11',
    what: 'a signature with the name of a scheme and nothing else, and one of an unknown scheme',
    expected: '4xx each',
    async run(at) {
      return all(await turnedAway(at, { sign: () => 'v1, v1a,' }), await turnedAway(at, { sign: () => 'v9,AAAA' }))
    },
  },
]

async function taken(at: ReceiverAt, bell: Bell): Promise<Seen> {
  const { status } = await ring(at, bell)
  return seen(status >= 200 && status < 300, String(status))
}

async function turnedAway(at: ReceiverAt, bell: Bell, about = ''): Promise<Seen> {
  const { status } = await ring(at, bell)
  return seen(status >= 400 && status < 500, `${about}${status}`)
}

function ring(at: ReceiverAt, bell: Bell): Promise<Response> {
  const { id = randomUUID(), type, sent, without = [], sign = at.sign } = bell
  const { timestamp = Math.floor(Date.now() / 1000) } = bell
  const body = JSON.stringify(bellOf(id, type))
  const headers = Object.entries({
    'content-type': 'application/cloudevents+json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign(`${id}.${timestamp}.${body}`),
  }).filter(([name]) => !without.includes(name))
  return ask(at, 'POST', Object.fromEntries(headers), sent ?? body)
}

/** What a webhook of this API sends: an item of the feed. */
function bellOf(id: string, type = 'penerusan.referral-sent') {
  return {
    specversion: '1.0',
    id,
    source: '/v1/feed',
    type,
    subject: '/v1/referrals/018f2f3e-0000-7000-8000-000000000000',
    time: '2026-01-05T08:00:00.000Z',
    number: 1,
    subjectversion: 1,
    digest: '0'.repeat(64),
    entrydigest: '0'.repeat(64),
    runningdigest: '0'.repeat(64),
  }
}

async function ask(
  { url, patienceMs }: ReceiverAt,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Response> {
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const reply = await fetch(url, { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) })
    await reply.body?.cancel()
    return reply
  } catch (cause) {
    throw new Error(signal.aborted ? `no answer within ${patienceMs / 1000} s` : 'no answer', { cause })
  }
}
