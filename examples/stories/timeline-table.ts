import type { TimelineEntry } from '../service/case-file.ts'
import { table } from '../table.ts'
import { jakartaTime, whenTitle } from './jakarta-time.ts'

/** The timeline of a referral as the service gives it, one line for each event. */
export function timelineTable(entries: readonly TimelineEntry[]): string {
  const rows = entries.map(({ by, type, details }) => [
    jakartaTime(by.at),
    by.agency,
    by.role,
    sentenceOf(type),
    detailsOf(details ?? {}),
  ])
  return table([whenTitle, 'agency', 'role', 'what happened', 'details'], rows)
}

/** `DecisionIssued` reads as `Decision issued`. */
function sentenceOf(type: string): string {
  const [first = '', ...more] = type.split(/(?=[A-Z])/)
  return [first, ...more.map(word => word.toLowerCase())].join(' ')
}

/** The short facts of an event; its prose is left to the API. */
const facts: readonly [member: string, say: (value: unknown) => string][] = [
  ['receiver', value => `to ${value}`],
  ['versionNumber', value => `version ${value}`],
  ['round', value => `round ${value}`],
  ['items', value => codesOf(value)],
  ['answers', value => codesOf(value)],
  ['dueOn', value => `due ${value}`],
  ['reason', value => `${value}`],
  ['track', value => `${value} track`],
  ['outcome', value => `${value}`],
  ['violationTypes', value => (Array.isArray(value) ? value.join(' + ') : '')],
  ['sanction', value => `${value}`],
  ['penaltyClass', value => `${value}`],
]

function detailsOf(details: Record<string, unknown>): string {
  const content = (details['content'] ?? {}) as Record<string, unknown>
  const all: Record<string, unknown> = { ...details, ...content }
  return facts.flatMap(([member, say]) => (all[member] === undefined ? [] : [say(all[member])])).join(', ')
}

function codesOf(items: unknown): string {
  return Array.isArray(items) ? items.map(({ code }) => code).join(' + ') : ''
}
