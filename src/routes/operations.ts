import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Office } from '../acts/act-on-case.ts'
import type { EndpointDesk } from '../acts/ask-endpoint.ts'
import type { ReviewedLaw } from '../domain/catalogue.ts'
import type { Arrivals } from '../feed/arrivals.ts'
import type { PageCursors } from '../http/page-cursor.ts'
import type { Uploads } from '../uploads/uploads.ts'
import { accessExplanation } from './access-explanation.ts'
import { agencies } from './agencies.ts'
import { caseSearch } from './case-search.ts'
import { catalogue } from './catalogue.ts'
import { classification } from './classification.ts'
import { copies } from './copies.ts'
import { corrections } from './corrections.ts'
import { deadlines } from './deadlines.ts'
import { decisions } from './decisions.ts'
import { departures } from './departures.ts'
import { duplicateHints } from './duplicate-hints.ts'
import { emergencyAccesses } from './emergency-accesses.ts'
import { evidence } from './evidence.ts'
import { evidenceContent } from './evidence-content.ts'
import type { EvidenceLimits, FinishedUploads } from './evidence-intake.ts'
import { exports } from './exports.ts'
import { feed } from './feed.ts'
import { formerHandovers } from './former-handovers.ts'
import { formerReferrals } from './former-referrals.ts'
import { handoverEvidence } from './handover-evidence.ts'
import { handovers } from './handovers.ts'
import { implications } from './implications.ts'
import { obligationActs } from './obligation-acts.ts'
import { obligations } from './obligations.ts'
import { persons as reportedPersons } from './persons.ts'
import { preflights } from './preflight.ts'
import { questions } from './questions.ts'
import { readAudit } from './read-audit.ts'
import { reassignments } from './reassignments.ts'
import { receivedCopies } from './received-copies.ts'
import { recusals } from './recusals.ts'
import { referralActs } from './referral-acts.ts'
import { referralBatch } from './referral-batch.ts'
import { referrals } from './referrals.ts'
import { reporters } from './reporters.ts'
import { statistics } from './statistics.ts'
import { successions } from './successions.ts'
import { uploads } from './uploads.ts'
import { violations } from './violations.ts'
import { webhooks } from './webhooks.ts'
import { workLists } from './work-lists.ts'

/** What operations need: each takes its part of it. */
export type Behind = {
  readonly office: Office
  readonly law: ReviewedLaw
  readonly cursors: PageCursors
  readonly uploads: Uploads
  readonly finished: FinishedUploads
  readonly limits: EvidenceLimits
  /** Called when something was added that waits for its inspection. */
  readonly onEvidence: () => void
  /** How many minutes an emergency access lasts. */
  readonly minutes: number
  /** Called when somebody has left; when an emergency access was confirmed. */
  readonly onDeparture: () => Promise<void>
  readonly onConfirmed: () => Promise<void>
  readonly arrivals: Arrivals
  /** What speaks to the endpoints of webhooks; and whom to tell when one has something to be delivered. */
  readonly desk: EndpointDesk
  readonly onActive: () => Promise<void>
  readonly now: () => Date
}

/** Everything under `/v1`, in the order of the API description. */
export const operations: readonly FastifyPluginAsyncTypebox<Behind>[] = [
  violations,
  uploads,
  evidence,
  evidenceContent,
  referrals,
  referralActs,
  questions,
  decisions,
  corrections,
  handovers,
  handoverEvidence,
  copies,
  receivedCopies,
  agencies,
  catalogue,
  classification,
  readAudit,
  accessExplanation,
  reporters,
  reassignments,
  implications,
  reportedPersons,
  duplicateHints,
  recusals,
  deadlines,
  departures,
  emergencyAccesses,
  preflights,
  statistics,
  successions,
  formerReferrals,
  formerHandovers,
  obligations,
  obligationActs,
  caseSearch,
  workLists,
  feed,
  webhooks,
  referralBatch,
  exports,
]
