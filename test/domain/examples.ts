import type { Act } from '../../src/domain/act.ts'
import type { AgencyId, Mandate, PersonId, Role } from '../../src/domain/agencies.ts'
import type { DecisionContent } from '../../src/domain/decision.ts'
import type { ReferralId, ReportedPersonId, ReporterId, ViolationId } from '../../src/domain/ids.ts'
import type { ReferralStatus } from '../../src/domain/transitions.ts'
import type { ReportedPerson, ViolationContent } from '../../src/domain/violation-content.ts'
import type { CaseEvent, CaseEventOf } from './case-file.ts'

/** The cast: Kominfo records and refers, KASN receives and decides, BKN succeeds KASN. */
export const kominfo = 'kominfo' as AgencyId
export const kasn = 'kasn' as AgencyId
export const bkn = 'bkn' as AgencyId

const person = (number: number) => `018d5e00-0000-7000-8000-00000000000${number}` as PersonId
export const officers = {
  recorder: person(1),
  secondRecorder: person(2),
  referrer: person(3),
  intakeOfficer: person(4),
  caseOfficer: person(5),
  secondCaseOfficer: person(6),
  commissioner: person(7),
}

/** Nine in the morning in Jakarta on a day of February 2024; days past the 29th run on into March. */
export function on(day: number): string {
  return new Date(Date.UTC(2024, 1, day, 2)).toISOString()
}

const actsAs =
  (agency: AgencyId, person: PersonId, role: Role) =>
  (at: string): Act => ({ kind: 'person', agency, person, role, at })

/** The act of each officer, at a time. */
export const recorder = actsAs(kominfo, officers.recorder, 'recorder')
export const secondRecorder = actsAs(kominfo, officers.secondRecorder, 'recorder')
export const referrer = actsAs(kominfo, officers.referrer, 'referrer')
export const intakeOfficer = actsAs(kasn, officers.intakeOfficer, 'intake-officer')
export const caseOfficer = actsAs(kasn, officers.caseOfficer, 'case-officer')
export const secondCaseOfficer = actsAs(kasn, officers.secondCaseOfficer, 'case-officer')
export const commissioner = actsAs(kasn, officers.commissioner, 'commissioner')

/** The real succession: KASN up to 24 August 2024, then BKN. */
export const mandates: readonly Mandate[] = [
  { agency: kominfo, mandate: 'neutrality-monitoring', from: '2019-01-01', to: null, legalBasis: 'UU 5/2014' },
  { agency: kasn, mandate: 'merit-supervision', from: '2014-01-15', to: '2024-08-24', legalBasis: 'UU 5/2014' },
  { agency: bkn, mandate: 'merit-supervision', from: '2024-08-24', to: null, legalBasis: 'Perpres 91/2024' },
]

export const violationId = '018d5e00-0000-7000-8000-0000000000a1' as ViolationId
export const referralId = '018d5e00-0000-7000-8000-0000000000b1' as ReferralId
export const secondReferralId = '018d5e00-0000-7000-8000-0000000000b2' as ReferralId
export const reporterId = '018d5e00-0000-7000-8000-0000000000c1' as ReporterId
export const contentDigest = 'a'.repeat(64)
export const secondDigest = 'b'.repeat(64)

export const sari: ReportedPerson = {
  id: '018d5e00-0000-7000-8000-0000000000d1' as ReportedPersonId,
  identification: 'identified',
  name: 'Sari Wulandari, S.Pd.',
  employeeType: 'pns',
  nip: '198504122010012003',
}
export const stranger: ReportedPerson = {
  id: '018d5e00-0000-7000-8000-0000000000d2' as ReportedPersonId,
  identification: 'unidentified',
  description: 'A man in uniform, heard in a video.',
}

/** A finding that lacks nothing, on one identified person. */
export const finding: ViolationContent = {
  source: { kind: 'finding', channel: 'patrol' },
  eventDescription: 'An account of an ASN liked a post that campaigns for a candidate.',
  occurredAt: '2024-01-10T09:30:00+07:00',
  knownAt: '2024-01-11T08:00:00+07:00',
  place: { onlineLocation: 'https://social.example/posts/88121' },
  suggestedCategory: 'PD-06',
  interaction: 'like',
  reportedPersons: [sari],
}
export const findingOnTwo: ViolationContent = { ...finding, reportedPersons: [sari, stranger] }
export const clarified: ViolationContent = { ...finding, eventDescription: 'The account liked three such posts.' }

/** What is left of the finding when the place is taken out again: no longer complete. */
export const withoutPlace: ViolationContent = without(finding, 'place')

export function without(content: ViolationContent, field: 'eventDescription' | 'occurredAt' | 'knownAt' | 'place') {
  const { [field]: _, ...rest } = content
  return rest satisfies ViolationContent
}

export const disciplinary: DecisionContent = {
  reportedPersonId: sari.id,
  track: 'discipline',
  outcome: 'administrative',
  penaltyClass: 'medium',
  instrument: { kind: 'recommendation', number: 'R-12/KASN/2/2024', date: '2024-02-12', signatory: 'Ketua KASN' },
  reasons: 'The liked post campaigned for a fixed candidate during the campaign.',
  legalBasis: 'PP 94/2021 pasal 5 huruf n',
}
export const ethical: DecisionContent = { ...disciplinary, track: 'ethics', penaltyClass: 'moral' }
export const notProven: DecisionContent = {
  reportedPersonId: stranger.id,
  track: 'discipline',
  outcome: 'not-proven',
  instrument: disciplinary.instrument,
  reasons: 'Nobody can say who he is.',
  legalBasis: disciplinary.legalBasis,
}

/** What happened, as the log keeps it. */
export const recorded: CaseEventOf<'ViolationRecorded'> = {
  type: 'ViolationRecorded',
  act: recorder(on(1)),
  data: { id: violationId, content: finding, reporterId: null },
}
export function recordedAs(content: ViolationContent): CaseEvent {
  return { ...recorded, data: { id: violationId, content, reporterId: null } }
}
export function changed(content: ViolationContent, complete = true, day = 2): CaseEvent {
  return { type: 'ViolationChanged', act: recorder(on(day)), data: { content, complete } }
}
export const documented: CaseEvent = { type: 'ViolationDocumented', act: recorder(on(2)), data: {} }
export const dismissed: CaseEvent = {
  type: 'ViolationDismissed',
  act: referrer(on(3)),
  data: { reason: 'not-an-asn', explanation: 'The account belongs to somebody else.' },
}

export const referred: CaseEvent = {
  type: 'ViolationReferred',
  act: referrer(on(4)),
  data: { referralId, versionNumber: 1 },
}
export function sentWith(content: ViolationContent): CaseEvent {
  return {
    type: 'ReferralSent',
    act: referrer(on(4)),
    data: {
      id: referralId,
      violationId,
      receiver: kasn,
      version: { number: 1, content, reporterId: null, contentDigest },
    },
  }
}
export const sent: CaseEvent = sentWith(finding)
export const received: CaseEvent = { type: 'ReferralReceived', act: intakeOfficer(on(5)), data: {} }
export const accepted: CaseEvent = { type: 'ReferralAccepted', act: intakeOfficer(on(6)), data: {} }
export const returned: CaseEventOf<'ReferralReturned'> = {
  type: 'ReferralReturned',
  act: intakeOfficer(on(6)),
  data: {
    round: 1,
    items: [
      { code: 'event-description', note: 'How many posts were liked?' },
      { code: 'evidence', note: 'The capture does not show the account.' },
    ],
    dueOn: '2024-02-10',
  },
}
export const answers = [
  { code: 'event-description', answer: 'Three.' },
  { code: 'evidence', answer: 'A new capture shows it.' },
] as const
export const resubmitted: CaseEvent = {
  type: 'ReferralResubmitted',
  act: referrer(on(8)),
  data: { version: { number: 2, content: clarified, reporterId: null, contentDigest: secondDigest }, answers },
}
export const referredAgain: CaseEvent = {
  type: 'ViolationReferred',
  act: referrer(on(8)),
  data: { referralId, versionNumber: 2 },
}
export const rejection = { reason: 'outside-mandate', explanation: 'No civil servant is named.' } as const
export const rejected: CaseEvent = { type: 'ReferralRejected', act: intakeOfficer(on(6)), data: rejection }
export const withdrawal = { reason: 'recorded-in-error', explanation: 'The account was a parody.' } as const
export const withdrawn: CaseEvent = { type: 'ReferralWithdrawn', act: referrer(on(5)), data: withdrawal }
export const requested: CaseEvent = { type: 'WithdrawalRequested', act: referrer(on(8)), data: withdrawal }
export const consented: CaseEvent = { type: 'WithdrawalConsented', act: commissioner(on(9)), data: {} }
export const refusal = { explanation: 'The examination is nearly done.' }
export const refusedWithdrawal: CaseEvent = { type: 'WithdrawalRefused', act: commissioner(on(9)), data: refusal }
export const assigned: CaseEvent = {
  type: 'CaseOfficerAssigned',
  act: commissioner(on(7)),
  data: { officer: officers.caseOfficer },
}
export const asked: CaseEventOf<'QuestionAsked'> = {
  type: 'QuestionAsked',
  act: caseOfficer(on(8)),
  data: { number: 1, text: 'Is the video available in full length?' },
}

export function drafted(number: number, content = disciplinary, supersedes: number | null = null): CaseEvent {
  return {
    type: 'DecisionDrafted',
    act: caseOfficer(on(10)),
    data: { referralId, number, content, supersedes },
  }
}
export function revised(number: number, content: DecisionContent, act = caseOfficer(on(11))): CaseEvent {
  return { type: 'DecisionRevised', act, data: { number, content } }
}
export const cancellation = { explanation: 'Drafted on the wrong track.' }
export function cancelled(number: number): CaseEvent {
  return { type: 'DecisionCancelled', act: caseOfficer(on(12)), data: { number, ...cancellation } }
}
/** An issuance leaves two events: on the receiving agency's own work, and on the referral. */
export function issued(number: number, content = disciplinary, supersedes: number | null = null): CaseEvent[] {
  const act = commissioner(on(12))
  const draftedBy = [officers.caseOfficer]
  return [
    { type: 'DecisionReleased', act, data: { number } },
    { type: 'DecisionIssued', act, data: { ...content, number, supersedes, draftedBy, versionNumber: 1 } },
  ]
}
export const decided: CaseEvent = { type: 'ReferralDecided', act: commissioner(on(12)), data: {} }
export const annulment = { explanation: 'The court has found otherwise.' }
export function annulled(number: number): CaseEvent {
  return { type: 'DecisionAnnulled', act: commissioner(on(13)), data: { number, ...annulment } }
}
export const closed: CaseEvent = { type: 'ReferralClosed', act: referrer(on(14)), data: {} }

/** How a referral came to each state of the picture. */
const onItsWay: readonly CaseEvent[] = [recorded, documented, referred, sent]
const examined: readonly CaseEvent[] = [...onItsWay, received, accepted, assigned]
const judged: readonly CaseEvent[] = [...examined, drafted(1), ...issued(1), decided]
export const history: Readonly<Record<ReferralStatus, readonly CaseEvent[]>> = {
  sent: onItsWay,
  received: [...onItsWay, received],
  returned: [...onItsWay, received, returned],
  accepted: [...onItsWay, received, accepted],
  'under-examination': examined,
  decided: judged,
  closed: [...judged, closed],
  rejected: [...onItsWay, received, rejected],
  withdrawn: [...onItsWay, withdrawn],
}

/** Under examination, with two reported persons. */
export const examinedTwo: readonly CaseEvent[] = [
  recordedAs(findingOnTwo),
  documented,
  referred,
  sentWith(findingOnTwo),
  received,
  accepted,
  assigned,
]
