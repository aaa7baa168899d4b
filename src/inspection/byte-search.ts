/** Which of the needles occur in the bytes. Stops reading as soon as all have been seen. */
export async function findNeedles(
  bytes: AsyncIterable<Uint8Array>,
  needles: readonly Buffer[],
): Promise<ReadonlySet<number>> {
  const seen = new Set<number>()
  const longest = Math.max(...needles.map(needle => needle.length))
  for await (const window of overlapping(bytes, longest - 1)) {
    needles.forEach((needle, index) => {
      if (!seen.has(index) && window.includes(needle)) seen.add(index)
    })
    if (seen.size === needles.length) break
  }
  return seen
}

/** The chunks, each with the last bytes of the one before in front, so that nothing hides at the border of two. */
export async function* overlapping(bytes: AsyncIterable<Uint8Array>, overlap: number): AsyncGenerator<Buffer> {
  let before: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    const window = Buffer.concat([before, chunk])
    yield window
    before = window.subarray(Math.max(0, window.length - overlap))
  }
}
