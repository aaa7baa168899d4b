import type { AgencyPools } from '../db/agency-pools.ts'
import type { Log } from '../log.ts'
import { openEvidence } from './open-evidence.ts'
import { withDatabase } from './with-database.ts'

type Opened = Awaited<ReturnType<typeof openEvidence>> & { readonly pools: AgencyPools; readonly log: Log }

/** Opens database and store as the service does, for a command beside it, and closes them again. */
export function withEvidence<Result>(say: (line: string) => void, work: (opened: Opened) => Promise<Result>) {
  return withDatabase(say, async ({ config, pools, log }) =>
    work({ ...(await openEvidence(config, pools)), pools, log }),
  )
}
