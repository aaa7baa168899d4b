import { type Act, type SystemJob, systemJobs } from '../../src/domain/act.ts'
import type { AgencyId, Mandate, PersonId, Role } from '../../src/domain/agencies.ts'
import type { JsonValue } from '../../src/domain/canonical-json.ts'
import type { DecisionContent, DecisionFacts, DrawnUpDecision } from '../../src/domain/decision.ts'
import type { EmergencyAccessTold } from '../../src/domain/emergency.ts'
import type { GivingBackReason, Original, ShownCopy } from '../../src/domain/evidence.ts'
import type { EvidenceDescription } from '../../src/domain/evidence-description.ts'
import type { PersonCommand } from '../../src/domain/identification.ts'
import type {
  ContentId,
  CopyId,
  EmergencyAccessId,
  EvidenceId,
  HandoverId,
  ReferralId,
  ReportedPersonId,
  ReporterId,
  ViolationId,
} from '../../src/domain/ids.ts'
import type { RecordImplication, RevokeImplication } from '../../src/domain/implications.ts'
import type { ManifestItem } from '../../src/domain/manifest.ts'
import type { Identity } from '../../src/domain/person-changes.ts'
import type { FrozenVersion } from '../../src/domain/referral.ts'
import type { ReferralStatus } from '../../src/domain/transitions.ts'
import type { ReportedPerson, ViolationContent } from '../../src/domain/violation-content.ts'
import { type CaseEvent, type CaseEventOf, digestOf, law } from './case-file.ts'

/** The cast: Kominfo records and refers, KASN receives and decides, BKN succeeds KASN. */
export const kominfo = 'kominfo' as AgencyId
export const kasn = 'kasn' as AgencyId
export const bkn = 'bkn' as AgencyId
export const bawaslu = 'bawaslu' as AgencyId

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

/** What the service does by itself, for the agency whose evidence it is. */
const actsItself =
  (role: SystemJob) =>
  (at: string): Act => ({ kind: 'system', agency: kominfo, person: systemJobs[role] as PersonId, role, at })
export const scanner = actsItself('evidence-scanner')
export const scrubber = actsItself('evidence-scrubber')

/** The real succession: KASN up to 24 August 2024, then BKN. */
export const mandates: readonly Mandate[] = [
  { agency: kominfo, mandate: 'neutrality-monitoring', from: '2019-01-01', to: null, legalBasis: 'UU 5/2014' },
  { agency: kasn, mandate: 'merit-supervision', from: '2014-01-15', to: '2024-08-24', legalBasis: 'UU 5/2014' },
  { agency: bkn, mandate: 'merit-supervision', from: '2024-08-24', to: null, legalBasis: 'Perpres 91/2024' },
  { agency: bawaslu, mandate: 'election-supervision', from: '2017-08-16', to: null, legalBasis: 'UU 7/2017' },
]

export const violationId = '018d5e00-0000-7000-8000-0000000000a1' as ViolationId
export const referralId = '018d5e00-0000-7000-8000-0000000000b1' as ReferralId
export const secondReferralId = '018d5e00-0000-7000-8000-0000000000b2' as ReferralId
export const reporterId = '018d5e00-0000-7000-8000-0000000000c1' as ReporterId
export const capture = '018d5e00-0000-7000-8000-0000000000e1' as EvidenceId
export const video = '018d5e00-0000-7000-8000-0000000000e2' as EvidenceId
export const letter = '018d5e00-0000-7000-8000-0000000000e3' as EvidenceId
/** Of the manifest of a case without evidence, `[]`. */
export const emptyManifestDigest = '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945'

export const sari: Extract<ReportedPerson, { identification: 'identified' }> = {
  id: '018d5e00-0000-7000-8000-0000000000d1' as ReportedPersonId,
  identification: 'identified',
  name: 'Sari Wulandari, S.Pd.',
  employeeType: 'pns',
  nip: '198504122010012003',
  personnelAuthority: 'boyolali' as AgencyId,
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
  violationTypes: ['PD-13'],
  sanction: 'PP94-M1',
  instrument: { kind: 'recommendation', number: 'R-12/KASN/2/2024', date: '2024-02-12', signatory: 'Ketua KASN' },
  reasons: 'The liked post campaigned for a fixed candidate during the campaign.',
  legalBasis: 'PP 94/2021 pasal 5 huruf n',
}
export const ethical: DecisionContent = {
  ...disciplinary,
  track: 'ethics',
  violationTypes: ['KE-06'],
  sanction: 'MORAL-OPEN',
}
export const criminal: DecisionContent = {
  reportedPersonId: sari.id,
  track: 'criminal',
  outcome: 'criminal',
  criminalProvisions: ['uu-7-2017-art-494'],
  instrument: { ...disciplinary.instrument, kind: 'decision' },
  reasons: 'She is listed in the campaign team, and acted for it.',
  legalBasis: 'UU 7/2017 pasal 494',
}
export const notProven: DecisionContent = {
  reportedPersonId: stranger.id,
  track: 'discipline',
  outcome: 'not-proven',
  instrument: disciplinary.instrument,
  reasons: 'Nobody can say who he is.',
  legalBasis: disciplinary.legalBasis,
}

/** By hand, what the law makes of the rows that the examples cite, for an act of 10 January 2024. */
const madeOf: Readonly<Record<string, DecisionFacts>> = {
  'PP94-L2': { penaltyClass: 'light' },
  'PP94-M1': { penaltyClass: 'medium', inForceInstead: 'PP94-M1-INTERIM' },
  'PP94-H1': { penaltyClass: 'heavy' },
  'MORAL-OPEN': { penaltyClass: 'moral' },
}
const warningsOf: Readonly<Record<string, string>> = { 'KE-06': 'candidates-fixed', 'PD-18': 'level-unknown' }

/** A decision as it is drawn up on a day of February 2024: what is said, and what the law makes of it. */
export function drawnUp(content: DecisionContent, day: number): DrawnUpDecision {
  const { versions } = law
  const consulted =
    content.outcome === 'criminal' ? ['criminal-provisions'] : ['violation-types', 'sanctions', 'contests']
  const cites = content.sanction !== undefined || content.criminalProvisions !== undefined
  const lawApplied = {
    actedOn: '2024-01-10',
    decidedOn: on(day).slice(0, 10),
    versions: Object.fromEntries(consulted.map(name => [name, versions[name as keyof typeof versions]])),
  }
  const warnings = (content.violationTypes ?? []).flatMap((code, index) =>
    code in warningsOf ? [{ pointer: `/violationTypes/${index}`, code: warningsOf[code] ?? '' }] : [],
  )
  // PD-13 calls for medium.
  if (content.sanction === 'PP94-H1' && content.violationTypes?.join() === 'PD-13') {
    warnings.push({ pointer: '/sanction', code: 'heavier-than-called-for' })
  }
  return {
    ...content,
    ...madeOf[content.sanction ?? ''],
    ...(cites && { lawApplied }),
    ...(warnings.length > 0 && { warnings }),
  }
}

/** What is said of the evidence: a capture of what was on the screen, and a file that came with a report. */
export const capturedPost: EvidenceDescription = {
  title: 'The liked post, with the account that liked it',
  grade: { source: 'B', information: '2' },
  collection: {
    by: 'officer',
    name: 'Tim Patroli Siber',
    at: '2024-01-11T08:05:00+07:00',
    method: 'Screen capture in a browser without an account.',
  },
  link: {
    url: 'https://social.example/posts/88121',
    platform: 'social.example',
    account: '@sari.wulandari',
    interaction: 'like',
    capturedAt: '2024-01-11T08:05:00+07:00',
  },
}
export const filmedSpeech: EvidenceDescription = {
  title: 'A speech in the office, filmed',
  grade: { source: 'D', information: '3' },
  collection: {
    by: 'reporter',
    at: '2024-01-10T10:00:00+07:00',
    place: 'Boyolali',
    method: 'Filmed with a telephone.',
  },
}
/** The bytes of an item; what differs from item to item follows from its id. */
export function originalOf(id: EvidenceId): Original {
  return {
    contentId: `${id.slice(0, -2)}f${id.slice(-1)}` as ContentId,
    digest: digestOf(id),
    size: 48_211,
    declaredType: 'image/png',
    fileName: 'capture.png',
  }
}
export const clean = { verdict: 'clean', mediaType: 'image/png', findings: [] } as const
export const infected = {
  verdict: 'quarantined',
  mediaType: 'application/pdf',
  findings: [{ code: 'script', detail: 'It opens a page when it is shown.' }],
} as const
export const stripped: ShownCopy = {
  kind: 'stripped',
  contentId: '018d5e00-0000-7000-8000-0000000000fa' as ContentId,
  digest: 'd'.repeat(64),
  size: 47_900,
}
export const exclusion = { reason: 'superseded', explanation: 'A better capture was made.' } as const
export const erasure = { legalBasis: 'UU 27/2022 pasal 43', explanation: 'It shows a child.' }

/** How an item stands in the manifest that follows from `ready`. */
export function onManifest(number: number, id: EvidenceId, more: Partial<ManifestItem> = {}): ManifestItem {
  return {
    number,
    evidenceId: id,
    kind: 'captured-link',
    title: capturedPost.title,
    digest: digestOf(id),
    size: 48_211,
    mediaType: 'image/png',
    custodyPosition: 5,
    confidentiality: 'open',
    handling: [],
    ...more,
  }
}
export function version(
  number: number,
  content: ViolationContent,
  manifest: readonly ManifestItem[] = [],
): FrozenVersion {
  return {
    number,
    content,
    reporterId: null,
    contentDigest: digestOf(content as JsonValue),
    manifest,
    manifestDigest: digestOf(manifest as JsonValue),
  }
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
export function sentWith(content: ViolationContent, manifest: readonly ManifestItem[] = []): CaseEvent {
  return {
    type: 'ReferralSent',
    act: referrer(on(4)),
    data: {
      id: referralId,
      violationId,
      receiver: kasn,
      version: version(1, content, manifest),
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
/** What applies to the finding, a like, as the law is shipped. */
export const digitalChecklist = { code: 'referral-digital', version: 1 }
export const answers = [
  { code: 'event-description', answer: 'Three.' },
  { code: 'evidence', answer: 'A new capture shows it.' },
] as const
export const resubmitted: CaseEvent = {
  type: 'ReferralResubmitted',
  act: referrer(on(8)),
  data: { version: version(2, clarified), answers },
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
    data: { referralId, number, content: drawnUp(content, 10), supersedes },
  }
}
export function revised(number: number, content: DecisionContent, act = caseOfficer(on(11))): CaseEvent {
  return { type: 'DecisionRevised', act, data: { number, content: drawnUp(content, 11) } }
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
    {
      type: 'DecisionIssued',
      act,
      data: {
        ...drawnUp(content, 12),
        number,
        supersedes,
        draftedBy,
        versionNumber: 1,
        manifestDigest: emptyManifestDigest,
        openings: [...draftedBy, act.person].map(person => ({ person, evidenceIds: [] })),
      },
    },
  ]
}
/** What a criminal decision leads to; there are 24 hours for it. */
export const handoverId = '018d5e00-0000-7000-8000-0000000000f3' as HandoverId
export function handoverDue(decisionNumber: number, day = 12): CaseEvent {
  return {
    type: 'CriminalHandoverCreated',
    act: commissioner(on(day)),
    data: {
      decisionNumber,
      criminalProvisions: criminal.criminalProvisions ?? [],
      addressee: bawaslu,
      dueAt: on(day + 1),
    },
  }
}
export function handoverSent(decisionNumber: number, day = 13, late = false): CaseEvent {
  return {
    type: 'CriminalHandoverSent',
    act: commissioner(on(day)),
    data: { id: handoverId, decisionNumber, to: bawaslu, late, reasonsExcerpts: [], evidence: [], chosen: false },
  }
}
export const decided: CaseEvent = { type: 'ReferralDecided', act: commissioner(on(12)), data: {} }
export const annulment = { reason: 'court', explanation: 'The court has found otherwise.' }
export function annulled(number: number): CaseEvent {
  return { type: 'DecisionAnnulled', act: commissioner(on(13)), data: { number, ...annulment } }
}
/** A copy of decision 1, without evidence and without anything that was marked. */
export const copyId = '018d5e00-0000-7000-8000-0000000000f1' as CopyId
export function copied(content = finding, decision = disciplinary): CaseEventOf<'CopyGiven'> {
  const { reasons: _, reportedPersonId: __, lawApplied: ___, warnings: ____, ...decided } = drawnUp(decision, 12)
  return {
    type: 'CopyGiven',
    act: commissioner(on(13)),
    data: {
      id: copyId,
      number: 1,
      recipient: 'boyolali' as AgencyId,
      bypassed: [],
      versionNumber: 1,
      until: on(40),
      copy: {
        person: sari,
        conduct: {
          excerpts: [],
          occurredAt: content.occurredAt ?? '',
          place: { onlineLocation: content.place?.onlineLocation ?? '' },
          interaction: 'like',
        },
        evidence: [],
        decision: { number: 1, ...decided, reasonsExcerpts: [], issuedAt: on(12) },
      },
    },
  }
}
export const closed: CaseEvent = { type: 'ReferralClosed', act: referrer(on(14)), data: {} }

/** The same events of a report, whose reporter the recorder took in. */
export function asReport(events: readonly CaseEvent[]): CaseEvent[] {
  return events.map((event): CaseEvent => {
    switch (event.type) {
      case 'ViolationRecorded':
        return { ...event, data: { ...event.data, content: reported(event.data.content), reporterId } }
      case 'ReferralSent':
      case 'ReferralResubmitted': {
        const { version: said } = event.data
        const content = reported(said.content)
        const version = { ...said, reporterId, content, contentDigest: digestOf(content as JsonValue) }
        return { ...event, data: { ...event.data, version } } as CaseEvent
      }
      default:
        return event
    }
  })
}
function reported(content: ViolationContent): ViolationContent {
  return { ...content, source: { kind: 'report', channel: 'asn-self-report' } }
}

/** Requests for the reporter, and their answers. */
export const whyReporter = { reason: 'Nobody else was in the room.' }
export function reporterRequested(number = 1, day = 15): CaseEvent {
  return { type: 'ReporterRequested', act: caseOfficer(on(day)), data: { number, ...whyReporter } }
}
export function reporterConsented(number = 1, day = 16, hours = 24): CaseEvent {
  const endsAt = new Date(Date.parse(on(day)) + hours * 3_600_000).toISOString()
  return { type: 'ReporterConsented', act: referrer(on(day)), data: { number, hours, endsAt } }
}
export const reporterRefusal = { explanation: 'The video says it all.' }
export function reporterRefused(number = 1, day = 16): CaseEvent {
  return { type: 'ReporterRefused', act: referrer(on(day)), data: { number, ...reporterRefusal } }
}

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

/** An item as it comes: described, with its bytes. */
export function added(
  id: EvidenceId,
  description: EvidenceDescription = capturedPost,
  act = recorder(on(2)),
): readonly CaseEvent[] {
  return [
    { type: 'EvidenceCollected', of: id, act, data: { id, violationId, description } },
    { type: 'EvidenceReceived', of: id, act, data: originalOf(id) },
  ]
}
export function described(
  id: EvidenceId,
  description: EvidenceDescription,
  act = recorder(on(2)),
): CaseEventOf<'EvidenceDescribed'> {
  return { type: 'EvidenceDescribed', of: id, act, data: { description } }
}
export function foundClean(id: EvidenceId, copy: ShownCopy = stripped): readonly CaseEvent[] {
  return [
    { type: 'EvidenceScanned', of: id, act: scanner(on(2)), data: clean },
    { type: 'EvidenceCopied', of: id, act: scanner(on(2)), data: copy },
  ]
}
export function quarantined(id: EvidenceId): CaseEvent {
  return { type: 'EvidenceScanned', of: id, act: scanner(on(2)), data: infected }
}
export function sealed(id: EvidenceId, act = recorder(on(3))): CaseEvent {
  return { type: 'EvidenceSealed', of: id, act, data: { digest: digestOf(id) } }
}
/** An item that may be handed over: five entries. */
export function ready(id: EvidenceId, description: EvidenceDescription = capturedPost): readonly CaseEvent[] {
  return [...added(id, description), ...foundClean(id), sealed(id)]
}
export function excluded(id: EvidenceId, act = recorder(on(3))): CaseEvent {
  return { type: 'EvidenceExcluded', of: id, act, data: exclusion }
}
export function erased(id: EvidenceId): CaseEvent {
  return { type: 'EvidenceErased', of: id, act: referrer(on(3)), data: erasure }
}
export function damaged(id: EvidenceId, found: 'damaged' | 'missing' = 'damaged'): CaseEvent {
  return { type: 'EvidenceDamaged', of: id, act: scrubber(on(3)), data: { found } }
}
export function handedOver(id: EvidenceId, versionNumber = 1, day = 4, to = referralId): CaseEvent {
  return {
    type: 'EvidenceHandedOver',
    of: id,
    act: referrer(on(day)),
    data: { referralId: to, versionNumber, to: kasn },
  }
}
export function takenOver(id: EvidenceId, day = 5, by = referralId): CaseEvent {
  return { type: 'EvidenceTakenOver', of: id, act: intakeOfficer(on(day)), data: { referralId: by } }
}
export function givenBack(id: EvidenceId, reason: GivingBackReason, day = 6): CaseEvent {
  const act = reason === 'withdrawn' ? referrer(on(day)) : intakeOfficer(on(day))
  return { type: 'EvidenceReturned', of: id, act, data: { referralId, reason } }
}
export function opened(id: EvidenceId, act: Act, through: ReferralId | null = null): CaseEvent {
  return { type: 'EvidenceOpened', of: id, act, data: { referralId: through } }
}
export function downloaded(id: EvidenceId, act: Act, through: ReferralId | null = null): CaseEvent {
  return { type: 'EvidenceDownloaded', of: id, act, data: { referralId: through, range: null } }
}

/** How a referral with one item came to a state. */
const equipped: readonly CaseEvent[] = [recorded, documented, ...ready(capture)]
const handed: readonly CaseEvent[] = [
  ...equipped,
  referred,
  sentWith(finding, [onManifest(1, capture)]),
  handedOver(capture),
]
const taken: readonly CaseEvent[] = [...handed, received, takenOver(capture)]
export const historyOfEvidence = {
  documented: equipped,
  sent: handed,
  received: taken,
  returned: [...taken, returned, givenBack(capture, 'returned')],
  rejected: [...taken, rejected, givenBack(capture, 'rejected')],
  withdrawn: [...handed, withdrawn, givenBack(capture, 'withdrawn', 5)],
  accepted: [...taken, accepted],
  'under-examination': [...taken, accepted, assigned],
} as const satisfies Record<string, readonly CaseEvent[]>

/** An access of Bawaslu, as the parties are told of it. */
export const emergencyAccess: EmergencyAccessTold = {
  accessId: '018d5e00-0000-7000-8000-0000000000f2' as EmergencyAccessId,
  agency: 'bawaslu' as AgencyId,
  role: 'election-officer',
  requestedBy: person(8),
  confirmedBy: person(9),
  reason: 'parallel-proceeding',
  explanation: 'The hearing is tonight.',
  requestedAt: on(8),
  confirmedAt: on(8),
  endsAt: on(9),
}

/** The same events of a case on two persons, of whom nobody knows the second. */
export function onTwo(events: readonly CaseEvent[]): CaseEvent[] {
  return events.map((event): CaseEvent => {
    switch (event.type) {
      case 'ViolationRecorded':
        return { ...event, data: { ...event.data, content: withStranger(event.data.content) } }
      case 'ViolationChanged':
        return { ...event, data: { ...event.data, content: withStranger(event.data.content) } }
      case 'ReferralSent':
      case 'ReferralResubmitted': {
        const { version: said } = event.data
        const content = withStranger(said.content)
        const version = { ...said, content, contentDigest: digestOf(content as JsonValue) }
        return { ...event, data: { ...event.data, version } } as CaseEvent
      }
      default:
        return event
    }
  })
}
function withStranger(content: ViolationContent): ViolationContent {
  return { ...content, reportedPersons: [sari, stranger] }
}

/** Who the stranger turns out to be, and what is said of it. */
export const agus: Identity = {
  identification: 'identified',
  name: 'Agus Prasetyo, S.Sos.',
  employeeType: 'pns',
  nip: '197908172003121004',
  personnelAuthority: 'boyolali' as AgencyId,
}
export const named = { basis: 'personnel-authority', explanation: 'The personnel office named him.' } as const
export const doubt = { explanation: 'He was abroad on that day.' }
export const partIds = ['018d5e00-0000-7000-8000-0000000000d3', '018d5e00-0000-7000-8000-0000000000d4'] as const
export const parts: readonly ReportedPerson[] = partIds.map((id, index) => ({
  id: id as ReportedPersonId,
  identification: 'unidentified',
  description: `Voice ${index + 1} of the video.`,
}))

export function identify(at: string, personId = stranger.id, identity = agus): PersonCommand {
  return { type: 'IdentifyPerson', act: caseOfficer(at), personId, identity, ...named }
}
export function implicate(agency: string, at: string): RecordImplication {
  const said = { because: 'exerted-pressure', explanation: 'Witnesses say he led the meeting.' } as const
  const isKnown = (named: AgencyId) => ['boyolali', 'jawa-tengah', 'bkn'].includes(named)
  return {
    type: 'RecordImplication',
    act: caseOfficer(at),
    implication: { agency: agency as AgencyId, ...said },
    isKnown,
  }
}
export function implicated(agency: string, number = 1): CaseEventOf<'AuthorityImplicated'> {
  const { act, implication } = implicate(agency, on(9))
  return { type: 'AuthorityImplicated', act, data: { number, ...implication } }
}
export const mistake = { explanation: 'It was another man of the same name.' }
export function takeBack(at: string, number = 1, act = commissioner(at)): RevokeImplication {
  return { type: 'RevokeImplication', act, number, ...mistake }
}
export function takenBack(number = 1): CaseEventOf<'ImplicationRevoked'> {
  return { type: 'ImplicationRevoked', act: commissioner(on(9)), data: { number, ...mistake } }
}
export function mergeInto(survivorId: ReportedPersonId, mergedId: ReportedPersonId, at: string): PersonCommand {
  return { type: 'MergePersons', act: caseOfficer(at), survivorId, mergedId, explanation: 'The same man.' }
}
export function splitStranger(at: string): PersonCommand {
  return { type: 'SplitPerson', act: caseOfficer(at), personId: stranger.id, parts, explanation: 'Two voices.' }
}
export function identified(number: number, personId = stranger.id, identity = agus): CaseEventOf<'PersonIdentified'> {
  return {
    type: 'PersonIdentified',
    act: caseOfficer(on(9)),
    data: { number, personId, identity, ...named },
  }
}
export function merged(number: number, survivorId = sari.id, mergedId = stranger.id): CaseEventOf<'PersonsMerged'> {
  return {
    type: 'PersonsMerged',
    act: caseOfficer(on(9)),
    data: { number, survivorId, mergedId, explanation: 'The same man.' },
  }
}
export function splitUp(number: number, personId = stranger.id): CaseEventOf<'PersonSplit'> {
  return {
    type: 'PersonSplit',
    act: caseOfficer(on(9)),
    data: { number, personId, parts, explanation: 'Two voices.' },
  }
}
export function revoked(number: number): CaseEventOf<'PersonChangeRevoked'> {
  return { type: 'PersonChangeRevoked', act: caseOfficer(on(9)), data: { number, ...doubt } }
}
