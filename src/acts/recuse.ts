import { loadReferral, loadViolation } from '../db/case-store.ts'
import { type ConcernedPlace, listRecusals, readCaseBehind, recordLifting, recordRecusal } from '../db/officers.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { RecusalId, ReferralId, ViolationId } from '../domain/ids.ts'
import { decideRecusal, type Interest, type Recusal, type RecusalEvent } from '../domain/recusal.ts'
import { Rejection } from '../domain/rejection.ts'
import { toRecusalResource } from '../resources/recusal.ts'
import { type Asked, actOnCase, type Office, type Reply } from './act-on-case.ts'
import { timeOrdered } from './time-ordered.ts'

/** The case as the officer sees it: their own violation, a referral to which their agency is a party, or what it was given of one. */
export type CasePlace = { readonly violationId: ViolationId } | { readonly referralId: ReferralId } | ConcernedPlace

/** What declaring is to the access table, by where the officer sees the case. */
export function declaringAct(place: CasePlace) {
  return isOfParties(place) ? 'recusal' : 'concerned-recusal'
}

/** What keeping the recusals of colleagues is to it: where their agency is a party, its supervisors do that, wherever they see the case. */
export function keepingActs({ isParty }: { readonly isParty: boolean }) {
  return isParty
    ? ({ list: 'recusal-reading', lift: 'recusal-lifting' } as const)
    : ({ list: 'concerned-recusal-reading', lift: 'concerned-recusal-lifting' } as const)
}

/** Whether nobody but an agency that is a party sees the case there. */
export function isOfParties(place: CasePlace): place is Exclude<CasePlace, ConcernedPlace> {
  return 'violationId' in place || 'referralId' in place
}

type Loaded = {
  readonly now: string
  readonly stored: StoredReply | undefined
  readonly violationId: ViolationId
  readonly isParty: boolean
}

/** An officer declares an interest; this answer is the last that they see of the case. */
export function declareRecusal(
  office: Office,
  asked: Asked,
  place: CasePlace,
  declared: { readonly interest: Interest; readonly explanation: string },
): Promise<Reply> {
  return actOnCase<Loaded, RecusalEvent>(office, asked, {
    ...unconditional,
    act: declaringAct(place),
    load: (agency, keyed) => loadCase(office, agency, place, keyed.caller),
    lastChange: () => '',
    decide: ({ violationId }, act) =>
      onlyOf(decideRecusal(undefined, { type: 'DeclareRecusal', act, violationId, ...declared })),
    isNothing: () => false,
    effect: ({ violationId }, event, act) => {
      const id = timeOrdered<RecusalId>(act.at)
      const { agency, person } = act
      const recusal: Recusal = { id, agency, person, violationId, ...declared, declared: act, lifting: null }
      return {
        record: () => recordRecusal(office.pools, act, id, declaredIn(event)),
        reply: { status: 201, headers: {}, body: toRecusalResource(recusal) },
      }
    },
    standing: () => {
      throw new Error('whoever is recused does not come here')
    },
  })
}

/** A supervisor lets a colleague back to a case, with a reason; where an agency is no party, a colleague does. */
export function liftRecusal(
  office: Office,
  asked: Asked,
  place: CasePlace,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<Reply> {
  type WithRecusal = Loaded & { readonly recusal: Recusal }
  return actOnCase<WithRecusal, RecusalEvent | undefined>(office, asked, {
    ...unconditional,
    act: loaded => keepingActs(loaded).lift,
    load: async (agency, { caller }) => {
      const loaded = await loadCase(office, agency, place, caller)
      const recusals = loaded && (await listRecusals(office.pools, { agency, person: caller }, loaded.violationId))
      const recusal = recusals?.find(candidate => candidate.id === id)
      return loaded && recusal && { ...loaded, recusal }
    },
    lastChange: ({ recusal }) => recusal.lifting?.act.at ?? recusal.declared.at,
    decide: ({ recusal }, act) => onlyOf(decideRecusal(recusal, { type: 'LiftRecusal', act, reason })),
    isNothing: event => event === undefined,
    effect: ({ recusal }, event, act) => ({
      record: () => recordLifting(office.pools, act, recusal.id, liftedIn(event)),
      reply: { status: 201, headers: {}, body: toRecusalResource({ ...recusal, lifting: { act, reason } }) },
    }),
    standing: ({ recusal }) => ({ status: 200, headers: {}, body: toRecusalResource(recusal) }),
  })
}

/** A recusal overwrites nothing that somebody may have read, and repeating one makes no second. */
const unconditional = {
  keyed: false,
  conditional: false,
  tagged: 'the referral',
  parties: () => ({}),
  version: () => '',
  allowedActions: () => [],
} as const

async function loadCase(
  { pools }: Office,
  agency: AgencyId,
  place: CasePlace,
  caller: PersonId,
): Promise<Loaded | undefined> {
  const keyed = { caller, operation: '', key: null }
  if ('violationId' in place) {
    const loaded = await loadViolation(pools, agency, place.violationId, keyed)
    return loaded && { now: loaded.now, stored: undefined, violationId: place.violationId, isParty: true }
  }
  if ('referralId' in place) {
    const loaded = await loadReferral(pools, agency, place.referralId, keyed)
    return (
      loaded && { now: loaded.now, stored: undefined, violationId: loaded.referral.state.violationId, isParty: true }
    )
  }
  const behind = await readCaseBehind(pools, { agency, person: caller }, place)
  return behind && { ...behind, stored: undefined }
}

function onlyOf(decided: RecusalEvent[] | Rejection): RecusalEvent | Rejection {
  return decided instanceof Rejection ? decided : (decided[0] as RecusalEvent)
}

function declaredIn(event: RecusalEvent) {
  if (event.type !== 'RecusalDeclared') throw new Error('a recusal begins by being declared')
  return event
}

function liftedIn(event: RecusalEvent | undefined) {
  if (event?.type !== 'RecusalLifted') throw new Error('a recusal ends by being lifted')
  return event
}
