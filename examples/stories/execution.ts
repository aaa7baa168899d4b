import { dueDate } from '../service/due-date.ts'
import type { OpenObligation } from '../service/obligation.ts'
import { tellDeadline } from './arithmetic.ts'
import type { Narrator } from './narrator.ts'
import { hendra } from './people.ts'

/** The mayor obeys in time: receipt of what he must do, and the report of what he did. */
export async function playExecution(obligation: OpenObligation, narrator: Narrator): Promise<void> {
  const { note, step } = narrator
  const obliged = await step(hendra, 'confirms receipt of the obligation, and sees what it is and by when.', () =>
    obligation.receive(hendra),
  )
  const { penalty, decision, person, next } = obliged
  note(`${penalty.sanction} (${penalty.penaltyClass}) for ${person?.name}, by ${decision.legalBasis}.`)
  for (const deadline of obliged.deadlines) tellDeadline(narrator, 'The penalty', deadline)
  note(`If nothing comes, the next is the step “${next?.step}”; in the end her data are blocked.`)

  const today = dueDate(obliged, 0)
  const { penaltyClass, sanction } = penalty
  const inForceFrom = await obligation.inForceOn(hendra, today)
  note(`She receives it today. By the clock of the law it is in force on ${inForceFrom}, the fifteenth working day.`)
  const done = await step(hendra, 'reports that the mayor has imposed it: instrument, sanction, proof.', () =>
    obligation.report(hendra, {
      instrument: { number: '800/1187/2023', date: today, signatory: 'Wali Kota Surakarta' },
      penaltyClass,
      ...(sanction !== null && { sanction }),
      inForceFrom,
      document: { reference: 'IDIS/2023/1187' },
    }),
  )
  note(`It is the sanction of the decision, so it needs no answer. The obligation is ${done.status}.`)
}
