import { appealClocks } from './appeals.ts'
import { followUpClock } from './obligation-timing.ts'
import { referralClocks } from './referral-deadlines.ts'

/**
 * Every clock that the service keeps because somebody waits for what it ends with, by what it belongs to: how many are over is
 * counted by these words. Other clocks of the catalogue only say whether what was done was done in time, or when the next
 * step against an obligation is taken that is late already.
 */
export const keptClocks = {
  deadline: referralClocks.map(({ clock }) => clock),
  obligation: [followUpClock],
  appeal: Object.values(appealClocks).map(({ answer }) => answer),
} as const satisfies Record<string, readonly string[]>

export type KindOfClock = keyof typeof keptClocks
