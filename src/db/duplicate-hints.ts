import type { AgencyId } from '../domain/agencies.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { AgencyPools } from './agency-pools.ts'
import { isOpenTo } from './cut-off.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

/** By what two cases are taken for being about the same; what it is, the database does not tell. */
export type MarkKind = 'nip' | 'ni-pppk' | 'nik' | 'link' | 'evidence'

/** Another case of the same agency that says the same. */
export type DuplicateHint = { readonly id: string; readonly kinds: readonly MarkKind[] }

type Row<Parties> = Parties & { readonly id: string | null; readonly hints: readonly DuplicateHint[] | null }

/** Other violations of this agency that may be the same; undefined when it has no such violation. */
export async function readViolationHints(
  pools: AgencyPools,
  reader: Reader,
  id: ViolationId,
): Promise<readonly DuplicateHint[] | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'read_violation_hints',
    ({ sql }) => sql<Row<object>[]>`
      select v.id, h.hints
        from ${recording(sql, reader, { kind: 'violation', id })}
        left join violations v on v.id = ${id} and ${isOpenTo(sql, reader.person, sql`v.id`)}
        left join lateral (
          select jsonb_agg(jsonb_build_object('id', case_id, 'kinds', kinds) order by case_id desc) as hints
            from penerusan.duplicate_hints('violation', v.id, ${reader.person})) h on true`,
  )
  return row?.id ? (row.hints ?? []) : undefined
}

/** Other referrals that this agency received and that may be about the same, with the parties of this one. */
export async function readReferralHints(
  pools: AgencyPools,
  reader: Reader,
  id: ReferralId,
): Promise<
  { readonly sender: AgencyId; readonly receiver: AgencyId; readonly hints: readonly DuplicateHint[] } | undefined
> {
  const [row] = await pools.run(
    reader.agency,
    'read_referral_hints',
    ({ sql }) => sql<Row<{ sender: AgencyId; receiver: AgencyId }>[]>`
      select r.id, r.sender, r.receiver, h.hints
        from ${recording(sql, reader, { kind: 'referral', id })}
        left join referrals r on r.id = ${id} and ${isOpenTo(sql, reader.person, sql`r.violation_id`)}
        left join lateral (
          select jsonb_agg(jsonb_build_object('id', case_id, 'kinds', kinds) order by case_id desc) as hints
            from penerusan.duplicate_hints('referral', r.id, ${reader.person})) h on true`,
  )
  return row?.id ? { sender: row.sender, receiver: row.receiver, hints: row.hints ?? [] } : undefined
}
