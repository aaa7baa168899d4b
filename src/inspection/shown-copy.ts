import { gunzipSync, constants as zlib } from 'node:zlib'
import { readRange } from './byte-reader.ts'
import { mayHoldFilmMetadata } from './film-metadata.ts'
import type { Inspectable, ShownCopy } from './inspection.ts'
import { mayHoldMatroskaMetadata } from './matroska-metadata.ts'
import { mayHoldPdfMetadata } from './pdf-metadata.ts'
import { hasParts, readPictureParts } from './picture-parts.ts'
import { mayHoldSvgMetadata } from './svg-metadata.ts'

/** They hold nothing but what they say. */
const texts = ['text/plain', 'text/csv', 'text/tab-separated-values', 'application/json', 'application/x-ndjson']

/** Captures of public pages: what is written in their heads is the page's own, and part of what was captured. */
const pages = ['text/html', 'application/xhtml+xml', 'application/warc', 'application/wacz']

/**
 * The copy of an inspected content that may be shown: the same picture, not encoded anew, without place, device, author
 * and comments, and without anything behind its end (D-F8). The original stays what it is. `mediaType` is as the
 * inspection found it. What we know no way to look through is withheld (R-EVI-11): so a type is shown only if it is
 * named here.
 */
export async function shownCopyOf(content: Inspectable, mediaType: string): Promise<ShownCopy> {
  if (hasParts(mediaType)) return pictureCopyOf(content, mediaType)
  return { kind: (await mayHoldMetadata(content, mediaType)) ? 'withheld' : 'same' }
}

async function mayHoldMetadata(content: Inspectable, mediaType: string): Promise<boolean> {
  if (texts.includes(mediaType) || pages.includes(mediaType)) return false
  if (isFilm(mediaType)) return mayHoldFilmMetadata(content)
  switch (mediaType) {
    case 'video/webm':
    case 'audio/webm':
    case 'video/matroska':
    case 'video/x-matroska':
    case 'audio/matroska':
    case 'audio/x-matroska':
      return mayHoldMatroskaMetadata(content)
    case 'application/pdf':
      return mayHoldPdfMetadata(content)
    case 'image/svg+xml':
      return mayHoldSvgMetadata(content)
    case 'image/bmp':
      return !(await isWholeBitmap(content))
    case 'multipart/related':
      return isSentMail(content)
    case 'application/gzip':
      return !(await isPackedWarc(content))
    default:
      return true
  }
}

async function pictureCopyOf(content: Inspectable, mediaType: string): Promise<ShownCopy> {
  const picture = await readPictureParts(content, mediaType)
  if (picture === undefined) return { kind: 'withheld' }
  const { parts, end } = picture
  if (!parts.isChanged && end === content.size) return { kind: 'same' }
  return { kind: 'stripped', open: () => parts.open(content) }
}

/** MP4, QuickTime, 3GP and their sound-only kin, which share one format. */
function isFilm(mediaType: string): boolean {
  return /^(?:video|audio)\/(?:mp4|quicktime|3gpp2?|x-m4[av]|m4a)$/.test(mediaType)
}

/** A bitmap has no room for metadata, except behind the end that its header gives. */
async function isWholeBitmap(content: Inspectable): Promise<boolean> {
  const header = await readRange(content, 0, 6)
  return header.length === 6 && header.readUInt32LE(2) === content.size
}

/** Browsers save a page in the format of a mail, but it was sent to nobody. */
async function isSentMail(content: Inspectable): Promise<boolean> {
  const text = (await readRange(content, 0, 16 * 1024)).toString('latin1')
  const fields = text.split(/\r?\n\r?\n/, 1)[0] ?? ''
  return fields.length === text.length || /^(?:to|cc|bcc|received|delivered-to|return-path|message-id):/im.test(fields)
}

/** Page archives are mostly kept packed (WARC 1.1, annex D); whatever else is packed, we cannot tell. */
async function isPackedWarc(content: Inspectable): Promise<boolean> {
  const head = await readRange(content, 0, 4096)
  try {
    const start = gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: 8 * 1024 ** 2 })
    return /^WARC\/[01]\.\d+\r?\n/.test(start.toString('latin1', 0, 16))
  } catch {
    return false
  }
}
