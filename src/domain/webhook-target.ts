/**
 * What of a URL makes it no target for bells. `host`: it means something else on each machine. `host-not-allowed`: this
 * server is set to send to others only.
 */
export type TargetFault = 'url' | 'scheme' | 'port' | 'user-information' | 'fragment' | 'host' | 'host-not-allowed'

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

/** Everything that makes a URL no target, before anything is known of its addresses; none when it is one. */
export function faultsOfTarget(url: TargetUrl, { loopback, hosts }: TargetPolicy): readonly TargetFault[] {
  const { protocol, hostname, port } = url
  const isOurs = loopback && namesThisMachine(url)
  const faults: TargetFault[] = []
  if (protocol !== 'https:' && !(isOurs && protocol === 'http:')) faults.push('scheme')
  if (url.username !== '' || url.password !== '') faults.push('user-information')
  if (!isOurs && !ports.includes(port)) faults.push('port')
  if (url.hash !== '') faults.push('fragment')
  if (isOurs) return faults
  // A name with one part or a dot at its end.
  if (!/[.:]/.test(hostname) || hostname.endsWith('.')) faults.push('host')
  else if (hosts !== undefined && !hosts.some(host => hostname === host || hostname.endsWith(`.${host}`)))
    faults.push('host-not-allowed')
  return faults
}

/** Whether a URL names the machine it is used on, and nothing else. */
export function namesThisMachine({ hostname }: Pick<TargetUrl, 'hostname'>): boolean {
  return thisMachine.includes(hostname)
}
