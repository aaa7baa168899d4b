import type { Decision, Obligation } from '../service/case-file.ts'
import { dueDate } from '../service/due-date.ts'
import type { OpenObligation } from '../service/obligation.ts'
import type { SandboxClock } from '../service/sandbox-clock.ts'
import { Overdue } from '../service/service.ts'
import { jakartaTime } from './jakarta-time.ts'
import type { Narrator } from './narrator.ts'
import { arif, nurhayati, ratna, wulan } from './people.ts'

/** How long the demo waits for a reader who moves the clock. */
const readerPatienceMs = 30 * 60_000

const notified = { 'jawa-tengah': wulan, kemendagri: ratna, bkn: arif } as const

/** Nobody obeys: each step that the service then takes, until BKN blocks the data; returns the obligation as it is then. */
export async function playSilence(
  obligation: OpenObligation,
  { tell, note, step, refused }: Narrator,
  clock: SandboxClock,
): Promise<Obligation> {
  tell(
    'Then nothing comes. Nobody at KASN need remember: the service takes the next step when its time has run out. Days must pass for that, so the clock of the sandbox is moved.',
  )
  let now = await obligation.read(nurhayati)
  while (now.next?.action === 'step') {
    const { at } = now.next
    const wanted = now.steps.length
    const moved = await clock.moveTo(at)
    tell(`The clock: ${clock.commandFor(at)}`)
    if ('unmoved' in moved) {
      note(`The demo has not run this (${moved.unmoved}). Run it where the service runs; the demo goes on then.`)
    } else note(`It says: ${moved.line}.`)
    const patienceMs = 'unmoved' in moved ? readerPatienceMs : undefined
    now = await obligation
      .until(nurhayati, ({ steps }) => steps.length > wanted, patienceMs)
      .catch((cause: unknown) => {
        if (!(cause instanceof Overdue)) throw cause
        throw new Overdue('no step came: give the demo the DATA_DIR and the database of the service', { cause })
      })
    const taken = now.steps.at(-1)
    if (taken === undefined) throw new Error('a step was taken')
    const { number, name, addressee, legalBasis, confidence, effect } = taken
    note(`Step ${number}: ${name.en} (${name.id}), to ${addressee}.`)
    note(`Its legal basis: ${legalBasis} (${confidence}).`)
    note(
      now.next === null ? 'No further step follows.' : `If nothing comes, the next is due ${jakartaTime(now.next.at)}.`,
    )
    const who = notified[addressee as keyof typeof notified]
    await step(who, 'acknowledges that it has come.', () => obligation.receiveStep(who, number))
    if (effect === 'data-block') {
      await step(arif, 'blocks the data of this one official. It is per employee, not per agency.', () =>
        obligation.block(arif, { reference: 'SIASN-BLK/0311' }),
      )
    }
  }
  await refused(
    arif,
    'is asked on the telephone to lift it. Not before the penalty is imposed.',
    'unblock-too-early',
    () => obligation.unblock(arif, { reference: 'SIASN-BLK/0311-U' }),
  )
  return now
}

/** The governor obeys at last: with what stands in for a penalty that may not be imposed yet. */
export async function playLateExecution(
  obligation: OpenObligation,
  { tell, note, step }: Narrator,
  blocked: Obligation,
  { sanction, inForceInstead: substitute }: Decision,
): Promise<void> {
  if (!sanction || !substitute) throw new Error('the decision names a suspended sanction')
  const { penaltyClass } = blocked.penalty
  const today = dueDate(blocked, 0)
  const report = {
    instrument: { number: '862/0417/JT', date: today, signatory: 'Gubernur Jawa Tengah' },
    penaltyClass,
    sanction: substitute,
    inForceFrom: await obligation.inForceOn(wulan, today),
    document: { reference: 'IDIS/JT/0417' },
  }
  tell(
    `Now the governor obeys. The decision says ${sanction}; but the medium penalties of PP 94/2021 may not be imposed yet, and until they may, what the catalogue names stands in for them.`,
  )
  const done = await step(wulan, `reports ${substitute}, its substitute, with the number of the instrument.`, () =>
    obligation.report(wulan, report),
  )
  const given = done.reports.at(-1)
  note(`It counts as what was ordered, ${given?.late ? 'late' : 'in time'}; the obligation is ${done.status}.`)
  await obligation.until(nurhayati, ({ unblockSignal }) => unblockSignal !== null)
  note('The service signals to BKN that the block can end.')
  await step(arif, 'lifts the block.', () => obligation.unblock(arif, { reference: 'SIASN-BLK/0311-U' }))
}
