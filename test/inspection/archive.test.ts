import { gzipSync } from 'node:zlib'
import t from 'tap'
import { lookIntoArchive } from '../../src/inspection/archive.ts'
import { ArchiveLedger, depthAtMost, entriesAtMost } from '../../src/inspection/archive-ledger.ts'
import { createInspector } from '../../src/inspection/inspect.ts'
import { pax, tar, zip } from './harmless-files.ts'
import * as hostile from './hostile-files.ts'
import { generated, made } from './made-content.ts'

const { inspect } = createInspector()

async function codes(bytes: Buffer): Promise<string[]> {
  return [...new Set((await inspect(made(bytes))).findings.map(({ code }) => code))]
}

/** In MiB, over the whole process, so that what the parsers allocate outside of the heap counts too. */
async function memoryTaken(run: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss()
  let highest = before
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss())
  }, 5)
  await run()
  clearInterval(watch)
  return (Math.max(highest, process.memoryUsage.rss()) - before) / 1024 ** 2
}

t.test('a bomb is refused within 100 MiB, whatever its shape (D-F1)', async t => {
  await codes(zip([{ name: 'a', content: 'x' }])) // what is loaded and compiled once
  const bombs: Record<string, Buffer> = {
    nested: hostile.nestedBomb(),
    'nested beyond the depth, without more': hostile.nestedBomb(depthAtMost + 1),
    overlapping: hostile.overlappingBomb(),
    flat: hostile.flatBomb(),
    lying: hostile.lyingBomb(),
    'lying a little': hostile.smallLie(),
    'many small': hostile.manyBombs(),
    gzip: hostile.gzipBomb(),
    'gzip in gzip': hostile.gzipBombs(),
    'gzip in tar': tar([{ name: 'a.gz', content: hostile.gzipBomb() }]),
    '100 000 entries': hostile.crowd(100_000),
    '100 000 entries that count as 5': hostile.crowd(65_541, 5),
  }
  for (const [name, bytes] of Object.entries(bombs)) {
    const found = await codes(bytes)
    t.ok(found.includes('archive-bomb') || found.includes('archive-malformed'), `${name}: ${found}`)
    // The best of three: what else the process does at the time is not meant.
    const taken: number[] = []
    for (let round = 0; round < 3; round++) taken.push(await memoryTaken(() => codes(bytes)))
    const mebibytes = Math.min(...taken)
    t.ok(mebibytes < 100, `${name} took ${Math.round(mebibytes)} MiB`)
  }
})

t.test('what unpacks to far more than it is, is a bomb', async t => {
  for (const bomb of [
    hostile.nestedBomb(1),
    hostile.flatBomb(),
    hostile.lyingBomb(),
    hostile.smallLie(),
    hostile.manyBombs(),
    hostile.gzipBomb(),
  ])
    t.strictSame(await codes(bomb), ['archive-bomb'])
  t.strictSame(await codes(hostile.crowd(entriesAtMost + 1)), ['archive-bomb'])
})

t.test('an archive with as many entries as it may have is looked at', async t => {
  const crowd = zip(
    Array.from({ length: entriesAtMost }, (_, index) => ({ name: `${index}.html`, content: `page ${index}` })),
  )
  t.strictSame(await codes(crowd), [])
})

t.test('archives are looked into as deep as pages are packed, and no deeper', async t => {
  let nested: Buffer = Buffer.from('x')
  for (let depth = 0; depth <= depthAtMost; depth++) nested = zip([{ name: 'a.zip', content: nested }])
  t.strictSame(await codes(nested), [])
  t.strictSame(await codes(zip([{ name: 'a.zip', content: nested, method: 0 }])), ['archive-bomb'])
  let packed: Uint8Array = gzipSync('x')
  for (let depth = 0; depth <= depthAtMost; depth++) packed = gzipSync(packed)
  t.strictSame(await codes(Buffer.from(packed)), ['archive-bomb'])
})

t.test('names that leave the folder, and links, are refused', async t => {
  const names = ['../a', 'a/../../b', '/etc/passwd', 'C:\\a', 'c:a', 'a\\..\\b', '..', 'a\0b', `${'a'.repeat(2000)}`]
  for (const name of names) t.strictSame(await codes(hostile.named(name)), ['archive-malformed'], name.slice(0, 20))
  t.strictSame(await codes(hostile.link()), ['archive-malformed'])
  t.strictSame(await codes(tar([{ name: '../a' }])), ['archive-malformed'])
  t.strictSame(await codes(tar([{ name: 'a', kind: '2' }])), ['archive-malformed'])
  t.strictSame(await codes(gzipSync(tar([{ name: '/a' }]))), ['archive-malformed'])
  for (const name of ['a..b/c', '...', 'a/..b', 'ü/ñ.txt', '-rf'])
    t.strictSame(await codes(hostile.named(name)), [], name)
})

t.test('a tar is looked into as whoever unpacks it reads it', async t => {
  const script = 'CreateObject("WScript.Shell").Run "calc"'
  const hello = { name: 'a.txt', content: 'hello' }
  // A whole archive within an entry, which begins behind its first block for whoever believes another length of it.
  const inner = Buffer.concat([
    Buffer.alloc(512, 'x'),
    tar([
      { name: 'evil.vbs', content: script },
      { name: 'evil.exe', content: hostile.exe },
    ]),
  ])
  const cases: Record<string, readonly [Buffer, ...found: string[]]> = {
    'an entry of an unknown kind': [tar([hello, { name: 'a', content: hostile.exe, kind: 'A' }]), 'archive-malformed'],
    'an entry with holes (GNU)': [tar([hello, { name: 'a', content: hostile.exe, kind: 'S' }]), 'archive-malformed'],
    'a folder with content': [tar([{ name: 'a/', content: inner, kind: '5' }]), 'archive-malformed'],
    'a length beside its own': [tar([pax([['size', '512']]), { name: 'a.txt', content: inner }]), 'archive-malformed'],
    'a length for all': [tar([pax([['size', '512']], 'g'), { name: 'a.txt', content: inner }]), 'archive-malformed'],
    'a length that is no number': [
      tar([{ ...hello, content: tar([hello]), size: '+AAAAAAAAAF\0' }]),
      'archive-malformed',
    ],
    'holes in attributes': [tar([pax([['GNU.sparse.name', 'run.vbs']]), hello]), 'archive-malformed'],
    'a length behind holes': [tar([pax([['SCHILY.realsize', '9']]), hello]), 'archive-malformed'],
    'two paths, of which the last leaves the folder': [
      tar([
        pax([
          ['path', 'a.txt'],
          ['path', '../../evil.txt'],
        ]),
        hello,
      ]),
      'archive-malformed',
    ],
    'two paths, of which the last is a program': [
      tar([
        pax([
          ['path', 'a.txt'],
          ['path', 'run.vbs'],
        ]),
        hello,
      ]),
      'executable',
    ],
    'two headers with a path': [tar([pax([['path', 'run.vbs']]), pax([['path', 'b']]), hello]), 'archive-malformed'],
    'a path and a long name': [
      tar([pax([['path', 'b']]), { name: '', kind: 'L', content: 'run.vbs\0' }, hello]),
      'archive-malformed',
    ],
    'a long name before a long link': [
      tar([{ name: '', kind: 'L', content: 'run.vbs\0' }, { name: '', kind: 'K', content: 'b\0' }, hello]),
      'archive-malformed',
    ],
    'a path for all': [tar([pax([['path', 'run.vbs']], 'g'), hello]), 'archive-malformed'],
    'no path': [tar([pax([['path', '']]), hello]), 'archive-malformed'],
    'a path in the value of another': [
      tar([
        pax([
          ['comment', 'x\n14 path=b.txt'],
          ['path', 'run.vbs'],
        ]),
        hello,
      ]),
      'executable',
    ],
    'a record that is shorter than it says': [
      tar([{ name: 'p', kind: 'x', content: '99 path=b\n' }, hello]),
      'archive-malformed',
    ],
    'a record without an end': [tar([{ name: 'p', kind: 'x', content: '9 path=bc' }, hello]), 'archive-malformed'],
    'an archive behind the end': [
      Buffer.concat([tar([hello]), tar([{ name: 'evil.exe', content: hostile.exe }])]),
      'archive-malformed',
    ],
    'blocks of zeros behind the end': [Buffer.concat([tar([hello]), Buffer.alloc(9_216 + 100)])],
    'what real ones hold': [
      tar([
        pax([['comment', '1f'.repeat(20)]], 'g'),
        { name: 'a/', kind: '5' },
        pax([
          ['mtime', '1700000000.5'],
          ['path', 'a/ü.txt'],
          ['comment', 'x\n16 path=run.vbs'],
        ]),
        hello,
        { name: '././@LongLink', kind: 'L', content: `${'b'.repeat(120)}.txt\0` },
        hello,
        { name: 'c.txt', content: 'x', kind: '7' },
      ]),
    ],
  }
  for (const [name, [bytes, ...found]] of Object.entries(cases)) {
    t.strictSame(await codes(bytes), found, name)
    t.strictSame(await codes(gzipSync(bytes)), found, `${name}, packed`)
  }
})

t.test('the Unicode name of an entry counts as its name does: some readers prefer it', async t => {
  const content = 'x'
  const openDocument = { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', method: 0 } as const
  const scripted = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const cases: Record<string, readonly [Buffer, ...found: string[]]> = {
    'a program': [zip([{ name: 'a.txt', unicodeName: 'run.vbs', content }]), 'executable'],
    'a program, stored': [zip([{ name: 'a.txt', unicodeName: 'run.vbs', content, method: 0 }]), 'executable'],
    macros: [zip([{ name: 'a.bin', unicodeName: 'word/vbaProject.bin', content }]), 'active-content'],
    'a Basic folder': [zip([openDocument, { name: 'a', unicodeName: 'Basic/a.xml', content }]), 'active-content'],
    'a Java archive': [zip([{ name: 'a', unicodeName: 'META-INF/MANIFEST.MF', content }]), 'executable'],
    'a drawing': [
      zip([{ name: 'a', unicodeName: 'a.svg', content: `<!--${' '.repeat(9_000)}-->${scripted}` }]),
      'active-content',
    ],
    'what a document refers to': [
      zip([
        {
          name: 'a',
          unicodeName: 'word/_rels/settings.xml.rels',
          content: '<Relationship Type="http://a/attachedTemplate" Target="https://a.example/x.dotm"/>',
        },
      ]),
      'active-content',
    ],
    'the name of another': [
      zip([
        { name: 'a.txt', content },
        { name: 'b.txt', unicodeName: 'a.txt', content },
      ]),
      'archive-malformed',
    ],
    'the Unicode name of another': [
      zip([
        { name: 'a.txt', unicodeName: 'c.txt', content },
        { name: 'b.txt', unicodeName: 'c.txt', content },
      ]),
      'archive-malformed',
    ],
    'a way out of the folder': [zip([{ name: 'a', unicodeName: '../a', content }]), 'archive-malformed'],
    'another in the local header': [
      zip([{ name: 'a.txt', localUnicodeName: 'run.vbs', content }]),
      'archive-malformed',
    ],
    'its own': [zip([{ name: 'a.txt', unicodeName: 'a.txt', content }])],
    'letters that its name could not hold': [zip([{ name: 'laporan_.txt', unicodeName: 'laporan✓.txt', content }])],
  }
  for (const [name, [bytes, ...found]] of Object.entries(cases)) {
    t.strictSame(await codes(bytes), found, name)
    t.strictSame(await codes(zip([{ name: 'a.zip', content: bytes }])), found, `${name}, in a ZIP`)
  }
})

t.test('an archive that contradicts itself is malformed: readers would unpack different things', async t => {
  const { overlappingBomb, twoNames, twice, hiddenEntries, crowd } = hostile
  for (const bytes of [overlappingBomb(), twoNames(), twice(), hiddenEntries(), crowd(65_541, 5)])
    t.strictSame(await codes(bytes), ['archive-malformed'])
})

t.test('an archive behind another one is found: readers differ in which of them they see', async t => {
  const before = Buffer.from(zip([{ name: 'a', content: 'x' }]))
  t.strictSame(await codes(zip([{ name: 'b', content: 'y' }], { before })), ['polyglot'])
  // This one points into the first, whose end record looks like its own.
  const directoryAt = before.indexOf('PK\x01\x02', 0, 'latin1')
  t.strictSame(await codes(zip([{ name: 'b', content: 'y' }], { before, directoryAt })), ['archive-malformed'])
})

t.test('what cannot be looked into is not given out', async t => {
  const magic = {
    '7z': '377abcaf271c0004',
    rar: '526172211a0701',
    bzip2: '425a6839314159265359',
    xz: 'fd377a585a000004',
  }
  for (const [name, hex] of Object.entries(magic)) {
    const bytes = Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(100)])
    t.strictSame(await codes(bytes), ['archive-malformed'], name)
    t.strictSame(await codes(zip([{ name: 'a', content: bytes }])), ['archive-malformed'], `${name} in a ZIP`)
  }
  t.strictSame(await codes(hostile.encrypted()), ['archive-malformed'])
  t.strictSame(await codes(hostile.compoundFile('EncryptedPackage')), ['archive-malformed'])
})

t.test('what a ZIP-based file is shows by what is in it, and also when it is refused for that', async t => {
  const bytes = zip([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: 'ppt/presentation.xml', content: 'x' },
    { name: 'ppt/vbaProject.bin', content: 'x' },
  ])
  const ledger = new ArchiveLedger(bytes.length)
  t.match(await lookIntoArchive(made(bytes), 'application/zip', ledger), /presentationml/)
  t.match(ledger.findings, [{ code: 'active-content' }])
})

t.test('a large archive within an archive is looked at by its end', async t => {
  const noise = Buffer.alloc(12 * 1024 ** 2)
  for (let at = 0, value = 1; at < noise.length; at += 4) {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0
    noise.writeUInt32LE(value, at)
  }
  const inner = zip([{ name: 'foto.jpg', content: noise, method: 0 }])
  t.strictSame(await codes(zip([{ name: 'laporan.zip', content: inner }])), [])
  const withProgram = zip([
    { name: 'foto.jpg', content: noise, method: 0 },
    { name: 'a.exe', content: 'x' },
  ])
  t.strictSame(await codes(zip([{ name: 'laporan.zip', content: withProgram }])), ['executable'])
  const withArchive = zip([{ name: 'foto.zip', content: noise, method: 0 }])
  t.strictSame(await codes(zip([{ name: 'laporan.zip', content: withArchive }])), ['archive-bomb'])
})

t.test('a gibibyte is looked at in bounded memory and time', async t => {
  const size = 1024 ** 3
  const filling = Buffer.alloc(1024 ** 2, 'x1y2z3')
  const film = generated(
    {
      head: Buffer.from('0000001c6674797069736f6d0000020069736f6d69736f32617663316d703431', 'hex').subarray(0, 28),
      filling,
      tail: Buffer.alloc(8),
      size,
    },
    'a.mp4',
  )
  const document = generated({ head: Buffer.from('%PDF-1.7\n'), filling, tail: Buffer.from('%%EOF'), size }, 'a.pdf')
  const picture = generated(
    { head: Buffer.from('ffd8ffda0002', 'hex'), filling, tail: Buffer.from('ffd9', 'hex'), size },
    'a.jpg',
  )
  const drawing = generated({ head: Buffer.from('<svg>'), filling, tail: Buffer.from('</svg>'), size }, 'a.svg')
  const packed = gzipSync(filling)
  const pages = generated(
    { head: packed, filling: packed, tail: packed, size: packed.length * Math.floor(size / packed.length) },
    'a.warc.gz',
  )
  const verdicts = { film: 'clean', document: 'clean', picture: 'clean', drawing: 'quarantined', pages: 'quarantined' }
  for (const [name, content] of Object.entries({ film, document, picture, drawing, pages })) {
    const mebibytes = await memoryTaken(async () =>
      t.equal((await inspect(content)).verdict, verdicts[name as keyof typeof verdicts], name),
    )
    t.ok(mebibytes < 100, `${name} took ${Math.round(mebibytes)} MiB`)
  }
})
