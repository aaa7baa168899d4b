import fc from 'fast-check'
import t from 'tap'
import { createInspector } from '../../src/inspection/inspect.ts'
import { shownCopyOf } from '../../src/inspection/shown-copy.ts'
import * as harmless from './harmless-files.ts'
import * as hostile from './hostile-files.ts'
import { bytesOf, generated, made } from './made-content.ts'

const { inspect } = createInspector({ timeoutMs: 5000 })

const samples: Buffer[] = [
  harmless.png(['eXIf', harmless.exif(6)]),
  harmless.jpeg(harmless.exifSegment(6)),
  harmless.gif(harmless.gifExtension(0xfe, 'Budi')),
  harmless.riff(harmless.vp8x(8), harmless.vp8l, harmless.riffChunk('EXIF', harmless.exif(6))),
  harmless.pdf(harmless.pdfStream('/Type /ObjStm /N 1 /First 4', '5 0 << /S /JavaScript >>')),
  harmless.docx(),
  harmless.odt(),
  harmless.wacz(),
  harmless.tar([{ name: 'a', content: harmless.docx() }]),
  harmless.mp4(harmless.placeBox),
  harmless.webm,
  harmless.mp3,
  Buffer.from(harmless.drawing),
  Buffer.from(harmless.mhtml),
  Buffer.from(harmless.records),
  hostile.compoundFile('_VBA_PROJECT'),
  hostile.nestedBomb(1),
  hostile.smallLie(),
]

const change = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), byte: fc.nat(400) }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(), byte: fc.nat(400) }),
  fc.record({ kind: fc.constant('grow' as const), at: fc.nat(), byte: fc.nat(3) }),
)

function changed(bytes: Buffer, { kind, at, byte }: typeof change extends fc.Arbitrary<infer C> ? C : never): Buffer {
  const place = at % (bytes.length + 1)
  const copy = Buffer.from(bytes)
  switch (kind) {
    case 'set':
      if (place < copy.length) copy[place] = byte
      return copy
    case 'cut':
      return Buffer.concat([copy.subarray(0, place), copy.subarray(place + byte)])
    case 'repeat':
      return Buffer.concat([copy.subarray(0, place + byte), copy.subarray(place)])
    case 'grow':
      // Lengths become huge.
      copy.fill(0xff, place, Math.min(copy.length, place + byte + 1))
      return copy
  }
}

t.test('no garbled file crashes or holds up the inspection, and each gets a verdict', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...samples),
      fc.array(change, { minLength: 1, maxLength: 8 }),
      async (sample, changes) => {
        const content = made(changes.reduce(changed, sample), 'a.png', 'image/png')
        const { verdict, findings, mediaType } = await inspect(content)
        await shownCopyOf(content, mediaType)
        return (verdict === 'clean') === (findings.length === 0)
      },
    ),
    { numRuns: 1500 },
  )
})

t.test('no random bytes do either', async () => {
  const starts = samples.map(sample => sample.subarray(0, 32))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts, Buffer.alloc(0)),
      fc.uint8Array({ maxLength: 500 }),
      async (start, rest) => {
        const { verdict } = await inspect(made(Buffer.concat([start, rest])))
        return verdict === 'clean' || verdict === 'quarantined'
      },
    ),
    { numRuns: 1000 },
  )
})

t.test('in a shown copy of a garbled picture there is nothing more to strip', async () => {
  const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
  await fc.assert(
    fc.asyncProperty(fc.nat(3), fc.array(change, { maxLength: 4 }), async (which, changes) => {
      const mediaType = pictures[which]!
      const copy = await shownCopyOf(made(changes.reduce(changed, samples[which]!)), mediaType)
      if (copy.kind !== 'stripped') return true
      const shown = await bytesOf(copy.open())
      return (await shownCopyOf(made(shown), mediaType)).kind === 'same'
    }),
    { numRuns: 1000 },
  )
})

t.test('what the storage throws is thrown on, whichever parser reads at the time', async t => {
  const gone = new Error('the disk is gone')
  for (const sample of samples) {
    for (let opens = 0; opens < 12; opens++) {
      let left = opens
      const content = made(sample)
      const broken = {
        ...content,
        async *open(range?: { start: number; end: number }) {
          if (left-- === 0) throw gone
          yield* content.open(range)
        },
      }
      const outcome = await inspect(broken).catch(error => error)
      if (left < 0) t.equal(outcome, gone)
    }
  }
})

t.test('an inspection that takes too long leaves the content pending', async t => {
  const endless = {
    ...made('x'),
    open: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) }),
  }
  await t.rejects(createInspector({ timeoutMs: 50 }).inspect(endless), { name: 'ScannerUnavailable' })
  const head = Buffer.from('%PDF-1.7\n')
  const large = generated({ head, filling: Buffer.alloc(65_536), tail: head, size: 2 ** 31 }, 'a.pdf')
  await t.rejects(createInspector({ timeoutMs: 100, bytesPerSecond: 2 ** 40 }).inspect(large), {
    name: 'ScannerUnavailable',
  })
})

t.test('an inspection can be given up', async t => {
  const ended = new AbortController()
  const endless = {
    ...made('x'),
    open: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) }),
  }
  const inspection = inspect(endless, { signal: ended.signal })
  ended.abort(new Error('shutting down'))
  await t.rejects(inspection, { message: 'shutting down' })
  await t.rejects(inspect(made('x'), { signal: ended.signal }), { message: 'shutting down' })
})
