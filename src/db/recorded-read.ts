import type { AgencyPools } from './agency-pools.ts'
import type { Sql } from './case-store.ts'
import { sql as drizzleSql } from './drizzle.ts'
import type { Reader } from './reader.ts'

/** What a read is aimed at: one thing, or a list with its filter. */
export type ReadTarget =
  | {
      readonly kind:
        | 'violation'
        | 'referral'
        | 'evidence'
        | 'upload'
        | 'reporter'
        | 'copy'
        | 'departure'
        | 'emergency-access'
        | 'former-referral'
        | 'handover'
        | 'obligation'
      readonly id: string
    }
  | {
      readonly kind:
        | 'violations'
        | 'referrals'
        | 'copies'
        | 'read-records'
        | 'refusals'
        | 'former-referrals'
        | 'succession'
        | 'handovers'
        | 'obligations'
      readonly id?: undefined
      readonly filter: Readonly<Record<string, unknown>>
    }

/** The parameters of the function that records a read, in their order. */
const parameters = [
  'requestId',
  'person',
  'client',
  'roles',
  'operation',
  'address',
  'purpose',
  'target',
  'targetId',
  'filter',
] as const

function valuesOf(reader: Reader, target: ReadTarget): Readonly<Record<(typeof parameters)[number], string | null>> {
  return {
    requestId: reader.requestId,
    person: reader.person,
    client: reader.clientId,
    roles: reader.roles.join(','),
    operation: reader.operation,
    address: reader.address,
    purpose: reader.purpose,
    target: target.kind,
    targetId: target.id ?? null,
    filter: target.id === undefined ? JSON.stringify(target.filter) : null,
  }
}

/**
 * The first thing a recorded read selects from: one row, always, that is there when the read is on record. Whatever is read
 * is joined to it by a left join. An inner join, or a query of its own in a `with`, would record nothing of what is hidden.
 */
export function recording(sql: Sql, reader: Reader, target: ReadTarget) {
  const { requestId, person, client, roles, operation, address, purpose, ...what } = valuesOf(reader, target)
  return sql`
    penerusan.record_read(${requestId}, ${person}, ${client}, ${roles}, ${operation}, ${address}, ${purpose},
      ${what.target}, ${what.targetId}, ${what.filter}) as recorded`
}

/** Puts a read on record by itself, before what was known already is given out. */
export async function recordRead(pools: AgencyPools, reader: Reader, target: ReadTarget): Promise<void> {
  await pools.run(reader.agency, 'record_read', ({ sql }) => sql`select from ${recording(sql, reader, target)}`)
}

/** What `recording` is for a prepared query, whose values are those of `readRecord`. */
export const recordingByPlaceholders = drizzleSql`penerusan.record_read(${drizzleSql.join(
  parameters.map(name => drizzleSql.placeholder(`read.${name}`)),
  drizzleSql`, `,
)}) as recorded`

/** The record of a read, as values of these placeholders. */
export function readRecord(reader: Reader, target: ReadTarget): Readonly<Record<string, string | null>> {
  return Object.fromEntries(Object.entries(valuesOf(reader, target)).map(([name, value]) => [`read.${name}`, value]))
}
