import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type Answered, type AttemptOutcome, isSuccess, parseRetryAfter } from '../domain/webhook-attempts.ts'
import { AddressRefused, type Resolve, vettedAddresses } from './public-addresses.ts'

export type Sending = {
  readonly method: 'POST' | 'OPTIONS'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What came back: the outcome, and the few headers that anything is made of. Nothing else of an answer leaves this file. */
export type Sent = Answered & {
  readonly allowedOrigin?: string | undefined
  readonly allowedRate?: string | undefined
  readonly tookMs: number
}

/** What its headers say. */
type AnswerSent = Omit<Sent, 'tookMs'>

/** Sends to one endpoint; never throws. Null when it was told to stop before there was an answer. */
export type Send = (sending: Sending, signal?: AbortSignal) => Promise<Sent | null>

export type SendLimits = {
  readonly connectMs: number
  /** From the first look at the name to the last header of the answer. */
  readonly totalMs: number
}

export const usualLimits: SendLimits = { connectMs: 5_000, totalMs: 15_000 }

const mostHeaderBytes = 8 * 1024
/** How much of a body is read, to end in peace with whoever sends a short one, and for how long. */
const mostBodyBytes = 4 * 1024
const bodyMs = 1_000
/** How many interim answers may come before the one that counts. */
const mostInterim = 8

/** How far a request has got; it says what an error means. */
type Phase = 'connecting' | 'securing' | 'waiting'

/**
 * Makes what sends. Each request looks its name up once, connects to an address that was looked at, with the name in SNI and
 * Host, and follows nothing. `ca`: who vouches for endpoints, beside those everybody trusts.
 */
export function createSend({
  resolve,
  isAllowed,
  limits = usualLimits,
  ca,
}: {
  readonly resolve: Resolve
  readonly isAllowed: (url: URL, address: string) => boolean
  readonly limits?: SendLimits
  readonly ca?: string
}): Send {
  return async (sending, signal) => {
    const startedAt = performance.now()
    const within = AbortSignal.timeout(limits.totalMs)
    const until = signal === undefined ? within : AbortSignal.any([within, signal])
    let answered: AnswerSent | undefined
    const onHeaders = (answer: AnswerSent) => {
      answered = answer
    }
    try {
      const { hostname } = sending.url
      const vetted = { resolve, isAllowed: (address: string) => isAllowed(sending.url, address) }
      const addresses = await orAborted(vettedAddresses(hostname, vetted), until)
      const exchanged = exchange(sending, addresses, { signal: until, onHeaders })
      return { ...(await orAborted(exchanged, until)), tookMs: since(startedAt) }
    } catch (error) {
      // Its status has said everything: what came of the body, or had no time to come, changes nothing.
      if (answered !== undefined) return { ...answered, tookMs: since(startedAt) }
      if (signal?.aborted) return null
      return { outcome: outcomeOf(error, within), status: null, tookMs: since(startedAt) }
    }
  }

  function exchange(
    { method, url, headers, body }: Sending,
    addresses: readonly string[],
    { signal, onHeaders }: { readonly signal: AbortSignal; readonly onHeaders: (answer: AnswerSent) => void },
  ): Promise<AnswerSent> {
    return new Promise((resolve, reject) => {
      let phase: Phase = 'connecting'
      const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
        method,
        headers: {
          ...headers,
          'content-length': String(body.length),
          'accept-encoding': 'identity',
          'user-agent': 'Penerusan',
        },
        lookup: onlyTo(addresses),
        agent: false,
        maxHeaderSize: mostHeaderBytes,
        insecureHTTPParser: false,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        ...(ca !== undefined && { ca }),
        signal,
      })
      const connecting = setTimeout(() => request.destroy(new ConnectTimeout()), limits.connectMs)
      request.once('socket', socket => {
        socket.once('connect', () => {
          phase = url.protocol === 'https:' ? 'securing' : 'waiting'
          if (phase === 'waiting') clearTimeout(connecting)
        })
        socket.once('secureConnect', () => {
          phase = 'waiting'
          clearTimeout(connecting)
        })
      })
      // Not once: what comes after the first would have nobody to hear it.
      request.on('error', error => {
        clearTimeout(connecting)
        reject(phase === 'securing' && !signal.aborted ? new TlsFailed('no TLS', { cause: error }) : error)
      })
      request.once('response', answer => {
        clearTimeout(connecting)
        const answered = answeredBy(answer)
        onHeaders(answered)
        readLittle(answer, () => {
          resolve(answered)
          request.destroy()
        })
      })
      // RFC 9110, section 15.2: there may be some. Without end they would keep the process busy for as long as an answer may take.
      let interim = 0
      request.on('information', () => {
        interim += 1
        if (interim > mostInterim) request.destroy(new AnswerUnfit())
      })
      // Who goes over to another protocol is heard nowhere else: neither as an answer nor as an error.
      request.once('upgrade', (answer, socket) => {
        clearTimeout(connecting)
        resolve(answeredBy(answer))
        socket.destroy()
      })
      request.end(body)
    })
  }
}

/** A lookup that knows nothing but these addresses. For a host that is an address itself none is asked for. */
function onlyTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map(address => ({ address, family: isIP(address) }))
  return (_, options, callback) => {
    const [first] = all
    if (options.all) callback(null, all)
    else callback(null, first?.address ?? '', first?.family)
  }
}

function answeredBy({ statusCode = 0, headers }: IncomingMessage): AnswerSent {
  // RFC 9110, section 15: a status is from 100 to 599, and whoever reads one knows at least the hundred.
  if (statusCode < 100) return { outcome: 'answer-unfit', status: null }
  return {
    outcome: isSuccess(statusCode) ? 'delivered' : 'refused',
    status: statusCode,
    retryAfterMs: parseRetryAfter(headers['retry-after'], Date.now()),
    allowedOrigin: textOf(headers['webhook-allowed-origin']),
    allowedRate: textOf(headers['webhook-allowed-rate']),
  }
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header.trim() : undefined
}

/** Reads to the end of a short body, or until it is long or slow: its status has said everything. */
function readLittle(answer: IncomingMessage, done: () => void): void {
  let read = 0
  const timer = setTimeout(end, bodyMs)
  answer.on('data', (chunk: Buffer) => {
    read += chunk.length
    if (read > mostBodyBytes) end()
  })
  for (const event of ['end', 'error', 'close'] as const) answer.once(event, end)
  function end() {
    clearTimeout(timer)
    answer.removeAllListeners('data')
    done()
  }
}

/** What the work comes to, unless the signal comes first: whatever never ends is left to itself. */
function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

class TlsFailed extends Error {}
class ConnectTimeout extends Error {}
class AnswerUnfit extends Error {}

function outcomeOf(error: unknown, within: AbortSignal): AttemptOutcome {
  if (error instanceof AddressRefused) return 'address-refused'
  if (error instanceof ConnectTimeout || within.aborted) return 'timeout'
  if (error instanceof TlsFailed) return 'tls-failed'
  if (error instanceof AnswerUnfit) return 'answer-unfit'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('HPE_') ? 'answer-unfit' : 'unreachable'
}

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt)
}
