import { loadReferral, type ReferralOnFile } from '../db/case-store.ts'
import { obligationsOfReferral } from '../db/obligations.ts'
import { referralRow } from '../db/projection-rows.ts'
import type { StoredReply } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import { allowedReferralActs } from '../domain/allowed-acts.ts'
import type { ReferralId } from '../domain/ids.ts'
import type { ObligationAt } from '../domain/obligation.ts'
import type { Referral, ReferralEvent } from '../domain/referral.ts'
import type { Rejection } from '../domain/rejection.ts'
import { referralEtagVersion } from '../resources/referral.ts'
import { type Asked, actOnCase, callerOf, type Office, type Reply } from './act-on-case.ts'
import { evolvedReferral, referralReply } from './act-on-referral.ts'
import { obligationsBrought } from './obligations-brought.ts'

type Loaded = {
  readonly now: string
  readonly stored: StoredReply | undefined
  readonly referral: ReferralOnFile
  readonly obligations: readonly ObligationAt[]
}

export type ImplicationActRequest = {
  readonly act: 'implication' | 'implication-revocation'
  /** Makes a record of its own, with a number; a revocation makes none. */
  readonly keyed: boolean
  /** May throw `not-found` for a record that is not there. */
  decide(referral: Referral, act: Act): ReferralEvent[] | Rejection
}

/** Puts on record who is part of the case, or takes it back, with what follows for copies and obligations, in one act. */
export function actOnImplications(
  office: Office,
  asked: Asked,
  id: ReferralId,
  request: ImplicationActRequest,
): Promise<Reply> {
  return actOnCase<Loaded, ReferralEvent[]>(office, asked, {
    act: request.act,
    keyed: request.keyed,
    conditional: true,
    load: async (agency, keyed) => {
      const loaded = await loadReferral(office.pools, agency, id, keyed)
      return loaded && { ...loaded, obligations: await obligationsOfReferral(office.pools, agency, id) }
    },
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral }) => referral.state.changedAt,
    tagged: 'the referral',
    version: ({ referral }) => referralEtagVersion(referral),
    decide: ({ referral }, act) => request.decide(referral.state, act),
    isNothing: events => events.length === 0,
    allowedActions: ({ referral, now }, caller) => allowedReferralActs(referral.state, caller, now),
    effect: ({ referral, obligations }, events, act) => {
      const next = evolvedReferral(referral, events, act)
      const location = `/v1/referrals/${id}/implications/${next.state.implications.length}`
      return {
        record: {
          appends: [{ stream: 'referral', id, after: referral.version, events }],
          referral: referralRow(next.state, next.version),
          obligations: obligationsBrought(office, next.state, events, obligations, act),
        },
        reply: referralReply(next, 201, callerOf(asked, act.person), act.at, request.keyed ? { location } : {}),
      }
    },
    standing: ({ referral }, act) => referralReply(referral, 200, callerOf(asked, act.person), act.at),
  })
}
