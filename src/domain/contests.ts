import type { CandidateStatus, Contest } from './catalogue.ts'

/** What a candidate was in a contest at an instant: `over` once the result is final, `unknown` while nobody knows the day. */
export type StatusInContest = CandidateStatus | 'over' | 'unknown'

/** The candidate's status in one contest: fixed from the instant of fixing on, until the result is final. */
export function statusIn({ fixedAt, finalAt }: Pick<Contest, 'fixedAt' | 'finalAt'>, at: string): StatusInContest {
  if (finalAt !== null && Date.parse(at) >= Date.parse(finalAt)) return 'over'
  if (fixedAt === null) return 'unknown'
  return Date.parse(at) >= Date.parse(fixedAt) ? 'fixed' : 'prospective'
}

/** Whether a contest is held in a region, by the region's code; everywhere when none is named on either side. */
export function isHeldIn({ regions }: Contest, region: string | undefined): boolean {
  return (
    regions.length === 0 ||
    region === undefined ||
    regions.some(code => region === code || region.startsWith(`${code}.`) || code.startsWith(`${region}.`))
  )
}
