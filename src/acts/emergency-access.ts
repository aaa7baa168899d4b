import { loadNothing, type ReferralOnFile } from '../db/case-store.ts'
import { DoorClosed } from '../db/database-errors.ts'
import {
  loadEmergencyAccess,
  readInEmergency,
  recordEmergencyConfirmation,
  recordEmergencyRequest,
} from '../db/emergencies.ts'
import type { Reader } from '../db/reader.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import {
  decideEmergency,
  type EmergencyAccess,
  type EmergencyEvent,
  type EmergencyReason,
  longestMinutes,
} from '../domain/emergency.ts'
import type { EmergencyAccessId, ReferralId } from '../domain/ids.ts'
import { Rejection } from '../domain/rejection.ts'
import { toEmergencyAccessResource } from '../resources/emergency-access.ts'
import {
  type Asked,
  actOnCase,
  assertRemit,
  closedDoor,
  latest,
  type Office,
  type Reply,
  refused,
} from './act-on-case.ts'
import { foundOr404 } from './act-on-referral.ts'
import { tellOfEmergencies } from './tell-of-emergency.ts'
import { timeOrdered } from './time-ordered.ts'

const ofNoCase = {
  conditional: false,
  tagged: 'the referral',
  parties: () => ({}),
  version: () => '',
  allowedActions: () => [],
} as const

/** Asks for leave to read one referral. The answer is the same whether it exists or not: nothing is looked up. */
export function requestEmergencyAccess(
  office: Office,
  asked: Asked,
  wanted: { readonly referralId: ReferralId; readonly reason: EmergencyReason; readonly explanation: string },
): Promise<Reply> {
  return actOnCase<{ now: string; stored: StoredReply | undefined }, EmergencyEvent[]>(office, asked, {
    ...ofNoCase,
    act: 'emergency-request',
    keyed: true,
    load: (agency, keyed) => loadNothing(office.pools, agency, keyed),
    lastChange: () => '',
    decide: (_, act) => decideEmergency(undefined, office.mandates, { type: 'RequestEmergencyAccess', act, ...wanted }),
    isNothing: () => false,
    effect: (_, [event], act) => {
      if (event?.type !== 'EmergencyAccessRequested') throw new Error('an access begins by being asked for')
      const id = timeOrdered<EmergencyAccessId>(act.at)
      const access: EmergencyAccess = { id, ...event.data, requested: act, confirmation: null }
      return {
        record: kept => recordEmergencyRequest(office.pools, act, id, event, kept),
        reply: {
          status: 201,
          headers: { location: `/v1/emergency-accesses/${id}` },
          body: toEmergencyAccessResource(access),
        },
      }
    },
    standing: () => {
      throw new Error('a new access is never there already')
    },
  })
}

/** The second person confirms; from now on it is open. `onConfirmed` says that there are parties to tell. */
export async function confirmEmergencyAccess(
  office: Office,
  asked: Asked,
  id: EmergencyAccessId,
  { minutes = longestMinutes, onConfirmed }: { readonly minutes?: number; readonly onConfirmed: () => Promise<void> },
): Promise<Reply> {
  // Of no case: whoever may not know of any is told so, whether there is this one or not.
  assertRemit('emergency-confirmation', asked.actor, {})
  const reply = await actOnCase<
    { now: string; stored: StoredReply | undefined; access: EmergencyAccess },
    EmergencyEvent[]
  >(office, asked, {
    ...ofNoCase,
    act: 'emergency-confirmation',
    keyed: false,
    load: agency => loadEmergencyAccess(office.pools, agency, id),
    lastChange: ({ access }) => access.confirmation?.act.at ?? access.requested.at,
    decide: ({ access }, act) =>
      decideEmergency(access, office.mandates, { type: 'ConfirmEmergencyAccess', act, minutes }),
    isNothing: events => events.length === 0,
    effect: ({ access }, [event], act) => {
      if (event?.type !== 'EmergencyAccessConfirmed') throw new Error('a confirmation confirms')
      const confirmation = { act, endsAt: event.data.endsAt }
      return {
        record: () => recordEmergencyConfirmation(office.pools, act, id, event),
        reply: { status: 201, headers: {}, body: toEmergencyAccessResource({ ...access, confirmation }) },
      }
    },
    standing: ({ access }) => ({ status: 200, headers: {}, body: toEmergencyAccessResource(access) }),
  })
  await onConfirmed()
  return reply
}

/** The referral of an access that is open. The parties are told first, if they do not know yet. */
export async function useEmergencyAccess(
  office: Office,
  { actor }: Asked,
  reader: Reader,
  id: EmergencyAccessId,
): Promise<ReferralOnFile & { readonly now: string; readonly endsAt: string }> {
  const role = assertRemit('emergency-reading', actor, {})
  const { access, now } = foundOr404(await loadEmergencyAccess(office.pools, actor.agency, id))
  const at = latest(now, access.confirmation?.act.at ?? access.requested.at)
  const act: Act = { kind: actor.kind, agency: actor.agency, person: reader.person, role, at }
  const decided = decideEmergency(access, office.mandates, { type: 'UseEmergencyAccess', act })
  if (decided instanceof Rejection) throw refused(decided)
  const [event] = decided
  if (event?.type !== 'EmergencyAccessUsed' || access.confirmation === null) throw new Error('a reading is one event')

  await tellOfEmergencies(office, id)
  try {
    const referral = foundOr404(await readInEmergency(office.pools, reader, act, access, event))
    return { ...referral, now: at, endsAt: access.confirmation.endsAt }
  } catch (error) {
    throw error instanceof DoorClosed ? closedDoor(error) : error
  }
}
