import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { exactPieces } from './exact-pieces.ts'
import type { ByteRange } from './object-store.ts'

// The stored format: a header, then the content in chunks, each encrypted with AES-256-GCM and followed by its tag.
// The nonce is the chunk's number and whether it is the last (the STREAM construction, as in age), so that no chunk can
// be moved, left out, repeated or be the last one unnoticed. The header is authenticated with every chunk. A data key
// is used for one content only, so no nonce ever occurs twice under one key.

const magic = Buffer.from('PNRV')
const version = 1
/** What a range costs at the least. Twice of it is hardly a tenth faster, half of it clearly slower. */
const chunkLength = 256 * 1024
const longestChunk = 1024 * 1024
/** What is encrypted at a time: memory of this size is used again, while each larger one is new from the system. */
const stepLength = 64 * 1024
const headerLength = 12
const tagLength = 16

/** What is stored is no longer what was taken in. */
export class ContentDamaged extends Error {
  override readonly name = 'ContentDamaged'
}

/** Encrypts a content; `see` is shown each chunk of it before, and may throw. */
export async function* seal(
  content: AsyncIterable<Uint8Array>,
  key: Uint8Array,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const header = makeHeader()
  // Made once: a key of bytes would be made anew for every chunk.
  const secret = createSecretKey(key)
  const pieces = exactPieces(content)
  try {
    yield header
    for (let index = 0, isLast = false; !isLast; index++) {
      const chunk = await pieces.take(chunkLength)
      isLast = await pieces.atEnd()
      see(chunk)
      const cipher = createCipheriv('aes-256-gcm', secret, nonceOf(index, isLast)).setAAD(header)
      for (let at = 0; at < chunk.length; at += stepLength) yield cipher.update(chunk.subarray(at, at + stepLength))
      cipher.final()
      yield cipher.getAuthTag()
    }
  } finally {
    await pieces.close()
  }
}

type Sealed = {
  /** Reads what is stored, or a part of it. */
  readonly read: (range?: ByteRange) => AsyncIterable<Uint8Array>
  readonly key: Uint8Array
  /** Of the content itself. */
  readonly size: number
}

/**
 * Decrypts a content, or a part of it by reading only the chunks it lies in. Nothing is given out that is not
 * authenticated, and the end of the whole content only if nothing follows. Throws ContentDamaged.
 */
export async function* unseal({ read, key, size }: Sealed, range?: ByteRange): AsyncGenerator<Uint8Array> {
  const { start, end } = range ?? { start: 0, end: size - 1 }
  if (range !== undefined && !(start >= 0 && start <= end && end < size)) throw new RangeError('outside of the content')

  const secret = createSecretKey(key)
  let pieces = exactPieces(read(range && { start: 0, end: headerLength - 1 }))
  try {
    const header = Uint8Array.from(await pieces.take(headerLength))
    const chunkLength = readHeader(header)
    const [first, last] = [chunkAt(start, chunkLength), chunkAt(end, chunkLength)]
    const lastOfAll = chunkAt(size - 1, chunkLength)
    if (range !== undefined) {
      await pieces.close()
      const sealedSize = headerLength + size + (lastOfAll + 1) * tagLength
      const offsetOf = (index: number) => headerLength + index * (chunkLength + tagLength)
      pieces = exactPieces(read({ start: offsetOf(first), end: Math.min(offsetOf(last + 1), sealedSize) - 1 }))
    }

    for (let index = first; index <= last; index++) {
      const isLast = index === lastOfAll
      const offset = index * chunkLength
      const length = isLast ? size - offset : chunkLength
      const sealed = await pieces.take(length + tagLength)
      if (sealed.length < length + tagLength) throw new ContentDamaged(`chunk ${index} is not whole`)
      const chunk = decrypt(sealed, { secret, header, index, isLast })
      if (range === undefined && isLast && !(await pieces.atEnd()))
        throw new ContentDamaged('something follows the end')
      for (const [step, bytes] of chunk.entries()) {
        const at = offset + step * stepLength
        const part = bytes.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at))
        if (part.length > 0) yield part
      }
    }
  } finally {
    await pieces.close()
  }
}

function decrypt(
  sealed: Uint8Array,
  { secret, header, index, isLast }: { secret: KeyObject; header: Uint8Array; index: number; isLast: boolean },
): Uint8Array[] {
  const decipher = createDecipheriv('aes-256-gcm', secret, nonceOf(index, isLast), { authTagLength: tagLength })
    .setAAD(header)
    .setAuthTag(sealed.subarray(-tagLength))
  const content = sealed.subarray(0, -tagLength)
  const chunk: Uint8Array[] = []
  for (let at = 0; at < content.length; at += stepLength)
    chunk.push(decipher.update(content.subarray(at, at + stepLength)))
  try {
    decipher.final()
  } catch (cause) {
    throw new ContentDamaged(`chunk ${index} is not what was taken in`, { cause })
  }
  return chunk
}

/** An empty content has one chunk, which is empty. */
function chunkAt(position: number, chunkLength: number): number {
  return Math.max(0, Math.floor(position / chunkLength))
}

function nonceOf(index: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(index, 5, 6)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

function makeHeader(): Uint8Array {
  const header = Buffer.alloc(headerLength)
  magic.copy(header)
  header.writeUInt32BE(version, 4)
  header.writeUInt32BE(chunkLength, 8)
  return header
}

/** The length of the chunks. Whether the header is genuine shows with the first of them; until then it is bounded. */
function readHeader(bytes: Uint8Array): number {
  const header = Buffer.from(bytes)
  if (header.length < headerLength) throw new ContentDamaged('the header is not whole')
  const chunkLength = header.readUInt32BE(8)
  const isOurs = magic.equals(header.subarray(0, 4)) && header.readUInt32BE(4) === version
  if (!isOurs || chunkLength === 0 || chunkLength > longestChunk) throw new ContentDamaged('the header is not ours')
  return chunkLength
}
