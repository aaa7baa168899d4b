import { createCipheriv, createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'

export const KIB = 1024
export const MIB = 1024 * KIB

/** Bytes without a pattern, the same for the same seed. */
export function contentOf(length: number, seed = 'content'): Buffer {
  const key = createHash('sha256').update(seed).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}

/** A source that arrives in pieces of this length. */
export async function* inPieces(content: Uint8Array, length = 64 * KIB): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += length) yield content.subarray(start, start + length)
}

/** As `inPieces`, but fails instead of giving out one piece. */
export async function* failingAt(piece: number, error: Error, content: Uint8Array, length: number) {
  let given = 0
  for await (const next of inPieces(content, length)) {
    if (given++ === piece) throw error
    yield next
    await setImmediate()
  }
  throw error
}

/** A source that gives out this and then hangs for good. */
export async function* hangingAfter(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
  await new Promise(() => {})
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await listOf(source))
}

export async function listOf<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of source) items.push(item)
  return items
}

/** What is given out before a source ends or fails, and how that is. */
export async function outcomeOf(source: AsyncIterable<Uint8Array>): Promise<{ given: Buffer; ended: string }> {
  const given: Uint8Array[] = []
  try {
    for await (const piece of source) given.push(piece)
    return { given: Buffer.concat(given), ended: 'whole' }
  } catch (error) {
    return { given: Buffer.concat(given), ended: (error as Error).name }
  }
}
