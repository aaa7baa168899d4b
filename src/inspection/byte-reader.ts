import type { Content } from './content-slice.ts'

/** The bytes are not what their format demands, or end too early. Says nothing about who is to blame. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

/** `length` bytes from `start`, or fewer where the content ends. */
export async function readRange(content: Content, start: number, length: number): Promise<Buffer> {
  const end = Math.min(start + length, content.size) - 1
  if (start < 0 || end < start) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let missing = end - start + 1
  for await (const chunk of content.open({ start, end })) {
    chunks.push(chunk.subarray(0, missing))
    missing -= chunk.byteLength
    if (missing <= 0) break
  }
  return Buffer.concat(chunks)
}

/**
 * Reads a stream from the front, a few bytes at a time, and holds no more than was asked for. What it gives is valid
 * until the next call. Whoever makes one closes it: a source may hold a connection.
 */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)
  #ended = false
  /** How many bytes have been taken so far. */
  position = 0

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** Looks ahead without taking; shorter at the end of the bytes. */
  async peek(length: number): Promise<Buffer> {
    if (this.#held.length < length) await this.#hold(length)
    return this.#held.subarray(0, length)
  }

  /** Exactly `length` bytes, or Malformed. */
  async read(length: number): Promise<Buffer> {
    const bytes = await this.peek(length)
    if (bytes.length < length) throw new Malformed('the bytes end too early')
    this.#take(length)
    return bytes
  }

  /** Passes over exactly `length` bytes, or throws Malformed. */
  async skip(length: number): Promise<void> {
    for (let missing = length; missing > 0; ) {
      if (this.#held.length === 0 && !(await this.#next())) throw new Malformed('the bytes end too early')
      const taken = Math.min(missing, this.#held.length)
      this.#take(taken)
      missing -= taken
    }
  }

  /** Passes over everything before the next such byte, or throws Malformed where there is none. */
  async skipTo(byte: number): Promise<void> {
    for (;;) {
      const at = this.#held.indexOf(byte)
      this.#take(at === -1 ? this.#held.length : at)
      if (at !== -1) return
      if (!(await this.#next())) throw new Malformed('the bytes end too early')
    }
  }

  /** The next `length` bytes, or all that are left, as a stream. */
  async *part(length = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
    for (let missing = length; missing > 0; ) {
      if (this.#held.length === 0 && !(await this.#next())) return
      const chunk = this.#held.subarray(0, Math.min(missing, this.#held.length))
      this.#take(chunk.length)
      missing -= chunk.length
      yield chunk
    }
  }

  async close(): Promise<void> {
    this.#ended = true
    await this.#source.return?.()
  }

  #take(length: number): void {
    this.#held = this.#held.subarray(length)
    this.position += length
  }

  async #hold(length: number): Promise<void> {
    const chunks = [this.#held]
    let total = this.#held.length
    while (total < length) {
      this.#held = Buffer.alloc(0)
      if (!(await this.#next())) break
      chunks.push(this.#held)
      total += this.#held.length
    }
    this.#held = Buffer.concat(chunks)
  }

  /** Replaces what is held, which must be empty, by the next chunk that is not. */
  async #next(): Promise<boolean> {
    while (!this.#ended) {
      const { done, value } = await this.#source.next()
      if (done === true) this.#ended = true
      else if (value.byteLength > 0) {
        this.#held = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
        return true
      }
    }
    return false
  }
}
