import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { AgencyPools } from './agency-pools.ts'

/** An attempt that was refused, without anything of its content. */
export type RefusedAttempt = {
  readonly requestId: string | null
  readonly agency: AgencyId | null
  readonly issuer: string | null
  readonly person: PersonId | null
  readonly operation: string
  readonly code: string
  readonly rule: string | null
}

/** Puts a refused attempt on record, through a door of its own that needs no agency. */
export async function recordRefusal(pools: AgencyPools, attempt: RefusedAttempt): Promise<void> {
  const { requestId, agency, issuer, person, operation, code, rule } = attempt
  await pools.run(
    null,
    'record_refusal',
    ({ sql }) => sql`
      select penerusan.record_refusal(${requestId ?? ''}, ${agency}, ${issuer}, ${person}, ${operation}, ${code}, ${rule})`,
  )
}
