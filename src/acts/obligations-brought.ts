import { obligationsOfReferral } from '../db/obligations.ts'
import { obligationRow } from '../db/projection-rows.ts'
import type { ObligationToRecord } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { PenaltyClass } from '../domain/decision.ts'
import type { ObligationId, ReferralId } from '../domain/ids.ts'
import { implicatedIn } from '../domain/implications.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import type { Obligation, ObligationAt, ObligationEvent } from '../domain/obligation.ts'
import { evolveObligation } from '../domain/obligation-history.ts'
import { changedTo } from '../domain/obligation-standing.ts'
import { obligationsFollowing } from '../domain/obligations-of-decision.ts'
import type { Referral, ReferralEvent } from '../domain/referral.ts'
import type { ReferralAct } from '../domain/transitions.ts'
import type { Office } from './act-on-case.ts'
import { chainOn } from './give-copy.ts'
import { termsOn } from './obligation-terms.ts'
import { timeOrdered } from './time-ordered.ts'

/** Acts that bring obligations, end or correct them, or are bound by what an appeal has made of one. */
const acts: readonly ReferralAct[] = [
  'decision-draft',
  'decision-revision',
  'issuance',
  'annulment',
  'decision-correction',
]

/** The obligations that such an act is about; none for any other act. */
export async function obligationsAtStake(
  { pools }: Pick<Office, 'pools'>,
  agency: AgencyId,
  id: ReferralId,
  act: ReferralAct,
): Promise<readonly ObligationAt[]> {
  return acts.includes(act) ? obligationsOfReferral(pools, agency, id) : []
}

/** To what class an appeal has changed the penalty of a decision, by the number of the decision. */
export function classesAfterAppeals(standing: readonly ObligationAt[]): ReadonlyMap<number, PenaltyClass> {
  return new Map(
    standing.flatMap(({ state }) => {
      const changed = changedTo(state)
      return changed === undefined ? [] : [[state.decisionNumber, changed] as const]
    }),
  )
}

/** What the events of an act on a referral do to its obligations, to be recorded with it. */
export function obligationsBrought(
  office: Pick<Office, 'law' | 'agencies' | 'mandates'>,
  referral: Referral,
  events: readonly ReferralEvent[],
  standing: readonly ObligationAt[],
  act: Act,
): ObligationToRecord[] {
  const date = legalDateOf(act.at)
  const entries = obligationsFollowing(referral, events, standing, {
    act,
    terms: termsOn(
      office,
      date,
      implicatedIn(referral).map(({ agency }) => agency),
    ),
    chain: chainOn(office, date),
    id: timeOrdered<ObligationId>(act.at),
  })
  return entries.map(({ before, events }) => obligationGrown(before, events, act))
}

/** The obligation after the events, as it is recorded. */
export function obligationGrown(
  before: ObligationAt | undefined,
  events: readonly ObligationEvent[],
  act: Act,
): ObligationToRecord {
  const { state, version } = evolvedObligation(before, events, act)
  return { id: state.id, after: before?.version ?? 0, events, row: obligationRow(state, version) }
}

/** The obligation after the events, with the version its stream then has. */
export function evolvedObligation(
  before: ObligationAt | undefined,
  events: readonly ObligationEvent[],
  act: Act,
): ObligationAt {
  const state = events.reduce<Obligation | undefined>(
    (obligation, event) => evolveObligation(obligation, { ...event, act }),
    before?.state,
  )
  if (state === undefined) throw new Error('no obligation without an event')
  return { state, version: (before?.version ?? 0) + events.length }
}
