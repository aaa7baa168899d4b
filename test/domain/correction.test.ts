import t from 'tap'
import type { Correctable } from '../../src/domain/correction.ts'
import { type CaseCommand, type CaseEvent, replay } from './case-file.ts'
import * as cast from './examples.ts'
import { commissioner, disciplinary, drafted, history, issued, officers, on } from './examples.ts'
import { happens, refused, scenario } from './scenario.ts'

const why = { reason: 'clerical-error', explanation: 'Two digits were swapped.' }
const renumbered: Correctable = { instrument: { number: 'R-21/KASN/2/2024' } }
const correct = (correction: Correctable, number = 1, act = commissioner(on(15))): CaseCommand => ({
  type: 'CorrectDecision',
  act,
  number,
  correction,
  ...why,
})
const before = { instrument: { number: disciplinary.instrument.number } }
const corrected = (number: number, from: Correctable, to: Correctable): CaseEvent => ({
  type: 'DecisionCorrected',
  act: commissioner(on(15)),
  data: { number: 1, correction: { number, before: from, after: to, ...why } },
})

scenario(
  'a slip in the number of an instrument is corrected, and what stood there is kept',
  history.decided,
  correct(renumbered),
  happens({
    type: 'DecisionCorrected',
    data: { number: 1, correction: { number: 1, before, after: renumbered, ...why } },
  }),
)

scenario(
  'of what is repeated in a correction, only what differs is corrected',
  history.closed,
  correct({ ...renumbered, reasons: disciplinary.reasons, legalBasis: 'PP 94/2021 pasal 5 huruf n angka 1' }),
  happens({
    type: 'DecisionCorrected',
    data: {
      number: 1,
      correction: {
        number: 1,
        before: { ...before, legalBasis: disciplinary.legalBasis },
        after: { ...renumbered, legalBasis: 'PP 94/2021 pasal 5 huruf n angka 1' },
        ...why,
      },
    },
  }),
)

scenario(
  'whoever has an open copy learns what was corrected of what the copy says, and that the reasons were, without them',
  [...history.decided, cast.copied()],
  correct({ ...renumbered, reasons: 'Said in other words.' }),
  happens(
    {
      type: 'DecisionCorrected',
      data: {
        number: 1,
        correction: {
          number: 1,
          before: { ...before, reasons: disciplinary.reasons },
          after: { ...renumbered, reasons: 'Said in other words.' },
          ...why,
        },
      },
    },
    {
      type: 'CopyCorrected',
      data: {
        number: 1,
        correction: {
          correctionNumber: 1,
          instrument: { ...disciplinary.instrument, number: 'R-21/KASN/2/2024' },
          reasons: true,
        },
      },
    },
  ),
)

scenario(
  'R-DEC-18 a correction changes something',
  history.decided,
  correct({ reasons: disciplinary.reasons, instrument: { signatory: disciplinary.instrument.signatory } }),
  refused('R-DEC-18', ''),
)

scenario(
  'R-DEC-18 a correction that was made already changes nothing',
  [...history.decided, corrected(1, before, renumbered)],
  correct(renumbered),
  refused('R-DEC-18', ''),
)

scenario(
  'R-DEC-02 whoever drafted a decision does not correct it',
  history.decided,
  correct(renumbered, 1, { ...commissioner(on(15)), person: officers.caseOfficer }),
  refused('R-DEC-02'),
)

scenario(
  'R-DEC-17 a draft is revised and not corrected',
  [...history['under-examination'], drafted(1)],
  correct(renumbered),
  refused('R-DEC-17'),
)

scenario(
  'R-DEC-17 an annulled decision is not corrected',
  [...history.decided, cast.annulled(1)],
  correct(renumbered),
  refused('R-DEC-17'),
)

scenario(
  'R-DEC-17 a superseded decision is not corrected',
  [...history.decided, drafted(2, disciplinary, 1), ...issued(2, disciplinary, 1)],
  correct(renumbered),
  refused('R-DEC-17'),
)

t.test('every version of a corrected decision can be told', async t => {
  const again = { instrument: { number: 'R-22/KASN/2/2024' } }
  const events = [...history.decided, corrected(1, before, renumbered), corrected(2, renumbered, again)]
  const [decision] = replay(events).matters[0]?.referral.decisions ?? []
  t.equal(decision?.instrument.number, 'R-22/KASN/2/2024')
  t.strictSame(
    decision?.corrections.map(({ before, after }) => [before.instrument?.number, after.instrument?.number]),
    [
      ['R-12/KASN/2/2024', 'R-21/KASN/2/2024'],
      ['R-21/KASN/2/2024', 'R-22/KASN/2/2024'],
    ],
  )
  t.equal(decision?.instrument.date, disciplinary.instrument.date)
  t.equal(decision?.sanction, disciplinary.sanction)
})
