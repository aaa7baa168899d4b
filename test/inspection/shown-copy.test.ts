import { gzipSync } from 'node:zlib'
import t from 'tap'
import { shownCopyOf } from '../../src/inspection/shown-copy.ts'
import * as harmless from './harmless-files.ts'
import { bytesOf, made } from './made-content.ts'

const { exif, exifSegment, gif, gifExtension, jpeg, mp4, png, riff, riffChunk, segment, vp8l, vp8x } = harmless

async function copyOf(bytes: Buffer, mediaType: string): Promise<Buffer | string> {
  const copy = await shownCopyOf(made(bytes), mediaType)
  return copy.kind === 'stripped' ? bytesOf(copy.open()) : copy.kind
}

/** The Exif that only says which way up: 26 bytes, worked out by hand. */
const upright = (orientation: number) =>
  Buffer.from(`4d4d002a00000008000101120003000000010${orientation.toString(16).padStart(3, '0')}000000000000`, 'hex')
const uprightSegment = (orientation: number) =>
  segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), upright(orientation)]))

t.test('a JPEG is shown without place, device, author and comments, and the right way up (D-F8)', async t => {
  const profile = segment(0xe2, 'ICC_PROFILE\0\x01\x01profile')
  const adobe = segment(0xee, 'Adobe\0\x64\0\0\0\0\x01')
  const dropped = [
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>'),
    segment(0xed, 'Photoshop 3.0\x008BIM'),
    segment(0xe2, 'MPF\0II*\0'),
    segment(0xeb, 'JP\0\0'),
    segment(0xfe, 'dibuat oleh Budi'),
  ]
  t.strictSame(await copyOf(jpeg(exifSegment(1), ...dropped, profile, adobe), 'image/jpeg'), jpeg(profile, adobe))
  for (const orientation of [2, 3, 6, 8])
    t.strictSame(
      await copyOf(jpeg(exifSegment(orientation), profile), 'image/jpeg'),
      jpeg(uprightSegment(orientation), profile),
    )
  t.strictSame(
    await copyOf(jpeg(segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif(6, true)]))), 'image/jpeg'),
    jpeg(uprightSegment(6)),
  )
  for (const orientation of [0, 9, 300])
    t.strictSame(await copyOf(jpeg(exifSegment(orientation)), 'image/jpeg'), jpeg())
})

t.test('a copy that is shown has nothing more to strip', async t => {
  for (const bytes of [jpeg(), jpeg(uprightSegment(6)), jpeg(segment(0xe2, 'ICC_PROFILE\0\x01\x01p'))])
    t.equal(await copyOf(bytes, 'image/jpeg'), 'same')
  t.equal(await copyOf(png(['eXIf', upright(6)]), 'image/png'), 'same')
  t.equal(await copyOf(riff(vp8x(8), vp8l, riffChunk('EXIF', upright(6))), 'image/webp'), 'same')
})

t.test('a PNG is shown without texts, times, Exif and private chunks', async t => {
  const kept = [
    ['gAMA', Buffer.from('0000b18f', 'hex')],
    ['pHYs', Buffer.alloc(9)],
  ] as const
  const texts = ['tEXt', 'zTXt', 'iTXt', 'tIME', 'prVt'].map(type => [type, Buffer.from('Author\0Budi')] as const)
  t.strictSame(await copyOf(png(...texts, ...kept), 'image/png'), png(...kept))
  t.strictSame(await copyOf(png(['eXIf', exif(1)], ...kept), 'image/png'), png(...kept))
  t.strictSame(await copyOf(png(['eXIf', exif(6)]), 'image/png'), png(['eXIf', upright(6)]))
  t.equal(await copyOf(png(...kept), 'image/png'), 'same')
})

t.test('a WebP is shown without Exif and XMP, and its header agrees', async t => {
  const xmp = riffChunk('XMP ', Buffer.from('<x:xmpmeta/>x'))
  t.strictSame(
    await copyOf(riff(vp8x(0x1c), vp8l, riffChunk('EXIF', exif(1)), xmp), 'image/webp'),
    riff(vp8x(0x10), vp8l),
  )
  t.strictSame(
    await copyOf(riff(vp8x(0x0c), vp8l, riffChunk('EXIF', exif(3)), xmp), 'image/webp'),
    riff(vp8x(8), vp8l, riffChunk('EXIF', upright(3))),
  )
  const marked = riffChunk('EXIF', Buffer.concat([Buffer.from('Exif\0\0'), exif(8)]))
  t.strictSame(
    await copyOf(riff(vp8x(8), vp8l, marked), 'image/webp'),
    riff(vp8x(8), vp8l, riffChunk('EXIF', upright(8))),
  )
  t.equal(await copyOf(riff(vp8l), 'image/webp'), 'same')
})

t.test('a GIF is shown without comments and XMP, and goes on moving', async t => {
  const moving = gifExtension(0xff, 'NETSCAPE2.0', '\x01\0\0')
  t.strictSame(
    await copyOf(
      gif(moving, gifExtension(0xfe, 'Budi'), gifExtension(0xff, 'XMP DataXMP', '<x:xmpmeta/>')),
      'image/gif',
    ),
    gif(moving),
  )
  t.equal(await copyOf(gif(moving, gifExtension(0xf9, '\0\0\0\0')), 'image/gif'), 'same')
})

t.test('nothing behind the end of a picture is shown', async t => {
  const pictures: readonly (readonly [Buffer, string])[] = [
    [jpeg(), 'image/jpeg'],
    [png(), 'image/png'],
    [gif(), 'image/gif'],
    [riff(vp8l), 'image/webp'],
  ]
  for (const [bytes, mediaType] of pictures)
    t.strictSame(await copyOf(Buffer.concat([bytes, Buffer.from('behind')]), mediaType), bytes, mediaType)
})

t.test('a malformed picture is withheld, wherever it breaks off', async t => {
  const pictures: readonly (readonly [Buffer, string])[] = [
    [jpeg(exifSegment(6)), 'image/jpeg'],
    [png(['eXIf', exif(6)]), 'image/png'],
    [gif(gifExtension(0xfe, 'Budi')), 'image/gif'],
    [riff(vp8x(8), vp8l, riffChunk('EXIF', exif(6))), 'image/webp'],
  ]
  for (const [bytes, mediaType] of pictures) {
    for (let length = 0; length < bytes.length; length++)
      t.equal(await copyOf(bytes.subarray(0, length), mediaType), 'withheld', `${mediaType} of ${length} bytes`)
    t.equal(await copyOf(Buffer.from('something else'), mediaType), 'withheld')
  }
  t.equal(await copyOf(png(['CgBI', Buffer.alloc(4)]), 'image/png'), 'withheld')
})

t.test('a picture of thousands of pieces is withheld rather than read piece by piece', async t => {
  const crowded = Array.from(
    { length: 5000 },
    () =>
      [
        ['pHYs', Buffer.alloc(9)],
        ['tEXt', Buffer.from('a\0b')],
      ] as const,
  ).flat()
  t.equal(await copyOf(png(...crowded), 'image/png'), 'withheld')
})

t.test('pictures whose metadata cannot be taken out are withheld', async t => {
  for (const mediaType of ['image/heic', 'image/heif', 'image/avif', 'image/tiff', 'image/x-adobe-dng', 'image/jxl'])
    t.equal(await copyOf(harmless.mp4('', 'heic'), mediaType), 'withheld', mediaType)
})

t.test('a film that says where it was made is withheld, any other is shown', async t => {
  const { placeBox } = harmless
  for (const mediaType of ['video/mp4', 'video/quicktime', 'video/3gpp', 'audio/x-m4a']) {
    t.equal(await copyOf(mp4(), mediaType), 'same')
    t.equal(await copyOf(mp4(placeBox), mediaType), 'withheld')
  }
  t.equal(await copyOf(mp4('....com.apple.quicktime.location.ISO6709'), 'video/quicktime'), 'withheld')
  t.equal(await copyOf(mp4('....loci....'), 'video/mp4'), 'withheld')
  const samples = Buffer.from(mp4())
  placeBox.copy(samples, samples.length - 1000)
  t.equal(await copyOf(samples, 'video/mp4'), 'same', 'the film itself is not searched')
  t.equal(await copyOf(mp4().subarray(0, 100), 'video/mp4'), 'withheld', 'cut short')
})

t.test('a film that says who made it, and with what, is withheld (R-EVI-11)', async t => {
  for (const said of [
    '\xa9ART',
    '\xa9mak',
    '\xa9cmt',
    'com.apple.quicktime.model',
    'com.android.manufacturer',
    'xmpmeta',
  ])
    t.equal(await copyOf(mp4(`....${said}....`), 'video/mp4'), 'withheld', said)
  const padding = Buffer.concat([Buffer.from('0000001c66726565', 'hex'), Buffer.from('....\xa9xyz........', 'latin1')])
  padding.writeUInt32BE(padding.length)
  t.equal(await copyOf(Buffer.concat([mp4(), padding]), 'video/mp4'), 'withheld', 'in its padding')
})

t.test('text and captures of public pages are shown as they are', async t => {
  const samples: readonly (readonly [Buffer | string, string])[] = [
    [harmless.report, 'text/plain'],
    ['', 'text/plain'],
    [harmless.table, 'text/csv'],
    [harmless.records, 'application/json'],
    [harmless.html, 'text/html'],
    [harmless.mhtml, 'multipart/related'],
    [harmless.warc, 'application/warc'],
    [gzipSync(harmless.warc), 'application/gzip'],
    [harmless.wacz(), 'application/wacz'],
  ]
  for (const [bytes, mediaType] of samples)
    t.equal(await copyOf(Buffer.from(bytes as Buffer), mediaType), 'same', mediaType)
})

t.test('where metadata cannot be taken out, and may be there, no copy is shown (R-EVI-11)', async t => {
  const { docx, element, mp3, odt, rtf, tar, zip } = harmless
  const withPhoto = [{ name: 'foto.jpg', content: jpeg(exifSegment(1)) }]
  const samples: Record<string, readonly [Buffer | string, string]> = {
    'a document of Word': [docx(), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    'a sheet of Excel': [docx(), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    'a document of LibreOffice': [odt(), 'application/vnd.oasis.opendocument.text'],
    'an old document': [Buffer.alloc(2000), 'application/x-cfb'],
    'rich text': [rtf, 'application/rtf'],
    'a ZIP of photos': [zip(withPhoto), 'application/zip'],
    'a tar of photos': [tar(withPhoto), 'application/x-tar'],
    'a packed tar': [gzipSync(tar(withPhoto)), 'application/gzip'],
    'what is not packed': ['WARC/1.0', 'application/gzip'],
    'a recording with ID3': [mp3, 'audio/mpeg'],
    'a film in AVI': [Buffer.from('RIFF\0\0\0\0AVI LIST'), 'video/x-msvideo'],
    'a recording in Ogg': [Buffer.from('OggS'), 'audio/ogg'],
    'XML, as a track of positions is': ['<gpx/>', 'application/xml'],
    'a mail': [harmless.mhtml, 'message/rfc822'],
    'a mail with pictures': [`To: budi@kominfo.go.id\r\n${harmless.mhtml}`, 'multipart/related'],
    'a bitmap with something behind it': [Buffer.from('BM\x08\0\0\0\0\0Budi'), 'image/bmp'],
    'nobody knows what': [element('ff', Buffer.alloc(4)), 'application/octet-stream'],
    'a type nobody has heard of': ['x', 'application/x-berkas'],
  }
  for (const [name, [bytes, mediaType]] of Object.entries(samples))
    t.equal(await copyOf(Buffer.from(bytes as Buffer), mediaType), 'withheld', name)
  t.equal(await copyOf(Buffer.from('BM\x08\0\0\0\0\0'), 'image/bmp'), 'same', 'a bitmap')
})

t.test('a PDF that says who made it, or may hide it, is withheld, any other is shown (R-EVI-11)', async t => {
  const { pdf, pdfStream } = harmless
  t.equal(await copyOf(pdf(), 'application/pdf'), 'same')
  t.equal(await copyOf(pdf(pdfStream('', '0 0 m')), 'application/pdf'), 'same')
  const samples: Record<string, Buffer> = {
    author: pdf('4 0 obj\n<< /Author (Budi) >>\nendobj\n'),
    'an escaped author': pdf('4 0 obj\n<< /A#75thor (Budi) >>\nendobj\n'),
    'an Info dictionary': pdf('trailer\n<< /Info 4 0 R >>\n'),
    XMP: pdf('4 0 obj\n<< /Type /Metadata >>\nstream\n<exif:GPSLatitude>6,10S</exif:GPSLatitude>\nendstream\nendobj\n'),
    annotator: pdf('4 0 obj\n<< /Subtype /Text /T (Budi) >>\nendobj\n'),
    'a packed object': pdf(pdfStream('/Type /ObjStm /N 1 /First 4', '5 0 << /Author (Budi) >>')),
    'a photo': pdf('4 0 obj\n<< /Filter /DCTDecode >>\nendobj\n'),
    encryption: pdf('trailer\n<< /Encrypt 4 0 R >>\n'),
    'far behind': pdf(`%${' '.repeat(200_000)}\n`, '4 0 obj\n<< /Creator(Word) >>\nendobj\n'),
  }
  for (const [name, bytes] of Object.entries(samples)) t.equal(await copyOf(bytes, 'application/pdf'), 'withheld', name)
  for (let shift = 0; shift < 12; shift++) {
    const border = pdf(`%${' '.repeat(65_536 - pdf().indexOf('trailer') - 8 - shift)}\n<</Author(Budi)>>\n`)
    t.equal(await copyOf(border, 'application/pdf'), 'withheld', 'at the border of two chunks')
  }
})

t.test('a WebM that says who made it, or may, is withheld, any other is shown (R-EVI-11)', async t => {
  const { element, webmWith } = harmless
  const said = (id: string) => element(id, Buffer.from('Budi'))
  const place = element(
    '7373',
    element('67c8', Buffer.concat([element('45a3', Buffer.from('LOCATION')), said('4487')])),
  )
  for (const mediaType of ['video/webm', 'audio/webm', 'video/matroska', 'audio/x-matroska']) {
    t.equal(await copyOf(webmWith(), mediaType), 'same')
    t.equal(await copyOf(webmWith({ behind: [element('1254c367', place)] }), mediaType), 'withheld', 'a place')
  }
  t.equal(await copyOf(webmWith({ isLive: true }), 'video/webm'), 'same', 'recorded live')
  t.equal(await copyOf(webmWith({ behind: [element('ec', Buffer.alloc(9))] }), 'video/webm'), 'same', 'padding')
  const samples: Record<string, Buffer> = {
    'a place, recorded live': webmWith({ isLive: true, behind: [element('1254c367', place)] }),
    title: webmWith({ info: [said('7ba9')] }),
    date: webmWith({ info: [element('4461', Buffer.alloc(8))] }),
    'name of its track': webmWith({ track: [said('536e')] }),
    subtitles: webmWith({ type: 0x11 }),
    attachments: webmWith({ behind: [said('1941a469')] }),
    chapters: webmWith({ behind: [said('1043a770')] }),
    'an unknown element': webmWith({ behind: [said('4abc')] }),
    'something behind it': Buffer.concat([webmWith(), Buffer.from('Budi')]),
    'another format': Buffer.from('x'),
  }
  for (const [name, bytes] of Object.entries(samples)) t.equal(await copyOf(bytes, 'video/webm'), 'withheld', name)
  const whole = webmWith()
  for (let length = whole.length - 20; length < whole.length; length++)
    t.equal(await copyOf(whole.subarray(0, length), 'video/webm'), 'withheld', 'cut short')
})

t.test('a drawing that says who drew it, or may, is withheld, any other is shown (R-EVI-11)', async t => {
  const drawn = (inside: string, attributes = '') =>
    Buffer.from(`<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"${attributes}>${inside}<rect/></svg>`)
  t.equal(await copyOf(drawn(''), 'image/svg+xml'), 'same')
  const samples: Record<string, Buffer> = {
    metadata: drawn('<metadata><cc:Work/></metadata>'),
    'metadata with a prefix': drawn('<s:metadata/>'),
    author: drawn('<dc:creator>Budi</dc:creator>'),
    title: drawn('<title>Budi</title>'),
    comment: drawn('<!-- Budi -->'),
    path: drawn('', ' inkscape:export-filename="/home/budi/a.png"'),
    picture: drawn('<image href="data:image/jpeg;base64,/9j/"/>'),
    'other letters': Buffer.from(drawn('').toString(), 'utf16le'),
    'far behind': drawn(`${'<g/>'.repeat(30_000)}<metadata/>`),
  }
  for (const [name, bytes] of Object.entries(samples)) t.equal(await copyOf(bytes, 'image/svg+xml'), 'withheld', name)
})

t.test('what the storage throws is thrown on, and is no verdict on the picture', async t => {
  const broken = {
    ...made(jpeg()),
    async *open(): AsyncGenerator<Uint8Array> {
      yield jpeg().subarray(0, 10)
      throw new Error('the disk is gone')
    },
  }
  await t.rejects(shownCopyOf(broken, 'image/jpeg'), { message: 'the disk is gone' })
  for (const mediaType of ['video/mp4', 'video/webm', 'application/pdf', 'application/gzip'])
    await t.rejects(shownCopyOf(broken, mediaType), { message: 'the disk is gone' }, mediaType)
})
