import type { AgencyPools } from '../db/agency-pools.ts'
import { readNow } from '../db/read-now.ts'
import type { AgencyId } from '../domain/agencies.ts'
import { everySoOften } from '../every-so-often.ts'
import type { Log } from '../log.ts'

/** The clock by whose day agencies may give roles in a sandbox: that of its database, so that a succession changes who may do what. */
export type RoleClock = {
  /** Milliseconds since 1970. */
  now(): number
  /** Goes by the clock of this database from now on. */
  follow(pools: AgencyPools, agency: AgencyId, log: Log): Promise<Followed>
}
type Followed = {
  /** The clock was moved: known here when this is done. */
  look(): Promise<void>
  stop(): Promise<void>
}

/** A clock that `npm run clock` has moved is known within this time; one that was moved here at once. */
const lookEveryMs = 1_000

export function createRoleClock(): RoleClock {
  let aheadMs = 0
  return {
    now: () => Date.now() + aheadMs,
    async follow(pools, agency, log) {
      const look = async () => {
        const says = Date.parse(await readNow(pools, agency))
        aheadMs = says - Date.now()
      }
      await look()
      const looking = everySoOften(look, {
        name: 'sandbox-clock',
        everyMs: lookEveryMs,
        onFault: err => log.warn({ err }, 'sandbox: its clock could not be read'),
      })
      return { look: looking.soon, stop: looking.stop }
    },
  }
}
