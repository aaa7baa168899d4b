import type { EntrySearch } from '../domain/case-search.ts'
import { mostOnWorkList } from '../domain/work-lists.ts'
import type { AgencyPools } from './agency-pools.ts'
import { type EntryKind, entriesOf, orderOf, type SearchAsked } from './case-search.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

type ListToCount = { readonly name: string; readonly kind: EntryKind; readonly search: EntrySearch }

/** How much there is on each of these lists, in one statement; one more than the most where there is more. */
export async function countWorkLists(
  pools: AgencyPools,
  reader: Reader,
  lists: readonly ListToCount[],
): Promise<ReadonlyMap<string, number>> {
  const asked = JSON.stringify(
    lists.map(({ search, ...list }) => ({ ...list, search, by_deadline: search.due !== undefined })),
  )
  const most = mostOnWorkList + 1
  const filter = { workLists: lists.map(({ name }) => name) }
  const rows = await pools.run(
    reader.agency,
    'count_work_lists',
    ({ sql }) => sql<{ name: string | null; found: number }[]>`
      select list.name, case when list.by_deadline
               then (select count(*)::int from penerusan.find_due(list.kind, ${reader.person}, list.search, ${most}))
               else (select count(*)::int from penerusan.find_newest(list.kind, ${reader.person}, list.search, ${most}))
             end as found
        from ${recording(sql, reader, { kind: 'referrals', filter })}
        left join jsonb_to_recordset(${asked}::text::jsonb) as list (name text, kind text, by_deadline boolean, search jsonb) on true`,
  )
  return new Map(rows.flatMap(({ name, found }) => (name === null ? [] : [[name, found] as const])))
}

export type WorkItem = {
  readonly id: string
  readonly status: string
  readonly dueAt: string | null
  readonly changedAt: string
}

/** A page of a list of work; one more than the limit when there is a next page. */
export async function readWorkList(
  pools: AgencyPools,
  reader: Reader,
  kind: Exclude<EntryKind, 'violation'>,
  asked: SearchAsked,
): Promise<readonly WorkItem[]> {
  const target = { kind: `${kind}s`, filter: asked.filter } as const
  const rows = await pools.run(
    reader.agency,
    'read_work_list',
    ({ sql }) => sql<(WorkItem | { readonly id: null })[]>`
      select t.id, t.status, rfc3339(s.due_at) as "dueAt", rfc3339(t.changed_at) as "changedAt"
        from ${recording(sql, reader, target)}
        left join ${entriesOf(sql, kind, reader, asked)} s on true
        left join ${sql(`${kind}s`)} t on t.id = s.id
       order by ${orderOf(sql, asked.search)}`,
  )
  return rows.filter(row => row.id !== null)
}
