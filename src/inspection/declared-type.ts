import { extensionOf } from './executables.ts'
import type { Finding, Inspectable } from './inspection.ts'
import { unknownType } from './media-type.ts'

/** A kind of content: the names of it and the endings of files that hold it, all of which are alike to us. */
type Family = { readonly types: readonly string[]; readonly extensions: readonly string[] }

const family = (types: string, extensions = ''): Family => ({
  types: types.split(' '),
  extensions: extensions.split(' '),
})

const openXml = 'application/vnd.openxmlformats-officedocument'
const openDocument = 'application/vnd.oasis.opendocument'

const families = {
  jpeg: family('image/jpeg image/jpg image/pjpeg', 'jpg jpeg jpe jfif pjpeg'),
  png: family('image/png image/x-png image/apng image/vnd.mozilla.apng', 'png apng'),
  gif: family('image/gif', 'gif'),
  webp: family('image/webp', 'webp'),
  heif: family('image/heic image/heif image/heic-sequence image/heif-sequence', 'heic heif heics heifs hif'),
  avif: family('image/avif image/avif-sequence', 'avif'),
  bmp: family('image/bmp image/x-bmp image/x-ms-bmp', 'bmp dib'),
  tiff: family(
    'image/tiff image/x-adobe-dng image/x-canon-cr2 image/x-nikon-nef image/x-sony-arw',
    'tif tiff dng cr2 nef arw',
  ),
  icon: family('image/x-icon image/vnd.microsoft.icon', 'ico cur'),
  svg: family('image/svg+xml', 'svg'),
  mp4: family(
    'video/mp4 video/quicktime video/x-m4v video/3gpp video/3gpp2 audio/mp4 audio/x-m4a audio/m4a audio/aac application/mp4',
    'mp4 m4v mov qt 3gp 3g2 m4a m4b f4v aac',
  ),
  matroska: family(
    'video/webm audio/webm video/matroska video/x-matroska audio/matroska audio/x-matroska',
    'webm weba mkv mka',
  ),
  avi: family('video/x-msvideo video/avi video/msvideo video/vnd.avi', 'avi'),
  mpeg: family('video/mpeg video/mp1s video/mp2p video/mp2t', 'mpg mpeg vob m2ts mts'),
  windowsMedia: family(
    'application/vnd.ms-asf video/x-ms-asf video/x-ms-wmv audio/x-ms-wma audio/x-ms-asf',
    'asf wmv wma',
  ),
  flash: family('video/x-flv', 'flv'),
  mp3: family('audio/mpeg audio/mp3 audio/x-mp3 audio/mpeg3', 'mp3 mp2 mpga'),
  wave: family('audio/wav audio/x-wav audio/wave audio/vnd.wave', 'wav'),
  ogg: family('audio/ogg video/ogg application/ogg audio/opus audio/vorbis', 'ogg oga ogv ogx opus'),
  flac: family('audio/flac audio/x-flac', 'flac'),
  amr: family('audio/amr audio/amr-wb', 'amr awb'),
  pdf: family('application/pdf application/x-pdf', 'pdf'),
  postscript: family('application/postscript application/eps', 'ps eps'),
  zip: family('application/zip application/x-zip-compressed application/x-zip multipart/x-zip', 'zip'),
  docx: family(
    `${openXml}.wordprocessingml.document ${openXml}.wordprocessingml.template application/vnd.ms-word.document.macroenabled.12`,
    'docx dotx docm dotm',
  ),
  xlsx: family(
    `${openXml}.spreadsheetml.sheet ${openXml}.spreadsheetml.template application/vnd.ms-excel.sheet.macroenabled.12 application/vnd.ms-excel.sheet.binary.macroenabled.12`,
    'xlsx xltx xlsm xltm xlsb',
  ),
  pptx: family(
    `${openXml}.presentationml.presentation ${openXml}.presentationml.slideshow application/vnd.ms-powerpoint.presentation.macroenabled.12`,
    'pptx ppsx potx pptm',
  ),
  odt: family(`${openDocument}.text ${openDocument}.text-template`, 'odt ott'),
  ods: family(`${openDocument}.spreadsheet ${openDocument}.spreadsheet-template`, 'ods ots'),
  odp: family(`${openDocument}.presentation ${openDocument}.presentation-template`, 'odp otp'),
  odg: family(`${openDocument}.graphics`, 'odg'),
  epub: family('application/epub+zip', 'epub'),
  wacz: family('application/wacz application/x-wacz application/wacz+zip', 'wacz'),
  oldOffice: family('application/x-cfb application/x-ole-storage'),
  oldWord: family('application/msword', 'doc dot'),
  oldExcel: family('application/vnd.ms-excel', 'xls xlt'),
  oldPowerPoint: family('application/vnd.ms-powerpoint', 'ppt pps'),
  rtf: family('application/rtf text/rtf', 'rtf'),
  gzip: family('application/gzip application/x-gzip application/x-gtar-compressed', 'gz tgz'),
  tar: family('application/x-tar application/tar', 'tar'),
  sevenZip: family('application/x-7z-compressed', '7z'),
  rar: family('application/x-rar-compressed application/vnd.rar application/x-rar', 'rar'),
  bzip2: family('application/x-bzip2 application/x-bzip', 'bz2 tbz2'),
  xz: family('application/x-xz', 'xz txz'),
  warc: family('application/warc application/warc-fields', 'warc'),
  mail: family(
    'multipart/related message/rfc822 application/x-mimearchive application/mhtml multipart/mixed',
    'mhtml mht eml',
  ),
  html: family('text/html application/xhtml+xml', 'html htm xhtml xht shtml'),
  xml: family('application/xml text/xml', 'xml'),
  json: family(
    'application/json text/json application/x-ndjson application/ndjson application/jsonl application/geo+json application/ld+json application/har+json',
    'json jsonl ndjson geojson har',
  ),
  table: family('text/csv application/csv text/x-csv text/tab-separated-values', 'csv tsv'),
  text: family('text/plain', 'txt text log md'),
} as const satisfies Record<string, Family>

type FamilyName = keyof typeof families

const names = Object.keys(families) as FamilyName[]
const byType = new Map(names.flatMap(name => families[name].types.map(type => [type, name] as const)))
const byExtension = new Map(
  names.flatMap(name => families[name].extensions.filter(Boolean).map(extension => [extension, name] as const)),
)

const zipBased: readonly FamilyName[] = ['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'odg', 'epub', 'wacz']
const textual: readonly FamilyName[] = ['text', 'table', 'json', 'xml', 'html', 'svg', 'mail', 'warc']

/** What may also be said of a content without lying; everything may be said of itself. */
const alsoSaid: Partial<Record<FamilyName, readonly FamilyName[]>> = {
  ...Object.fromEntries(zipBased.map(name => [name, ['zip']])),
  docx: ['zip', 'oldWord'],
  xlsx: ['zip', 'oldExcel'],
  pptx: ['zip', 'oldPowerPoint'],
  oldOffice: ['oldWord', 'oldExcel', 'oldPowerPoint', 'docx', 'xlsx', 'pptx'],
  rtf: ['oldWord', 'text'],
  gzip: ['warc', 'tar', 'table', 'json', 'text'], // they are often kept packed under their own name
  // Browsers on Windows with Excel call a CSV file application/vnd.ms-excel.
  table: ['text', 'oldExcel'],
  json: ['text'],
  html: ['text', 'xml', 'mail'],
  xml: ['text', 'html', 'svg', 'json'],
  svg: ['text', 'xml'],
  mail: ['text', 'html'],
  warc: ['text'],
  // Text is whatever it is said to be, unless that would have shown.
  text: [...textual.filter(name => name !== 'svg'), 'oldExcel'],
  // Browsers take either for the small picture of a page, whatever its name.
  png: ['icon'],
  mp3: ['mpeg', 'mp4'],
  mp4: ['mp3'],
  // Their brands overlap.
  heif: ['avif'],
  avif: ['heif'],
}

/** Their bytes need not say what they are, so silence contradicts nothing. */
const unmarked: readonly FamilyName[] = ['text', 'mp3', 'mp4', 'mpeg', 'tar', 'amr', 'oldExcel', 'mail', 'postscript']

/** What was declared, by type or by name, that the bytes contradict. A declaration we do not know claims nothing. */
export function findMismatches(mediaType: string, declared: Inspectable['declared']): Finding[] {
  const actual = byType.get(mediaType)
  const said = (name: FamilyName | undefined) => name === undefined || isLike(mediaType, actual, name)
  const findings: Finding[] = []
  const type = declared.mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!said(claimOfType(type)))
    findings.push({ code: 'type-mismatch', detail: `the content is ${mediaType}, not what its media type says` })
  if (!said(byExtension.get(extensionOf(declared.fileName ?? ''))))
    findings.push({ code: 'type-mismatch', detail: `the content is ${mediaType}, not what its file name says` })
  return findings
}

function claimOfType(type: string): FamilyName | undefined {
  const known = byType.get(type)
  if (known !== undefined) return known
  if (type.endsWith('+json')) return 'json'
  if (type.endsWith('+xml')) return 'xml'
  return type.startsWith('text/') ? 'text' : undefined
}

function isLike(mediaType: string, actual: FamilyName | undefined, claimed: FamilyName): boolean {
  if (actual === claimed) return true
  if (actual !== undefined) return alsoSaid[actual]?.includes(claimed) ?? false
  // What the bytes say is beyond this list, or they say nothing.
  return mediaType === unknownType && unmarked.includes(claimed)
}
