const openXml = 'application/vnd.openxmlformats-officedocument'

const byMainPart: readonly (readonly [part: RegExp, type: string])[] = [
  [/^word\/document\d*\.xml$/, `${openXml}.wordprocessingml.document`],
  [/^xl\/workbook\.(?:xml|bin)$/, `${openXml}.spreadsheetml.sheet`],
  [/^ppt\/presentation\.xml$/, `${openXml}.presentationml.presentation`],
]

/** The types that the first entry of an OpenDocument or EPUB file may name; anything else would be believed blindly. */
const selfNamed = /^application\/(?:epub\+zip|vnd\.oasis\.opendocument\.[a-z-]{1,40})$/

/** What a ZIP file is, by what is in it. `mimetype` is the content of the entry of that name, if there is one. */
export function zipTypeOf(names: readonly string[], mimetype: string | undefined): string {
  if (mimetype !== undefined && selfNamed.test(mimetype)) return mimetype
  const has = new Set(names)
  if (has.has('[Content_Types].xml')) {
    const main = byMainPart.find(([part]) => names.some(name => part.test(name)))
    if (main !== undefined) return main[1]
  }
  if (has.has('AndroidManifest.xml')) return 'application/vnd.android.package-archive'
  if (has.has('META-INF/MANIFEST.MF')) return 'application/java-archive'
  if (has.has('datapackage.json') && names.some(name => name.startsWith('archive/'))) return 'application/wacz'
  return 'application/zip'
}

/** Those that run. */
export function isProgramType(mediaType: string): boolean {
  return mediaType === 'application/java-archive' || mediaType === 'application/vnd.android.package-archive'
}

/**
 * Parts of office documents that run: VBA, Excel 4 macro sheets, ActiveX controls (ECMA-376 and MS-OFFMACRO), and
 * OpenDocument's Basic and script folders.
 */
export function isMacroPart(name: string): boolean {
  return (
    /(?:^|\/)vba(?:Project(?:Signature)?|Data)\w*\.(?:bin|xml)$/i.test(name) ||
    /^xl\/macrosheets\//i.test(name) ||
    /^(?:word|xl|ppt)\/activeX\//i.test(name)
  )
}

/** As `isMacroPart`, where these folders mean it: in other archives they are only folders. */
export function isOpenDocumentMacro(name: string): boolean {
  return /^(?:Basic|Scripts)\/./.test(name)
}
