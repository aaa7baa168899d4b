export type BitWriter = ReturnType<typeof createBitWriter>

/** Writes numbers of any width, the highest bit first. */
export function createBitWriter() {
  const bytes: number[] = []
  let pending = 0
  let count = 0
  function bits(value: number, width: number): void {
    for (let bit = width - 1; bit >= 0; bit--) {
      pending = (pending << 1) | ((value >> bit) & 1)
      count += 1
      if (count < 8) continue
      bytes.push(pending)
      pending = 0
      count = 0
    }
  }
  return {
    bits,
    /** Fills the last byte with this bit. */
    align(bit: 0 | 1) {
      while (count > 0) bits(bit, 1)
    },
    /** Whole bytes, when the last one is full. */
    append(whole: Iterable<number>) {
      for (const byte of whole) bytes.push(byte)
    },
    bytes: () => Buffer.from(bytes),
  }
}
