import { Problem } from '../problems.ts'
import type { Actor } from './actor.ts'
import { revocationDigest } from './revocation.ts'
import { invalidToken } from './token-refusals.ts'

/** The revocations in force: their digests, and a mark by which the same list is known again. */
export type RevocationList = { readonly mark: string; readonly digests: readonly string[] }

/** Reads them; null when they are those of the mark. */
export type ReadRevocations = (mark: string) => Promise<RevocationList | null>

export type RevocationWatch = {
  /** @throws {Problem} `invalid-token` when revoked, `revocations-unavailable` when that cannot be known */
  check(actor: Actor): Promise<void>
  /** Reads them once. Faults go to `onFault`. */
  look(): Promise<void>
  stop(): void
}

type Needs = {
  readonly read: ReadRevocations
  /** From the end of one look to the beginning of the next. A revocation counts within a second everywhere. */
  readonly everyMs?: number
  /** How old the list may be before requests wait for a look; if that fails, they are refused. */
  readonly staleMs?: number
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic?: () => number
  readonly onFault: (error: unknown) => void
}

/** Keeps the list of revocations in memory and fresh, so that a request need not ask the database. */
export function watchRevocations({
  read,
  everyMs = 400,
  staleMs = 10_000,
  monotonic = () => performance.now(),
  onFault,
}: Needs): RevocationWatch {
  let mark = ''
  let digests: ReadonlySet<string> = new Set()
  let readAt = Number.NEGATIVE_INFINITY
  let failing = false
  let looking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  /** Actors are remembered with their tokens, so each is named once. */
  const namesOf = new WeakMap<Actor, readonly string[]>()
  lookLater()

  return {
    async check(actor) {
      const before = readAt
      if (isStale()) await look()
      // It was read, by a look that was under way and began too long ago itself: the process was paused, or very busy.
      if (isStale() && readAt !== before) await look()
      if (isStale()) {
        throw new Problem('revocations-unavailable', { headers: { 'retry-after': '1' } })
      }
      if (digests.size > 0 && names(actor).some(name => digests.has(name))) {
        throw invalidToken('The token has been revoked')
      }
    },
    look,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }

  function isStale(): boolean {
    return monotonic() - readAt >= staleMs
  }

  function lookLater(): void {
    timer = setTimeout(() => look().then(() => stopped || lookLater()), everyMs).unref()
  }

  /** All who need it at the same time share one look. */
  function look(): Promise<void> {
    looking ??= lookNow().finally(() => {
      looking = undefined
    })
    return looking
  }

  async function lookNow(): Promise<void> {
    const began = monotonic()
    try {
      const list = await read(mark)
      if (list !== null) {
        mark = list.mark
        digests = new Set(list.digests)
      }
      readAt = began
      failing = false
    } catch (error) {
      if (!failing && !stopped) onFault(error)
      failing = true
    }
  }

  function names(actor: Actor): readonly string[] {
    const { issuer, subject, clientId, tokenId } = actor
    const known = namesOf.get(actor) ?? [
      revocationDigest('issuer', issuer, ''),
      revocationDigest('subject', issuer, subject),
      revocationDigest('client', issuer, clientId),
      revocationDigest('token', issuer, tokenId),
    ]
    namesOf.set(actor, known)
    return known
  }
}
