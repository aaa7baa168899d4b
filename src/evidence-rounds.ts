import type { Office } from './acts/act-on-case.ts'
import { scanPending } from './acts/scan-evidence.ts'
import { scrubContents } from './acts/scrub-contents.ts'
import { sweepStore } from './acts/sweep-store.ts'
import { forgetExpiredUploads } from './db/uploads.ts'
import type { Inspector } from './inspection/inspection.ts'
import type { Log } from './log.ts'
import type { ObjectStore } from './vault/object-store.ts'

type Needs = {
  readonly office: Pick<Office, 'pools' | 'vault'>
  readonly store: ObjectStore
  readonly inspector: Inspector
  readonly scrubHours: number
  readonly log: Log
}

/** Beside what is asked for at once: what another process left, and what failed a moment ago. */
const scanEveryMs = 5_000
const sweepEveryMs = 5 * 60_000
const scrubEveryMs = 10 * 60_000

export type EvidenceRounds = {
  /** Something waits for its inspection. */
  scanSoon(): void
  stop(): Promise<void>
}

/**
 * What the service does to evidence by itself: it inspects what has come in, re-hashes what is kept, and clears what
 * crashes have left. Any number of processes share the work; what one does not get to, another does.
 */
export function startEvidenceRounds({ office, store, inspector, scrubHours, log }: Needs): EvidenceRounds {
  const ended = new AbortController()
  const { signal } = ended
  const scan = inTurn('inspection', () => scanPending({ office, inspector, log, signal }))
  const sweep = inTurn('sweep', async () => {
    await forgetExpiredUploads(office.pools)
    const swept = await sweepStore(office, store, new Date())
    if (swept.brokenOff + swept.loose > 0) log.info(swept, 'evidence: swept what was left behind')
  })
  const scrub = inTurn('scrub', async () => {
    const before = new Date(Date.now() - scrubHours * 60 * 60_000).toISOString()
    const report = await scrubContents({ office, log, signal }, before)
    if (report.verified + report.unread > 0) log.info(report, 'evidence: re-hashed what is kept')
  })
  const timers = [
    setInterval(scan.soon, scanEveryMs),
    setInterval(sweep.soon, sweepEveryMs),
    setInterval(scrub.soon, scrubEveryMs),
  ]
  for (const timer of timers) timer.unref()
  scan.soon()
  sweep.soon()

  return {
    scanSoon: scan.soon,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      ended.abort()
      await Promise.all([scan.done(), sweep.done(), scrub.done()])
    },
  }

  /** One run at a time; whoever asks during one gets another after it. */
  function inTurn(name: string, work: () => Promise<unknown>) {
    let running: Promise<void> | undefined
    let wanted = false
    const run = async () => {
      while (wanted && !signal.aborted) {
        wanted = false
        await work().catch(error => log.warn({ err: error }, `evidence: the ${name} did not get through`))
      }
      running = undefined
    }
    return {
      soon: () => {
        wanted = true
        running ??= run()
      },
      done: async () => running,
    }
  }
}
