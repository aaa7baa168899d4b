import { Readable } from 'node:stream'
import { RandomAccessReader } from 'yauzl'
import { readRange } from './byte-reader.ts'
import type { Content } from './content-slice.ts'

/** Entries lie next to each other, so most reads are answered from what the last one brought. */
const windowLength = 256 * 1024

/** Lets yauzl read a content by ranges. */
export class ContentReader extends RandomAccessReader {
  readonly #content: Content
  #windowStart = 0
  #window: Buffer = Buffer.alloc(0)
  readonly #crash = Promise.withResolvers<never>()

  constructor(content: Content) {
    super()
    this.#content = content
    this.#crash.promise.catch(() => undefined)
  }

  /** Rejects when yauzl threw where nobody could catch it. */
  get crashed(): Promise<never> {
    return this.#crash.promise
  }

  /** Up to `length` bytes from `position`; fewer at the end of the content. */
  async bytes(position: number, length: number): Promise<Buffer> {
    const from = position - this.#windowStart
    if (from >= 0 && from + length <= this.#window.length) return this.#window.subarray(from, from + length)
    this.#window = await readRange(this.#content, position, Math.max(length, windowLength))
    this.#windowStart = position
    return this.#window.subarray(0, length)
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.bytes(position, length)
      .then(
        bytes => callback(null, bytes.copy(buffer, offset)),
        error => callback(error instanceof Error ? error : new Error(String(error))),
      )
      .catch(this.#crash.reject)
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null)
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#content.open({ start, end: end - 1 }))
  }
}
