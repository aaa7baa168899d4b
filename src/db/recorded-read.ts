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

/**
 * Puts on record that this is about to be given out: things of one kind, each by its id, or a list. It is for what was read before anybody
 * knew what of it would be given; no refusal of something else in the same request says that it was not.
 */
export async function recordGiven(
  pools: AgencyPools,
  reader: Reader,
  target: ReadTarget | { readonly kind: ReadTarget['kind']; readonly ids: readonly string[] },
): Promise<void> {
  const ids = 'ids' in target ? target.ids : [target.id].filter(id => id !== undefined)
  const filter = 'filter' in target ? JSON.stringify(target.filter) : null
  const { requestId, person, clientId, roles, operation, address, purpose } = reader
  await pools.run(
    reader.agency,
    'record_given',
    ({ sql }) => sql`
      select penerusan.record_given(${requestId}, ${person}, ${clientId}, ${roles.join(',')}, ${operation}, ${address}, ${purpose},
        ${target.kind}, array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid), ${filter})`,
  )
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
