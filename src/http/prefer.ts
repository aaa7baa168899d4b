/** Elements of the header: what stands between commas, except within quotes. */
const elements = /(?:[^",]|"(?:[^"\\]|\\.)*")+/g
const wait = /^\s*wait\s*=\s*(?:"(\d{1,9})"|(\d{1,9}))\s*(?:;|$)/i

/**
 * For how many seconds a client would wait for an answer (`Prefer: wait=20`, RFC 7240, section 4.3); undefined without
 * one. The first counts, and whatever is not understood is as if it were not there.
 */
export function waitPreferred(header: string | readonly string[] | undefined): number | undefined {
  for (const element of [header ?? []].flat().join(',').match(elements) ?? []) {
    const [, quoted, plain] = wait.exec(element) ?? []
    const seconds = quoted ?? plain
    if (seconds !== undefined) return Number(seconds)
  }
  return undefined
}
