import type { SignatureAlgorithm } from '../directory/directory.ts'
import { Problem } from '../problems.ts'
import { isSameKey, type KeySet, readKeySet } from './key-set.ts'

/** The keys of one issuer, kept as fresh as its source allows. */
export type KeySource = {
  /** Until this instant of the monotonic clock `current` would give the same keys again without looking. */
  freshUntil(): number
  /** @throws {Problem} `key-source-unavailable` */
  current(): Promise<KeySet>
  /**
   * After a token named an unknown key: the keys after one more look, unless the last look is too recent.
   *
   * @throws {Problem} `key-source-unavailable`, also when that look failed: the key may exist by now
   */
  renewed(): Promise<KeySet>
}

/** Gives the JSON text of a JWK Set as its source has it now; rejects when it cannot be had. */
export type ReadKeys = () => Promise<string>

/** All in milliseconds, counted from the beginning of a look at the source. */
export type KeySourceTimes = {
  /** From then on the next use starts a look behind the requests. */
  readonly renewAfter: number
  /** From then on requests wait for the look: a withdrawn key dies within this time. */
  readonly maxAge: number
  /** At most one look in this time, whether it succeeds or fails and whatever tokens arrive. */
  readonly cooldown: number
  /** How old keys may get while their source cannot be read. */
  readonly staleLimit: number
}

type Needs = {
  readonly read: ReadKeys
  readonly algorithms: readonly SignatureAlgorithm[]
  readonly times: KeySourceTimes
  /** Milliseconds of a clock that never goes back; keys must not stay fresh because somebody set the date. */
  readonly monotonic: () => number
  /** Told once of each fault, not at every look. */
  readonly onFault: (reason: string) => void
}

export function createKeySource({ read, algorithms, times, monotonic, onFault }: Needs): KeySource {
  let keys: KeySet = []
  let adopted: string | undefined
  let readAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let failing = false
  let lastFault: string | undefined
  let looking: Promise<void> | undefined

  return {
    freshUntil: () =>
      failing ? Math.min(triedAt + times.cooldown, readAt + times.staleLimit) : readAt + times.renewAfter,

    async current() {
      const age = monotonic() - readAt
      if (age < times.renewAfter) return keys
      const look = lookUnlessRecent()
      // Nobody waits for a source that is known to fail while its last keys still serve.
      const mustWait = failing ? age >= times.staleLimit : age >= times.maxAge
      if (mustWait) await look
      return usableKeys()
    },

    async renewed() {
      await lookUnlessRecent()
      if (failing) throw unavailable()
      return usableKeys()
    },
  }

  /** All who ask at the same time share one look. */
  function lookUnlessRecent(): Promise<void> | undefined {
    if (looking === undefined && monotonic() - triedAt >= times.cooldown) {
      looking = look().finally(() => {
        looking = undefined
      })
    }
    return looking
  }

  async function look(): Promise<void> {
    const began = monotonic()
    triedAt = began
    try {
      const text = await read()
      if (text !== adopted) adopt(await readKeySet(JSON.parse(text), algorithms, keys, onFault), text)
      readAt = began
      failing = false
      lastFault = undefined
    } catch (error) {
      failing = true
      const fault = error instanceof Error ? error.message : String(error)
      if (fault !== lastFault) onFault(fault)
      lastFault = fault
    }
  }

  function adopt(published: KeySet, text: string): void {
    for (const key of keys) {
      if (!published.some(other => isSameKey(other, key))) key.withdrawn = true
    }
    keys = published
    adopted = text
  }

  function usableKeys(): KeySet {
    if (monotonic() - readAt >= times.staleLimit) throw unavailable()
    return keys
  }

  /** Ours to mend, not the caller's: the token may be good. */
  function unavailable(): Problem {
    const waitMs = Math.max(1000, triedAt + times.cooldown - monotonic())
    return new Problem('key-source-unavailable', { headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } })
  }
}
