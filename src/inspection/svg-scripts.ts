import type { Finding } from './inspection.ts'

/** A drawing beyond this is no picture of a page; searching takes about a second for so many. */
const svgAtMost = 64 * 1024 ** 2

/** Text is searched in pieces of this size, each with the end of the one before in front. */
const pieceLength = 64 * 1024
const overlap = 4096

/** SVG 2 and HTML 5: elements that run something, or bring in what does. `handler` and `listener`: SVG Tiny 1.2. */
const activeElements = new Set(
  'script foreignobject handler listener iframe frame embed object applet meta link base form audio video'.split(' '),
)

/** Encodings that a reader takes without being told, or that spell the letters of markup as ASCII does. */
const plainEncoding = /^(?:utf-?8|utf-?16(?:le|be)?|us-ascii|ascii|iso-8859-\d+|windows-125\d|latin1)$/i

/** Whether XML that is not called a drawing has one inside. */
const drawing = /http:\/\/www\.w3\.org\/2000\/svg|<(?:[\w.-]+:)?svg[\s>/]/i

/**
 * Searches an SVG for what runs or fetches when it is opened. Not parsed but searched, from one `<` to the next (which
 * no well-formed attribute contains): there is no state that a strange spelling could bring out of step. So a script in
 * a comment is found too.
 */
export async function findScriptsInSvg(
  bytes: AsyncIterable<Uint8Array>,
  { isSurelySvg }: { isSurelySvg: boolean },
): Promise<Finding[]> {
  const details = new Set<string>()
  let isDrawing = isSurelySvg
  let element = ''
  let isCut = false
  for await (const text of decoded(bytes)) {
    isDrawing ||= drawing.test(text)
    for (const piece of text.split(/(?=<)/)) {
      element = /^<\/?(?:[\w.-]+:)?([\w.-]+)/.exec(piece)?.[1]?.toLowerCase() ?? (piece.startsWith('<') ? '' : element)
      for (const detail of faultsOf(piece, element)) details.add(detail)
    }
  }
  if (isCut) details.add('an SVG is too large to look into')
  return isDrawing ? [...details].map(detail => ({ code: 'active-content', detail })) : []

  async function* decoded(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
    let decoder: InstanceType<typeof TextDecoder> | undefined
    let before = ''
    let read = 0
    for await (const chunk of source) {
      decoder ??= new TextDecoder(encodingOf(chunk))
      for (let at = 0; at < chunk.byteLength; at += pieceLength) {
        const text = before + decoder.decode(chunk.subarray(at, at + pieceLength), { stream: true })
        yield text
        // From the last `<` on if it is near: all before it has been seen whole.
        before = text.slice(Math.max(text.lastIndexOf('<'), text.length - overlap))
      }
      read += chunk.byteLength
      isCut = read > svgAtMost
      if (isCut) return
    }
  }
}

function encodingOf(start: Uint8Array): string {
  const [first, second] = start
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0 && second === 0x3c) return 'utf-16be'
  if (first === 0x3c && second === 0) return 'utf-16le'
  return 'utf-8'
}

/** What is wrong with a piece that begins with `<`, or goes on from one that was too long. */
function* faultsOf(piece: string, element: string): Generator<string> {
  if (activeElements.has(element)) yield 'an SVG holds scripts or foreign elements'
  if (piece.startsWith('<!') && !piece.startsWith('<![CDATA[')) {
    yield* faultsOfDeclaration(piece)
    return
  }
  if (piece.startsWith('<?')) {
    if (/^<\?xml-stylesheet/i.test(piece)) yield 'an SVG refers to something elsewhere'
    const encoding = /^<\?xml\b[^>]*encoding\s*=\s*["']([^"']*)/i.exec(piece)?.[1]
    if (encoding !== undefined && !plainEncoding.test(encoding)) yield 'an SVG hides its text in an unusual encoding'
    return
  }
  const text = unescapeText(piece)
  if (/[\s"'/]on[a-z]{3,30}\s*=/i.test(piece)) yield 'an SVG runs scripts on events'
  if (
    /^<(?:[\w.-]+:)?(?:set|animate\w*)\b/i.test(piece) &&
    /attributeName\s*=\s*["']\s*(?:\w+:)?(?:href|on)/i.test(text)
  )
    yield 'an SVG changes its links or events'
  if (/(?:javascript|vbscript|livescript):/i.test(text.replace(/[\s\p{Cc}]/gu, ''))) yield 'an SVG holds script links'
  yield* faultsOfReferences(text, element)
}

/** Declared entities can spell anything. Illustrator declares namespaces, which are addresses and nothing more. */
function* faultsOfDeclaration(piece: string): Generator<string> {
  if (/^<!ENTITY/i.test(piece) && !/^<!ENTITY\s+[\w.-]+\s+(["'])[\w:/.#?=-]*\1\s*>/i.test(piece))
    yield 'an SVG declares entities that hold more than an address'
}

/** `a` is followed by people only, everything else by the reader itself. */
function* faultsOfReferences(text: string, element: string): Generator<string> {
  for (const [, value = ''] of text.matchAll(/[\s"'](?:[\w.-]+:)?(?:href|src)\s*=\s*["']?\s*([^\s"'>]{0,64})/gi)) {
    if (
      /^data:/i.test(value) &&
      !/^data:(?:image\/(?:png|jpe?g|gif|webp)|font\/|application\/(?:x-)?font|[;,])/i.test(value)
    )
      yield 'an SVG holds a document of another kind'
    else if (element !== 'a' && /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(value) && !/^data:/i.test(value))
      yield 'an SVG refers to something elsewhere'
  }
  if (/@import|url\(\s*(?:["']\s*)?(?:https?:|ftp:|file:|\/\/)|expression\s*\(|-moz-binding/i.test(text))
    yield 'an SVG refers to something elsewhere'
}

/** Character references, which spell an attribute as well as its letters do (XML 1.0, 4.1). */
function unescapeText(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]{1,8})|(\d{1,9}));?|&(colon|tab|newline);/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return name.toLowerCase() === 'colon' ? ':' : ' '
    const code = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
