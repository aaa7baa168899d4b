const DAY_MS = 24 * 60 * 60 * 1000

/** The calendar date (`2024-08-24`) on which an instant falls in a zone. */
export function dateIn(zone: string, instant: string): string {
  const at = Date.parse(instant)
  return new Date(at + offsetMs(zone, at)).toISOString().slice(0, 10)
}

/** The instant (RFC 3339, UTC) at which a date is over in a zone: whatever comes before it is in time. */
export function endOfDay(date: string, zone: string): string {
  const wall = Date.parse(date) + DAY_MS
  const near = wall - offsetMs(zone, wall)
  // Where summer time begins or ends that night, the offset is that of the moment itself.
  return new Date(wall - offsetMs(zone, near)).toISOString()
}

/** The date so many days later, or earlier. */
export function daysFrom(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}

/** 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(Date.parse(date)).getUTCDay()
}

function offsetMs(zone: string, at: number): number {
  const parts = formatOf(zone).formatToParts(at)
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find(part => part.type === type)?.value)
  const wall = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'))
  return wall - Math.floor(at / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, format)
  return format
}
