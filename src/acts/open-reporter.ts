import { v7 as uuidv7 } from 'uuid'
import { loadReferral, loadViolation } from '../db/case-store.ts'
import { type OpenedReporter, openReporter } from '../db/reporters.ts'
import type { PersonId } from '../domain/agencies.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import { Rejection } from '../domain/rejection.ts'
import { type ReporterIdentity, refusalOfReading, requestToOpen } from '../domain/reporter.ts'
import { Problem } from '../problems.ts'
import { type Asked, assertMandate, assertRemit, type Office, refused } from './act-on-case.ts'
import { foundOr404 } from './act-on-referral.ts'
import { openIdentity } from './reporter-identity.ts'

/** A reporter as somebody sees it who may; until when, where that ends. */
export type ReporterSeen = Omit<OpenedReporter, 'sealed'> & { readonly identity: ReporterIdentity }

/** Gives out who reported to the officer who took the reporter in. That it was read, and what for, is recorded first. */
export async function readReporter(
  office: Office,
  asked: Asked,
  violationId: ViolationId,
  purpose: string,
): Promise<ReporterSeen> {
  const { person, keyed } = await askerOf(office, asked)
  const { violation } = foundOr404(await loadViolation(office.pools, asked.actor.agency, violationId, keyed))
  const role = assertRemit('reporter-reading', asked.actor, {})
  if (violation.state.reporterId === null) throw new Problem('not-found')
  const refusal = refusalOfReading(violation.state, person)
  if (refusal) throw refused(refusal)
  return foundOr404(await open(office, asked, { person, role }, { violationId }, purpose))
}

/** Gives out who reported to the officer of the receiving agency whose request was consented to, until that ends. */
export async function openReferredReporter(
  office: Office,
  asked: Asked,
  referralId: ReferralId,
  purpose: string,
): Promise<ReporterSeen> {
  const { person, keyed } = await askerOf(office, asked)
  const { referral, now } = foundOr404(await loadReferral(office.pools, asked.actor.agency, referralId, keyed))
  const role = assertRemit('reporter-opening', asked.actor, referral.state)
  assertMandate(office, 'reporter-opening', { agency: asked.actor.agency, at: now })
  const request = requestToOpen(referral.state, person, now)
  if (request instanceof Rejection) throw refused(request)
  const seen = await open(office, asked, { person, role }, { referralId }, purpose)
  // It ended a moment ago.
  if (seen === undefined) throw refused(new Rejection('R-RPT-07'))
  return seen
}

async function askerOf({ persons }: Office, { actor }: Asked) {
  const person = await persons.personOf(actor.agency, actor.issuer, actor.subject)
  return { person, keyed: { caller: person, operation: '', key: null } }
}

async function open(
  { pools, reporterKeys }: Office,
  { actor: { agency, kind } }: Asked,
  who: { readonly person: PersonId; readonly role: ReturnType<typeof assertRemit> },
  through: { readonly violationId: ViolationId } | { readonly referralId: ReferralId },
  purpose: string,
): Promise<ReporterSeen | undefined> {
  const opened = await openReporter(pools, { kind, agency, ...who }, through, { id: uuidv7(), purpose })
  if (opened === undefined) return undefined
  const { sealed, ...seen } = opened
  return { ...seen, identity: openIdentity(reporterKeys, sealed, opened) }
}
