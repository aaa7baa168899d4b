import type { AgencyId } from '../domain/agencies.ts'

/** Whose genuine token claimed what its agency may not give: the cause of `role-not-allowed`, for the record of it. */
export class RefusedClaims extends Error {
  readonly agency: AgencyId
  readonly issuer: string
  readonly subject: string

  constructor({ agency, issuer, subject }: { agency: AgencyId; issuer: string; subject: string }) {
    super('a token claims more than its agency may give')
    this.name = 'RefusedClaims'
    this.agency = agency
    this.issuer = issuer
    this.subject = subject
  }
}
