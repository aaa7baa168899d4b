import { legalDateOf } from '../../src/domain/legal-date.ts'
import type { Referral } from './case-file.ts'

/** A date so many days after the last move of a referral: the clock that counts is the service's. */
export function dueDate({ changedAt }: Pick<Referral, 'changedAt'>, days: number): string {
  return legalDateOf(new Date(Date.parse(changedAt) + days * 86_400_000).toISOString())
}
