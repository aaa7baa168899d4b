import { overlapping } from './byte-search.ts'
import type { Content } from './content-slice.ts'

/** A drawing beyond this is not looked through. */
const searchedAtMost = 64 * 1024 ** 2

/**
 * Where a drawing says what it is and who drew it (SVG 2, 5.6 and 5.8), in the words of RDF and Dublin Core too; where
 * drawing programs leave paths and versions; comments; and pictures in it, which may have their own metadata.
 */
const telling =
  /<(?:[\w.-]+:)?(?:metadata|title|desc|rdf|creator|author|publisher|date)[\s>/]|<!--|<\?(?!xml[\s?])|<!doctype|(?:inkscape|sodipodi|adobe|ns\.adobe|corel|sketch|figma|serif|xmp)[\w.]{0,32}[:/]|data:/i

/** Whether an SVG holds metadata, or might. */
export async function mayHoldSvgMetadata(content: Content): Promise<boolean> {
  if (content.size > searchedAtMost) return true
  for await (const window of overlapping(content.open(), 256)) {
    // In UTF-16 its words are spelt otherwise.
    if (window.includes(0) || telling.test(window.toString('latin1'))) return true
  }
  return false
}
