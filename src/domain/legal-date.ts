/** Asia/Jakarta keeps UTC+7 all year (no summer time), so the legal date is a plain shift. */
const JAKARTA_OFFSET_MS = 7 * 60 * 60 * 1000

/**
 * No time and no date is taken that is earlier: nothing that concerns this service happened before the republic, and clocks,
 * calendars and databases part where years have other lengths or no number.
 */
export const earliestDate = '1945-08-17'
export const earliestMs = Date.parse(earliestDate) - JAKARTA_OFFSET_MS

/** The Asia/Jakarta calendar date (`2024-08-24`) on which an instant falls. Takes an RFC 3339 time. */
export function legalDateOf(instant: string): string {
  return new Date(Date.parse(instant) + JAKARTA_OFFSET_MS).toISOString().slice(0, 10)
}
