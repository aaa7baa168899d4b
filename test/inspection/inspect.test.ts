import t from 'tap'
import { createInspector } from '../../src/inspection/inspect.ts'
import type { FindingCode } from '../../src/inspection/inspection.ts'
import * as harmless from './harmless-files.ts'
import * as hostile from './hostile-files.ts'
import { made } from './made-content.ts'

const { inspect } = createInspector()

async function codes(bytes: Buffer | string, fileName: string | null = null, mediaType = ''): Promise<FindingCode[]> {
  const { findings, verdict } = await inspect(made(bytes, fileName, mediaType))
  t.equal(verdict, findings.length === 0 ? 'clean' : 'quarantined')
  return [...new Set(findings.map(({ code }) => code))]
}

const { gif, gifExtension, jpeg, png, pdf, segment, zip } = harmless

t.test('what patrols capture is clean, and is what it says it is', async t => {
  const samples: readonly (readonly [fileName: string, bytes: Buffer | string, mediaType: string])[] = [
    ['layar.png', png(['tEXt', Buffer.from('Software\0Firefox')]), 'image/png'],
    ['foto.JPG', jpeg(harmless.exifSegment(6)), 'image/jpeg'],
    ['foto.jpeg', Buffer.concat([jpeg(), jpeg()]), 'image/jpeg'],
    ['gerak.gif', gif(gifExtension(0xff, 'NETSCAPE2.0', '\x01\0\0')), 'image/gif'],
    ['foto.webp', harmless.riff(harmless.vp8l), 'image/webp'],
    ['foto.heic', harmless.mp4('', 'heic'), 'image/heic'],
    ['video.mp4', harmless.mp4(), 'video/mp4'],
    ['video.mov', harmless.mp4('', 'qt  '), 'video/quicktime'],
    ['video.webm', harmless.webm, 'video/webm'],
    ['suara.mp3', harmless.mp3, 'audio/mpeg'],
    ['surat.pdf', pdf(), 'application/pdf'],
    ['surat.pdf', pdf(harmless.pdfStream('/Type /ObjStm /N 1 /First 4', '5 0 << /Type /Font >>')), 'application/pdf'],
    ['laporan.docx', harmless.docx(), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['laporan.odt', harmless.odt(), 'application/vnd.oasis.opendocument.text'],
    ['laporan.doc', hostile.compoundFile('WordDocument'), 'application/x-cfb'],
    [
      'layar.zip',
      zip([
        { name: 'layar/', content: '' },
        { name: 'layar/1.png', content: png() },
      ]),
      'application/zip',
    ],
    [
      'situs.zip',
      zip([
        { name: 'a/jquery.js', content: 'spin()' },
        { name: 'a/slot88.com', content: harmless.html },
      ]),
      'application/zip',
    ],
    [
      'berkas.zip',
      zip([
        { name: 'laporan.docx', content: harmless.docx() },
        { name: 'a.wacz', content: harmless.wacz() },
      ]),
      'application/zip',
    ],
    ['situs.wacz', harmless.wacz(), 'application/wacz'],
    ['situs.warc', harmless.warc, 'application/warc'],
    ['situs.mhtml', harmless.mhtml, 'multipart/related'],
    ['situs.html', harmless.html, 'text/html'],
    ['situs.tar', harmless.tar([{ name: 'a.txt', content: 'x' }]), 'application/x-tar'],
    ['bagan.zip', zip([{ name: 'bagan.svg', content: harmless.drawing }]), 'application/zip'],
    ['surat.rtf', harmless.rtf, 'application/rtf'],
    ['surat.zip', zip([{ name: 'surat.rtf', content: harmless.rtf }]), 'application/zip'],
    ['bagan.svg', harmless.drawing, 'image/svg+xml'],
    ['catatan.txt', harmless.report, 'text/plain'],
    ['daftar.csv', harmless.table, 'text/csv'],
    ['daftar.json', harmless.records, 'application/json'],
    ['kosong.zip', zip([]), 'application/zip'],
  ]
  for (const [fileName, bytes, mediaType] of samples)
    t.match(await inspect(made(bytes, fileName, mediaType)), { verdict: 'clean', mediaType, findings: [] }, fileName)
})

t.test('a declaration that says little, or the same in other words, is no mismatch', async t => {
  const samples: readonly (readonly [bytes: Buffer | string, fileName: string | null, mediaType: string])[] = [
    [png(), null, ''],
    [png(), 'layar', 'application/octet-stream'],
    [png(), 'layar.berkas', 'application/x-berkas'],
    [jpeg(), 'foto.jfif', 'image/jpg'],
    [harmless.docx(), 'laporan.zip', 'application/zip'],
    [harmless.table, 'daftar.csv', 'application/vnd.ms-excel'],
    [harmless.records, 'daftar.json', 'text/plain; charset=utf-8'],
    [harmless.report, 'daftar.csv', 'text/csv'],
    [harmless.html, 'situs.html', 'TEXT/HTML;charset=utf-8'],
    [harmless.mp4(), 'video.mov', 'video/quicktime'],
    [harmless.mp4('', 'M4A '), 'suara.m4a', 'audio/mp4'],
  ]
  for (const sample of samples) t.strictSame(await codes(...sample), [], sample.slice(1).join(' '))
})

t.test('what the bytes contradict is a mismatch, by media type and by file name (D-F2)', async t => {
  const samples: readonly (readonly [bytes: Buffer | string, fileName: string | null, mediaType: string])[] = [
    [harmless.html, 'layar.jpg', ''],
    [harmless.html, null, 'image/jpeg'],
    [harmless.report, 'layar.png', ''],
    [png(), 'layar.pdf', 'image/png'],
    [png(), 'layar.png', 'application/pdf'],
    [zip([{ name: 'a', content: 'x' }]), 'laporan.docx', ''],
    [harmless.mhtml, null, 'image/png'],
    [harmless.drawing, 'layar.png', ''],
    [Buffer.from('0102030400ff00', 'hex'), 'layar.png', ''],
    [Buffer.alloc(0), 'layar.png', 'image/png'],
  ]
  for (const sample of samples) t.strictSame(await codes(...sample), ['type-mismatch'], sample.slice(1).join(' '))
})

t.test('a file that is several things at once is a polyglot (D-F2)', async t => {
  for (const [name, bytes] of Object.entries(hostile.polyglots)) t.ok((await codes(bytes)).includes('polyglot'), name)
})

t.test('a drawing that runs or fetches something is active content (D-F2)', async t => {
  for (const [name, bytes] of Object.entries(hostile.drawings)) {
    t.strictSame(await codes(bytes, 'bagan.svg'), ['active-content'], name)
    t.ok((await codes(bytes, 'bagan.xml')).includes('active-content'), `${name}, named as XML`)
  }
})

t.test('a drawing in an archive is looked at as it is outside of one (D-F2)', async t => {
  for (const [name, content] of Object.entries(hostile.drawings)) {
    t.strictSame(await codes(zip([{ name: 'bagan.svg', content }])), ['active-content'], name)
    t.strictSame(await codes(zip([{ name: 'bagan.svg', content, method: 0 }])), ['active-content'], `${name}, stored`)
    t.strictSame(await codes(harmless.tar([{ name: 'bagan.svg', content }])), ['active-content'], `${name}, in a tar`)
  }
  const hidden = zip([{ name: 'bagan', content: hostile.drawings['a script']! }])
  t.strictSame(await codes(hidden), ['active-content'], 'under another name')
})

t.test('rich text that holds objects or fetches something is active content', async t => {
  for (const [name, content] of Object.entries(hostile.rtfs)) {
    t.strictSame(await codes(content, 'surat.rtf'), ['active-content'], name)
    t.strictSame(await codes(content, 'surat.doc'), ['active-content'], `${name}, named as Word`)
    t.strictSame(await codes(zip([{ name: 'surat.rtf', content }])), ['active-content'], `${name}, in a ZIP`)
    t.strictSame(await codes(zip([{ name: 'a', content, method: 0 }])), ['active-content'], `${name}, stored`)
  }
})

t.test('a document that runs something is active content', async t => {
  for (const [name, bytes] of Object.entries(hostile.pdfs))
    t.strictSame(await codes(bytes, 'a.pdf'), ['active-content'], name)
  const documents: Record<string, Buffer> = {
    'Word macros': harmless.docx({ name: 'word/vbaProject.bin', content: 'x' }),
    'Excel 4 macros': zip([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'xl/workbook.xml', content: '<workbook/>' },
      { name: 'xl/macrosheets/sheet1.xml', content: '<xm/>' },
    ]),
    'OpenDocument macros': harmless.odt({ name: 'Basic/Standard/Module1.xml', content: 'Sub Main' }),
    'macros of old Word': hostile.compoundFile('_VBA_PROJECT'),
    'macros in a ZIP': zip([{ name: 'a.docm', content: harmless.docx({ name: 'word/vbaProject.bin', content: 'x' }) }]),
    'a PDF with a script in a ZIP': zip([{ name: 'a.pdf', content: hostile.pdfs['a script']! }]),
    'a template from elsewhere': harmless.docx({
      name: 'word/_rels/x.xml.rels',
      content: harmless.relationships(['attachedTemplate', 'https://a.example/x.dotm', ' TargetMode="External"']),
    }),
  }
  for (const [name, bytes] of Object.entries(documents)) t.strictSame(await codes(bytes), ['active-content'], name)
})

t.test('a program is one whatever it is called', async t => {
  const { exe, elf, shortcut, script, jar } = hostile
  for (const [name, bytes] of Object.entries({ exe, elf, shortcut, script, jar: jar() }))
    t.ok((await codes(bytes)).includes('executable'), name)
  t.strictSame(await codes(exe, 'layar.jpg', 'image/jpeg'), ['type-mismatch', 'executable'])
  t.strictSame(await codes('echo', 'pasang.bat'), ['executable'])
  t.strictSame(await codes('echo', 'layar.png.exe. '), ['executable'])
  t.strictSame(await codes(hostile.compoundFile('x'), 'a.msi'), ['executable'])
})

t.test('what a double click runs is a program by its name alone', async t => {
  const endings =
    'url desktop settingcontent-ms library-ms search-ms iqy slk ps1xml py pyw msc application appref-ms vb ws diagcab'
  for (const ending of endings.split(' ')) {
    t.strictSame(await codes('x', `layar.${ending}`), ['executable'], ending)
    t.strictSame(await codes(zip([{ name: `a/layar.${ending}`, content: 'x' }])), ['executable'], `${ending} in a ZIP`)
  }
  for (const name of ['layar.py.txt', 'desktop', 'url.html', 'aplikasi.applications.txt'])
    t.strictSame(await codes('x', name), [], name)
})

t.test('a text that a double click runs is a program, and prose about one is not', async t => {
  for (const [name, bytes] of Object.entries(hostile.runnableTexts)) {
    t.strictSame(await codes(bytes, 'catatan.txt'), ['executable'], name)
    t.strictSame(await codes(zip([{ name: 'catatan.txt', content: bytes }])), ['executable'], `${name}, in a ZIP`)
  }
  const prose = [
    'Berkas itu dimulai dengan\n@echo off, lalu memanggil program lain.\n',
    'Pintasan [InternetShortcut] dan [Desktop Entry] ditemukan.\n',
    'Tag <?= dipakai di situs itu.\n',
  ]
  for (const text of prose) t.strictSame(await codes(text, 'catatan.txt'), [], text)
})

t.test('three letters of PHP that came about by chance make no polyglot', async t => {
  for (const behind of ['', '\0', '<?=\x01\x02\x03', '\x80<?=ab\xff\xfe'])
    t.strictSame(await codes(Buffer.concat([jpeg(), jpeg(), Buffer.from(behind, 'latin1')])), [], behind)
  t.strictSame(await codes(jpeg(segment(0xe2, 'ICC_PROFILE\0\x01\x01<?=abcdefg\x80'))), [])
})

t.test('a program inside of an archive or a document is found there', async t => {
  const { exe, elf } = hostile
  const archives: Record<string, Buffer> = {
    'in a ZIP': zip([{ name: 'layar.png', content: exe }]),
    'in a ZIP, not packed': zip([{ name: 'layar.png', content: elf, method: 0 }]),
    'by its name': zip([{ name: 'pasang.bat', content: 'echo' }]),
    'in a ZIP in a ZIP': zip([{ name: 'a.zip', content: zip([{ name: 'a', content: exe }]) }]),
    'in a tar': harmless.tar([{ name: 'a.txt', content: exe }]),
    ...hostile.pdfsWithPrograms,
  }
  for (const [name, bytes] of Object.entries(archives)) t.strictSame(await codes(bytes), ['executable'], name)
})

t.test('what is cut short or garbled says no more than it is', async t => {
  for (const bytes of [png().subarray(0, 40), jpeg().subarray(0, 60), gif().subarray(0, 20), pdf().subarray(0, 50)])
    t.strictSame(await codes(bytes), [])
  t.match(await inspect(made(Buffer.from('00ff01fe02fd', 'hex'))), {
    mediaType: 'application/octet-stream',
    verdict: 'clean',
  })
  t.match(await inspect(made('', 'kosong.csv')), { mediaType: 'text/plain', verdict: 'clean' })
  for (const bytes of [
    harmless.docx().subarray(0, 900),
    Buffer.from('PK\x03\x04garbage'),
    Buffer.from('1f8b0800', 'hex'),
  ])
    t.strictSame(await codes(bytes), ['archive-malformed'], 'an archive that cannot be read')
})
