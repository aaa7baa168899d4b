import type { AgencyPools } from '../db/agency-pools.ts'
import { listWebhookKeysUnderOtherKeys, rewrapWebhookKey } from '../db/webhooks.ts'
import type { WebhookKeyId } from '../domain/ids.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { rewrapSigningKey } from '../webhooks/signing-keys.ts'
import { inBatches } from './rewrap-keys.ts'

/** Wraps the data key of everything that signs webhooks anew under the current key; returns how many. Throws KeyUnknown. */
export function rewrapWebhooks(
  { pools, keys }: { readonly pools: AgencyPools; readonly keys: KeyRing },
  onProgress: (rewrapped: number) => void = () => {},
): Promise<number> {
  return inBatches({
    list: (after: WebhookKeyId | null, most) => listWebhookKeysUnderOtherKeys(pools, keys.currentId, after, most),
    idOf: ({ id }) => id,
    rewrap: key => rewrapWebhookKey(pools, key, rewrapSigningKey(keys, key)),
    onProgress,
  })
}
