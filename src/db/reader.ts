import type { AgencyId, PersonId, Role } from '../domain/agencies.ts'

/**
 * Who reads, by which request, from where and what for. It goes along with every read, so that the statement that reads can
 * also put on record that this was read.
 */
export type Reader = {
  readonly agency: AgencyId
  readonly person: PersonId
  readonly roles: readonly Role[]
  readonly clientId: string
  /** Whether it is a machine client for itself. */
  readonly kind: 'person' | 'client'
  readonly requestId: string
  /** The operationId of the API description. */
  readonly operation: string
  /** Where the request came from, as the server's own connection knows it. */
  readonly address: string
  /** What the reader said it is for. */
  readonly purpose: string | null
}
