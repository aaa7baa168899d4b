import t from 'tap'
import type { Act } from '../../src/domain/act.ts'
import type { PersonId, Role } from '../../src/domain/agencies.ts'
import { decideEvidence, type ShownCopy } from '../../src/domain/evidence.ts'
import type { EvidenceDescription } from '../../src/domain/evidence-description.ts'
import {
  decideHandover,
  decideHandoverSending,
  evolveHandover,
  type Handover,
  type HandoverCommand,
  type HandoverEvent,
  type HandoverReport,
} from '../../src/domain/handed-over.ts'
import type { EvidenceId } from '../../src/domain/ids.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import type { ViolationContent } from '../../src/domain/violation-content.ts'
import { type CaseCommand, type CaseEvent, decide, replay } from './case-file.ts'
import * as cast from './examples.ts'
import {
  bawaslu,
  commissioner,
  criminal,
  drafted,
  drawnUp,
  handoverDue,
  handoverId,
  handoverSent,
  history,
  issued,
  on,
  sari,
  stranger,
} from './examples.ts'
import { happens, nothing, refused, scenario } from './scenario.ts'

const examined = history['under-examination']
const judged: readonly CaseEvent[] = [
  ...examined,
  drafted(1, criminal),
  ...issued(1, criminal),
  handoverDue(1),
  cast.decided,
]
/** The last moment before the 24 hours are over. */
const inTime = new Date(Date.parse(on(13)) - 1).toISOString()
const send = (act = commissioner(inTime), reasonsExcerpts: readonly string[] = []): CaseCommand => ({
  type: 'SendHandover',
  act,
  id: handoverId,
  decisionNumber: 1,
  reasonsExcerpts,
  evidence: null,
})
const close: CaseCommand = { type: 'CloseReferral', act: cast.referrer(on(14)) }
const sending = (changes: object = {}) =>
  happens({
    type: 'CriminalHandoverSent',
    data: {
      id: handoverId,
      decisionNumber: 1,
      to: bawaslu,
      late: false,
      reasonsExcerpts: [],
      evidence: [],
      chosen: false,
      ...changes,
    },
  })
const { dueAt } = handoverDue(1).data as { dueAt: string }

scenario(
  'a criminal decision calls for a hand-over to whoever holds election supervision, within 24 hours',
  [...examined, drafted(1, criminal)],
  { type: 'IssueDecision', act: commissioner(on(12)), number: 1 },
  happens(
    { type: 'DecisionReleased', data: { number: 1 } },
    {
      type: 'DecisionIssued',
      data: {
        ...drawnUp(criminal, 12),
        number: 1,
        supersedes: null,
        draftedBy: [cast.officers.caseOfficer],
        versionNumber: 1,
        manifestDigest: cast.emptyManifestDigest,
        openings: [cast.officers.caseOfficer, cast.officers.commissioner].map(person => ({ person, evidenceIds: [] })),
      },
    },
    {
      type: 'CriminalHandoverCreated',
      data: { decisionNumber: 1, criminalProvisions: ['uu-7-2017-art-494'], addressee: bawaslu, dueAt: on(13) },
    },
    { type: 'ReferralDecided', data: {} },
  ),
)

scenario('a commissioner hands the matter over', judged, send(), sending())
scenario('in the last moment it is in time', judged, send(commissioner(inTime)), sending())
scenario('a moment later it is late, and goes all the same', judged, send(commissioner(dueAt)), sending({ late: true }))
scenario('handing over twice changes nothing', [...judged, handoverSent(1)], send(), nothing)
scenario(
  'R-GEN-01 what was handed over is not handed over with other words',
  [...judged, handoverSent(1)],
  send(commissioner(on(14)), ['acted for it']),
  refused('R-GEN-01'),
)
scenario(
  'R-CPY-05 what goes with it of the reasons are their words',
  judged,
  send(commissioner(on(13)), ['acted for it', 'acted against it']),
  refused('R-CPY-05', '/reasonsExcerpts/1'),
)
scenario('R-CRH-01 an administrative decision is handed over to nobody', history.decided, send(), refused('R-CRH-01'))
scenario(
  'R-CRH-01 a decision that was annulled is not handed over',
  [...judged, cast.annulled(1)],
  send(),
  refused('R-CRH-01'),
)
scenario(
  'R-CRH-02 whoever drafted the decision does not hand it over',
  judged,
  send({ ...commissioner(on(13)), person: cast.officers.caseOfficer }),
  refused('R-CRH-02'),
)
scenario(
  'R-CRH-05 a referral is not closed before the hand-over was sent, and the refusal names its decision',
  judged,
  close,
  refused('R-CRH-05', { pointer: '/decisions/1/handover', code: 'unsent' }),
)
scenario(
  'once it was sent, the referral is closed',
  [...judged, handoverSent(1)],
  close,
  happens({ type: 'ReferralClosed', data: {} }),
)
scenario(
  'a criminal decision that was superseded holds no closure up',
  [
    ...judged,
    drafted(2, { ...cast.notProven, reportedPersonId: sari.id, track: 'criminal' }, 1),
    ...issued(2, { ...cast.notProven, reportedPersonId: sari.id, track: 'criminal' }, 1),
  ],
  close,
  happens({ type: 'ReferralClosed', data: {} }),
)

// What becomes of the decision afterwards

const atTrack: readonly CaseEvent[] = [...judged, handoverSent(1)]
const correction = {
  ...{ type: 'CorrectDecision' as const, act: commissioner(on(15)), number: 1 },
  correction: { legalBasis: 'UU 7/2017 pasal 494 ayat (1)', reasons: 'Said in other words.' },
  ...{ reason: 'clerical-error', explanation: 'One article was missing.' },
}
const correctedDecision = {
  type: 'DecisionCorrected' as const,
  data: {
    number: 1,
    correction: {
      number: 1,
      before: { legalBasis: criminal.legalBasis, reasons: criminal.reasons },
      after: correction.correction,
      ...{ reason: correction.reason, explanation: correction.explanation },
    },
  },
}
const annul: CaseCommand = { type: 'AnnulDecision', act: commissioner(on(15)), number: 1, ...cast.annulment }

scenario(
  'whoever has the hand-over learns what was corrected of what it says, and that the reasons were, without them',
  atTrack,
  correction,
  happens(correctedDecision, {
    type: 'HandedDecisionCorrected',
    data: {
      decisionNumber: 1,
      correction: { correctionNumber: 1, legalBasis: 'UU 7/2017 pasal 494 ayat (1)', reasons: true },
    },
  }),
)
scenario('nobody learns of a correction before it was handed over', judged, correction, happens(correctedDecision))
scenario(
  'whoever has the hand-over learns that its decision was annulled',
  atTrack,
  annul,
  happens(
    { type: 'DecisionAnnulled', data: { number: 1, ...cast.annulment } },
    { type: 'HandedDecisionAnnulled', data: { decisionNumber: 1 } },
  ),
)
scenario(
  'an annulment before it was handed over is told to nobody else',
  judged,
  annul,
  happens({ type: 'DecisionAnnulled', data: { number: 1, ...cast.annulment } }),
)
t.test('whoever has the hand-over learns that its decision was superseded', async t => {
  const cleared = { ...cast.notProven, reportedPersonId: sari.id, track: 'criminal' as const }
  const issuing = { type: 'IssueDecision' as const, act: commissioner(on(16)), number: 2 }
  const toldBy = (given: readonly CaseEvent[]) => {
    const decided = decide(replay([...given, drafted(2, cleared, 1)]), issuing, cast.mandates)
    if (decided instanceof Rejection) throw new Error(decided.rule)
    return decided.filter(({ type }) => type.startsWith('HandedDecision'))
  }
  t.strictSame(toldBy(atTrack), [{ type: 'HandedDecisionSuperseded', data: { decisionNumber: 1 } }])
  t.strictSame(toldBy(judged), [])
})

t.test('R-CRH-03 where nobody else holds election supervision there is nowhere to hand over to', async t => {
  const [matter] = replay(judged).matters
  if (matter === undefined) throw new Error('there is a referral')
  const command = {
    type: 'SendHandover',
    act: commissioner(on(13)),
    id: handoverId,
    decisionNumber: 1,
    reasonsExcerpts: [],
    evidence: null,
  } as const
  const rest = cast.mandates.filter(({ mandate }) => mandate !== 'election-supervision')
  const held = (agency: Act['agency']) =>
    [
      ...rest,
      { agency, mandate: 'election-supervision', from: '2017-08-16', to: null, legalBasis: 'UU 7/2017' },
    ] as const
  for (const mandates of [rest, held(cast.kasn), held(cast.kominfo)]) {
    const decided = decideHandoverSending(matter.referral, [], mandates, command)
    t.strictSame({ ...decided }, { rule: 'R-CRH-03', faults: [] })
  }
})

// What goes along of the evidence

const officer: Act = {
  kind: 'person',
  agency: bawaslu,
  person: cast.officers.referrer as PersonId,
  role: 'election-officer',
  at: on(14),
}
const { capture, video } = cast
/** Decided as a crime, with two items of which these are marked. */
const withItems = (
  releasable: ViolationContent['releasable'],
  ofCapture: readonly CaseEvent[] = cast.ready(capture),
): readonly CaseEvent[] => {
  const content: ViolationContent = { ...cast.finding, ...(releasable && { releasable }) }
  return [
    cast.recordedAs(content),
    cast.documented,
    ...ofCapture,
    ...cast.ready(video),
    cast.referred,
    cast.sentWith(content, [cast.onManifest(1, capture), cast.onManifest(2, video)]),
    cast.received,
    cast.accepted,
    cast.assigned,
    drafted(1, criminal),
    ...issued(1, criminal),
    handoverDue(1),
    cast.decided,
  ]
}
const marks = { excerpts: [], evidence: [capture], originals: [video] }
const handled = (said: Partial<EvidenceDescription>, copy?: ShownCopy) => [
  ...cast.added(capture, { ...cast.capturedPost, ...said }),
  ...cast.foundClean(capture, copy),
  cast.sealed(capture),
]
const choose = (...evidence: EvidenceId[]): CaseCommand => ({ ...send(), evidence }) as CaseCommand
const handedOn = (of: EvidenceId, form: 'original' | 'shown-copy') =>
  ({
    type: 'EvidenceHandedOn',
    of,
    data: { handoverId, to: bawaslu, form, digest: cast.originalOf(of).digest },
  }) as const
const sendingWith = (...items: (readonly [EvidenceId, 'original' | 'shown-copy'])[]) => ({
  type: 'CriminalHandoverSent' as const,
  data: {
    id: handoverId,
    decisionNumber: 1,
    to: bawaslu,
    late: false,
    reasonsExcerpts: [],
    evidence: items.map(([id]) => id),
    chosen: false,
  },
})

scenario(
  'without a choice all that is marked goes, in the original only where that is marked',
  withItems(marks),
  send(),
  happens(
    sendingWith([capture, 'shown-copy'], [video, 'original']),
    handedOn(capture, 'shown-copy'),
    handedOn(video, 'original'),
  ),
)
scenario(
  'what is view-only goes as its shown copy, however it is marked',
  withItems({ ...marks, originals: [capture] }, handled({ handling: ['view-only'] })),
  send(),
  happens(sendingWith([capture, 'shown-copy']), handedOn(capture, 'shown-copy')),
)
scenario(
  'an original of which no copy can be shown goes all the same',
  withItems({ ...marks, evidence: [], originals: [capture] }, handled({}, { kind: 'withheld' })),
  send(),
  happens(sendingWith([capture, 'original']), handedOn(capture, 'original')),
)
scenario(
  'R-CRH-07 what nobody marked is not chosen',
  withItems({ ...marks, originals: [] }),
  choose(capture, video),
  refused('R-CRH-07', { pointer: '/evidence/1', code: 'not-marked' }),
)
scenario(
  'R-CRH-07 nothing of another version is chosen',
  withItems(marks),
  choose('018d5e00-0000-7000-8000-0000000000e9' as EvidenceId),
  refused('R-CRH-07', { pointer: '/evidence/0', code: 'not-in-the-version' }),
)
for (const [what, code, said, copy] of [
  ['may not go on', 'no-onward-sharing', { handling: ['no-onward-sharing'] }, undefined],
  ['is strictly confidential', 'strictly-confidential', { confidentiality: 'strictly-confidential' }, undefined],
  ['is marked as a copy, of which there is none', 'no-copy-to-show', {}, { kind: 'withheld' }],
] as const) {
  scenario(
    `R-CRH-07 what ${what} is not chosen`,
    withItems(marks, handled(said, copy)),
    choose(capture),
    refused('R-CRH-07', { pointer: '/evidence/0', code }),
  )
  scenario(
    `what ${what} stays when nobody chooses`,
    withItems(marks, handled(said, copy)),
    send(),
    happens(sendingWith([video, 'original']), handedOn(video, 'original')),
  )
}
scenario(
  'R-CRH-07 damage is not passed over in silence',
  [...withItems(marks), cast.damaged(capture)],
  send(),
  refused('R-CRH-07', { pointer: `/evidence/${capture}`, code: 'damaged' }),
)
for (const [what, event] of [
  ['was excluded', cast.excluded(capture)],
  ['was erased', cast.erased(capture)],
] as const) {
  scenario(
    `what ${what} since does not go`,
    [...withItems(marks), event],
    send(),
    happens(sendingWith([video, 'original']), handedOn(video, 'original')),
  )
}
scenario(
  'R-GEN-01 what was handed over by choice is not handed over otherwise',
  [
    ...withItems(marks),
    {
      ...handoverSent(1),
      data: { ...sendingWith([video, 'original']).data, chosen: true },
    } as CaseEvent,
  ],
  send(),
  refused('R-GEN-01'),
)

t.test('R-CRH-08 the track opens what went to it in the form in which it went, once it was received', async t => {
  const item = replay(withItems(marks)).items[0]?.state
  if (item === undefined) throw new Error('there is an item')
  const outcomeOf = (form: 'original' | 'shown-copy', use: 'view' | 'download', received = true, state = item) => {
    const within = {
      referralId: null,
      referralStatus: undefined,
      received,
      officer: null,
      handling: {},
      roles: [officer.role as Role],
      handedOn: { handoverId, form },
    }
    const decided = decideEvidence(state, { type: 'UseEvidence', act: officer, use, within, range: null })
    return decided instanceof Rejection ? decided.rule : decided
  }
  const through = { referralId: null, handoverId }
  for (const form of ['original', 'shown-copy'] as const) {
    t.strictSame(outcomeOf(form, 'view'), [{ type: 'EvidenceOpened', data: through }])
    t.equal(outcomeOf(form, 'view', false), 'R-EVI-12')
    t.equal(outcomeOf(form, 'download', false), 'R-EVI-12')
    t.equal(outcomeOf(form, 'view', true, { ...item, copy: { kind: 'withheld' } }), 'R-EVI-11')
    t.equal(outcomeOf(form, 'view', true, { ...item, damage: { found: 'missing', at: on(13) } }), 'R-EVI-10')
  }
  t.strictSame(outcomeOf('original', 'download'), [{ type: 'EvidenceDownloaded', data: { ...through, range: null } }])
  t.equal(outcomeOf('shown-copy', 'download'), 'R-CRH-08')
})

/** What is handed over of a violation that says these things. */
function handedOver(changes: Partial<ViolationContent>, about = sari.id): Handover {
  const content: ViolationContent = { ...cast.finding, ...changes }
  const decision = { ...criminal, reportedPersonId: about }
  const events = [
    cast.recordedAs(content),
    cast.documented,
    ...cast.ready(capture),
    ...cast.ready(cast.video),
    cast.referred,
    cast.sentWith(content, [cast.onManifest(1, capture), cast.onManifest(2, cast.video)]),
    cast.received,
    cast.accepted,
    cast.assigned,
    drafted(1, decision),
    ...issued(1, decision),
    handoverDue(1),
    cast.decided,
  ]
  const file = replay(cast.asReport(events))
  const act = commissioner(on(13))
  const outcome = decideHandoverSending(file.matters[0]!.referral, file.items, cast.mandates, {
    type: 'SendHandover',
    act,
    id: handoverId,
    decisionNumber: 1,
    reasonsExcerpts: ['acted for it'],
    evidence: null,
  })
  if (outcome instanceof Rejection) throw new Error(outcome.rule)
  return evolveHandover(undefined, { ...outcome.handover[0]!, act })
}

t.test('what is handed over is one person, what was marked, and the decision; and never who reported', async t => {
  const { content } = handedOver({
    reportedPersons: [{ ...sari, nik: '3309015204850002' }, stranger],
    releasable: { excerpts: ['liked a post'], evidence: [capture] },
  })
  t.strictSame(content, {
    person: sari,
    conduct: {
      excerpts: ['liked a post'],
      occurredAt: cast.finding.occurredAt,
      place: { onlineLocation: cast.finding.place?.onlineLocation },
      interaction: 'like',
      knownAt: cast.finding.knownAt,
    },
    evidence: [
      {
        evidenceId: capture,
        kind: 'captured-link',
        digest: cast.originalOf(capture).digest,
        mediaType: 'image/png',
        given: {
          form: 'shown-copy',
          size: cast.originalOf(capture).size,
          shown: shownOf(cast.stripped),
          receivedAt: on(2),
          sealedAt: on(3),
          custodyPosition: 5,
        },
      },
    ],
    evidenceWithheld: 1,
    decision: {
      number: 1,
      track: 'criminal',
      outcome: 'criminal',
      criminalProvisions: ['uu-7-2017-art-494'],
      instrument: criminal.instrument,
      legalBasis: criminal.legalBasis,
      reasonsExcerpts: ['acted for it'],
      issuedAt: on(12),
      revision: 1,
    },
  })
  const text = JSON.stringify(content)
  for (const secret of [
    cast.reporterId,
    'asn-self-report',
    stranger.id,
    '3309015204850002',
    cast.finding.eventDescription ?? '',
    cast.capturedPost.title,
  ]) {
    t.notMatch(text, secret)
  }
})

function shownOf(copy: ShownCopy) {
  if (copy.kind !== 'stripped') throw new Error('it is stripped')
  return { digest: copy.digest, size: copy.size }
}

t.test('somebody who is not identified is handed over as they are described', async t => {
  const { content } = handedOver({ reportedPersons: [sari, stranger] }, stranger.id)
  t.strictSame(content.person, stranger)
  t.equal(content.evidenceWithheld, 2)
})

// At the receiving agency

const sent = handedOver({})
const after = (...events: HandoverEvent[]) =>
  events.reduce((handover, event) => evolveHandover(handover, { ...event, act: officer }), sent)
const received: HandoverEvent = { type: 'HandoverReceived', data: {} }
const reported = (outcome: HandoverReport['outcome']): HandoverEvent => ({
  type: 'HandoverOutcomeReported',
  data: report(outcome),
})
function report(outcome: HandoverReport['outcome']): HandoverReport {
  return { outcome, registrationNumber: outcome === 'registered' ? '012/TM' : null, explanation: 'As found.' }
}
const receive: HandoverCommand = { type: 'ReceiveHandover', act: officer }
const tell = (given: HandoverReport): HandoverCommand => ({
  type: 'ReportHandoverOutcome',
  act: officer,
  report: given,
})
const answerTo = (handover: Handover, command: HandoverCommand) => {
  const decided = decideHandover(handover, command)
  return decided instanceof Rejection ? decided.rule : decided.map(({ type }) => type).join() || 'nothing'
}

t.test('a hand-over is received once', async t => {
  t.equal(answerTo(sent, receive), 'HandoverReceived')
  t.equal(answerTo(after(received), receive), 'nothing')
  t.strictSame(after(received).receipt, { act: officer })
  t.equal(after(received).status, 'received')
})

t.test('R-CRH-04 outcomes follow one another as the track does', async t => {
  const outcomes = ['registered', 'not-registered', 'not-an-offence', 'forwarded-to-police'] as const
  const possible = (handover: Handover) =>
    outcomes.filter(outcome => answerTo(handover, tell(report(outcome))) === 'HandoverOutcomeReported')
  t.strictSame(possible(sent), [])
  t.strictSame(possible(after(received)), ['registered', 'not-registered'])
  const registered = after(received, reported('registered'))
  t.strictSame(possible(registered), ['not-an-offence', 'forwarded-to-police'])
  t.equal(answerTo(sent, tell(report('registered'))), 'R-CRH-04')
  for (const end of ['not-an-offence', 'forwarded-to-police'] as const) {
    t.strictSame(possible(after(received, reported('registered'), reported(end))), [], end)
  }
  t.strictSame(possible(after(received, reported('not-registered'))), [])
})

t.test('a report that stands may be repeated, and not with other words (R-GEN-01)', async t => {
  const registered = after(received, reported('registered'))
  t.equal(answerTo(registered, tell(report('registered'))), 'nothing')
  t.equal(answerTo(registered, tell({ ...report('registered'), registrationNumber: '013/TM' })), 'R-GEN-01')
  t.equal(
    answerTo(after(received, reported('registered'), reported('not-an-offence')), tell(report('registered'))),
    'nothing',
  )
})

t.test('R-CRH-06 a registration names its number, and nothing else does', async t => {
  t.equal(answerTo(after(received), tell({ ...report('registered'), registrationNumber: null })), 'R-CRH-06')
  t.equal(answerTo(after(received), tell({ ...report('not-registered'), registrationNumber: '012/TM' })), 'R-CRH-06')
})

t.test('a hand-over begins with its sending, once', async t => {
  t.throws(() => evolveHandover(undefined, { ...received, act: officer }))
  const { id, referralId, receiver, dueAt, late, content } = sent
  const again: HandoverEvent = { type: 'HandoverSent', data: { id, referralId, receiver, dueAt, late, content } }
  t.throws(() => evolveHandover(sent, { ...again, act: officer }))
})
