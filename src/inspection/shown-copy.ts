import type { Inspectable, ShownCopy } from './inspection.ts'
import { hasParts, readPictureParts } from './picture-parts.ts'
import { mayHoldPlace } from './recorded-place.ts'

/** They have no room for metadata, or are never shown but given out as an attachment. */
const plainPictures = ['image/bmp', 'image/svg+xml']

/**
 * The copy of an inspected content that may be shown: the same picture, not encoded anew, without place, device, author
 * and comments, and without anything behind its end (D-F8). The original stays what it is. `mediaType` is as the
 * inspection found it.
 */
export async function shownCopyOf(content: Inspectable, mediaType: string): Promise<ShownCopy> {
  if (hasParts(mediaType)) return pictureCopyOf(content, mediaType)
  if (isFilm(mediaType)) return { kind: (await mayHoldPlace(content)) ? 'withheld' : 'same' }
  // HEIC, AVIF, TIFF and raw pictures: their metadata is woven into them.
  if (mediaType.startsWith('image/') && !plainPictures.includes(mediaType)) return { kind: 'withheld' }
  return { kind: 'same' }
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
