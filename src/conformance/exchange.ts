import { setTimeout as delay } from 'node:timers/promises'
import { type Seen, seen } from './check.ts'

/** What came back. A body that is no JSON object is an empty one. */
export type Reply = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Body
}
type Body = {
  readonly [member: string]: unknown
  readonly id?: string
  readonly status?: string | number
  readonly items?: readonly Body[]
  readonly next?: string | null
}

export type Sending = {
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is when it is a text, as JSON otherwise. */
  readonly body?: unknown
}

const patienceMs = 30_000
const mostWaitMs = 65_000

/** One request, as it is. A quota that is used up is waited for: it is not what is tried. */
export async function exchange(url: string, method: string, { token, headers, body }: Sending = {}): Promise<Reply> {
  for (let attempt = 1; ; attempt++) {
    const reply = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new Error(`no answer to ${method} ${new URL(url).pathname}`, { cause })
    })
    const text = await reply.text()
    const retryAfter = Number(reply.headers.get('retry-after'))
    if (reply.status !== 429 || attempt === 3)
      return { status: reply.status, headers: reply.headers, text, body: toBody(text) }
    await delay(Math.min(retryAfter * 1000, mostWaitMs))
  }
}

function toBody(text: string): Body {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Body) : {}
  } catch {
    return {}
  }
}

/** A refusal as the contract has it: a whole problem document with this status and code. */
export function refused(reply: Reply, status: number, code: string): Seen {
  const { body, headers } = reply
  const faults = [
    reply.status !== status && `status ${reply.status}`,
    body['code'] !== code && `code ${JSON.stringify(body['code'])}`,
    !/^application\/problem\+json\b/.test(headers.get('content-type') ?? '') &&
      `content type ${headers.get('content-type')}`,
    body.status !== reply.status && `member status ${JSON.stringify(body.status)}`,
    ...['type', 'title', 'instance', 'requestId'].map(
      member => (typeof body[member] !== 'string' || body[member] === '') && `no ${member}`,
    ),
  ].filter(fault => fault !== false)
  return faults.length === 0 ? seen(true, `${status} ${code}`) : seen(false, faults.join(', '))
}

/** An answer with one of these statuses. */
export function answered(reply: Reply, ...statuses: readonly number[]): Seen {
  const code = typeof reply.body['code'] === 'string' ? ` ${reply.body['code']}` : ''
  return seen(statuses.includes(reply.status), `${reply.status}${code}`)
}
