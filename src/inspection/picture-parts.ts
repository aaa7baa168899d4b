import { ByteReader, Malformed } from './byte-reader.ts'
import type { Content } from './content-slice.ts'
import { readGifParts } from './gif-parts.ts'
import { readJpegParts } from './jpeg-parts.ts'
import { PartList } from './part-list.ts'
import { readPngParts } from './png-parts.ts'
import { readWebpParts } from './webp-parts.ts'

type ReadParts = (bytes: ByteReader, parts: PartList) => Promise<void>

const readers: Readonly<Record<string, ReadParts>> = {
  'image/jpeg': readJpegParts,
  'image/png': readPngParts,
  'image/apng': readPngParts,
  'image/gif': readGifParts,
  'image/webp': readWebpParts,
}

/** Whether pictures of this type can be taken apart. */
export function hasParts(mediaType: string): boolean {
  return Object.hasOwn(readers, mediaType)
}

/** What of a picture is shown, and where it ends; undefined if it is malformed, or of a type we cannot take apart. */
export async function readPictureParts(
  content: Content,
  mediaType: string,
): Promise<{ readonly parts: PartList; readonly end: number } | undefined> {
  const read = hasParts(mediaType) ? readers[mediaType] : undefined
  if (read === undefined) return undefined
  const bytes = new ByteReader(content.open())
  const parts = new PartList()
  try {
    await read(bytes, parts)
    return { parts, end: bytes.position }
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  } finally {
    await bytes.close()
  }
}

/** Where a picture ends, if it is well-formed up to there. */
export async function endOfPicture(content: Content, mediaType: string): Promise<number | undefined> {
  return (await readPictureParts(content, mediaType))?.end
}
