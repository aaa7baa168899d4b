import t from 'tap'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { type Agreement, refusalWithoutAgreement } from '../../src/domain/agreements.ts'
import { type Draft, type Examination, evolveExamination } from '../../src/domain/examination.ts'
import { decideReferral, type Referral } from '../../src/domain/referral.ts'
import { evolveReferral } from '../../src/domain/referral-history.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { decideHandover, type Handover, type Succession } from '../../src/domain/succession.ts'
import { type ReferralStatus, referralStatuses } from '../../src/domain/transitions.ts'
import { type CaseEvent, decide, replay } from './case-file.ts'
import * as cast from './examples.ts'
import { history, on } from './examples.ts'

const { bkn, kasn, kominfo } = cast
const body = 'independent-body' as AgencyId
const order: Succession = {
  code: 'kasn-bkn-2024',
  mandate: 'merit-supervision',
  from: kasn,
  takesEffectOn: '2024-08-24',
  legalBasis: 'SE MenPANRB 4/2024',
  begun: bkn,
  notBegun: body,
  begunStatuses: ['accepted', 'under-examination', 'decided', 'closed'],
}
const onTheDay = {
  ...cast.commissioner('2024-08-23T17:00:00.000Z'),
  kind: 'system',
  role: 'agency-succession',
} as const

function matterIn(status: ReferralStatus) {
  const { matters, items } = replay(history[status])
  const [matter] = matters
  if (matter === undefined) throw new Error('there is no matter')
  return { ...matter, items }
}

function after(referral: Referral, handover: ReturnType<typeof decideHandover>): Referral {
  if (typeof handover === 'string') throw new Error(handover)
  return handover.referral.reduce((state, event) => evolveReferral(state, { ...event, act: onTheDay }), referral)
}

t.test('an order sends each matter where its state says, and leaves alone what is over', async t => {
  const destinations: Record<ReferralStatus, string> = {
    sent: 'independent-body sent',
    received: 'independent-body sent',
    returned: 'independent-body returned',
    accepted: 'bkn accepted',
    'under-examination': 'bkn accepted',
    decided: 'bkn decided',
    closed: 'bkn closed',
    rejected: 'no-longer-open',
    withdrawn: 'no-longer-open',
  }
  for (const status of referralStatuses) {
    const { referral, items } = matterIn(status)
    const handover = decideHandover(referral, items, order)
    if (typeof handover === 'string') {
      t.equal(handover, destinations[status], status)
      continue
    }
    const next = after(referral, handover)
    t.equal(`${next.receiver} ${next.status}`, destinations[status], status)
    t.equal(next.assignment, null, status)
    t.strictSame(next.decisions, referral.decisions, 'what was decided stands')
    t.strictSame(next.returns, referral.returns)
    t.match(next.transfers, [{ succession: order.code, from: kasn, to: next.receiver, act: { agency: kasn } }])
  }
})

t.test('a matter that was accepted was delivered; one that was only received is delivered anew', async t => {
  for (const status of ['sent', 'received'] as const) {
    const { referral, items } = matterIn(status)
    t.equal(after(referral, decideHandover(referral, items, order)).receipt, null, status)
  }
  const { referral, items } = matterIn('accepted')
  t.strictSame(after(referral, decideHandover(referral, items, order)).receipt, referral.receipt)
})

t.test(
  'what the order does not move stays: of another agency, of the successor itself, sent by the successor',
  async t => {
    const { referral, items } = matterIn('accepted')
    t.equal(decideHandover({ ...referral, receiver: bkn }, items, order), 'no-longer-theirs')
    t.equal(decideHandover(referral, items, { ...order, begun: kasn }), 'stays')
    t.equal(decideHandover(referral, items, { ...order, begun: kominfo }), 'successor-is-sender')
  },
)

t.test('every item that the old holder has goes on with its ledger, and no other', async t => {
  const { matters, items } = replay(cast.historyOfEvidence['under-examination'])
  const [matter] = matters
  if (matter === undefined) throw new Error('there is no matter')
  const { evidence } = decideHandover(matter.referral, items, order) as Handover
  t.strictSame(
    evidence.map(({ id, after: version, events }) => [id, version, events]),
    items
      .filter(({ state }) => state.holdings.some(({ until }) => until === null))
      .map(({ state, version }) => [
        state.id,
        version,
        [
          {
            type: 'EvidencePassedOn',
            data: { referralId: matter.referral.id, succession: order.code, to: bkn },
          },
        ],
      ]),
  )
  t.ok(evidence.length > 0)
  const returned = replay(cast.historyOfEvidence.returned)
  const [given] = returned.matters
  if (given === undefined) throw new Error('there is no matter')
  t.strictSame((decideHandover(given.referral, returned.items, order) as Handover).evidence, [])
})

t.test(
  'whom a predecessor has decided on is decided with the assignment, where its drafts were all that was left',
  async t => {
    const assign = {
      type: 'AssignCaseOfficer',
      act: cast.commissioner(on(20)),
      officer: cast.officers.caseOfficer,
    } as const
    const assignedAfter = (...events: CaseEvent[]) => {
      const { matters, items } = replay([...history['under-examination'], ...events])
      const [matter] = matters
      if (matter === undefined) throw new Error('there is no matter')
      const decided = decideReferral(after(matter.referral, decideHandover(matter.referral, items, order)), assign)
      return decided instanceof Rejection ? decided.rule : decided.map(({ type }) => type)
    }
    const oneIssued = [cast.drafted(1), cast.drafted(2, cast.ethical), ...cast.issued(1)]
    t.strictSame(assignedAfter(...oneIssued), ['CaseOfficerAssigned', 'ReferralDecided'])
    t.strictSame(assignedAfter(cast.drafted(1)), ['CaseOfficerAssigned'])
  },
)

t.test('drafts stay the old holder’s: the successor’s numbers go on after them, also the second time', async t => {
  const file = replay([...history['under-examination'], cast.drafted(1)])
  const [matter] = file.matters
  if (matter?.examination === undefined) throw new Error('there is no examination')
  const pass = (examination: Examination | undefined) =>
    evolveExamination(examination, {
      type: 'ExaminationPassedOver',
      act: onTheDay,
      data: { referralId: cast.referralId, succession: order.code },
    })
  const passed = pass(matter.examination)
  t.strictSame(passed, { referralId: cast.referralId, drafts: [], passedOver: 1 })
  t.strictSame(pass(undefined), { referralId: cast.referralId, drafts: [], passedOver: 0 })
  const draft = cast.drafted(2) as Parameters<typeof evolveExamination>[1]
  const examined = evolveExamination(passed, draft)
  t.strictSame(
    examined.drafts.map(({ number }: Draft) => number),
    [2],
  )
  t.equal(pass(examined).passedOver, 2)
  t.throws(() => evolveExamination(passed, cast.drafted(1) as typeof draft), 'a number is used once')
})

t.test('R-DEC-08: what a predecessor issued is neither edited nor cancelled nor issued by its successor', async t => {
  const { referral, items } = matterIn('decided')
  const next = after(referral, decideHandover(referral, items, order))
  const examination: Examination = { referralId: referral.id, drafts: [], passedOver: 1 }
  const file = { ...replay(history.decided), matters: [{ referral: next, examination }] }
  const act = cast.commissioner(on(20))
  const refused = decide(file, { type: 'CancelDecision', act, number: 1, explanation: 'No.' }, cast.mandates)
  t.ok(refused instanceof Rejection && refused.rule === 'R-DEC-08')
  const annulled = decide(
    file,
    { type: 'AnnulDecision', act, number: 1, reason: 'court', explanation: 'Otherwise.' },
    cast.mandates,
  )
  t.match(annulled, [{ type: 'DecisionAnnulled', data: { number: 1 } }])
  const superseding = { ...cast.disciplinary, penaltyClass: 'light' } as const
  t.match(decide(file, { type: 'DraftDecision', act, content: superseding, supersedes: 1 }, cast.mandates), [
    { type: 'DecisionDrafted', data: { number: 2, supersedes: 1 } },
  ])
})

t.test(
  'of a predecessor’s matter a merge that leaves nobody without a decision decides it, accepted or assigned',
  async t => {
    const file = replay([...cast.examinedTwo, cast.drafted(1), ...cast.issued(1)])
    const [matter] = file.matters
    if (matter === undefined) throw new Error('there is no matter')
    const accepted = after(matter.referral, decideHandover(matter.referral, [], order))
    const assigned = { ...accepted, status: 'under-examination' } as const
    const examination: Examination = { referralId: accepted.id, drafts: [], passedOver: 1 }
    for (const referral of [accepted, assigned]) {
      const moved = { ...file, matters: [{ referral, examination }] }
      t.match(
        decide(moved, cast.mergeInto(cast.sari.id, cast.stranger.id, on(20)), cast.mandates),
        [{ type: 'ExaminationCompleted' }, { type: 'PersonsMerged' }, { type: 'ReferralDecided' }],
        referral.status,
      )
    }
    // Nobody has decided anything yet: it is accepted like any other.
    const untouched = replay(cast.examinedTwo.slice(0, -1))
    t.match(decide(untouched, cast.mergeInto(cast.sari.id, cast.stranger.id, on(20)), cast.mandates), [
      { type: 'PersonsMerged' },
    ])
  },
)

t.test('R-SUC-01: a referral needs an agreement between the two on the day, from the first to the last', async t => {
  const agreement: Agreement = {
    code: 'pks-kominfo-kasn',
    sender: kominfo,
    receiver: kasn,
    purpose: 'Pengawasan konten internet',
    from: '2023-10-26',
    to: '2024-11-28',
    legalBasis: 'PKS',
  }
  const refusal = (receiver: AgencyId, date: string, agreements: readonly Agreement[] = [agreement]) =>
    refusalWithoutAgreement(agreements, { sender: kominfo, receiver }, date)?.rule
  t.equal(refusal(kasn, '2023-10-25'), 'R-SUC-01')
  t.equal(refusal(kasn, '2023-10-26'), undefined)
  t.equal(refusal(kasn, '2024-11-27'), undefined)
  t.equal(refusal(kasn, '2024-11-28'), 'R-SUC-01')
  t.equal(refusal(bkn, '2024-08-24'), 'R-SUC-01', 'it binds the two and nobody else')
  t.equal(refusal(kasn, '2099-01-01', [{ ...agreement, to: null }]), undefined)
})

t.end()
