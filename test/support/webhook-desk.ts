import type { EndpointDesk } from '../../src/acts/ask-endpoint.ts'
import type { TargetPolicy } from '../../src/domain/webhook-target.ts'
import type { KeyRing } from '../../src/vault/key-ring.ts'
import type { Resolve } from '../../src/webhooks/public-addresses.ts'
import { createSend } from '../../src/webhooks/send.ts'
import { allowedAddresses } from '../../src/webhooks/target.ts'

/** Knows this machine and no other. */
const onlyLoopback: Resolve = async name => {
  if (name === 'localhost') return ['127.0.0.1']
  throw new Error(`no test looks up ${name}`)
}

/** What speaks to endpoints in tests: by itself it knows this machine alone, so nothing else is ever dialled. */
export function testDesk(
  keys: KeyRing,
  { policy = { loopback: true }, resolve = onlyLoopback }: { policy?: TargetPolicy; resolve?: Resolve } = {},
): EndpointDesk {
  return {
    keys,
    policy,
    resolve,
    send: createSend({ resolve, isAllowed: allowedAddresses(policy) }),
    origin: 'penerusan.example',
    now: () => new Date(),
  }
}
