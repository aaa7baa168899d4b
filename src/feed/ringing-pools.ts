import type { AgencyPools } from '../db/agency-pools.ts'

/** The statements that add to the log, by their names. */
export const statementsOfTheLog: ReadonlySet<string> = new Set([
  'record_act',
  'record_obligations',
  'declare_recusal',
  'lift_recusal',
  'record_departure',
  'request_emergency_access',
  'confirm_emergency_access',
  'read_in_emergency',
  'send_handover',
  'transfer_handover',
  'answer_handover',
])

/** The same pools, that ring after each statement which added to the log: when it is committed, and outside of it. */
export function ringAfterActs(pools: AgencyPools, ring: () => void): AgencyPools {
  return {
    ...pools,
    async run(agency, name, statement) {
      const result = await pools.run(agency, name, statement)
      if (statementsOfTheLog.has(name)) ring()
      return result
    },
  }
}
