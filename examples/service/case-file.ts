import type { Static } from 'typebox'
import type { PreflightResource } from '../../src/resources/checklist.ts'
import type { ClassificationResource, DescribedActInput } from '../../src/resources/classification.ts'
import type { CopyInput, CopyResource, ReceivedCopy, RouteList } from '../../src/resources/copy.ts'
import type { ReferralDeadline as DeadlineResource, ReferralDeadlineList } from '../../src/resources/deadline.ts'
import type { DecisionResource } from '../../src/resources/decision.ts'
import type { DecisionEvidence } from '../../src/resources/decision-evidence.ts'
import type { DecisionInput } from '../../src/resources/decision-input.ts'
import type { HandoverResource } from '../../src/resources/handover.ts'
import type { ObligationList, ObligationResource } from '../../src/resources/obligation.ts'
import type { ReportInput } from '../../src/resources/obligation-input.ts'
import type { IdentificationInput } from '../../src/resources/person.ts'
import type { QuestionResource, ReferralResource, VersionResource } from '../../src/resources/referral.ts'
import type {
  RejectionInput,
  ResubmissionInput,
  ReturnInput,
  WithdrawalInput,
} from '../../src/resources/referral-input.ts'
import type { ReporterOpeningPage, ReporterRequestResource, ReporterResource } from '../../src/resources/reporter.ts'
import type { TimelinePage } from '../../src/resources/timeline.ts'
import type { ViolationResource } from '../../src/resources/violation.ts'
import type { DismissalInput, ViolationInputBody, ViolationPatchBody } from '../../src/resources/violation-input.ts'
import type { Officer } from './officer.ts'
import type { Answer, Service } from './service.ts'

export type Violation = Static<typeof ViolationResource>
export type Referral = Static<typeof ReferralResource>
export type Decision = Static<typeof DecisionResource>
export type Obligation = Static<typeof ObligationResource>
export type ReferralDeadline = Static<typeof DeadlineResource>
export type TimelineEntry = Static<typeof TimelinePage>['items'][number]

/** What a decision says, but for the person it is about. */
export type Handover = Static<typeof HandoverResource>
export type Finding = Omit<Static<typeof DecisionInput>, 'reportedPersonId' | 'supersedes'>

/** Acts of the receiving or the sending agency that need no words. */
type PlainAct = 'receipt' | 'acceptance' | 'withdrawal-consent' | 'closure'

export type CaseFile = ReturnType<typeof openCaseFile>

/** One case from its recording to its end: each act is one call of the API, or two where an ETag must be read first. */
export function openCaseFile(service: Service) {
  let violation: Answer<Violation> | undefined
  let referral: Answer<Referral> | undefined

  const theViolation = () => violation ?? notYet('recorded')
  const theReferral = () => referral ?? notYet('referred')
  const pathOfViolation = () => `/v1/violations/${theViolation().body.id}`
  const pathOfReferral = () => `/v1/referrals/${theReferral().body.id}`

  /** An act on the violation, on its latest ETag, which changes with the state of its referral too. */
  async function onViolation(as: Officer, method: 'PUT' | 'PATCH', noun: string, body?: unknown): Promise<Violation> {
    if (referral !== undefined) await readViolation(as)
    const request = { as, method, path: `${pathOfViolation()}${noun}`, body, ifMatch: theViolation().etag }
    violation = await service.ask<Violation>(request)
    return violation.body
  }

  async function onReferral(as: Officer, method: 'PUT' | 'POST', noun: string, body?: unknown): Promise<Referral> {
    const request = { as, method, path: `${pathOfReferral()}/${noun}`, body, ifMatch: theReferral().etag }
    referral = await service.ask<Referral>(request)
    return referral.body
  }

  async function readViolation(as: Officer): Promise<Violation> {
    violation = await service.ask<Violation>({ as, method: 'GET', path: pathOfViolation() })
    return violation.body
  }

  async function readReferral(as: Officer): Promise<Referral> {
    referral = await service.ask<Referral>({ as, method: 'GET', path: pathOfReferral() })
    return referral.body
  }

  return {
    get violation() {
      return theViolation().body
    },
    get referral() {
      return referral?.body
    },
    readViolation,
    readReferral,

    async record(as: Officer, content: ViolationInputBody) {
      violation = await service.ask<Violation>({ as, method: 'POST', path: '/v1/violations', body: content })
      return violation.body
    },
    change: (as: Officer, patch: ViolationPatchBody) => onViolation(as, 'PATCH', '', patch),
    /** Which rows of the law fit, and why: of the violation, or of any act that is described. */
    async classification(as: Officer) {
      const path = `${pathOfViolation()}/classification`
      return (await service.ask<Static<typeof ClassificationResource>>({ as, method: 'GET', path })).body
    },
    async classify(as: Officer, body: Static<typeof DescribedActInput>) {
      const path = '/v1/catalogue/classification'
      return (await service.ask<Static<typeof ClassificationResource>>({ as, method: 'POST', path, body })).body
    },
    /** What the receiver would say of it, and what would stop its sending. */
    async preflight(as: Officer) {
      const path = `${pathOfViolation()}/preflight`
      return (await service.ask<Static<typeof PreflightResource>>({ as, method: 'POST', path })).body
    },
    document: (as: Officer) => onViolation(as, 'PUT', '/documentation'),
    dismiss: (as: Officer, dismissal: Static<typeof DismissalInput>) => onViolation(as, 'PUT', '/dismissal', dismissal),

    async refer(as: Officer) {
      const body = { violationId: theViolation().body.id }
      referral = await service.ask<Referral>({ as, method: 'POST', path: '/v1/referrals', body })
      return referral.body
    },
    act: (as: Officer, act: PlainAct) => onReferral(as, 'PUT', act),
    assign: (as: Officer, to: Officer) => onReferral(as, 'PUT', 'assignment', { officer: to.subject }),
    giveBack: (as: Officer, wanted: Static<typeof ReturnInput>) => onReferral(as, 'POST', 'returns', wanted),
    resubmit: (as: Officer, answers: Static<typeof ResubmissionInput>['answers']) =>
      onReferral(as, 'POST', 'resubmissions', { answers }),
    reject: (as: Officer, why: Static<typeof RejectionInput>) => onReferral(as, 'PUT', 'rejection', why),
    withdraw: (as: Officer, why: Static<typeof WithdrawalInput>) => onReferral(as, 'PUT', 'withdrawal', why),
    requestWithdrawal: (as: Officer, why: Static<typeof WithdrawalInput>) =>
      onReferral(as, 'PUT', 'withdrawal-request', why),

    /** Hands over what evidence has come since: the next version, while the case goes on. */
    supplement: (as: Officer, explanation: string) => onReferral(as, 'POST', 'supplements', { explanation }),

    /** What was frozen and sent, with its manifest. */
    async version(as: Officer, number: number) {
      const path = `${pathOfReferral()}/versions/${number}`
      return (await service.ask<Static<typeof VersionResource>>({ as, method: 'GET', path })).body
    },

    /** What is due by when, with the arithmetic. */
    async deadlines(as: Officer) {
      const path = `${pathOfReferral()}/deadlines`
      return (await service.ask<Static<typeof ReferralDeadlineList>>({ as, method: 'GET', path })).body.items
    },
    /** Says who a reported person is; what was sent stays as it was. */
    async identify(as: Officer, personId: Decision['reportedPersonId'], body: Static<typeof IdentificationInput>) {
      await readReferral(as)
      const path = `${pathOfReferral()}/persons/${personId}/identifications`
      await service.ask({ as, method: 'POST', path, body, ifMatch: theReferral().etag })
      return readReferral(as)
    },

    // A question or an answer makes a new version of the referral, and its reply carries the new ETag.
    /** Where copies about the reported persons would go. */
    async routes(as: Officer) {
      const path = `${pathOfReferral()}/routes`
      return (await service.ask<Static<typeof RouteList>>({ as, method: 'GET', path })).body.items
    },
    async giveCopy(as: Officer, given: Static<typeof CopyInput>) {
      const path = `${pathOfReferral()}/copies`
      await readReferral(as)
      const { etag: ifMatch } = theReferral()
      const { body, etag } = await service.ask<Static<typeof CopyResource>>({
        as,
        method: 'POST',
        path,
        body: given,
        ifMatch,
      })
      referral = { ...theReferral(), etag }
      return body
    },
    async receivedCopy(as: Officer, id: string) {
      return (await service.ask<Static<typeof ReceivedCopy>>({ as, method: 'GET', path: `/v1/copies/${id}` })).body
    },
    async askQuestion(as: Officer, text: string) {
      const path = `${pathOfReferral()}/questions`
      const { body, etag } = await service.ask<Static<typeof QuestionResource>>({
        as,
        method: 'POST',
        path,
        body: { text },
      })
      referral = { ...theReferral(), etag }
      return body
    },
    async answerQuestion(as: Officer, number: number, text: string) {
      const path = `${pathOfReferral()}/questions/${number}/answers`
      const { body, etag } = await service.ask<Static<typeof QuestionResource>>({
        as,
        method: 'POST',
        path,
        body: { text },
      })
      referral = { ...theReferral(), etag }
      return body
    },

    draft(as: Officer, reportedPersonId: Decision['reportedPersonId'], finding: Finding) {
      return service.ask<Decision>({
        as,
        method: 'POST',
        path: `${pathOfReferral()}/decisions`,
        body: { reportedPersonId, ...finding },
        ifMatch: theReferral().etag,
      })
    },
    /** On the ETag of the draft, so that what is issued is what was read. The referral moves too, so it is read anew. */
    async issue(as: Officer, draft: Answer<Decision>) {
      const path = `${pathOfReferral()}/decisions/${draft.body.number}/issuance`
      const { body } = await service.ask<Decision>({ as, method: 'PUT', path, ifMatch: draft.etag })
      await readReferral(as)
      return body
    },

    /** Hands a criminal decision over to the election-crime track; the referral moves too, so it is read anew. */
    async handOver(as: Officer, number: number, reasonsExcerpts: readonly string[] = []) {
      const { body } = await service.ask<Handover>({
        as,
        method: 'PUT',
        path: `${pathOfReferral()}/decisions/${number}/handover`,
        body: { reasonsExcerpts },
        ifMatch: theReferral().etag,
      })
      await readReferral(as)
      return body
    },
    /** What the decisions oblige somebody to do. */
    async obligations(as: Officer) {
      const path = `${pathOfReferral()}/obligations`
      return (await service.ask<Static<typeof ObligationList>>({ as, method: 'GET', path })).body.items
    },
    /** Says whose authority the person is under, where the case did not. */
    async addressObligation(as: Officer, { id }: Pick<Obligation, 'id'>, personnelAuthority: Officer['agency']) {
      const path = `/v1/obligations/${id}`
      const { etag: ifMatch } = await service.ask<Obligation>({ as, method: 'GET', path })
      const request = { as, method: 'PUT', path: `${path}/addressee`, body: { personnelAuthority }, ifMatch } as const
      return (await service.ask<Obligation>(request)).body
    },
    async reportExecution(as: Officer, { id }: Pick<Obligation, 'id'>, report: Static<typeof ReportInput>) {
      const path = `/v1/obligations/${id}/reports`
      return (await service.ask<Obligation>({ as, method: 'POST', path, body: report })).body
    },

    /** The evidence on the table of a decision, and a warning for what nobody of the deciding officers has opened. */
    async evidenceFor(as: Officer, { number }: Pick<Decision, 'number'>) {
      const path = `${pathOfReferral()}/decisions/${number}/evidence`
      return (await service.ask<Static<typeof DecisionEvidence>>({ as, method: 'GET', path })).body
    },

    /** Asks who reported. Like a question, it makes a new version of the referral. */
    async requestReporter(as: Officer, reason: string) {
      const path = `${pathOfReferral()}/reporter-requests`
      const request = { as, method: 'POST', path, body: { reason } } as const
      const { body, etag } = await service.ask<Static<typeof ReporterRequestResource>>(request)
      referral = { ...theReferral(), etag }
      return body
    },
    consentToReporter: (as: Officer, number: number, hours: number) =>
      onReferral(as, 'PUT', `reporter-requests/${number}/consent`, { hours }),
    /** Who reported, to whoever was consented to. */
    async openReporter(as: Officer, purpose: string) {
      const path = `${pathOfReferral()}/reporter`
      return (await service.ask<Static<typeof ReporterResource>>({ as, method: 'GET', path, purpose })).body
    },
    async reporterOpenings(as: Officer) {
      const path = `${pathOfViolation()}/reporter-openings`
      return (await service.ask<Static<typeof ReporterOpeningPage>>({ as, method: 'GET', path })).body.items
    },

    async timeline(as: Officer): Promise<TimelineEntry[]> {
      const entries: TimelineEntry[] = []
      let next: string | null = `${pathOfReferral()}/timeline`
      while (next !== null) {
        const { body }: Answer<Static<typeof TimelinePage>> = await service.ask({ as, method: 'GET', path: next })
        entries.push(...body.items)
        next = body.next
      }
      return entries
    },
  }
}

function notYet(done: string): never {
  throw new Error(`the case is not ${done} yet`)
}
