import type { Act, Recorded } from './act.ts'
import type { Law } from './catalogue.ts'
import { clockAt, computeDeadline, type Deadline, isOutdated, setDeadline } from './deadline.ts'
import { handoverClock } from './handover.ts'
import { withChanged } from './numbered.ts'
import type { ReferralEvent } from './referral.ts'

/** What the service does about deadlines by itself, each with the rule that it cites; docs/clocks.md prints them. */
export const deadlineRules = {
  'R-CLK-04':
    'When a newer version of the clocks or calendars is loaded, every running deadline that was computed from it gets a new row that names the one it replaces; both stay visible. What was met, has lapsed or was set by an officer stays as it is. Of an open obligation the deadline and the day of the next step are computed anew too, and of a pending appeal by when it is to be answered.',
  'R-CLK-05':
    'A warning is raised once for a running deadline: three days before it is over, or when half of a shorter one is over.',
  'R-CLK-06':
    'A deadline of days is over at the end of its last day in its zone, one of hours at its moment. From then on it is overdue, which is raised once, and meeting it is recorded as late.',
  'R-CLK-07':
    'Deadlines of a referral are set, met and lapse on record with the act that starts or ends them, by one table. The last day of the deadline that a return starts is given by the receiver.',
} as const
export type DeadlineRule = keyof typeof deadlineRules

/** A deadline of a referral as it was set. `number` counts in the referral. */
export type NumberedDeadline = Deadline & {
  readonly number: number
  /** The instant (RFC 3339, UTC) from which a warning is due. */
  readonly warnAt: string
  /** Its day was given by an officer, so no calendar moves it. */
  readonly given: boolean
  /** The decision it is about, where it is about one. */
  readonly decisionNumber?: number
}

export type DeadlineEvent =
  | { type: 'DeadlineSet'; data: NumberedDeadline }
  /** `deadline` is null where the law no longer knows the clock. */
  | { type: 'DeadlineRecomputed'; data: { replaces: number; deadline: NumberedDeadline | null; rule: DeadlineRule } }
  | { type: 'DeadlineMet'; data: { number: number; by: string } }
  | { type: 'DeadlineLapsed'; data: { number: number; by: string } }
  | { type: 'DeadlineDue'; data: { number: number; dueAt: string; rule: DeadlineRule } }
  | { type: 'DeadlineOverdue'; data: { number: number; dueAt: string; rule: DeadlineRule } }

export const deadlineStatuses = ['running', 'met', 'lapsed', 'replaced'] as const
export type DeadlineStatus = (typeof deadlineStatuses)[number]

export type DeadlineOnRecord = NumberedDeadline & {
  /** When it was set, by whom. */
  readonly act: Act
  readonly status: DeadlineStatus
  readonly replaces: number | null
  readonly replacedBy: number | null
  /** What met it or made it lapse, and whether that came too late. */
  readonly ending: { readonly act: Act; readonly by: string; readonly late: boolean } | null
  /** When a warning was raised, and when it was found overdue. */
  readonly dueSaidAt: string | null
  readonly overdueSaidAt: string | null
}

/** What of a referral's deadlines the sweep looks for: the next instant, and the oldest versions still running. */
export type DeadlineWatch = {
  readonly at: string | null
  readonly clocks: number | null
  readonly calendars: number | null
}

type EventName = ReferralEvent['type']

/**
 * Which event of a referral starts which clock of the catalogue, which events meet it, and with which it lapses. Clocks
 * that are not here belong to obligations, to other proceedings, or to people outside the service.
 */
export const referralClocks = [
  {
    clock: 'merit-review',
    startedBy: ['ReferralSent', 'ReferralResubmitted'],
    metBy: ['ReferralDecided'],
    lapsesWith: ['ReferralReturned', 'ReferralRejected', 'ReferralWithdrawn', 'WithdrawalConsented'],
  },
  {
    clock: 'intake',
    startedBy: ['ReferralReceived'],
    metBy: ['ReferralAccepted', 'ReferralReturned', 'ReferralRejected'],
    lapsesWith: ['ReferralWithdrawn', 'ReferralTransferred'],
  },
  {
    clock: 'return-completion',
    startedBy: ['ReferralReturned'],
    metBy: ['ReferralResubmitted'],
    lapsesWith: ['ReferralRejected', 'ReferralWithdrawn'],
  },
  {
    clock: handoverClock,
    startedBy: ['CriminalHandoverCreated'],
    metBy: ['CriminalHandoverSent'],
    // The decision it is about, and no other.
    lapsesWith: ['DecisionAnnulled', 'DecisionIssued'],
  },
] as const satisfies readonly ReferralClock[]

type ReferralClock = {
  readonly clock: string
  readonly startedBy: readonly EventName[]
  readonly metBy: readonly EventName[]
  readonly lapsesWith: readonly EventName[]
}
const table: readonly ReferralClock[] = referralClocks

/** The events of an act with the deadlines that they set, meet or end: whatever records events of a referral asks this. */
export function withDeadlines(
  law: Law,
  before: readonly DeadlineOnRecord[],
  events: readonly ReferralEvent[],
  act: Act,
): ReferralEvent[] {
  let deadlines = before
  return events.flatMap((event): ReferralEvent[] => {
    const following = followingFrom(law, deadlines, event, act)
    deadlines = following.reduce((known, next) => evolveDeadlines(known, { ...next, act }), deadlines)
    return [event, ...following]
  })
}

function followingFrom(
  law: Law,
  deadlines: readonly DeadlineOnRecord[],
  event: ReferralEvent,
  act: Act,
): DeadlineEvent[] {
  const { type: by } = event
  const ended = endedBy(deadlines, by, decisionOf(event))
  const given = event.type === 'ReferralReturned' ? event.data.dueOn : null
  const begun = table
    .filter(({ startedBy }) => startedBy.includes(by))
    .flatMap(({ clock }) => clockAt(law, clock, act.at) ?? [])
    .map((clock, index): DeadlineEvent => {
      const deadline = given === null ? computeDeadline(law, clock, act.at) : setDeadline(law, clock, act.at, given)
      const data = numbered(deadline, deadlines.length + 1 + index, given !== null)
      return { type: 'DeadlineSet', data: { ...data, ...aboutDecision(decisionOf(event)) } }
    })
  return [...ended, ...begun]
}

/** The decision that an event ends a deadline of, or starts one of. */
function decisionOf(event: ReferralEvent): number | undefined {
  switch (event.type) {
    case 'CriminalHandoverCreated':
    case 'CriminalHandoverSent':
      return event.data.decisionNumber
    case 'DecisionAnnulled':
      return event.data.number
    case 'DecisionIssued':
      return event.data.supersedes ?? undefined
    default:
      return undefined
  }
}

/** The deadline of this clock that runs for a decision, if any. */
export function runningDeadline(
  deadlines: readonly DeadlineOnRecord[],
  clock: string,
  decisionNumber: number,
): DeadlineOnRecord | undefined {
  return deadlines.find(
    deadline => isRunning(deadline) && deadline.clock === clock && deadline.decisionNumber === decisionNumber,
  )
}

function aboutDecision(decisionNumber: number | undefined): Pick<NumberedDeadline, 'decisionNumber'> {
  return decisionNumber === undefined ? {} : { decisionNumber }
}

/** The deadlines that an event of this type meets or ends; one that is about a decision, when the event is about it, too. */
export function endedBy(
  deadlines: readonly DeadlineOnRecord[],
  by: EventName,
  decisionNumber?: number,
): DeadlineEvent[] {
  return deadlines.filter(isRunning).flatMap((deadline): DeadlineEvent[] => {
    const { number, clock } = deadline
    if (deadline.decisionNumber !== undefined && deadline.decisionNumber !== decisionNumber) return []
    const row = table.find(known => known.clock === clock)
    if (row?.metBy.includes(by)) return [{ type: 'DeadlineMet', data: { number, by } }]
    if (row?.lapsesWith.includes(by)) return [{ type: 'DeadlineLapsed', data: { number, by } }]
    return []
  })
}

function numbered(deadline: Deadline, number: number, given: boolean): NumberedDeadline {
  return { ...deadline, number, given, warnAt: warningOf(deadline) }
}

const warnedBeforeMs = 3 * 24 * 60 * 60 * 1000

/** R-CLK-05: three days before, and of a short deadline when half of it is over. */
function warningOf({ start, dueAt }: Deadline): string {
  const due = Date.parse(dueAt)
  return new Date(Math.max(due - warnedBeforeMs, (Date.parse(start) + due) / 2)).toISOString()
}

/**
 * What is to be said of deadlines at a moment: a newer version of the law yields new rows, and what has come near or gone
 * by is told, each once. The law never goes back: of two processes the one with the older files changes nothing.
 */
export function watchDeadlines(law: Law, before: readonly DeadlineOnRecord[], act: Act): DeadlineEvent[] {
  const outdated = before.filter(
    deadline => isRunning(deadline) && !deadline.given && isOutdated(deadline, law.versions),
  )
  const recomputed = outdated.map((old, index): DeadlineEvent => {
    const clock = clockAt(law, old.clock, old.start)
    const deadline = clock && {
      ...numbered(computeDeadline(law, clock, old.start, old.suspensions), before.length + 1 + index, false),
      ...aboutDecision(old.decisionNumber),
    }
    return { type: 'DeadlineRecomputed', data: { replaces: old.number, deadline: deadline ?? null, rule: 'R-CLK-04' } }
  })
  const deadlines = recomputed.reduce((known, next) => evolveDeadlines(known, { ...next, act }), before)
  const at = Date.parse(act.at)
  const told = deadlines.filter(isRunning).flatMap((deadline): DeadlineEvent[] => {
    const { number, dueAt, warnAt, dueSaidAt, overdueSaidAt } = deadline
    if (overdueSaidAt !== null) return []
    if (Date.parse(dueAt) <= at) return [{ type: 'DeadlineOverdue', data: { number, dueAt, rule: 'R-CLK-06' } }]
    if (dueSaidAt !== null || Date.parse(warnAt) > at) return []
    return [{ type: 'DeadlineDue', data: { number, dueAt, rule: 'R-CLK-05' } }]
  })
  return [...recomputed, ...told]
}

export function isRunning({ status }: DeadlineOnRecord): boolean {
  return status === 'running'
}

/** Rebuilds the deadlines of a referral from its log. */
export function evolveDeadlines(
  deadlines: readonly DeadlineOnRecord[],
  event: Recorded<DeadlineEvent>,
): readonly DeadlineOnRecord[] {
  const { act } = event
  switch (event.type) {
    case 'DeadlineSet':
      return [...deadlines, onRecord(event.data, act, null)]
    case 'DeadlineRecomputed':
      return replaced(deadlines, event.data, act)
    case 'DeadlineMet':
    case 'DeadlineLapsed':
      return withChanged(deadlines, event.data.number, deadline => ({
        ...deadline,
        status: event.type === 'DeadlineMet' ? ('met' as const) : ('lapsed' as const),
        ending: { act, by: event.data.by, late: Date.parse(act.at) >= Date.parse(deadline.dueAt) },
      }))
    case 'DeadlineDue':
      return withChanged(deadlines, event.data.number, deadline => ({ ...deadline, dueSaidAt: act.at }))
    case 'DeadlineOverdue':
      return withChanged(deadlines, event.data.number, deadline => ({ ...deadline, overdueSaidAt: act.at }))
  }
}

function replaced(
  deadlines: readonly DeadlineOnRecord[],
  { replaces, deadline }: Extract<DeadlineEvent, { type: 'DeadlineRecomputed' }>['data'],
  act: Act,
): DeadlineOnRecord[] {
  const old = deadlines[replaces - 1]
  if (old === undefined) throw new Error('a deadline is recomputed that never was')
  if (deadline === null) {
    return withChanged(deadlines, replaces, row => ({
      ...row,
      status: 'lapsed' as const,
      ending: { act, by: 'DeadlineRecomputed', late: Date.parse(act.at) >= Date.parse(row.dueAt) },
    }))
  }
  // What was said of the same moment is not said again.
  const { dueSaidAt, overdueSaidAt } = deadline.dueAt === old.dueAt ? old : { dueSaidAt: null, overdueSaidAt: null }
  return [
    ...withChanged(deadlines, replaces, row => ({
      ...row,
      status: 'replaced' as const,
      replacedBy: deadline.number,
    })),
    { ...onRecord(deadline, act, replaces), dueSaidAt, overdueSaidAt },
  ]
}

function onRecord(deadline: NumberedDeadline, act: Act, replaces: number | null): DeadlineOnRecord {
  return {
    ...deadline,
    act,
    status: 'running',
    replaces,
    replacedBy: null,
    ending: null,
    dueSaidAt: null,
    overdueSaidAt: null,
  }
}

/** What the sweep has to look for, from the deadlines that run. */
export function watchOf(deadlines: readonly DeadlineOnRecord[]): DeadlineWatch {
  const running = deadlines.filter(isRunning)
  const computed = running.filter(({ given }) => !given)
  const moments = running.flatMap(({ warnAt, dueAt, dueSaidAt, overdueSaidAt }) => {
    if (overdueSaidAt !== null) return []
    return dueSaidAt === null ? [warnAt] : [dueAt]
  })
  return {
    at: moments.sort()[0] ?? null,
    clocks: least(computed.map(({ clockVersion }) => clockVersion)),
    calendars: least(computed.flatMap(({ calendarVersion }) => calendarVersion ?? [])),
  }
}

function least(versions: readonly number[]): number | null {
  return versions.length === 0 ? null : Math.min(...versions)
}
