import { findMacrosInCompoundFile } from './compound-file.ts'
import { extensionOf } from './executables.ts'
import type { Finding, Inspectable } from './inspection.ts'
import { findScriptsInPdf } from './pdf-scripts.ts'
import { findObjectsInRtf } from './rtf-objects.ts'
import { findScriptsInSvg } from './svg-scripts.ts'

/**
 * What runs when a single file is opened; for files within archives see archive.ts.
 *
 * HTML is active by nature, and so are the pages in MHTML, WARC and WACZ files. As evidence of a page it is legitimate,
 * and allowed for one reason only: it is given out as an opaque attachment and never shown by us (D-F2). HTML that is
 * said to be a picture is a mismatch, which is found elsewhere.
 */
export async function findActiveContent(content: Inspectable, mediaType: string): Promise<readonly Finding[]> {
  switch (mediaType) {
    case 'application/pdf':
      return findScriptsInPdf(content.open())
    case 'application/x-cfb':
      return findMacrosInCompoundFile(content.open())
    case 'image/svg+xml':
      return findScriptsInSvg(content.open(), { isSurelySvg: true })
    case 'application/xml':
      return findScriptsInSvg(content.open(), { isSurelySvg: isCalledSvg(content.declared) })
    case 'application/rtf':
      return findObjectsInRtf(content.open())
    default:
      return []
  }
}

function isCalledSvg({ mediaType, fileName }: Inspectable['declared']): boolean {
  return /^image\/svg/i.test(mediaType) || extensionOf(fileName ?? '') === 'svg'
}
