import { ConfigError } from '../config.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { CatalogueChange, CatalogueName, ReviewedLaw } from '../domain/catalogue.ts'
import type { AgencyPools } from './agency-pools.ts'

/** A change as it is on record: with the digest of the rows it led to, where those came here, and when it was recorded. */
export type RecordedChange = CatalogueChange & { readonly digest: string | null; readonly recordedAt: string }

type Contradiction = {
  readonly catalogue: CatalogueName
  readonly version: number
  readonly fault: keyof typeof meanings
}

const meanings = {
  gone: 'is on record and not in the file: a version never goes back. Take the file that has it, or add a change entry to that one',
  rewritten: 'differs from the entry on record: entries are never changed. Put it back, and add another',
  'other-rows': 'is on record with other rows: whoever changes a row adds a change entry with the next version',
} as const

/**
 * Puts every change entry of the catalogues on record that is not there yet. Harmless to repeat, and when several services
 * start at once.
 *
 * @throws {ConfigError} one line, when the rows are not those of the version on record, or a version goes back
 */
export async function recordCatalogueChanges(
  pools: AgencyPools,
  { changes, digests }: Pick<ReviewedLaw, 'changes' | 'digests'>,
): Promise<void> {
  const brought = (Object.keys(changes) as CatalogueName[]).map(catalogue => ({
    catalogue,
    changes: changes[catalogue],
    digest: digests[catalogue],
  }))
  const [row] = await pools.run(
    null,
    'record_catalogue_changes',
    ({ sql }) =>
      sql<
        [{ contradictions: Contradiction[] }]
      >`select penerusan.record_catalogue_changes(${JSON.stringify(brought)}::text::jsonb) as contradictions`,
  )
  const [first] = row.contradictions
  if (first !== undefined) {
    const { catalogue, version, fault } = first
    throw new ConfigError(`catalogue ${catalogue}: version ${version} ${meanings[fault]}`)
  }
}

/** A catalogue is corrected a few times a year. */
export const mostChanges = 1000

/** The changes of a catalogue that are on record, the newest first. */
export function listCatalogueChanges(
  pools: AgencyPools,
  agency: AgencyId,
  catalogue: CatalogueName,
): Promise<RecordedChange[]> {
  return pools.run(
    agency,
    'list_catalogue_changes',
    ({ sql }) => sql<RecordedChange[]>`
      select version, changed_on::text as date, changed_by as by, why, encode(rows_digest, 'hex') as digest,
             penerusan.rfc3339(recorded_at) as "recordedAt"
        from penerusan.changes_of_catalogue(${catalogue}, ${mostChanges})`,
  )
}
