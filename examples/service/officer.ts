import type { Role } from '../../src/domain/agencies.ts'

/** A person at an agency, as tokens tell it: the `sub`, and the roles given today. */
export type Officer = {
  readonly agency: 'kominfo' | 'kasn' | 'jawa-tengah' | 'bawaslu' | 'surakarta' | 'kemendagri' | 'bkn'
  readonly subject: string
  readonly roles: readonly Role[]
}
