import {
  faultsOfTarget,
  longestTarget,
  namesThisMachine,
  type TargetFault,
  type TargetPolicy,
} from '../domain/webhook-target.ts'
import {
  AddressRefused,
  isLoopbackAddress,
  isPublicAddress,
  type Resolve,
  vettedAddresses,
} from './public-addresses.ts'

/** The URL as it is kept, or everything that makes it no target. Where it leads is looked at by `faultOfAddresses`. */
export function parseTarget(text: string, policy: TargetPolicy): URL | readonly TargetFault[] {
  const url = URL.parse(text)
  if (url === null || url.href.length > longestTarget) return ['url']
  const faults = faultsOfTarget(url, policy)
  return faults.length > 0 ? faults : url
}

/** Why the addresses of a target do not do; undefined when they do. The same is looked at again before each connection. */
export async function faultOfAddresses(
  url: URL,
  { resolve, isAllowed }: { readonly resolve: Resolve; readonly isAllowed: (url: URL, address: string) => boolean },
): Promise<'address' | 'name-unknown' | undefined> {
  try {
    await vettedAddresses(url.hostname, { resolve, isAllowed: address => isAllowed(url, address) })
    return undefined
  } catch (error) {
    return error instanceof AddressRefused ? 'address' : 'name-unknown'
  }
}

/** Which addresses may be connected to under a policy: public ones; this machine only where the URL may name it, too. */
export function allowedAddresses(policy: TargetPolicy): (url: URL, address: string) => boolean {
  return (url, address) => {
    if (faultsOfTarget(url, policy).length > 0) return false
    return isPublicAddress(address) || (policy.loopback && namesThisMachine(url) && isLoopbackAddress(address))
  }
}
