import type { EvidenceDescriptionBody } from '../../src/resources/evidence.ts'
import type { CustodyEntry } from '../service/evidence.ts'
import { table } from '../table.ts'
import { jakartaTime, whenTitle } from './jakarta-time.ts'

/** The chain of custody of an item as the service gives it, one line for each entry. */
export function custodyTable(entries: readonly CustodyEntry[]): string {
  const rows = entries.map(({ position, entry, by, details }) => [
    String(position),
    jakartaTime(by.at),
    by.agency,
    by.role,
    wordsOf(entry),
    detailsOf(details ?? {}),
  ])
  return table(['', whenTitle, 'agency', 'role', 'what happened', 'details'], rows, [0])
}

/** A referral is returned, and with it an item goes back. */
function wordsOf(entry: CustodyEntry['entry']): string {
  return entry === 'returned' ? 'given back' : entry.replaceAll('-', ' ')
}

/** The short facts of an entry; all that was said about the item is left to the API. */
const facts: readonly [member: string, say: (value: unknown) => string][] = [
  ['description', value => collectorOf(value as EvidenceDescriptionBody)],
  ['size', value => `${Number(value).toLocaleString('en')} bytes`],
  ['digest', value => `SHA-256 ${String(value).slice(0, 12)}…`],
  ['verdict', value => `${value}`],
  ['mediaType', value => `${value}`],
  ['kind', value => `${value}`],
  ['to', value => `to ${value}`],
  ['versionNumber', value => `version ${value}`],
  ['reason', value => `${value}`],
]

function collectorOf({ collection }: EvidenceDescriptionBody): string {
  return `by ${collection.by}, ${collection.at.slice(0, 16).replace('T', ' ')}`
}

function detailsOf(details: Record<string, unknown>): string {
  return facts.flatMap(([member, say]) => (details[member] === undefined ? [] : [say(details[member])])).join(', ')
}
