import t from 'tap'
import {
  type DecisionContent,
  type DecisionOutcome,
  type DecisionTrack,
  decisionOutcomes,
  decisionTracks,
  type PenaltyClass,
  penaltyClasses,
  refusalOfContent,
} from '../../src/domain/decision.ts'
import type { ReportedPersonId } from '../../src/domain/ids.ts'
import type { CaseCommand } from './case-file.ts'
import * as cast from './examples.ts'
import { disciplinary, ethical, examinedTwo, history, notProven, on, referralId, sari, stranger } from './examples.ts'
import { happens, refused, scenario } from './scenario.ts'

const draft = (content: DecisionContent): CaseCommand => ({
  type: 'DraftDecision',
  act: cast.caseOfficer(on(10)),
  content,
  supersedes: null,
})
const drafted = (content: DecisionContent) =>
  happens({ type: 'DecisionDrafted', data: { referralId, number: 1, content, supersedes: null } })

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
  draft({ ...without(disciplinary), outcome: 'criminal' }),
  refused('R-DEC-05', '/outcome'),
)

scenario(
  'R-DEC-06 ethics knows moral sanctions only',
  history['under-examination'],
  draft({ ...ethical, penaltyClass: 'light' }),
  refused('R-DEC-06', '/penaltyClass'),
)

scenario(
  'R-DEC-06 discipline knows no moral sanction',
  history['under-examination'],
  draft({ ...disciplinary, penaltyClass: 'moral' }),
  refused('R-DEC-06', '/penaltyClass'),
)

scenario(
  'R-DEC-06 an administrative decision names its penalty class',
  history['under-examination'],
  draft(without(disciplinary)),
  refused('R-DEC-06', '/penaltyClass'),
)

scenario(
  'R-DEC-06 where nothing is proven there is no penalty',
  history['under-examination'],
  draft({ ...disciplinary, outcome: 'not-proven' }),
  refused('R-DEC-06', '/penaltyClass'),
)

/** Which penalty classes an outcome may name on a track, by hand: `null` is none, an empty list is no such decision. */
const fitting: Record<DecisionTrack, Record<DecisionOutcome, readonly (PenaltyClass | null)[]>> = {
  ethics: {
    administrative: ['moral'],
    criminal: [],
    'no-violation': [null],
    'not-proven': [null],
    'time-barred': [null],
    moot: [null],
  },
  discipline: {
    administrative: ['light', 'medium', 'heavy', 'dismissal'],
    criminal: [],
    'no-violation': [null],
    'not-proven': [null],
    'time-barred': [null],
    moot: [null],
  },
  criminal: {
    administrative: [],
    criminal: [null],
    'no-violation': [null],
    'not-proven': [null],
    'time-barred': [null],
    moot: [null],
  },
}

for (const track of decisionTracks) {
  for (const outcome of decisionOutcomes) {
    t.test(
      `on the ${track} track, ${outcome} goes with ${fitting[track][outcome].join(', ') || 'nothing'}`,
      async t => {
        for (const penaltyClass of [null, ...penaltyClasses]) {
          const bare = { ...without(disciplinary), track, outcome }
          const content = penaltyClass === null ? bare : { ...bare, penaltyClass }
          const refusal = refusalOfContent(content, [sari, stranger])
          t.equal(refusal === undefined, fitting[track][outcome].includes(penaltyClass), `${penaltyClass}`)

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

function without({ penaltyClass: _, ...content }: DecisionContent): DecisionContent {
  return content
}
