import t from 'tap'
import type { PersonId } from '../../src/domain/agencies.ts'
import type { DecisionContent } from '../../src/domain/decision.ts'
import { type ExaminationCommand, evolveExamination } from '../../src/domain/examination.ts'
import type { Opening } from '../../src/domain/manifest.ts'
import type { FrozenVersion } from '../../src/domain/referral.ts'
import { type CaseCommand, type CaseEvent, decide, replay } from './case-file.ts'
import * as cast from './examples.ts'
import {
  annulled,
  annulment,
  cancellation,
  cancelled,
  caseOfficer,
  closed,
  commissioner,
  decided,
  disciplinary,
  drafted,
  drawnUp,
  emptyManifestDigest,
  ethical,
  examinedTwo,
  history,
  issued,
  notProven,
  officers,
  on,
  referralId,
  revised,
  secondCaseOfficer,
} from './examples.ts'
import { happens, nothing, refused, scenario } from './scenario.ts'

const examined = history['under-examination']
const lighter: DecisionContent = { ...disciplinary, violationTypes: ['PD-18'], sanction: 'PP94-L2' }
const afterAppeal: DecisionContent = { ...disciplinary, sanction: 'PP94-H1', reasons: 'The appeal was lost.' }

const draft = (content: DecisionContent, supersedes: number | null = null): ExaminationCommand => ({
  type: 'DraftDecision',
  act: caseOfficer(on(15)),
  content,
  supersedes,
})
const revise = (number: number, content: DecisionContent, act = caseOfficer(on(15))): ExaminationCommand => ({
  type: 'ReviseDecision',
  act,
  number,
  content,
})
const cancel = (number: number, explanation = cancellation.explanation): ExaminationCommand => ({
  type: 'CancelDecision',
  act: caseOfficer(on(15)),
  number,
  explanation,
})
const issue = (number: number, act = commissioner(on(15))): CaseCommand => ({
  type: 'IssueDecision',
  act,
  number,
})
const annul = (number: number, explanation = annulment.explanation): ExaminationCommand => ({
  type: 'AnnulDecision',
  reason: annulment.reason,
  act: commissioner(on(15)),
  number,
  explanation,
})
const drafting = (number: number, content: DecisionContent, supersedes: number | null = null) =>
  happens({ type: 'DecisionDrafted', data: { referralId, number, content: drawnUp(content, 15), supersedes } })
const issuing = (
  number: number,
  content: DecisionContent,
  {
    supersedes = null,
    draftedBy = [officers.caseOfficer],
    issuer = officers.commissioner,
  }: { supersedes?: number | null; draftedBy?: PersonId[]; issuer?: PersonId } = {},
) =>
  [
    { type: 'DecisionReleased', data: { number } },
    {
      type: 'DecisionIssued',
      data: {
        ...drawnUp(content, 15),
        number,
        supersedes,
        draftedBy,
        versionNumber: 1,
        manifestDigest: emptyManifestDigest,
        openings: [...draftedBy, issuer].map(person => ({ person, evidenceIds: [] })),
      },
    },
  ] as const

/** Two persons, decision 1 issued on the first. */
const halfDecided: readonly CaseEvent[] = [...examinedTwo, drafted(1), ...issued(1)]
/** Two persons, both decided. */
const bothDecided: readonly CaseEvent[] = [...halfDecided, drafted(2, notProven), ...issued(2, notProven), decided]

// Drafting

scenario('a decision is drafted under examination', examined, draft(disciplinary), drafting(1, disciplinary))

scenario(
  'another track of the same person is another decision',
  [...examined, drafted(1)],
  draft(ethical),
  drafting(2, ethical),
)

scenario(
  'the number of a cancelled draft is not given again',
  [...examined, drafted(1), cancelled(1)],
  draft(disciplinary),
  drafting(2, disciplinary),
)

scenario(
  'R-DEC-01 nothing is drafted before the examination',
  history.accepted,
  draft(disciplinary),
  refused('R-DEC-01'),
)

scenario(
  'once decided, a person is still judged on a further track',
  history.decided,
  draft(ethical),
  drafting(2, ethical),
)
scenario(
  'what was drafted on a further track before the closure opens the referral again',
  [...history.decided, drafted(2, ethical), closed],
  issue(2),
  happens(...issuing(2, ethical), { type: 'ReferralDecided', data: {} }),
)

scenario(
  'R-DEC-01 once closed, nothing is drafted but what supersedes',
  history.closed,
  draft(ethical),
  refused('R-DEC-01'),
)

scenario(
  'R-DEC-07 there is no second draft for one person and track',
  [...examined, drafted(1)],
  draft(lighter),
  refused('R-DEC-07'),
)

scenario(
  'R-DEC-07 there is no second decision for one person and track',
  halfDecided,
  draft(lighter),
  refused('R-DEC-07'),
)

scenario(
  'after an annulment the person and track are decided anew',
  [...history.decided, annulled(1)],
  draft(lighter),
  drafting(2, lighter),
)

scenario(
  'a superseding decision is drafted once a referral is decided',
  history.decided,
  draft(afterAppeal, 1),
  drafting(2, afterAppeal, 1),
)

scenario(
  'a superseding decision is drafted while others are still examined',
  halfDecided,
  draft(afterAppeal, 1),
  drafting(2, afterAppeal, 1),
)

scenario(
  'R-DEC-07 there is no second superseding draft for one person and track',
  [...history.decided, drafted(2, afterAppeal, 1)],
  draft(afterAppeal, 1),
  refused('R-DEC-07'),
)

scenario(
  'R-DEC-09 a decision supersedes one on the same track',
  history.decided,
  draft(ethical, 1),
  refused('R-DEC-09', '/supersedes'),
)

scenario(
  'R-DEC-09 a decision supersedes one on the same person',
  bothDecided,
  draft(afterAppeal, 2),
  refused('R-DEC-09', '/supersedes'),
)

scenario(
  'R-DEC-09 a decision does not supersede what was never issued',
  history.decided,
  draft(afterAppeal, 7),
  refused('R-DEC-09', '/supersedes'),
)

scenario(
  'R-DEC-09 a decision does not supersede what was superseded',
  [...history.decided, drafted(2, afterAppeal, 1), ...issued(2, afterAppeal, 1)],
  draft(lighter, 1),
  refused('R-DEC-09', '/supersedes'),
)

scenario(
  'R-DEC-09 a decision does not supersede what was annulled',
  [...history.decided, annulled(1)],
  draft(afterAppeal, 1),
  refused('R-DEC-09', '/supersedes'),
)

// Editing

scenario(
  'a draft is edited by another officer',
  [...examined, drafted(1)],
  revise(1, lighter, secondCaseOfficer(on(15))),
  happens({ type: 'DecisionRevised', data: { number: 1, content: drawnUp(lighter, 15) } }),
)

scenario(
  'an edit that changes nothing leaves no event',
  [...examined, drafted(1)],
  revise(1, { ...disciplinary }),
  nothing,
)

scenario(
  'an edit that changes nothing leaves no event, even of what is issued',
  history.closed,
  revise(1, disciplinary),
  nothing,
)

scenario('R-DEC-08 an issued decision is not edited', history.decided, revise(1, lighter), refused('R-DEC-08'))

scenario(
  'R-DEC-08 a cancelled draft is not edited',
  [...examined, drafted(1), cancelled(1)],
  revise(1, lighter),
  refused('R-DEC-08'),
)

scenario(
  'R-DEC-07 a draft does not move to another track',
  [...examined, drafted(1)],
  revise(1, ethical),
  refused('R-DEC-07'),
)

scenario(
  'R-DEC-07 a draft does not move to another person',
  [...examinedTwo, drafted(1)],
  revise(1, notProven),
  refused('R-DEC-07'),
)

scenario(
  'R-DEC-06 an edit may not make a decision that does not fit itself',
  [...examined, drafted(1)],
  revise(1, { ...disciplinary, outcome: 'not-proven' }),
  refused(
    'R-DEC-06',
    { pointer: '/violationTypes', code: 'not-with-this-outcome' },
    { pointer: '/sanction', code: 'not-with-this-outcome' },
  ),
)

scenario(
  'R-DEC-01 a draft left in a withdrawn referral is not edited',
  [
    ...examined,
    drafted(1),
    { ...cast.requested, act: cast.referrer(on(11)) },
    { ...cast.consented, act: commissioner(on(12)) },
  ],
  revise(1, lighter),
  refused('R-DEC-01'),
)

// Cancelling

scenario(
  'a draft is cancelled with a reason',
  [...examined, drafted(1)],
  cancel(1),
  happens({ type: 'DecisionCancelled', data: { number: 1, ...cancellation } }),
)

scenario('cancelling twice changes nothing', [...examined, drafted(1), cancelled(1)], cancel(1), nothing)

scenario(
  'R-GEN-01 a cancellation is not given another reason',
  [...examined, drafted(1), cancelled(1)],
  cancel(1, 'Changed our mind.'),
  refused('R-GEN-01'),
)

scenario('R-DEC-08 an issued decision is not cancelled', history.decided, cancel(1), refused('R-DEC-08'))

scenario(
  'a referral whose persons are all decided is decided when its last draft is cancelled',
  [...examined, drafted(1), drafted(2, ethical), ...issued(1)],
  cancel(2),
  happens({ type: 'DecisionCancelled', data: { number: 2, ...cancellation } }, { type: 'ReferralDecided', data: {} }),
)

scenario(
  'a referral is not decided by a cancellation while another draft is left',
  [
    ...examined,
    drafted(1),
    drafted(2, ethical),
    drafted(3, { ...notProven, reportedPersonId: cast.sari.id, track: 'criminal' }),
    ...issued(1),
  ],
  cancel(2),
  happens({ type: 'DecisionCancelled', data: { number: 2, ...cancellation } }),
)

scenario(
  'a referral is not decided by a cancellation while a person waits for a decision',
  [...halfDecided, drafted(2, notProven)],
  cancel(2),
  happens({ type: 'DecisionCancelled', data: { number: 2, ...cancellation } }),
)

scenario(
  'cancelling a superseding draft leaves a closed referral closed',
  [...history.closed, drafted(2, afterAppeal, 1)],
  cancel(2),
  happens({ type: 'DecisionCancelled', data: { number: 2, ...cancellation } }),
)

// Issuing

scenario(
  'issuing the last missing decision decides the referral',
  [...examined, drafted(1)],
  issue(1),
  happens(...issuing(1, disciplinary), { type: 'ReferralDecided', data: {} }),
)

scenario(
  'a referral is not decided while a person waits for a decision',
  [...examinedTwo, drafted(1)],
  issue(1),
  happens(...issuing(1, disciplinary)),
)

scenario(
  'a referral is not decided while another decision is drafted',
  [...examined, drafted(1), drafted(2, ethical)],
  issue(1),
  happens(...issuing(1, disciplinary)),
)

scenario(
  'the decision on the last person decides the referral',
  [...halfDecided, drafted(2, notProven)],
  issue(2),
  happens(...issuing(2, notProven), { type: 'ReferralDecided', data: {} }),
)

scenario('issuing twice changes nothing', history.decided, issue(1), nothing)

scenario('an issuance stands, whatever followed', [...history.decided, annulled(1)], issue(1), nothing)

scenario(
  'R-DEC-02 whoever drafted a decision does not issue it',
  [...examined, drafted(1)],
  issue(1, { ...commissioner(on(15)), person: officers.caseOfficer }),
  refused('R-DEC-02'),
)

scenario(
  'R-DEC-02 whoever edited a draft does not issue it',
  [...examined, drafted(1), revised(1, lighter, secondCaseOfficer(on(11)))],
  issue(1, { ...commissioner(on(15)), person: officers.secondCaseOfficer }),
  refused('R-DEC-02'),
)

scenario(
  'R-DEC-02 that the issuer drafted it is refused before the state is looked at',
  [...examined, drafted(1), cancelled(1)],
  issue(1, { ...commissioner(on(15)), person: officers.caseOfficer }),
  refused('R-DEC-02'),
)

scenario(
  'whoever drafted one decision may issue another',
  [...examined, drafted(1), { ...drafted(2, ethical), act: secondCaseOfficer(on(10)) }],
  issue(2, { ...commissioner(on(15)), person: officers.caseOfficer }),
  happens(...issuing(2, ethical, { draftedBy: [officers.secondCaseOfficer], issuer: officers.caseOfficer })),
)

scenario(
  'an issued decision names everybody who drafted it',
  [...examinedTwo, drafted(1), revised(1, lighter, secondCaseOfficer(on(11)))],
  issue(1),
  happens(...issuing(1, lighter, { draftedBy: [officers.caseOfficer, officers.secondCaseOfficer] })),
)

scenario(
  'R-DEC-08 a cancelled draft is not issued',
  [...examined, drafted(1), cancelled(1)],
  issue(1),
  refused('R-DEC-08'),
)

scenario(
  'R-DEC-01 a draft left in a withdrawn referral is not issued',
  [
    ...examined,
    drafted(1),
    { ...cast.requested, act: cast.referrer(on(11)) },
    { ...cast.consented, act: commissioner(on(12)) },
  ],
  issue(1),
  refused('R-DEC-01'),
)

scenario(
  'a superseding decision leaves a decided referral decided',
  [...history.decided, drafted(2, afterAppeal, 1)],
  issue(2),
  happens(...issuing(2, afterAppeal, { supersedes: 1 })),
)

scenario(
  'a superseding decision after an appeal opens a closed referral again',
  [...history.closed, drafted(2, afterAppeal, 1)],
  issue(2),
  happens(...issuing(2, afterAppeal, { supersedes: 1 }), { type: 'ReferralDecided', data: {} }),
)

scenario(
  'a superseding decision drafted before the closure opens the referral again',
  [...history.decided, drafted(2, afterAppeal, 1), closed],
  issue(2),
  happens(...issuing(2, afterAppeal, { supersedes: 1 }), { type: 'ReferralDecided', data: {} }),
)

scenario(
  'R-DEC-09 a superseding decision is not issued once its predecessor is annulled',
  [...history.decided, drafted(2, afterAppeal, 1), annulled(1)],
  issue(2),
  refused('R-DEC-09', ''),
)

// What was on the table

const { capture, video } = cast
const openedCapture = cast.opened(capture, caseOfficer(on(9)), referralId)
const examinedWithEvidence: readonly CaseEvent[] = [
  ...cast.historyOfEvidence['under-examination'],
  openedCapture,
  { ...drafted(1), act: caseOfficer(on(10)) },
]
/** The decision on the only person, with what was on the table and who had opened what of it. */
const issuingOn = (
  onTable: FrozenVersion,
  openings: readonly Opening[],
  draftedBy: readonly PersonId[] = [officers.caseOfficer],
) =>
  happens(
    { type: 'DecisionReleased', data: { number: 1 } },
    {
      type: 'DecisionIssued',
      data: {
        ...drawnUp(disciplinary, 15),
        number: 1,
        supersedes: null,
        draftedBy,
        versionNumber: onTable.number,
        manifestDigest: onTable.manifestDigest,
        openings,
      },
    },
    { type: 'ReferralDecided', data: {} },
  )
const firstVersion = cast.version(1, cast.finding, [cast.onManifest(1, capture)])
const caseOfficerOpened = { person: officers.caseOfficer, evidenceIds: [capture] }

scenario(
  'an issued decision pins the manifest that was on the table, and which items drafter and issuer had opened',
  examinedWithEvidence,
  issue(1),
  issuingOn(firstVersion, [caseOfficerOpened, { person: officers.commissioner, evidenceIds: [] }]),
)

scenario(
  'a decision is issued though nobody had opened anything, and says so',
  examinedWithEvidence.filter(event => event !== openedCapture),
  issue(1),
  issuingOn(firstVersion, [
    { person: officers.caseOfficer, evidenceIds: [] },
    { person: officers.commissioner, evidenceIds: [] },
  ]),
)

scenario(
  'an issued decision names what the issuer had opened or downloaded',
  [...examinedWithEvidence, cast.downloaded(capture, commissioner(on(11)), referralId)],
  issue(1),
  issuingOn(firstVersion, [caseOfficerOpened, { person: officers.commissioner, evidenceIds: [capture] }]),
)

scenario(
  'an issued decision names of every drafter what they had opened, and of nobody else',
  [
    ...examinedWithEvidence,
    revised(1, lighter, secondCaseOfficer(on(11))),
    revised(1, disciplinary, secondCaseOfficer(on(11))),
    cast.opened(capture, cast.intakeOfficer(on(11)), referralId),
  ],
  issue(1),
  issuingOn(
    firstVersion,
    [
      caseOfficerOpened,
      { person: officers.secondCaseOfficer, evidenceIds: [] },
      { person: officers.commissioner, evidenceIds: [] },
    ],
    [officers.caseOfficer, officers.secondCaseOfficer],
  ),
)

const secondVersion = cast.version(2, cast.finding, [
  cast.onManifest(1, capture, { custodyPosition: 8 }),
  cast.onManifest(2, video),
])
const supplemented: readonly CaseEvent[] = [
  ...cast.ready(video),
  { type: 'ViolationReferred', act: cast.referrer(on(11)), data: { referralId, versionNumber: 2 } },
  {
    type: 'ReferralSupplemented',
    act: cast.referrer(on(11)),
    data: { version: secondVersion, explanation: 'A witness has sent the video.' },
  },
  cast.handedOver(video, 2, 11),
]

scenario(
  'a decision that is issued after a supplement pins the new manifest, whatever was on the table when it was drafted',
  [...examinedWithEvidence, ...supplemented, cast.opened(video, commissioner(on(12)), referralId)],
  issue(1),
  issuingOn(secondVersion, [caseOfficerOpened, { person: officers.commissioner, evidenceIds: [video] }]),
)

scenario(
  'what was opened but is not on the table is not named',
  [
    ...examinedWithEvidence,
    cast.excluded(capture, cast.recorder(on(11))),
    ...supplemented.slice(0, -2),
    {
      type: 'ReferralSupplemented',
      act: cast.referrer(on(11)),
      data: {
        version: cast.version(2, cast.finding, [cast.onManifest(1, video)]),
        explanation: 'In place of the capture.',
      },
    },
    cast.handedOver(video, 2, 11),
  ],
  issue(1),
  issuingOn(cast.version(2, cast.finding, [cast.onManifest(1, video)]), [
    { person: officers.caseOfficer, evidenceIds: [] },
    { person: officers.commissioner, evidenceIds: [] },
  ]),
)

t.test('what an issued decision says of the evidence stays as it was, whoever opens what later', async t => {
  const before = [...examinedWithEvidence, ...issued(1), decided]
  const decisions = (events: readonly CaseEvent[]) => replay(events).matters[0]!.referral.decisions
  t.strictSame(decisions([...before, cast.opened(capture, commissioner(on(13)), referralId)]), decisions(before))
})

// Annulling

scenario(
  'a standing decision of a decided referral is annulled, and the referral is examined again',
  history.decided,
  annul(1),
  happens({ type: 'DecisionAnnulled', data: { number: 1, ...annulment } }),
)

scenario('annulling twice changes nothing', [...history.decided, annulled(1)], annul(1), nothing)

scenario(
  'an annulment stands, whatever followed',
  [...history.decided, annulled(1), drafted(2), ...issued(2), decided, closed],
  annul(1),
  nothing,
)

scenario(
  'R-GEN-01 an annulment is not given another reason',
  [...history.decided, annulled(1)],
  annul(1, 'The law has changed.'),
  refused('R-GEN-01'),
)

scenario('R-DEC-10 a draft is not annulled', [...examined, drafted(1)], annul(1), refused('R-DEC-10'))

scenario(
  'R-DEC-10 a superseded decision is not annulled',
  [...history.decided, drafted(2, afterAppeal, 1), ...issued(2, afterAppeal, 1)],
  annul(1),
  refused('R-DEC-10'),
)

scenario(
  'a decision is annulled while others are still examined, as merging and identifying ask for',
  halfDecided,
  annul(1),
  happens({ type: 'DecisionAnnulled', data: { number: 1, ...annulment } }),
)

scenario('R-DEC-10 a decision of a closed referral is not annulled', history.closed, annul(1), refused('R-DEC-10'))

scenario(
  'a draft that can no longer be issued can still be cancelled, and its place drafted anew',
  [...history.decided, drafted(2, afterAppeal, 1), annulled(1), cancelled(2)],
  draft(lighter),
  drafting(3, lighter),
)

// What the log says

t.test('an issued decision keeps what it says; only its standing changes', async t => {
  const standings = (events: readonly CaseEvent[]) =>
    replay(events).matters[0]!.referral.decisions.map(({ number, standing, penaltyClass }) => [
      number,
      standing,
      penaltyClass,
    ])
  const superseded = [...history.decided, drafted(2, afterAppeal, 1), ...issued(2, afterAppeal, 1)]
  t.strictSame(standings(history.decided), [[1, 'issued', 'medium']])
  t.strictSame(standings(superseded), [
    [1, 'superseded', 'medium'],
    [2, 'issued', 'heavy'],
  ])
  t.strictSame(standings([...superseded, annulled(2)]), [
    [1, 'superseded', 'medium'],
    [2, 'annulled', 'heavy'],
  ])
})

t.test('a draft remembers everybody who edited it, once, and counts its changes', async t => {
  const events = [...examined, drafted(1), revised(1, lighter), revised(1, disciplinary, secondCaseOfficer(on(12)))]
  const work = replay(events).matters[0]!.examination!.drafts[0]!
  t.strictSame(work.drafters, [officers.caseOfficer, officers.secondCaseOfficer])
  t.equal(work.revision, 3)
  t.equal(work.draftedAt, on(10))
  t.equal(work.changedAt, on(12))
})

t.test('a decision that was never drafted is neither edited nor cancelled, issued nor annulled', async t => {
  const file = replay([...examined, drafted(1)])
  for (const command of [revise(2, lighter), cancel(2), issue(2), annul(2), issue(0)]) {
    t.throws(() => decide(file, command, cast.mandates), command.type)
  }
  t.throws(() =>
    evolveExamination(undefined, { type: 'DecisionReleased', act: commissioner(on(12)), data: { number: 1 } }),
  )
})
