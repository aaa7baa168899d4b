import type { Counter, Gauge } from '@prometheus-io/client'
import type { PoolFigures } from '../db/agency-pools.ts'
import type { OverdueClock } from '../db/operational-figures.ts'
import type { Instruments } from './instruments.ts'

/** Where the figures come from that are read when somebody asks for them. A part that does not run has none. */
export type Sources = {
  readonly connections: () => PoolFigures
  readonly overdue: () => Promise<readonly OverdueClock[]>
  readonly sequencer?: () => Promise<{ readonly waiting: number; readonly oldestSeconds: number }>
  readonly feedEntries?: () => Promise<number>
  readonly webhooks?: () => Promise<{
    readonly waiting: number
    readonly parked: number
    readonly oldestSeconds: number
  }>
}

/**
 * Reads every source into its instruments. What cannot be read is said so, rather than told of old: it is not a number, or where it
 * has labels, not there. Only what counts up stands still meanwhile, for anything else would look like a start from nothing.
 */
export async function gather(instruments: Instruments, sources: Sources): Promise<void> {
  showConnections(instruments, sources.connections())
  await Promise.all([
    read('clocks', sources.overdue, forgetOverdue, clocks => {
      for (const { kind, clock, count } of clocks) instruments.overdue[kind].set({ clock }, count)
    }),
    read(
      'sequencer',
      sources.sequencer,
      () => unknown(instruments.waitingEvents, instruments.oldestWaitingEvent),
      ({ waiting, oldestSeconds }) => {
        instruments.waitingEvents.set(waiting)
        instruments.oldestWaitingEvent.set(oldestSeconds)
      },
    ),
    read(
      'feed',
      sources.feedEntries,
      () => {},
      entries => total(instruments.feedEntries, entries),
    ),
    read(
      'webhooks',
      sources.webhooks,
      () => unknown(instruments.waitingDeliveries, instruments.parkedDeliveries, instruments.oldestWaitingDelivery),
      ({ waiting, parked, oldestSeconds }) => {
        instruments.waitingDeliveries.set(waiting)
        instruments.parkedDeliveries.set(parked)
        instruments.oldestWaitingDelivery.set(oldestSeconds)
      },
    ),
  ])

  async function read<Figures>(
    source: string,
    reading: (() => Promise<Figures>) | undefined,
    forget: () => void,
    show: (figures: Figures) => void,
  ): Promise<void> {
    if (reading === undefined) return
    const figures = await reading().catch(() => undefined)
    instruments.readable.set({ source }, figures === undefined ? 0 : 1)
    forget()
    if (figures !== undefined) show(figures)
  }

  function forgetOverdue(): void {
    for (const gauge of Object.values(instruments.overdue)) gauge.reset()
  }
}

function unknown(...gauges: readonly Gauge<never>[]): void {
  for (const gauge of gauges) gauge.set(Number.NaN)
}

function showConnections(instruments: Instruments, figures: PoolFigures): void {
  instruments.connections.set({ state: 'busy' }, figures.busy)
  instruments.connections.set({ state: 'idle' }, figures.idle)
  instruments.mostConnections.set(figures.most)
  instruments.statementsWaiting.set(figures.waiting)
  total(instruments.connectionsOpened, figures.opened)
  instruments.connectionsEnded.reset()
  for (const [reason, count] of Object.entries(figures.ended)) instruments.connectionsEnded.inc({ reason }, count)
  instruments.lateStatements.reset()
  for (const [place, count] of Object.entries(figures.late)) instruments.lateStatements.inc({ while: place }, count)
}

/** A counter that somebody else counts. */
function total(counter: Counter<never>, count: number): void {
  counter.reset()
  counter.inc(count)
}
