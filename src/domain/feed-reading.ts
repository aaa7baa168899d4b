import { type Act, roleFor } from './access.ts'
import type { Role } from './agencies.ts'
import { type StreamKind, streamKinds } from './event-types.ts'

/** The act by which one reads what the events of a stream are about. */
const readingOf: Record<StreamKind, Act> = {
  violation: 'violation-reading',
  referral: 'referral-reading',
  examination: 'referral-reading',
  evidence: 'evidence-reading',
  recusal: 'recusal-reading',
  departure: 'departure-reading',
  emergency: 'emergency-record',
  handover: 'handover-reading',
  obligation: 'obligation-reading',
}

/**
 * Of which streams somebody with these roles is told: an officer of those that they may read, and the agency's own system of
 * all that concern the agency, because it hands on and reads nothing.
 */
export function streamsTold(roles: readonly Role[]): StreamKind[] {
  if (roles.includes('integrator')) return [...streamKinds]
  return streamKinds.filter(stream => roleFor(readingOf[stream], roles) !== undefined)
}

/** How far a follower has come, and its running digest (hex) there. */
export type FeedPoint = { readonly number: number; readonly runningDigest: string }

export type Reconciliation =
  | { readonly outcome: 'same'; readonly through: number }
  /**
   * The two parted after `lastSame` and at or before `firstDifferent`; where that is greater than `last`, the follower has more
   * than was told.
   */
  | {
      readonly outcome: 'different'
      readonly lastSame: number
      readonly firstDifferent: number
      readonly last: number
    }

/**
 * Compares what a follower has with what was told. Each digest is over everything before it, so where one is the same all
 * before it is. `told` has the running digest of every number that a point names and that was told; `last` is the last of those.
 */
export function reconcile(
  points: readonly FeedPoint[],
  { digests, last }: { readonly digests: ReadonlyMap<number, string>; readonly last: number },
): Reconciliation {
  let lastSame = 0
  for (const { number, runningDigest } of points.toSorted((a, b) => a.number - b.number)) {
    if (digests.get(number) !== runningDigest) {
      return { outcome: 'different', lastSame, firstDifferent: Math.min(number, last + 1), last }
    }
    lastSame = number
  }
  return { outcome: 'same', through: lastSame }
}
