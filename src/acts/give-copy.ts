import { loadReferralWithEvidence, type ReferralLoaded } from '../db/case-store.ts'
import { referralRow } from '../db/projection-rows.ts'
import type { AgencyId } from '../domain/agencies.ts'
import { holderOf, holdsMandate } from '../domain/agencies.ts'
import { allowedReferralActs } from '../domain/allowed-acts.ts'
import type { CopyOutcome, GiveCopy } from '../domain/copies.ts'
import { decideCopy } from '../domain/copies.ts'
import type { CopyId, ReferralId } from '../domain/ids.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { Chain } from '../domain/routing.ts'
import { toEtag } from '../http/etag.ts'
import { toCopyResource } from '../resources/copy.ts'
import { referralEtagVersion, viewerOf } from '../resources/referral.ts'
import { type Asked, actOnCase, latest, type Office, type Reply } from './act-on-case.ts'
import { lastOf, ledgersGrown } from './act-on-evidence.ts'
import { evolvedReferral, foundOr404 } from './act-on-referral.ts'
import { timeOrdered } from './time-ordered.ts'

type Loaded = ReferralLoaded & { readonly evidence: readonly EvidenceAt[] }

/** Gives a redacted copy to whoever the route names, with the ledgers of the items that go with it. */
export function giveCopy(
  office: Office,
  asked: Asked,
  id: ReferralId,
  wanted: Omit<GiveCopy, 'type' | 'act' | 'id'>,
): Promise<Reply> {
  return actOnCase<Loaded, CopyOutcome>(office, asked, {
    act: 'copy-giving',
    keyed: true,
    conditional: true,
    load: (agency, keyed) => loadReferralWithEvidence(office.pools, agency, id, keyed),
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral, evidence }) => latest(referral.state.changedAt, lastOf(evidence)),
    tagged: 'the referral',
    version: ({ referral }) => referralEtagVersion(referral),
    decide: ({ referral, evidence }, act) =>
      decideCopy(referral.state, evidence, chainOn(office, legalDateOf(act.at)), {
        ...wanted,
        type: 'GiveCopy',
        act,
        id: timeOrdered<CopyId>(act.at),
      }),
    isNothing: () => false,
    allowedActions: ({ referral, now }, caller) => allowedReferralActs(referral.state, caller, now),
    effect: ({ referral, evidence }, outcome, act) => {
      const next = evolvedReferral(referral, outcome.referral, act)
      const ledgers = ledgersGrown(evidence, outcome.evidence, act)
      const given = foundOr404(next.state.copies.at(-1))
      return {
        record: {
          appends: [{ stream: 'referral', id, after: referral.version, events: outcome.referral }, ...ledgers.appends],
          referral: referralRow(next.state, next.version),
          evidence: ledgers.rows,
        },
        reply: {
          status: 201,
          headers: { etag: toEtag(referralEtagVersion(next)), location: `/v1/referrals/${id}/copies/${given.number}` },
          body: toCopyResource(given, viewerOf(next.state, asked.actor)),
        },
      }
    },
    standing: () => {
      throw new Error('a new copy is never there already')
    },
  })
}

/** The chain of authorities on an Asia/Jakarta date. */
export function chainOn({ agencies, mandates }: Pick<Office, 'agencies' | 'mandates'>, date: string): Chain {
  const above = new Map<AgencyId, AgencyId | null>(agencies.map(({ id, higherAuthority }) => [id, higherAuthority]))
  return {
    isKnown: agency => above.has(agency),
    higherAuthorityOf: agency => above.get(agency) ?? null,
    isPersonnelAuthority: agency => holdsMandate(mandates, agency, 'personnel-authority', date),
    lastResort: holderOf(mandates, 'civil-service-administration', date),
  }
}
