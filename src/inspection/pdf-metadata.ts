import { overlapping } from './byte-search.ts'
import type { Content } from './content-slice.ts'
import { unescapeNames } from './pdf-scripts.ts'

/** About a second of work. */
const searchedAtMost = 64 * 1024 ** 2
/** ISO 32000-1, annex C: a name has at most 127 bytes, each of which an escape makes three. */
const nameLength = 3 * 127 + 1

/**
 * Names that stand where a PDF says who made it, when and with what (ISO 32000-1, 14.3), who annotated it (`T`), what
 * is attached to it, or where any of this may be hidden: in packed objects, in what is encrypted, and in photos, which
 * keep their Exif.
 */
const telling = new Set(
  (
    'Info Metadata Author Creator Producer Title Subject Keywords CreationDate ModDate LastModified PieceInfo T ' +
    'Measure VP LGIDict GPTS EmbeddedFile EmbeddedFiles EF ObjStm Encrypt DCTDecode DCT JPXDecode'
  ).split(' '),
)

/** Whether a PDF holds metadata, or might: looked for in all of its bytes, as older versions of it are kept there too. */
export async function mayHoldPdfMetadata(content: Content): Promise<boolean> {
  if (content.size > searchedAtMost) return true
  for await (const window of overlapping(content.open(), nameLength)) {
    const text = window.toString('latin1')
    if (/<x:xmpmeta|<\?xpacket|Exif\0\0/.test(text)) return true
    for (const [, name = ''] of text.matchAll(/\/([^\s\0()<>[\]{}/%]+)/g))
      if (telling.has(name.includes('#') ? unescapeNames(name) : name)) return true
  }
  return false
}
