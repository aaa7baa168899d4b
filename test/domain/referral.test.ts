import t from 'tap'
import { isOverdue, type ReferralCommand } from '../../src/domain/referral.ts'
import { evolveReferral } from '../../src/domain/referral-history.ts'
import { type CaseCommand, type CaseEvent, decide, type ReturnOrder, replay } from './case-file.ts'
import * as cast from './examples.ts'
import { asked, assigned, consented, history, intakeOfficer, on, refusal, requested, returned } from './examples.ts'
import { happens, nothing, refused, scenario } from './scenario.ts'

type Order<Type extends ReferralCommand['type']> = Extract<ReferralCommand, { type: Type }>

const receive: ReferralCommand = { type: 'ReceiveReferral', act: intakeOfficer(on(5)) }
const accept: CaseCommand = { type: 'AcceptReferral', act: intakeOfficer(on(6)) }
const { items } = returned.data
/** What a return keeps of the checklist that it was made under. */
const underChecklist = { checklist: cast.digitalChecklist, mostRounds: 12 }
const giveBack = (more: Partial<ReturnOrder> = {}): CaseCommand => ({
  type: 'ReturnReferral',
  act: intakeOfficer(on(6)),
  items,
  dueOn: '2024-02-12',
  ...more,
})
const reject = (rejection: Order<'RejectReferral'>['rejection'], at = on(6)): ReferralCommand => ({
  type: 'RejectReferral',
  act: intakeOfficer(at),
  rejection,
})
const notCompleted = { reason: 'not-completed', explanation: 'No answer came.' } as const
const withdraw = (withdrawal: Order<'WithdrawReferral'>['withdrawal'] = cast.withdrawal): ReferralCommand => ({
  type: 'WithdrawReferral',
  act: cast.referrer(on(9)),
  withdrawal,
})
const request = (withdrawal: Order<'RequestWithdrawal'>['withdrawal'] = cast.withdrawal): ReferralCommand => ({
  type: 'RequestWithdrawal',
  act: cast.referrer(on(10)),
  withdrawal,
})
const consent: ReferralCommand = { type: 'ConsentToWithdrawal', act: cast.commissioner(on(11)) }
const refuse = (explanation = refusal.explanation): ReferralCommand => ({
  type: 'RefuseWithdrawal',
  act: cast.commissioner(on(11)),
  explanation,
})
const assign = (officer = cast.officers.caseOfficer): ReferralCommand => ({
  type: 'AssignCaseOfficer',
  act: cast.commissioner(on(7)),
  officer,
})
const close: ReferralCommand = { type: 'CloseReferral', act: cast.referrer(on(14)) }
const another = { reason: 'duplicate', explanation: 'Sent twice.' } as const

// Receipt and acceptance

scenario('a sent referral is received', history.sent, receive, happens({ type: 'ReferralReceived', data: {} }))

scenario('receiving twice changes nothing', history.received, receive, nothing)

scenario('a receipt stands, whatever followed', history.closed, receive, nothing)

scenario(
  'R-REF-05 what was withdrawn before its receipt is not received',
  history.withdrawn,
  receive,
  refused('R-REF-05'),
)

scenario(
  'a received referral is accepted',
  history.received,
  accept,
  happens({ type: 'ReferralAccepted', data: { checklist: cast.digitalChecklist, marks: [] } }),
)

scenario('accepting twice changes nothing', history.accepted, accept, nothing)

scenario('R-REF-06 a referral is not accepted before it is received', history.sent, accept, refused('R-REF-06'))

scenario('R-REF-06 a returned referral is not accepted', history.returned, accept, refused('R-REF-06'))

scenario(
  'the receipt of a returned version is not the receipt of the next',
  [...history.returned, cast.changed(cast.clarified, true, 7), cast.referredAgain, cast.resubmitted],
  { ...receive, act: intakeOfficer(on(9)) },
  happens({ type: 'ReferralReceived', data: {} }),
)

// Return

scenario(
  'a received referral is returned with what is missing and by when it is wanted',
  history.received,
  giveBack(),
  happens({ type: 'ReferralReturned', data: { round: 1, items, dueOn: '2024-02-12', ...underChecklist } }),
)

scenario(
  'a second return is the second round',
  [
    ...history.returned,
    cast.changed(cast.clarified, true, 7),
    cast.referredAgain,
    cast.resubmitted,
    { ...cast.received, act: intakeOfficer(on(9)) },
  ],
  giveBack({ act: intakeOfficer(on(10)), dueOn: '2024-02-20' }),
  happens({ type: 'ReferralReturned', data: { round: 2, items, dueOn: '2024-02-20', ...underChecklist } }),
)

scenario('R-REF-06 a returned referral is not returned again', history.returned, giveBack(), refused('R-REF-06'))

scenario(
  'R-REF-17 a return is not due on its own day, as the date is in Jakarta',
  history.received,
  giveBack({ act: intakeOfficer('2024-02-09T17:00:00.000Z'), dueOn: '2024-02-10' }),
  { ...refused('R-REF-17', '/dueOn'), detail: 'The earliest due date today is 2024-02-13.' },
)

scenario(
  'R-REF-18 a return does not cite an item twice',
  history.received,
  giveBack({ items: [...items, { code: 'evidence', note: 'Nor the date.' }] }),
  refused('R-REF-18', '/items/2/code'),
)

scenario(
  'R-REF-06 that a referral is not received is refused before the content of a return is looked at',
  history.accepted,
  giveBack({ items: [...items, ...items], dueOn: '2024-01-01' }),
  refused('R-REF-06'),
)

// Rejection

for (const reason of ['outside-mandate', 'duplicate', 'time-barred']) {
  scenario(
    `a received referral is rejected as ${reason}`,
    history.received,
    reject({ reason, explanation: 'Looked into.' }),
    happens({ type: 'ReferralRejected', data: { reason, explanation: 'Looked into.' } }),
  )
}

scenario('rejecting twice for the same reason changes nothing', history.rejected, reject(cast.rejection), nothing)

scenario(
  'R-GEN-01 a rejection is not given another reason',
  history.rejected,
  reject({ ...cast.rejection, reason: 'duplicate' }),
  refused('R-GEN-01'),
)

scenario('R-REF-06 an accepted referral is not rejected', history.accepted, reject(cast.rejection), refused('R-REF-06'))

scenario(
  'R-REF-07 on its due date a return may still be answered',
  history.returned,
  reject(notCompleted, '2024-02-10T16:59:59.999Z'),
  refused('R-REF-07'),
)

scenario(
  'after the due date of its return a referral is rejected as not completed',
  history.returned,
  reject(notCompleted, '2024-02-10T17:00:00.000Z'),
  happens({ type: 'ReferralRejected', data: notCompleted }),
)

scenario(
  'R-REF-19 a returned referral is rejected for no other reason than that it was not completed',
  history.returned,
  reject(cast.rejection, on(20)),
  refused('R-REF-19', '/reason'),
)

scenario(
  'R-REF-19 a received referral is not rejected as not completed',
  history.received,
  reject(notCompleted),
  refused('R-REF-19', '/reason'),
)

scenario(
  'R-REF-07 the due date that counts is that of the last return',
  [
    ...history.returned,
    cast.changed(cast.clarified, true, 7),
    cast.referredAgain,
    cast.resubmitted,
    { ...cast.received, act: intakeOfficer(on(9)) },
    { ...returned, act: intakeOfficer(on(9)), data: { ...returned.data, round: 2, dueOn: '2024-02-20' } },
  ],
  reject(notCompleted, on(15)),
  refused('R-REF-07'),
)

t.test('only a returned referral is overdue, from the day after its due date', async t => {
  const overdue = (status: keyof typeof history, at: string) => {
    const matter = replay(history[status]).matters[0]
    return matter !== undefined && isOverdue(matter.referral, at)
  }
  t.equal(overdue('returned', '2024-02-10T16:59:59.999Z'), false)
  t.equal(overdue('returned', '2024-02-10T17:00:00.000Z'), true)
  t.equal(overdue('received', on(25)), false)
  t.equal(overdue('rejected', on(25)), false)
})

// Withdrawal

for (const reason of ['recorded-in-error', 'other']) {
  scenario(
    `a sent referral is withdrawn as ${reason}`,
    history.sent,
    withdraw({ reason, explanation: 'Looked into.' }),
    happens({ type: 'ReferralWithdrawn', data: { reason, explanation: 'Looked into.' } }),
  )
}

scenario(
  'a returned referral is withdrawn freely',
  history.returned,
  withdraw(),
  happens({ type: 'ReferralWithdrawn', data: cast.withdrawal }),
)

scenario('withdrawing twice for the same reason changes nothing', history.withdrawn, withdraw(), nothing)

scenario('R-GEN-01 a withdrawal is not given another reason', history.withdrawn, withdraw(another), refused('R-GEN-01'))

scenario('R-REF-11 an accepted referral is not freely withdrawn', history.accepted, withdraw(), refused('R-REF-11'))

scenario(
  'R-REF-11 what was withdrawn with consent is not withdrawn freely on top',
  [...history.accepted, requested, consented],
  withdraw(),
  refused('R-REF-11'),
)

scenario(
  'the withdrawal of an accepted referral is requested',
  history.accepted,
  request(),
  happens({ type: 'WithdrawalRequested', data: cast.withdrawal }),
)

scenario('requesting a withdrawal twice changes nothing', [...history.accepted, requested], request(), nothing)

scenario(
  'a request for withdrawal stands once it was consented to',
  [...history.accepted, requested, consented],
  request(),
  nothing,
)

scenario(
  'R-GEN-01 an open request for withdrawal is not given another reason',
  [...history.accepted, requested],
  request(another),
  refused('R-GEN-01'),
)

scenario(
  'R-REF-12 the withdrawal of a referral that is not accepted yet is not requested',
  history.received,
  request(),
  refused('R-REF-12'),
)

scenario(
  'R-REF-12 no withdrawal is requested beside a decision that stands',
  [...cast.examinedTwo, cast.drafted(1), ...cast.issued(1)],
  { ...request(), act: cast.referrer(on(20)) },
  refused('R-REF-12'),
)

scenario(
  'after a refusal the withdrawal may be requested again',
  [...history['under-examination'], requested, cast.refusedWithdrawal],
  request(another),
  happens({ type: 'WithdrawalRequested', data: another }),
)

scenario(
  'a requested withdrawal is consented to',
  [...history.accepted, requested],
  consent,
  happens({ type: 'WithdrawalConsented', data: {} }),
)

scenario('consenting twice changes nothing', [...history.accepted, requested, consented], consent, nothing)

scenario('R-REF-13 there is no consent without a request', history.accepted, consent, refused('R-REF-13'))

scenario(
  'R-REF-13 a refused request is not consented to',
  [...history.accepted, requested, cast.refusedWithdrawal],
  consent,
  refused('R-REF-13'),
)

scenario(
  'a requested withdrawal is refused, and the referral stays where it is',
  [...history.accepted, requested],
  refuse(),
  happens({ type: 'WithdrawalRefused', data: refusal }),
)

scenario(
  'refusing a withdrawal twice changes nothing',
  [...history.accepted, requested, cast.refusedWithdrawal],
  refuse(),
  nothing,
)

scenario(
  'R-GEN-01 the refusal of a withdrawal is not given another explanation',
  [...history.accepted, requested, cast.refusedWithdrawal],
  refuse('Because.'),
  refused('R-GEN-01'),
)

scenario('R-REF-13 there is no refusal without a request', history.accepted, refuse(), refused('R-REF-13'))

scenario(
  'R-REF-13 what was consented to is not refused',
  [...history.accepted, requested, consented],
  refuse(),
  refused('R-REF-13'),
)

scenario(
  'an earlier refusal does not answer a new request',
  [...history.accepted, requested, cast.refusedWithdrawal, { ...requested, act: cast.referrer(on(10)) }],
  refuse(),
  happens({ type: 'WithdrawalRefused', data: refusal }),
)

scenario(
  'R-REF-13 a request that an issued decision made lapse is not consented to',
  [...cast.examinedTwo, requested, cast.drafted(1), ...cast.issued(1)],
  consent,
  refused('R-REF-13'),
)

t.test('a request lapses with the first issued decision', async t => {
  const { referral } = replay([...cast.examinedTwo, requested, cast.drafted(1), ...cast.issued(1)]).matters[0]!
  t.equal(referral.status, 'under-examination')
  t.equal(referral.withdrawalRequest?.outcome, 'lapsed')
})

t.test(
  'a request lapses when the referral is decided without a further decision, by the end of its last draft',
  async t => {
    const given = [
      ...history['under-examination'],
      cast.drafted(1),
      cast.drafted(2, cast.ethical),
      ...cast.issued(1),
      { ...requested, act: cast.referrer(on(12)) },
      cast.cancelled(2),
      cast.decided,
    ]
    const { referral } = replay(given).matters[0]!
    t.equal(referral.status, 'decided')
    t.equal(referral.withdrawalRequest?.outcome, 'lapsed')
  },
)

// Assignment

scenario(
  'an accepted referral is assigned to a case officer, and the examination begins',
  history.accepted,
  assign(),
  happens({ type: 'CaseOfficerAssigned', data: { officer: cast.officers.caseOfficer } }),
)

scenario('assigning the same officer twice changes nothing', [...history.accepted, assigned], assign(), nothing)

scenario(
  'R-GEN-01 a referral that is assigned is not assigned to somebody else',
  [...history.accepted, assigned],
  assign(cast.officers.secondCaseOfficer),
  refused('R-GEN-01'),
)

scenario('R-REF-14 a referral that is not accepted is not assigned', history.received, assign(), refused('R-REF-14'))

// Questions

scenario(
  'either side may ask',
  history.sent,
  { type: 'AskQuestion', act: cast.recorder(on(9)), text: 'Has it arrived?' },
  happens({ type: 'QuestionAsked', data: { number: 1, text: 'Has it arrived?' } }),
)

scenario(
  'a question asked twice is two questions',
  [...history.accepted, asked],
  { type: 'AskQuestion', act: cast.caseOfficer(on(9)), text: 'Is the video available in full length?' },
  happens({ type: 'QuestionAsked', data: { number: 2, text: 'Is the video available in full length?' } }),
)

scenario(
  'the other agency answers a question, and may add to its answer',
  [
    ...history.accepted,
    asked,
    { type: 'QuestionAnswered', act: cast.recorder(on(9)), data: { questionNumber: 1, answerNumber: 1, text: 'No.' } },
  ],
  { type: 'AnswerQuestion', act: cast.secondRecorder(on(10)), questionNumber: 1, text: 'Only 34 seconds.' },
  happens({ type: 'QuestionAnswered', data: { questionNumber: 1, answerNumber: 2, text: 'Only 34 seconds.' } }),
)

scenario(
  'R-REF-20 the agency that asked does not answer itself',
  [...history.accepted, asked],
  { type: 'AnswerQuestion', act: intakeOfficer(on(9)), questionNumber: 1, text: 'Yes.' },
  refused('R-REF-20'),
)

scenario(
  'R-REF-20 that the asker answers is refused before the state is looked at',
  [...history.rejected, asked],
  { type: 'AnswerQuestion', act: intakeOfficer(on(9)), questionNumber: 1, text: 'Yes.' },
  refused('R-REF-20'),
)

for (const status of ['closed', 'rejected', 'withdrawn'] as const) {
  scenario(
    `R-REF-16 nothing is asked once a referral is ${status}`,
    history[status],
    { type: 'AskQuestion', act: cast.recorder(on(20)), text: 'What came of it?' },
    refused('R-REF-16'),
  )
}

scenario(
  'R-REF-16 nothing is answered once a referral has ended',
  [...history.rejected, asked],
  { type: 'AnswerQuestion', act: cast.recorder(on(9)), questionNumber: 1, text: 'Yes.' },
  refused('R-REF-16'),
)

/** As many questions as the receiving agency may write, less some; the first has an answer of the sender's. */
const manyQuestions = (spare: number): CaseEvent[] => [
  ...Array.from(
    { length: 100 - spare },
    (_, index): CaseEvent => ({ ...asked, data: { number: index + 1, text: '?' } }),
  ),
  { type: 'QuestionAnswered', act: cast.recorder(on(9)), data: { questionNumber: 1, answerNumber: 1, text: 'No.' } },
]

scenario(
  'an agency writes 100 questions and answers on a referral',
  [...history.accepted, ...manyQuestions(1)],
  { type: 'AskQuestion', act: cast.caseOfficer(on(10)), text: 'The last?' },
  happens({ type: 'QuestionAsked', data: { number: 100, text: 'The last?' } }),
)

scenario(
  'R-REF-21 an agency does not write its 101st',
  [...history.accepted, ...manyQuestions(0)],
  { type: 'AskQuestion', act: cast.caseOfficer(on(10)), text: 'One more?' },
  refused('R-REF-21'),
)

scenario(
  'what one agency has written is not counted against the other',
  [...history.accepted, ...manyQuestions(0)],
  { type: 'AnswerQuestion', act: cast.recorder(on(10)), questionNumber: 2, text: 'No.' },
  happens({ type: 'QuestionAnswered', data: { questionNumber: 2, answerNumber: 1, text: 'No.' } }),
)

t.test('a question that was never asked has no answer', async t => {
  for (const questionNumber of [0, 2, -1, 1.5, Number.NaN]) {
    const command: ReferralCommand = { type: 'AnswerQuestion', act: cast.recorder(on(9)), questionNumber, text: 'Yes.' }
    t.throws(() => decide(replay([...history.accepted, asked]), command, cast.mandates), `${questionNumber}`)
  }
})

// Closure

scenario('a decided referral is closed', history.decided, close, happens({ type: 'ReferralClosed', data: {} }))

scenario('closing twice changes nothing', history.closed, close, nothing)

scenario(
  'R-REF-15 a referral under examination is not closed',
  history['under-examination'],
  close,
  refused('R-REF-15'),
)

// What the log says

t.test('a referral begins as sent, and nothing has come of it yet', async t => {
  t.strictSame(replay(history.sent).matters[0]?.referral, {
    id: cast.referralId,
    violationId: cast.violationId,
    sender: cast.kominfo,
    receiver: cast.kasn,
    status: 'sent',
    versions: [cast.version(1, cast.finding)],
    sentAt: on(4),
    lastSentAt: on(4),
    changedAt: on(4),
    receipt: null,
    acceptance: null,
    returns: [],
    rejection: null,
    withdrawal: null,
    withdrawalRequest: null,
    assignment: null,
    questions: [],
    decisions: [],
    closure: null,
    copies: [],
    reporterRequests: [],
    reassignments: [],
    personChanges: [],
    implications: [],
    emergencyAccesses: [],
    transfers: [],
    deadlines: [],
    deadlineWatch: { at: null, clocks: null, calendars: null },
    handovers: [],
    obligations: { total: 0, unsettled: [] },
  })
})

t.test('delivered, opened and accepted are different facts, each with its own time', async t => {
  const { referral } = replay(history.decided).matters[0]!
  t.equal(referral.sentAt, on(4))
  t.equal(referral.receipt?.act.at, on(5))
  t.equal(referral.acceptance?.act.at, on(6))
  t.equal(referral.assignment?.act.at, on(7))
  t.equal(referral.changedAt, on(12))
})

t.test('no act on a referral that was never sent', async t => {
  t.throws(() => evolveReferral(undefined, { type: 'ReferralReceived', act: intakeOfficer(on(5)), data: {} }))
})
