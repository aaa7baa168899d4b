import { type ExaminationOnFile, loadReferralWithEvidence, type ReferralOnFile } from '../db/case-store.ts'
import { examinationRow, referralRow } from '../db/projection-rows.ts'
import type { Append, StoredReply } from '../db/record-act.ts'
import { roleFor } from '../domain/access.ts'
import type { Act } from '../domain/act.ts'
import { allowedDecisionActs, allowedReferralActs, type Caller } from '../domain/allowed-acts.ts'
import {
  type Draft,
  decideExamination,
  draftOf,
  type Examination,
  type ExaminationCommand,
  type ExaminationOutcome,
  evolveExamination,
} from '../domain/examination.ts'
import type { ReferralId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import type { ObligationAt } from '../domain/obligation.ts'
import { refusalOfReason } from '../domain/reasons.ts'
import { refusalWithoutOfficer } from '../domain/recusal.ts'
import type { Referral } from '../domain/referral.ts'
import { withDeadlines } from '../domain/referral-deadlines.ts'
import { Rejection } from '../domain/rejection.ts'
import type { ReferralAct } from '../domain/transitions.ts'
import { toEtag } from '../http/etag.ts'
import {
  type DecisionOnFile,
  decisionEtagVersion,
  decisionsOnFile,
  toDecisionResource,
  turnedDecision,
} from '../resources/decision.ts'
import { referralEtagVersion } from '../resources/referral.ts'
import { type Asked, actOnCase, callerOf, type Office, type Reply } from './act-on-case.ts'
import { evolvedReferral, foundOr404 } from './act-on-referral.ts'
import { classesAfterAppeals, obligationsAtStake, obligationsBrought } from './obligations-brought.ts'

type Loaded = {
  readonly now: string
  readonly stored: StoredReply | undefined
  readonly referral: ReferralOnFile
  readonly examination: ExaminationOnFile | undefined
  readonly evidence: readonly EvidenceAt[]
  readonly officerIsAbsent: boolean
  /** Those that the act may end or correct, or whose appeals bind it. */
  readonly obligations: readonly ObligationAt[]
}

export type DecisionActRequest = {
  readonly act: ReferralAct
  /** The decision acted on; null to draft a new one. Its own entity tag is what If-Match names, or the referral's for a new one. */
  readonly number: number | null
  readonly created: 200 | 201
  /** It makes a record of its own on a decision, so it needs an Idempotency-Key. A new decision always does. */
  readonly keyed?: boolean
  command(act: Act, draft: Draft | undefined, evidence: readonly EvidenceAt[]): ExaminationCommand
}

/** Does one act of the receiving agency's examination: drafts, their issuance, and what follows for the referral. */
export function actOnDecision(
  office: Office,
  asked: Asked,
  id: ReferralId,
  request: DecisionActRequest,
): Promise<Reply> {
  const { number } = request
  return actOnCase<Loaded, ExaminationOutcome>(office, asked, {
    act: request.act,
    keyed: request.keyed ?? number === null,
    conditional: true,
    load: async (agency, keyed) => {
      const referral = await loadReferralWithEvidence(office.pools, agency, id, keyed)
      const loaded = referral && {
        ...referral,
        obligations: await obligationsAtStake(office, agency, id, request.act),
      }
      // Whoever may not read the referral is refused as such, and does not learn how many decisions it has.
      if (number === null || roleFor('referral-reading', asked.actor.roles) === undefined) return loaded
      return loaded && onFile(loaded.referral.state, loaded.examination?.state, number) ? loaded : undefined
    },
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral, examination }) => lastOfExamination(referral.state, examination?.state),
    tagged: number === null ? 'the referral' : 'the decision',
    version: ({ referral, examination }) =>
      number === null
        ? referralEtagVersion(referral)
        : decisionEtagVersion(foundOr404(onFile(referral.state, examination?.state, number))),
    decide: (
      { referral, examination, evidence, officerIsAbsent, obligations },
      act,
    ): ExaminationOutcome | Rejection => {
      const absent = refusalWithoutOfficer(request.act, officerIsAbsent)
      if (absent) return absent
      const decided = decideExamination(
        referral.state,
        examination?.state,
        request.command(act, number === null ? undefined : draftOf(examination?.state, number), evidence),
        { law: office.law, mandates: office.mandates, appealed: classesAfterAppeals(obligations) },
      )
      if (decided instanceof Rejection) return decided
      return refusalOfReason(decided.referral, office.law, act.at) ?? decided
    },
    isNothing: outcome => outcome.examination.length === 0 && outcome.referral.length === 0,
    allowedActions: ({ now, referral, examination }, caller) =>
      number === null
        ? allowedReferralActs(referral.state, caller, now)
        : allowedDecisionActs(referral.state, number, draftOf(examination?.state, number), caller),
    effect: ({ referral, examination, obligations }, outcome, act) => {
      const events = withDeadlines(office.law, referral.state.deadlines, outcome.referral, act)
      const nextReferral = evolvedReferral(referral, events, act)
      const nextExamination = evolvedExamination(examination, outcome, act)
      const decided = number ?? nextExamination?.state.drafts.at(-1)?.number ?? 0
      const appends: Append[] = []
      if (events.length > 0) {
        appends.push({ stream: 'referral', id, after: referral.version, events })
      }
      if (outcome.examination.length > 0) {
        appends.push({ stream: 'examination', id, after: examination?.version ?? 0, events: outcome.examination })
      }
      return {
        record: {
          appends,
          referral: events.length > 0 ? referralRow(nextReferral.state, nextReferral.version) : undefined,
          examination:
            nextExamination && outcome.examination.length > 0
              ? examinationRow(nextExamination.state, nextExamination.version, referral.state.receiver)
              : undefined,
          obligations: obligationsBrought(office, nextReferral.state, outcome.referral, obligations, act),
        },
        reply: decisionReply(
          foundOr404(onFile(nextReferral.state, nextExamination?.state, decided)),
          request.created,
          callerOf(asked, act.person),
          office.mandates,
          number === null ? { location: `/v1/referrals/${id}/decisions/${decided}` } : {},
        ),
      }
    },
    standing: ({ referral, examination }, act) =>
      decisionReply(
        foundOr404(onFile(referral.state, examination?.state, number ?? 0)),
        200,
        callerOf(asked, act.person),
        office.mandates,
      ),
  })
}

/** One decision of a referral, from the record or from the drafts. */
export function onFile(
  referral: Referral,
  examination: Examination | undefined,
  number: number,
): DecisionOnFile | undefined {
  return decisionsOnFile(referral, examination).find(file => file.number === number)
}

/** The time of the last event of a referral and of the work on its decisions. */
export function lastOfExamination({ changedAt }: Referral, examination: Examination | undefined): string {
  return [changedAt, ...(examination?.drafts ?? []).map(draft => draft.changedAt)].sort().at(-1) ?? ''
}

/** The work on the decisions after the outcome, with the version its stream then has. */
export function evolvedExamination(
  current: ExaminationOnFile | undefined,
  { examination }: ExaminationOutcome,
  act: Act,
): ExaminationOnFile | undefined {
  const state = examination.reduce<Examination | undefined>(
    (folded, event) => evolveExamination(folded, { ...event, act }),
    current?.state,
  )
  return state && { state, version: (current?.version ?? 0) + examination.length }
}

function decisionReply(
  file: DecisionOnFile,
  status: number,
  caller: Caller,
  mandates: Office['mandates'],
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { etag: toEtag(decisionEtagVersion(file), turnedDecision(file)), ...headers },
    body: toDecisionResource(file, caller, mandates),
  }
}
