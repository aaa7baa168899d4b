import type { Act } from './act.ts'
import type { IssuedDecision } from './decision.ts'
import type { ObligationId } from './ids.ts'
import { implicatedIn } from './implications.ts'
import {
  decideObligation,
  imposed,
  type ObligationAt,
  type ObligationCommand,
  type ObligationEvent,
  type ObligationOrder,
  type OrderedPenalty,
} from './obligation.ts'
import type { Terms } from './obligation-timing.ts'
import { personOf } from './person-changes.ts'
import { knownPersons, type Referral, type ReferralEvent } from './referral.ts'
import { Rejection } from './rejection.ts'
import { type Chain, routeOfPerson } from './routing.ts'

/** What happens to one obligation with an act on its referral. */
export type ObligationEntry = {
  readonly id: ObligationId
  readonly before: ObligationAt | undefined
  readonly events: readonly ObligationEvent[]
}

/**
 * What an act on a referral does to obligations, in the same act: where an authority turns out to be part of the case, the open
 * ones go past it; at an issuance or an annulment the decision replaced or annulled takes its obligation with it, one that
 * orders a penalty brings the next, under the given id, and one that is corrected says so to whom it obliges. A decision
 * that orders none brings none. The referral is as it is after the events.
 */
export function obligationsFollowing(
  referral: Referral,
  events: readonly ReferralEvent[],
  standing: readonly ObligationAt[],
  {
    act,
    terms,
    chain,
    id,
  }: { readonly act: Act; readonly terms: Terms; readonly chain: Chain; readonly id: ObligationId },
): ObligationEntry[] {
  return events.flatMap(event => {
    if (event.type === 'DecisionAnnulled') {
      const { number, explanation } = event.data
      const because = 'decision-annulled'
      return changedOf(standing, number, { type: 'AnnulObligation', act, because, explanation }, terms)
    }
    if (event.type === 'DecisionCorrected') {
      const decision = referral.decisions.find(({ number }) => number === event.data.number)
      if (decision === undefined) throw new Error('a decision is corrected that is not there')
      const { instrument, legalBasis } = decision
      const corrected = { instrument, legalBasis }
      return changedOf(standing, decision.number, { type: 'CorrectObligation', act, corrected }, terms)
    }
    if (event.type === 'AuthorityImplicated') {
      return changedBy(standing, { type: 'NoteImplication', act, agency: event.data.agency }, terms)
    }
    if (event.type === 'ImplicationRevoked') {
      const agency = referral.implications[event.data.number - 1]?.agency
      if (agency === undefined) throw new Error('an implication is revoked that is not there')
      // What the sender has said of it since stands by itself.
      if (implicatedIn(referral).some(known => known.agency === agency)) return []
      return changedBy(standing, { type: 'LiftImplication', act, agency }, terms)
    }
    if (event.type !== 'DecisionIssued') return []
    const { number, supersedes } = event.data
    const why = { because: 'decision-superseded', explanation: `Superseded by decision ${number}.` } as const
    const end = { type: 'AnnulObligation', act, ...why } as const
    const ended = supersedes === null ? [] : changedOf(standing, supersedes, end, terms)
    const first = firstEvent(referral, event.data, { act, terms, chain, id })
    return first === undefined ? ended : [...ended, { id, before: undefined, events: [first] }]
  })
}

/** What an order does to the obligations of one decision. */
function changedOf(
  standing: readonly ObligationAt[],
  decisionNumber: number,
  command: ObligationOrder<'AnnulObligation' | 'CorrectObligation'>,
  terms: Terms,
): ObligationEntry[] {
  const ofDecision = standing.filter(({ state }) => state.decisionNumber === decisionNumber)
  return changedBy(ofDecision, command, terms)
}

/** What an order does to each of these obligations. */
function changedBy(standing: readonly ObligationAt[], command: ObligationCommand, terms: Terms): ObligationEntry[] {
  return standing.flatMap(before => {
    const events = decideObligation(before.state, terms, command)
    return events instanceof Rejection || events.length === 0 ? [] : [{ id: before.state.id, before, events }]
  })
}

function firstEvent(
  referral: Referral,
  decision: IssuedDecision,
  {
    act,
    terms,
    chain,
    id,
  }: { readonly act: Act; readonly terms: Terms; readonly chain: Chain; readonly id: ObligationId },
): ObligationEvent | undefined {
  const penalty = penaltyOf(decision)
  const person = personOf(knownPersons(referral), decision.reportedPersonId)?.person
  if (penalty === undefined || person?.identification !== 'identified') return undefined
  const { nik: _, ...known } = person
  const implicated = implicatedIn(referral)
  const route = routeOfPerson(person, implicated, chain)
  const { number: decisionNumber, track, instrument, legalBasis } = decision
  return imposed(
    {
      id,
      referralId: referral.id,
      number: referral.obligations.total + 1,
      kind: 'penalty-imposition',
      decisionNumber,
      person: known,
      track,
      instrument,
      legalBasis,
      penalty,
      addressee: route?.recipient ?? null,
      bypassed: route?.bypassed.map(({ agency }) => agency) ?? [],
      implicated: implicated.map(({ agency }) => agency),
    },
    act,
    terms,
  )
}

/** What a decision orders to be imposed; undefined when it orders nothing. */
export function penaltyOf({
  outcome,
  penaltyClass,
  sanction,
  inForceInstead,
}: IssuedDecision): OrderedPenalty | undefined {
  return outcome === 'administrative' && penaltyClass !== undefined
    ? { penaltyClass, sanction: sanction ?? null, ...(inForceInstead !== undefined && { inForceInstead }) }
    : undefined
}
