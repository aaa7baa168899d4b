import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'

export type ZipItem = {
  name: string
  content: Buffer | string
  method?: 0 | 8
  /** In the Info-ZIP Unicode Path field of the directory, and in that of the local header. */
  unicodeName?: string
  localUnicodeName?: string
  /** What the archive says instead of the truth. */
  says?: { unpacked?: number; packed?: number; localName?: string; headerAt?: number; flags?: number; mode?: number }
}

/** A ZIP archive (APPNOTE 4.3), as truthful as its items. */
export function zip(
  items: readonly ZipItem[],
  { count = items.length, before = Buffer.alloc(0), comment = '', directoryAt = undefined as number | undefined } = {},
): Buffer {
  const locals: Buffer[] = [before]
  const records: Buffer[] = []
  let at = before.length
  for (const { name, content, method = 8, unicodeName, localUnicodeName = unicodeName, says = {} } of items) {
    const plain = Buffer.from(content as Buffer)
    const packed = method === 8 ? deflateRawSync(plain) : plain
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(says.flags ?? 0, 2)
    fields.writeUInt16LE(method, 4)
    fields.writeUInt32LE(crc32(plain), 10)
    fields.writeUInt32LE(says.packed ?? packed.length, 14)
    fields.writeUInt32LE(says.unpacked ?? plain.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const extra = unicodePath(name, unicodeName)
    const localExtra = unicodePath(name, localUnicodeName)
    fields.writeUInt16LE(extra.length, 24)
    const record = Buffer.alloc(14)
    record.writeUInt32LE(((says.mode ?? 0o100644) << 16) >>> 0, 6)
    record.writeUInt32LE(says.headerAt ?? at, 10)
    const versionMadeBy = Buffer.from([20, 3])
    records.push(Buffer.from('PK\x01\x02'), versionMadeBy, fields, record, Buffer.from(name), extra)
    const localName = says.localName ?? name
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(localName), localExtra, packed])
    local.writeUInt16LE(Buffer.byteLength(localName), 26)
    local.writeUInt16LE(localExtra.length, 28)
    locals.push(local)
    at += local.length
  }
  return withDirectory(Buffer.concat(locals), Buffer.concat(records), { count, directoryAt, comment })
}

/** APPNOTE 4.6.9: its version, the checksum of the name that it stands beside, and the name in UTF-8. */
function unicodePath(name: string, unicodeName: string | undefined): Buffer {
  if (unicodeName === undefined) return Buffer.alloc(0)
  const field = Buffer.alloc(9)
  field.writeUInt16LE(0x7075, 0)
  field.writeUInt16LE(5 + Buffer.byteLength(unicodeName), 2)
  field.writeUInt8(1, 4)
  field.writeUInt32LE(crc32(name), 5)
  return Buffer.concat([field, Buffer.from(unicodeName)])
}

export function withDirectory(
  entries: Buffer,
  directory: Buffer,
  {
    count,
    directoryAt = entries.length,
    comment = '',
  }: { count: number; directoryAt?: number | undefined; comment?: string },
): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(count % 65536, 8)
  end.writeUInt16LE(count % 65536, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(directoryAt, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([entries, directory, end, Buffer.from(comment)])
}

type TarItem = { name: string; content?: Buffer | string; kind?: string; size?: string }

export function tar(items: readonly TarItem[]): Buffer {
  const blocks = items.flatMap(({ name, content = '', kind = '0', size }) => {
    const bytes = Buffer.from(content as Buffer)
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write('0000644\0', 100)
    header.write(size ?? `${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('        ', 148)
    header.write(kind, 156)
    header.write('ustar\x0000', 257)
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    )
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

/** A header of a tar archive that says more of the next entry, or with kind `g` of all that follow. */
export function pax(records: readonly (readonly [key: string, value: string])[], kind = 'x'): TarItem {
  const lines = records.map(([key, value]) => {
    const rest = ` ${key}=${value}\n`
    let length = Buffer.byteLength(rest)
    while (Buffer.byteLength(`${length}${rest}`) !== length) length++
    return `${length}${rest}`
  })
  return { name: 'PaxHeader', kind, content: lines.join('') }
}

function chunk(type: string, body: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + body.length)
  bytes.writeUInt32BE(body.length)
  bytes.write(type, 4)
  body.copy(bytes, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length)
  return bytes
}

/** A PNG of 8 × 8 grey points, with chunks of one's own before the data. */
export function png(...chunks: readonly (readonly [type: string, body: Buffer])[]): Buffer {
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...chunks.map(([type, body]) => chunk(type, body)),
    chunk('IDAT', deflateSync(Buffer.alloc(8 * 9, 0x33))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

export function segment(marker: number, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body as string, 'latin1')
  const header = Buffer.from([0xff, marker, 0, 0])
  header.writeUInt16BE(bytes.length + 2, 2)
  return Buffer.concat([header, bytes])
}

const jfif = segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0')

/** A JPEG of 8 × 8 grey points, with segments of one's own behind its header. */
export function jpeg(...segments: readonly Buffer[]): Buffer {
  // The shortest tables that decode: one code for the level, one for the end of the block.
  const table = (id: number) => segment(0xc4, Buffer.from([id, 1, ...Array(15).fill(0), 0]))
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    jfif,
    ...segments,
    segment(0xdb, Buffer.from([0, ...Array(64).fill(1)])),
    segment(0xc0, Buffer.from([8, 0, 8, 0, 8, 1, 1, 0x11, 0])),
    table(0x00),
    table(0x10),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x3f, 0xff, 0x00, 0x2a]),
    Buffer.from('ffd9', 'hex'),
  ])
}

/** Exif as a phone writes it: an orientation, and where it was (Monas, Jakarta). */
export function exif(orientation: number, isBig = false): Buffer {
  const bytes = Buffer.alloc(26 + 12 + 2 + 12 + 4 + 24)
  const u16 = (value: number, at: number) => (isBig ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at))
  const u32 = (value: number, at: number) => (isBig ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at))
  bytes.write(isBig ? 'MM\0*' : 'II*\0', 'latin1')
  u32(8, 4)
  u16(2, 8)
  u16(0x0112, 10)
  u16(3, 12)
  u32(1, 14)
  u16(orientation, 18)
  u16(0x8825, 22) // the pointer to the GPS directory
  u16(4, 24)
  u32(1, 26)
  u32(38, 30)
  u16(1, 38)
  u16(2, 40) // latitude
  u16(5, 42)
  u32(3, 44)
  u32(56, 48)
  for (const [index, value] of [6, 1, 10, 1, 30, 1].entries()) u32(value, 56 + index * 4)
  return bytes
}

export const exifSegment = (orientation: number) =>
  segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif(orientation)]))

export function gif(...extensions: readonly Buffer[]): Buffer {
  return Buffer.concat([
    Buffer.from('GIF89a\x08\0\x08\0\x80\0\0', 'latin1'),
    Buffer.from('000000ffffff', 'hex'),
    ...extensions,
    Buffer.from('2c000000000800080000', 'hex'),
    Buffer.from('02078c8fa9cbed0f0600', 'hex'),
    Buffer.from(';'),
  ])
}

export const gifExtension = (label: number, ...blocks: readonly string[]) =>
  Buffer.concat([
    Buffer.from([0x21, label]),
    ...blocks.map(text => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')])),
    Buffer.from([0]),
  ])

export function riffChunk(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(type)
  header.writeUInt32LE(body.length, 4)
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)])
}

export function riff(...chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  return riffChunk('RIFF', body)
}

/** One lossless point (RFC 9649, section 3). */
export const vp8l = riffChunk('VP8L', Buffer.from('2f00000000071011118888fe0700', 'hex'))
export const vp8x = (flags: number) => riffChunk('VP8X', Buffer.from([flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]))

export const pdf = (...objects: readonly (string | Buffer)[]) =>
  Buffer.concat([
    Buffer.from(
      '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>\nendobj\n',
      'latin1',
    ),
    Buffer.from(
      '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n',
    ),
    ...objects.map(object => Buffer.from(object as string, 'latin1')),
    Buffer.from('trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n'),
  ])

/** An object stream (ISO 32000-1, 7.5.7), or any other stream. */
export function pdfStream(dictionary: string, plain: Buffer | string): Buffer {
  const packed = deflateSync(Buffer.from(plain as string, 'latin1'))
  return Buffer.concat([
    Buffer.from(`9 0 obj\n<< ${dictionary} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`),
    packed,
    Buffer.from('\nendstream\nendobj\n'),
  ])
}

const relationship = (type: string, target: string, mode = '') =>
  `<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${mode}/>`

export const relationships = (...all: Parameters<typeof relationship>[]) =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.map(one => relationship(...one)).join('')}</Relationships>`

export function docx(...more: readonly ZipItem[]): Buffer {
  return zip([
    { name: '[Content_Types].xml', content: '<?xml version="1.0"?><Types/>' },
    { name: '_rels/.rels', content: relationships(['officeDocument', 'word/document.xml']) },
    {
      name: 'word/document.xml',
      content: `<w:document>${'<w:p>Laporan patroli siber</w:p>'.repeat(200)}</w:document>`,
    },
    {
      name: 'word/_rels/settings.xml.rels',
      content: relationships(['attachedTemplate', 'file:///C:\\Users\\budi\\Normal.dotm', ' TargetMode="External"']),
    },
    ...more,
  ])
}

export function odt(...more: readonly ZipItem[]): Buffer {
  return zip([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', method: 0 },
    { name: 'content.xml', content: '<office:document-content/>' },
    { name: 'META-INF/manifest.xml', content: '<manifest:manifest/>' },
    ...more,
  ])
}

export const warc =
  'WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://slot.example/\r\nContent-Length: 60\r\n\r\n' +
  'HTTP/1.1 200 OK\r\n\r\n<html><script>spin()</script></html>\r\n\r\n\r\n'

export const mhtml =
  'From: <Saved by Blink>\r\nSubject: Slot\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n' +
  '--x\r\nContent-Type: text/html\r\n\r\n<html><script>spin()</script></html>\r\n--x--\r\n'

export const html =
  '<!DOCTYPE html>\n<html><head><script>spin()</script></head><body onload="spin()">Slot gacor</body></html>'

export const wacz = () =>
  zip([
    { name: 'datapackage.json', content: '{"profile":"data-package"}' },
    { name: 'archive/data.warc.gz', content: Buffer.concat([gzipSync(warc), gzipSync(warc)]), method: 0 },
    { name: 'indexes/index.cdx.gz', content: gzipSync('com,example)/ 20250101'), method: 0 },
    { name: 'pages/pages.jsonl', content: '{"format":"json-pages-1.0"}\n' },
  ])

const box = (type: string, ...bodies: readonly (Buffer | string)[]) => {
  const body = Buffer.concat(bodies.map(one => Buffer.from(one as string, 'latin1')))
  const header = Buffer.alloc(8)
  header.writeUInt32BE(8 + body.length)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, body])
}

/** The frame of an MP4, with what one likes in its `udta`. */
export const mp4 = (userData: Buffer | string = '', brand = 'isom') =>
  Buffer.concat([
    box('ftyp', `${brand}\0\0\x02\0${brand}mp41`),
    box('moov', box('mvhd', Buffer.alloc(100)), box('udta', userData)),
    box('mdat', Buffer.alloc(3000, 0x5a)),
  ])

export const placeBox = box('\xa9xyz', '\0\x12\x15\xc7-06.1754+106.8272/')

/** An element of EBML (RFC 8794), with its length in four bytes, or not known. */
export function element(id: string, body: Buffer, isLive = false): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(isLive ? 0x1fffffff : 0x10000000 + body.length)
  return Buffer.concat([Buffer.from(id, 'hex'), length, body])
}

/** A WebM of one picture, with elements of one's own in its Info, its track and behind its clusters. */
export function webmWith({ info = [], track = [], behind = [], type = 1, isLive = false }: WebmParts = {}): Buffer {
  const one = (...elements: readonly Buffer[]) => Buffer.concat(elements)
  const text = (id: string, said: string) => element(id, Buffer.from(said))
  const frames = one(element('e7', Buffer.from([0])), element('a3', Buffer.from('8100008001020304', 'hex')))
  const segment = one(
    element('1549a966', one(element('2ad7b1', Buffer.from('0f4240', 'hex')), text('4d80', 'Chrome'), ...info)),
    element(
      '1654ae6b',
      element(
        'ae',
        one(element('d7', Buffer.from([1])), element('83', Buffer.from([type])), text('86', 'V_VP8'), ...track),
      ),
    ),
    element('1f43b675', frames, isLive),
    element('1f43b675', frames, isLive),
    ...behind,
  )
  const header = element('1a45dfa3', one(text('4282', 'webm'), element('4287', Buffer.from([4]))))
  return one(header, element('18538067', segment, isLive))
}

type WebmParts = {
  info?: readonly Buffer[]
  track?: readonly Buffer[]
  behind?: readonly Buffer[]
  type?: number
  isLive?: boolean
}

export const webm = webmWith()

export const rtf =
  '{\\rtf1\\ansi{\\info{\\author Budi}}{\\*\\template C:\\\\Users\\\\budi\\\\Normal.dotm}' +
  '{\\field{\\*\\fldinst HYPERLINK "https://kominfo.go.id"}{\\fldrslt Kominfo}} The \\b object\\b0  of DDE.}'

export const mp3 = Buffer.concat([
  Buffer.from('ID3\x04\0\0\0\0\0\x0a', 'latin1'),
  Buffer.alloc(10),
  Buffer.from('fffb9064', 'hex'),
  Buffer.alloc(413),
])

export const drawing =
  '<?xml version="1.0"?><!-- Generator: Adobe Illustrator --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" ' +
  '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [\n<!ENTITY ns_svg "http://www.w3.org/2000/svg">\n]>\n' +
  '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">' +
  '<title>Bagan alur: pada = 3</title><defs><linearGradient id="g"/></defs><style>.a{fill:url(#g)}</style>' +
  '<a xlink:href="https://kominfo.go.id"><rect class="a" width="5" height="5"/></a><use xlink:href="#g"/>' +
  '<image href="data:image/png;base64,iVBORw0KGgo=" width="1" height="1"/></svg>'

export const report =
  'Tim patroli menemukan situs judi daring pada hari Senin, 3 Maret 2025.\nAlamatnya “slot‑gacor”, sudah diblokir, menurut Tim.\n'
export const table = 'nomor;alamat;waktu\n1;https://a.example/;2025-03-03\n2;https://b.example/;2025-03-04\n'
export const records = '[{"url":"https://a.example/","found":true},{"url":"https://b.example/","found":false}]'
