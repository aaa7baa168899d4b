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
  switch (type) {
    case 'penerusan.referral-sent':
      return receive(task, id, { first: true })
    case 'penerusan.referral-resubmitted':
      return receive(task, id, { first: false })
    case 'penerusan.referral-accepted':
      return assign(task, id)
    case 'penerusan.case-officer-assigned':
      return fateOf(task, { ask: 35, decide: 65 }) === 'ask' ? ask(task, id) : decide(task, id)
    case 'penerusan.question-answered':
      return decide(task, id)
  }
  return undefined
}

async function receive(task: string, id: string, { first }: { first: boolean }): Promise<void> {
  const received = await office.act(`${task}/receive`, 'intake-officer', 'receiveReferral', () => latest(id))
  if (received.refused) return
  const fate = fateOf(task, { accept: 70, reject: 10, giveBack: first ? 20 : 0 })
  if (fate === 'accept') await office.act(`${task}/accept`, 'intake-officer', 'acceptReferral', () => latest(id))
  if (fate === 'reject') {
    const body = { reason: 'outside-mandate', explanation: `Not an ASN at the time. ${task}` } as const
    const rejecting = async () => ({ ...(await latest(id)), body })
    await office.act(`${task}/reject`, 'intake-officer', 'rejectReferral', rejecting)
  }
  if (fate === 'giveBack') {
    const items = [{ code: 'event-description', note: `Say in which capacity the person acted. ${task}` }]
    await office.act(`${task}/return`, 'intake-officer', 'returnReferral', async () => {
      const { data, etag } = await read('intake-officer', id)
      return { id, ifMatch: etag ?? '', body: { items, dueOn: dueDate(data, 20) } }
    })
  }
}

async function assign(task: string, id: string): Promise<void> {
  const body = { officer: 'case-officer-1' }
  await office.act(`${task}/assign`, 'commissioner', 'assignCaseOfficer', async () => ({ ...(await latest(id)), body }))
}

async function ask(task: string, id: string): Promise<void> {
  const body = { text: `Is the original still available? ${task}` }
  await office.act(`${task}/ask`, 'case-officer', 'askQuestion', () => ({ id, body }))
}

async function decide(task: string, id: string): Promise<void> {
  const drafted = await office.act(`${task}/draft`, 'case-officer', 'draftDecision', async () => {
    const { data, etag } = await read('case-officer', id)
    const reportedPersonId = data.content.reportedPersons[0]?.id ?? ''
    return { id, ifMatch: etag ?? '', body: { ...decision, reportedPersonId, reasons: `Not carried by it. ${task}` } }
  })
  if (drafted.refused) return
  const { number = 1 } = drafted
  await office.act(`${task}/issue`, 'commissioner', 'issueDecision', async () => {
    const draft = await office.read('commissioner', client => client.readDecision({ id, number }))
    return { id, number, ifMatch: draft.etag ?? '' }
  })
}

function fateOf<Fate extends string>(task: string, weights: Readonly<Record<Fate, number>>): Fate {
  return createRandom(`chaos/${task}`).weighted(weights)
}

function read(role: 'intake-officer' | 'case-officer', id: string) {
  return office.read(role, client => client.readReferral({ id }))
}

async function latest(id: string) {
  return { id, ifMatch: (await read('intake-officer', id)).etag ?? '' }
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
