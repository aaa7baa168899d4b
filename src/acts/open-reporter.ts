import { v7 as uuidv7 } from 'uuid'
import { readReferral, readViolation } from '../db/case-reads.ts'
import { DoorClosed } from '../db/database-errors.ts'
import type { Reader } from '../db/reader.ts'
import { type OpenedReporter, openReporter } from '../db/reporters.ts'
import type { PersonId } from '../domain/agencies.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import { Rejection } from '../domain/rejection.ts'
import { type ReporterIdentity, refusalOfReading, requestToOpen } from '../domain/reporter.ts'
import { Problem } from '../problems.ts'
import { type Asked, assertMandate, assertRemit, closedDoor, type Office, refused } from './act-on-case.ts'
import { foundOr404 } from './act-on-referral.ts'
import { openIdentity } from './reporter-identity.ts'

/** A reporter as somebody sees it who may; until when, where that ends. */
export type ReporterSeen = Omit<OpenedReporter, 'sealed'> & { readonly identity: ReporterIdentity }

/** Gives out who reported to the officer who took the reporter in. That it was read, and what for, is recorded first. */
export async function readReporter(
  office: Office,
  asked: Asked,
  reader: Reader,
  violationId: ViolationId,
): Promise<ReporterSeen> {
  const { person } = reader
  const violation = foundOr404(await readViolation(office.pools, reader, violationId))
  const role = assertRemit('reporter-reading', asked.actor, {})
  if (violation.state.reporterId === null) throw new Problem('not-found')
  const refusal = refusalOfReading(violation.state, person)
  if (refusal) throw refused(refusal)
  return foundOr404(await open(office, asked, { person, role }, { violationId }, purposeOf(reader)))
}

/** Gives out who reported to the officer of the receiving agency whose request was consented to, until that ends. */
export async function openReferredReporter(
  office: Office,
  asked: Asked,
  reader: Reader,
  referralId: ReferralId,
): Promise<ReporterSeen> {
  const { person } = reader
  const { state: referral, now } = foundOr404(await readReferral(office.pools, reader, referralId))
  const role = assertRemit('reporter-opening', asked.actor, referral)
  assertMandate(office, 'reporter-opening', { agency: asked.actor.agency, at: now })
  const request = requestToOpen(referral, person, now)
  if (request instanceof Rejection) throw refused(request)
  const seen = await open(office, asked, { person, role }, { referralId }, purposeOf(reader))
  // It ended a moment ago.
  if (seen === undefined) throw refused(new Rejection('R-RPT-07'))
  return seen
}

/** The routes that open a reporter refuse to without a purpose. */
function purposeOf({ purpose }: Reader): string {
  if (purpose === null) throw new Problem('purpose-required')
  return purpose
}

async function open(
  { pools, reporterKeys }: Office,
  { actor: { agency, kind } }: Asked,
  who: { readonly person: PersonId; readonly role: ReturnType<typeof assertRemit> },
  through: { readonly violationId: ViolationId } | { readonly referralId: ReferralId },
  purpose: string,
): Promise<ReporterSeen | undefined> {
  const opened = await openReporter(pools, { kind, agency, ...who }, through, { id: uuidv7(), purpose }).catch(
    error => {
      throw error instanceof DoorClosed ? closedDoor(error) : error
    },
  )
  if (opened === undefined) return undefined
  const { sealed, ...seen } = opened
  return { ...seen, identity: openIdentity(reporterKeys, sealed, opened) }
}
