import t from 'tap'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { handoverStatuses } from '../../src/domain/handed-over.ts'
import { decideHandoverTransfer, type TrackSuccession } from '../../src/domain/track-succession.ts'

const [kominfo, kasn, bawaslu, council, body] = ['kominfo', 'kasn', 'bawaslu', 'council', 'body'] as unknown as [
  AgencyId,
  AgencyId,
  AgencyId,
  AgencyId,
  AgencyId,
]
const order: TrackSuccession = {
  code: 'bawaslu-council-2029',
  mandate: 'election-supervision',
  from: bawaslu,
  takesEffectOn: '2029-01-01',
  legalBasis: 'An act to come',
  begun: council,
  notBegun: body,
  begunStatuses: ['received', 'registered'],
}

t.test('an order sends each received hand-over where its state says, and leaves alone what has ended', async t => {
  const outcomes = handoverStatuses.map(status => {
    const transfer = decideHandoverTransfer({ sender: kasn, receiver: bawaslu, status }, kominfo, order)
    return `${status} ${typeof transfer === 'string' ? transfer : JSON.stringify(transfer.data)}`
  })
  const to = (agency: string, begun: boolean) =>
    JSON.stringify({ succession: order.code, from: 'bawaslu', to: agency, begun })
  t.strictSame(outcomes, [
    `sent ${to('body', false)}`,
    `received ${to('council', true)}`,
    `registered ${to('council', true)}`,
    'not-registered no-longer-open',
    'not-an-offence no-longer-open',
    'forwarded-to-police no-longer-open',
  ])
})

t.test(
  'what the order does not move stays: of another agency, of the successor itself, sent by it or of its case',
  async t => {
    const handover = { sender: kasn, receiver: bawaslu, status: 'received' } as const
    t.equal(decideHandoverTransfer({ ...handover, receiver: council }, kominfo, order), 'no-longer-theirs')
    t.equal(decideHandoverTransfer(handover, kominfo, { ...order, begun: bawaslu }), 'stays')
    t.equal(decideHandoverTransfer(handover, kominfo, { ...order, begun: kasn }), 'successor-is-sender')
    t.equal(decideHandoverTransfer(handover, kominfo, { ...order, begun: kominfo }), 'successor-is-sender')
  },
)

t.end()
