import { noteIntact, readContents } from '../db/evidence-contents.ts'
import {
  leaseContentsToVerify,
  listItemsOfContent,
  listUnknownObjects,
  type OwnedContent,
  readTrueTime,
} from '../db/evidence-jobs.ts'
import type { Log } from '../log.ts'
import { type ObjectStore, StoreUnavailable } from '../vault/object-store.ts'
import { KeyUnknown } from '../vault/vault.ts'
import type { Office } from './act-on-case.ts'
import { actBySystem } from './system-act.ts'

/** What came of a scrub: how many contents were re-hashed and of how many bytes, and what was found. */
export type ScrubReport = {
  readonly verified: number
  readonly bytes: number
  readonly damaged: number
  readonly missing: number
  /** Could not be read now; they are due again. */
  readonly unread: number
}

const atOnce = 20

/**
 * Re-hashes every content that nobody has looked at for so long, and records damage in the ledgers of the items
 * it belongs to. Several processes share the work.
 */
export async function scrubContents(
  { office, log, signal }: { office: Pick<Office, 'pools' | 'vault'>; log: Log; signal?: AbortSignal },
  unseenMs: number,
  onProgress: (report: ScrubReport) => void = () => {},
): Promise<ScrubReport> {
  let report: ScrubReport = { verified: 0, bytes: 0, damaged: 0, missing: 0, unread: 0 }
  const before = await readTrueTime(office.pools, unseenMs)
  for (;;) {
    const leased = await leaseContentsToVerify(office.pools, before, atOnce)
    if (leased.length === 0) return report
    for (const one of leased) {
      // What was leased and not looked at is due again as late as if it had been: the next process begins elsewhere.
      if (signal?.aborted) return report
      report = added(report, await scrubOne(office, log, one))
    }
    onProgress(report)
  }
}

function added(report: ScrubReport, one: Partial<ScrubReport>): ScrubReport {
  const sum = (name: keyof ScrubReport) => report[name] + (one[name] ?? 0)
  return {
    verified: sum('verified'),
    bytes: sum('bytes'),
    damaged: sum('damaged'),
    missing: sum('missing'),
    unread: sum('unread'),
  }
}

async function scrubOne(
  office: Pick<Office, 'pools' | 'vault'>,
  log: Log,
  { contentId, agency }: OwnedContent,
): Promise<Partial<ScrubReport>> {
  const [content] = await readContents(office.pools, agency, [contentId])
  if (content === undefined) return {}
  const { size } = content
  try {
    const found = await office.vault.verify(content)
    if (found === 'intact') {
      await noteIntact(office.pools, agency, contentId)
      return { verified: 1, bytes: size }
    }
    log.error({ contentId, found }, 'evidence: the store no longer holds what was taken in')
    for (const { evidenceId: id } of await listItemsOfContent(office.pools, agency, contentId)) {
      await actBySystem(office, 'evidence-scrubber', { agency, id }, act => ({ type: 'RecordDamage', act, found }))
    }
    return { verified: 1, bytes: size, [found]: 1 }
  } catch (error) {
    if (!(error instanceof StoreUnavailable || error instanceof KeyUnknown)) throw error
    log.warn({ err: error, contentId }, 'evidence: a content could not be re-hashed')
    return { unread: 1 }
  }
}

/**
 * Objects of the store that this database knows nothing of. They are never taken away by themselves: a database that was
 * restored from a backup knows less than the store.
 */
export async function listOrphans({ pools }: Pick<Office, 'pools'>, store: ObjectStore): Promise<string[]> {
  const orphans: string[] = []
  let names: string[] = []
  const look = async () => {
    orphans.push(...(await listUnknownObjects(pools, names)))
    names = []
  }
  for await (const { name } of store.list()) {
    names.push(name)
    if (names.length === 500) await look()
  }
  await look()
  return orphans
}
