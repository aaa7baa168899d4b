import type { Law } from './catalogue.ts'
import type { DecisionContent, DrawnUpDecision, IssuedDecision, PenaltyClass } from './decision.ts'
import { applyLaw, judgedOf } from './decision-law.ts'
import { personOf } from './person-changes.ts'
import { currentVersion, knownPersons, type Referral, standingDecisions } from './referral.ts'
import { Rejection } from './rejection.ts'
import type { ReportedPerson } from './violation-content.ts'

/** What an officer says, with what the law of the day makes of it. */
export function drawnUp(
  referral: Referral,
  said: DecisionContent,
  {
    law,
    at,
    supersedes,
    appealed,
  }: {
    readonly law: Law
    readonly at: string
    readonly supersedes: number | null
    /** The class that an appeal has changed the penalty of a decision to, by the number of the decision. */
    readonly appealed?: ReadonlyMap<number, PenaltyClass> | undefined
  },
): DrawnUpDecision | Rejection {
  const { content } = currentVersion(referral)
  const person = personOf(knownPersons(referral), said.reportedPersonId)?.person
  if (person === undefined) return new Rejection('R-DEC-03', [{ pointer: '/reportedPersonId', code: 'rule' }])
  const same = idsOfPerson(referral, person)
  const standing = standingDecisions(referral).filter(
    ({ number, reportedPersonId }) => number !== supersedes && same.has(reportedPersonId),
  )
  const judged = judgedOf(person, content, {
    receivedAt: referral.receipt?.act.at ?? null,
    accused: standing.some(({ outcome }) => outcome === 'criminal'),
    appealedTo: supersedes === null ? undefined : appealed?.get(supersedes),
  })
  const facts = applyLaw(said, judged, law, at)
  if (facts instanceof Rejection) return facts
  return refusalOfSecondPenalty(said, standing) ?? { ...said, ...facts }
}

/**
 * Several breaches in one examination bear one penalty, the heaviest, and no breach is punished twice (PP 94/2021 art. 35),
 * under whatever entry the person is listed. `standing` are the decisions on that person.
 */
function refusalOfSecondPenalty(
  { track, outcome }: DecisionContent,
  standing: readonly IssuedDecision[],
): Rejection | undefined {
  if (track !== 'discipline' || outcome !== 'administrative') return undefined
  const punished = standing.some(other => other.track === track && other.outcome === outcome)
  return punished ? new Rejection('R-DEC-15', [{ pointer: '/reportedPersonId', code: 'punished-already' }]) : undefined
}

/** The ids of every entry that is this person. */
function idsOfPerson(referral: Referral, person: ReportedPerson): ReadonlySet<string> {
  const entries = knownPersons(referral).filter(other => isSamePerson(person, other.person))
  return new Set(entries.flatMap(({ ids }) => ids))
}

/** The same entry, or two that carry the same number of a civil servant or citizen. */
function isSamePerson(one: ReportedPerson, other: ReportedPerson): boolean {
  if (one.id === other.id) return true
  if (one.identification !== 'identified' || other.identification !== 'identified') return false
  return (['nip', 'niPppk', 'nik'] as const).some(number => one[number] !== undefined && one[number] === other[number])
}
