import { randomUUID } from 'node:crypto'
import type { AgencyPools } from '../db/agency-pools.ts'
import { listenForBells, ringWritten } from '../db/bells.ts'
import { type Lag, leadNumbering, numberEvents, resignNumbering } from '../db/numbering.ts'
import { everySoOften } from '../every-so-often.ts'
import type { Log } from '../log.ts'
import { shareLag } from './shared-lag.ts'

export type Sequencer = {
  /** To be called after something was committed: it is numbered now, here or by whichever process leads. */
  numberSoon(): void
  /** Calls the listener whenever entries were added to the feeds of these agencies, by whichever process; returns how to end that. */
  onNumbered(listener: (agencies: readonly string[]) => void): () => void
  /** How far it is behind, as of the last second. */
  lag(): Promise<Lag>
  stop(): Promise<void>
}

type Needs = {
  readonly pools: AgencyPools
  /** Of the database, for a connection that listens. */
  readonly url: string
  /** All there are: after a lost connection any of them may have something new. */
  readonly agencies: readonly string[]
  readonly log: Log
  /** How often it looks without being told, so that a bell that was lost costs only time. */
  readonly everyMs?: number
  /** How long a process that died is waited for. */
  readonly leadSeconds?: number
  /** About how many events in one statement. */
  readonly most?: number
}

const firstPauseMs = 10

/**
 * Has every committed event numbered. Each process has one of these and exactly one of them leads: the database says which,
 * and numbers for no other. All that counts is in the database; a process may die at any point of this.
 */
export function startSequencer({
  pools,
  url,
  agencies,
  log,
  everyMs = 1_000,
  leadSeconds = 5,
  most = 1_000,
}: Needs): Sequencer {
  const holder = randomUUID()
  const listeners = new Set<(agencies: readonly string[]) => void>()
  let fence: string | undefined
  let leadProvenAt = Number.NEGATIVE_INFINITY
  let ringing = false
  let ringAgain = false
  let pauseMs = firstPauseMs
  let pausing: NodeJS.Timeout | undefined

  const round = everySoOften(number, {
    name: 'numbering',
    everyMs,
    onFault: error => log.warn({ err: error }, 'numbering: a run failed'),
  })
  const bells = listenForBells(url, {
    onWritten: () => {
      if (fence !== undefined) round.soon()
    },
    onNumbered: concerned => tell(concerned === 'everybody' ? agencies : concerned),
    onListening: () => {
      tell(agencies)
      round.soon()
    },
  })

  return {
    numberSoon() {
      if (fence === undefined) ring()
      else round.soon()
    },
    onNumbered(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    lag: shareLag(pools),
    async stop() {
      clearTimeout(pausing)
      await round.stop()
      clearTimeout(pausing)
      await bells.stop()
      if (fence !== undefined) await resignNumbering(pools, fence).catch(() => {})
    },
  }

  async function number(signal: AbortSignal): Promise<void> {
    const led = fence !== undefined
    let lapsed = false
    for (;;) {
      if (performance.now() >= leadProvenAt + everyMs) await lead()
      if (signal.aborted) return
      if (fence === undefined) {
        // Whoever has it by now has not been told of what was to be numbered here.
        if (led || lapsed) ring()
        return
      }
      const step = await numberEvents(pools, fence, most)
      if (step === undefined) {
        // Renewed too late; it may still be free.
        fence = undefined
        leadProvenAt = Number.NEGATIVE_INFINITY
        if (lapsed) return ring()
        lapsed = true
        continue
      }
      if (step.numbered > 0) pauseMs = firstPauseMs
      if (!step.more) return lookAgain(step.held)
    }
  }

  async function lead(): Promise<void> {
    const led = fence !== undefined
    const askedAt = performance.now()
    fence = await leadNumbering(pools, holder, leadSeconds)
    leadProvenAt = askedAt
    if (led !== (fence !== undefined)) log.info({ leads: !led }, 'numbering: the lead has changed')
  }

  /** What is held up by a transaction under way is numbered soon after it, and nobody tells when that is. */
  function lookAgain(held: boolean): void {
    clearTimeout(pausing)
    if (!held || pauseMs >= everyMs) return
    pausing = setTimeout(round.soon, pauseMs).unref()
    pauseMs *= 2
  }

  function tell(concerned: readonly string[]): void {
    for (const listener of listeners) listener(concerned)
  }

  /** One bell at a time: what is committed while one rings is told by the next. */
  function ring(): void {
    ringAgain = ringing
    if (ringing) return
    ringing = true
    ringWritten(pools)
      .catch(() => {})
      .finally(() => {
        ringing = false
        if (ringAgain) ring()
      })
  }
}
