import t from 'tap'
import { type Act, access, isForPersons } from '../../src/domain/access.ts'
import { type AgencyId, type Role, roles } from '../../src/domain/agencies.ts'
import {
  allowedDecisionActs,
  allowedEvidenceActs,
  allowedReferralActs,
  allowedViolationActs,
  type Caller,
  refusalOfRemit,
} from '../../src/domain/allowed-acts.ts'
import type { Handling } from '../../src/domain/handling.ts'
import { referralStatuses } from '../../src/domain/transitions.ts'
import { type CaseEvent, caseOf, itemOf, replay, withinOf } from './case-file.ts'
import * as cast from './examples.ts'
import { bkn, capture, history, historyOfEvidence, kasn, kominfo, officers, on, referralId } from './examples.ts'

const caller = (agency: AgencyId, roles: Role[], person = officers.secondCaseOfficer): Caller => ({
  agency,
  roles,
  person,
  kind: 'person',
})
const sending = caller(kominfo, ['recorder', 'referrer'])
const receiving = caller(kasn, ['intake-officer', 'case-officer', 'commissioner'])
const parties = { sender: kominfo, receiver: kasn }

const onReferral = (events: readonly CaseEvent[], by: Caller, at = on(20)) =>
  allowedReferralActs(replay(events).matters.at(-1)!.referral, by, at)
const onViolation = (events: readonly CaseEvent[], by: Caller) => allowedViolationActs(caseOf(replay(events)), by)
function onDecision(events: readonly CaseEvent[], number: number, by: Caller) {
  const { referral, examination } = replay(events).matters.at(-1)!
  return allowedDecisionActs(referral, number, examination?.drafts[number - 1], by)
}

t.test('R-ACC-01 an act is refused to every role the table does not list for it', async t => {
  for (const act of Object.keys(access) as Act[]) {
    const onlooker = { agency: kominfo, roles: ['observer'], kind: 'person' } as const
    const refusal = refusalOfRemit(act, onlooker, parties)
    const open = ['directory-reading', 'catalogue-reading', 'statistics-reading'].includes(act)
    t.equal(refusal?.rule, open ? undefined : 'R-ACC-01', act)
    t.equal(refusalOfRemit(act, { agency: kominfo, roles: [], kind: 'person' }, parties)?.rule, 'R-ACC-01', act)
  }
})

t.test('R-ACC-01 what the service does by itself is refused to somebody with every role', async t => {
  const everyRole = Object.keys(roles) as Role[]
  t.equal(refusalOfRemit('evidence-scan', caller(kominfo, everyRole), parties)?.rule, 'R-ACC-01')
})

t.test(
  'R-ACC-06 an act of a person is refused to a machine client of the right side and role, and not offered',
  async t => {
    for (const [act, { roles, side }] of Object.entries(access) as [Act, (typeof access)[Act]][]) {
      if (roles.length === 0 || ['obliged', 'obliged-or-receiver', 'notified'].includes(side)) continue
      const machine = { agency: side === 'receiver' ? kasn : kominfo, roles, kind: 'client' } as const
      t.equal(refusalOfRemit(act, machine, parties)?.rule, isForPersons(act) ? 'R-ACC-06' : undefined, act)
    }
    const machine = (by: Caller): Caller => ({ ...by, kind: 'client' })
    const commissioner = caller(kasn, ['commissioner'], officers.commissioner)
    const draft = [...history['under-examination'], cast.drafted(1)]
    t.ok(onDecision(draft, 1, commissioner).includes('issuance'))
    t.strictSame(onDecision(draft, 1, machine(commissioner)), ['decision-cancellation'])
    const referrer = caller(kominfo, ['referrer'])
    t.ok(onItem(historyOfEvidence.documented, referrer).includes('evidence-erasure'))
    t.notOk(onItem(historyOfEvidence.documented, machine(referrer)).includes('evidence-erasure'))
  },
)

t.test('R-ACC-02 and R-ACC-03 an act of one party is refused to the other, and to outsiders', async t => {
  for (const [act, { roles, side }] of Object.entries(access) as [Act, (typeof access)[Act]][]) {
    // The service’s own: there is no role to ask in.
    if (roles.length === 0) continue
    // Whom an obligation concerns: obligations.test.ts.
    if (['obliged', 'obliged-or-receiver', 'notified'].includes(side)) continue
    const rule = (agency: AgencyId) => refusalOfRemit(act, { agency, roles, kind: 'person' }, parties)?.rule
    t.equal(rule(kasn), side === 'sender' ? 'R-ACC-03' : undefined, `${act} by the receiver`)
    t.equal(rule(kominfo), side === 'receiver' ? 'R-ACC-02' : undefined, `${act} by the sender`)
    const outside = side === 'receiver' ? 'R-ACC-02' : side === 'sender' ? 'R-ACC-03' : undefined
    t.equal(rule(bkn), outside, `${act} by another agency`)
  }
})

t.test('each party is offered what it may do now, and nothing of the other’s', async t => {
  const offers: [(typeof referralStatuses)[number], sender: string[], receiver: string[]][] = [
    ['sent', ['withdrawal', 'question'], ['receipt', 'question']],
    ['received', ['supplement', 'withdrawal', 'question'], ['acceptance', 'return', 'rejection', 'question']],
    ['returned', ['resubmission', 'withdrawal', 'question'], ['rejection', 'question']],
    [
      'accepted',
      ['supplement', 'withdrawal-request', 'question'],
      ['assignment', 'question', 'person-identification', 'person-merge', 'person-split', 'implication'],
    ],
    [
      'under-examination',
      ['supplement', 'withdrawal-request', 'question'],
      [
        'question',
        'decision-draft',
        'reassignment',
        'person-identification',
        'person-merge',
        'person-split',
        'implication',
      ],
    ],
    ['decided', ['question', 'closure'], ['question', 'decision-draft', 'copy-giving', 'reassignment', 'implication']],
    ['closed', [], ['decision-draft', 'copy-giving', 'reassignment']],
    ['rejected', [], []],
    ['withdrawn', [], []],
  ]
  t.strictSame(offers.map(([status]) => status).sort(), [...referralStatuses].sort())
  for (const [status, sender, receiver] of offers) {
    t.strictSame(onReferral(history[status], sending), sender, `${status}, to the sender`)
    t.strictSame(onReferral(history[status], receiving), receiver, `${status}, to the receiver`)
    t.strictSame(onReferral(history[status], caller(kasn, ['auditor', 'observer'])), [], `${status}, to an auditor`)
    const outsider = caller(bkn, ['intake-officer', 'case-officer', 'commissioner'])
    for (const act of onReferral(history[status], outsider)) t.equal(access[act].side, 'either', act)
  }
})

t.test('a revocation is offered while there is a change of persons left to revoke', async t => {
  const onTwo = cast.onTwo(history['under-examination'])
  t.notOk(onReferral(onTwo, receiving).includes('person-change-revocation'))
  t.ok(onReferral([...onTwo, cast.merged(1)], receiving).includes('person-change-revocation'))
  t.notOk(onReferral([...onTwo, cast.merged(1), cast.revoked(1)], receiving).includes('person-change-revocation'))
  t.notOk(onReferral([...onTwo, cast.merged(1)], sending).includes('person-change-revocation'))
  const implicated = [...history['under-examination'], cast.implicated('boyolali')]
  t.ok(onReferral(implicated, receiving).includes('implication-revocation'))
  t.notOk(onReferral(implicated, sending).includes('implication-revocation'))
  t.notOk(onReferral([...implicated, cast.takenBack()], receiving).includes('implication-revocation'))
})

t.test('a copy is offered for its end while it lasts', async t => {
  const given = [...history.decided, cast.copied()]
  t.ok(onReferral(given, receiving, on(20)).includes('copy-ending'))
  t.notOk(onReferral(given, receiving, on(40)).includes('copy-ending'))
  t.notOk(onReferral(given, sending, on(20)).includes('copy-ending'))
})

t.test('a returned referral is offered for rejection only when it is overdue', async t => {
  t.strictSame(onReferral(history.returned, receiving, '2024-02-10T16:59:59.999Z'), ['question'])
  t.strictSame(onReferral(history.returned, receiving, '2024-02-10T17:00:00.000Z'), ['rejection', 'question'])
})

t.test('an open request for withdrawal is offered for an answer, and not for another request', async t => {
  const given = [...history.accepted, cast.requested]
  t.strictSame(onReferral(given, sending), ['supplement', 'question'])
  t.strictSame(onReferral(given, receiving), [
    'withdrawal-consent',
    'withdrawal-refusal',
    'assignment',
    'question',
    'person-identification',
    'person-merge',
    'person-split',
    'implication',
  ])
  t.strictSame(onReferral([...given, cast.refusedWithdrawal], sending), [
    'supplement',
    'withdrawal-request',
    'question',
  ])
})

t.test('a question is offered for an answer to the agency that was asked', async t => {
  const given = [...history.received, cast.asked]
  t.ok(onReferral(given, sending).includes('answer'))
  t.notOk(onReferral(given, receiving).includes('answer'))
})

t.test('the referral of a violation is not offered to who recorded it, nor while one is open', async t => {
  const adding = ['evidence-recording']
  const documented = [cast.recorded, cast.documented]
  t.strictSame(onViolation(documented, sending), ['change', 'referral', 'dismissal', ...adding])
  t.strictSame(onViolation(documented, { ...sending, person: officers.recorder }), ['change', 'dismissal', ...adding])
  t.strictSame(onViolation(history.sent, sending), adding)
  t.strictSame(onViolation(history.returned, sending), ['change', ...adding])
  t.strictSame(onViolation(history.rejected, sending), ['change', 'referral', 'dismissal', ...adding])
  t.strictSame(onViolation(history.closed, sending), adding)
})

t.test('a draft is offered for issuance to nobody who drafted it', async t => {
  const given = [...history['under-examination'], cast.drafted(1)]
  const work = ['decision-revision', 'decision-cancellation']
  t.strictSame(onDecision(given, 1, receiving), [...work, 'issuance'])
  t.strictSame(onDecision(given, 1, { ...receiving, person: officers.caseOfficer }), work)
  t.strictSame(onDecision(given, 1, sending), [])
})

t.test(
  'an issued decision is offered for correction while it stands, and for annulment while the referral is not closed',
  async t => {
    const superseded = [
      ...history.decided,
      cast.drafted(2, cast.disciplinary, 1),
      ...cast.issued(2, cast.disciplinary, 1),
    ]
    t.strictSame(onDecision(history.decided, 1, receiving), ['annulment', 'decision-correction'])
    t.strictSame(onDecision(superseded, 1, receiving), [])
    t.strictSame(onDecision(superseded, 2, receiving), ['annulment', 'decision-correction'])
    t.strictSame(onDecision(history.closed, 1, receiving), ['decision-correction'])
    t.strictSame(onDecision([...history.decided, cast.annulled(1)], 1, receiving), [])
  },
)

t.test('a superseding draft is not offered for issuance once its predecessor is annulled', async t => {
  const given = [...history.decided, cast.drafted(2, cast.disciplinary, 1)]
  t.strictSame(onDecision(given, 2, receiving), ['decision-revision', 'decision-cancellation', 'issuance'])
  t.strictSame(onDecision([...given, cast.annulled(1)], 2, receiving), ['decision-revision', 'decision-cancellation'])
})

/** What somebody is offered on the one item of the case, at its own agency or through its referral. */
function onItem(events: readonly CaseEvent[], by: Caller, through = by.agency === kominfo ? null : referralId) {
  const file = replay(events)
  return allowedEvidenceActs(itemOf(file, capture)!, withinOf(file, through, by.roles), by, on(20))
}

const recorder = caller(kominfo, ['recorder'], officers.secondRecorder)
const referrer = caller(kominfo, ['referrer'], officers.referrer)
const pending = [cast.recorded, cast.documented, ...cast.added(capture)]
const passed = [...pending, ...cast.foundClean(capture)]
const opening = ['evidence-opening', 'evidence-download']

t.test('the recording agency is offered what it may do to an item now', async t => {
  const work = ['evidence-change', 'evidence-seal', 'evidence-exclusion']
  const removal = ['evidence-exclusion', 'evidence-erasure']
  const sealed = historyOfEvidence.documented
  const offers: Record<string, [given: readonly CaseEvent[], toRecorder: string[], toReferrer: string[]]> = {
    pending: [pending, work, removal],
    clean: [passed, [...work, ...opening], [...removal, ...opening]],
    quarantined: [[...pending, cast.quarantined(capture)], work, removal],
    sealed: [sealed, ['evidence-exclusion', ...opening], [...removal, ...opening]],
    'sealed, and pending': [[...pending, cast.sealed(capture)], ['evidence-exclusion'], removal],
    damaged: [[...sealed, cast.damaged(capture)], ['evidence-exclusion'], removal],
    'without a copy to show': [
      [...pending, ...cast.foundClean(capture, { kind: 'withheld' }), cast.sealed(capture)],
      ['evidence-exclusion', 'evidence-download'],
      [...removal, 'evidence-download'],
    ],
    'taken out of the file': [[...sealed, cast.excluded(capture)], opening, ['evidence-erasure', ...opening]],
    'taken out of the file before it was sealed': [
      [...passed, cast.excluded(capture)],
      ['evidence-change', 'evidence-seal', ...opening],
      ['evidence-erasure', ...opening],
    ],
    erased: [[...passed, cast.erased(capture)], [], []],
    'with another agency': [
      historyOfEvidence.received,
      ['evidence-exclusion', ...opening],
      ['evidence-exclusion', ...opening],
    ],
    'given back': [historyOfEvidence.returned, ['evidence-exclusion', ...opening], [...removal, ...opening]],
  }
  for (const [state, [given, toRecorder, toReferrer]] of Object.entries(offers)) {
    t.strictSame(onItem(given, recorder), toRecorder, `${state}, to a recorder`)
    t.strictSame(onItem(given, referrer), toReferrer, `${state}, to the referrer`)
    t.strictSame(onItem(given, caller(kominfo, ['auditor', 'observer'])), [], `${state}, to an auditor`)
  }
})

t.test('whoever recorded an item is not offered its erasure, in whatever role', async t => {
  const both = caller(kominfo, ['recorder', 'referrer'], officers.recorder)
  t.notOk(onItem(passed, both).includes('evidence-erasure'))
  t.ok(onItem(passed, { ...both, person: officers.referrer }).includes('evidence-erasure'))
})

t.test('the receiving agency is offered to open an item from its receipt until it is given back', async t => {
  for (const roles of [['intake-officer'], ['case-officer'], ['commissioner']] satisfies Role[][]) {
    const by = caller(kasn, roles)
    for (const status of ['received', 'accepted', 'under-examination'] as const) {
      t.strictSame(onItem(historyOfEvidence[status], by), opening, `${status}, to the ${roles}`)
    }
    for (const status of ['sent', 'returned', 'rejected', 'withdrawn'] as const) {
      t.strictSame(onItem(historyOfEvidence[status], by), [], `${status}, to the ${roles}`)
    }
    t.strictSame(onItem([...historyOfEvidence.received, cast.damaged(capture)], by), [], `damaged, to the ${roles}`)
  }
})

t.test('the receiving agency is never offered what belongs to the recording agency, in whatever role', async t => {
  const roles: Role[] = ['recorder', 'referrer', 'commissioner']
  t.strictSame(onItem(historyOfEvidence.received, caller(kasn, roles)), opening)
})

t.test('what the handling forbids is not offered', async t => {
  const handedWith = (handling: Partial<Handling>) => [
    cast.recorded,
    cast.documented,
    ...cast.ready(capture, { ...cast.capturedPost, ...handling }),
    ...historyOfEvidence.received.slice(-5),
    cast.accepted,
    cast.assigned,
  ]
  const viewOnly = handedWith({ handling: ['view-only'] })
  t.strictSame(onItem(viewOnly, receiving), ['evidence-opening'])
  t.strictSame(onItem(viewOnly, recorder), ['evidence-exclusion', ...opening])

  const secret = handedWith({ confidentiality: 'strictly-confidential' })
  const officer = caller(kasn, ['case-officer'], officers.caseOfficer)
  t.strictSame(onItem(secret, officer), opening)
  t.strictSame(onItem(secret, { ...officer, person: officers.secondCaseOfficer }), [])
  t.strictSame(onItem(secret, recorder), ['evidence-exclusion'])
  t.strictSame(onItem(secret, { ...recorder, person: officers.recorder }), ['evidence-exclusion', ...opening])
})
