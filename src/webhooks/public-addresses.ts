import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Where a name leads: every address, asked for once. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** The name leads, with one of its addresses at least, to where nothing may be sent. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** IPv6 that is routed in public at all (RFC 4291, section 2.4); whatever is special in it has a range of its own. */
const globalUnicast = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]
/** Public by its form, and yet a host's own platform: Azure's, on every virtual machine there. */
const platforms = ['168.63.129.16']

/** Whether an address is one of the public internet: not of this machine, a private or special network, or a tunnel to one. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || platforms.includes(address)) return false
  const parsed = ipaddr.process(address)
  if (platforms.includes(parsed.toString()) || parsed.range() !== 'unicast') return false
  return parsed instanceof ipaddr.IPv6 ? parsed.match(globalUnicast) : true
}

/** Whether an address is of this machine. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

/** How long one name server is waited for the first time; twice as long the second. */
const patience = { timeout: 2_000, tries: 2 }

/**
 * Makes what asks the name servers itself, those of the system unless others are given. The system's own look-up has two
 * threads in a process, for everything there is to look up: ten names whose servers say nothing held up all others for a minute.
 */
export function createResolve(servers?: readonly string[]): Resolve {
  return async name => {
    // RFC 6761, section 6.3: no name server is asked for it.
    if (name === 'localhost') return ['127.0.0.1', '::1']
    const resolver = new Resolver(patience)
    if (servers !== undefined) resolver.setServers(servers)
    const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const addresses = found.flatMap(one => (one.status === 'fulfilled' ? one.value : []))
    if (addresses.length === 0) throw new Error('the name leads nowhere')
    return addresses
  }
}

/**
 * Every address of a host, once each of them is found fit: whoever connects to one of these connects to what was looked at.
 * One unfit address among others refuses all. Throws AddressRefused, or what the resolver throws.
 */
export async function vettedAddresses(
  hostname: string,
  { resolve, isAllowed }: { readonly resolve: Resolve; readonly isAllowed: (address: string) => boolean },
): Promise<readonly string[]> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(host) ? [host] : await resolve(host)
  if (addresses.length === 0 || !addresses.every(isAllowed)) throw new AddressRefused('not a public address')
  return addresses
}
