export type Language = 'en' | 'id'

/**
 * The language of ours that an `Accept-Language` header likes best (RFC 9110, section 12.5.4): quality first, then the
 * order in the header; a region does not matter (`id-ID`). English when it likes neither.
 */
export function preferredLanguage(header: string | undefined): Language {
  let best: { language: Language; quality: number } = { language: 'en', quality: 0 }
  for (const range of (header ?? '').split(',', 20)) {
    const [tag = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase())
    const language = languageOf(tag)
    const quality = qualityOf(parameters)
    if (language !== undefined && quality > best.quality) best = { language, quality }
  }
  return best.language
}

function languageOf(tag: string): Language | undefined {
  const primary = tag.split('-', 1)[0]
  // `in` is what older Java platforms still call Indonesian.
  if (primary === 'id' || primary === 'in') return 'id'
  if (primary === 'en' || primary === '*') return 'en'
  return undefined
}

/** The weight of a range, 1 without one, 0 when it is not a weight. */
export function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.find(parameter => parameter.startsWith('q='))
  if (weight === undefined) return 1
  return /^q=(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight.slice(2)) : 0
}
