import t from 'tap'
import {
  type DecisionContent,
  type DecisionOutcome,
  type DecisionTrack,
  decisionOutcomes,
  decisionTracks,
  refusalOfContent,
} from '../../src/domain/decision.ts'
import type { ReportedPersonId } from '../../src/domain/ids.ts'
import type { CaseCommand } from './case-file.ts'
import * as cast from './examples.ts'
import {
  criminal,
  disciplinary,
  drawnUp,
  examinedTwo,
  history,
  notProven,
  on,
  referralId,
  sari,
  stranger,
} from './examples.ts'
import { happens, refused, scenario } from './scenario.ts'

const draft = (content: DecisionContent): CaseCommand => ({
  type: 'DraftDecision',
  act: cast.caseOfficer(on(10)),
  content,
  supersedes: null,
})
const drafted = (content: DecisionContent) =>
  happens({ type: 'DecisionDrafted', data: { referralId, number: 1, content: drawnUp(content, 10), supersedes: null } })

scenario(
  'a decision is about one reported person on one track',
  history['under-examination'],
  draft(disciplinary),
  drafted(disciplinary),
)

scenario(
  'a person who is not identified may be decided on, though not with a penalty',
  examinedTwo,
  draft(notProven),
  drafted(notProven),
)

scenario(
  'R-DEC-03 there is no decision on a person the version under examination does not name',
  history['under-examination'],
  draft(notProven),
  refused('R-DEC-03', '/reportedPersonId'),
)

scenario(
  'R-DEC-03 there is no decision on a person whom the violation named only after it was sent',
  [
    ...history.returned,
    cast.changed(cast.findingOnTwo, true, 7),
    cast.changed(cast.clarified, true, 7),
    cast.referredAgain,
    cast.resubmitted,
    { ...cast.received, act: cast.intakeOfficer(on(9)) },
    { ...cast.accepted, act: cast.intakeOfficer(on(9)) },
    { ...cast.assigned, act: cast.commissioner(on(9)) },
  ],
  draft(notProven),
  refused('R-DEC-03', '/reportedPersonId'),
)

scenario(
  'R-DEC-04 an administrative decision needs an identified person',
  examinedTwo,
  draft({ ...disciplinary, reportedPersonId: stranger.id }),
  refused('R-DEC-04', '/outcome'),
)

scenario(
  'R-DEC-05 an administrative decision does not belong to the criminal track',
  history['under-examination'],
  draft({ ...disciplinary, track: 'criminal' }),
  refused('R-DEC-05', '/outcome'),
)

scenario(
  'R-DEC-05 passing on as a crime does not belong to the discipline track',
  history['under-examination'],
  draft({ ...criminal, track: 'discipline' }),
  refused('R-DEC-05', '/outcome'),
)

const notWith = (...members: string[]) =>
  members.map(member => ({ pointer: `/${member}`, code: 'not-with-this-outcome' }))
const missing = (member: string) => ({ pointer: `/${member}`, code: 'missing' })

scenario(
  'R-DEC-06 an administrative decision cites a sanction',
  history['under-examination'],
  draft(without(disciplinary, 'sanction')),
  refused('R-DEC-06', missing('sanction')),
)

scenario(
  'R-DEC-06 an administrative decision cites the breaches that it finds',
  history['under-examination'],
  draft(without(disciplinary, 'violationTypes')),
  refused('R-DEC-06', missing('violationTypes')),
)

scenario(
  'R-DEC-06 where nothing is proven there is neither breach nor sanction',
  history['under-examination'],
  draft({ ...disciplinary, outcome: 'not-proven' }),
  refused('R-DEC-06', ...notWith('violationTypes', 'sanction')),
)

scenario(
  'R-DEC-06 a criminal decision cites the provisions',
  history['under-examination'],
  draft(without(criminal, 'criminalProvisions')),
  refused('R-DEC-06', missing('criminalProvisions')),
)

scenario(
  'R-DEC-06 a criminal decision imposes nothing',
  history['under-examination'],
  draft({ ...criminal, sanction: 'PP94-H1' }),
  refused('R-DEC-06', ...notWith('sanction')),
)

/** Whether an outcome belongs to a track, by hand. */
const belongs = (track: DecisionTrack, outcome: DecisionOutcome) =>
  outcome === 'administrative' ? track !== 'criminal' : outcome !== 'criminal' || track === 'criminal'
/** What each outcome cites, by hand. */
const citations = {
  nothing: {},
  sanction: { violationTypes: ['PD-13'], sanction: 'PP94-M1' },
  provisions: { criminalProvisions: ['uu-7-2017-art-494'] },
  both: { violationTypes: ['PD-13'], sanction: 'PP94-M1', criminalProvisions: ['uu-7-2017-art-494'] },
} as const
const citing = (outcome: DecisionOutcome): keyof typeof citations =>
  outcome === 'administrative' ? 'sanction' : outcome === 'criminal' ? 'provisions' : 'nothing'

for (const track of decisionTracks) {
  for (const outcome of decisionOutcomes) {
    t.test(
      `on the ${track} track, ${outcome} goes with ${belongs(track, outcome) ? citing(outcome) : 'nothing at all'}`,
      async t => {
        for (const [name, cited] of Object.entries(citations)) {
          const content: DecisionContent = { ...notProven, reportedPersonId: sari.id, track, outcome, ...cited }
          const refusal = refusalOfContent(content, [sari, stranger])
          t.equal(refusal === undefined, belongs(track, outcome) && name === citing(outcome), name)

          const unidentified = refusalOfContent({ ...content, reportedPersonId: stranger.id }, [sari, stranger])
          if (outcome === 'administrative') t.equal(unidentified?.rule, 'R-DEC-04', 'of somebody not identified')
          else t.equal(unidentified?.rule, refusal?.rule, 'of somebody not identified')
        }
      },
    )
  }
}

t.test('R-DEC-03 the names of inherited members are the ids of nobody', async t => {
  for (const id of ['__proto__', 'constructor', 'toString', '']) {
    const refusal = refusalOfContent({ ...disciplinary, reportedPersonId: id as ReportedPersonId }, [sari])
    t.equal(refusal?.rule, 'R-DEC-03', id)
  }
})

function without(content: DecisionContent, ...members: (keyof DecisionContent)[]): DecisionContent {
  const kept = Object.entries(content).filter(([name]) => !members.includes(name as keyof DecisionContent))
  return Object.fromEntries(kept) as DecisionContent
}
