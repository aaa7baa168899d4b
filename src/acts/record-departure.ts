import { loadNothing } from '../db/case-store.ts'
import { recordDeparture as keepDeparture, loadDepartureOf } from '../db/officers.ts'
import type { StoredReply } from '../db/record-act.ts'
import { type Departure, type DepartureEvent, decideDeparture } from '../domain/departure.ts'
import type { DepartureId } from '../domain/ids.ts'
import { toDepartureResource } from '../resources/departure.ts'
import { type Asked, actOnCase, assertRemit, type Office, type Reply } from './act-on-case.ts'
import { timeOrdered } from './time-ordered.ts'

type Loaded = {
  readonly now: string
  readonly stored: StoredReply | undefined
  readonly standing: Departure | undefined
}

/**
 * Records that an officer has left. The cases are handed on afterwards, by whoever comes to it: `onRecorded` says that
 * there is something to do, also when the departure stood already.
 */
export async function recordDeparture(
  office: Office,
  asked: Asked,
  given: {
    readonly officer: string
    readonly successor: string
    readonly reason: string
    readonly leftOn: string | null
  },
  onRecorded: () => Promise<void>,
): Promise<Reply> {
  const { agency, issuer } = asked.actor
  // Naming somebody makes them a person of the agency, and that too is for those who may record a departure.
  assertRemit('departure', asked.actor, {})
  const officer = await office.persons.personOf(agency, issuer, given.officer)
  const successor = await office.persons.personOf(agency, issuer, given.successor)
  try {
    return await actOnCase<Loaded, DepartureEvent[]>(office, asked, {
      act: 'departure',
      keyed: true,
      conditional: false,
      tagged: 'the referral',
      load: async (_, keyed) => {
        // In this order: whoever sees a departure that this very request has recorded sees its stored answer too.
        const standing = await loadDepartureOf(office.pools, agency, officer)
        return { ...(await loadNothing(office.pools, agency, keyed)), standing }
      },
      parties: () => ({}),
      lastChange: () => '',
      version: () => '',
      decide: ({ standing }, act) => {
        const { reason, leftOn } = given
        return decideDeparture(standing, { act, officer, successor, reason, leftOn })
      },
      isNothing: () => false,
      allowedActions: () => [],
      effect: (_, [event], act) => {
        if (event === undefined) throw new Error('a departure is one event')
        const id = timeOrdered<DepartureId>(act.at)
        return {
          record: kept => keepDeparture(office.pools, act, id, event, kept),
          reply: {
            status: 201,
            headers: { location: `/v1/departures/${id}` },
            body: toDepartureResource({ id, ...event.data, recorded: act }),
          },
        }
      },
      standing: () => {
        throw new Error('a departure is recorded once')
      },
    })
  } finally {
    await onRecorded()
  }
}
