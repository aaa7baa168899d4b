import { loadReferralWithEvidence, type ReferralLoaded } from '../db/case-store.ts'
import { type HandoverOnFile, loadHandover, recordHandoverSending } from '../db/handovers.ts'
import { roleFor } from '../domain/access.ts'
import { allowedDecisionActs } from '../domain/allowed-acts.ts'
import { draftOf } from '../domain/examination.ts'
import { decideHandoverSending, evolveHandover, type HandoverSendingOutcome } from '../domain/handed-over.ts'
import type { EvidenceId, HandoverId, ReferralId } from '../domain/ids.ts'
import type { EvidenceAt } from '../domain/manifest.ts'
import { withDeadlines } from '../domain/referral-deadlines.ts'
import { referralEtagVersion } from '../resources/referral.ts'
import { type Asked, actOnCase, callerOf, latest, type Office, type Reply } from './act-on-case.ts'
import { onFile } from './act-on-decision.ts'
import { lastOf, ledgersGrown } from './act-on-evidence.ts'
import { handoverReply } from './act-on-handover.ts'
import { evolvedReferral, foundOr404 } from './act-on-referral.ts'
import { timeOrdered } from './time-ordered.ts'
import { verifyContents } from './verify-contents.ts'

type Loaded = ReferralLoaded & {
  readonly evidence: readonly EvidenceAt[]
  /** What was sent already. */
  readonly handover: HandoverOnFile | undefined
}

/** Hands a criminal decision over to the agency that runs the election-crime track, with a frozen version and evidence. */
export function sendHandover(
  office: Office,
  asked: Asked,
  id: ReferralId,
  {
    decisionNumber,
    reasonsExcerpts,
    evidence: chosen,
  }: {
    readonly decisionNumber: number
    readonly reasonsExcerpts: readonly string[]
    readonly evidence: readonly EvidenceId[] | null
  },
): Promise<Reply> {
  return actOnCase<Loaded, HandoverSendingOutcome>(office, asked, {
    act: 'handover-sending',
    keyed: false,
    conditional: true,
    load: async (agency, keyed) => {
      const loaded = await loadReferralWithEvidence(office.pools, agency, id, keyed)
      if (loaded === undefined) return undefined
      // Whoever may not read the referral is refused as such, and does not learn how many decisions it has.
      const mayRead = roleFor('referral-reading', asked.actor.roles) !== undefined
      if (mayRead && !onFile(loaded.referral.state, loaded.examination?.state, decisionNumber)) return undefined
      const due = loaded.referral.state.handovers.find(other => other.decisionNumber === decisionNumber)
      const sent = due?.sending && (await loadHandover(office.pools, agency, due.sending.id, keyed))
      return { ...loaded, handover: sent?.handover }
    },
    parties: ({ referral }) => referral.state,
    lastChange: ({ referral, evidence }) => latest(referral.state.changedAt, lastOf(evidence)),
    tagged: 'the referral',
    version: ({ referral }) => referralEtagVersion(referral),
    decide: ({ referral, evidence }, act) =>
      decideHandoverSending(referral.state, evidence, office.mandates, {
        type: 'SendHandover',
        act,
        id: timeOrdered<HandoverId>(act.at),
        decisionNumber,
        reasonsExcerpts,
        evidence: chosen,
      }),
    isNothing: outcome => outcome.referral.length === 0,
    allowedActions: ({ referral, examination }, caller) =>
      allowedDecisionActs(referral.state, decisionNumber, draftOf(examination?.state, decisionNumber), caller),
    // Whoever sends holds the items and does not own them: what is found is recorded for the agency that does.
    confirm: ({ referral, evidence }, outcome) => {
      const going = new Set(outcome.evidence.map(({ id }) => id))
      const items = evidence.filter(({ state }) => going.has(state.id))
      return verifyContents(office, referral.state.sender, items)
    },
    effect: ({ referral, evidence }, outcome, act) => {
      const events = withDeadlines(office.law, referral.state.deadlines, outcome.referral, act)
      const next = evolvedReferral(referral, events, act)
      const [event] = outcome.handover
      if (event === undefined) throw new Error('a hand-over begins with its sending')
      const handover = evolveHandover(undefined, { ...event, act })
      return {
        record: () =>
          recordHandoverSending(office.pools, act, next, {
            events,
            handover,
            event,
            ledgers: ledgersGrown(evidence, outcome.evidence, act),
          }),
        reply: handoverReply(
          { state: handover, version: 1, decisionStanding: 'issued', corrections: [] },
          201,
          callerOf(asked, act.person),
          { location: `/v1/handovers/${handover.id}` },
        ),
      }
    },
    standing: ({ handover }, act) => handoverReply(foundOr404(handover), 200, callerOf(asked, act.person)),
  })
}
