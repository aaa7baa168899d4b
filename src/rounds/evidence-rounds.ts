import type { Office } from '../acts/act-on-case.ts'
import { scanPending } from '../acts/scan-evidence.ts'
import { scrubContents } from '../acts/scrub-contents.ts'
import { sweepStore } from '../acts/sweep-store.ts'
import { forgetExpiredUploads } from '../db/uploads.ts'
import { everySoOften } from '../every-so-often.ts'
import type { Inspector } from '../inspection/inspection.ts'
import type { Log } from '../log.ts'
import type { ObjectStore } from '../vault/object-store.ts'

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
  const scan = everySoOften(signal => scanPending({ office, inspector, log, signal }), {
    name: 'inspection',
    everyMs: scanEveryMs,
    onFault: notGotThrough('inspection'),
  })
  const sweep = everySoOften(clear, { name: 'store-sweep', everyMs: sweepEveryMs, onFault: notGotThrough('sweep') })
  const scrub = everySoOften(rehash, { name: 'scrub', everyMs: scrubEveryMs, onFault: notGotThrough('scrub') })
  void scan.soon()
  void sweep.soon()

  return {
    scanSoon: scan.soon,
    async stop() {
      await Promise.all([scan.stop(), sweep.stop(), scrub.stop()])
    },
  }

  async function clear(): Promise<void> {
    await forgetExpiredUploads(office.pools)
    const swept = await sweepStore(office, store)
    if (swept.brokenOff + swept.loose > 0) log.info(swept, 'evidence: swept what was left behind')
  }

  async function rehash(signal: AbortSignal): Promise<void> {
    const report = await scrubContents({ office, log, signal }, scrubHours * 60 * 60_000)
    if (report.verified + report.unread > 0) log.info(report, 'evidence: re-hashed what is kept')
  }

  function notGotThrough(name: string) {
    return (err: unknown) => log.warn({ err }, `evidence: the ${name} did not get through`)
  }
}
