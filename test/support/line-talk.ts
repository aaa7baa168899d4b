import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'

/** A request whose body and answer are lines, each sent and read when the test says so. */
export type LineTalk = {
  say(line: unknown): void
  /** Says that there are no more lines. */
  end(): void
  /** The next line of the answer; undefined when it has ended. */
  hear(): Promise<AnyLine | undefined>
  /** Breaks the connection. */
  leave(): void
}

/** What tests look at in a line of an answer. */
export type AnyLine = {
  readonly line: number
  readonly outcome: string
  readonly status: number
  readonly referral: { readonly id: string; readonly href: string; readonly etag: string } | null
  readonly problem: { readonly code: string; readonly [member: string]: unknown } | null
  readonly summary: { readonly endedBy: string; readonly [count: string]: unknown }
  readonly [member: string]: unknown
}

/** Sends a request to a server that listens, with its body open. */
export function talkInLines(url: string, headers: Readonly<Record<string, string>>): LineTalk {
  const sent: ClientRequest = request(url, { method: 'POST', headers })
  sent.on('error', () => {})
  let lines: AsyncIterator<string> | undefined
  const answered = once(sent, 'response').then(([response]) => response as IncomingMessage)
  answered.catch(() => {})
  return {
    say: line => sent.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`),
    end: () => sent.end(),
    async hear() {
      lines ??= createInterface({ input: await answered })[Symbol.asyncIterator]()
      const { done, value } = await lines.next()
      return done ? undefined : (JSON.parse(value) as AnyLine)
    },
    leave: () => sent.destroy(),
  }
}
