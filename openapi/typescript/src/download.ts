import { backoffMs, sleep } from './backoff.ts'
import { asked, exchange, type Request, type Success, type Transport } from './exchange.ts'
import { DownloadChanged, NoAnswer } from './problem.ts'

/** From the first byte that is still missing to the last one wanted, of which version. */
type Missing = { readonly from: number; readonly last: number; readonly etag: string }

/**
 * The bytes of an answer, to their end: where the connection breaks off, or nothing comes for as long as an attempt may
 * take, the first piece as any other, the rest is asked for as a range of the same version (RFC 9110, section 14). What is
 * refused then is why it broke off, and is thrown to whoever reads.
 *
 * An answer that does not say which of how many bytes it has is left as it is.
 */
export function withAllBytes(answer: Success, request: Request, transport: Transport): Success {
  const { data } = answer
  const missing = missingOf(answer)
  if (!(data instanceof ReadableStream) || missing === undefined) return answer
  const left = new AbortController()
  const signal = request.signal === undefined ? left.signal : AbortSignal.any([request.signal, left.signal])
  const pieces = piecesOf(data, missing, { ...request, signal }, { transport, left: left.signal })
  const bytes = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel(reason) {
        left.abort(reason)
      },
    },
    // Nothing is asked for again before somebody wants it.
    { highWaterMark: 0 },
  )
  return { ...answer, data: bytes }
}

function missingOf({ status, headers }: Success): Missing | undefined {
  const etag = headers.get('etag') ?? ''
  // A weak tag names no bytes, and of what was encoded on the way the length is another.
  if (!etag.startsWith('"') || headers.has('content-encoding')) return undefined
  const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(headers.get('content-range') ?? '') ?? []
  if (status === 206 && first !== undefined) return { from: Number(first), last: Number(last), etag }
  const length = headers.get('content-length')
  return status === 200 && length !== null ? { from: 0, last: Number(length) - 1, etag } : undefined
}

async function* piecesOf(
  first: ReadableStream<Uint8Array>,
  { from, last, etag }: Missing,
  request: Request,
  { transport, left }: { readonly transport: Transport; readonly left: AbortSignal },
): AsyncGenerator<Uint8Array, void, undefined> {
  const { retry, onRetry } = transport
  let body: ReadableStreamDefaultReader<Uint8Array> = first.getReader()
  let next = from
  let fruitless = 0
  left.addEventListener('abort', () => giveUp(body))
  while (next <= last) {
    try {
      const { done, value } = await inTime(body.read(), request)
      if (done) throw new Error(`${last + 1 - next} bytes are missing`)
      next += value.length
      fruitless = 0
      yield value
    } catch (cause) {
      giveUp(body)
      request.signal?.throwIfAborted()
      const error = new NoAnswer(asked(request), { cause })
      fruitless += 1
      if (fruitless >= retry.attempts) throw error
      const waitMs = backoffMs(fruitless, retry)
      onRetry?.({ method: request.method, path: request.url.pathname, attempt: fruitless, waitMs, error })
      await sleep(waitMs, request.signal)
      body = await theRest({ from: next, last, etag }, request, transport)
    }
  }
  giveUp(body)
}

async function theRest(
  { from, last, etag }: Missing,
  request: Request,
  transport: Transport,
): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const { 'If-None-Match': _, ...headers } = request.headers
  const range = { ...headers, Range: `bytes=${from}-${last}`, 'If-Range': etag }
  const answer = await exchange({ ...request, headers: range }, transport)
  const body = (answer.data as ReadableStream<Uint8Array>).getReader()
  const given = missingOf(answer)
  if (answer.status === 206 && given?.from === from && given.last === last && given.etag === etag) return body
  giveUp(body)
  throw new DownloadChanged(asked(request))
}

/** The next piece; nobody waits for it longer than for an answer. Who does not read is not waited for. */
async function inTime<Result>(piece: Promise<Result>, { timeoutMs }: Request): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([piece, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What is still under way on it ends, and how is of no matter. */
function giveUp(body: ReadableStreamDefaultReader<Uint8Array>): void {
  body.cancel().catch(() => {})
}
