import t from 'tap'
import type { EvidenceId, ReportedPersonId } from '../../src/domain/ids.ts'
import type { ManifestItem } from '../../src/domain/manifest.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { type EvidenceMarks, noMarks, type ViolationContent } from '../../src/domain/violation-content.ts'
import { type CaseCommand, type CaseEvent, decide, replay } from './case-file.ts'
import * as cast from './examples.ts'
import {
  added,
  answers,
  capture,
  changed,
  clarified,
  documented,
  excluded,
  finding,
  foundClean,
  history,
  historyOfEvidence,
  kasn,
  kominfo,
  letter,
  on,
  onManifest,
  ready,
  recorded,
  referralId,
  referrer,
  sealed,
  secondReferralId,
  version,
  video,
  violationId,
} from './examples.ts'
import { happens, refused, scenario } from './scenario.ts'

const send = (act = referrer(on(4)), id = referralId): CaseCommand => ({ type: 'SendReferral', act, id })
const resubmit = (given: readonly (typeof answers)[number][] = answers, act = referrer(on(8))): CaseCommand => ({
  type: 'ResubmitReferral',
  act,
  answers: given,
})
const explanation = 'A witness has sent the video.'
const supplement = (act = referrer(on(9))): CaseCommand => ({ type: 'SupplementReferral', act, explanation })
const completed = [...history.returned, changed(clarified, true, 7)]

// Sending

scenario(
  'a documented violation is sent, frozen as version 1, to the agency that holds the mandate on that day',
  [recorded, documented],
  send(),
  happens(
    { type: 'ViolationReferred', data: { referralId, versionNumber: 1 } },
    {
      type: 'ReferralSent',
      data: {
        id: referralId,
        violationId,
        receiver: kasn,
        version: version(1, finding),
      },
    },
  ),
)

t.test('on 23 August 2024 a referral goes to KASN, from midnight in Jakarta on to BKN', async t => {
  const receiverAt = (time: string) => {
    const decision = decide(replay([recorded, documented]), send(referrer(time)), cast.mandates)
    const sent = Array.isArray(decision) ? decision.find(event => event.type === 'ReferralSent') : undefined
    return sent?.data.receiver
  }
  t.equal(receiverAt('2024-08-23T16:59:59.999Z'), 'kasn')
  t.equal(receiverAt('2024-08-23T17:00:00.000Z'), 'bkn')
  t.equal(receiverAt('2024-08-24T02:00:00.000Z'), 'bkn')
})

t.test('R-REF-03 nothing is sent while nobody holds the mandate to receive', async t => {
  const vacant = cast.mandates.filter(({ mandate }) => mandate !== 'merit-supervision')
  const decision = decide(replay([recorded, documented]), send(), vacant)
  t.ok(decision instanceof Rejection)
  t.strictSame({ ...decision }, { rule: 'R-REF-03', faults: [] })
})

scenario(
  'R-REF-03 nothing is sent before anybody held the mandate to receive',
  [recorded, documented],
  send(referrer('2014-01-14T16:59:59.999Z')),
  refused('R-REF-03'),
)

scenario('R-REF-01 a draft is not sent', [recorded], send(), refused('R-REF-01'))

scenario(
  'R-REF-01 a violation that a change made incomplete is not sent',
  [recorded, documented, changed(cast.withoutPlace, false)],
  send(),
  refused('R-REF-01'),
)

scenario('R-REF-01 a dismissed violation is not sent', [recorded, cast.dismissed], send(), refused('R-REF-01'))

scenario(
  'R-REF-01 a violation whose referral is closed is not sent again',
  history.closed,
  send(referrer(on(20)), secondReferralId),
  refused('R-REF-01'),
)

for (const status of ['sent', 'received', 'returned', 'accepted', 'under-examination', 'decided'] as const) {
  scenario(
    `R-REF-04 a violation is not sent while it has a referral that is ${status}`,
    history[status],
    send(referrer(on(20)), secondReferralId),
    refused('R-REF-04'),
  )
}

for (const status of ['rejected', 'withdrawn'] as const) {
  scenario(
    `a violation is sent anew, as version 1 of another referral, after the first was ${status}`,
    history[status],
    send(referrer(on(20)), secondReferralId),
    happens(
      { type: 'ViolationReferred', data: { referralId: secondReferralId, versionNumber: 1 } },
      {
        type: 'ReferralSent',
        data: {
          id: secondReferralId,
          violationId,
          receiver: kasn,
          version: version(1, finding),
        },
      },
    ),
  )
}

scenario(
  'R-REF-02 whoever recorded a violation does not send it',
  [recorded, documented],
  send({ ...referrer(on(4)), person: cast.officers.recorder }),
  refused('R-REF-02'),
)

scenario(
  'R-REF-02 whoever changed a violation does not send it',
  [recorded, { ...changed(clarified), act: cast.secondRecorder(on(2)) }, documented],
  send({ ...referrer(on(4)), person: cast.officers.secondRecorder }),
  refused('R-REF-02'),
)

scenario(
  'R-REF-02 whoever documented a violation does not send it',
  [recorded, { ...documented, act: cast.secondRecorder(on(2)) }],
  send({ ...referrer(on(4)), person: cast.officers.secondRecorder }),
  refused('R-REF-02'),
)

scenario(
  'R-REF-02 that the referrer recorded it is refused before the state is looked at',
  history.sent,
  send({ ...referrer(on(4)), person: cast.officers.recorder }),
  refused('R-REF-02'),
)

// Resubmitting

scenario(
  'a return is answered with a new frozen version',
  completed,
  resubmit(),
  happens(
    { type: 'ViolationReferred', data: { referralId, versionNumber: 2 } },
    {
      type: 'ReferralResubmitted',
      data: { version: version(2, clarified), answers },
    },
  ),
)

scenario(
  'a return is still answered after its due date, while nobody rejected it',
  completed,
  resubmit(answers, referrer(on(25))),
  happens(
    { type: 'ViolationReferred', data: { referralId, versionNumber: 2 } },
    {
      type: 'ReferralResubmitted',
      data: { version: version(2, clarified), answers },
    },
  ),
)

scenario(
  'R-REF-08 what was resubmitted is not resubmitted again',
  [...completed, cast.referredAgain, cast.resubmitted],
  resubmit(),
  refused('R-REF-08'),
)

scenario('R-REF-08 without a return there is no resubmission', history.received, resubmit(), refused('R-REF-08'))

scenario(
  'R-REF-01 a violation that is a draft again is not resubmitted',
  [...history.returned, changed(cast.withoutPlace, false, 7)],
  resubmit(),
  refused('R-REF-01'),
)

scenario(
  'R-REF-09 a resubmission that leaves an item of the return open is refused',
  completed,
  resubmit([answers[0]]),
  refused('R-REF-09', { pointer: '/answers', code: 'missing-evidence' }),
)

scenario(
  'R-REF-09 a resubmission that answers what nobody asked, or answers twice, is refused',
  completed,
  resubmit([...answers, { code: 'place-of-event', answer: 'Boyolali.' } as never, answers[0]]),
  refused(
    'R-REF-09',
    { pointer: '/answers/2/code', code: 'not-cited' },
    { pointer: '/answers/3/code', code: 'not-cited' },
  ),
)

scenario(
  'R-REF-09 a resubmission answers the last return, not an earlier one',
  [
    ...completed,
    cast.referredAgain,
    cast.resubmitted,
    { ...cast.received, act: cast.intakeOfficer(on(9)) },
    {
      type: 'ReferralReturned',
      act: cast.intakeOfficer(on(10)),
      data: { round: 2, items: [{ code: 'category', note: 'Which row?' }], dueOn: '2024-02-20' },
    },
    changed(finding, true, 11),
  ],
  resubmit(answers, referrer(on(12))),
  refused(
    'R-REF-09',
    { pointer: '/answers/0/code', code: 'not-cited' },
    { pointer: '/answers/1/code', code: 'not-cited' },
    { pointer: '/answers', code: 'missing-category' },
  ),
)

scenario('R-REF-10 a resubmission of what was returned is refused', history.returned, resubmit(), refused('R-REF-10'))

scenario(
  'R-REF-10 what was changed and changed back is what was returned',
  [...completed, changed(finding, true, 7)],
  resubmit(),
  refused('R-REF-10'),
)

scenario(
  'R-REF-10 other ids of persons and another spelling of the same times say nothing new',
  [
    ...completed,
    changed(
      {
        ...finding,
        occurredAt: new Date(finding.occurredAt ?? 0).toISOString(),
        reportedPersons: finding.reportedPersons.map(person => ({ ...person, id: 'another' as ReportedPersonId })),
      },
      true,
      7,
    ),
  ],
  resubmit(),
  refused('R-REF-10'),
)

scenario(
  'R-REF-02 whoever completed the returned version does not resubmit it',
  [...history.returned, { ...changed(clarified), act: cast.secondRecorder(on(7)) }],
  resubmit(answers, { ...referrer(on(8)), person: cast.officers.secondRecorder }),
  refused('R-REF-02'),
)

scenario(
  'R-REF-02 that the referrer recorded it is refused before the state of the referral is looked at',
  history.accepted,
  resubmit(answers, { ...referrer(on(8)), person: cast.officers.recorder }),
  refused('R-REF-02'),
)

t.test('the sender of a referral is the agency that sent it', async t => {
  t.equal(replay(history.sent).matters[0]?.referral.sender, kominfo)
})

t.test('a new version is delivered and accepted anew, and the answers stand with their return', async t => {
  const { referral } = replay([...completed, cast.referredAgain, cast.resubmitted]).matters[0]!
  t.equal(referral.status, 'sent')
  t.equal(referral.receipt, null)
  t.equal(referral.acceptance, null)
  t.strictSame(
    referral.versions.map(version => [version.number, version.content]),
    [
      [1, finding],
      [2, clarified],
    ],
  )
  t.strictSame(referral.returns[0]?.answers, answers)
})

// With evidence

const handing = (id: EvidenceId, versionNumber = 1) =>
  ({ type: 'EvidenceHandedOver', of: id, data: { referralId, versionNumber, to: kasn } }) as const
const sending = (...manifest: ManifestItem[]) =>
  [
    { type: 'ViolationReferred', data: { referralId, versionNumber: 1 } },
    {
      type: 'ReferralSent',
      data: { id: referralId, violationId, receiver: kasn, version: version(1, finding, manifest) },
    },
  ] as const
const documentedWith = (...events: readonly CaseEvent[]): CaseEvent[] => [recorded, documented, ...events]

scenario(
  'a violation is sent with its evidence: every item stands in the manifest, and is handed over',
  documentedWith(...ready(capture), ...ready(video)),
  send(),
  happens(...sending(onManifest(1, capture), onManifest(2, video)), handing(capture), handing(video)),
)

scenario(
  'what was taken out of the file or erased is neither in the manifest nor handed over',
  documentedWith(...ready(capture), excluded(capture), ...ready(video), ...added(letter), cast.erased(letter)),
  send(),
  happens(...sending(onManifest(1, video)), handing(video)),
)

t.test('an item is handed over to the agency that the referral goes to', async t => {
  const decision = decide(
    replay(documentedWith(...ready(capture))),
    send(referrer('2024-08-24T02:00:00.000Z')),
    cast.mandates,
  )
  t.match(decision, [
    { type: 'ViolationReferred' },
    { type: 'ReferralSent', data: { receiver: 'bkn' } },
    { type: 'EvidenceHandedOver', data: { to: 'bkn' } },
  ])
})

scenario(
  'a level that the case has stands with each item of the manifest',
  [cast.recordedAs({ ...finding, confidentiality: 'limited' }), documented, ...ready(capture)],
  send(),
  happens(
    { type: 'ViolationReferred', data: { referralId, versionNumber: 1 } },
    {
      type: 'ReferralSent',
      data: {
        id: referralId,
        violationId,
        receiver: kasn,
        version: version(1, { ...finding, confidentiality: 'limited' }, [
          onManifest(1, capture, { confidentiality: 'limited' }),
        ]),
      },
    },
    handing(capture),
  ),
)

/** Items that hold a sending up, each with its rule and what is said of it. */
const held: Record<string, readonly [events: readonly CaseEvent[], code: string]> = {
  'R-EVI-15 while an item waits for its inspection': [[...added(video), sealed(video)], 'pending'],
  'R-EVI-15 while an item is in quarantine': [[...added(video), cast.quarantined(video), sealed(video)], 'quarantined'],
  'R-EVI-16 while an item is not sealed': [[...added(video), ...foundClean(video)], 'not-sealed'],
  'R-EVI-16 while an item is damaged': [[...ready(video), cast.damaged(video)], 'damaged'],
  'R-EVI-16 while an item is missing': [[...ready(video), cast.damaged(video, 'missing')], 'missing'],
}
const sends = {
  'a violation is not sent': [documentedWith(...ready(capture)), send()],
  'a return is not answered': [[...historyOfEvidence.returned, changed(clarified, true, 7)], resubmit()],
  'a referral is not supplemented': [historyOfEvidence.accepted, supplement()],
} as const satisfies Record<string, readonly [readonly CaseEvent[], CaseCommand]>

for (const [what, [given, when]] of Object.entries(sends)) {
  for (const [why, [events, code]] of Object.entries(held)) {
    const rule = why.startsWith('R-EVI-15') ? 'R-EVI-15' : 'R-EVI-16'
    scenario(
      `${rule} ${what} ${why.slice(9)}`,
      [...given, ...events],
      when,
      refused(rule, { pointer: `/evidence/${video}`, code }),
    )
  }
}

scenario(
  'R-EVI-15 an item that is not clean holds a sending up',
  documentedWith(...added(capture)),
  send(),
  refused('R-EVI-15', { pointer: `/evidence/${capture}`, code: 'pending' }),
)

scenario(
  'R-EVI-16 an item that was never sealed holds a sending up',
  documentedWith(...added(capture), ...foundClean(capture)),
  send(),
  refused('R-EVI-16', { pointer: `/evidence/${capture}`, code: 'not-sealed' }),
)

scenario(
  'R-REF-01 that a violation is a draft is told before that its evidence is not ready',
  [recorded, ...added(capture)],
  send(),
  refused('R-REF-01'),
)

scenario(
  'R-REF-09 that an item of the return is open is told before that the evidence is not ready',
  [...completed, ...added(capture)],
  resubmit([answers[0]]),
  refused('R-REF-09', { pointer: '/answers', code: 'missing-evidence' }),
)

const asSecond = { ...referrer(on(9)), person: cast.officers.secondRecorder }
const bySecond = {
  'added an item': [
    ...added(video, cast.capturedPost, cast.secondRecorder(on(3))),
    ...foundClean(video),
    sealed(video),
  ],
  'described an item': [
    ...added(video, cast.filmedSpeech),
    cast.described(video, cast.capturedPost, cast.secondRecorder(on(3))),
    ...foundClean(video),
    sealed(video),
  ],
  'sealed an item': [...added(video), ...foundClean(video), sealed(video, cast.secondRecorder(on(3)))],
} as const satisfies Record<string, readonly CaseEvent[]>

for (const [what, events] of Object.entries(bySecond)) {
  scenario(`R-REF-02 whoever ${what} does not send it`, documentedWith(...events), send(asSecond), refused('R-REF-02'))

  scenario(
    `R-REF-02 whoever ${what} does not resubmit it`,
    [...historyOfEvidence.returned, changed(clarified, true, 7), ...events],
    resubmit(answers, asSecond),
    refused('R-REF-02'),
  )

  scenario(
    `R-REF-02 whoever ${what} does not supplement a referral with it`,
    [...historyOfEvidence.accepted, ...events],
    supplement(asSecond),
    refused('R-REF-02'),
  )
}

scenario(
  'whoever recorded only an item that was taken out of the file may send',
  documentedWith(...ready(capture), ...bySecond['added an item'], excluded(video)),
  send({ ...asSecond, at: on(4) }),
  happens(...sending(onManifest(1, capture)), handing(capture)),
)

scenario(
  'whoever took an item out of the file may send',
  documentedWith(...ready(capture), ...ready(video), excluded(video, referrer(on(3)))),
  send(),
  happens(...sending(onManifest(1, capture)), handing(capture)),
)

// Receiving and giving back with evidence

scenario(
  'with a receipt the receiving agency takes over what it was handed',
  historyOfEvidence.sent,
  { type: 'ReceiveReferral', act: cast.intakeOfficer(on(5)) },
  happens({ type: 'ReferralReceived', data: {} }, { type: 'EvidenceTakenOver', of: capture, data: { referralId } }),
)

scenario(
  'receiving twice takes nothing over twice',
  historyOfEvidence.received,
  { type: 'ReceiveReferral', act: cast.intakeOfficer(on(6)) },
  { events: [] },
)

const { items } = cast.returned.data
const dueOn = '2024-02-20'
const underChecklist = { checklist: cast.digitalChecklist, mostRounds: 12 }
scenario(
  'with a return the receiving agency gives the evidence back',
  historyOfEvidence.received,
  { type: 'ReturnReferral', act: cast.intakeOfficer(on(6)), items, dueOn },
  happens(
    { type: 'ReferralReturned', data: { round: 1, items, dueOn, ...underChecklist } },
    { type: 'EvidenceReturned', of: capture, data: { referralId, reason: 'returned' } },
  ),
)

scenario(
  'with a rejection the receiving agency gives the evidence back',
  historyOfEvidence.received,
  { type: 'RejectReferral', act: cast.intakeOfficer(on(6)), rejection: cast.rejection },
  happens(
    { type: 'ReferralRejected', data: cast.rejection },
    { type: 'EvidenceReturned', of: capture, data: { referralId, reason: 'rejected' } },
  ),
)

scenario(
  'a return that is rejected as not completed gives nothing back that was given back already',
  historyOfEvidence.returned,
  {
    type: 'RejectReferral',
    act: cast.intakeOfficer(on(20)),
    rejection: { ...cast.rejection, reason: 'not-completed' },
  },
  happens({ type: 'ReferralRejected', data: { ...cast.rejection, reason: 'not-completed' } }),
)

scenario(
  'with a withdrawal the evidence comes back, received or not',
  historyOfEvidence.sent,
  { type: 'WithdrawReferral', act: referrer(on(5)), withdrawal: cast.withdrawal },
  happens(
    { type: 'ReferralWithdrawn', data: cast.withdrawal },
    { type: 'EvidenceReturned', of: capture, data: { referralId, reason: 'withdrawn' } },
  ),
)

scenario(
  'with its consent to a withdrawal the receiving agency gives the evidence back',
  [...historyOfEvidence.accepted, cast.requested],
  { type: 'ConsentToWithdrawal', act: cast.commissioner(on(9)) },
  happens(
    { type: 'WithdrawalConsented', data: {} },
    { type: 'EvidenceReturned', of: capture, data: { referralId, reason: 'withdrawn' } },
  ),
)

// Resubmitting with evidence

const resubmitting = (content: ViolationContent, ...manifest: ManifestItem[]) =>
  [
    { type: 'ViolationReferred', data: { referralId, versionNumber: 2 } },
    { type: 'ReferralResubmitted', data: { version: version(2, content, manifest), answers } },
  ] as const
/** Handed over, taken over and given back: three entries more. */
const captureAgain = onManifest(1, capture, { custodyPosition: 8 })

scenario(
  'with a new version all evidence is handed over anew',
  [...historyOfEvidence.returned, changed(clarified, true, 7)],
  resubmit(),
  happens(...resubmitting(clarified, captureAgain), handing(capture, 2)),
)

scenario(
  'a resubmission that differs by an item more differs from what was returned',
  [...historyOfEvidence.returned, ...ready(video)],
  resubmit(),
  happens(...resubmitting(finding, captureAgain, onManifest(2, video)), handing(capture, 2), handing(video, 2)),
)

scenario(
  'a resubmission that differs by an item less differs from what was returned',
  [...historyOfEvidence.returned, excluded(capture, cast.recorder(on(7)))],
  resubmit(),
  happens(...resubmitting(finding)),
)

scenario(
  'a resubmission in which an item took the place of another differs from what was returned',
  [...historyOfEvidence.returned, excluded(capture, cast.recorder(on(7))), ...ready(video)],
  resubmit(),
  happens(...resubmitting(finding, onManifest(1, video)), handing(video, 2)),
)

scenario(
  'R-REF-10 that the ledger of an item has grown says nothing new',
  [...historyOfEvidence.returned, cast.opened(capture, cast.recorder(on(7)))],
  resubmit(),
  refused('R-REF-10'),
)

scenario(
  'R-REF-10 an item that came and was taken out again says nothing new',
  [...historyOfEvidence.returned, ...ready(video), excluded(video, cast.recorder(on(7)))],
  resubmit(),
  refused('R-REF-10'),
)

// Supplementing

const supplementing = (number: number, ...manifest: ManifestItem[]) =>
  [
    { type: 'ViolationReferred', data: { referralId, versionNumber: number } },
    { type: 'ReferralSupplemented', data: { version: version(number, finding, manifest), explanation } },
  ] as const

for (const status of ['received', 'accepted', 'under-examination'] as const) {
  scenario(
    `evidence is added to a referral that is ${status}: only what is new is handed over`,
    [...historyOfEvidence[status], ...ready(video)],
    supplement(),
    happens(
      ...supplementing(2, onManifest(1, capture, { custodyPosition: 7 }), onManifest(2, video)),
      handing(video, 2),
    ),
  )
}

scenario(
  'evidence is added to a referral that had none',
  [...history.received, ...ready(video)],
  supplement(),
  happens(...supplementing(2, onManifest(1, video)), handing(video, 2)),
)

scenario(
  'a supplement leaves out what was taken out of the file, though the receiver goes on holding it',
  [...historyOfEvidence.accepted, excluded(capture, cast.recorder(on(7))), ...ready(video)],
  supplement(),
  happens(...supplementing(2, onManifest(1, video)), handing(video, 2)),
)

/** Supplemented once, with the video. */
const supplemented: readonly CaseEvent[] = [
  ...historyOfEvidence.accepted,
  ...ready(video),
  { type: 'ViolationReferred', act: referrer(on(9)), data: { referralId, versionNumber: 2 } },
  {
    type: 'ReferralSupplemented',
    act: referrer(on(9)),
    data: {
      version: version(2, finding, [onManifest(1, capture, { custodyPosition: 7 }), onManifest(2, video)]),
      explanation,
    },
  },
  cast.handedOver(video, 2, 9),
]

scenario(
  'a referral is supplemented again with what has come since',
  [...supplemented, ...ready(letter)],
  supplement(referrer(on(10))),
  happens(
    ...supplementing(
      3,
      onManifest(1, capture, { custodyPosition: 7 }),
      onManifest(2, video, { custodyPosition: 6 }),
      onManifest(3, letter),
    ),
    handing(letter, 3),
  ),
)

// Marking with a supplement

/** The same, with these items marked to go on; beside them the violation may have been marked before. */
const marking = (marks: Partial<EvidenceMarks>, act = referrer(on(10))): CaseCommand => ({
  ...{ type: 'SupplementReferral', act, explanation },
  marks: { ...noMarks, ...marks },
})
const markedContent = { ...finding, releasable: { excerpts: [], evidence: [video], originals: [capture] } }
const manifestOfTwo = [
  onManifest(1, capture, { custodyPosition: 7 }),
  onManifest(2, video, { custodyPosition: 6 }),
] as const

scenario(
  'R-REF-28 what a supplement marks is marked in the violation and in the new version, and nothing is handed over twice',
  supplemented,
  marking({ evidence: [video], originals: [capture] }),
  happens(
    { type: 'ViolationChanged', data: { content: markedContent, complete: true } },
    { type: 'ViolationReferred', data: { referralId, versionNumber: 3 } },
    { type: 'ReferralSupplemented', data: { version: version(3, markedContent, manifestOfTwo), explanation } },
  ),
)

/** Marked with a supplement, as above. */
const markedOnce: readonly CaseEvent[] = [
  ...supplemented,
  { type: 'ViolationChanged', act: referrer(on(10)), data: { content: markedContent, complete: true } },
  { type: 'ViolationReferred', act: referrer(on(10)), data: { referralId, versionNumber: 3 } },
  {
    type: 'ReferralSupplemented',
    act: referrer(on(10)),
    data: { version: version(3, markedContent, manifestOfTwo), explanation },
  },
]
const markedTwice = { ...finding, releasable: { excerpts: [], evidence: [video], originals: [capture, video] } }

scenario(
  'R-REF-28 a mark is added to those before, and takes none back',
  markedOnce,
  marking({ originals: [video] }, referrer(on(11))),
  happens(
    { type: 'ViolationChanged', data: { content: markedTwice, complete: true } },
    { type: 'ViolationReferred', data: { referralId, versionNumber: 4 } },
    { type: 'ReferralSupplemented', data: { version: version(4, markedTwice, manifestOfTwo), explanation } },
  ),
)

scenario(
  'R-REF-22 what was marked before is not marked again',
  markedOnce,
  marking({ evidence: [video], originals: [capture] }, referrer(on(11))),
  refused('R-REF-22'),
)

scenario(
  'R-REF-28 an item that does not go along cannot be marked',
  [...supplemented, ...ready(letter), excluded(letter, cast.recorder(on(9)))],
  marking({ evidence: [video, letter], originals: [letter] }),
  refused(
    'R-REF-28',
    { pointer: '/releasable/evidence/1', code: 'not-in-the-version' },
    { pointer: '/releasable/originals/0', code: 'not-in-the-version' },
  ),
)

const namesNothing = Array.from(
  { length: 200 },
  (_, index) => `00000000-0000-7000-8000-9${String(index).padStart(11, '0')}` as EvidenceId,
)
scenario(
  'R-REF-28 no more is marked than a violation has room for items, whatever was marked before',
  [
    ...supplemented,
    {
      type: 'ViolationChanged',
      act: referrer(on(9)),
      data: { content: { ...finding, releasable: { excerpts: [], evidence: namesNothing } }, complete: true },
    },
  ],
  marking({ evidence: [video] }),
  refused('R-REF-28', { pointer: '/releasable/evidence', code: 'too-many' }),
)

scenario(
  'R-REF-22 a supplement that adds nothing is refused',
  historyOfEvidence.accepted,
  supplement(),
  refused('R-REF-22'),
)

scenario('R-REF-22 without evidence there is no supplement', history.accepted, supplement(), refused('R-REF-22'))

scenario('R-REF-22 what was added is not added again', supplemented, supplement(referrer(on(10))), refused('R-REF-22'))

scenario(
  'R-REF-22 a supplement that only takes something out is refused',
  [...supplemented, excluded(video, cast.recorder(on(10)))],
  supplement(referrer(on(10))),
  refused('R-REF-22'),
)

scenario(
  'R-REF-22 what was taken out of the file before it was sent adds nothing',
  [...historyOfEvidence.accepted, ...ready(video), excluded(video)],
  supplement(),
  refused('R-REF-22'),
)

for (const status of ['sent', 'returned', 'decided', 'closed', 'rejected', 'withdrawn'] as const) {
  scenario(
    `R-REF-23 nothing is added to a referral that is ${status}`,
    [...history[status], ...ready(video)],
    supplement(referrer(on(20))),
    refused('R-REF-23'),
  )
}

scenario(
  'R-REF-23 that nothing can be added is told before that the evidence is not ready',
  [...history.returned, ...added(video)],
  supplement(),
  refused('R-REF-23'),
)

scenario(
  'R-REF-02 that the referrer recorded it is refused before it is asked whether it can be added',
  [...history.returned, ...ready(video)],
  supplement({ ...referrer(on(9)), person: cast.officers.recorder }),
  refused('R-REF-02'),
)

scenario(
  'with a return all is given back, what was added too',
  [...historyOfEvidence.received, ...ready(video), ...supplemented.slice(-3)],
  { type: 'ReturnReferral', act: cast.intakeOfficer(on(10)), items, dueOn: '2024-02-20' },
  happens(
    { type: 'ReferralReturned', data: { round: 1, items, dueOn: '2024-02-20', ...underChecklist } },
    { type: 'EvidenceReturned', of: capture, data: { referralId, reason: 'returned' } },
    { type: 'EvidenceReturned', of: video, data: { referralId, reason: 'returned' } },
  ),
)

t.test('a supplement leaves a referral where it is: received, accepted and assigned as it was', async t => {
  for (const status of ['received', 'accepted', 'under-examination'] as const) {
    const given = historyOfEvidence[status]
    const before = replay(given).matters[0]!.referral
    const after = replay([...given, ...ready(video), ...supplemented.slice(-3)]).matters[0]!.referral
    t.strictSame(after, { ...before, versions: [...before.versions, after.versions[1]], changedAt: on(9) }, status)
    t.equal(after.versions[1]?.number, 2)
  }
})

t.test('what was added with a supplement is opened on the receipt that stands, and taken over with that', async t => {
  const decision = decide(
    replay(supplemented),
    {
      type: 'UseEvidence',
      act: cast.caseOfficer(on(10)),
      of: video,
      use: 'view',
      through: referralId,
      range: null,
    },
    cast.mandates,
  )
  t.match(decision, [{ type: 'EvidenceTakenOver', data: { referralId } }, { type: 'EvidenceOpened' }])
})
