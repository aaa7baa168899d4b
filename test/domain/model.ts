import type { DecisionContent } from '../../src/domain/decision.ts'
import type { ReferralStatus, ViolationStatus } from '../../src/domain/transitions.ts'
import type { ViolationContent } from '../../src/domain/violation-content.ts'
import type { LifeCycleCommand } from './case-file.ts'

/**
 * A second, plain telling of the life cycles, to hold the domain to. It is written from the picture and shares
 * nothing with the deciders but the commands. All times are in the morning, so a UTC date is a Jakarta date.
 */
export type Model = { violation: ViolationModel | undefined; matters: MatterModel[] }

type ViolationModel = {
  status: ViolationStatus
  content: ViolationContent
  documented: boolean
  recorders: string[]
  dismissal: string | null
  /** It is a report, and its reporter was taken in by the first of the recorders. */
  reporter: boolean
}

export type MatterModel = {
  status: ReferralStatus
  sender: string
  receiver: string
  versions: ViolationContent[]
  received: boolean
  accepted: boolean
  returned: { codes: string[]; dueOn: string } | null
  rejection: string | null
  withdrawal: string | null
  request: { said: string; outcome: 'open' | 'consented' | 'refused' | 'lapsed'; refusal: string | null } | null
  officer: string | null
  /** The emergency accesses that the parties know of. */
  told: string[]
  /** Who asked each question. */
  questions: string[]
  drafts: DraftModel[]
  decisions: DecisionModel[]
  reporterRequests: ReporterRequestModel[]
}

type ReporterRequestModel = {
  officer: string
  outcome: 'open' | 'consented' | 'refused' | 'lapsed'
  answer: { hours: number; until: string } | { refusal: string } | null
}

type DraftModel = {
  content: DecisionContent
  supersedes: number | null
  status: 'draft' | 'issued' | 'cancelled'
  drafters: string[]
  cancellation: string | null
}

type DecisionModel = {
  number: number
  content: DecisionContent
  drafters: string[]
  /** It was handed over to the election-crime track. */
  sent: boolean
  standing: 'issued' | 'superseded' | 'annulled'
  annulment: string | null
}

/** What must come of a command: it happens, it is so already, it is not theirs to do, or it is refused otherwise. */
export type Verdict = 'happens' | 'nothing' | 'remit' | 'refused'

export const emptyModel = (): Model => ({ violation: undefined, matters: [] })

const ended: readonly ReferralStatus[] = ['closed', 'rejected', 'withdrawn']
const givenBack: readonly ReferralStatus[] = ['returned', 'rejected', 'withdrawn']
const examined: readonly ReferralStatus[] = ['under-examination', 'decided', 'closed']

export function verdict(model: Model, number: number, command: LifeCycleCommand): Verdict {
  const { violation } = model
  if (command.type === 'RecordViolation') {
    if (violation) return 'nothing'
    return happensIf(isPossible(command.content, command.act.at, command.reporterId !== null))
  }
  if (violation === undefined) throw new Error('the first command records')
  const last = model.matters.at(-1)
  const free = last === undefined || givenBack.includes(last.status)
  const mine = violation.status === 'draft' || violation.status === 'documented'

  switch (command.type) {
    case 'ChangeViolation': {
      if (said(command.content) === said(violation.content)) return 'nothing'
      // Where it came from is said once (R-ACC-05), after it was looked at whether it can be.
      const moved = said(command.content.source) !== said(violation.content.source)
      if (mine && free && moved && isFitting(command.content, violation.reporter)) return 'remit'
      const known = [...violation.content.reportedPersons.map(({ id }) => id), ...command.newPersons]
      const ids = command.content.reportedPersons.map(({ id }) => id)
      const listed = ids.every(id => known.includes(id)) && new Set(ids).size === ids.length
      return happensIf(mine && free && listed && isPossible(command.content, command.act.at, violation.reporter))
    }
    case 'DocumentViolation':
      if (violation.documented) return 'nothing'
      return happensIf(violation.status === 'draft' && isComplete(violation.content))
    case 'DismissViolation':
      if (violation.dismissal !== null) return nothingIf(violation.dismissal === said(command.dismissal))
      return happensIf(mine && (last === undefined || last.status === 'rejected' || last.status === 'withdrawn'))
    case 'SendReferral':
      if (violation.recorders.includes(command.act.person)) return 'remit'
      return happensIf(violation.status === 'documented' && (last === undefined || ended.includes(last.status)))
  }

  const matter = model.matters[number - 1]
  if (matter === undefined) throw new Error('there is no such referral')
  const { status, request } = matter
  const requestable = status === 'accepted' || status === 'under-examination'

  switch (command.type) {
    case 'ResubmitReferral': {
      if (violation.recorders.includes(command.act.person)) return 'remit'
      const codes = command.answers.map(({ code }) => code)
      const complete = matter.returned !== null && [...codes].sort().join() === [...matter.returned.codes].sort().join()
      const differs = said(violation.content) !== said(matter.versions.at(-1))
      return happensIf(status === 'returned' && violation.status === 'documented' && complete && differs)
    }
    case 'SupplementReferral':
      // There is no evidence in these cases.
      return violation.recorders.includes(command.act.person) ? 'remit' : 'refused'
    case 'ReceiveReferral':
      return matter.received ? 'nothing' : happensIf(status === 'sent')
    case 'AcceptReferral':
      return matter.accepted ? 'nothing' : happensIf(status === 'received')
    case 'ReturnReferral': {
      const codes = command.items.map(({ code }) => code)
      // Of the dates that are tried tomorrow is too near, and two weeks are enough in every year.
      const ample = Date.parse(command.dueOn) - Date.parse(today(command)) >= 14 * 86_400_000
      return happensIf(status === 'received' && new Set(codes).size === codes.length && ample)
    }
    case 'RejectReferral': {
      if (matter.rejection !== null) return nothingIf(matter.rejection === said(command.rejection))
      const overdue = matter.returned !== null && today(command) > matter.returned.dueOn
      if (command.rejection.reason === 'not-completed') return happensIf(status === 'returned' && overdue)
      return happensIf(status === 'received')
    }
    case 'WithdrawReferral':
      if (matter.withdrawal !== null) return nothingIf(matter.withdrawal === said(command.withdrawal))
      return happensIf(status === 'sent' || status === 'received' || status === 'returned')
    case 'RequestWithdrawal':
      if (request?.outcome === 'open' || request?.outcome === 'consented') {
        return nothingIf(request.said === said(command.withdrawal))
      }
      return happensIf(requestable && !matter.decisions.some(({ standing }) => standing === 'issued'))
    case 'ConsentToWithdrawal':
      if (request?.outcome === 'consented') return 'nothing'
      return happensIf(requestable && request?.outcome === 'open')
    case 'RefuseWithdrawal':
      if (request?.outcome === 'refused') return nothingIf(request.refusal === command.explanation)
      return happensIf(requestable && request?.outcome === 'open')
    case 'AssignCaseOfficer':
      if (matter.officer !== null) return nothingIf(matter.officer === command.officer)
      return happensIf(status === 'accepted')
    case 'AskQuestion':
      return happensIf(!ended.includes(status))
    case 'AnswerQuestion':
      if (matter.questions[command.questionNumber - 1] === command.act.agency) return 'remit'
      return happensIf(!ended.includes(status))
    case 'ReassignCase':
      return happensIf(examined.includes(status) && matter.officer !== command.officer)
    case 'InheritCase':
      if (!examined.includes(status)) return 'refused'
      if (status === 'closed' && matter.decisions.every(isSettled)) return 'nothing'
      return matter.officer === command.departed ? 'happens' : 'nothing'
    case 'TellOfEmergency':
      return matter.told.includes(command.access.accessId) ? 'nothing' : 'happens'
    case 'CloseReferral':
      return status === 'closed' ? 'nothing' : happensIf(status === 'decided' && matter.decisions.every(isSettled))
    case 'RequestReporter':
      return happensIf(
        violation.reporter && isAskable(status) && matter.reporterRequests.every(({ outcome }) => outcome !== 'open'),
      )
    case 'ConsentToReporter':
    case 'RefuseReporter': {
      if (command.act.person === violation.recorders[0]) return 'remit'
      const { outcome, answer } = matter.reporterRequests[command.number - 1] ?? {}
      if (command.type === 'ConsentToReporter' && answer && 'hours' in answer)
        return nothingIf(answer.hours === command.hours)
      if (command.type === 'RefuseReporter' && answer && 'refusal' in answer)
        return nothingIf(answer.refusal === command.explanation)
      return happensIf(isAskable(status) && outcome === 'open')
    }
    case 'SendHandover': {
      const decision = matter.decisions.find(({ number }) => number === command.decisionNumber)
      if (decision?.drafters.includes(command.act.person)) return 'remit'
      if (decision?.sent) return nothingIf(command.reasonsExcerpts.length === 0)
      return happensIf(examined.includes(status) && decision !== undefined && !isSettled(decision))
    }
    case 'CorrectDecision': {
      const decision = matter.decisions.find(({ number }) => number === command.number)
      if (decision?.drafters.includes(command.act.person)) return 'remit'
      const changes =
        decision &&
        Object.entries(command.correction).some(
          ([name, value]) => !(name in decision.content) || said(decision.content[name as 'reasons']) !== said(value),
        )
      return happensIf(examined.includes(status) && decision?.standing === 'issued' && changes === true)
    }
    case 'DraftDecision': {
      const { content, supersedes } = command
      const twin = matter.drafts.some(draft => draft.status === 'draft' && samePlace(draft.content, content))
      const standing = matter.decisions.find(
        decision => decision.standing === 'issued' && samePlace(decision.content, content),
      )
      const moment = examined.includes(status) && (supersedes !== null || status !== 'closed')
      return happensIf(moment && fits(content, matter) && !twin && (standing?.number ?? null) === supersedes)
    }
  }

  const draft = matter.drafts[command.number - 1]
  if (draft === undefined) throw new Error('there is no such draft')
  switch (command.type) {
    case 'ReviseDecision':
      if (said(command.content) === said(draft.content)) return 'nothing'
      return happensIf(
        draft.status === 'draft' &&
          examined.includes(status) &&
          samePlace(draft.content, command.content) &&
          fits(command.content, matter),
      )
    case 'CancelDecision':
      if (draft.cancellation !== null) return nothingIf(draft.cancellation === command.explanation)
      return happensIf(draft.status === 'draft' && examined.includes(status))
    case 'IssueDecision': {
      if (draft.drafters.includes(command.act.person)) return 'remit'
      if (draft.status === 'issued') return 'nothing'
      const predecessor = matter.decisions.find(({ number }) => number === draft.supersedes)
      const meets = draft.supersedes === null || predecessor?.standing === 'issued'
      return happensIf(draft.status === 'draft' && examined.includes(status) && meets)
    }
    case 'AnnulDecision': {
      const decision = matter.decisions.find(({ number }) => number === command.number)
      if (decision?.standing === 'annulled') return nothingIf(decision.annulment === command.reason)
      return happensIf((status === 'under-examination' || status === 'decided') && decision?.standing === 'issued')
    }
  }
}

/** Does what the command says to the model; only for commands that happen. */
export function apply(model: Model, number: number, command: LifeCycleCommand): void {
  const { act } = command
  if (command.type === 'RecordViolation') {
    model.violation = {
      status: 'draft',
      content: command.content,
      documented: false,
      recorders: [act.person],
      dismissal: null,
      reporter: command.reporterId !== null,
    }
    return
  }
  const { violation } = model
  if (violation === undefined) throw new Error('the first command records')
  switch (command.type) {
    case 'ChangeViolation':
      violation.content = command.content
      violation.documented &&= isComplete(command.content)
      violation.status = violation.documented ? 'documented' : 'draft'
      violation.recorders.push(act.person)
      return
    case 'DocumentViolation':
      violation.documented = true
      violation.status = 'documented'
      violation.recorders.push(act.person)
      return
    case 'DismissViolation':
      violation.dismissal = said(command.dismissal)
      violation.status = 'dismissed'
      return
    case 'SendReferral':
      violation.status = 'referred'
      model.matters.push({
        status: 'sent',
        sender: act.agency,
        receiver: today(command) < '2024-08-24' ? 'kasn' : 'bkn',
        versions: [violation.content],
        received: false,
        accepted: false,
        returned: null,
        rejection: null,
        withdrawal: null,
        request: null,
        officer: null,
        told: [],
        questions: [],
        drafts: [],
        decisions: [],
        reporterRequests: [],
      })
      return
  }
  const matter = model.matters[number - 1]
  if (matter === undefined) throw new Error('there is no such referral')
  switch (command.type) {
    case 'ResubmitReferral':
      violation.status = 'referred'
      matter.status = 'sent'
      matter.versions.push(violation.content)
      matter.received = false
      break
    case 'ReceiveReferral':
      matter.status = 'received'
      matter.received = true
      break
    case 'AcceptReferral':
      matter.status = 'accepted'
      matter.accepted = true
      break
    case 'ReturnReferral':
      matter.status = 'returned'
      matter.returned = { codes: command.items.map(({ code }) => code), dueOn: command.dueOn }
      break
    case 'RejectReferral':
      matter.status = 'rejected'
      matter.rejection = said(command.rejection)
      break
    case 'WithdrawReferral':
      matter.status = 'withdrawn'
      matter.withdrawal = said(command.withdrawal)
      break
    case 'RequestWithdrawal':
      matter.request = { said: said(command.withdrawal), outcome: 'open', refusal: null }
      break
    case 'ConsentToWithdrawal':
      if (matter.request) matter.request.outcome = 'consented'
      matter.status = 'withdrawn'
      endRequests(matter, act.at)
      break
    case 'RefuseWithdrawal':
      if (matter.request) Object.assign(matter.request, { outcome: 'refused', refusal: command.explanation })
      break
    case 'AssignCaseOfficer':
      matter.status = 'under-examination'
      matter.officer = command.officer
      break
    case 'AskQuestion':
      matter.questions.push(act.agency)
      break
    case 'ReassignCase':
    case 'InheritCase':
      matter.officer = command.officer
      break
    case 'TellOfEmergency':
      // It moves nothing, whatever has become of the referral.
      matter.told.push(command.access.accessId)
      return
    case 'CloseReferral':
      matter.status = 'closed'
      endRequests(matter, act.at)
      break
    case 'RequestReporter':
      matter.reporterRequests.push({ officer: act.person, outcome: 'open', answer: null })
      break
    case 'ConsentToReporter': {
      const until = new Date(Date.parse(act.at) + command.hours * 60 * 60_000).toISOString()
      Object.assign(matter.reporterRequests[command.number - 1] ?? {}, {
        outcome: 'consented',
        answer: { hours: command.hours, until },
      })
      break
    }
    case 'RefuseReporter':
      Object.assign(matter.reporterRequests[command.number - 1] ?? {}, {
        outcome: 'refused',
        answer: { refusal: command.explanation },
      })
      break
    case 'SendHandover':
      for (const decision of matter.decisions) if (decision.number === command.decisionNumber) decision.sent = true
      break
    case 'CorrectDecision':
      for (const decision of matter.decisions) {
        if (decision.number === command.number)
          decision.content = { ...decision.content, ...textsOf(command.correction) }
      }
      break
    case 'DraftDecision':
      matter.drafts.push({
        content: command.content,
        supersedes: command.supersedes,
        status: 'draft',
        drafters: [act.person],
        cancellation: null,
      })
      break
    case 'ReviseDecision': {
      const draft = draftOf(matter, command.number)
      draft.content = command.content
      draft.drafters.push(act.person)
      break
    }
    case 'CancelDecision':
      Object.assign(draftOf(matter, command.number), { status: 'cancelled', cancellation: command.explanation })
      if (matter.status === 'under-examination' && isDecided(matter)) decide(matter)
      break
    case 'IssueDecision': {
      const draft = draftOf(matter, command.number)
      draft.status = 'issued'
      for (const decision of matter.decisions) {
        if (decision.number === draft.supersedes) decision.standing = 'superseded'
      }
      matter.decisions.push({
        number: command.number,
        content: draft.content,
        drafters: [...draft.drafters],
        sent: false,
        standing: 'issued',
        annulment: null,
      })
      lapse(matter)
      if (matter.status === 'closed' || (matter.status === 'under-examination' && isDecided(matter))) decide(matter)
      break
    }
    case 'AnnulDecision':
      for (const decision of matter.decisions) {
        if (decision.number !== command.number) continue
        decision.standing = 'annulled'
        decision.annulment = command.reason
      }
      matter.status = 'under-examination'
      break
  }
  if (givenBack.includes(matter.status) && violation.status === 'referred') violation.status = 'documented'
}

/** It needs no hand-over, or has had it. */
function isSettled({ content, standing, sent }: DecisionModel): boolean {
  return sent || standing !== 'issued' || content.outcome !== 'criminal'
}

/** In these cases only texts are corrected. */
function textsOf({ reasons, legalBasis }: { readonly reasons?: string; readonly legalBasis?: string }) {
  return { ...(reasons && { reasons }), ...(legalBasis && { legalBasis }) }
}

/** Every reported person has a standing decision, and none is drafted. */
export function isDecided(matter: Pick<MatterModel, 'versions' | 'drafts' | 'decisions'>): boolean {
  const persons = matter.versions.at(-1)?.reportedPersons ?? []
  const standing = matter.decisions.filter(decision => decision.standing === 'issued')
  return (
    persons.every(({ id }) => standing.some(({ content }) => content.reportedPersonId === id)) &&
    matter.drafts.every(({ status }) => status !== 'draft')
  )
}

function decide(matter: MatterModel): void {
  matter.status = 'decided'
  lapse(matter)
}

function lapse({ request }: MatterModel): void {
  if (request?.outcome === 'open') request.outcome = 'lapsed'
}

function isAskable(status: ReferralStatus): boolean {
  return status === 'accepted' || status === 'under-examination' || status === 'decided'
}

function endRequests({ reporterRequests }: MatterModel, at: string): void {
  for (const request of reporterRequests) {
    const lasts =
      request.outcome === 'consented' && request.answer && 'until' in request.answer && at < request.answer.until
    if (request.outcome === 'open' || lasts) request.outcome = 'lapsed'
  }
}

/** Whether this officer may open who reported at this time. */
export function mayOpenReporter({ status, reporterRequests }: MatterModel, officer: string, at: string): boolean {
  return (
    isAskable(status) &&
    reporterRequests.some(
      ({ officer: asker, outcome, answer }) =>
        asker === officer && outcome === 'consented' && answer !== null && 'until' in answer && at < answer.until,
    )
  )
}

function draftOf(matter: MatterModel, number: number): DraftModel {
  const draft = matter.drafts[number - 1]
  if (draft === undefined) throw new Error('there is no such draft')
  return draft
}

function isComplete(content: ViolationContent): boolean {
  const { eventDescription, occurredAt, knownAt, place, reportedPersons } = content
  return Boolean(eventDescription && occurredAt && knownAt && place) && reportedPersons.length > 0
}

/** In these cases a violation is a finding of the agency's own, or the report of an ASN. */
function isPossible({ source, occurredAt, knownAt }: ViolationContent, at: string, reporter: boolean): boolean {
  const [occurred, known, now] = [occurredAt ?? '1970-01-01T00:00Z', knownAt ?? at, at].map(time => Date.parse(time))
  if (occurred === undefined || known === undefined || now === undefined) return false
  return isFitting({ source }, reporter) && occurred <= known && known <= now
}

function isFitting({ source }: Pick<ViolationContent, 'source'>, reporter: boolean): boolean {
  const fitting = reporter ? ['report asn-self-report', 'report agency'] : ['finding patrol']
  return fitting.includes(`${source.kind} ${source.channel}`)
}

function fits(content: DecisionContent, { versions }: MatterModel): boolean {
  const person = versions.at(-1)?.reportedPersons.find(({ id }) => id === content.reportedPersonId)
  if (person === undefined) return false
  const {
    track,
    outcome,
    violationTypes: [breach = ''] = [],
    sanction = '',
    criminalProvisions: [provision] = [],
  } = content
  if (outcome === 'criminal') return track === 'criminal' && provision !== undefined && !breach && !sanction
  if (outcome !== 'administrative') return !breach && !sanction && provision === undefined
  const prefixes = { ethics: ['KE', 'MORAL'], discipline: ['PD', 'PP94'], criminal: [] }
  const [ofBreach = '?', ofSanction = '?'] = prefixes[track]
  return person.identification === 'identified' && breach.startsWith(ofBreach) && sanction.startsWith(ofSanction)
}

function samePlace(one: DecisionContent, other: DecisionContent): boolean {
  return one.reportedPersonId === other.reportedPersonId && one.track === other.track
}

function today({ act }: LifeCycleCommand): string {
  return act.at.slice(0, 10)
}

function happensIf(possible: boolean): Verdict {
  return possible ? 'happens' : 'refused'
}

function nothingIf(same: boolean): Verdict {
  return same ? 'nothing' : 'refused'
}

/** These values are always written with their members in one order. */
function said(value: unknown): string {
  return JSON.stringify(value)
}
