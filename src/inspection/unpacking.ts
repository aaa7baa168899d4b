import { pipeline, Readable } from 'node:stream'
import { createGunzip, createInflate, createInflateRaw, inflateRawSync } from 'node:zlib'
import type { ArchiveLedger } from './archive-ledger.ts'

type Inflater = ReturnType<typeof createGunzip | typeof createInflate | typeof createInflateRaw>

/** Up to here an entry is unpacked at once, in well under a millisecond, which spares thousands of streams. */
const atOnce = 64 * 1024

/** What a raw deflate stream unpacks to. The entry of a ZIP that lies about its length is refused where it shows. */
export async function* inflateEntry(
  packed: AsyncIterable<Uint8Array>,
  { declared, packedLength, ledger }: { declared: number; packedLength: number; ledger: ArchiveLedger },
): AsyncGenerator<Buffer> {
  if (declared <= atOnce && packedLength <= atOnce) {
    const bytes = inflateSmall(await collect(packed), declared)
    if (bytes === undefined || bytes.length !== declared) return ledger.refuse('archive-bomb', lie)
    ledger.countInflated(packedLength, declared)
    yield bytes
    return
  }
  const inflater = createInflateRaw()
  const count = counter(inflater, ledger)
  let total = 0
  for await (const chunk of through(packed, inflater)) {
    total += chunk.length
    count(chunk)
    if (total > declared) ledger.refuse('archive-bomb', lie)
    yield chunk
  }
  if (total < declared) ledger.refuse('archive-malformed', 'an entry unpacks to less than it declares')
}

const lie = 'an entry unpacks to another length than it declares'

function inflateSmall(packed: Buffer, declared: number): Buffer | undefined {
  try {
    // A byte more than declared, so that the end is seen without growing.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, declared), chunkSize: Math.max(64, declared + 1) })
  } catch {
    return undefined
  }
}

/** What a gzip file unpacks to, all members of it. Refused as soon as it has grown too much. */
export async function* gunzip(packed: AsyncIterable<Uint8Array>, ledger: ArchiveLedger): AsyncGenerator<Buffer> {
  const inflater = createGunzip()
  const count = counter(inflater, ledger)
  let total = 0
  for await (const chunk of through(packed, inflater)) {
    total += chunk.length
    count(chunk)
    ledger.checkRatio(inflater.bytesWritten, total)
    yield chunk
  }
}

/** Tells the ledger what the inflater has consumed, and not what it has been given ahead. */
function counter(inflater: Inflater, ledger: ArchiveLedger): (chunk: Buffer) => void {
  let consumed = 0
  return chunk => {
    ledger.countInflated(inflater.bytesWritten - consumed, chunk.length)
    consumed = inflater.bytesWritten
  }
}

/**
 * Up to `limit` bytes of what a zlib stream unpacks to, and whether there would have been more. A stream that breaks
 * off or goes wrong gives what came before: readers show that too.
 */
export async function inflatePrefix(packed: Buffer, limit: number): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = []
  let total = 0
  try {
    for await (const chunk of through([packed], createInflate())) {
      chunks.push(chunk.subarray(0, limit - total))
      total += chunk.length
      if (total > limit) return { bytes: Buffer.concat(chunks), isCut: true }
    }
  } catch {
    // What came before the fault counts.
  }
  return { bytes: Buffer.concat(chunks), isCut: false }
}

/** Leaving the loop closes the inflater and the source. A failure of either ends the loop with it. */
async function* through(
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  inflater: Inflater,
): AsyncGenerator<Buffer> {
  pipeline(Readable.from(packed, { objectMode: false }), inflater, () => undefined)
  for await (const chunk of inflater) yield chunk as Buffer
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
