import fc from 'fast-check'
import t from 'tap'
import type { Act } from '../../src/domain/act.ts'
import type { AgencyId, PersonId, Role } from '../../src/domain/agencies.ts'
import type { DecisionContent } from '../../src/domain/decision.ts'
import { unsentHandovers } from '../../src/domain/handover.ts'
import type { DepartureId, HandoverId, ReferralId, ReportedPersonId } from '../../src/domain/ids.ts'
import type { Referral } from '../../src/domain/referral.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { requestToOpen } from '../../src/domain/reporter.ts'
import { rules } from '../../src/domain/rules.ts'
import { openStatuses, type ReferralStatus, referralStatuses } from '../../src/domain/transitions.ts'
import { statusOf } from '../../src/domain/violation.ts'
import type { ReportedPerson, ViolationContent } from '../../src/domain/violation-content.ts'
import {
  type CaseFile,
  caseOf,
  decide,
  type Entry,
  emptyFile,
  filed,
  frozen,
  type Happening,
  type LifeCycleCommand,
} from './case-file.ts'
import * as cast from './examples.ts'
import { apply, emptyModel, isDecided, type MatterModel, type Model, mayOpenReporter, verdict } from './model.ts'

/** One step: when, by whom, and which of the commands that could be given then. */
type Step = { days: number; wild: boolean; kind: number; pick: number; sender: number; receiver: number }
const step: fc.Arbitrary<Step> = fc.record({
  days: fc.constantFrom(0, 0, 0, 1, 3, 9),
  wild: fc.integer({ min: 0, max: 4 }).map(chance => chance === 0),
  kind: fc.nat({ max: 9999 }),
  pick: fc.nat({ max: 9999 }),
  sender: fc.nat({ max: 5 }),
  receiver: fc.nat({ max: 5 }),
})

type Order = { readonly matter: number; readonly command: LifeCycleCommand }

/** How often a command is given when it could be: those that end a case or hold it up come seldom, others bring it on. */
const weights: Partial<Record<LifeCycleCommand['type'], number>> = {
  ChangeViolation: 3,
  DismissViolation: 1,
  ReturnReferral: 4,
  RejectReferral: 1,
  WithdrawReferral: 1,
  RequestWithdrawal: 2,
  ConsentToWithdrawal: 1,
  AskQuestion: 1,
  AnswerQuestion: 1,
  RequestReporter: 4,
  DraftDecision: 6,
  ReviseDecision: 2,
  CancelDecision: 2,
  AnnulDecision: 2,
  CloseReferral: 6,
  ReassignCase: 2,
  InheritCase: 2,
  TellOfEmergency: 1,
  CorrectDecision: 2,
}
const otherwise = 12

/** These make a record of their own each time; all others take effect once. */
const repeatable: readonly LifeCycleCommand['type'][] = ['AskQuestion', 'AnswerQuestion']

const rina: ReportedPerson = {
  id: '018d5e00-0000-7000-8000-0000000000d3' as ReportedPersonId,
  identification: 'identified',
  name: 'Rina Astuti',
}
const contents: readonly ViolationContent[] = [
  cast.finding,
  cast.clarified,
  cast.findingOnTwo,
  { ...cast.finding, reportedPersons: [cast.sari, cast.stranger, rina] },
  { ...cast.clarified, reportedPersons: [rina] },
  cast.withoutPlace,
  { ...cast.finding, reportedPersons: [] },
  { ...cast.finding, reportedPersons: [cast.sari, cast.sari] },
  { ...cast.finding, knownAt: '2024-01-01T00:00:00Z' },
  { ...cast.finding, occurredAt: '2030-01-01T00:00:00Z' },
  { ...cast.finding, source: { kind: 'report', channel: 'agency' } },
  ...[cast.finding, cast.clarified, cast.findingOnTwo].map((content): ViolationContent => {
    return { ...content, source: { kind: 'report', channel: 'asn-self-report' } }
  }),
]
const { reasons, legalBasis } = cast.disciplinary
// A date that is past on every day of these cases.
const instrument = { ...cast.disciplinary.instrument, date: '2024-01-20' }
const decisionOn = (reportedPersonId: ReportedPersonId, more: Partial<DecisionContent>): DecisionContent => ({
  reportedPersonId,
  track: 'discipline',
  outcome: 'not-proven',
  ...more,
  instrument,
  reasons,
  legalBasis,
})
const decisionsOn = (id: ReportedPersonId): DecisionContent[] => [
  decisionOn(id, { outcome: 'administrative', violationTypes: ['PD-06'], sanction: 'PP94-H1' }),
  decisionOn(id, {}),
  decisionOn(id, { track: 'ethics', outcome: 'administrative', violationTypes: ['KE-04'], sanction: 'MORAL-OPEN' }),
  decisionOn(id, { track: 'criminal', outcome: 'criminal', criminalProvisions: ['uu-7-2017-art-494'] }),
  decisionOn(id, { outcome: 'administrative', violationTypes: ['PD-06'], sanction: 'MORAL-OPEN' }),
]
frozen([contents, cast.mandates, rina])

const person = (number: number) => `018d5e00-0000-7000-8000-0000000001${String(number).padStart(2, '0')}` as PersonId

/**
 * Every command that the case could be given now: sensible, senseless and too late. Half of those who send and issue
 * also record and draft.
 */
function orders(model: Model, at: string, { sender, receiver }: Pick<Step, 'sender' | 'receiver'>): Order[] {
  const act = (agency: string, person: PersonId, role: Role): Act => ({
    kind: 'person',
    agency: agency as AgencyId,
    person,
    role,
    at,
  })
  const recorder = act('kominfo', person(sender % 3), 'recorder')
  const referrer = act('kominfo', person(sender), 'referrer')
  const id = cast.violationId
  const found: Order[] = contents.flatMap(content =>
    [null, cast.reporterId].map(reporterId => ({
      matter: 0,
      command: { type: 'RecordViolation', act: recorder, id, content, reporterId },
    })),
  )
  if (model.violation === undefined) return found

  const newPersons = [cast.sari.id, cast.stranger.id, rina.id]
  const onViolation: LifeCycleCommand[] = [
    ...contents.map((content): LifeCycleCommand => ({ type: 'ChangeViolation', act: recorder, content, newPersons })),
    { type: 'ChangeViolation', act: recorder, content: cast.findingOnTwo, newPersons: [] },
    { type: 'DocumentViolation', act: recorder },
    { type: 'DismissViolation', act: referrer, dismissal: { reason: 'duplicate', explanation: 'Known.' } },
    { type: 'DismissViolation', act: referrer, dismissal: { reason: 'other', explanation: 'Else.' } },
    {
      type: 'SendReferral',
      act: referrer,
      id: `018d5e00-0000-7000-8000-0000000002${String(model.matters.length).padStart(2, '0')}` as ReferralId,
    },
  ]
  found.push(...onViolation.map(command => ({ matter: 0, command })))
  for (const [index, matter] of model.matters.entries()) {
    const by = (role: Role) =>
      act(matter.receiver, person(10 + (role === 'case-officer' ? receiver % 3 : receiver)), role)
    found.push(...ordersOn(matter, by, recorder, referrer).map(command => ({ matter: index + 1, command })))
  }
  return found
}

function ordersOn(matter: MatterModel, by: (role: Role) => Act, recorder: Act, referrer: Act): LifeCycleCommand[] {
  const clerk = by('intake-officer')
  const officer = by('case-officer')
  const chief = by('commissioner')
  const day = (days: number) => new Date(Date.parse(clerk.at) + days * 86_400_000).toISOString().slice(0, 10)
  const items = cast.returned.data.items
  const [answer] = cast.answers
  const both = [...cast.answers]
  const commands: LifeCycleCommand[] = [
    { type: 'ReceiveReferral', act: clerk },
    { type: 'AcceptReferral', act: clerk },
    { type: 'ReturnReferral', act: clerk, items, dueOn: day(0) },
    { type: 'ReturnReferral', act: clerk, items, dueOn: day(1) },
    { type: 'ReturnReferral', act: clerk, items: items.slice(0, 1), dueOn: day(14) },
    { type: 'ReturnReferral', act: clerk, items: [...items, ...items], dueOn: day(14) },
    { type: 'RejectReferral', act: clerk, rejection: { reason: 'duplicate', explanation: 'Known.' } },
    { type: 'RejectReferral', act: clerk, rejection: { reason: 'time-barred', explanation: 'Long ago.' } },
    { type: 'RejectReferral', act: clerk, rejection: { reason: 'not-completed', explanation: 'No answer.' } },
    ...[both, [answer], [...both, answer], both.toReversed(), []].map(
      (answers): LifeCycleCommand => ({
        type: 'ResubmitReferral',
        act: referrer,
        answers,
      }),
    ),
    { type: 'SupplementReferral', act: referrer, explanation: 'There is more.' },
    { type: 'WithdrawReferral', act: referrer, withdrawal: { reason: 'duplicate', explanation: 'Sent twice.' } },
    { type: 'WithdrawReferral', act: referrer, withdrawal: { reason: 'new-facts', explanation: 'A parody.' } },
    { type: 'RequestWithdrawal', act: referrer, withdrawal: { reason: 'duplicate', explanation: 'Sent twice.' } },
    { type: 'RequestWithdrawal', act: referrer, withdrawal: { reason: 'new-facts', explanation: 'A parody.' } },
    { type: 'ConsentToWithdrawal', act: chief },
    { type: 'RefuseWithdrawal', act: chief, explanation: 'Too late.' },
    { type: 'RefuseWithdrawal', act: chief, explanation: 'Too grave.' },
    { type: 'AssignCaseOfficer', act: chief, officer: person(21) },
    { type: 'AssignCaseOfficer', act: chief, officer: person(22) },
    { type: 'ReassignCase', act: chief, officer: person(21), reason: 'On leave.' },
    { type: 'ReassignCase', act: chief, officer: person(23), reason: 'Too much to do.' },
    ...[person(21), person(23)].map(
      (departed): LifeCycleCommand => ({
        type: 'InheritCase',
        act: { ...chief, kind: 'system', role: 'case-succession' },
        officer: person(24),
        departed,
        departureId: '018d5e00-0000-7000-8000-0000000000f1' as DepartureId,
      }),
    ),
    {
      type: 'TellOfEmergency',
      act: { ...referrer, kind: 'system', role: 'emergency-notice' },
      access: cast.emergencyAccess,
    },
    { type: 'AskQuestion', act: officer, text: 'In full?' },
    { type: 'AskQuestion', act: recorder, text: 'Since when?' },
    ...matter.questions.flatMap((_, index): LifeCycleCommand[] => [
      { type: 'AnswerQuestion', act: recorder, questionNumber: index + 1, text: 'No.' },
      { type: 'AnswerQuestion', act: officer, questionNumber: index + 1, text: 'Yes.' },
    ]),
    { type: 'CloseReferral', act: referrer },
    { type: 'RequestReporter', act: officer, reason: 'Nobody else was there.' },
    { type: 'RequestReporter', act: chief, reason: 'I must hear it myself.' },
    ...matter.reporterRequests.flatMap((_, index): LifeCycleCommand[] => [
      { type: 'ConsentToReporter', act: referrer, number: index + 1, hours: 24 },
      { type: 'ConsentToReporter', act: referrer, number: index + 1, hours: 72 },
      { type: 'RefuseReporter', act: referrer, number: index + 1, explanation: 'There is a video.' },
      { type: 'RefuseReporter', act: referrer, number: index + 1, explanation: 'Too dangerous.' },
    ]),
  ]
  for (const { id } of [cast.sari, cast.stranger, rina]) {
    for (const content of decisionsOn(id)) {
      for (const supersedes of [null, ...matter.decisions.map(({ number }) => number), 99]) {
        commands.push({ type: 'DraftDecision', act: officer, content, supersedes })
      }
    }
  }
  for (const [index, draft] of matter.drafts.entries()) {
    const number = index + 1
    const revisions = [...decisionsOn(draft.content.reportedPersonId), { ...draft.content, reasons: 'Thought over.' }]
    commands.push(
      ...revisions.map((content): LifeCycleCommand => ({ type: 'ReviseDecision', act: officer, number, content })),
      { type: 'CancelDecision', act: officer, number, explanation: 'Wrong.' },
      { type: 'CancelDecision', act: officer, number, explanation: 'Needless.' },
      { type: 'IssueDecision', act: chief, number },
      { type: 'AnnulDecision', act: chief, number, reason: 'court', explanation: 'Otherwise.' },
      { type: 'AnnulDecision', act: chief, number, reason: 'procedural-fault', explanation: 'Otherwise.' },
      ...['PP 94/2021', 'PP 94/2021 pasal 5'].map(
        (legalBasis): LifeCycleCommand => ({
          type: 'CorrectDecision',
          act: chief,
          number,
          correction: { legalBasis },
          reason: 'wrong-citation',
          explanation: 'A slip.',
        }),
      ),
      {
        type: 'SendHandover',
        act: chief,
        id: `018d5e00-0000-7000-8000-0000000003${String(number).padStart(2, '0')}` as HandoverId,
        decisionNumber: number,
        reasonsExcerpts: [],
        evidence: null,
      },
    )
  }
  return commands
}

/** Mostly a command that will happen, of any kind alike; now and then any command at all. */
function chosen({ wild, kind, pick }: Step, model: Model, possible: readonly Order[]): Order | undefined {
  if (wild) return possible[pick % possible.length]
  const happening = possible.filter(({ matter, command }) => verdict(model, matter, command) === 'happens')
  const kinds = [...new Set(happening.map(({ command }) => command.type))].flatMap(type =>
    Array<LifeCycleCommand['type']>(weights[type] ?? otherwise).fill(type),
  )
  const ofKind = happening.filter(({ command }) => command.type === kinds[kind % kinds.length])
  return ofKind[pick % ofKind.length]
}

/** The domain's answer in the words of the model. */
function answerOf(decision: Happening[] | Rejection) {
  if (decision instanceof Rejection) return rules[decision.rule].refusal === 'remit' ? 'remit' : 'refused'
  return decision.length === 0 ? 'nothing' : 'happens'
}

function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(what)
}

/** One case from its first command to its last, with everything that must hold on the way. */
class RandomCase {
  file: CaseFile = emptyFile
  readonly model = emptyModel()
  readonly log: Entry[] = []
  readonly visited = new Set<ReferralStatus>()

  /** Asks the domain, which must answer as the model does and leave everything as it was. */
  ask({ matter, command }: Order): Happening[] | Rejection {
    const expected = verdict(this.model, matter, command)
    const decision = decide(frozen(this.file), frozen(command), cast.mandates, matter)
    const given = answerOf(decision)
    const why = decision instanceof Rejection ? ` by ${decision.rule}` : ''
    holds(given === expected, `${command.type}: the model says ${expected}, the domain says ${given}${why}`)
    return decision
  }

  /** Gives the command, and looks at the case again when something happened. */
  give(order: Order): void {
    const decision = this.ask(order)
    if (decision instanceof Rejection || decision.length === 0) return
    const { command } = order
    const matter = command.type === 'SendReferral' ? this.file.matters.length + 1 : order.matter
    const before = this.file
    for (const event of decision) {
      const entry: Entry = frozen({ matter, event: { ...event, act: command.act } })
      this.log.push(entry)
      this.file = frozen(filed(this.file, entry))
    }
    apply(this.model, matter, command)

    this.lookAround()
    lookBack(before, this.file)
    if (decision.some(({ type }) => type === 'ReferralDecided')) this.lookAtDecided(before, matter)
    if (!repeatable.includes(command.type)) {
      const again = decide(this.file, command, cast.mandates, matter)
      const isRecord = [
        'SendReferral',
        'ResubmitReferral',
        'ReturnReferral',
        'DraftDecision',
        'RequestReporter',
        'ReassignCase',
        'CorrectDecision',
      ].includes(command.type)
      holds(
        isRecord ? again instanceof Rejection : !(again instanceof Rejection) && again.length === 0,
        `${command.type} has no second effect`,
      )
    }
  }

  /** What must hold in every state of a case. */
  lookAround(): void {
    const { violation, matters } = this.file
    if (violation === undefined) return
    holds(statusOf(caseOf(this.file)) === this.model.violation?.status, 'the violation is where the picture has it')
    holds(matters.filter(({ referral }) => openStatuses.includes(referral.status)).length <= 1, 'one open referral')

    for (const [index, { referral, examination }] of matters.entries()) {
      this.visited.add(referral.status)
      const model = this.model.matters[index]
      holds(referral.status === model?.status, `the referral is ${model?.status}, not ${referral.status}`)
      holds(referral.receiver === model?.receiver, 'the receiver holds the mandate')
      holds(
        (referral.withdrawalRequest?.outcome ?? null) === (model?.request?.outcome ?? null),
        'the request for withdrawal stands as it should',
      )
      const answerable = referral.status === 'accepted' || referral.status === 'under-examination'
      holds(answerable || referral.withdrawalRequest?.outcome !== 'open', 'an open request can be answered')
      holds(
        referral.reporterRequests.map(({ outcome }) => outcome).join() ===
          model?.reporterRequests.map(({ outcome }) => outcome).join(),
        'the requests for the reporter stand as they should',
      )
      this.lookAtReporter(referral, model)
      const drafts = examination?.drafts ?? []
      holds(
        drafts.map(({ status }) => status).join() === model?.drafts.map(({ status }) => status).join(),
        'the drafts are where they should be',
      )
      holds(
        referral.decisions.map(({ number, standing }) => `${number} ${standing}`).join() ===
          model?.decisions.map(({ number, standing }) => `${number} ${standing}`).join(),
        'the decisions stand as they should',
      )
      const places = standingPlaces(referral)
      holds(new Set(places).size === places.length, 'one standing decision for a person and track')
      for (const { act, number } of referral.decisions) {
        const draft = drafts[number - 1]
        holds(draft?.status === 'issued', 'what is issued was drafted')
        holds(draft?.drafters.includes(act.person) === false, 'the issuer is no drafter')
      }
    }
  }

  /** Whoever may open the reporter was consented to by somebody who had not taken the reporter in, and not for ever. */
  lookAtReporter(referral: Referral, model: MatterModel | undefined): void {
    const at = referral.changedAt
    for (const hours of [0, 23, 24, 71, 72, 73]) {
      const then = new Date(Date.parse(at) + hours * 3_600_000).toISOString()
      for (const { officer } of model?.reporterRequests ?? []) {
        const request = requestToOpen(referral, officer as PersonId, then)
        const mayOpen = !(request instanceof Rejection)
        holds(
          mayOpen === (model && mayOpenReporter(model, officer, then)),
          'the reporter is opened to whom it should be',
        )
        if (!mayOpen) continue
        holds(hours < 73, 'no consent lasts longer than it may')
        holds(request.answer?.act.person !== this.model.violation?.recorders[0], 'four eyes consented')
      }
      holds(requestToOpen(referral, person(99), then) instanceof Rejection, 'to nobody who did not ask')
    }
  }

  /** Decided: at that moment everybody has a standing decision and none is drafted; or a closed referral came back. */
  lookAtDecided(before: CaseFile, matter: number): void {
    const model = this.model.matters[matter - 1]
    const cameFrom = before.matters[matter - 1]?.referral.status
    holds(model !== undefined && (cameFrom === 'closed' || isDecided(model)), 'decided when all is decided')
  }

  /** What must hold of the whole log. */
  lookAtLog(): void {
    const read: Entry[] = JSON.parse(JSON.stringify(this.log))
    holds(sameText(read.reduce(filed, emptyFile), this.file), 'the log tells it all again')

    const recorders = new Set<string>()
    for (const { event } of this.log) {
      const { person } = event.act
      if (event.type === 'ViolationRecorded' || event.type === 'ViolationChanged') recorders.add(person)
      if (event.type === 'ViolationDocumented') recorders.add(person)
      if (event.type !== 'ReferralSent' && event.type !== 'ReferralResubmitted') continue
      holds(!recorders.has(person), 'the referrer is no recorder')
    }
    for (const [index, { referral }] of this.file.matters.entries()) {
      const ofReferral = this.log.filter(({ matter }) => matter === index + 1).map(({ event }) => event.type)
      const count = (type: Happening['type']) => ofReferral.filter(other => other === type).length
      holds(count('ReferralSent') === 1, 'sent once')
      holds(count('CaseOfficerAssigned') <= 1 && count('ReferralAccepted') <= 1, 'accepted and assigned once')
      holds(count('ReferralRejected') + count('ReferralWithdrawn') + count('WithdrawalConsented') <= 1, 'ends once')
      holds(
        referral.versions.every(({ number }, at) => number === at + 1),
        'versions count 1, 2, 3',
      )
      holds(referral.versions.length === 1 + count('ReferralResubmitted'), 'a version for each sending')
    }
  }

  /** Whatever happened, an open case can be brought to its end. */
  bringToEnd(at: string): void {
    for (let steps = 0; steps < 60; steps += 1) {
      const matter = this.file.matters.length
      const command = nextStep(this.file, at)
      if (command === undefined) return
      const count = this.log.length
      this.give({ matter, command })
      holds(this.log.length > count, `${command.type} brings the case on`)
    }
    throw new Error('the case does not end')
  }
}

/** The command that leads a case on towards its end, by officers who have nothing to do with it yet. */
function nextStep({ matters }: CaseFile, at: string): LifeCycleCommand | undefined {
  const matter = matters.at(-1)
  if (matter === undefined) return undefined
  const { referral, examination } = matter
  const by = (agency: AgencyId, number: number, role: Role): Act => ({
    kind: 'person',
    agency,
    person: person(number),
    role,
    at,
  })
  switch (referral.status) {
    case 'sent':
      return { type: 'ReceiveReferral', act: by(referral.receiver, 31, 'intake-officer') }
    case 'received':
      return { type: 'AcceptReferral', act: by(referral.receiver, 31, 'intake-officer') }
    case 'returned':
      return {
        type: 'WithdrawReferral',
        act: by(referral.sender, 32, 'referrer'),
        withdrawal: { reason: 'other', explanation: 'Enough.' },
      }
    case 'accepted':
      return { type: 'AssignCaseOfficer', act: by(referral.receiver, 33, 'commissioner'), officer: person(34) }
    case 'decided': {
      const [due] = unsentHandovers(referral)
      if (due === undefined) return { type: 'CloseReferral', act: by(referral.sender, 32, 'referrer') }
      return {
        type: 'SendHandover',
        act: by(referral.receiver, 33, 'commissioner'),
        id: '018d5e00-0000-7000-8000-000000000399' as HandoverId,
        decisionNumber: due.decisionNumber,
        reasonsExcerpts: [],
        evidence: null,
      }
    }
    case 'under-examination': {
      const draft = examination?.drafts.find(({ status }) => status === 'draft')
      const standing = referral.decisions.filter(decision => decision.standing === 'issued')
      const waiting = referral.versions
        .at(-1)
        ?.content.reportedPersons.find(({ id }) => !standing.some(({ reportedPersonId }) => reportedPersonId === id))
      const meets = draft?.supersedes === null || standing.some(({ number }) => number === draft?.supersedes)
      if (draft && meets && waiting) {
        return { type: 'IssueDecision', act: by(referral.receiver, 33, 'commissioner'), number: draft.number }
      }
      if (draft) {
        const act = by(referral.receiver, 34, 'case-officer')
        return { type: 'CancelDecision', act, number: draft.number, explanation: 'In the way.' }
      }
      const content = decisionOn(waiting?.id ?? standing[0]?.reportedPersonId ?? cast.sari.id, {})
      const twin = standing.find(
        ({ reportedPersonId, track }) => reportedPersonId === content.reportedPersonId && track === content.track,
      )
      return {
        type: 'DraftDecision',
        act: by(referral.receiver, 34, 'case-officer'),
        content,
        supersedes: twin?.number ?? null,
      }
    }
    default:
      return undefined
  }
}

/** What is issued is never edited: only its standing and its annulment change, and a correction says what was there. */
function lookBack(before: CaseFile, after: CaseFile): void {
  for (const [index, { referral }] of before.matters.entries()) {
    const later = after.matters[index]?.referral
    for (const [place, { standing, annulment, corrections, ...decision }] of referral.decisions.entries()) {
      const { standing: now, annulment: then, corrections: made = [], ...same } = later?.decisions[place] ?? {}
      // In these cases only the legal basis is corrected.
      const undone = Object.assign(
        { ...same },
        ...made
          .slice(corrections.length)
          .map(({ before }) => before)
          .reverse(),
      )
      holds(sameText(decision, undone), 'an issued decision says what it said, and what was corrected')
      holds(sameText(corrections, made.slice(0, corrections.length)), 'a correction stays')
      holds(standing === 'issued' || standing === now, 'what was replaced does not stand again')
      holds(annulment === null || sameText(annulment, then), 'an annulment stands')
    }
    holds(sameText(referral.versions, later?.versions.slice(0, referral.versions.length)), 'versions stay frozen')
  }
}

function standingPlaces(referral: Referral): string[] {
  return referral.decisions
    .filter(({ standing }) => standing === 'issued')
    .map(({ reportedPersonId, track }) => `${reportedPersonId} ${track}`)
}

/** Both come from the same code, which writes members in one order. */
function sameText(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

t.test('whatever is ordered in whatever order, a case stays in the picture', async t => {
  const visited = new Map<ReferralStatus, number>()
  const happened = new Map<string, number>()

  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), steps => {
      const run = new RandomCase()
      let day = 0
      let at = ''
      for (const [count, current] of steps.entries()) {
        day += current.days
        at = new Date(Date.UTC(2024, 4, 1 + day, 2, 0, 0, count)).toISOString()
        const possible = orders(run.model, at, current)
        const order = chosen(current, run.model, possible)
        for (const offset of [1, 2, 3]) {
          const other = possible[(current.pick * 7 + offset * 31) % possible.length]
          if (other) run.ask(other)
        }
        if (order) run.give(order)
      }
      for (const order of orders(run.model, at, { sender: 0, receiver: 0 })) run.ask(order)
      if (run.file.violation) run.lookAtLog()
      for (const status of run.visited) visited.set(status, (visited.get(status) ?? 0) + 1)
      for (const { event } of run.log) happened.set(event.type, (happened.get(event.type) ?? 0) + 1)

      run.bringToEnd(new Date(Date.UTC(2024, 4, 2 + day, 2)).toISOString())
      run.lookAtLog()
    }),
    // A failure prints a seed and a path; given here beside numRuns, they show it again.
    { numRuns: 150 },
  )
  t.comment(`cases that came to a state: ${[...visited].map(row => row.join(' ')).join(', ')}`)
  t.comment(`events: ${[...happened].map(row => row.join(' ')).join(', ')}`)
  for (const type of ['ReporterRequested', 'ReporterConsented', 'ReporterRefused']) {
    t.ok(happened.has(type), `some cases have ${type}`)
  }
  for (const status of referralStatuses) t.ok(visited.has(status), `some cases are ${status}`)
})
