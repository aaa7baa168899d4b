const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const time = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)'
const forms = [
  new RegExp(`^[A-Z][a-z]{2}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(`^[A-Z][a-z]{5,8}, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) ${time} GMT$`),
  new RegExp(`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`),
]

/**
 * A date of HTTP in milliseconds since 1970: whoever reads one must take all three forms (RFC 9110, section 5.6.7). A year of
 * two digits that seems more than 50 years ahead is of the century before. Undefined when it is none.
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const found = forms.map(form => form.exec(text)?.groups).find(groups => groups !== undefined)
  if (found === undefined) return undefined
  const month = months.indexOf(found['month'] ?? '')
  const [day, hour, minute, second] = ['day', 'hour', 'minute', 'second'].map(part => Number(found[part])) as Numbers
  const at = Date.UTC(yearOf(found['year'] ?? '', nowMs), month, day, hour, minute, second)
  // A day that the month does not have would become one of the next; a leap second may.
  const fits =
    month >= 0 && hour < 24 && minute < 60 && second <= 60 && new Date(at - second * 1000).getUTCDate() === day
  return fits ? at : undefined
}
type Numbers = [day: number, hour: number, minute: number, second: number]

function yearOf(digits: string, nowMs: number): number {
  if (digits.length === 4) return Number(digits)
  const thisYear = new Date(nowMs).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + Number(digits)
  return year > thisYear + 50 ? year - 100 : year
}
