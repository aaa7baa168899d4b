import { referralRow, violationRow } from '../src/db/projection-rows.ts'
import type { Act, Recorded } from '../src/domain/act.ts'
import { eventTypes } from '../src/domain/event-types.ts'
import type { ReferralId, ViolationId } from '../src/domain/ids.ts'
import type { Referral, ReferralEvent } from '../src/domain/referral.ts'
import { evolveReferral } from '../src/domain/referral-history.ts'
import { evolveViolation, type Violation, type ViolationEvent } from '../src/domain/violation.ts'
import type { ViolationContent } from '../src/domain/violation-content.ts'

/** What stands in the examples for what differs from case to case; the data set puts the case's own in its place. */
export const placeholders = {
  violation: '00000000-0000-7000-8000-00000000000a',
  referral: '00000000-0000-7000-8000-00000000000b',
  recordedAt: '2001-01-01T00:00:00.000Z',
  sentAt: '2001-01-02T00:00:00.000Z',
  changedAt: '2001-01-03T00:00:00.000Z',
  name: 'Sari Wulandari, S.Pd.',
  nip: '198504122010012003',
  description: 'The account of an ASN liked a post that campaigns for a presidential candidate.',
} as const

/** The body of `POST /v1/violations` as a machine client of the recording agency sends it. */
export const violationInput = {
  source: { kind: 'finding', channel: 'patrol' },
  eventDescription: placeholders.description,
  occurredAt: '2023-11-29T09:30:00+07:00',
  knownAt: '2023-12-01T08:00:00+07:00',
  place: { onlineLocation: 'https://social.example/posts/88121' },
  suggestedCategory: 'PD-06',
  interaction: 'like',
  reportedPersons: [
    {
      identification: 'identified',
      name: placeholders.name,
      employeeType: 'pns',
      nip: placeholders.nip,
      position: 'Guru Ahli Muda',
      workUnit: 'SD Negeri 2 Mojosongo',
      employer: 'Pemerintah Kabupaten Boyolali',
    },
  ],
}

/** What is said about an item of evidence when it is added. */
export const evidenceInput = {
  title: 'Percakapan yang dilaporkan',
  grade: { source: 'B', information: '2' },
  collection: {
    by: 'officer',
    name: 'Tim Patroli Siber',
    at: '2023-12-01T08:05:00+07:00',
    method: 'Exported from the account by the patrol unit.',
  },
}

const personId = '00000000-0000-7000-8000-00000000000c'
const content = {
  ...violationInput,
  reportedPersons: [{ id: personId, ...violationInput.reportedPersons[0] }],
} as unknown as ViolationContent

const act = (agency: string, role: string, person: number, at: string) =>
  ({ kind: 'person', agency, person: `00000000-0000-4000-8000-00000000000${person}`, role, at }) as Act
const recorder = act('kominfo', 'recorder', 1, placeholders.recordedAt)
const referrer = act('kominfo', 'referrer', 2, placeholders.sentAt)
const intake = act('kasn', 'intake-officer', 3, placeholders.changedAt)
const commissioner = act('kasn', 'commissioner', 4, placeholders.changedAt)
const closer = { ...referrer, at: placeholders.changedAt }

const violationId = placeholders.violation as ViolationId
const referralId = placeholders.referral as ReferralId
const recorded: Recorded<ViolationEvent>[] = [
  { type: 'ViolationRecorded', data: { id: violationId, content, reporterId: null }, act: recorder },
  { type: 'ViolationDocumented', data: {}, act: recorder },
  { type: 'ViolationReferred', data: { referralId, versionNumber: 1 }, act: referrer },
]
/** Of a manifest without items: the SHA-256 of `[]`. */
const manifestDigest = '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945'
const version = {
  number: 1,
  content,
  reporterId: null,
  contentDigest: 'a3'.repeat(32),
  manifest: [],
  manifestDigest,
}

const sent: Recorded<ReferralEvent> = {
  type: 'ReferralSent',
  data: { id: referralId, violationId, receiver: 'kasn' as Act['agency'], version },
  act: referrer,
}
const received: Recorded<ReferralEvent> = { type: 'ReferralReceived', data: {}, act: intake }
const accepted: Recorded<ReferralEvent> = { type: 'ReferralAccepted', data: {}, act: intake }
const examined: Recorded<ReferralEvent>[] = [
  received,
  accepted,
  {
    type: 'CaseOfficerAssigned',
    data: { officer: '00000000-0000-4000-8000-000000000005' as Act['person'] },
    act: commissioner,
  },
]
const decided = [
  ...examined,
  {
    type: 'DecisionIssued',
    data: {
      number: 1,
      versionNumber: 1,
      supersedes: null,
      draftedBy: ['00000000-0000-4000-8000-000000000005'],
      manifestDigest,
      openings: [],
      reportedPersonId: personId,
      track: 'discipline',
      outcome: 'administrative',
      violationTypes: ['PD-13'],
      sanction: 'PP94-M1',
      penaltyClass: 'medium',
      inForceInstead: 'PP94-M1-INTERIM',
      instrument: { kind: 'recommendation', number: 'R-1/KASN/12/2023', date: '2023-12-20', signatory: 'Ketua KASN' },
      reasons: 'The post was liked from the account of the reported person, who admits it.',
      legalBasis: 'PP 94/2021 art. 5 (n)',
    },
    act: commissioner,
  },
  { type: 'ReferralDecided', data: {}, act: commissioner },
] as unknown as Recorded<ReferralEvent>[]

/** How referrals stand after some years of work, of a hundred. */
const shares: readonly { readonly of100: number; readonly after: readonly Recorded<ReferralEvent>[] }[] = [
  { of100: 2, after: [] },
  { of100: 3, after: [received] },
  { of100: 3, after: [received, accepted] },
  { of100: 12, after: examined },
  {
    of100: 4,
    after: [
      received,
      {
        type: 'ReferralReturned',
        data: {
          round: 1,
          items: [{ code: 'evidence', note: 'The capture shows no account name.' }],
          dueOn: '2099-12-20',
        },
        act: intake,
      },
    ],
  },
  { of100: 8, after: decided },
  { of100: 56, after: [...decided, { type: 'ReferralClosed', data: {}, act: closer }] },
  {
    of100: 9,
    after: [
      received,
      {
        type: 'ReferralRejected',
        data: { reason: 'outside-mandate', explanation: 'The reported person is no ASN.' },
        act: intake,
      },
    ],
  },
  {
    of100: 3,
    after: [
      { type: 'ReferralWithdrawn', data: { reason: 'recorded-in-error', explanation: 'Recorded twice.' }, act: closer },
    ],
  },
]

/** A referral and its violation with everything that happened to them, as the projections and the log hold them. */
export type ExampleCase = {
  readonly of100: number
  readonly violation: ReturnType<typeof violationRow>
  readonly referral: ReturnType<typeof referralRow>
  readonly events: readonly {
    readonly stream: 'violation' | 'referral'
    readonly version: number
    readonly type: string
    readonly audience: string
    readonly act: Act
    readonly payload: string
  }[]
}

/** Cases in every state, by share; or all of them just sent. */
export function exampleCases(kind: 'mixed' | 'sent'): ExampleCase[] {
  const wanted = kind === 'mixed' ? shares : [{ of100: 100, after: [] }]
  return wanted.map(({ of100, after }) => {
    const happened = [sent, ...after]
    const referral = happened.reduce<Referral | undefined>(evolveReferral, undefined)
    const violation = recorded.reduce<Violation | undefined>(evolveViolation, undefined)
    if (referral === undefined || violation === undefined) throw new Error('a case begins with an event')
    return {
      of100,
      violation: violationRow(violation, recorded.length, referral.status),
      referral: referralRow(referral, happened.length),
      events: [...logged('violation', recorded), ...logged('referral', happened)],
    }
  })
}

function logged(
  stream: 'violation' | 'referral',
  events: readonly Recorded<ViolationEvent | ReferralEvent>[],
): ExampleCase['events'] {
  return events.map(({ type, data, act: by }, index) => ({
    stream,
    version: index + 1,
    type,
    audience: eventTypes[type].audience,
    act: by,
    payload: JSON.stringify(data),
  }))
}

const [recording] = recorded as [Recorded<ViolationEvent>]
const draft = evolveViolation(undefined, recording)

/** A violation just recorded, and its row. */
export const exampleViolation = { violation: draft, row: violationRow(draft, 1, undefined) }
