/** An agency of the directory: a short kebab-case name, stable for ever (`kominfo`, `kasn`, `bkn`). */
export type AgencyId = string & { readonly agencyId: unique symbol }

/** A person or machine client, as a UUID for one (issuer, subject) pair. Says nothing about who it is. */
export type PersonId = string & { readonly personId: unique symbol }

/** What an agency may do by law, from a date to a date. Which agency holds one is data of the directory. */
export const mandateKinds = [
  'neutrality-monitoring', // records suspected breaches and refers them
  'merit-supervision', // receives referrals and decides them
  'personnel-authority', // imposes penalties (PPK)
  'civil-service-administration', // keeps personnel data (BKN)
  'election-supervision', // runs the election-crime track (Bawaslu)
] as const
export type MandateKind = (typeof mandateKinds)[number]

/** Asia/Jakarta dates, half-open `[from, to)`; `to` null means no end is known. */
export type Mandate = {
  readonly agency: AgencyId
  readonly mandate: MandateKind
  readonly from: string
  readonly to: string | null
  readonly legalBasis: string
  /** False where it is held only to finish matters that are there. */
  readonly newMatters?: boolean
}

/** Every role a token may carry, with the mandate its agency must hold; null: any agency may give it. */
export const roles = {
  recorder: 'neutrality-monitoring',
  referrer: 'neutrality-monitoring',
  'intake-officer': 'merit-supervision',
  'case-officer': 'merit-supervision',
  commissioner: 'merit-supervision',
  'personnel-officer': 'personnel-authority',
  'compliance-officer': 'civil-service-administration',
  'election-officer': 'election-supervision',
  observer: null,
  auditor: null,
  // Reads what the agency had before it was passed on: whoever lost the mandate can give no other role for it.
  archivist: null,
  // The agency's own system, which keeps in step: it is told that something happened, and sees no content.
  integrator: null,
} as const satisfies Record<string, MandateKind | null>
export type Role = keyof typeof roles

/** Whether the agency holds the mandate on an Asia/Jakarta date (`2024-08-24`). */
export function holdsMandate(
  mandates: readonly Mandate[],
  agency: AgencyId,
  mandate: MandateKind,
  onDate: string,
): boolean {
  return mandates.some(row => row.agency === agency && row.mandate === mandate && coversDate(row, onDate))
}

/** The agency to which new matters go on that date by this mandate, or undefined when there is none. */
export function holderOf(mandates: readonly Mandate[], mandate: MandateKind, onDate: string): AgencyId | undefined {
  return mandates.find(row => row.mandate === mandate && row.newMatters !== false && coversDate(row, onDate))?.agency
}

/** The roles an agency may put into its tokens on that date. */
export function rolesOf(mandates: readonly Mandate[], agency: AgencyId, onDate: string): Role[] {
  return (Object.entries(roles) as [Role, MandateKind | null][])
    .filter(([, mandate]) => mandate === null || holdsMandate(mandates, agency, mandate, onDate))
    .map(([role]) => role)
}

/** The row of the mandate that the agency held on that date. */
export function mandateOf<Row extends Mandate>(
  mandates: readonly Row[],
  agency: AgencyId,
  mandate: MandateKind,
  onDate: string,
): Row | undefined {
  return mandates.find(row => row.agency === agency && row.mandate === mandate && coversDate(row, onDate))
}

/** ISO dates compare as text. */
export function coversDate({ from, to }: Pick<Mandate, 'from' | 'to'>, onDate: string): boolean {
  return from <= onDate && (to === null || onDate < to)
}
