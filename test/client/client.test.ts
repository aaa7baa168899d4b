import { text } from 'node:stream/consumers'
import t from 'tap'
import {
  actOnLatest,
  type Client,
  type ClientOptions,
  createClient,
  isProblem,
  NoAnswer,
  type ViolationInput,
} from '../../openapi/typescript/src/index.ts'
import type { Role } from '../../src/domain/agencies.ts'
import { createProofKey, proofBy } from '../support/proofs.ts'
import { startReceiver } from '../support/receiver.ts'
import { evidenceSaid, finding } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'
import { layLosingWire } from './losing-wire.ts'

const world = await buildTestApp(t)
const url = await world.app.listen({ port: 0, host: '127.0.0.1' })
t.after(() => world.app.server.closeAllConnections())
const quick = { firstWaitMs: 1, longestWaitMs: 1_000 }

function clientOf(agency: string, role: Role, options: Partial<ClientOptions> = {}): Client {
  const token = () => world.issuers.token(agency, [role])
  return createClient({ baseUrl: url, token, retry: quick, timeoutMs: 10_000, ...options })
}

const recorder = clientOf('kominfo', 'recorder')
const referrer = clientOf('kominfo', 'referrer')
const intake = clientOf('kasn', 'intake-officer')
const officer = clientOf('kasn', 'case-officer')
const commissioner = clientOf('kasn', 'commissioner')
const violation = finding as ViolationInput
const nobodys = '019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4e'

const errorOf = (refused: Promise<unknown>) =>
  refused.then(
    () => undefined,
    (error: unknown) => error,
  )

async function documented(by = recorder) {
  const recorded = await by.recordViolation({ body: violation })
  return by.documentViolation({ id: recorded.data.id, ifMatch: recorded })
}

t.test('a deletion whose answer is lost is done, and one of what was never there is not', async t => {
  let losesNext = true
  const wire = await layLosingWire(t, {
    to: url,
    loses: ({ method }) => {
      const isLost = method === 'DELETE' && losesNext
      losesNext = false
      return isLost
    },
  })
  const integrator = clientOf('kasn', 'integrator', { baseUrl: wire.url })
  const receiver = await startReceiver(t)
  const { data } = await integrator.createWebhook({ body: { url: receiver.url } })
  losesNext = true
  t.match(await integrator.endWebhook({ id: data.id }), { status: 204, data: undefined })
  t.equal(wire.passed.filter(({ method }) => method === 'DELETE').length, 2)
  t.ok(isProblem(await errorOf(integrator.endWebhook({ id: data.id })), 'not-found'))
  t.ok(isProblem(await errorOf(integrator.readWebhook({ id: data.id })), 'not-found'))
})

t.test('the client plays a case from its record to its closure', async t => {
  const recorded = await recorder.recordViolation({ body: violation })
  t.match(recorded, { status: 201, etag: '"1"', location: `/v1/violations/${recorded.data.id}` })
  const { id: violationId } = (await recorder.documentViolation({ id: recorded.data.id, ifMatch: recorded })).data

  const sent = await referrer.sendReferral({ body: { violationId } })
  const { id } = sent.data
  const received = await intake.receiveReferral({ id, ifMatch: sent })
  const accepted = await intake.acceptReferral({ id, ifMatch: received })
  await commissioner.assignCaseOfficer({ id, ifMatch: accepted, body: { officer: 'case-officer-1' } })
  const asked = await officer.askQuestion({ id, body: { text: 'Was the like still there?' } })
  await recorder.answerQuestion({ id, number: asked.data.number, body: { text: 'It was, until 8 December.' } })

  const [person] = recorded.data.content.reportedPersons
  if (person === undefined) throw new Error('the violation names its reported person')
  const draft = await actOnLatest(
    () => officer.readReferral({ id }),
    referral =>
      officer.draftDecision({
        id,
        ifMatch: referral,
        body: {
          reportedPersonId: person.id,
          track: 'discipline',
          outcome: 'no-violation',
          instrument: { kind: 'decision', number: 'K-1', date: '2023-12-18', signatory: 'Ketua KASN' },
          reasons: 'The account belongs to somebody else.',
          legalBasis: 'PP 94/2021 pasal 5 huruf n angka 5',
        },
      }),
  )
  await commissioner.issueDecision({ id, number: draft.data.number, ifMatch: draft })
  const closed = await actOnLatest(
    () => referrer.readReferral({ id }),
    referral => referrer.closeReferral({ id, ifMatch: referral }),
  )
  t.equal(closed.data.status, 'closed')
  const types: string[] = []
  for await (const { type } of referrer.each('readTimeline', { id, limit: 3 })) types.push(type)
  t.match(types, ['ReferralSent', 'DeadlineSet', 'ReferralReceived'])
  t.equal(types.at(-1), 'ReferralClosed')
})

t.test(
  'an answer that is lost after the commit is asked for again under the same key, and nothing is done twice',
  async t => {
    const lost = new Set<string>()
    const wire = await layLosingWire(t, {
      to: url,
      loses: ({ method, path }) => {
        const isFirst = !lost.has(`${method} ${path}`)
        return isFirst && Boolean(lost.add(`${method} ${path}`))
      },
    })
    const before = await world.count('violations')
    const events = await world.count('events')
    const repeated: string[] = []
    const onLine = (role: Role) =>
      clientOf('kominfo', role, { baseUrl: wire.url, onRetry: ({ method }) => repeated.push(method) })

    const recorded = await onLine('recorder').recordViolation({ body: violation })
    const changed = await onLine('recorder').changeViolation({
      id: recorded.data.id,
      ifMatch: recorded,
      body: { eventDescription: 'The account of an ASN liked a post of a campaign team.' },
    })
    const done = await onLine('recorder').documentViolation({ id: recorded.data.id, ifMatch: changed })
    const sent = await onLine('referrer').sendReferral({ body: { violationId: done.data.id } })
    t.equal((await onLine('referrer').readReferral({ id: sent.data.id })).data.status, 'sent')

    t.strictSame(repeated, ['POST', 'PATCH', 'PUT', 'POST', 'GET'])
    const keys = wire.passed.filter(({ method }) => method === 'POST').map(({ key }) => key)
    t.equal(keys.length, 4)
    t.strictSame([keys[0], keys[2]], [keys[1], keys[3]])
    t.equal(new Set(keys).size, 2)
    t.equal(await world.count('violations'), before + 1)
    // Recorded, changed and documented once; sent, with its deadline and the referral noted at the violation.
    t.equal(await world.count('events'), events + 6)
  },
)

t.test('what is not safe to repeat is sent once, and the error says that its outcome is unknown', async t => {
  const wire = await layLosingWire(t, { to: url, loses: () => true })
  const client = clientOf('kominfo', 'recorder', { baseUrl: wire.url })
  await t.rejects(client.createUpload({ tusResumable: '1.0.0', uploadLength: '10' }), NoAnswer)
  t.equal(wire.passed.length, 1)
  const attempts = { ...quick, attempts: 3 }
  const key = 'my-own-key'
  const lost = clientOf('kominfo', 'recorder', { baseUrl: wire.url, retry: attempts })
  t.match(await errorOf(lost.recordViolation({ body: violation, idempotencyKey: key })), { idempotencyKey: key })
  t.strictSame(
    wire.passed.slice(1).map(one => one.key),
    Array(3).fill('"my-own-key"'),
  )
  const before = await world.count('violations')
  await recorder.recordViolation({ body: violation, idempotencyKey: key })
  t.equal(await world.count('violations'), before, 'under the same key it is found to be done')
})

t.test('a list is walked to its end, each item once, while others are added', async t => {
  const there = await Promise.all([documented(), documented(), documented()])
  const ids: string[] = []
  for await (const { id } of recorder.each('listViolations', { status: 'documented', limit: 1 })) {
    ids.push(id)
    if (ids.length <= 2) await documented()
  }
  t.equal(new Set(ids).size, ids.length)
  for (const { data } of there) t.ok(ids.includes(data.id))
})

t.test('a refusal is a problem with its code, its rule and its places', async t => {
  const { data } = await documented()
  const refused = await errorOf(recorder.sendReferral({ body: { violationId: data.id } }))
  t.ok(isProblem(refused) && isProblem(refused, 'not-found', 'role-required') && !isProblem(refused, 'not-found'))
  t.match(refused, { status: 403, code: 'role-required', rule: /^R-/, problem: { title: /./ } })

  const incomplete = await recorder.recordViolation({ body: { ...violation, knownAt: undefined as never } })
  const missing = recorder.documentViolation({ id: incomplete.data.id, ifMatch: incomplete })
  t.match(await errorOf(missing), { code: 'violation-incomplete', problem: { errors: [{ pointer: '/knownAt' }] } })
  const indonesian = clientOf('kominfo', 'recorder', { language: 'id' })
  t.match(await errorOf(indonesian.readViolation({ id: nobodys })), { problem: { title: /idak/ } })
})

t.test('who acted on an old version is shown the latest and decides anew', async t => {
  const recorded = await recorder.recordViolation({ body: violation })
  const { id } = recorded.data
  await recorder.changeViolation({ id, ifMatch: recorded, body: { eventDescription: 'It was a comment, not a like.' } })
  const stale = recorder.changeViolation({ id, ifMatch: recorded, body: { occurredAt: '2023-11-30T09:30:00+07:00' } })
  t.match(await errorOf(stale), { code: 'stale-version', status: 412 })

  const seen: (string | undefined)[] = []
  await actOnLatest(
    async () => (seen.length === 0 ? recorded : recorder.readViolation({ id })),
    latest => {
      seen.push(latest.etag)
      return recorder.changeViolation({ id, ifMatch: latest, body: { occurredAt: '2023-11-30T09:30:00+07:00' } })
    },
  )
  t.strictSame(seen, ['"1"', '"2"'])

  const same = await recorder.readViolation({ id, ifNoneMatch: '"3"' })
  t.match(same, { status: 304, data: undefined })
})

t.test('a token that is refused is asked for once more', async t => {
  const asked: boolean[] = []
  const client = clientOf('kominfo', 'recorder', {
    token: ({ refused }) => {
      asked.push(refused)
      return world.issuers.token('kominfo', ['recorder'], { ttl: refused ? 300 : -300 })
    },
  })
  await client.listViolations()
  t.strictSame(asked, [false, true])
  const never = clientOf('kominfo', 'recorder', { token: () => 'no.such.token' })
  t.match(await errorOf(never.listViolations()), { status: 401, code: 'invalid-token' })
})

t.test('a token that is bound to a key comes with a proof of its own in every attempt', async t => {
  const key = await createProofKey()
  const used: string[] = []
  const client = clientOf('kominfo', 'recorder', {
    token: () => world.issuers.token('kominfo', ['recorder'], { claims: { cnf: { jkt: key.thumbprint } } }),
    proof: async ({ htm, htu, token }) => {
      // The service knows itself by its public address.
      const uri = htu.replace(url, 'https://penerusan.example')
      const proof = await proofBy(key, { method: htm, uri, token })
      used.push(proof)
      return proof
    },
  })
  await client.listViolations({ limit: 1 })
  await client.recordViolation({ body: violation })
  t.equal(new Set(used).size, 2)
})

t.test('bytes come as they are, and a form goes as it is', async t => {
  const { data } = await recorder.recordViolation({ body: violation })
  const form = new FormData()
  form.append('metadata', JSON.stringify(evidenceSaid))
  form.append('file', new File(['Seen on 1 December.'], 'notes.txt', { type: 'text/plain' }))
  const added = await recorder.addEvidence({ id: data.id, body: form })
  t.equal(added.data.title, evidenceSaid.title)
  const evidence = { id: data.id, evidenceId: added.data.id }
  await until(async () => (await recorder.readEvidence(evidence)).data.status === 'clean')
  const downloaded = await recorder.downloadEvidence({ ...evidence, purpose: 'Pemeriksaan' })
  t.equal(await text(downloaded.data), 'Seen on 1 December.')
})

t.test('a download whose connection breaks off goes on where it was, or says why it may not', async t => {
  const bytes = 'Seen on 1 December. '.repeat(10_000)
  const { data } = await recorder.recordViolation({ body: violation })
  const form = new FormData()
  form.append('metadata', JSON.stringify(evidenceSaid))
  form.append('file', new File([bytes], 'notes.txt', { type: 'text/plain' }))
  const evidence = { id: data.id, evidenceId: (await recorder.addEvidence({ id: data.id, body: form })).data.id }
  await until(async () => (await recorder.readEvidence(evidence)).data.status === 'clean')

  let lost = 0
  const wire = await layLosingWire(t, {
    to: url,
    loses: ({ path }) => path.endsWith('/content') && ++lost <= 2 && 50_000,
  })
  const download = async (role: () => Role) => {
    const token = () => world.issuers.token('kominfo', [role()])
    return text((await clientOf('kominfo', role(), { baseUrl: wire.url, token }).downloadEvidence(evidence)).data)
  }
  t.equal(await download(() => 'recorder'), bytes)
  const ranges = wire.passed.map(({ range }) => range)
  t.match(ranges, [undefined, /^bytes=\d+-199999$/, /^bytes=\d+-199999$/])
  const { data: ledger } = await recorder.readCustody(evidence)
  t.equal(ledger.items.filter(({ entry }) => entry === 'downloaded').length, 3, 'each is on record')

  lost = 1
  const refused = await errorOf(download(() => (lost < 2 ? 'recorder' : 'observer')))
  t.ok(isProblem(refused, 'role-required'), `${refused}`)
})

t.test('arguments that an operation does not have are refused before anything is sent', async t => {
  const sent: unknown[] = []
  const client = clientOf('kominfo', 'recorder', { fetch: async input => void sent.push(input) as never })
  await t.rejects(client.readViolation({ id: nobodys, limit: 3 } as never), TypeError)
  for (const id of ['', '.', '..']) await t.rejects(client.readViolation({ id }), TypeError)
  await t.rejects(client.documentViolation({ id: nobodys, ifMatch: { etag: undefined } }), TypeError)
  t.strictSame(sent, [])
})

t.end()
