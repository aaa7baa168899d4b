import t from 'tap'
import { allowedObligationActs, concernedBy, type obligationActs } from '../../src/domain/allowed-obligation-acts.ts'
import {
  decideObligation,
  type Obligation,
  type ObligationCommand,
  type ObligationEvent,
  type RecordedObligationEvent,
} from '../../src/domain/obligation.ts'
import { isSettled } from '../../src/domain/obligation-standing.ts'
import { isPaused } from '../../src/domain/obligation-timing.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { rules } from '../../src/domain/rules.ts'
import { kasn, kominfo } from './examples.ts'
import {
  begun,
  changed,
  commissioner,
  complianceOfficer,
  decided,
  lighter,
  ministryOfficer,
  objection,
  obligationOf,
  personnelOfficer,
  report,
  sweep,
  terms,
  termsWith,
} from './obligation-examples.ts'

/** The law of a process that was started with corrected files. */
const corrected = termsWith(14)
const histories = 500
const commandsEach = 45
const parties = { sender: kominfo, receiver: kasn }

/** A second, plain telling of the life cycle: what state an event leads to; a state that is not named stays. */
const leadsTo: Partial<
  Record<ObligationEvent['type'], (event: ObligationEvent, status: string, before: Obligation) => string>
> = {
  ExecutionReported: event => (event.type === 'ExecutionReported' && event.data.deviates ? 'open' : 'executed'),
  DeviationAccepted: () => 'executed',
  ObligationLapsed: () => 'lapsed',
  ObligationAnnulled: () => 'annulled',
  AppealDecided: (event, before, { reports, appeals }) => {
    if (event.type !== 'AppealDecided' || event.data.waits || event.data.outcome !== 'annul') return before
    const against = appeals[event.data.number - 1]?.reportNumber ?? 0
    return reports[against - 1]?.standing === 'refused' ? before : 'annulled'
  },
  AppealOutcomeAccepted: (event, before, { reports, appeals }) => {
    const appeal = event.type === 'AppealOutcomeAccepted' ? appeals[event.data.number - 1] : undefined
    const counts = reports[(appeal?.reportNumber ?? 0) - 1]?.standing !== 'refused'
    return counts && appeal?.decision?.outcome === 'annul' ? 'annulled' : before
  },
}
const follows: Record<string, readonly string[]> = {
  open: ['open', 'executed', 'lapsed', 'annulled'],
  executed: ['executed', 'lapsed', 'annulled'],
  lapsed: ['lapsed'],
  annulled: ['annulled'],
}

const actOf: Partial<Record<ObligationCommand['type'], (typeof obligationActs)[number]>> = {
  ReceiveObligation: 'obligation-receipt',
  ReportExecution: 'execution-report',
  AddressObligation: 'obligation-addressing',
  LapseObligation: 'obligation-lapse',
  RecordAppeal: 'appeal-recording',
  AcceptOutcome: 'outcome-acceptance',
  RefuseOutcome: 'outcome-refusal',
  RecordBlock: 'data-block',
  RecordUnblock: 'data-unblock',
}

t.test('whatever is ordered in whatever order, the life cycle of an obligation holds', async t => {
  const happened = new Map<string, number>()
  const wrong: string[] = []
  for (let seed = 1; seed <= histories; seed++) {
    const random = randomFrom(seed)
    const log: RecordedObligationEvent[] = [begun(random() < 0.1 ? { addressee: null } : {})]
    let now = Date.parse(log[0]?.act.at ?? '')
    for (let turn = 0; turn < commandsEach; turn++) {
      now += Math.floor(random() * 5 * 86_400_000)
      const before = obligationOf(log)
      const command = orderOf(random, new Date(now).toISOString(), before)
      if (command === undefined) continue
      // Processes with the corrected files and with those before work side by side.
      const known = random() < 0.3 ? corrected : terms
      const outcome = decideObligation(before, known, command)
      const place = `seed ${seed}, turn ${turn}: ${command.type}`
      if (outcome instanceof Rejection) {
        if (rules[outcome.rule].refusal === 'state' && isListed(before, command)) wrong.push(`${place} was listed`)
        continue
      }
      for (const event of outcome) {
        happened.set(event.type, (happened.get(event.type) ?? 0) + 1)
        if (event.type === 'EscalationStepTaken')
          wrong.push(...faultsOfStep(before, event, now).map(fault => `${place} ${fault}`))
        log.push({ ...event, act: command.act })
        const after = obligationOf(log)
        const wanted = leadsTo[event.type]?.(event, before.status, before) ?? before.status
        if (after.status !== wanted) wrong.push(`${place}: ${after.status} and not ${wanted}`)
        if (goesBack(before, after, event, known)) wrong.push(`${place}: the next step went back to the older law`)
        wrong.push(...faultsOf(before, after).map(fault => `${place}: ${fault}`))
      }
      const again = decideObligation(obligationOf(log), known, command)
      const isRecord = ['ReportExecution', 'RecordAppeal', 'Escalate'].includes(command.type)
      if (outcome.length > 0 && !isRecord && !(again instanceof Rejection) && again.length > 0) {
        wrong.push(`${place} happens twice`)
      }
    }
  }
  t.comment(JSON.stringify([...happened]))
  t.strictSame(wrong.slice(0, 10), [])
  for (const type of [
    ...Object.keys(leadsTo),
    'AppealOutcomeRefused',
    'AppealOverdue',
    'EscalationStepTaken',
    'ObligationDeadlineRecomputed',
    'DataBlocked',
    'UnblockSignalled',
    'DataUnblocked',
  ]) {
    t.ok((happened.get(type) ?? 0) > 0, `${type} came about`)
  }
})

/** What must hold between two states that follow one another. */
function faultsOf(before: Obligation, after: Obligation): string[] {
  const faults: [boolean, string][] = [
    [follows[before.status]?.includes(after.status) === true, `${before.status} became ${after.status}`],
    [after.next?.action !== 'step' || after.status === 'open', 'a step after the end'],
    [after.next?.action !== 'step' || !isPaused(after), 'a step while it waits for others'],
    [after.deadlines.every(({ number }, index) => number === index + 1), 'deadlines out of order'],
    [after.deadlines.length >= before.deadlines.length, 'a deadline is gone'],
    [after.unblock === null || (after.block !== null && after.status !== 'open'), 'unblocked too early'],
    [after.block === null || after.steps.some(({ effect }) => effect === 'data-block'), 'blocked without a step'],
    [!(isSettled(after) && after.status === 'open'), 'settled and open'],
    [after.appeals.filter(appeal => isPending(after, appeal)).length <= 1, 'two appeals'],
    [
      after.appeals.every(({ reportNumber = 0 }) => after.reports[reportNumber - 1] !== undefined),
      'an appeal against nothing',
    ],
    [
      after.annulment?.because !== 'appeal' || after.appeals.some(({ decision }) => answeredByTwo(decision)),
      'annulled by the obliged agency alone',
    ],
    [
      before.appeals.every(
        ({ overdueSaidAt }, index) => overdueSaidAt === null || after.appeals[index]?.overdueSaidAt === overdueSaidAt,
      ),
      'overdue said twice',
    ],
    [after.reports.filter(({ standing }) => standing === 'waiting').length <= 1, 'two reports wait'],
    [
      after.status !== 'executed' || after.reports.some(({ standing }) => standing === 'accepted'),
      'executed unreported',
    ],
  ]
  return faults.flatMap(([holds, fault]) => (holds ? [] : [fault]))
}

function isPending({ reports }: Obligation, { admissible, decision, reportNumber = 0 }: Obligation['appeals'][number]) {
  return admissible && decision?.standing !== 'accepted' && reports[reportNumber - 1]?.standing !== 'refused'
}

/** Whether the agency that decided said an outcome itself, or accepted it. */
function answeredByTwo(decision: Obligation['appeals'][number]['decision']): boolean {
  return decision?.standing === 'accepted' && (decision.act.agency === kasn || decision.answer?.act.agency === kasn)
}

/** Whether a process with the older files moved the day of a step that was counted by the newer. */
function goesBack({ deadlines, next }: Obligation, after: Obligation, { type }: ObligationEvent, known: typeof terms) {
  const isAhead = Number(deadlines.at(-1)?.clockVersion) > known.law.versions.clocks
  const isNew = after.deadlines.length > deadlines.length || type === 'EscalationStepTaken'
  return isAhead && !isNew && next?.action === 'step' && after.next?.action === 'step' && next.at !== after.next.at
}

function faultsOfStep(
  before: Obligation,
  { data }: Extract<ObligationEvent, { type: 'EscalationStepTaken' }>,
  now: number,
): string[] {
  const last = before.steps.at(-1)
  return [
    ...(before.next === null || now < Date.parse(before.next.at) ? ['before its time'] : []),
    ...(last !== undefined && data.order <= last.order ? ['out of order'] : []),
    ...(before.status === 'open' ? [] : ['after the end']),
  ]
}

/** Whether `allowedActions` would have offered what the command does. */
function isListed(obligation: Obligation, { type, act }: ObligationCommand): boolean {
  const name = actOf[type]
  const caller = { agency: act.agency, roles: [act.role as never], kind: 'person' } as const
  return (
    name !== undefined && allowedObligationActs(obligation, concernedBy(obligation, parties), caller).includes(name)
  )
}

function orderOf(
  random: () => number,
  at: string,
  { reports, appeals, steps }: Obligation,
): ObligationCommand | undefined {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const appealed = { ...objection, suspends: random() < 0.7, filedOn: random() < 0.8 ? '2024-02-12' : '2024-03-30' }
  const outcome = pick([
    decided('uphold'),
    decided('annul'),
    changed('lighten', 'light'),
    changed('aggravate', 'heavy'),
  ])
  const orders: (() => ObligationCommand | undefined)[] = [
    () => ({ type: 'ReceiveObligation', act: personnelOfficer(at) }),
    () => ({ type: 'AddressObligation', act: commissioner(at), addressee: personnelOfficer(at).agency, bypassed: [] }),
    () => ({ type: 'ReportExecution', act: personnelOfficer(at), report: pick([report, lighter]) }),
    () =>
      reports.length === 0 ? undefined : { type: 'AcceptDeviation', act: commissioner(at), number: reports.length },
    () =>
      reports.length === 0
        ? undefined
        : { type: 'RefuseDeviation', act: commissioner(at), number: reports.length, explanation: 'Too light.' },
    () => ({ type: 'RecordAppeal', act: personnelOfficer(at), appeal: appealed }),
    () =>
      appeals.length === 0
        ? undefined
        : {
            type: 'DecideAppeal',
            act: pick([commissioner, personnelOfficer])(at),
            number: appeals.length,
            decision: outcome,
          },
    () => (appeals.length === 0 ? undefined : { type: 'AcceptOutcome', act: commissioner(at), number: appeals.length }),
    () =>
      appeals.length === 0
        ? undefined
        : { type: 'RefuseOutcome', act: commissioner(at), number: appeals.length, explanation: 'Unknown.' },
    () => (steps.length < 3 ? undefined : { type: 'ReceiveStep', act: ministryOfficer(at), number: 3 }),
    () => ({ type: 'RecomputeDeadline', act: sweep(at) }),
    () => ({ type: 'RecordBlock', act: complianceOfficer(at), reference: 'BLK/1' }),
    () => ({ type: 'RecordUnblock', act: complianceOfficer(at), reference: 'BLK/1' }),
    () =>
      random() < 0.15
        ? { type: 'LapseObligation', act: commissioner(at), lapse: { reason: 'retired', explanation: 'Retired.' } }
        : undefined,
    () =>
      random() < 0.15
        ? { type: 'AnnulObligation', act: commissioner(at), because: 'decision-annulled', explanation: 'Annulled.' }
        : undefined,
  ]
  return random() < 0.5 ? { type: 'Escalate', act: sweep(at) } : pick(orders)()
}

/** Mulberry32: the same seed, the same history. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
