import { stepReasons } from '../../src/domain/deadline-steps.ts'
import type { Obligation, ReferralDeadline } from '../service/case-file.ts'
import type { Narrator } from './narrator.ts'

type Counted = Obligation['deadlines'][number] | ReferralDeadline

/** Says by when something is due, by which article, how sure that is, and how it was counted. */
export function tellDeadline({ note }: Pick<Narrator, 'note'>, what: string, deadline: Counted): void {
  const { dueOn, length, unit, legalBasis, confidence, steps } = deadline
  note(
    `${what}: due on ${dueOn}, ${length} ${unit.replace('-', ' ')}s, by ${legalBasis} (${confidence}). It is counted so:`,
  )
  for (const { from, to, reason, count, total } of steps) {
    const run = from === to ? from : `${from} to ${to}`
    note(`- ${run}: ${stepReasons[reason].en}${count > 0 ? ` (+${count} = ${total})` : ''}`)
  }
}
