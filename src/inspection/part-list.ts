import { Malformed } from './byte-reader.ts'
import type { Content } from './content-slice.ts'

/** Bytes of the original from `start` up to, not including, `end`; or bytes of our own. */
type Part = { readonly start: number; readonly end: number } | Buffer

/** More than any picture has that was not made to have them; each is a read of its own when the copy is shown. */
const partsAtMost = 4096

/** Which bytes of a picture are shown, in order. What is kept in one piece is one part, however long. */
export class PartList {
  readonly #parts: Part[] = []
  #isChanged = false

  /** Whether the shown picture differs from the original. */
  get isChanged(): boolean {
    return this.#isChanged
  }

  get length(): number {
    return this.#parts.reduce((sum, part) => sum + (Buffer.isBuffer(part) ? part.length : part.end - part.start), 0)
  }

  keep(start: number, end: number): void {
    const last = this.#parts.at(-1)
    if (last !== undefined && !Buffer.isBuffer(last) && last.end === start) {
      this.#parts[this.#parts.length - 1] = { start: last.start, end }
    } else {
      this.#add({ start, end })
    }
  }

  /** Leaves something out, and puts these bytes in its place if there are any. */
  replace(bytes?: Buffer): void {
    this.#isChanged = true
    if (bytes !== undefined) this.#add(bytes)
  }

  append(other: PartList): void {
    this.#isChanged ||= other.#isChanged
    for (const part of other.#parts) {
      if (Buffer.isBuffer(part)) this.#add(part)
      else this.keep(part.start, part.end)
    }
  }

  async *open(content: Content): AsyncGenerator<Uint8Array> {
    for (const part of this.#parts) {
      if (Buffer.isBuffer(part)) yield part
      else if (part.end > part.start) yield* content.open({ start: part.start, end: part.end - 1 })
    }
  }

  #add(part: Part): void {
    if (this.#parts.length === partsAtMost) throw new Malformed('a picture has too many parts')
    this.#parts.push(part)
  }
}
