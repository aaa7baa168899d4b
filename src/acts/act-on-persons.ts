import { type ExaminationOnFile, loadReferral, type ReferralOnFile } from '../db/case-store.ts'
import { examinationRow, referralRow } from '../db/projection-rows.ts'
import type { Append, StoredReply } from '../db/record-act.ts'
import type { Act } from '../domain/act.ts'
import { allowedReferralActs } from '../domain/allowed-acts.ts'
import type { ExaminationOutcome } from '../domain/examination.ts'
import { decidePersons, type PersonCommand } from '../domain/identification.ts'
import type { ReferralId } from '../domain/ids.ts'
import type { Referral } from '../domain/referral.ts'
import { withDeadlines } from '../domain/referral-deadlines.ts'
import type { ReferralAct } from '../domain/transitions.ts'
import { referralEtagVersion } from '../resources/referral.ts'
import { type Asked, actOnCase, callerOf, type Office, type Reply } from './act-on-case.ts'
import { evolvedExamination, lastOfExamination } from './act-on-decision.ts'
import { evolvedReferral, referralReply } from './act-on-referral.ts'

type Loaded = {
  readonly now: string
  readonly stored: StoredReply | undefined
  readonly referral: ReferralOnFile
  readonly examination: ExaminationOnFile | undefined
}

export type PersonActRequest = {
  readonly act: ReferralAct
  /** Makes a change of its own, with a number; a revocation makes none. */
  readonly keyed: boolean
  /** What the request orders; may throw `not-found` for a sub-resource that is not there. */
  command(referral: Referral, act: Act): PersonCommand
}

/** Does one act by which the receiving agency says who the reported persons are. */
export function actOnPersons(office: Office, asked: Asked, id: ReferralId, request: PersonActRequest): Promise<Reply> {
  return actOnCase<Loaded, ExaminationOutcome>(office, asked, {
    act: request.act,
    keyed: request.keyed,
    conditional: true,
    load: (agency, keyed) => loadReferral(office.pools, agency, id, keyed),
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral, examination }) => lastOfExamination(referral.state, examination?.state),
    tagged: 'the referral',
    version: ({ referral }) => referralEtagVersion(referral),
    decide: ({ referral, examination }, act) =>
      decidePersons(referral.state, examination?.state, request.command(referral.state, act)),
    isNothing: outcome => outcome.referral.length === 0,
    allowedActions: ({ referral, now }, caller) => allowedReferralActs(referral.state, caller, now),
    effect: ({ referral, examination }, outcome, act) => {
      const events = withDeadlines(office.law, referral.state.deadlines, outcome.referral, act)
      const next = evolvedReferral(referral, events, act)
      const examined = evolvedExamination(examination, outcome, act)
      const completed = outcome.examination.length > 0 && examined !== undefined
      const appends: Append[] = [{ stream: 'referral', id, after: referral.version, events }]
      if (completed) {
        appends.push({ stream: 'examination', id, after: examination?.version ?? 0, events: outcome.examination })
      }
      const location = `/v1/referrals/${id}/person-changes/${next.state.personChanges.length}`
      return {
        record: {
          appends,
          referral: referralRow(next.state, next.version),
          examination: completed
            ? examinationRow(examined.state, examined.version, referral.state.receiver)
            : undefined,
        },
        reply: referralReply(next, 201, callerOf(asked, act.person), act.at, request.keyed ? { location } : {}),
      }
    },
    standing: ({ referral }, act) => referralReply(referral, 200, callerOf(asked, act.person), act.at),
  })
}
