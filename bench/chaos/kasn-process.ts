import { createRandom } from '../../examples/cycle/random.ts'
import { dueDate } from '../../examples/service/due-date.ts'
import { legalDateOf } from '../../src/domain/legal-date.ts'
import { openOffice, workOffFeed } from './office.ts'
import { endWithParent, type KeptEntry, readPlace } from './side.ts'

/** KASN: learns of its work from its feed; receives, and then returns, rejects, or accepts, examines and decides. */
endWithParent()
const place = readPlace()
const office = openOffice(place, 'kasn')
const feed = workOffFeed(place, 'kasn', { office, atOnce: 5, handle: answer })
setInterval(() => process.send?.({ idle: feed.idle() }), 300)

function answer({ type, subject = '' }: KeptEntry, task: string): Promise<void> | undefined {
  const id = subject.split('/').at(-1) ?? ''
  if (type === 'penerusan.referral-sent') return examine(task, id, { first: true })
  if (type === 'penerusan.referral-resubmitted') return examine(task, id, { first: false })
  return undefined
}

async function examine(task: string, id: string, { first }: { first: boolean }): Promise<void> {
  const received = await office.act(`${task}/receive`, 'intake-officer', 'receiveReferral', latest)
  if (received.refused) return
  const fate = createRandom(`chaos/${task}`).weighted({ accept: 70, reject: 10, giveBack: first ? 20 : 0 })

  if (fate === 'giveBack') {
    const items = [{ code: 'event-description', note: `Say in which capacity the person acted. ${task}` }]
    await office.act(`${task}/return`, 'intake-officer', 'returnReferral', async () => {
      const { data, etag } = await read()
      return { id, ifMatch: etag ?? '', body: { items, dueOn: dueDate(data, 20) } }
    })
    return
  }
  if (fate === 'reject') {
    const body = { reason: 'outside-mandate', explanation: `Not an ASN at the time. ${task}` } as const
    await office.act(`${task}/reject`, 'intake-officer', 'rejectReferral', async () => ({ ...(await latest()), body }))
    return
  }
  const accepted = await office.act(`${task}/accept`, 'intake-officer', 'acceptReferral', latest)
  if (accepted.refused) return
  const assigned = await office.act(`${task}/assign`, 'commissioner', 'assignCaseOfficer', async () => ({
    ...(await latest()),
    body: { officer: 'case-officer-1' },
  }))
  if (assigned.refused) return
  const drafted = await office.act(`${task}/draft`, 'case-officer', 'draftDecision', async () => {
    const { data, etag } = await office.read('case-officer', client => client.readReferral({ id }))
    return {
      id,
      ifMatch: etag ?? '',
      body: {
        ...decision,
        reportedPersonId: data.content.reportedPersons[0]?.id ?? '',
        reasons: `The evidence does not carry it. ${task}`,
      },
    }
  })
  if (drafted.refused) return
  const { number = 1 } = drafted
  await office.act(`${task}/issue`, 'commissioner', 'issueDecision', async () => {
    const draft = await office.read('commissioner', client => client.readDecision({ id, number }))
    return { id, number, ifMatch: draft.etag ?? '' }
  })

  function read() {
    return office.read('intake-officer', client => client.readReferral({ id }))
  }
  async function latest() {
    return { id, ifMatch: (await read()).etag ?? '' }
  }
}

const decision = {
  track: 'discipline',
  outcome: 'not-proven',
  instrument: {
    kind: 'decision',
    number: 'B-2107/KASN',
    date: legalDateOf(new Date().toISOString()),
    signatory: 'Ketua KASN',
  },
  legalBasis: 'PP 94/2021 pasal 5 huruf n',
} as const
