import t from 'tap'
import type { AgencyId, Role } from '../../src/domain/agencies.ts'
import {
  allowedDecisionActs,
  allowedReferralActs,
  allowedViolationActs,
  type Caller,
} from '../../src/domain/allowed-acts.ts'
import type { RuleId } from '../../src/domain/rules.ts'
import {
  openStatuses,
  type ReferralAct,
  type ReferralStatus,
  referralMoves,
  referralStatuses,
  releasedStatuses,
  type ViolationAct,
  type ViolationStatus,
  violationMoves,
  violationStatuses,
} from '../../src/domain/transitions.ts'
import { statusOf } from '../../src/domain/violation.ts'
import { type CaseCommand, type CaseEvent, type CaseFile, caseOf, decide, filed, frozen, replay } from './case-file.ts'
import * as cast from './examples.ts'
import { history, on } from './examples.ts'

/** The picture of a referral, written down by hand: from a state, by an act, to a state. */
const picture: readonly [ReferralStatus, ReferralAct, ReferralStatus][] = [
  ['sent', 'receipt', 'received'],
  ['received', 'acceptance', 'accepted'],
  ['received', 'return', 'returned'],
  ['received', 'rejection', 'rejected'],
  ['returned', 'resubmission', 'sent'],
  ['returned', 'rejection', 'rejected'],
  ['returned', 'withdrawal', 'withdrawn'],
  ['sent', 'withdrawal', 'withdrawn'],
  ['received', 'withdrawal', 'withdrawn'],
  ['accepted', 'withdrawal-request', 'accepted'],
  ['under-examination', 'withdrawal-request', 'under-examination'],
  ['accepted', 'withdrawal-consent', 'withdrawn'],
  ['under-examination', 'withdrawal-consent', 'withdrawn'],
  ['accepted', 'withdrawal-refusal', 'accepted'],
  ['under-examination', 'withdrawal-refusal', 'under-examination'],
  ['accepted', 'assignment', 'under-examination'],
  ['under-examination', 'issuance', 'decided'],
  ['decided', 'annulment', 'under-examination'],
  ['decided', 'closure', 'closed'],
  ['closed', 'issuance', 'decided'],
]

/** What leaves a referral where it is: questions, answers, more evidence, the work on drafts, and requests for the reporter. */
const atRest: readonly [ReferralStatus, ReferralAct, ReferralStatus][] = [
  ...(['sent', 'received', 'returned', 'accepted', 'under-examination', 'decided'] as const).flatMap(
    (status): [ReferralStatus, ReferralAct, ReferralStatus][] => [
      [status, 'question', status],
      [status, 'answer', status],
    ],
  ),
  ['received', 'supplement', 'received'],
  ['accepted', 'supplement', 'accepted'],
  ['under-examination', 'supplement', 'under-examination'],
  ...(['accepted', 'under-examination', 'decided'] as const).flatMap(
    (status): [ReferralStatus, ReferralAct, ReferralStatus][] => [
      [status, 'reporter-request', status],
      [status, 'reporter-consent', status],
      [status, 'reporter-refusal', status],
      [status, 'implication', status],
      [status, 'implication-revocation', status],
    ],
  ),
  ...(['under-examination', 'decided', 'closed'] as const).flatMap(
    (status): [ReferralStatus, ReferralAct, ReferralStatus][] => [
      [status, 'decision-draft', status],
      [status, 'decision-revision', status],
      [status, 'decision-cancellation', status],
      [status, 'copy-giving', status],
      [status, 'copy-ending', status],
      [status, 'decision-correction', status],
      [status, 'handover-sending', status],
    ],
  ),
  ['under-examination', 'reassignment', 'under-examination'],
  ['decided', 'reassignment', 'decided'],
  ['closed', 'reassignment', 'closed'],
  ...(['accepted', 'under-examination'] as const).flatMap((status): [ReferralStatus, ReferralAct, ReferralStatus][] => [
    [status, 'person-identification', status],
    [status, 'person-merge', status],
    [status, 'person-split', status],
    [status, 'person-change-revocation', status],
  ]),
  // A superseding decision replaces another and leaves everybody decided, and so does one on a further track.
  ['decided', 'issuance', 'decided'],
  ['under-examination', 'annulment', 'under-examination'],
]

/** The violation's picture; `change` that breaks completeness and a referral that comes back have scenarios of their own. */
const violationPicture: readonly [ViolationStatus, ViolationAct, ViolationStatus][] = [
  ['draft', 'change', 'draft'],
  ['documented', 'change', 'documented'],
  ['draft', 'documentation', 'documented'],
  ['documented', 'referral', 'referred'],
  ['draft', 'dismissal', 'dismissed'],
  ['documented', 'dismissal', 'dismissed'],
]

/** The rule that refuses each act where it is not possible. */
const refusedBy: Record<ReferralAct, RuleId> = {
  receipt: 'R-REF-05',
  acceptance: 'R-REF-06',
  return: 'R-REF-06',
  rejection: 'R-REF-06',
  resubmission: 'R-REF-08',
  supplement: 'R-REF-23',
  withdrawal: 'R-REF-11',
  'withdrawal-request': 'R-REF-12',
  'withdrawal-consent': 'R-REF-13',
  'withdrawal-refusal': 'R-REF-13',
  assignment: 'R-REF-14',
  question: 'R-REF-16',
  answer: 'R-REF-16',
  'decision-draft': 'R-DEC-01',
  'decision-revision': 'R-DEC-01',
  'decision-cancellation': 'R-DEC-01',
  issuance: 'R-DEC-01',
  annulment: 'R-DEC-10',
  closure: 'R-REF-15',
  'copy-giving': 'R-CPY-01',
  'copy-ending': 'R-CPY-01',
  'reporter-request': 'R-RPT-01',
  'reporter-consent': 'R-RPT-04',
  'reporter-refusal': 'R-RPT-04',
  reassignment: 'R-OFF-01',
  'person-identification': 'R-PER-03',
  'person-merge': 'R-PER-03',
  'person-split': 'R-PER-03',
  'person-change-revocation': 'R-PER-03',
  implication: 'R-CPY-09',
  'implication-revocation': 'R-CPY-09',
  'decision-correction': 'R-DEC-17',
  'handover-sending': 'R-CRH-01',
}
const violationRefusedBy: Record<ViolationAct, RuleId> = {
  change: 'R-VIO-02',
  documentation: 'R-VIO-09',
  referral: 'R-REF-01',
  dismissal: 'R-VIO-05',
}

/** Where an act that already took effect still stands: there, its repetition changes nothing. */
const standing: Partial<Record<ReferralAct, readonly ReferralStatus[]>> = {
  receipt: ['received', 'returned', 'accepted', 'under-examination', 'decided', 'closed', 'rejected'],
  acceptance: ['accepted', 'under-examination', 'decided', 'closed'],
  rejection: ['rejected'],
  withdrawal: ['withdrawn'],
  assignment: ['under-examination', 'decided', 'closed'],
  closure: ['closed'],
}
const violationStanding: Partial<Record<ViolationAct, readonly ViolationStatus[]>> = {
  documentation: ['documented', 'referred'],
  dismissal: ['dismissed'],
}

/** Acts that make a record of their own: done twice, they are refused by this rule; `undefined` makes a second record. */
const twice: Partial<Record<ReferralAct, RuleId | undefined>> = {
  return: 'R-REF-06',
  resubmission: 'R-REF-08',
  supplement: 'R-REF-22',
  question: undefined,
  answer: undefined,
  'decision-draft': 'R-DEC-07',
  'copy-giving': undefined,
  'reporter-request': 'R-RPT-03',
  reassignment: 'R-OFF-02',
  'person-identification': 'R-PER-02',
  'person-merge': 'R-PER-01',
  'person-split': 'R-PER-01',
  implication: 'R-CPY-10',
  'decision-correction': 'R-DEC-18',
}

const isSuperseding = (status: ReferralStatus) => status === 'decided' || status === 'closed'
const draftNumber = (status: ReferralStatus) => (isSuperseding(status) ? 2 : 1)

/** What must have happened beside reaching the state, so that the act has something to act on. */
function setting(act: ReferralAct, status: ReferralStatus): readonly CaseEvent[] {
  const past = history[status]
  const draft = cast.drafted(draftNumber(status), cast.disciplinary, isSuperseding(status) ? 1 : null)
  switch (act) {
    case 'resubmission':
      return status === 'returned' ? [...past, cast.changed(cast.clarified, true, 7)] : past
    case 'supplement':
      return [...past, ...cast.ready(cast.video)]
    case 'withdrawal-consent':
    case 'withdrawal-refusal':
      return status === 'accepted' || status === 'under-examination' ? [...past, cast.requested] : past
    case 'answer':
      return [...past, cast.asked]
    case 'decision-revision':
    case 'decision-cancellation':
    case 'issuance':
      return [...past, draft]
    case 'annulment':
      if (isSuperseding(status)) return past
      // Judged on one track, while a draft on another keeps the examination going.
      return status === 'under-examination'
        ? [...past, draft, cast.drafted(2, cast.ethical), ...cast.issued(1)]
        : [...past, draft]
    case 'copy-giving':
    case 'copy-ending': {
      // Decided on one track, while a draft on another keeps the examination going.
      const judged = [draft, cast.drafted(2, cast.ethical), ...cast.issued(1)]
      const withDecision = status === 'under-examination' ? [...past, ...judged] : past
      return act === 'copy-giving' ? withDecision : [...withDecision, cast.copied()]
    }
    case 'decision-correction':
    case 'handover-sending': {
      // Judged as a crime too, while a draft keeps the examination going, or before a decided referral was closed.
      const crime = [cast.drafted(2, cast.criminal), ...cast.issued(2, cast.criminal), cast.handoverDue(2)]
      if (status === 'under-examination') return [...past, draft, ...crime, cast.drafted(3, cast.ethical)]
      return examinedIn.includes(status) ? [...past, ...crime] : [...past, cast.drafted(1)]
    }
    case 'reporter-request':
      return cast.asReport(past)
    case 'reporter-consent':
    case 'reporter-refusal':
      return cast.asReport([...past, cast.reporterRequested()])
    case 'person-identification':
    case 'person-merge':
    case 'person-split':
      return cast.onTwo(past)
    case 'person-change-revocation':
      return [...cast.onTwo(past), cast.identified(1)]
    case 'implication-revocation':
      return [...past, cast.implicated('boyolali')]
    default:
      return past
  }
}

const today = on(20)
const examinedIn: readonly ReferralStatus[] = ['under-examination', 'decided', 'closed']
function order(act: ReferralAct, status: ReferralStatus): CaseCommand {
  switch (act) {
    case 'receipt':
      return { type: 'ReceiveReferral', act: cast.intakeOfficer(today) }
    case 'acceptance':
      return { type: 'AcceptReferral', act: cast.intakeOfficer(today) }
    case 'return':
      return {
        type: 'ReturnReferral',
        act: cast.intakeOfficer(today),
        items: cast.returned.data.items,
        dueOn: '2024-03-01',
      }
    case 'rejection': {
      const rejection = status === 'returned' ? { ...cast.rejection, reason: 'not-completed' as const } : cast.rejection
      return { type: 'RejectReferral', act: cast.intakeOfficer(today), rejection }
    }
    case 'resubmission':
      return {
        type: 'ResubmitReferral',
        act: cast.referrer(today),
        answers: cast.answers,
      }
    case 'supplement':
      return { type: 'SupplementReferral', act: cast.referrer(today), explanation: 'The video has come.' }
    case 'withdrawal':
      return { type: 'WithdrawReferral', act: cast.referrer(today), withdrawal: cast.withdrawal }
    case 'withdrawal-request':
      return { type: 'RequestWithdrawal', act: cast.referrer(today), withdrawal: cast.withdrawal }
    case 'withdrawal-consent':
      return { type: 'ConsentToWithdrawal', act: cast.commissioner(today) }
    case 'withdrawal-refusal':
      return { type: 'RefuseWithdrawal', act: cast.commissioner(today), ...cast.refusal }
    case 'assignment':
      return { type: 'AssignCaseOfficer', act: cast.commissioner(today), officer: cast.officers.caseOfficer }
    case 'question':
      return { type: 'AskQuestion', act: cast.caseOfficer(today), text: 'Who took the picture?' }
    case 'answer':
      return { type: 'AnswerQuestion', act: cast.recorder(today), questionNumber: 1, text: 'No, 34 seconds of it.' }
    case 'decision-draft':
      return {
        type: 'DraftDecision',
        act: cast.caseOfficer(today),
        content: cast.disciplinary,
        supersedes: isSuperseding(status) ? 1 : null,
      }
    case 'decision-revision':
      return {
        type: 'ReviseDecision',
        act: cast.secondCaseOfficer(today),
        number: draftNumber(status),
        content: { ...cast.disciplinary, sanction: 'PP94-H1' },
      }
    case 'decision-cancellation':
      return {
        type: 'CancelDecision',
        act: cast.caseOfficer(today),
        number: draftNumber(status),
        ...cast.cancellation,
      }
    case 'issuance':
      return { type: 'IssueDecision', act: cast.commissioner(today), number: draftNumber(status) }
    case 'annulment':
      return { type: 'AnnulDecision', act: cast.commissioner(today), number: 1, ...cast.annulment }
    case 'closure':
      return { type: 'CloseReferral', act: cast.referrer(today) }
    case 'copy-giving':
      return {
        type: 'GiveCopy',
        act: cast.commissioner(today),
        id: cast.copyId,
        decisionNumber: 1,
        recipient: 'boyolali' as AgencyId,
        days: 20,
        evidence: [],
        reasonsExcerpts: [],
      }
    case 'copy-ending':
      return { type: 'EndCopy', act: cast.commissioner(today), number: 1, explanation: 'Given to the wrong office.' }
    case 'reporter-request':
      return { type: 'RequestReporter', act: cast.caseOfficer(today), ...cast.whyReporter }
    case 'reporter-consent':
      return { type: 'ConsentToReporter', act: cast.referrer(today), number: 1, hours: 24 }
    case 'reporter-refusal':
      return { type: 'RefuseReporter', act: cast.referrer(today), number: 1, ...cast.reporterRefusal }
    case 'reassignment':
      return {
        type: 'ReassignCase',
        act: cast.commissioner(today),
        officer: cast.officers.secondCaseOfficer,
        reason: 'On leave until March.',
      }
    case 'person-identification':
      return cast.identify(today)
    case 'person-merge':
      return cast.mergeInto(cast.sari.id, cast.stranger.id, today)
    case 'person-split':
      return cast.splitStranger(today)
    case 'person-change-revocation':
      return { type: 'RevokePersonChange', act: cast.caseOfficer(today), number: 1, ...cast.doubt }
    case 'implication':
      return cast.implicate('boyolali', today)
    case 'implication-revocation':
      return cast.takeBack(today)
    case 'decision-correction':
      return {
        type: 'CorrectDecision',
        act: cast.commissioner(today),
        number: examinedIn.includes(status) ? 2 : 1,
        correction: { legalBasis: 'UU 7/2017 pasal 494 juncto pasal 280 ayat (3)' },
        reason: 'wrong-citation',
        explanation: 'The paragraph was missing.',
      }
    case 'handover-sending':
      return {
        type: 'SendHandover',
        act: cast.commissioner(today),
        id: cast.handoverId,
        decisionNumber: 2,
        reasonsExcerpts: [],
        evidence: null,
      }
  }
}

const callerOf = ({ act }: CaseCommand): Caller => ({
  kind: 'person',
  agency: act.agency,
  roles: [act.role as Role],
  person: act.person,
})

/** What whoever gives the command is offered, on the referral and on the decision it names. */
function allowed({ matters }: CaseFile, command: CaseCommand): ReferralAct[] {
  const { referral, examination } = matters.at(-1)!
  const caller = callerOf(command)
  const number = 'number' in command ? command.number : 'decisionNumber' in command ? command.decisionNumber : undefined
  const onDecision =
    number === undefined ? [] : allowedDecisionActs(referral, number, examination?.drafts[number - 1], caller)
  return [...allowedReferralActs(referral, caller, command.act.at), ...onDecision]
}

const sorted = (rows: readonly (readonly string[])[]) => rows.map(row => row.join(' ')).sort()

t.test('the table of a referral is the picture and the acts at rest, no more and no less', async t => {
  const table = Object.entries(referralMoves).flatMap(([act, { from }]) => from.map(status => [status, act]))
  t.strictSame(
    sorted(table),
    sorted([...picture, ...atRest].map(([from, act]) => [from, act])),
    'what may be done in which state',
  )
  for (const [act, { otherwise }] of Object.entries(referralMoves))
    t.equal(otherwise, refusedBy[act as ReferralAct], act)
  for (const [from, act, to] of picture) {
    const rest: ReferralStatus | null = referralMoves[act].to
    t.equal(rest ?? from, to, `${act} leads from ${from} to ${to}`)
  }
})

t.test('the table of a violation is its picture', async t => {
  const table = Object.entries(violationMoves).flatMap(([act, { from, to }]) =>
    from.map(status => [status, act, to ?? status]),
  )
  t.strictSame(sorted(table), sorted(violationPicture))
  for (const [act, { otherwise }] of Object.entries(violationMoves)) {
    t.equal(otherwise, violationRefusedBy[act as ViolationAct], act)
  }
})

t.test('a referral is open until it is closed, rejected or withdrawn', async t => {
  t.strictSame(
    referralStatuses.filter(status => !openStatuses.includes(status)),
    ['closed', 'rejected', 'withdrawn'],
  )
})

t.test('a violation is its agency’s to change again while its referral is returned, rejected or withdrawn', async t => {
  for (const status of referralStatuses) {
    const given = ['returned', 'rejected', 'withdrawn'].includes(status)
    t.equal(releasedStatuses.includes(status), given, status)
    t.equal(statusOf(caseOf(replay(history[status]))), given ? 'documented' : 'referred', status)
  }
})

const expected = [...picture, ...atRest]
for (const act of Object.keys(referralMoves) as ReferralAct[]) {
  for (const status of referralStatuses) {
    const given = setting(act, status)
    const when = order(act, status)
    const to = expected.find(row => row[0] === status && row[1] === act)?.[2]
    const otherwise = refusedBy[act]
    const stands = standing[act]?.includes(status) === true
    const title =
      to !== undefined
        ? `${act} is possible while a referral is ${status}, and leads to ${to}`
        : stands
          ? `${act} stands already while a referral is ${status}, and changes nothing`
          : `${otherwise} ${act} is refused while a referral is ${status}`

    t.test(title, async t => {
      const before = frozen(replay(given))
      t.equal(before.matters.at(-1)?.referral.status, status, 'the setting is right')
      t.equal(allowed(before, when).includes(act), to !== undefined, 'it is offered where it is possible')
      const decision = decide(before, frozen(when), cast.mandates)
      if (to === undefined) {
        t.strictSame(
          Array.isArray(decision) ? decision : { ...decision },
          stands ? [] : { rule: otherwise, faults: [] },
        )
        return
      }
      if (!Array.isArray(decision)) {
        t.fail('it is possible', { ...decision })
        return
      }
      t.not(decision.length, 0, 'it leaves an event')
      const after = decision.reduce(
        (file, event) => filed(file, { matter: file.matters.length, event: { ...event, act: when.act } }),
        before,
      )
      t.equal(after.matters.at(-1)?.referral.status, to)

      const again = decide(frozen(after), when, cast.mandates)
      if (!(act in twice)) t.strictSame(again, [], 'done again, it changes nothing')
      else if (twice[act] === undefined) t.not((again as unknown[]).length, 0, 'done again, it is another record')
      else t.match(again, { rule: twice[act] }, 'done again, it is refused')
    })
  }
}

const violationHistory: Record<ViolationStatus, readonly CaseEvent[]> = {
  draft: [cast.recorded],
  documented: [cast.recorded, cast.documented],
  referred: history.sent,
  dismissed: [cast.recorded, cast.dismissed],
}

function orderOnViolation(act: ViolationAct): CaseCommand {
  switch (act) {
    case 'change':
      return { type: 'ChangeViolation', act: cast.recorder(today), content: cast.clarified, newPersons: [] }
    case 'documentation':
      return { type: 'DocumentViolation', act: cast.recorder(today) }
    case 'referral':
      return {
        type: 'SendReferral',
        act: cast.referrer(today),
        id: cast.secondReferralId,
      }
    case 'dismissal':
      return {
        type: 'DismissViolation',
        act: cast.referrer(today),
        dismissal: { reason: 'not-an-asn', explanation: 'The account belongs to somebody else.' },
      }
  }
}

for (const act of Object.keys(violationMoves) as ViolationAct[]) {
  for (const status of violationStatuses) {
    const when = orderOnViolation(act)
    const to = violationPicture.find(row => row[0] === status && row[1] === act)?.[2]
    const stands = violationStanding[act]?.includes(status) === true
    // While a referral is open, that is what a second one is refused for.
    const rule = act === 'referral' && status === 'referred' ? 'R-REF-04' : violationRefusedBy[act]
    const title =
      to !== undefined
        ? `${act} is possible while a violation is ${status}, and leads to ${to}`
        : stands
          ? `${act} stands already while a violation is ${status}, and changes nothing`
          : `${rule} ${act} is refused while a violation is ${status}`

    t.test(title, async t => {
      const before = frozen(replay(violationHistory[status]))
      t.equal(statusOf(caseOf(before)), status, 'the setting is right')
      const offered = allowedViolationActs(caseOf(before), callerOf(when))
      t.equal(offered.includes(act), to !== undefined, 'it is offered where it is possible')
      const decision = decide(before, frozen(when), cast.mandates)
      if (to === undefined) {
        t.strictSame(Array.isArray(decision) ? decision : { ...decision }, stands ? [] : { rule, faults: [] })
        return
      }
      if (!Array.isArray(decision)) {
        t.fail('it is possible', { ...decision })
        return
      }
      t.not(decision.length, 0, 'it leaves an event')
      const after = decision.reduce(
        (file, event) => filed(file, { matter: file.matters.length, event: { ...event, act: when.act } }),
        before,
      )
      t.equal(statusOf(caseOf(after)), to)
      const again = decide(frozen(after), when, cast.mandates)
      if (act === 'referral') t.match(again, { rule: 'R-REF-04' }, 'done again, it is refused')
      else t.strictSame(again, [], 'done again, it changes nothing')
    })
  }
}
