import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { AgencyPools } from './agency-pools.ts'

/** An attempt that was refused, without anything of its content. Who is null as far as nobody proved to be anybody. */
export type RefusedAttempt = {
  readonly requestId: string
  readonly agency: AgencyId | null
  readonly issuer: string | null
  readonly person: PersonId | null
  readonly clientId: string | null
  readonly address: string | null
  readonly operation: string
  /** What it was aimed at, where the request names one thing. */
  readonly target: { readonly kind: string; readonly id: string } | null
  readonly code: string
  readonly rule: string | null
  /** How many more of them there were that are not on record one by one; null for a single one. */
  readonly leftOut: number | null
}

/** Puts a refused attempt on record, on the connection of its agency or on that of nobody. */
export async function recordRefusal(pools: AgencyPools, attempt: RefusedAttempt): Promise<void> {
  const { requestId, agency, issuer, person, clientId, address, operation, target, code, rule, leftOut } = attempt
  await pools.run(
    agency,
    'record_refusal',
    ({ sql }) => sql`
      select penerusan.record_refusal(${requestId}, ${issuer}, ${person}, ${clientId}, ${address}, ${operation},
        ${target?.kind ?? null}, ${target?.id ?? null}, ${code}, ${rule}, ${leftOut})`,
  )
}
