import { once } from 'node:events'
import { createConnection, type NetConnectOpts, type Socket } from 'node:net'
import { ScannerUnavailable } from './inspection.ts'

// Our own, as clamdjs knows no local sockets, and neither it nor clamscan can be given up half-way; INSTREAM is four lines.

export type ClamdAnswer = { readonly infected: false } | { readonly infected: true; readonly signature: string }

export type Clamd = {
  /** Throws ScannerUnavailable unless clamd has looked at all of the bytes and said so. */
  scan(bytes: AsyncIterable<Uint8Array>, options?: { readonly signal?: AbortSignal }): Promise<ClamdAnswer>
}

type Options = {
  /** The path of a local socket, or `host:port`. */
  readonly address: string
  /** The longest that clamd may be silent, be it to connect, to take bytes, or to answer. */
  readonly timeoutMs: number
}

/** clamd answers with one line. One that is longer is not clamd's. */
const answerAtMost = 4096

/** clamd refuses chunks longer than its StreamMaxLength, so they are kept far below any sensible one. */
const chunkAtMost = 64 * 1024

/** The scanner of ClamAV, as a service. A connection serves one scan. */
export function createClamd({ address, timeoutMs }: Options): Clamd {
  const endpoint = toEndpoint(address)
  return {
    async scan(bytes, { signal } = {}) {
      signal?.throwIfAborted()
      const socket = createConnection(endpoint)
      const abort = () => socket.destroy(new ScannerUnavailable('the scan was given up'))
      signal?.addEventListener('abort', abort, { once: true })
      socket.setTimeout(timeoutMs, () => socket.destroy(new ScannerUnavailable('clamd is silent')))
      try {
        const answer = readAnswer(socket)
        const sending = new Sending(socket, answer)
        // clamd may answer before it has everything, for instance that it is too much: then nothing more is sent.
        await Promise.race([sending.send(bytes), answer])
        return parseAnswer(await answer, sending.isComplete)
      } finally {
        signal?.removeEventListener('abort', abort)
        socket.destroy()
      }
    },
  }
}

function toEndpoint(address: string): NetConnectOpts {
  if (address.startsWith('/')) return { path: address }
  const [, host, port] = /^\[?([^[\]]+?)\]?:(\d{1,5})$/.exec(address) ?? []
  if (host === undefined) throw new TypeError('the address of clamd is a path, or a host and a port')
  return { host, port: Number(port) }
}

class Sending {
  readonly #socket: Socket
  readonly #answered: Promise<void>
  #isAnswered = false
  /** Whether clamd has been given all there is. */
  isComplete = false

  constructor(socket: Socket, answer: Promise<string>) {
    this.#socket = socket
    const end = () => {
      this.#isAnswered = true
    }
    this.#answered = answer.then(end, end)
  }

  /** The command, then each chunk behind its length, then a length of zero. */
  async send(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#write(Buffer.from('zINSTREAM\0'))
    for await (const chunk of bytes) {
      for (let at = 0; at < chunk.byteLength; at += chunkAtMost) {
        if (this.#isAnswered) return
        const part = chunk.subarray(at, at + chunkAtMost)
        await this.#write(lengthOf(part.byteLength))
        await this.#write(part)
      }
    }
    this.isComplete = true
    await this.#write(lengthOf(0))
  }

  async #write(data: Uint8Array): Promise<void> {
    if (!this.#socket.write(data))
      await Promise.race([once(this.#socket, 'drain').catch(() => undefined), this.#answered])
  }
}

function lengthOf(length: number): Buffer {
  const field = Buffer.alloc(4)
  field.writeUInt32BE(length)
  return field
}

/** Everything up to the NUL. An answer that has come counts, also if the connection breaks while we are still sending. */
function readAnswer(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
    const end = text.indexOf('\0')
    if (end !== -1) resolve(text.slice(0, end))
    else if (text.length > answerAtMost) reject(new ScannerUnavailable('clamd gave an overlong answer'))
  })
  socket.on('error', cause =>
    reject(cause instanceof ScannerUnavailable ? cause : new ScannerUnavailable('clamd cannot be reached', { cause })),
  )
  socket.on('close', () => reject(new ScannerUnavailable('clamd closed the connection without an answer')))
  // It may fail before anybody waits for it.
  promise.catch(() => undefined)
  return promise
}

function parseAnswer(answer: string, isComplete: boolean): ClamdAnswer {
  // An answer to a part of the bytes says nothing of the rest.
  if (answer === 'stream: OK' && isComplete) return { infected: false }
  const signature = /^stream: (\S{1,200}) FOUND$/.exec(answer)?.[1]
  // With AlertExceedsMax, clamd says in this way that it has not looked at everything.
  if (signature === undefined || signature.startsWith('Heuristics.Limits.Exceeded'))
    throw new ScannerUnavailable(`clamd could not look at everything: ${answer.slice(0, 200)}`)
  return { infected: true, signature }
}
