import { earliestDate, earliestMs } from './legal-date.ts'

/** A date that exists (RFC 3339 full-date), and is not earlier than any is taken. */
export function isDate(text: string): boolean {
  return isRealDate(text) && text >= earliestDate
}

/** Whether there is such a day, however long ago, in this spelling (RFC 3339 full-date). */
export function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/**
 * An instant (RFC 3339 date-time) in the one spelling that every system reads alike: `T`, an offset or `Z`, at most six
 * digits of a second. No leap second (JavaScript and PostgreSQL cannot keep one), no 24:00, no `-00:00` (an offset that
 * says it is unknown), no offset of 16 hours or more (PostgreSQL takes none, and no place has one). Its date in Jakarta is one too.
 */
export function isInstant(text: string): boolean {
  const match = /^(.{10})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,6})?(?:Z|([+-])(\d{2}):(\d{2}))$/.exec(text)
  if (match === null) return false
  const [, date = '', hour, minute, second, sign, offsetHour = '00', offsetMinute = '00'] = match
  if (!isRealDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return false
  if (sign === '-' && offsetHour === '00' && offsetMinute === '00') return false
  return Number(offsetHour) <= 15 && Number(offsetMinute) <= 59 && Date.parse(text) >= earliestMs
}
