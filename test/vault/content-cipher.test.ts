import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { seal, unseal } from '../../src/vault/content-cipher.ts'
import type { ByteRange } from '../../src/vault/object-store.ts'
import { collect, contentOf, failingAt, inPieces, KIB, outcomeOf } from './contents.ts'

const chunk = 256 * KIB
const header = 12
const tag = 16
const key = randomBytes(32)

const sizes = [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk - 1, 2 * chunk, 2 * chunk + 1, 3 * chunk, 5 * chunk + 77]

t.test('contents of every size around the chunks come back as they were, whole and in part', async t => {
  for (const size of sizes) {
    const content = contentOf(size)
    const sealed = await sealedOf(content)
    t.equal(sealed.length, header + size + tag * Math.max(1, Math.ceil(size / chunk)), `${size} bytes sealed`)
    t.ok(content.equals(await collect(opened(sealed, size))), `${size} bytes`)
    for (const edge of [0, chunk, 2 * chunk, size]) {
      for (const [start, end] of [
        [edge - 1, edge],
        [edge, edge],
        [0, edge - 1],
        [edge, size - 1],
        [edge - 3, edge + 3],
      ]) {
        if (start === undefined || end === undefined || start < 0 || end < start || end >= size) continue
        const part = await collect(opened(sealed, size, { start, end }))
        t.ok(content.subarray(start, end + 1).equals(part), `bytes ${start} to ${end} of ${size}`)
      }
    }
  }
})

t.test(
  'whatever the size, the pieces it arrives in and the range, the bytes are those that were taken in',
  async () => {
    const all = contentOf(4 * chunk)
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat(4 * chunk),
          fc.constantFrom(...sizes).map(size => Math.min(size, 4 * chunk)),
        ),
        fc.integer({ min: 700, max: 400 * KIB }),
        fc.integer({ min: 700, max: 600 * KIB }),
        fc.nat(),
        fc.nat(),
        async (size, arriving, stored, from, to) => {
          const content = all.subarray(0, size)
          const sealed = await collect(seal(inPieces(content, arriving), key, () => {}))
          if (!content.equals(await collect(opened(sealed, size, undefined, stored)))) return false
          if (size === 0) return true
          const [start = 0, end = 0] = [from % size, to % size].sort((one, other) => one - other)
          return content.subarray(start, end + 1).equals(await collect(opened(sealed, size, { start, end }, stored)))
        },
      ),
      { numRuns: 100 },
    )
  },
)

t.test('a range is read by reading the header and the chunks it lies in', async t => {
  const size = 4 * chunk
  const sealed = await sealedOf(contentOf(size))
  const reads: (ByteRange | undefined)[] = []
  const read = (part?: ByteRange) => {
    reads.push(part)
    return inPieces(partOf(sealed, part))
  }
  await collect(unseal({ read, key, size }, { start: chunk + 5, end: 2 * chunk }))
  const from = header + chunk + tag
  t.strictSame(reads, [
    { start: 0, end: header - 1 },
    { start: from, end: from + 2 * (chunk + tag) - 1 },
  ])
  for (const range of [
    { start: 0, end: size },
    { start: 2, end: 1 },
    { start: -1, end: 1 },
    { start: size, end: size },
  ]) {
    await t.rejects(collect(opened(sealed, size, range)), RangeError)
  }
})

t.test('each flipped bit of a small content is found', async t => {
  for (const size of [0, 40]) {
    const content = contentOf(size)
    const sealed = await sealedOf(content)
    let missed = 0
    for (let position = 0; position < sealed.length; position++) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = flipped(sealed, position, 1 << bit)
        const whole = await outcomeOf(opened(damaged, size))
        const part = size === 0 ? whole : await outcomeOf(opened(damaged, size, { start: 3, end: 7 }))
        for (const { given, ended } of [whole, part]) if (ended !== 'ContentDamaged' || given.length > 0) missed++
      }
    }
    t.equal(missed, 0, `of ${sealed.length} bytes`)
  }
})

t.test('a flipped byte anywhere in many chunks is found, and nothing of its chunk is given out', async t => {
  const size = 3 * chunk + 1_000
  const content = contentOf(size)
  const sealed = await sealedOf(content)
  const places = new Set<number>()
  for (let index = 0; index < 4; index++) {
    const offset = header + index * (chunk + tag)
    for (let near = -tag; near <= tag; near++) places.add(offset + near)
  }
  for (let near = 1; near <= 2 * tag; near++) places.add(sealed.length - near)
  for (let random = 0; random < 200; random++) places.add(Math.floor(Math.random() * sealed.length))

  for (const place of places) {
    if (place < 0 || place >= sealed.length) continue
    const { given, ended } = await outcomeOf(opened(flipped(sealed, place, 1 << (place % 8)), size))
    const sound = Math.max(0, Math.floor((place - header) / (chunk + tag)))
    const isRight = ended === 'ContentDamaged' && content.subarray(0, sound * chunk).equals(given)
    if (!isRight) t.fail(`byte ${place}: ${given.length} bytes, then ${ended}`)
  }
  t.ok(places.size > 200)
})

t.test('a content that is cut off, wherever that is, is found', async t => {
  const small = contentOf(40)
  const sealedSmall = await sealedOf(small)
  for (let length = 0; length < sealedSmall.length; length++) {
    const { given, ended } = await outcomeOf(opened(sealedSmall.subarray(0, length), small.length))
    if (ended !== 'ContentDamaged' || given.length > 0) t.fail(`after ${length} bytes`)
  }
  const big = contentOf(3 * chunk)
  const sealed = await sealedOf(big)
  for (let index = 0; index <= 3; index++) {
    for (const near of [-tag - 1, -tag, -1, 0, 1, tag, tag + 1, 1_000]) {
      const length = header + index * (chunk + tag) + near
      if (length < 0 || length >= sealed.length) continue
      await isFound(t, sealed.subarray(0, length), big, `cut off after ${length} bytes`)
    }
  }
  // Whoever can write to the database too makes the size fit.
  for (const size of [0, chunk, 2 * chunk]) {
    const length = header + size + tag * Math.max(1, size / chunk)
    const { ended } = await outcomeOf(opened(sealed.subarray(0, length), size))
    t.equal(ended, 'ContentDamaged', `as if it had only ${size} bytes`)
  }
})

t.test('chunks that are moved, left out, repeated, appended or from another content are found', async t => {
  const content = contentOf(4 * chunk)
  const sealed = await sealedOf(content)
  const other = await sealedOf(contentOf(4 * chunk, 'another'), randomBytes(32))
  const part = (from: Buffer, index: number) =>
    from.subarray(header + index * (chunk + tag), header + (index + 1) * (chunk + tag))
  const of = (...indices: number[]) =>
    Buffer.concat([sealed.subarray(0, header), ...indices.map(index => part(sealed, index))])
  t.ok(of(0, 1, 2, 3).equals(sealed))

  const orders: Record<string, number[]> = {
    'two exchanged': [1, 0, 2, 3],
    'the last two exchanged': [0, 1, 3, 2],
    'the first left out': [1, 2, 3],
    'one left out': [0, 2, 3],
    'the last left out': [0, 1, 2],
    'one in place of another': [0, 1, 1, 3],
    'one repeated': [0, 1, 1, 2, 3],
    'the last repeated': [0, 1, 2, 3, 3],
    'the first appended': [0, 1, 2, 3, 0],
    'the last in front': [3, 0, 1, 2],
    'in reverse': [3, 2, 1, 0],
  }
  for (const [how, order] of Object.entries(orders)) await isFound(t, of(...order), content, how)
  for (const extra of [1, tag, tag + 1, chunk]) {
    await isFound(t, Buffer.concat([sealed, contentOf(extra)]), content, `${extra} bytes appended`)
  }
  for (let index = 0; index < 4; index++) {
    const mixed = [0, 1, 2, 3].map(place => part(place === index ? other : sealed, place))
    await isFound(t, Buffer.concat([sealed.subarray(0, header), ...mixed]), content, `chunk ${index} of another`)
  }
  await isFound(t, Buffer.concat([sealed, sealed]), content, 'twice')
  await isFound(t, other, content, 'another')
})

t.test('another key opens nothing', async t => {
  const content = contentOf(chunk + 1)
  const sealed = await sealedOf(content)
  const read = () => inPieces(sealed)
  const { given, ended } = await outcomeOf(unseal({ read, key: randomBytes(32), size: content.length }))
  t.strictSame([given.length, ended], [0, 'ContentDamaged'])
})

t.test('a length of chunks that we never write is refused before memory is taken for it', async t => {
  for (const length of [0, 2 ** 20 + 1, 2 ** 32 - 1]) {
    const sealed = Buffer.from(await sealedOf(contentOf(10)))
    sealed.writeUInt32BE(length, 8)
    t.equal((await outcomeOf(opened(sealed, 10))).ended, 'ContentDamaged', String(length))
  }
})

t.test('a content that is not read to its end is closed, and one that fails is not hidden', async t => {
  let closed = 0
  async function* endless() {
    try {
      for (;;) yield contentOf(chunk)
    } finally {
      closed++
    }
  }
  for await (const piece of seal(endless(), key, () => {})) if (piece.length === tag) break
  t.equal(closed, 1, 'not read to its end')
  const refuse = () => {
    throw new Error('too much')
  }
  await t.rejects(collect(seal(endless(), key, refuse)), { message: 'too much' })
  t.equal(closed, 2, 'refused')
  const error = new Error('gone')
  await t.rejects(collect(seal(failingAt(3, error, contentOf(10), 2), key, () => {})), error)
})

async function isFound(t: Test, damaged: Buffer, content: Buffer, how: string): Promise<void> {
  const { given, ended } = await outcomeOf(opened(damaged, content.length))
  t.equal(ended, 'ContentDamaged', how)
  t.ok(given.length < content.length && content.subarray(0, given.length).equals(given), 'nothing wrong before')
}

function sealedOf(content: Uint8Array, under: Uint8Array = key): Promise<Buffer> {
  return collect(seal(inPieces(content), under, () => {}))
}

function opened(sealed: Buffer, size: number, range?: ByteRange, pieces = 64 * KIB): AsyncIterable<Uint8Array> {
  return unseal({ read: part => inPieces(partOf(sealed, part), pieces), key, size }, range)
}

function partOf(sealed: Buffer, part: ByteRange | undefined): Buffer {
  return part === undefined ? sealed : sealed.subarray(part.start, part.end + 1)
}

function flipped(sealed: Buffer, place: number, bits: number): Buffer {
  const damaged = Buffer.from(sealed)
  damaged[place] = (damaged[place] ?? 0) ^ bits
  return damaged
}
