import t from 'tap'
import type { AppealDecision } from '../../src/domain/appeals.ts'
import type { Sanction } from '../../src/domain/catalogue.ts'
import type { ReportContent } from '../../src/domain/execution.ts'
import {
  decideObligation,
  type Obligation,
  type ObligationCommand,
  type ObligationEvent,
  type RecordedObligationEvent,
} from '../../src/domain/obligation.ts'
import { evolveObligation } from '../../src/domain/obligation-history.ts'
import { isSettled } from '../../src/domain/obligation-standing.ts'
import type { Terms } from '../../src/domain/obligation-timing.ts'
import { type Fault, Rejection } from '../../src/domain/rejection.ts'
import type { RuleId } from '../../src/domain/rules.ts'
import { frozen } from './case-file.ts'
import { on } from './examples.ts'
import {
  begun,
  boyolali,
  changed,
  civilService,
  commissioner,
  complianceOfficer,
  decided,
  dismissal,
  homeAffairs,
  lighter,
  ministryOfficer,
  objection,
  obligationOf,
  ordered,
  personnelOfficer,
  report,
  sweep,
  terms,
  termsWith,
} from './obligation-examples.ts'

/** What happened: an order that was carried out, or the event itself. */
type Given = readonly ObligationCommand[]

/** Given an obligation and what was done about it, when somebody orders this, then that follows. */
function scenario(
  title: string,
  given: Given,
  when: ObligationCommand,
  then: Expected,
  imposed = begun(),
  known = terms,
): void {
  if ('rule' in then && !title.startsWith(then.rule)) throw new Error(`a title that names ${then.rule}: ${title}`)
  t.test(title, async t => {
    const events = logOf(given, imposed)
    const before = obligationOf(events)
    const outcome = decideObligation(frozen(before), known, frozen(when))
    if ('rule' in then) {
      t.ok(outcome instanceof Rejection, 'it is refused')
      t.strictSame({ ...outcome }, { rule: then.rule, faults: then.faults })
      return
    }
    if (outcome instanceof Rejection) throw new Error(`refused by ${outcome.rule}`)
    t.strictSame(
      outcome.map(({ type }) => type),
      then.events,
    )
    const after = then.events.length === 0 ? before : withEvents(before, outcome, when)
    if (then.after !== undefined) t.match(after, then.after)
    const log = [...events, ...outcome.map(event => ({ ...event, act: when.act }))]
    t.strictSame(obligationOf(JSON.parse(JSON.stringify(log))), after, 'and the log tells the same')
  })
}

type Expected =
  | { readonly events: readonly ObligationEvent['type'][]; readonly after?: object }
  | { readonly rule: RuleId; readonly faults: Fault[] }
const happens = (event: ObligationEvent['type'], after?: object): Expected => ({
  events: [event],
  ...(after && { after }),
})
const nothing: Expected = { events: [] }
const refused = (rule: RuleId, ...pointers: string[]): Expected => ({
  rule,
  faults: pointers.map(pointer => ({ pointer, code: 'rule' })),
})

function withEvents(state: Obligation, events: readonly ObligationEvent[], { act }: ObligationCommand): Obligation {
  return events.reduce((current, event) => evolveObligation(current, { ...event, act }), state)
}

function logOf(given: Given, imposed: RecordedObligationEvent): RecordedObligationEvent[] {
  const log = [imposed]
  for (const command of given) {
    const outcome = decideObligation(obligationOf(log), terms, command)
    if (outcome instanceof Rejection || outcome.length === 0) throw new Error(`${command.type} did not happen`)
    log.push(...outcome.map(event => ({ ...event, act: command.act })))
  }
  return log
}

const receives = (day: number): ObligationCommand => ({ type: 'ReceiveObligation', act: personnelOfficer(on(day)) })
const reports = (day: number, said: ReportContent = report): ObligationCommand => ({
  type: 'ReportExecution',
  act: personnelOfficer(on(day)),
  report: said,
})
const escalates = (day: number): ObligationCommand => ({ type: 'Escalate', act: sweep(on(day)) })
const lapses = (day: number, reason = 'retired', explanation = 'Retired.'): ObligationCommand => ({
  type: 'LapseObligation',
  act: commissioner(on(day)),
  lapse: { reason, explanation },
})
const appeals = (day: number, said: object = {}): ObligationCommand => ({
  type: 'RecordAppeal',
  act: personnelOfficer(on(day)),
  appeal: { ...objection, ...said },
})
const decides = (
  day: number,
  decision: ReturnType<typeof decided> | ReturnType<typeof changed>,
  number = 1,
): ObligationCommand => ({ type: 'DecideAppeal', act: commissioner(on(day)), number, decision })
/** The obliged agency says it itself. */
const decidesItself = (day: number, decision: AppealDecision): ObligationCommand => ({
  type: 'DecideAppeal',
  act: personnelOfficer(on(day)),
  number: 1,
  decision,
})
const acceptsOutcome = (day: number): ObligationCommand => ({
  type: 'AcceptOutcome',
  act: commissioner(on(day)),
  number: 1,
})
const refusesOutcome = (day: number, explanation = 'No such decision.'): ObligationCommand => ({
  type: 'RefuseOutcome',
  act: commissioner(on(day)),
  number: 1,
  explanation,
})
const demotion = { ...report, penaltyClass: 'heavy', sanction: 'PP94-H1' } as const
/** Another instrument, after the first was refused. */
const again = {
  ...report,
  instrument: { ...report.instrument, number: '862/150/2024', date: '2024-02-14' },
  inForceFrom: '2024-03-08',
}
const accepts = (day: number, number = 1): ObligationCommand => ({
  type: 'AcceptDeviation',
  act: commissioner(on(day)),
  number,
})
const refuses = (day: number, explanation = 'Too light.'): ObligationCommand => ({
  type: 'RefuseDeviation',
  act: commissioner(on(day)),
  number: 1,
  explanation,
})
const annuls = (day: number): ObligationCommand => ({
  type: 'AnnulObligation',
  act: commissioner(on(day)),
  because: 'decision-annulled',
  explanation: 'The court has found otherwise.',
})
const blocks = (day: number, reference = 'BLK/1'): ObligationCommand => ({
  type: 'RecordBlock',
  act: complianceOfficer(on(day)),
  reference,
})
const unblocks = (day: number, reference = 'BLK/1'): ObligationCommand => ({
  type: 'RecordUnblock',
  act: complianceOfficer(on(day)),
  reference,
})
/** Ten days to report; seven after the reminder, seven after the warning, three after the ultimatum. */
const silence = [escalates(12), escalates(20), escalates(28), escalates(32)]

t.test('an obligation runs by the law from the day of the decision, and its first step is known', async t => {
  const { deadlines, next, status } = obligationOf([begun()])
  t.match(deadlines, [{ number: 1, because: 'imposed', clock: 'personnel-follow-up', dueOn: '2024-02-11' }])
  t.strictSame(next, { action: 'step', step: 'reminder', at: deadlines[0]?.dueAt })
  t.equal(status, 'open')
  t.equal(isSettled(obligationOf([begun()])), false)
})

scenario('the obliged agency confirms the receipt, and its clock runs on', [], receives(2), {
  events: ['ObligationReceived'],
  after: { receipt: { act: { agency: boyolali } }, deadlines: { length: 1 } },
})
scenario('confirming the receipt twice changes nothing', [receives(2)], receives(3), nothing)
scenario('R-OBL-03 what is settled is not received any more', [reports(6)], receives(7), refused('R-OBL-03'))

scenario(
  'the ordered penalty, reported in time, settles the obligation',
  [],
  reports(6),
  happens('ExecutionReported', { status: 'executed', next: null, reports: [{ late: false, standing: 'accepted' }] }),
)
scenario(
  'what is reported on the last day is in time',
  [],
  reports(11),
  happens('ExecutionReported', { reports: [{ late: false }] }),
)
scenario(
  'what is reported a day later settles the obligation too, and is marked late',
  [],
  reports(12),
  happens('ExecutionReported', { status: 'executed', reports: [{ late: true, standing: 'accepted' }] }),
)
scenario('R-OBL-03 what is executed is not reported again', [reports(6)], reports(7), refused('R-OBL-03'))
scenario('R-OBL-05 an instrument of tomorrow is not reported', [], reports(4), refused('R-OBL-05', '/instrument/date'))
const dated = (date: string, inForceFrom: string): ObligationCommand => ({
  type: 'ReportExecution',
  act: personnelOfficer(on(6)),
  report: { ...report, instrument: { ...report.instrument, date }, inForceFrom },
})
scenario(
  'R-OBL-15 an instrument from before the decision that orders it executes nothing',
  [],
  dated('2024-01-31', '2024-02-27'),
  { rule: 'R-OBL-15', faults: [{ pointer: '/instrument/date', code: 'before-the-order' }] },
)
scenario('R-OBL-15 nor does a penalty come into force before its instrument', [], dated('2024-02-05', '2024-02-04'), {
  rule: 'R-OBL-15',
  faults: [{ pointer: '/inForceFrom', code: 'before-the-instrument' }],
})
// Handed over by 28 February, the fourteenth working day; in force on 22 March, the fifteenth after that.
scenario(
  'R-OBL-15 nor later than the law lets it, when it is handed over on the last day',
  [],
  dated('2024-02-05', '2024-03-23'),
  { rule: 'R-OBL-15', faults: [{ pointer: '/inForceFrom', code: 'beyond-the-law' }] },
)
const warned = (...codes: string[]) =>
  happens('ExecutionReported', { reports: [{ warnings: codes.map(code => ({ pointer: '/inForceFrom', code })) }] })
scenario(
  'a penalty in force before the fifteenth working day after its instrument is odd, and is taken',
  [],
  dated('2024-02-05', '2024-02-05'),
  warned('earlier-than-the-law'),
)
t.test('the last day that the law leads to, and the first, are not odd', async t => {
  for (const inForceFrom of ['2024-02-29', '2024-03-22']) {
    const events = decideObligation(obligationOf([begun()]), terms, dated('2024-02-05', inForceFrom))
    if (events instanceof Rejection) throw new Error(`${inForceFrom}: ${JSON.stringify(events.faults)}`)
    t.notOk('warnings' in (events[0]?.data ?? {}), inForceFrom)
  }
})
t.test('where the hand-over is late already, the last day is counted from today, and is odd', async t => {
  const said = { ...report, inForceFrom: '2024-04-30' }
  const events = decideObligation(obligationOf([begun()]), terms, {
    type: 'ReportExecution',
    act: personnelOfficer('2024-04-01T03:00:00.000Z'),
    report: said,
  })
  if (events instanceof Rejection) throw new Error(`refused: ${JSON.stringify(events.faults)}`)
  t.match(events[0]?.data, { warnings: [{ pointer: '/inForceFrom', code: 'later-than-the-law' }] })
})
scenario(
  'R-OBL-04 another penalty without a reason is refused',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, penaltyClass: 'light' } },
  refused('R-OBL-04', '/deviation'),
)
scenario(
  'R-OBL-04 a reason without another penalty is refused',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, deviation: 'None.' } },
  refused('R-OBL-04', '/deviation'),
)
scenario(
  'R-OBL-06 a sanction that the catalogue does not have on that day is refused',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, sanction: 'PP53-M1' } },
  refused('R-OBL-06', '/sanction'),
)
scenario(
  'R-OBL-06 a sanction that is not in force yet is refused, also when it was ordered',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, sanction: 'PP94-M1' } },
  refused('R-OBL-06', '/sanction'),
  begun({ penalty: { penaltyClass: 'medium', sanction: 'PP94-M1', inForceInstead: 'PP94-M1-INTERIM' } }),
)
scenario(
  'R-OBL-06 a sanction of another class is refused',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, sanction: 'PP94-L1' } },
  refused('R-OBL-06', '/penaltyClass'),
)
scenario(
  'a sanction of the ordered class settles an obligation that names a class only',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, sanction: 'PP94-M1-INTERIM' } },
  happens('ExecutionReported', { status: 'executed' }),
)
scenario(
  'what stands in for a suspended penalty is the penalty ordered',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, sanction: 'PP94-M1-INTERIM' } },
  happens('ExecutionReported', { status: 'executed', reports: [{ standing: 'accepted' }] }),
  begun({ penalty: { penaltyClass: 'medium', sanction: 'PP94-M1' } }),
)
/** The law with these members of sanctions corrected. */
const withSanctions = (changes: Readonly<Record<string, Partial<Sanction>>>): Terms => ({
  ...terms,
  law: { ...terms.law, sanctions: terms.law.sanctions.map(row => ({ ...row, ...changes[row.code] })) },
})
const ofM1 = begun({ penalty: { penaltyClass: 'medium', sanction: 'PP94-M1', inForceInstead: 'PP94-M1-INTERIM' } })
for (const [how, corrected] of Object.entries({
  'names another substitute': { interimSubstitute: 'PP94-M2-INTERIM' },
  'lets it be imposed itself': { enforceableFrom: '2024-01-01', interimSubstitute: null },
})) {
  scenario(
    `what the order names in its place is the penalty ordered, also when the catalogue ${how} since`,
    [],
    { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, sanction: 'PP94-M1-INTERIM' } },
    happens('ExecutionReported', { status: 'executed', reports: [{ standing: 'accepted' }] }),
    ofM1,
    withSanctions({ 'PP94-M1': corrected }),
  )
}
scenario(
  'what stands in for a substitute that is suspended too is the penalty ordered',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, sanction: 'PP94-M2-INTERIM' } },
  happens('ExecutionReported', { status: 'executed', reports: [{ standing: 'accepted' }] }),
  begun({ penalty: { penaltyClass: 'medium', sanction: 'PP94-M1' } }),
  withSanctions({ 'PP94-M1-INTERIM': { enforceableFrom: null, interimSubstitute: 'PP94-M2-INTERIM' } }),
)
scenario(
  'R-OBL-04 what does not stand in any more, and no order names, is another penalty',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, sanction: 'PP94-M1-INTERIM' } },
  refused('R-OBL-04', '/deviation'),
  begun({ penalty: { penaltyClass: 'medium', sanction: 'PP94-M1' } }),
  withSanctions({ 'PP94-M1': { enforceableFrom: '2024-01-01' } }),
)
scenario(
  'R-OBL-04 another penalty of the same class is another penalty',
  [],
  { type: 'ReportExecution', act: personnelOfficer(on(6)), report: { ...report, sanction: 'PP94-M2-INTERIM' } },
  refused('R-OBL-04', '/deviation'),
  begun({ penalty: { penaltyClass: 'medium', sanction: 'PP94-M1' } }),
)

scenario(
  'another penalty with a reason waits, and nobody is chased meanwhile',
  [],
  reports(6, lighter),
  happens('ExecutionReported', { status: 'open', next: null, reports: [{ standing: 'waiting' }] }),
)
scenario('R-OBL-14 while a report waits no other is taken', [reports(6, lighter)], reports(7), refused('R-OBL-14'))
scenario(
  'another penalty that is accepted settles the obligation',
  [reports(6, lighter)],
  accepts(8),
  happens('DeviationAccepted', { status: 'executed', reports: [{ standing: 'accepted' }] }),
)
scenario('accepting it twice changes nothing', [reports(6, lighter), accepts(8)], accepts(9), nothing)
scenario(
  'another penalty that is refused leaves the obligation open, with the days that it waited added to its deadline',
  [reports(6, lighter)],
  refuses(9),
  happens('DeviationRefused', {
    status: 'open',
    reports: [{ standing: 'refused' }],
    deadlines: [{ dueOn: '2024-02-11' }, { because: 'report-refused', number: 2 }],
    next: { step: 'reminder' },
  }),
)
scenario('refusing it twice in the same words changes nothing', [reports(6, lighter), refuses(9)], refuses(9), nothing)
scenario(
  'R-GEN-01 it is not refused again in other words',
  [reports(6, lighter), refuses(9)],
  refuses(10, 'Far too light.'),
  refused('R-GEN-01'),
)
scenario(
  'R-OBL-07 what was refused is not accepted afterwards',
  [reports(6, lighter), refuses(9)],
  accepts(10),
  refused('R-OBL-07'),
)
scenario('R-OBL-07 what settles by itself is not refused', [reports(6)], refuses(7), refused('R-OBL-07'))

scenario(
  'an obligation lapses for a reason of the catalogue',
  [],
  lapses(5),
  happens('ObligationLapsed', { status: 'lapsed', next: null, lapse: { reason: 'retired' } }),
)
scenario('R-OBL-08 it does not lapse for any other reason', [], lapses(5, 'too-busy'), refused('R-OBL-08', '/reason'))
scenario('R-OBL-03 what is executed does not lapse', [reports(6)], lapses(7), refused('R-OBL-03'))
scenario('lapsing twice for the same reason changes nothing', [lapses(5)], lapses(6), nothing)
scenario(
  'R-GEN-01 it does not lapse for another reason afterwards',
  [lapses(5)],
  lapses(6, 'deceased'),
  refused('R-GEN-01'),
)

scenario(
  'with its decision an open obligation ends',
  [],
  annuls(5),
  happens('ObligationAnnulled', { status: 'annulled', next: null, annulment: { because: 'decision-annulled' } }),
)
scenario(
  'with its decision an executed one ends too, and what was reported stays on record',
  [reports(6)],
  annuls(8),
  happens('ObligationAnnulled', { status: 'annulled', reports: [{ standing: 'accepted' }] }),
)
scenario('what has lapsed has ended already', [lapses(5)], annuls(8), nothing)
scenario('what is annulled is not annulled again', [annuls(5)], annuls(8), nothing)

const unaddressed = begun({ addressee: null })
scenario(
  'an obligation that nobody has gets its addressee once, and its clock starts then',
  [],
  { type: 'AddressObligation', act: commissioner(on(5)), addressee: boyolali, bypassed: [] },
  happens('ObligationAddressed', {
    addressee: boyolali,
    deadlines: [{ because: 'addressed', dueOn: '2024-02-15' }],
    next: { step: 'reminder' },
  }),
  unaddressed,
)
scenario('nobody is chased while nobody is obliged', [], escalates(29), nothing, unaddressed)
scenario(
  'R-OBL-10 an obligation that somebody has is not addressed to another',
  [],
  { type: 'AddressObligation', act: commissioner(on(5)), addressee: civilService, bypassed: [] },
  refused('R-OBL-10'),
)
scenario(
  'addressing it again to the same agency changes nothing',
  [],
  { type: 'AddressObligation', act: commissioner(on(5)), addressee: boyolali, bypassed: [] },
  nothing,
)
scenario(
  'R-OBL-03 what has lapsed is not addressed any more',
  [lapses(4)],
  { type: 'AddressObligation', act: commissioner(on(5)), addressee: boyolali, bypassed: [] },
  refused('R-OBL-03'),
  unaddressed,
)

scenario('before its deadline nobody is reminded', [], escalates(11), nothing)
scenario(
  'silence past the deadline: the obliged agency is reminded, and the next step is known',
  [],
  escalates(12),
  happens('EscalationStepTaken', {
    steps: [{ code: 'reminder', addressee: boyolali, actor: 'merit-supervision', effect: 'none' }],
    next: { step: 'warning' },
  }),
)
scenario('a step is taken once', [escalates(12)], escalates(12), nothing)
scenario(
  'silence after the reminder: the obliged agency is warned',
  silence.slice(0, 1),
  escalates(20),
  happens('EscalationStepTaken', { steps: [{}, { code: 'warning', addressee: boyolali }] }),
)
scenario(
  'silence after the warning: Home Affairs is asked for an ultimatum',
  silence.slice(0, 2),
  escalates(28),
  happens('EscalationStepTaken', { steps: [{}, {}, { code: 'home-affairs-ultimatum', addressee: homeAffairs }] }),
)
scenario(
  'three days after the ultimatum the civil-service agency is told to block, and nothing comes after it',
  silence.slice(0, 3),
  escalates(32),
  happens('EscalationStepTaken', {
    steps: [{}, {}, {}, { code: 'data-block', effect: 'data-block', addressee: civilService, number: 4 }],
    next: null,
  }),
)
scenario(
  'a sweep that comes late takes one step, and the next has its whole time',
  [],
  escalates(60),
  happens('EscalationStepTaken', { steps: { length: 1 }, next: { step: 'warning' } }),
)
scenario(
  'a minister who is obliged is not asked for an ultimatum to himself',
  silence.slice(0, 2),
  escalates(28),
  happens('EscalationStepTaken', { steps: [{}, {}, { code: 'data-block' }] }),
  begun({ addressee: homeAffairs }),
)
scenario(
  'and has as long after the warning as anybody: the clock of the ultimatum runs after an ultimatum',
  silence.slice(0, 2),
  escalates(27),
  nothing,
  begun({ addressee: homeAffairs }),
)

/** From 15 February on the reminder stands on another basis; `to` ends it without one. */
const amended = (after: object | null) => ({
  ...terms,
  law: {
    ...terms.law,
    'escalation-steps': terms.law['escalation-steps'].flatMap(row => {
      if (row.code !== 'reminder') return [row]
      const until = { ...row, to: '2024-02-12' }
      return after === null ? [until] : [until, { ...row, from: '2024-02-12', ...after }]
    }),
  },
})
scenario(
  'a step cites the row that is in force on its day, and not one that has ended',
  [],
  escalates(12),
  happens('EscalationStepTaken', { steps: [{ code: 'reminder', legalBasis: 'PP 1/2024' }] }),
  begun(),
  amended({ legalBasis: 'PP 1/2024' }),
)
scenario(
  'a step that the law has dropped is passed over, which is said once (R-CLK-04)',
  [],
  escalates(12),
  happens('ObligationDeadlineRecomputed', { steps: [], next: { step: 'warning' }, deadlines: { length: 1 } }),
  begun(),
  amended(null),
)
scenario(
  'each addressee acknowledges its step',
  silence.slice(0, 3),
  { type: 'ReceiveStep', act: ministryOfficer(on(29)), number: 3 },
  happens('EscalationStepReceived', { steps: [{}, {}, { receipt: { act: { agency: homeAffairs } } }] }),
)
scenario(
  'R-OBL-02 a step is not acknowledged by another agency',
  silence.slice(0, 3),
  { type: 'ReceiveStep', act: personnelOfficer(on(29)), number: 3 },
  refused('R-OBL-02'),
)
scenario(
  'acknowledging a step twice changes nothing',
  [escalates(12), { type: 'ReceiveStep', act: personnelOfficer(on(13)), number: 1 }],
  { type: 'ReceiveStep', act: personnelOfficer(on(14)), number: 1 },
  nothing,
)
scenario('R-OBL-12 nothing is blocked before a step asks for it', silence.slice(0, 3), blocks(30), refused('R-OBL-12'))
scenario(
  'a signalled block is recorded',
  silence,
  blocks(33),
  happens('DataBlocked', { block: { reference: 'BLK/1' } }),
)
scenario('recording the same block twice changes nothing', [...silence, blocks(33)], blocks(34), nothing)
scenario('R-GEN-01 nor is another one recorded', [...silence, blocks(33)], blocks(34, 'BLK/2'), refused('R-GEN-01'))
for (const [how, ends] of Object.entries({ executed: reports(33), lapsed: lapses(33), annulled: annuls(33) })) {
  scenario(
    `R-OBL-12 a block that is put on record after the obligation was ${how} stands, and its end is signalled at once`,
    [...silence, ends],
    blocks(34),
    happens('DataBlocked', { block: { reference: 'BLK/1' }, next: { action: 'unblock-signal', at: on(34) } }),
  )
}
scenario(
  'R-OBL-12 the signal to unblock follows a block that is put on record late',
  [...silence, reports(33), blocks(34)],
  escalates(34),
  happens('UnblockSignalled', { next: null }),
)
scenario(
  'R-OBL-12 nor is what no step asked for, when it was executed',
  [...silence.slice(0, 3), reports(30)],
  blocks(31),
  refused('R-OBL-12'),
)
scenario('R-OBL-13 a block does not end before execution', [...silence, blocks(33)], unblocks(34), refused('R-OBL-13'))
scenario(
  'R-OBL-13 and what was never blocked is not unblocked',
  [...silence, reports(33)],
  unblocks(34),
  refused('R-OBL-13'),
)
scenario(
  'execution after a block brings the signal to unblock',
  [...silence, blocks(33), reports(35)],
  escalates(35),
  happens('UnblockSignalled', { unblockSignal: { act: { kind: 'system' } }, next: null }),
)
scenario('the signal comes once', [...silence, blocks(33), reports(35), escalates(35)], escalates(36), nothing)
scenario('no signal comes where nothing was blocked', [...silence, reports(35)], escalates(36), nothing)
scenario(
  'where the block has ended already no signal comes',
  [...silence, blocks(33), reports(35), unblocks(36)],
  escalates(37),
  nothing,
)
scenario(
  'a block ends after execution, signalled or not',
  [...silence, blocks(33), reports(35)],
  unblocks(36),
  happens('DataUnblocked', { unblock: { reference: 'BLK/1' } }),
)

scenario(
  'R-APP-06 nothing can be appealed against before the penalty is reported',
  [],
  appeals(13),
  refused('R-APP-06'),
)
scenario(
  'R-APP-06 nor when the only report was refused',
  [reports(6, lighter), refuses(9)],
  appeals(13),
  refused('R-APP-06'),
)
scenario(
  'R-APP-07 an appeal against an instrument that nobody reported is refused',
  [reports(6)],
  appeals(13, { against: { ...objection.against, number: 'SK-HANTU' } }),
  refused('R-APP-07', '/against'),
)
scenario(
  'R-APP-07 or one of another day',
  [reports(6)],
  appeals(13, { against: { ...objection.against, date: '2024-02-06' } }),
  refused('R-APP-07', '/against'),
)
scenario(
  'an appeal that suspends keeps the obligation from being settled until its answer is due',
  [reports(6)],
  appeals(13),
  happens('AppealRecorded', {
    next: { action: 'appeal-overdue', step: null },
    appeals: [{ admissible: true, reportNumber: 1, filing: { clock: 'objection' }, decision: null }],
  }),
)
scenario(
  'against a report that waits for its answer an appeal is recorded too',
  [reports(6, lighter)],
  appeals(13),
  happens('AppealRecorded', { status: 'open', appeals: [{ reportNumber: 1 }] }),
)
scenario('nobody is chased while it is pending', [reports(6, lighter), appeals(13)], escalates(29), nothing)
scenario(
  'what was filed after its clock ran out is inadmissible by itself and suspends nothing',
  [reports(6)],
  appeals(60, { filedOn: '2024-03-30' }),
  happens('AppealRecorded', { appeals: [{ admissible: false, answer: null }], next: null }),
)
scenario(
  'an answer that does not come when it is due is said to be overdue (R-CLK-06)',
  [reports(6), appeals(13)],
  escalates(50),
  happens('AppealOverdue', { appeals: [{ decision: null, overdueSaidAt: on(50) }], next: null }),
)
scenario('and said once (R-CLK-06)', [reports(6), appeals(13), escalates(50)], escalates(60), nothing)
scenario('and not before its time (R-CLK-06)', [reports(6), appeals(13)], escalates(30), nothing)
scenario(
  'of one that suspends nothing likewise (R-CLK-06)',
  [reports(6), appeals(13, { suspends: false })],
  escalates(50),
  happens('AppealOverdue'),
)
scenario(
  'what was answered is not overdue',
  [reports(6), appeals(13), decides(21, decided('uphold'))],
  escalates(60),
  nothing,
)
scenario(
  'an answer that comes too late is recorded all the same',
  [reports(6), appeals(13), escalates(50)],
  decides(60, decided('annul')),
  happens('AppealDecided', { status: 'annulled' }),
)
scenario('R-APP-01 one appeal is pending at a time', [reports(6), appeals(13)], appeals(14), refused('R-APP-01'))
scenario('R-APP-01 no appeal is recorded once the obligation has lapsed', [lapses(5)], appeals(13), refused('R-APP-01'))
scenario(
  'R-APP-01 one against a report that was refused afterwards keeps no other off',
  [reports(6, lighter), appeals(13), refuses(14), { ...reports(15), report: again } as ObligationCommand],
  appeals(20, {
    against: { number: again.instrument.number, date: '2024-02-14', receivedOn: '2024-02-15' },
    filedOn: '2024-02-19',
  }),
  happens('AppealRecorded', { appeals: [{ reportNumber: 1 }, { reportNumber: 2 }] }),
)
scenario(
  'an appeal against a report that was refused suspends nothing',
  [reports(6, lighter), appeals(13)],
  refuses(14),
  happens('DeviationRefused', { status: 'open', next: { step: 'reminder' } }),
)
scenario(
  'nor does its outcome end anything',
  [reports(6, lighter), appeals(13), refuses(14)],
  decides(21, decided('annul')),
  happens('AppealDecided', { status: 'open', annulment: null, next: { step: 'reminder' } }),
)
const ofDismissal = begun({ penalty: { penaltyClass: 'heavy', sanction: 'PP94-H3' } })
const ofDemotion = begun({ penalty: { penaltyClass: 'heavy', sanction: 'PP94-H1' } })
scenario(
  'R-APP-02 an administrative appeal is not open against a medium penalty',
  [reports(6)],
  appeals(13, { kind: 'administrative-appeal' }),
  refused('R-APP-02', '/kind'),
)
scenario(
  'R-APP-02 nor against a demotion, which is heavy',
  [reports(6, demotion)],
  appeals(13, { kind: 'administrative-appeal' }),
  refused('R-APP-02', '/kind'),
  ofDemotion,
)
scenario(
  'R-APP-02 an objection is not open against a dismissal, which is heavy by its class',
  [reports(6, dismissal)],
  appeals(13),
  refused('R-APP-02', '/kind'),
  ofDismissal,
)
scenario(
  'an administrative appeal is open against a dismissal',
  [reports(6, dismissal)],
  appeals(13, { kind: 'administrative-appeal' }),
  happens('AppealRecorded', { appeals: [{ filing: { clock: 'administrative-appeal', start: '2024-02-05' } }] }),
  ofDismissal,
)
scenario(
  'R-APP-02 a row that opens nothing lets nothing be recorded',
  [reports(6, demotion)],
  appeals(13),
  refused('R-APP-02', '/kind'),
  ofDemotion,
  {
    ...terms,
    law: { ...terms.law, sanctions: terms.law.sanctions.map(row => ({ ...row, remedy: null })) },
  },
)
scenario(
  'a penalty reported by its class alone leaves open what is open against any of that class',
  [reports(6, { ...report, penaltyClass: 'heavy' })],
  appeals(13, { kind: 'administrative-appeal' }),
  happens('AppealRecorded'),
  begun({ penalty: { penaltyClass: 'heavy', sanction: null } }),
)
scenario('R-APP-03 an appeal is not filed tomorrow', [reports(6)], appeals(11), refused('R-APP-03', '/filedOn'))
scenario(
  'R-APP-03 nor before the decision that it is against',
  [reports(6)],
  appeals(13, { filedOn: '2024-02-04' }),
  refused('R-APP-03', '/filedOn'),
)
scenario(
  'R-APP-03 nor is a decision received before it is made',
  [reports(6)],
  appeals(13, { against: { ...objection.against, receivedOn: '2024-02-04' } }),
  refused('R-APP-03', '/against/receivedOn'),
)
scenario(
  'R-APP-03 what will be received tomorrow leaves no time to count from',
  [reports(6)],
  appeals(13, { against: { ...objection.against, receivedOn: '2024-02-14' } }),
  refused('R-APP-03', '/against/receivedOn'),
)
const appealed = [reports(6), appeals(13)]
const deviated = [reports(6, lighter), accepts(8), appeals(13)]
scenario(
  'R-APP-03 an outcome is not dated before the appeal was filed',
  appealed,
  decides(21, { ...decided('uphold'), instrument: { number: '1', date: '2024-02-11' } } as never),
  refused('R-APP-03', '/instrument/date'),
)
scenario(
  'a penalty that is upheld stays executed',
  appealed,
  decides(21, decided('uphold')),
  happens('AppealDecided', { status: 'executed', next: null, deadlines: { length: 1 } }),
)
scenario(
  'what the obliged agency upholds counts at once: nobody gains by it',
  appealed,
  decidesItself(21, decided('uphold')),
  happens('AppealDecided', { appeals: [{ decision: { standing: 'accepted', answer: null } }] }),
)
scenario(
  'an appeal that annuls the penalty ends the obligation when the agency that decided records it',
  appealed,
  decides(21, decided('annul')),
  happens('AppealDecided', { status: 'annulled', annulment: { because: 'appeal' } }),
)
scenario(
  'what the obliged agency records as annulled waits: nobody annuls its own obligation',
  appealed,
  decidesItself(21, decided('annul')),
  happens('AppealDecided', { status: 'executed', annulment: null, appeals: [{ decision: { standing: 'waiting' } }] }),
)
scenario(
  'what a machine client of the agency that decided records waits likewise',
  appealed,
  { ...decides(21, decided('annul')), act: { ...commissioner(on(21)), kind: 'client' } } as ObligationCommand,
  happens('AppealDecided', { status: 'executed', appeals: [{ decision: { standing: 'waiting' } }] }),
)
scenario(
  'the agency that decided accepts it, and the obligation ends',
  [...appealed, decidesItself(21, decided('annul'))],
  acceptsOutcome(22),
  happens('AppealOutcomeAccepted', {
    status: 'annulled',
    annulment: { because: 'appeal' },
    appeals: [{ decision: { standing: 'accepted', answer: { act: { agency: 'kasn' } } } }],
  }),
)
scenario(
  'accepting it twice changes nothing',
  [...appealed, decidesItself(21, decided('annul')), acceptsOutcome(22)],
  acceptsOutcome(23),
  nothing,
)
scenario(
  'or refuses it, and the appeal is pending again; what was said stays on record',
  [...appealed, decidesItself(21, decided('annul'))],
  refusesOutcome(22),
  happens('AppealOutcomeRefused', {
    status: 'executed',
    next: { action: 'appeal-overdue' },
    appeals: [
      { decision: null, refusedOutcomes: [{ outcome: 'annul', answer: { explanation: 'No such decision.' } }] },
    ],
  }),
)
scenario(
  'refusing it twice in the same words changes nothing',
  [...appealed, decidesItself(21, decided('annul')), refusesOutcome(22)],
  refusesOutcome(23),
  nothing,
)
scenario(
  'R-GEN-01 nor is it refused again in other words',
  [...appealed, decidesItself(21, decided('annul')), refusesOutcome(22)],
  refusesOutcome(23, 'Forged.'),
  refused('R-GEN-01'),
)
scenario(
  'after a refusal another outcome is recorded',
  [...appealed, decidesItself(21, decided('annul')), refusesOutcome(22)],
  decidesItself(23, decided('uphold')),
  happens('AppealDecided', { appeals: [{ decision: { outcome: 'uphold', standing: 'accepted' } }] }),
)
scenario(
  'R-APP-08 whoever recorded an outcome does not accept it, also in another role',
  [...appealed, decidesItself(21, decided('annul'))],
  { ...acceptsOutcome(22), act: personnelOfficer(on(22)) } as ObligationCommand,
  refused('R-APP-08'),
)
scenario(
  'R-APP-08 nor refuses it',
  [...appealed, decidesItself(21, decided('annul'))],
  { ...refusesOutcome(22), act: personnelOfficer(on(22)) } as ObligationCommand,
  refused('R-APP-08'),
)
scenario('R-APP-09 nothing is accepted where no outcome waits', appealed, acceptsOutcome(22), refused('R-APP-09'))
scenario(
  'R-APP-09 nor refused that counts already',
  [...appealed, decides(21, decided('uphold'))],
  refusesOutcome(22),
  refused('R-APP-09'),
)
scenario(
  'R-APP-09 nor accepted once the obligation has ended otherwise',
  [...appealed, decidesItself(21, decided('annul')), annuls(22)],
  acceptsOutcome(23),
  refused('R-APP-09'),
)
scenario(
  'R-APP-01 while an outcome waits no other appeal is recorded',
  [...appealed, decidesItself(21, decided('annul'))],
  appeals(22),
  refused('R-APP-01'),
)
scenario(
  'a penalty that is lightened waits for the superseding decision, executed or not',
  appealed,
  decides(21, changed('lighten', 'light')),
  happens('AppealDecided', { status: 'executed', next: null }),
)
scenario(
  'a penalty may be aggravated',
  appealed,
  decides(21, changed('aggravate', 'heavy')),
  happens('AppealDecided', { status: 'executed', next: null }),
)
scenario(
  'R-OBL-14 until the superseding decision no report is taken',
  [reports(6, lighter), appeals(13), decides(21, changed('aggravate', 'medium'))],
  reports(22),
  refused('R-OBL-14'),
)
scenario(
  'R-APP-01 nor another appeal recorded',
  [...appealed, decides(21, changed('lighten', 'light'))],
  appeals(22),
  refused('R-APP-01'),
)
scenario(
  'the superseding decision ends the obligation that waited for it',
  [...appealed, decides(21, changed('lighten', 'light'))],
  annuls(23),
  happens('ObligationAnnulled', { status: 'annulled' }),
)
scenario(
  'R-APP-04 what was late has its outcome already',
  [reports(6), appeals(60, { filedOn: '2024-03-30' })],
  decides(61, decided('uphold')),
  refused('R-APP-04'),
)
scenario(
  'R-APP-05 what lightens says to what',
  appealed,
  decides(21, { ...decided('uphold'), outcome: 'lighten' } as never),
  refused('R-APP-05', '/penaltyClass'),
)
scenario(
  'R-APP-05 a heavier penalty does not lighten',
  appealed,
  decides(21, changed('lighten', 'heavy')),
  refused('R-APP-05', '/penaltyClass'),
)
scenario(
  'R-APP-05 nor a lighter one aggravate',
  appealed,
  decides(21, changed('aggravate', 'light')),
  refused('R-APP-05', '/penaltyClass'),
)
scenario(
  'R-APP-05 nor is a discipline penalty lightened to a moral one, which no decision on that track could order',
  appealed,
  decides(21, changed('lighten', 'moral')),
  refused('R-APP-05', '/penaltyClass'),
)
scenario(
  'R-APP-05 what was imposed and accepted is lightened or aggravated, and not what was ordered',
  deviated,
  decides(21, changed('lighten', 'medium')),
  refused('R-APP-05', '/penaltyClass'),
)
scenario(
  'an imposed penalty is aggravated within its class',
  deviated,
  decides(21, changed('aggravate', 'light')),
  happens('AppealDecided', { status: 'executed' }),
)
scenario(
  'R-APP-05 what upholds changes nothing',
  appealed,
  decides(21, { ...decided('uphold'), penaltyClass: 'light' } as never),
  refused('R-APP-05', '/penaltyClass'),
)
scenario(
  'an outcome recorded twice changes nothing',
  [...appealed, decides(21, decided('uphold'))],
  decides(22, decided('uphold')),
  nothing,
)
scenario(
  'R-GEN-01 no other outcome is recorded afterwards',
  [...appealed, decides(21, decided('uphold'))],
  decides(22, decided('annul')),
  refused('R-GEN-01'),
)

const corrected = { instrument: { ...ordered.instrument, number: 'R-2701' }, legalBasis: 'Corrected.' }
scenario(
  'a corrected decision corrects its obligation, whatever has become of it',
  [reports(6)],
  { type: 'CorrectObligation', act: commissioner(on(8)), corrected },
  happens('ObligationCorrected', { status: 'executed', ...corrected }),
)
scenario(
  'a correction of what the obligation does not say changes nothing in it',
  [],
  {
    type: 'CorrectObligation',
    act: commissioner(on(8)),
    corrected: { instrument: ordered.instrument, legalBasis: ordered.legalBasis },
  },
  nothing,
)

t.test('what is settled: executed, lapsed or annulled, with nothing outstanding', async t => {
  const settled = (...given: ObligationCommand[]) => isSettled(obligationOf(logOf(given, begun())))
  t.equal(settled(), false)
  t.equal(settled(reports(6)), true)
  t.equal(settled(lapses(5)), true)
  t.equal(settled(annuls(5)), true)
  t.equal(settled(reports(6, lighter)), false, 'a report that waits')
  t.equal(settled(reports(6), appeals(13)), false, 'an appeal that suspends')
  t.equal(settled(reports(6), appeals(13, { suspends: false })), true, 'one that does not')
  t.equal(settled(reports(6), appeals(13), decides(21, decided('uphold'))), true)
  t.equal(settled(reports(6), appeals(13), decides(21, changed('lighten', 'light'))), false)
  t.equal(settled(reports(6), appeals(13), decides(21, decided('annul'))), true)
  t.equal(settled(reports(6), appeals(13), escalates(50)), true, 'one whose answer is overdue suspends no more')
  t.equal(settled(reports(6), appeals(13), decidesItself(21, decided('annul'))), false, 'an outcome that waits')
  t.equal(settled(reports(6), appeals(13, { suspends: false }), decidesItself(21, decided('annul'))), false)
  t.equal(settled(reports(6), appeals(13), decides(21, changed('lighten', 'light')), lapses(22)), true)
})

t.test('the days that a report waited are not counted, whatever was appealed meanwhile', async t => {
  const { deadlines, pauses } = obligationOf(logOf([reports(6, lighter), appeals(13), refuses(21)], begun()))
  t.match(deadlines, [{ dueOn: '2024-02-11' }, { because: 'report-refused', suspensions: [{ reason: 'report' }] }])
  t.equal(pauses.length, 1)
  t.equal(deadlines[1]?.start, deadlines[0]?.start, 'from the same day')
})

/** As it was recorded before appeals asked for a report. */
const ofBefore: ObligationEvent = {
  type: 'AppealRecorded',
  data: {
    ...objection,
    number: 1,
    admissible: true,
    filing: null,
    answer: null,
    timing: { deadline: null, next: null },
  },
}

t.test(
  'an appeal of before, against nothing, suspends until its answer is due, and the clock runs again then',
  async t => {
    const answer = obligationOf(logOf([reports(6), appeals(13)], begun())).appeals[0]?.answer ?? null
    const { data } = ofBefore as Extract<ObligationEvent, { type: 'AppealRecorded' }>
    const next = { action: 'appeal-overdue', step: null, at: answer?.dueAt ?? '' } as const
    const log: RecordedObligationEvent[] = [
      begun(),
      {
        type: 'AppealRecorded',
        act: personnelOfficer(on(9)),
        data: { ...data, answer, timing: { deadline: null, next } },
      },
    ]
    const before = obligationOf(log)
    t.match(before, { pausedSince: on(9), next: { action: 'appeal-overdue' } })
    const told = decideObligation(before, terms, escalates(50))
    if (told instanceof Rejection) throw new Error(`refused by ${told.rule}`)
    const after = withEvents(before, told, escalates(50))
    t.match(after, {
      status: 'open',
      pausedSince: null,
      pauses: [{ from: on(9), reason: 'appeal' }],
      deadlines: [{ because: 'imposed' }, { because: 'appeal-overdue' }],
      next: { action: 'step', step: 'reminder' },
    })
  },
)

t.test('an event before its obligation, or one of a second beginning, stops the replay', async t => {
  t.throws(() => evolveObligation(undefined, { ...begun(), type: 'DataBlocked', data: { reference: 'x' } } as never))
  t.throws(() => evolveObligation(obligationOf([begun()]), begun()), /twice/)
})

const recompute = (day: number): ObligationCommand => ({ type: 'RecomputeDeadline', act: sweep(on(day)) })
const recomputed = (law: typeof terms, given: Given, day: number) => {
  const before = obligationOf(logOf(given, begun()))
  const events = decideObligation(frozen(before), law, recompute(day))
  if (events instanceof Rejection) throw new Error(`refused by ${events.rule}`)
  return { before, events, after: events.length === 0 ? before : withEvents(before, events, recompute(day)) }
}

t.test('R-CLK-04 a corrected clock gives an open obligation a new deadline, and its next step another day', async t => {
  const { before, events, after } = recomputed(termsWith(14), [], 3)
  t.match(events, [{ type: 'ObligationDeadlineRecomputed', data: { rule: 'R-CLK-04' } }])
  t.match(after.deadlines, [{ ...before.deadlines[0] }, { number: 2, because: 'law-changed', length: 14 }])
  t.match([before.deadlines[0]?.dueOn, after.deadlines[1]?.dueOn], ['2024-02-11', '2024-02-15'])
  t.match([before.next?.step, after.next?.step], ['reminder', 'reminder'])
  t.equal(after.next?.at, after.deadlines[1]?.dueAt)
  t.strictSame(decideObligation(after, termsWith(14), recompute(4)), [], 'it is said once')
})

t.test('R-CLK-04 the law does not go back, and what it no longer knows stays as it was computed', async t => {
  const { after } = recomputed(termsWith(14), [], 3)
  t.strictSame(decideObligation(after, terms, recompute(4)), [])
  const clocks = terms.law.clocks.filter(({ code }) => code !== 'personnel-follow-up')
  const without = { ...terms, law: { ...termsWith(14).law, clocks } }
  t.strictSame(recomputed(without, [], 3).events, [])
})

t.test('R-CLK-04 what is settled stays as it is; the days that a report waited are still not counted', async t => {
  t.strictSame(recomputed(termsWith(14), [reports(6)], 7).events, [])
  const { after } = recomputed(termsWith(14), [reports(6, lighter), refuses(9)], 10)
  t.match(after.deadlines.at(-1), { dueOn: '2024-02-18', because: 'law-changed' })
  const waiting = recomputed(termsWith(14), [reports(6, lighter)], 8).after
  t.equal(waiting.next, null, 'nobody is chased meanwhile')
})

t.test('R-CLK-04 after a step the deadline is still counted from what began it', async t => {
  const { before, after } = recomputed(termsWith(14), [escalates(12)], 13)
  t.equal(before.steps.length, 1)
  t.match(after.deadlines.at(-1), { start: before.deadlines[0]?.start, dueOn: '2024-02-15' })
  t.strictSame(after.next, before.next, 'the clock of the next step has not changed')
})

/** What a process decides whose law is this one, as the obligation stands. */
function by(law: typeof terms, before: Obligation, command: ObligationCommand): Obligation {
  const events = decideObligation(frozen(before), law, command)
  if (events instanceof Rejection) throw new Error(`refused by ${events.rule}`)
  return withEvents(before, events, command)
}

t.test('R-CLK-04 a step that a process with older files takes has its next day from one with the newer', async t => {
  const newer = termsWith(9, 'reminder-answer')
  const known = by(newer, obligationOf([begun()]), recompute(3))
  const taken = by(terms, known, escalates(12))
  t.match([taken.steps.length, taken.next?.step], [1, 'warning'], 'it is taken on its day by whoever is there')
  t.strictSame(decideObligation(taken, terms, recompute(13)), [], 'the older computes nothing anew')
  t.equal(by(terms, taken, receives(13)).countedByOlderLaw, true, 'nor does anything else that it does')
  const mended = by(newer, taken, recompute(13))
  const direct = by(newer, known, escalates(12))
  t.strictSame(mended.next, direct.next, 'as if the newer had taken it')
  t.not(mended.next?.at, taken.next?.at)
  t.equal(mended.deadlines.length, known.deadlines.length, 'the deadline was right, and gets no further row')
  t.strictSame(decideObligation(mended, newer, recompute(14)), [], 'it is said once')
})

t.test('R-CLK-04 where the older files name no further step, one that they do not know still comes', async t => {
  const steps = terms.law['escalation-steps']
  const older = { ...terms, law: { ...terms.law, 'escalation-steps': steps.filter(({ code }) => code === 'reminder') } }
  const newer = termsWith(9, 'reminder-answer')
  const known = by(newer, obligationOf([begun()]), recompute(3))
  t.equal(by(older, known, receives(5)).next?.step, 'reminder', 'what is due stays due')
  const taken = by(older, known, escalates(12))
  t.equal(taken.next, null)
  t.equal(by(newer, taken, recompute(13)).next?.step, 'warning')
})

t.test('R-CLK-04 when all processes have gone back to the older files, the steps are taken by these', async t => {
  const known = by(termsWith(9, 'reminder-answer'), obligationOf([begun()]), recompute(3))
  const end = silence.reduce((state, command) => by(terms, state, command), known)
  t.strictSame(
    end.steps.map(({ code }) => code),
    ['reminder', 'warning', 'home-affairs-ultimatum', 'data-block'],
  )
})

t.test('R-CLK-04 by when an appeal is to be answered follows the law; what it was before stays visible', async t => {
  const corrected = termsWith(30, 'objection-answer')
  const answerOf = ({ appeals: [appeal] }: Obligation) => appeal?.answer?.dueOn ?? null
  const executed = [reports(6), appeals(13)]
  for (const given of [[reports(6, lighter), appeals(13)], executed, [reports(6), appeals(13, { suspends: false })]]) {
    const { before, events, after } = recomputed(corrected, given, 14)
    t.match(events, [{ type: 'ObligationDeadlineRecomputed', data: { appealAnswer: { number: 1 } } }])
    t.ok((answerOf(after) ?? '') > (answerOf(before) ?? ''))
    t.match(after.appeals, [
      { answer: { start: objection.filedOn, length: 30 }, replacedAnswers: [before.appeals[0]?.answer] },
    ])
    t.equal(after.status, before.status)
    t.strictSame(after.pausedSince, before.pausedSince)
    t.strictSame(decideObligation(after, corrected, recompute(15)), [], 'it is said once')
    t.strictSame(decideObligation(after, terms, recompute(15)), [], 'and never goes back')
  }
})

t.test('R-CLK-04 an appeal that was answered, or came too late, or to a settled end, is left as it was', async t => {
  const corrected = termsWith(30, 'objection-answer')
  const answered = recomputed(corrected, [reports(6), appeals(13), decides(21, decided('uphold'))], 22)
  t.strictSame(answered.after.appeals, answered.before.appeals)
  const late = recomputed(corrected, [reports(6), appeals(35, { filedOn: '2024-03-05' })], 36)
  t.match(late.before.appeals, [{ admissible: false, answer: null }])
  t.strictSame(late.after.appeals, late.before.appeals)
  t.strictSame(recomputed(corrected, [reports(6), appeals(13), lapses(14)], 15).events, [])
})

t.test('R-CLK-04 an answer that was said to be overdue and gets a later day suspends until that one', async t => {
  const overdue = [reports(6), appeals(13), escalates(50)]
  const { before, after } = recomputed(termsWith(90, 'objection-answer'), overdue, 51)
  t.equal(isSettled(before), true)
  t.equal(isSettled(after), false)
  t.match(after, {
    next: { action: 'appeal-overdue', at: after.appeals[0]?.answer?.dueAt },
    appeals: [{ overdueSaidAt: null }],
  })
  const same = recomputed(termsWith(14), overdue, 51)
  t.match(same.after.appeals, [{ overdueSaidAt: on(50) }], 'and is not said again of the same day')
})
