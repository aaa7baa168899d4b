import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { nip } from '../../examples/cycle/persons.ts'
import { createRandom } from '../../examples/cycle/random.ts'
import type { Operations } from '../../openapi/typescript/src/api.ts'
import { tailLedger } from './ledger.ts'
import { openOffice, workOffFeed } from './office.ts'
import { bellLedger, closingFile, endWithParent, type KeptBell, type KeptEntry, readPlace } from './side.ts'

/** Kominfo: records, documents, dismisses, refers, supplements and withdraws; several cases at once, by several writers. */
const WRITERS = 4
/** How far the other side may be behind before no new case is begun. */
const AHEAD = 40
/** And the bells behind the feed: whatever is killed, an endpoint is rung slowly for a while. */
const UNRUNG = 500

endWithParent()
const place = readPlace()
const office = openOffice(place, 'kominfo')
const violation = JSON.parse(readFileSync(new URL('../../examples/violation.json', import.meta.url), 'utf8'))
const evidence = JSON.parse(readFileSync(new URL('../../examples/evidence.json', import.meta.url), 'utf8'))
const unanswered = new Set<string>()
const bells = tailLedger<KeptBell>(bellLedger(place, 'kominfo'))
let unrung = 0
const feed = workOffFeed(place, 'kominfo', { office, atOnce: 3, handle: answer, see: count })

const interrupted = [...office.begun()].filter(task => task.startsWith('case/') && !office.ended(task))
let number = Math.max(0, ...[...office.begun()].map(task => Number(/^case\/(\d+)$/.exec(task)?.[1] ?? 0)))
let writing = WRITERS
for (let writer = 0; writer < WRITERS; writer++) void write()
setInterval(() => process.send?.({ idle: writing === 0 && feed.idle() }), 300)

async function write(): Promise<void> {
  for (;;) {
    const task = interrupted.shift() ?? (await nextCase())
    if (task === undefined) break
    await play(task)
    office.end(task)
  }
  writing--
}

async function nextCase(): Promise<string | undefined> {
  while (!existsSync(closingFile(place)) && isTooFarAhead()) await delay(100)
  return existsSync(closingFile(place)) ? undefined : `case/${++number}`
}

function isTooFarAhead(): boolean {
  unrung -= bells().length
  return unanswered.size > AHEAD || unrung > UNRUNG
}

async function play(task: string): Promise<void> {
  const random = createRandom(`chaos/${task}`)
  const plan = {
    change: random.chance(0.3),
    fate: random.weighted({ refer: 88, dismiss: 12 }),
    after: random.weighted({ nothing: 85, withdraw: 15 }),
  }
  const [person] = violation.reportedPersons
  const recorded = await office.act(`${task}/record`, 'recorder', 'recordViolation', () => ({
    body: {
      ...violation,
      eventDescription: `${violation.eventDescription} ${task}.`,
      reportedPersons: [{ ...person, nip: nip(random, '2') }],
    },
  }))
  if (recorded.refused) return
  const { id } = recorded
  const latest = async () => ({
    id,
    ifMatch: (await office.read('recorder', client => client.readViolation({ id }))).etag ?? '',
  })

  if (plan.change) {
    await office.act(`${task}/change`, 'recorder', 'changeViolation', async () => ({
      ...(await latest()),
      body: { eventDescription: `The account of an ASN liked a post, and then another. ${task}` },
    }))
  }
  await office.act(`${task}/document`, 'recorder', 'documentViolation', latest)
  if (plan.fate === 'dismiss') {
    const body = { reason: 'not-an-asn', explanation: `The account does not belong to an ASN. ${task}` } as const
    await office.act(`${task}/dismiss`, 'referrer', 'dismissViolation', async () => ({ ...(await latest()), body }))
    return
  }
  const sent = await office.act(`${task}/refer`, 'referrer', 'sendReferral', () => ({ body: { violationId: id } }))
  if (sent.refused) return
  if (plan.after === 'withdraw') await withdraw(task, sent.id)
}

async function withdraw(task: string, id: string): Promise<void> {
  const body = { reason: 'recorded-in-error', explanation: `The account belongs to somebody else. ${task}` } as const
  await office.act(`${task}/withdraw`, 'referrer', 'withdrawReferral', async () => ({
    ...(await ofReferral(id)),
    body,
  }))
}

/** What comes back is completed and sent again; a question is answered with new evidence; what is decided is closed. */
function answer({ type, subject = '' }: KeptEntry, task: string): Promise<void> | undefined {
  const id = subject.split('/').at(-1) ?? ''
  if (type === 'penerusan.referral-returned') return complete(task, id)
  if (type === 'penerusan.question-asked') return supplement(task, id)
  if (type === 'penerusan.referral-decided') return close(task, id)
  return undefined
}

async function supplement(task: string, referral: string): Promise<void> {
  const { data } = await office.read('referrer', client => client.readReferral({ id: referral }))
  const id = data.violationId
  const file = { id, body: evidence, file: `Seen by ${task}.` }
  const added = await office.act(`${task}/attach`, 'recorder', 'addEvidence', () => asInput(file))
  if (added.refused) return
  const place = { id, evidenceId: added.id }
  const look = () => office.read('recorder', client => client.readEvidence(place))
  while ((await look()).data.status === 'pending') await delay(300)
  const looked = async () => ({ ...place, ifMatch: (await look()).etag ?? '' })
  await office.act(`${task}/seal`, 'recorder', 'sealEvidence', looked)
  const explanation = `A capture was made later. ${task}`
  await office.act(`${task}/supplement`, 'referrer', 'supplementReferral', () => ({
    id: referral,
    body: { explanation },
  }))
  const answering = { id: referral, number: 1, body: { text: `It is; see the new capture. ${task}` } }
  await office.act(`${task}/answer`, 'recorder', 'answerQuestion', () => answering)
}

async function complete(task: string, id: string): Promise<void> {
  const { data } = await office.read('referrer', client => client.readReferral({ id }))
  await office.act(`${task}/change`, 'recorder', 'changeViolation', async () => {
    const violation = await office.read('recorder', client => client.readViolation({ id: data.violationId }))
    const body = { eventDescription: `${data.content.eventDescription} Completed as asked. ${task}` }
    return { id: data.violationId, ifMatch: violation.etag ?? '', body }
  })
  const answers = [{ code: 'event-description', answer: `It says so now. ${task}` }]
  await office.act(`${task}/resubmit`, 'referrer', 'resubmitReferral', async () => ({
    ...(await ofReferral(id)),
    body: { answers },
  }))
}

async function close(task: string, id: string): Promise<void> {
  await office.act(`${task}/close`, 'referrer', 'closeReferral', () => ofReferral(id))
}

async function ofReferral(id: string) {
  return { id, ifMatch: (await office.read('referrer', client => client.readReferral({ id }))).etag ?? '' }
}

function count({ type, subject = '' }: KeptEntry): void {
  unrung++
  if (type === 'penerusan.referral-sent') unanswered.add(subject)
  if (['penerusan.referral-received', 'penerusan.referral-withdrawn'].includes(type)) unanswered.delete(subject)
}

/** The file stands beside what is said about it; a form is made of both when it is sent. */
function asInput(input: object): Operations['addEvidence']['input'] {
  return input as Operations['addEvidence']['input']
}
