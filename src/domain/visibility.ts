import { type Act, access, type Side } from './access.ts'
import { type AgencyId, type Mandate, type PersonId, type Role, roles, rolesOf } from './agencies.ts'
import { handedEvidenceActs } from './allowed-acts.ts'
import { oversees } from './emergency.ts'
import type { ReferralId } from './ids.ts'
import { standingImplications } from './implications.ts'
import { legalDateOf } from './legal-date.ts'
import { isOpen } from './redacted-copy.ts'
import type { DecisionOnRecord, Referral } from './referral.ts'
import { Rejection } from './rejection.ts'
import { requestToOpen, takerIn } from './reporter.ts'
import type { RuleId } from './rules.ts'
import type { Violation } from './violation.ts'

/**
 * How an agency comes to see a case: a recipient sees a redacted copy, an overseer one referral for minutes, and whom an
 * obligation concerns, that obligation.
 */
export type Relation = 'owner' | 'sender' | 'receiver' | 'recipient' | 'overseer' | 'former-receiver' | 'concerned'

/** An agency, and through what it is related to the case. */
export type Related = {
  readonly agency: AgencyId
  readonly relation: Relation
  /** Null for the violation itself. */
  readonly referralId: ReferralId | null
}

/** That officials in these roles may do this act of reading, by which rule, and until when (RFC 3339 or a date). */
export type Sight = Related & {
  readonly act: Act
  readonly roles: readonly Role[]
  /** The one person who may; null when it is whoever has the role. */
  readonly person: PersonId | null
  readonly rule: RuleId
  readonly until: string | null
}

/** How many entries an explanation has at most of those who have seen a case. */
export const mostSeen = 1_000

/** What is read of a violation, and of a referral: rows of the access table. */
const readingActs = {
  violation: ['violation-reading', 'evidence-reading', 'evidence-opening', 'evidence-download'],
  referral: [
    'referral-reading',
    'evidence-reading',
    'evidence-opening',
    'evidence-download',
    'decision-evidence',
    'former-referral-reading',
  ],
} as const satisfies Record<string, readonly Act[]>

/** Whose side of a case each relation is. */
const sidesOf: Record<Relation, readonly Side[]> = {
  owner: ['owner', 'either', 'any'],
  sender: ['sender', 'either', 'any'],
  receiver: ['receiver', 'either', 'any'],
  recipient: ['recipient'],
  'former-receiver': ['former-receiver'],
  overseer: [],
  concerned: ['concerned'],
}

/**
 * Who can see a case on that legal date, by the access table: of the agencies related to it, the roles that each may give.
 * A role ends with the mandate it rests on.
 */
export function whoCanSee(related: readonly Related[], mandates: readonly Mandate[], onDate: string): Sight[] {
  return related.flatMap(one => {
    const acts = one.referralId === null ? readingActs.violation : readingActs.referral
    return acts
      .filter(act => sidesOf[one.relation].includes(access[act].side))
      .flatMap(act => sightsOf({ ...one, act }, mandates, onDate))
  })
}

/** Who may read the reporter of a violation: whoever took the reporter in, while that agency may give the role. */
export function whoCanReadReporter(
  violation: Pick<Violation, 'owner' | 'reporterId' | 'recorders'>,
  mandates: readonly Mandate[],
  onDate: string,
): Sight[] {
  if (violation.reporterId === null) return []
  const one = { agency: violation.owner, relation: 'owner', referralId: null, act: 'reporter-reading' } as const
  const person = takerIn(violation)
  return sightsOf(one, mandates, onDate).map(sight => ({ ...sight, person, rule: 'R-RPT-06' }))
}

/** Of a referral, what opens something of it for a time. */
export type Opening = Pick<
  Referral,
  'id' | 'receiver' | 'status' | 'copies' | 'reporterRequests' | 'emergencyAccesses' | 'implications' | 'handovers'
> & {
  /** Agencies, no parties, that one of its obligations obliges or that got a step of one addressed to them. */
  readonly concerned: readonly AgencyId[]
  /** Agencies that had a hand-over of it which had ended when they gave their matters to a successor. */
  readonly formerHolders: readonly AgencyId[]
  readonly decisions: readonly Pick<DecisionOnRecord, 'number' | 'standing'>[]
}

/** Who else sees something of a referral: whom its obligations concern, and for a time recipients of copies, who may open the reporter, and overseers. */
export function whoCanSeeForATime(referral: Opening, mandates: readonly Mandate[], now: string): Sight[] {
  return [
    ...recipientsOf(referral, mandates, now),
    ...handedOverTo(referral, mandates, now),
    ...openersOf(referral, mandates, now),
    ...overseersOf(referral, mandates, now),
    ...referral.concerned.flatMap(agency =>
      sightsOf(
        { agency, relation: 'concerned', referralId: referral.id, act: 'obligation-reading' },
        mandates,
        legalDateOf(now),
      ),
    ),
    ...referral.formerHolders.flatMap(agency =>
      sightsOf(
        { agency, relation: 'former-receiver', referralId: referral.id, act: 'former-handover-reading' },
        mandates,
        legalDateOf(now),
      ),
    ),
  ]
}

function recipientsOf({ id, copies }: Opening, mandates: readonly Mandate[], now: string): Sight[] {
  return copies
    .filter(copy => isOpen(copy, now))
    .flatMap(({ recipient: agency, until, copy }) => {
      const acts: Act[] = copy.evidence.length > 0 ? ['copy-reading', 'copy-evidence-opening'] : ['copy-reading']
      return acts
        .flatMap(act => sightsOf({ agency, relation: 'recipient', referralId: id, act }, mandates, legalDateOf(now)))
        .map(sight => endingBy(sight, until))
    })
}

/** Whoever a criminal matter was handed over to keeps it: a frozen version of its own. What went with it ends with the decision. */
function handedOverTo({ id, handovers, decisions }: Opening, mandates: readonly Mandate[], now: string): Sight[] {
  return handovers.flatMap(({ sending, decisionNumber }) => {
    if (sending === null) return []
    const stands = decisions.some(({ number, standing }) => number === decisionNumber && standing === 'issued')
    const withEvidence = stands && sending.evidence !== undefined && sending.evidence.length > 0
    const acts: Act[] = withEvidence ? ['handover-reading', ...handedEvidenceActs] : ['handover-reading']
    return acts.flatMap(act =>
      sightsOf({ agency: sending.to, relation: 'recipient', referralId: id, act }, mandates, legalDateOf(now)),
    )
  })
}

function openersOf(referral: Opening, mandates: readonly Mandate[], now: string): Sight[] {
  const { id: referralId, receiver: agency, reporterRequests } = referral
  const one = { agency, relation: 'receiver', referralId, act: 'reporter-opening' } as const
  return [...new Set(reporterRequests.map(({ act }) => act.person))].flatMap(person => {
    const request = requestToOpen(referral, person, now)
    const endsAt = request instanceof Rejection ? null : (request.answer?.endsAt ?? null)
    if (endsAt === null) return []
    return sightsOf(one, mandates, legalDateOf(now)).map(sight => ({
      ...endingBy(sight, endsAt),
      person,
      rule: 'R-RPT-07' as const,
    }))
  })
}

function overseersOf(
  { id, emergencyAccesses, implications }: Opening,
  mandates: readonly Mandate[],
  now: string,
): Sight[] {
  const onDate = legalDateOf(now)
  const isPart = (agency: AgencyId) => standingImplications({ implications }).some(found => found.agency === agency)
  return emergencyAccesses
    .filter(
      ({ agency, endsAt, refused }) =>
        refused !== true &&
        !isPart(agency) &&
        Date.parse(now) < Date.parse(endsAt) &&
        oversees(mandates, agency, onDate),
    )
    .flatMap(({ agency, role, requestedBy: person, endsAt }) =>
      sightsOf({ agency, relation: 'overseer', referralId: id, act: 'emergency-reading' }, mandates, onDate)
        .filter(sight => sight.roles.includes(role))
        .map(sight => ({ ...endingBy(sight, endsAt), roles: [role], person, rule: 'R-OFF-14' as const })),
    )
}

/** With an end (RFC 3339) of its own, unless the role ends before. */
function endingBy(sight: Sight, end: string): Sight {
  return { ...sight, until: sight.until !== null && sight.until <= legalDateOf(end) ? sight.until : end }
}

function sightsOf(one: Related & { readonly act: Act }, mandates: readonly Mandate[], onDate: string): Sight[] {
  const given = rolesOf(mandates, one.agency, onDate)
  const allowed = access[one.act].roles.filter(role => given.includes(role))
  const ends = new Map<string | null, Role[]>()
  for (const role of allowed) {
    const end = endOf(role, one.agency, mandates, onDate)
    ends.set(end, [...(ends.get(end) ?? []), role])
  }
  return [...ends].map(([until, roles]) => ({ ...one, roles, person: null, rule: 'R-ACC-01', until }))
}

/** The date from which the agency may no longer give the role; null when no end is known. */
function endOf(role: Role, agency: AgencyId, mandates: readonly Mandate[], onDate: string): string | null {
  const held = mandates.find(
    row =>
      row.agency === agency &&
      row.mandate === roles[role] &&
      row.from <= onDate &&
      (row.to === null || onDate < row.to),
  )
  return held?.to ?? null
}
