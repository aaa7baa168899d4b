import t from 'tap'
import type { AgencyId } from '../../src/domain/agencies.ts'
import type { GiveCopy } from '../../src/domain/copies.ts'
import type { EvidenceDescription } from '../../src/domain/evidence-description.ts'
import { isOpen } from '../../src/domain/redacted-copy.ts'
import type { ViolationContent } from '../../src/domain/violation-content.ts'
import type { CaseEvent } from './case-file.ts'
import * as cast from './examples.ts'
import { on } from './examples.ts'
import { happens, nothing, refused, scenario } from './scenario.ts'

const boyolali = 'boyolali' as AgencyId
const province = 'jawa-tengah' as AgencyId
const order: GiveCopy = {
  type: 'GiveCopy',
  act: cast.commissioner(on(13)),
  id: cast.copyId,
  decisionNumber: 1,
  recipient: boyolali,
  days: 27,
  evidence: [],
  reasonsExcerpts: [],
}

/** A case on this content, decided, with one item that was handed over with it. */
function decidedOn(content: ViolationContent, description: EvidenceDescription = cast.capturedPost): CaseEvent[] {
  return [
    cast.recordedAs(content),
    cast.documented,
    ...cast.ready(cast.capture, description),
    cast.referred,
    cast.sentWith(content, [cast.onManifest(1, cast.capture)]),
    cast.handedOver(cast.capture),
    cast.received,
    cast.takenOver(cast.capture),
    cast.accepted,
    cast.assigned,
    cast.drafted(1),
    ...cast.issued(1),
    cast.decided,
  ]
}
const marked: ViolationContent = {
  ...cast.finding,
  releasable: { excerpts: ['liked a post'], evidence: [cast.capture] },
}
scenario(
  'a copy says who, what and which decision, and nothing that nobody marked',
  cast.history.decided,
  order,
  happens({
    type: 'CopyGiven',
    data: { ...cast.copied().data },
  }),
)

scenario(
  'what the sender marked goes with it, the items into their ledgers',
  decidedOn(marked),
  {
    ...order,
    evidence: [cast.capture],
    reasonsExcerpts: ['campaigned for a fixed candidate'],
  },
  happens(
    {
      type: 'CopyGiven',
      data: {
        ...cast.copied().data,
        copy: {
          ...cast.copied().data.copy,
          conduct: { ...cast.copied().data.copy.conduct, excerpts: ['liked a post'] },
          evidence: [
            {
              evidenceId: cast.capture,
              kind: 'captured-link',
              digest: cast.originalOf(cast.capture).digest,
              mediaType: cast.clean.mediaType,
            },
          ],
          decision: { ...cast.copied().data.copy.decision, reasonsExcerpts: ['campaigned for a fixed candidate'] },
        },
      },
    },
    {
      type: 'EvidenceShared',
      of: cast.capture,
      data: { referralId: cast.referralId, copyId: cast.copyId, to: boyolali, until: on(40) },
    },
  ),
)

t.test('a copy never holds a NIK, a source, a reporter, another person, a title or unmarked words', async t => {
  const content: ViolationContent = {
    ...marked,
    source: { kind: 'report', channel: 'asn-self-report' },
    place: { regionCode: '33.09', description: 'Hall of the district office' },
    reportedPersons: [{ ...cast.sari, nik: '3309015204850001' }, cast.stranger],
  }
  const { decide, replay } = await import('./case-file.ts')
  const decided = decide(replay(decidedOn(content)), { ...order, evidence: [cast.capture] }, cast.mandates)
  const text = JSON.stringify(Array.isArray(decided) && decided[0])
  t.match(text, 'Sari Wulandari')
  for (const secret of [
    '3309015204850001',
    'asn-self-report',
    'report"',
    'A man in uniform',
    cast.capturedPost.title,
    'An account of an ASN',
    'Hall of the district office',
    cast.disciplinary.reasons,
  ]) {
    t.notOk(text.includes(secret), secret)
  }
})

scenario(
  'R-CPY-02 there is no copy of a decision that does not stand',
  cast.history.decided,
  { ...order, decisionNumber: 2 },
  refused('R-CPY-02', '/decisionNumber'),
)
scenario(
  'R-CPY-01 there is no copy while no decision stands',
  [...cast.history.decided, cast.annulled(1)],
  order,
  refused('R-CPY-01'),
)
scenario(
  'R-CPY-02 nor of one about a person whom nobody knows',
  [...cast.examinedTwo, cast.drafted(1, cast.notProven), ...cast.issued(1, cast.notProven)],
  order,
  refused('R-CPY-02', '/decisionNumber'),
)
const { personnelAuthority: _, ...ofNobody } = cast.sari
scenario(
  'R-CPY-03 a case that names no personnel authority leads nowhere',
  decidedOn({ ...cast.finding, reportedPersons: [ofNobody] }),
  order,
  refused('R-CPY-03'),
)
scenario(
  'R-CPY-04 a copy goes to nobody who is not on the route',
  cast.history.decided,
  { ...order, recipient: province },
  refused('R-CPY-04', { pointer: '/recipient', code: 'not-on-the-route' }),
)
scenario(
  'R-CPY-04 a copy goes past the regent who is the source of the pressure',
  decidedOn({ ...cast.finding, implicated: [{ agency: boyolali, because: 'exerted-pressure' }] }),
  order,
  refused('R-CPY-04', { pointer: '/recipient', code: 'bypassed' }),
)
scenario(
  'R-CPY-04 a copy goes past whoever the examination found to be part of the case',
  [...cast.history.decided, cast.implicated('boyolali')],
  order,
  refused('R-CPY-04', { pointer: '/recipient', code: 'bypassed' }),
)
scenario(
  'R-CPY-04 and to the next above',
  [...cast.history.decided, cast.implicated('boyolali')],
  { ...order, recipient: province },
  happens({
    type: 'CopyGiven',
    data: { ...cast.copied().data, recipient: province, bypassed: [{ agency: boyolali, because: 'exerted-pressure' }] },
  }),
)
scenario(
  'with what is found out of an authority its copies end, and nobody else’s',
  [...cast.history.decided, cast.copied()],
  cast.implicate('boyolali', on(20)),
  happens(
    { type: 'AuthorityImplicated', data: { number: 1, ...cast.implicate('boyolali', on(20)).implication } },
    { type: 'CopyEnded', data: { number: 1, explanation: 'Witnesses say he led the meeting.' } },
  ),
)
scenario(
  'what is found out of another ends none',
  [...cast.history.decided, cast.copied()],
  cast.implicate('jawa-tengah', on(20)),
  happens({
    type: 'AuthorityImplicated',
    data: { number: 1, ...cast.implicate('jawa-tengah', on(20)).implication },
  }),
)
scenario(
  'R-CPY-10 a slip of a name is not put on record',
  cast.history.accepted,
  cast.implicate('boyolalli', on(20)),
  refused('R-CPY-10', { pointer: '/agency', code: 'unknown' }),
)
scenario(
  'R-CPY-10 nor what is on record already',
  [...cast.history.decided, cast.implicated('boyolali')],
  cast.implicate('boyolali', on(20)),
  refused('R-CPY-10', { pointer: '/agency', code: 'known-already' }),
)
scenario(
  'R-CPY-10 nor what the sender has said',
  decidedOn({ ...cast.finding, implicated: [{ agency: boyolali, because: 'is-reported' }] }),
  cast.implicate('boyolali', on(20)),
  refused('R-CPY-10', { pointer: '/agency', code: 'known-already' }),
)
const mistaken = [...cast.history.decided, cast.implicated('boyolali')]
scenario(
  'that an authority is part of the case is taken back by somebody else, with the reason',
  mistaken,
  cast.takeBack(on(20)),
  happens({ type: 'ImplicationRevoked', data: { number: 1, ...cast.mistake } }),
)
scenario(
  'R-CPY-11 whoever put it on record does not take it back',
  mistaken,
  cast.takeBack(on(20), 1, cast.caseOfficer(on(20))),
  refused('R-CPY-11'),
)
scenario('what was taken back is taken back once', [...mistaken, cast.takenBack()], cast.takeBack(on(20)), nothing)
scenario(
  'R-GEN-01 and for one reason',
  [...mistaken, cast.takenBack()],
  { ...cast.takeBack(on(20)), explanation: 'For another reason.' },
  refused('R-GEN-01'),
)
scenario(
  'from then on a copy may go to it again',
  [...mistaken, cast.takenBack()],
  order,
  happens({ type: 'CopyGiven', data: cast.copied().data }),
)
scenario(
  'R-CPY-04 but not where the sender says it too',
  [
    ...decidedOn({ ...cast.finding, implicated: [{ agency: province, because: 'is-reported' }] }),
    cast.implicated('boyolali'),
    cast.takenBack(),
  ],
  { ...order, recipient: province },
  refused('R-CPY-04', { pointer: '/recipient', code: 'not-on-the-route' }),
)
scenario(
  'what was taken back may be found out after all, and is a record of its own',
  [...mistaken, cast.takenBack()],
  cast.implicate('boyolali', on(20)),
  happens({ type: 'AuthorityImplicated', data: { number: 2, ...cast.implicate('boyolali', on(20)).implication } }),
)
scenario(
  'R-CPY-09 before it has accepted, the receiving agency leaves it to the sender',
  cast.history.received,
  cast.implicate('boyolali', on(20)),
  refused('R-CPY-09'),
)
scenario(
  'a copy lasts as many days as were asked for, to the moment',
  cast.history.decided,
  { ...order, days: 90 },
  happens({ type: 'CopyGiven', data: { ...cast.copied().data, until: on(103) } }),
)

scenario(
  'R-CPY-05 what goes on of the reasons stands in them word for word',
  cast.history.decided,
  { ...order, reasonsExcerpts: [cast.disciplinary.reasons, 'The liked post CAMPAIGNED'] },
  refused('R-CPY-05', '/reasonsExcerpts/1'),
)

const obstacles: readonly [string, CaseEvent[], string][] = [
  ['that the sender did not mark', decidedOn(cast.finding), 'not-marked'],
  [
    'that must not go on',
    decidedOn(marked, { ...cast.capturedPost, handling: ['no-onward-sharing'] }),
    'no-onward-sharing',
  ],
  ['that is confidential', decidedOn({ ...marked, confidentiality: 'confidential' }), 'confidential'],
  ['that is damaged', [...decidedOn(marked), cast.damaged(cast.capture)], 'not-usable'],
  ['that was never sent', [...cast.history.decided], 'not-in-the-version'],
]
for (const [what, given, code] of obstacles) {
  scenario(
    `R-CPY-06 no item goes on ${what}`,
    given,
    { ...order, evidence: [cast.capture] },
    refused('R-CPY-06', { pointer: '/evidence/0', code }),
  )
}

const ending = { type: 'EndCopy', act: cast.commissioner(on(20)), number: 1, explanation: 'Wrong office.' } as const
scenario(
  'a copy is ended before its time, with a reason',
  [...cast.history.decided, cast.copied()],
  ending,
  happens({
    type: 'CopyEnded',
    data: { number: 1, explanation: 'Wrong office.' },
  }),
)
const ended: CaseEvent = { type: 'CopyEnded', act: ending.act, data: { number: 1, explanation: ending.explanation } }
scenario('a copy that was ended is ended already', [...cast.history.decided, cast.copied(), ended], ending, nothing)
scenario(
  'R-GEN-01 with another reason it is not',
  [...cast.history.decided, cast.copied(), ended],
  { ...ending, explanation: 'Another.' },
  refused('R-GEN-01'),
)
scenario(
  'R-CPY-07 what has ended by itself is not ended again',
  [...cast.history.decided, cast.copied()],
  { ...ending, act: cast.commissioner(on(40)) },
  refused('R-CPY-07'),
)

scenario(
  'R-CPY-02 with its decision a copy ends',
  [...cast.history.decided, cast.copied()],
  { type: 'AnnulDecision', act: cast.commissioner(on(13)), number: 1, ...cast.annulment },
  happens(
    { type: 'DecisionAnnulled', data: { number: 1, ...cast.annulment } },
    { type: 'CopyEnded', data: { number: 1, explanation: cast.annulment.explanation } },
  ),
)
scenario(
  'R-CPY-02 what has ended before its decision does is not ended again',
  [...cast.history.decided, cast.copied(), ended],
  { type: 'AnnulDecision', act: cast.commissioner(on(14)), number: 1, ...cast.annulment },
  happens({ type: 'DecisionAnnulled', data: { number: 1, ...cast.annulment } }),
)

t.test('a copy is seen up to its end, and not at it', async t => {
  const until = on(40)
  const second = (offset: number) => new Date(Date.parse(until) + offset).toISOString()
  t.ok(isOpen({ until, ending: null }, second(-1)))
  t.notOk(isOpen({ until, ending: null }, until))
  t.notOk(isOpen({ until, ending: { act: cast.commissioner(on(20)), explanation: 'Wrong office.' } }, on(21)))
})
