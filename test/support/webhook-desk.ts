import type { EndpointDesk } from '../../src/acts/ask-endpoint.ts'
import type { TargetPolicy } from '../../src/domain/webhook-target.ts'
import type { KeyRing } from '../../src/vault/key-ring.ts'
import { isLoopbackAddress, type Resolve } from '../../src/webhooks/public-addresses.ts'
import { createSend } from '../../src/webhooks/send.ts'
import { allowedAddresses } from '../../src/webhooks/target.ts'

/** Knows this machine, and the name that the examples of the description have. */
const fewNames: Resolve = async name => {
  if (name === 'localhost') return ['127.0.0.1']
  if (name === 'cases.kasn.example') return ['8.8.8.8']
  throw new Error(`no test looks up ${name}`)
}

/** What speaks to endpoints in tests: whatever may be a target, nothing but this machine is ever dialled. */
export function testDesk(
  keys: KeyRing,
  { policy = { loopback: true }, resolve = fewNames }: { policy?: TargetPolicy; resolve?: Resolve } = {},
): EndpointDesk {
  return {
    keys,
    policy,
    resolve,
    send: createSend({
      resolve,
      isAllowed: (url, address) => isLoopbackAddress(address) && allowedAddresses(policy)(url, address),
    }),
    origin: 'penerusan.example',
    now: () => new Date(),
  }
}
