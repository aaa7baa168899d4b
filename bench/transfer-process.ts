import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request as open } from 'node:http'
import { Readable } from 'node:stream'
import { percentile } from './figures.ts'
import type { Form, Moved, Transfers } from './transfer.ts'

const pieceLength = 1024 ** 2
/** Made once, and sent over and over: lines of letters and digits, in which an inspection finds nothing. */
const text = Buffer.from(
  randomBytes(12 * pieceLength)
    .toString('base64')
    .replace(/.{76}/g, '$&\n'),
)

process.on('message', (transfers: Transfers) => {
  run(transfers).then(
    answer => process.send?.(answer),
    (error: Error) => process.send?.({ failure: error.message }),
  )
})

/** Moves so many files over so many connections, one at a time on each, and hashes and keeps nothing of them. */
async function run(transfers: Transfers): Promise<Moved> {
  const { amount, connections } = transfers
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const latencies: number[] = []
  const locations: string[] = []
  let begun = 0
  const moveInTurn = async () => {
    while (begun < amount) {
      begun++
      const askedAt = performance.now()
      locations.push(await moveOne(transfers, agent))
      latencies.push(performance.now() - askedAt)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: connections }, moveInTurn))
  const perSecond = (amount * 1000) / (performance.now() - began)
  agent.destroy()
  return {
    perSecond,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
    locations,
  }
}

/** Returns where the server put it; of a download, nothing. */
async function moveOne({ url, path, headers, form, size }: Transfers, agent: Agent): Promise<string> {
  const request = open(`${url}${path}`, {
    agent,
    method: form === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...(form && headersOf(form, size)) },
  })
  const answered = once(request, 'response')
  Readable.from(form === undefined ? [] : piecesOf(form, size)).pipe(request)
  const [response] = (await answered) as [IncomingMessage]
  let received = 0
  response.on('data', (piece: Buffer) => {
    received += piece.length
  })
  await once(response, 'end')
  // A refusal is quick, and half a file too; counting them would be measuring nothing.
  if (response.statusCode !== (form === undefined ? 200 : 201)) throw new Error(`the answer was ${response.statusCode}`)
  if (form === undefined && received < size) throw new Error(`${received} of ${size} bytes came`)
  return response.headers.location ?? ''
}

function headersOf({ type, before, after }: Form, size: number) {
  return {
    'content-type': type,
    'content-length': Buffer.byteLength(before) + size + Buffer.byteLength(after),
    'idempotency-key': `"${randomUUID()}"`,
  }
}

/** No two files are the same: of bytes that it has, the service keeps one copy. */
function* piecesOf({ before, after }: Form, size: number): Generator<Buffer> {
  const first = Buffer.from(`${randomUUID()}\n`)
  let sent = Math.min(size - first.length, pieceLength)
  yield Buffer.concat([Buffer.from(before), first, text.subarray(0, sent)])
  sent += first.length
  while (sent < size) {
    const at = sent % (text.length - pieceLength)
    const piece = text.subarray(at, at + Math.min(pieceLength, size - sent))
    sent += piece.length
    yield piece
  }
  yield Buffer.from(after)
}
