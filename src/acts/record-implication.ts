import { loadReferral, type ReferralOnFile } from '../db/case-store.ts'
import { obligationsOfReferral } from '../db/obligations.ts'
import { referralRow } from '../db/projection-rows.ts'
import type { StoredReply } from '../db/record-act.ts'
import { allowedReferralActs } from '../domain/allowed-acts.ts'
import type { ReferralId } from '../domain/ids.ts'
import { type RecordImplication, recordImplication } from '../domain/implications.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import type { ObligationAt } from '../domain/obligation.ts'
import type { ReferralEvent } from '../domain/referral.ts'
import { referralEtagVersion } from '../resources/referral.ts'
import { type Asked, actOnCase, callerOf, type Office, type Reply } from './act-on-case.ts'
import { evolvedReferral, referralReply } from './act-on-referral.ts'
import { chainOn } from './give-copy.ts'
import { obligationsBrought } from './obligations-brought.ts'

type Loaded = {
  readonly now: string
  readonly stored: StoredReply | undefined
  readonly referral: ReferralOnFile
  readonly obligations: readonly ObligationAt[]
}

/** Puts on record that an authority is part of the case, with what follows for copies and open obligations, in one act. */
export function putImplicationOnRecord(
  office: Office,
  asked: Asked,
  id: ReferralId,
  implication: RecordImplication['implication'],
): Promise<Reply> {
  return actOnCase<Loaded, ReferralEvent[]>(office, asked, {
    act: 'implication',
    keyed: true,
    conditional: true,
    load: async (agency, keyed) => {
      const loaded = await loadReferral(office.pools, agency, id, keyed)
      return loaded && { ...loaded, obligations: await obligationsOfReferral(office.pools, agency, id) }
    },
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral }) => referral.state.changedAt,
    tagged: 'the referral',
    version: ({ referral }) => referralEtagVersion(referral),
    decide: ({ referral }, act) =>
      recordImplication(referral.state, {
        type: 'RecordImplication',
        act,
        implication,
        isKnown: chainOn(office, legalDateOf(act.at)).isKnown,
      }),
    isNothing: () => false,
    allowedActions: ({ referral, now }, caller) => allowedReferralActs(referral.state, caller, now),
    effect: ({ referral, obligations }, events, act) => {
      const next = evolvedReferral(referral, events, act)
      return {
        record: {
          appends: [{ stream: 'referral', id, after: referral.version, events }],
          referral: referralRow(next.state, next.version),
          obligations: obligationsBrought(office, next.state, events, obligations, act),
        },
        reply: referralReply(next, 201, callerOf(asked, act.person), act.at, {
          location: `/v1/referrals/${id}/implications/${next.state.implications.length}`,
        }),
      }
    },
    standing: () => {
      throw new Error('a new record is never there already')
    },
  })
}
