import type { Office } from '../acts/act-on-case.ts'
import { handCasesOn } from '../acts/hand-cases-on.ts'
import { tellOfEmergencies } from '../acts/tell-of-emergency.ts'
import { departedPersons } from '../db/officers.ts'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import { everySoOften } from '../every-so-often.ts'
import type { Log } from '../log.ts'

type Needs = { readonly office: Pick<Office, 'pools'>; readonly log: Log }

/** A departure recorded elsewhere is known within this time; one recorded here at once. */
const lookEveryMs = 500
/** Beside what is asked for at once: what another process left undone. */
const finishEveryMs = 30_000

export type OfficerRounds = {
  /** Whether anybody of this agency has left at all; then it is worth asking who calls. */
  knowsDeparturesOf(agency: AgencyId): boolean
  hasLeft(agency: AgencyId, person: PersonId): boolean
  /** A departure was recorded, or an access confirmed: known here when this is done, and finished soon after. */
  finishSoon(): Promise<void>
  stop(): Promise<void>
}

/**
 * What the service does by itself about officers: it knows who has left, hands their cases on, and tells the parties of
 * emergency access. Any number of processes share the work; what one does not finish, another does, or the next start.
 */
export async function startOfficerRounds({ office, log }: Needs): Promise<OfficerRounds> {
  const left = new Map<AgencyId, Set<PersonId>>()
  let known = 0
  await look()
  const looking = everySoOften(look, { name: 'departures', everyMs: lookEveryMs, onFault: notFoundOut('who has left') })
  const finishing = everySoOften(finish, {
    name: 'officers',
    everyMs: finishEveryMs,
    onFault: notFoundOut('what officers leave'),
  })
  finishing.soon()

  return {
    knowsDeparturesOf: agency => left.has(agency),
    hasLeft: (agency, person) => left.get(agency)?.has(person) === true,
    async finishSoon() {
      finishing.soon()
      await looking.soon()
    },
    async stop() {
      await Promise.all([looking.stop(), finishing.stop()])
    },
  }

  function notFoundOut(what: string) {
    return (err: unknown) => log.warn({ err }, `officers: ${what}: not found out`)
  }

  /** Nobody ever comes off the list, so its length says whether it is known. */
  async function look(): Promise<void> {
    const all = await departedPersons(office.pools, known)
    for (const { agency, person } of all) left.set(agency, (left.get(agency) ?? new Set()).add(person))
    if (all.length > 0) known = all.length
  }

  async function finish(signal: AbortSignal): Promise<void> {
    await tellOfEmergencies(office, null, signal)
    const moved = await handCasesOn(office, null, {
      signal,
      onFault: (err, { departureId, referralId }) =>
        log.error({ err, departureId, referralId }, 'officers: a case was not handed on'),
    })
    if (moved > 0) log.info({ moved }, 'officers: cases were handed on')
  }
}
