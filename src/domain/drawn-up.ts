import type { Law } from './catalogue.ts'
import type { DecisionContent, DrawnUpDecision } from './decision.ts'
import { applyLaw, judgedOf } from './decision-law.ts'
import { personOf } from './person-changes.ts'
import { currentVersion, knownPersons, type Referral, standingDecisions } from './referral.ts'
import { Rejection } from './rejection.ts'
import type { ReportedPerson } from './violation-content.ts'

/** What an officer says, with what the law of the day makes of it. */
export function drawnUp(
  referral: Referral,
  said: DecisionContent,
  { law, at, supersedes }: { readonly law: Law; readonly at: string; readonly supersedes: number | null },
): DrawnUpDecision | Rejection {
  const { content } = currentVersion(referral)
  const person = personOf(knownPersons(referral), said.reportedPersonId)?.person
  if (person === undefined) return new Rejection('R-DEC-03', [{ pointer: '/reportedPersonId', code: 'rule' }])
  const facts = applyLaw(said, judgedOf(person, content, referral.receipt?.act.at ?? null), law, at)
  if (facts instanceof Rejection) return facts
  return refusalOfSecondPenalty(referral, said, person, supersedes) ?? { ...said, ...facts }
}

/** No breach is punished twice (PP 94/2021 art. 35(3)), under whatever entry the person is listed. */
function refusalOfSecondPenalty(
  referral: Referral,
  { track, violationTypes = [] }: DecisionContent,
  person: ReportedPerson,
  supersedes: number | null,
): Rejection | undefined {
  if (track !== 'discipline') return undefined
  const same = new Set(
    knownPersons(referral)
      .filter(other => isSamePerson(person, other.person))
      .flatMap(({ ids }) => ids),
  )
  const punished = new Set(
    standingDecisions(referral)
      .filter(other => other.track === track && other.number !== supersedes && same.has(other.reportedPersonId))
      .flatMap(other => other.violationTypes ?? []),
  )
  const faults = violationTypes.flatMap((code, index) =>
    punished.has(code) ? [{ pointer: `/violationTypes/${index}`, code: 'punished-already' }] : [],
  )
  return faults.length === 0 ? undefined : new Rejection('R-DEC-15', faults)
}

/** The same entry, or two that carry the same number of a civil servant or citizen. */
function isSamePerson(one: ReportedPerson, other: ReportedPerson): boolean {
  if (one.id === other.id) return true
  if (one.identification !== 'identified' || other.identification !== 'identified') return false
  return (['nip', 'niPppk', 'nik'] as const).some(number => one[number] !== undefined && one[number] === other[number])
}
