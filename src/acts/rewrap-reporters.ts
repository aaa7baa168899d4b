import type { AgencyPools } from '../db/agency-pools.ts'
import { listReportersUnderOtherKeys, readReporterKey, rewrapReporter } from '../db/reporters.ts'
import type { ReporterId } from '../domain/ids.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { rewrapIdentity } from './reporter-identity.ts'
import { inBatches } from './rewrap-keys.ts'

/**
 * Wraps the data key of every reporter anew under the current key; no identity is opened, read or written. Returns how
 * many. Throws KeyUnknown when an older key is no longer there.
 */
export function rewrapReporters(
  { pools, keys }: { readonly pools: AgencyPools; readonly keys: KeyRing },
  onProgress: (rewrapped: number) => void = () => {},
): Promise<number> {
  return inBatches({
    list: (after: ReporterId | null, most) => listReportersUnderOtherKeys(pools, keys.currentId, after, most),
    idOf: ({ reporterId }) => reporterId,
    rewrap: async reporter => {
      const known = await readReporterKey(pools, reporter)
      // Rewrapped by somebody else since it was listed.
      if (known === undefined || known.keyId === keys.currentId) return false
      const { violationId, ...wrapped } = known
      return rewrapReporter(pools, reporter, known, rewrapIdentity(keys, wrapped, { ...reporter, violationId }))
    },
    onProgress,
  })
}
