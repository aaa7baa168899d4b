/** What of a URL makes it no target for bells. */
export type TargetFault = 'url' | 'scheme' | 'port' | 'user-information' | 'fragment' | 'host'

/** The parts of a URL as the WHATWG parser gives them, which has written addresses in their one usual form. */
export type TargetUrl = {
  readonly protocol: string
  readonly hostname: string
  readonly port: string
  readonly username: string
  readonly password: string
  readonly hash: string
}

export type TargetPolicy = {
  /** For sandboxes and tests: this machine may be a target too, by http and on any port. */
  readonly loopback: boolean
  /** Names that targets must have or end in; undefined for any. */
  readonly hosts?: readonly string[] | undefined
}

/** Characters of a URL in the parser's form, where a quotation mark has become three. */
export const longestTarget = 2_000

const ports = ['', '443', '8443']
/** How a URL names the machine it is used on. */
const thisMachine = ['127.0.0.1', '[::1]', 'localhost']

/** Why a URL can be no target, before anything is known of its addresses; undefined when it can. */
export function faultOfTarget(url: TargetUrl, { loopback, hosts }: TargetPolicy): TargetFault | undefined {
  if (url.username !== '' || url.password !== '') return 'user-information'
  if (url.hash !== '') return 'fragment'
  if (loopback && namesThisMachine(url)) {
    return ['http:', 'https:'].includes(url.protocol) ? undefined : 'scheme'
  }
  if (url.protocol !== 'https:') return 'scheme'
  if (!ports.includes(url.port)) return 'port'
  // A name with one part or a dot at its end means something else on each machine.
  if (!/[.:]/.test(url.hostname) || url.hostname.endsWith('.')) return 'host'
  if (hosts !== undefined && !hosts.some(host => url.hostname === host || url.hostname.endsWith(`.${host}`)))
    return 'host'
  return undefined
}

/** Whether a URL names the machine it is used on, and nothing else. */
export function namesThisMachine({ hostname }: Pick<TargetUrl, 'hostname'>): boolean {
  return thisMachine.includes(hostname)
}
