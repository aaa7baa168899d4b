import { setTimeout } from 'node:timers/promises'
import { type KnownContent, noteIntact, readContents } from '../db/evidence-contents.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { Evidence } from '../domain/evidence.ts'
import type { ContentId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import { Problem } from '../problems.ts'
import type { Vault } from '../vault/vault.ts'
import type { Office } from './act-on-case.ts'
import { actBySystem } from './system-act.ts'

/** How long a request waits for what it sends to be re-hashed; less than a request may take. */
export const patienceMs = 30_000

/**
 * How long ago the contents that go may have been re-hashed: longer than it takes to re-hash all of them, tried again and
 * again, from a store that is slow; so what was re-hashed first still counts when the last is. What the scrub re-hashed
 * meanwhile counts too.
 */
export const fresh = { minutes: 10, minutesForEach: 1, bytesInSecond: 4 * 1024 * 1024 }

/**
 * Re-hashes the originals of these items of one's own, and records damage in the ledger of every item that is no longer
 * what was taken in. True when nothing had to be done: all were found to be what was taken in a short while ago. After
 * anything else the case has to be looked at once more, because that took time or has changed it. Throws
 * `evidence-being-checked` when it takes longer than a request waits; what was re-hashed by then counts the next time.
 */
export function verifyOriginals(
  office: Pick<Office, 'pools' | 'vault'>,
  agency: AgencyId,
  items: readonly EvidenceAt[],
  waitMs = patienceMs,
): Promise<boolean> {
  return verify(office, agency, items, waitMs, ({ original }) => [original.contentId])
}

/** The same of the originals and of the copies that are shown in their place. */
export function verifyContents(
  office: Pick<Office, 'pools' | 'vault'>,
  agency: AgencyId,
  items: readonly EvidenceAt[],
  waitMs = patienceMs,
): Promise<boolean> {
  return verify(office, agency, items, waitMs, ({ original, copy }) =>
    copy?.kind === 'stripped' ? [original.contentId, copy.contentId] : [original.contentId],
  )
}

async function verify(
  office: Pick<Office, 'pools' | 'vault'>,
  agency: AgencyId,
  items: readonly EvidenceAt[],
  waitMs: number,
  contentsOf: (item: Evidence) => readonly ContentId[],
): Promise<boolean> {
  const wanted = items.filter(({ state }) => state.damage === null)
  const contents = await readContents(office.pools, agency, [
    ...new Set(wanted.flatMap(({ state }) => contentsOf(state))),
  ])
  const mostMs = freshMs(contents)
  const due = contents.filter(({ verifiedMsAgo }) => verifiedMsAgo === null || verifiedMsAgo > mostMs)

  const done = new AbortController()
  const late = setTimeout(waitMs, 'late' as const, { signal: done.signal }).catch(() => 'late' as const)
  try {
    for (const content of due) {
      const found = await Promise.race([rehash(office, agency, content), late])
      if (found === 'late') throw new Problem('evidence-being-checked', { headers: { 'retry-after': '1' } })
      if (found === 'intact') continue
      for (const { state } of wanted.filter(item => contentsOf(item.state).includes(content.id))) {
        await actBySystem(office, 'evidence-scrubber', { agency, id: state.id }, act => ({
          type: 'RecordDamage',
          act,
          found,
        }))
      }
    }
  } finally {
    done.abort()
  }
  return due.length === 0
}

function freshMs(contents: readonly KnownContent[]): number {
  const bytes = contents.reduce((sum, { size }) => sum + size, 0)
  const minutes = fresh.minutes + fresh.minutesForEach * contents.length
  return minutes * 60_000 + (bytes / fresh.bytesInSecond) * 1000
}

/** What is being re-hashed in this process, by the name of its object. */
const running = new Map<string, ReturnType<Vault['verify']>>()

/**
 * Goes on to its end whether somebody waits for it or not, so that a content that takes longer than a request waits is
 * re-hashed all the same; whoever wants the same one meanwhile waits for the same.
 */
async function rehash(
  { pools, vault }: Pick<Office, 'pools' | 'vault'>,
  agency: AgencyId,
  content: KnownContent,
): ReturnType<Vault['verify']> {
  const { id, object } = content
  const before = running.get(object)
  if (before !== undefined) return before
  const work = (async () => {
    const found = await vault.verify(content)
    if (found === 'intact') await noteIntact(pools, agency, id)
    return found
  })()
  running.set(object, work)
  try {
    return await work
  } finally {
    running.delete(object)
  }
}
