import { readCatalogues } from '../catalogue/catalogue.ts'
import type { Clock } from '../domain/catalogue.ts'
import { stepReasons } from '../domain/deadline-steps.ts'
import { deadlineRules, referralClocks } from '../domain/referral-deadlines.ts'
import { code, page, table } from './markdown.ts'

/** docs/clocks.md: how a deadline is counted, who is told what, and every clock of the shipped catalogue. */
export function clocksPage(): string {
  return page(
    'Deadlines',
    'What is due when, by which article, and how the service counts it. The clocks and calendars are rows of the catalogue (`src/catalogue/clocks.json`, `calendars.json`): whoever knows the law better corrects a row, and no code.',
    `## How it is counted

- **Days.** The day on which a clock starts is not counted, unless its row says so. Which day that is, is a matter of the clock's zone: Asia/Jakarta, unless the row names another. The deadline is over at the end of its last day there (\`dueAt\`), to the millisecond.
- **Working days.** Weekly days of rest, public holidays and collective leave are not counted; each is a step of the arithmetic, with its name and the decree. A deadline that reaches a year whose holidays the calendar does not know says so (\`beyondCalendar\`), and may still move.
- **A last day that is no working day** stays where it is, unless the row says that it moves.
- **Backward clocks** are clear days. A summons for 24 July with seven working days leaves seven whole working days between, so that it is received on the day before the first of them at the latest, whatever day of the week that is.
- **Hours** are counted from a moment to a moment, over nights and holidays.
- **Suspensions** are left out: whole days for clocks of days, to the moment for hours. An obligation waits so while an appeal that suspends is pending; no deadline of a referral does, because no source names one that rests and goes on: a return ends the clocks of the receiver, and a resubmission starts them anew.
- **How sure it is.** A deadline is as well known as the least of what it rests on: its clock, and every dated day it met.`,
    `## The steps

A run of days or hours of one kind is one step. \`count\` is what it adds, \`total\` what is counted by then.

${table(
  ['Reason', 'In English', 'In Indonesian'],
  Object.entries(stepReasons).map(([reason, { en, id }]) => [code(reason), en, id]),
)}`,
    `## Deadlines of a referral

\`GET /v1/referrals/{id}/deadlines\` lists them, and each is an event of the referral's timeline, so that everything can be rebuilt from the log.

${table(
  ['Clock', 'Started by', 'Met by', 'Lapses with'],
  referralClocks.map(({ clock, startedBy, metBy, lapsesWith }) => [
    code(clock),
    ...[startedBy, metBy, lapsesWith].map(events => events.map(code).join(', ')),
  ]),
)}

${table(['Rule', 'What it says'], Object.entries(deadlineRules))}

Every process looks after deadlines every ten seconds, and at its start; they share the work. A referral that was sent before there were deadlines gets them with its next act that starts one.`,
    `## A calendar corrected after the fact

Collective leave is sometimes decreed late. Add the day to \`calendars.json\` and a line to its \`changes\`, and start the processes anew: every running deadline that was computed by the older version gets a new row (\`DeadlineRecomputed\`), the old one stays as \`replaced\` with its own steps, and the two name each other. An open obligation gets a further deadline, which counts from then on (\`ObligationDeadlineRecomputed\`, \`because: law-changed\`), and its next step another day; by when a pending appeal is to be answered moves with the same event, and what it was before stays in \`earlierAnswerDue\`. What was met before stays as it was. A process that still has the older files computes nothing anew. It takes the steps of obligations on their day all the same, so that none waits for a process that may not come; the step after that is counted anew by the next round of a process with the newer files (\`ObligationDeadlineRecomputed\` again, without a further deadline). Where only processes with the older files are left, the steps go on by these, until one with the newer starts; one with the older does not start any more ([catalogue.md](catalogue.md#how-a-lawyer-corrects-a-row)). Only a step of the catalogue that the older files do not name waits, and the log says so each round.`,
    `## Asking without a case

\`POST /v1/catalogue/clocks/{code}/computation\` with \`{"start": "2026-07-14"}\`, and \`suspensions\` if there are any, gives the deadline with its steps. Nothing is stored, and no case is looked at.`,
    `## A clock that can be moved

For sandboxes: \`npm run -s clock -- forward 10d\`, \`npm run -s clock -- at 2024-04-05T10:00:00+07:00\`, \`npm run -s clock -- reset\`. It moves the clock of the database, so that all processes have the new time at once and the next round warns or finds overdue. Time never goes back behind the last event on record. Production mode refuses the command, and does not start on a database whose clock was moved. Tokens, signatures of bells and what the service does with the store of evidence (re-hashing, sweeping) go by the true time; in a sandbox (\`SANDBOX=true\`) the roles that an agency may give go by the moved clock.`,
    `## Every clock

${table(
  ['Clock', 'What it is', 'Starts on', 'Length', 'Basis', 'Known'],
  readCatalogues().clocks.map(row => [
    code(row.code),
    row.name.en,
    code(row.startsOn),
    lengthOf(row),
    row.legalBasis,
    row.confidence,
  ]),
)}`,
  )
}

function lengthOf({ length, unit, direction, from, to }: Clock): string {
  const time = `${length} ${unit.replace('-', ' ')}${length === 1 ? '' : 's'}`
  const way = direction === 'backward' ? `${time} before` : time
  return to === null ? way : `${way} (${from} until ${to})`
}
