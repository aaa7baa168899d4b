import Type, { type Static } from 'typebox'
import type { JsonValue } from '../domain/canonical-json.ts'
import { csvRecord } from '../http/csv.ts'
import { named } from '../http/named-schema.ts'
import { csvType, ndjsonType } from '../http/ndjson.ts'
import { closed, count, nullable, oneOfThoseKnown, sha256 } from './words.ts'

export const exportFormats = { ndjson: ndjsonType, csv: csvType } as const
export type ExportFormat = keyof typeof exportFormats

export const exportEndings = [
  'end',
  'harvest-suspected',
  'token-expired',
  'access-ended',
  'shutting-down',
  'outage',
] as const

export const ExportEnd = named(
  'ExportEnd',
  Type.Object(
    {
      end: Type.Object(
        {
          rows: count('How many items are in this file.'),
          leftOut: count('How many more the filter fits that your role or the handling does not let you export.'),
          endedBy: oneOfThoseKnown(
            exportEndings,
            '`end`: it is complete. `harvest-suspected`: you have opened unusually many cases within an hour. `access-ended`: the token was revoked, or its person has left. Otherwise go on at `next`.',
          ),
          next: nullable(
            Type.String({ maxLength: 4000, pattern: '^/v1/', description: 'Where the rest is.' }),
            'Null when there is nothing more.',
          ),
          sha256: sha256('Hex SHA-256 over all bytes of this file before this line.'),
        },
        { ...closed, description: 'How the file ends.' },
      ),
    },
    { ...closed, description: 'The last line of an export. A file without it was cut.' },
  ),
)
export type End = Static<typeof ExportEnd>['end']

/** How a file of items is written, in one of the formats. */
export type FileWriter = {
  readonly head: string
  /** Of an item as JSON. */
  item(json: string): string
  end(end: End): string
}

/** Items are whole in NDJSON. In CSV they have the columns that these pointers name, after one that tells what the record is. */
export function fileWriter(format: ExportFormat, columns: readonly string[]): FileWriter {
  if (format === 'ndjson') {
    return { head: '', item: json => `${json}\n`, end: end => `${JSON.stringify({ end })}\n` }
  }
  return {
    head: csvRecord(['record', ...columns]),
    item: json => {
      const item = JSON.parse(json) as JsonValue
      return csvRecord(['item', ...columns.map(column => cellOf(item, column))])
    },
    end: ({ rows, leftOut, endedBy, next, sha256 }) => {
      const told = ['end', String(rows), String(leftOut), endedBy, next ?? '', sha256]
      return csvRecord([...told, ...Array<string>(columns.length + 1 - told.length).fill('')])
    },
  }
}

/**
 * What stands at a place, as text: names with `/` between them, and `*` for every element of a list, joined by `; `. What is not
 * there is empty, and what has parts of its own is JSON.
 */
export function cellOf(item: JsonValue, column: string): string {
  const found = column
    .split('/')
    .reduce<readonly JsonValue[]>((values, name) => values.flatMap(value => membersOf(value, name)), [item])
  return found.map(asText).join('; ')
}

function membersOf(value: JsonValue, name: string): readonly JsonValue[] {
  if (name === '*') return Array.isArray(value) ? value : []
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const member = Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, JsonValue | undefined>>)[name]
    : undefined
  return member === undefined || member === null ? [] : [member]
}

function asText(value: JsonValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
