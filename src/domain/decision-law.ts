import {
  type CandidateStatus,
  type CatalogueRow,
  type Contest,
  type CriminalProvision,
  inForce,
  type Law,
  rowInForce,
  type Sanction,
  type ViolationType,
} from './catalogue.ts'
import { isHeldIn, statusIn } from './contests.ts'
import { type DecisionContent, type DecisionFacts, type PenaltyClass, penaltyClasses } from './decision.ts'
import { legalDateOf } from './legal-date.ts'
import { type Fault, Rejection } from './rejection.ts'
import type { EmployeeType, ReportedPerson, ViolationContent } from './violation-content.ts'

/** What a decision is about, as far as the law looks at it. */
export type Judged = {
  readonly person: ReportedPerson
  /** RFC 3339: the rows are those of the day of the act, whenever it is judged. */
  readonly occurredAt: string
  readonly regionCode: string | undefined
  /** RFC 3339: when the referral was received; null where nobody knows. */
  readonly receivedAt: string | null
  /** Whether a decision stands that passes the person on to the election-crime track. */
  readonly accused: boolean
  /** The class that an appeal has changed the penalty to: it binds what supersedes the decision. */
  readonly appealedTo?: PenaltyClass | undefined
}

/** The part of a violation that the law looks at. What was sent has been complete, so it says when it happened. */
export function judgedOf(
  person: ReportedPerson,
  content: ViolationContent,
  known: Pick<Judged, 'receivedAt' | 'accused' | 'appealedTo'>,
): Judged {
  if (content.occurredAt === undefined) throw new Error('a violation that was sent says when it happened')
  return { person, occurredAt: content.occurredAt, regionCode: content.place?.regionCode, ...known }
}

/**
 * What the law makes of a decision at this time (RFC 3339): refuses rows that were not in force on the day of the act or
 * do not fit, a sanction that is too light or cannot be imposed, and what the calendar of the contests rules out.
 */
export function applyLaw(content: DecisionContent, judged: Judged, law: Law, now: string): DecisionFacts | Rejection {
  const actedOn = legalDateOf(judged.occurredAt)
  const decidedOn = legalDateOf(now)
  const { date } = content.instrument
  if (date < actedOn) return new Rejection('R-DEC-16', [{ pointer: '/instrument/date', code: 'before-the-act' }])
  const early = judged.receivedAt !== null && date < legalDateOf(judged.receivedAt)
  const dated: Fault[] = early ? [{ pointer: '/instrument/date', code: 'before-receipt' }] : []

  const cited = citedRows(content, judged.person, law, actedOn)
  if (cited instanceof Rejection) return cited
  const { violationTypes, sanction, provisions } = cited
  const refusal = refusalOfClass(sanction, violationTypes, judged) ?? refusalOfCandidates(violationTypes, judged, law)
  if (refusal) return refusal

  const imposed = sanction && enforceableInstead(sanction, law.sanctions, { actedOn, decidedOn })
  if (sanction !== undefined && imposed === undefined) {
    return new Rejection('R-DEC-13', [{ pointer: '/sanction', code: 'not-yet-in-force' }])
  }
  const warnings = [
    ...dated,
    ...warningsOfTypes(violationTypes, judged, law),
    ...(sanction === undefined ? [] : warningsOfSanction(sanction, violationTypes, judged)),
    ...warningsOfProvisions(provisions, judged, law),
  ]
  const consulted = sanction !== undefined || provisions.length > 0
  return {
    ...(sanction && { penaltyClass: sanction.penaltyClass }),
    ...(sanction && imposed !== sanction && imposed && { inForceInstead: imposed.code }),
    ...(consulted && { lawApplied: { actedOn, decidedOn, versions: versionsOf(law, content) } }),
    ...(warnings.length > 0 && { warnings }),
  }
}

/** An instrument carries the day it was signed on, which has come when the decision is issued. */
export function refusalOfDate({ instrument }: DecisionContent, now: string): Rejection | undefined {
  return instrument.date > legalDateOf(now)
    ? new Rejection('R-DEC-16', [{ pointer: '/instrument/date', code: 'in-the-future' }])
    : undefined
}

/**
 * The sanction that may be imposed on the day of the decision: this one, or what stands in for it; a substitute may have
 * one of its own. Undefined when there is none.
 */
export function enforceableInstead(
  sanction: Sanction,
  sanctions: readonly Sanction[],
  { actedOn, decidedOn }: { readonly actedOn: string; readonly decidedOn: string },
): Sanction | undefined {
  const passed = new Set<string>()
  let current: Sanction | undefined = sanction
  while (current !== undefined && (current.enforceableFrom === null || decidedOn < current.enforceableFrom)) {
    passed.add(current.code)
    const next: string | null = current.interimSubstitute
    current = next === null || passed.has(next) ? undefined : rowInForce(sanctions, next, actedOn)
  }
  return current
}

/**
 * For whom somebody may have acted at this time in this place, by the contests that the catalogue knows: each contest has
 * prospective candidates until its list is fixed, and fixed ones until its result is final. Undefined when no contest
 * is known on that day.
 */
export function candidateStatusesAt(
  contests: readonly Contest[],
  occurredAt: string,
  regionCode: string | undefined,
): ReadonlySet<CandidateStatus> | undefined {
  const known = contestsAt(contests, occurredAt, regionCode)
  if (known.length === 0) return undefined
  return new Set(
    known.flatMap((contest): CandidateStatus[] => {
      const status = statusIn(contest, occurredAt)
      // While nobody knows when candidates are fixed, nothing is ruled out.
      if (status === 'unknown') return ['prospective', 'fixed']
      return status === 'over' ? [] : [status]
    }),
  )
}

/** The contests that the catalogue knows at this time in this place, also those whose result is final. */
function contestsAt(contests: readonly Contest[], occurredAt: string, regionCode: string | undefined): Contest[] {
  return inForce(contests, legalDateOf(occurredAt)).filter(contest => isHeldIn(contest, regionCode))
}

/** By what the person is said to be, or by the number that only one of the two has. */
export function employeeTypeOf(person: ReportedPerson): EmployeeType | undefined {
  if (person.identification !== 'identified') return undefined
  const byNumber = person.nip !== undefined ? 'pns' : person.niPppk !== undefined ? 'pppk' : undefined
  return person.employeeType ?? byNumber
}

type Cited = {
  readonly violationTypes: readonly ViolationType[]
  readonly sanction: Sanction | undefined
  readonly provisions: readonly CriminalProvision[]
}

function citedRows(content: DecisionContent, person: ReportedPerson, law: Law, onDate: string): Cited | Rejection {
  const faults: Fault[] = []
  // Before the joint decree of 2022 there was no list of violation types, and a decision names the article alone.
  const listed = inForce(law['violation-types'], onDate).some(({ track }) => track === content.track)
  if (content.outcome === 'administrative' && listed && (content.violationTypes ?? []).length === 0) {
    return new Rejection('R-DEC-06', [{ pointer: '/violationTypes', code: 'missing' }])
  }
  const find = <Row extends CatalogueRow>(
    rows: readonly Row[],
    code: string,
    pointer: string,
    misfit: (row: Row) => string | undefined,
  ): Row[] => {
    const row = rowInForce(rows, code, onDate)
    const missing = rows.some(other => other.code === code) ? 'not-in-force' : 'unknown'
    const fault = row === undefined ? missing : misfit(row)
    if (fault !== undefined) faults.push({ pointer, code: fault })
    return row === undefined ? [] : [row]
  }
  const employee = employeeTypeOf(person)
  const misfitOf = ({ track, employeeTypes }: Pick<ViolationType, 'track' | 'employeeTypes'>) => {
    if (track !== content.track) return 'other-track'
    return employee === undefined || employeeTypes.includes(employee) ? undefined : 'other-employee-type'
  }
  const violationTypes = (content.violationTypes ?? []).flatMap((code, index) =>
    find(law['violation-types'], code, `/violationTypes/${index}`, misfitOf),
  )
  const [sanction] = (content.sanction === undefined ? [] : [content.sanction]).flatMap(code =>
    find(law.sanctions, code, '/sanction', row => misfitOf(row) ?? misfitOfAgency(row, person)),
  )
  const provisions = (content.criminalProvisions ?? []).flatMap((code, index) =>
    find(law['criminal-provisions'], code, `/criminalProvisions/${index}`, () => undefined),
  )
  if (provisions.length > 0 && provisions.every(({ penalty }) => penalty.kind === 'none')) {
    faults.push({ pointer: '/criminalProvisions', code: 'no-penalty' })
  }
  return faults.length > 0 ? new Rejection('R-DEC-11', faults) : { violationTypes, sanction, provisions }
}

/** A ladder that one agency has made for its own staff is for those of whom it is the personnel authority. */
function misfitOfAgency({ agency }: Sanction, { personnelAuthority }: ReportedPerson): string | undefined {
  return agency === null || agency === personnelAuthority ? undefined : 'other-agency'
}

/** What the breaches call for, or what an appeal has made of it. */
function refusalOfClass(
  sanction: Sanction | undefined,
  violationTypes: readonly ViolationType[],
  { appealedTo }: Judged,
): Rejection | undefined {
  return appealedTo === undefined
    ? refusalOfLightness(sanction, violationTypes)
    : refusalOfOutcome(sanction, appealedTo)
}

function refusalOfLightness(
  sanction: Sanction | undefined,
  violationTypes: readonly ViolationType[],
): Rejection | undefined {
  if (sanction === undefined) return undefined
  const heavier = violationTypes.flatMap(({ penaltyClass }, index) =>
    penaltyClass !== null && rankOf(penaltyClass) > rankOf(sanction.penaltyClass)
      ? [{ pointer: `/violationTypes/${index}`, code: `calls-for-${penaltyClass}` }]
      : [],
  )
  return heavier.length === 0
    ? undefined
    : new Rejection('R-DEC-12', [{ pointer: '/sanction', code: `only-${sanction.penaltyClass}` }, ...heavier])
}

/** The outcome of an appeal binds (PP 79/2021), whatever the breaches call for. */
function refusalOfOutcome(sanction: Sanction | undefined, appealedTo: PenaltyClass): Rejection | undefined {
  if (sanction?.penaltyClass === appealedTo) return undefined
  const pointer = sanction === undefined ? '/outcome' : '/sanction'
  return new Rejection('R-DEC-19', [{ pointer, code: `appeal-led-to-${appealedTo}` }])
}

/**
 * Where candidates of no contest are fixed, nobody can have acted for a fixed one. The other way round nothing is certain:
 * somebody may always be about to stand for the next contest, which the catalogue may not know yet.
 */
function refusalOfCandidates(
  violationTypes: readonly ViolationType[],
  { occurredAt, regionCode }: Judged,
  law: Law,
): Rejection | undefined {
  const statuses = candidateStatusesAt(law.contests, occurredAt, regionCode)
  if (statuses === undefined || statuses.has('fixed')) return undefined
  const faults = violationTypes.flatMap(({ candidateStatus }, index) =>
    candidateStatus === 'fixed' ? [{ pointer: `/violationTypes/${index}`, code: 'no-candidate-fixed' }] : [],
  )
  return faults.length === 0 ? undefined : new Rejection('R-DEC-14', faults)
}

const nobody: ReadonlySet<CandidateStatus> = new Set()

function warningsOfTypes(
  violationTypes: readonly ViolationType[],
  { occurredAt, regionCode }: Judged,
  law: Law,
): Fault[] {
  const statuses = candidateStatusesAt(law.contests, occurredAt, regionCode)
  return violationTypes.flatMap(({ penaltyClass, candidateStatus }, index): Fault[] => {
    const pointer = `/violationTypes/${index}`
    const depends = candidateStatus !== 'any'
    return [
      ...(penaltyClass === null ? [{ pointer, code: 'level-unknown' }] : []),
      ...(depends && (statuses ?? nobody).size === 0 ? [{ pointer, code: 'no-contest-known' }] : []),
      ...(candidateStatus === 'prospective' && statuses?.has('fixed') && !statuses.has('prospective')
        ? [{ pointer, code: 'candidates-fixed' }]
        : []),
    ]
  })
}

/** A repeated breach may be punished more heavily, and an end of service without honour waits for the courts. */
function warningsOfSanction(
  { penaltyClass }: Sanction,
  violationTypes: readonly ViolationType[],
  { person, accused }: Judged,
): Fault[] {
  const called = violationTypes.map(row => row.penaltyClass)
  const heavier = called.length > 0 && called.every(one => one !== null && rankOf(one) < rankOf(penaltyClass))
  const codes = [
    ...(employeeTypeOf(person) === undefined ? ['employee-type-unknown'] : []),
    ...(heavier ? ['heavier-than-called-for'] : []),
    ...(penaltyClass === 'dismissal' && accused ? ['final-judgment-awaited'] : []),
  ]
  return codes.map(code => ({ pointer: '/sanction', code }))
}

/** Only the receiver knows what else the person is (a lurah heads a village, too), so nothing of this is refused. */
function warningsOfProvisions(
  provisions: readonly CriminalProvision[],
  { occurredAt, regionCode }: Judged,
  { contests }: Law,
): Fault[] {
  const held = contestsAt(contests, occurredAt, regionCode).filter(one => statusIn(one, occurredAt) !== 'over')
  return provisions.flatMap(({ civilServants, regime }, index): Fault[] => {
    const pointer = `/criminalProvisions/${index}`
    return [
      ...(civilServants === 'none' ? [{ pointer, code: 'not-of-civil-servants' }] : []),
      ...(civilServants === 'officials' ? [{ pointer, code: 'of-officials-only' }] : []),
      ...(held.some(contest => contest.regime === regime) ? [] : [{ pointer, code: 'no-contest-of-this-kind' }]),
    ]
  })
}

function rankOf(penaltyClass: PenaltyClass): number {
  return penaltyClasses.indexOf(penaltyClass)
}

function versionsOf({ versions }: Law, { outcome }: DecisionContent): Record<string, number> {
  return outcome === 'criminal'
    ? { 'criminal-provisions': versions['criminal-provisions'] }
    : {
        'violation-types': versions['violation-types'],
        sanctions: versions.sanctions,
        contests: versions.contests,
      }
}
