import { randomUUID } from 'node:crypto'
import t from 'tap'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import {
  decisionOn,
  ethical,
  givenAnnulment,
  givenCorrection,
  givenHandover,
  report,
  storiesOf,
  succeeded,
} from '../support/stories.ts'
import { buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { referrer, intake, officer, commissioner, otherCommissioner, overseer } = world.cast
const put = (client: Client, path: string, body: unknown, of: string, reader = client) =>
  stories.act(client, 'PUT', path, body, of, reader)

t.test('a criminal decision goes its whole way through the election-crime track', async t => {
  const found = await stories.reach('under-examination', {
    ...report,
    releasable: { excerpts: ['liked a post'], evidence: [] },
  })
  const decision = await stories.judgeAsCrime(found)
  const issued = (await referrer.get(decision)).body
  t.match(issued['handover'], { addressee: 'bawaslu', dueAt: String, sending: null }, 'the sender sees what is due')
  const closure = await referrer.put(`${found.referral}/closure`, undefined, {
    ifMatch: await referrer.etag(found.referral),
  })
  t.equal(refusal(closure), '409 handover-unsent R-CRH-05 /decisions/1/handover unsent')
  t.notOk((await referrer.get(found.referral)).body.allowedActions.includes('closure'))

  const sent = await put(commissioner, `${decision}/handover`, givenHandover, found.referral)
  t.equal(sent.status, 201)
  const path = sent.headers['location'] ?? ''
  t.match(sent.body, {
    status: 'sent',
    sender: 'kasn',
    receiver: 'bawaslu',
    late: false,
    decisionStanding: 'issued',
    receipt: null,
    referralId: found.id,
  })
  const again = await commissioner.put(`${decision}/handover`, givenHandover, { ifMatch: '"1"' })
  t.equal(again.status, 200, 'a retry with an old entity tag')
  t.strictSame(again.body, sent.body)
  t.match((await referrer.get(decision)).body['handover'], { sending: { to: 'bawaslu', late: false } })
  const types = (await referrer.get(`${found.referral}/timeline`)).body.items.map(({ type }) => type)
  t.ok(types.includes('CriminalHandoverCreated') && types.includes('CriminalHandoverSent'))

  const read = await overseer.get(path)
  t.equal(read.status, 200)
  t.equal(read.body['referralId'], null, 'the referral stays between its parties')
  t.strictSame(read.body.allowedActions, ['handover-receipt'])
  t.match(read.body['content'], {
    conduct: { excerpts: ['liked a post'] },
    decision: { criminalProvisions: ['uu-7-2017-art-494'], reasonsExcerpts: givenHandover.reasonsExcerpts },
  })
  t.notMatch(
    read.text,
    new RegExp([report.reporter.name, report.reporter.nip, 'asn-self-report', found.id, found.violationId].join('|')),
  )

  t.equal((await put(overseer, `${path}/receipt`, undefined, path)).status, 201)
  t.equal((await overseer.put(`${path}/receipt`, undefined, { ifMatch: '"1-issued"' })).status, 200)
  const registered = { outcome: 'registered', registrationNumber: '012/TM/PP/2024', explanation: 'Complete.' }
  t.equal((await put(overseer, `${path}/outcome`, registered, path)).status, 201)
  t.equal((await overseer.put(`${path}/outcome`, registered, { ifMatch: '"0"' })).status, 200)
  const forwarded = { outcome: 'forwarded-to-police', explanation: 'Gakkumdu agrees.' }
  const stale = await overseer.put(`${path}/outcome`, forwarded, { ifMatch: '"1-issued"' })
  t.equal(refusal(stale), '412 stale-version')
  const answer = await put(overseer, `${path}/outcome`, forwarded, path)
  t.match(answer.body, {
    status: 'forwarded-to-police',
    reports: [registered, forwarded],
    possibleOutcomes: [],
    allowedActions: [],
  })
  t.equal((await officer.get(path)).body.status, 'forwarded-to-police', 'the sender sees what came of it')
})

t.test('both sides list what is theirs, and nobody else has any of it', async t => {
  const found = await stories.reach('under-examination')
  const path = await stories.handOver(found)
  for (const client of [officer, commissioner, overseer]) {
    const { items } = (await client.get('/v1/handovers?limit=1')).body
    t.match(items, [{ id: found.handover, status: 'sent', sender: 'kasn', receiver: 'bawaslu' }])
    t.notMatch(JSON.stringify(items), /name|nip|person/i, 'a list names no person')
  }
  t.strictSame(
    (await overseer.get('/v1/handovers?status=registered&limit=1')).body.items.filter(
      ({ id }) => id === found.handover,
    ),
    [],
  )
  const bkn = await world.as('bkn', 'compliance-officer', 'compliance-officer-1')
  const absent = await bkn.get(`/v1/handovers/${randomUUID()}`)
  t.equal(refusal(absent), '404 not-found')
  for (const client of [bkn, referrer, await world.as('boyolali', 'personnel-officer', 'personnel-officer-1')]) {
    t.equal(refusal(await client.get(path)), '404 not-found', client.agency)
    t.equal(refusal(await client.get('/v1/handovers')), '403 role-required R-ACC-01', client.agency)
  }
  t.equal(refusal(await intake.get(path)), '403 role-required R-ACC-01')
})

t.test('swapped sides are refused: the sender answers nothing, the receiver sends nothing (R-ACC-01)', async t => {
  const found = await stories.reach('under-examination')
  const path = await stories.handOver(found)
  const outcome = { outcome: 'registered', registrationNumber: '1', explanation: 'x' }
  t.equal(
    refusal(await commissioner.put(`${path}/receipt`, undefined, { ifMatch: '"1-issued"' })),
    '403 role-required R-ACC-01',
  )
  t.equal(
    refusal(await commissioner.put(`${path}/outcome`, outcome, { ifMatch: '"1-issued"' })),
    '403 role-required R-ACC-01',
  )
  const sending = await overseer.put(`${found.referral}/decisions/1/handover`, givenHandover, { ifMatch: '"1"' })
  t.equal(refusal(sending), '404 not-found')
})

t.test('R-CRH-02: a second person hands over what another drafted', async t => {
  const found = await stories.reach('under-examination')
  const decision = await stories.judgeAsCrime(found)
  const ifMatch = await commissioner.etag(found.referral)
  const drafter = await world.as('kasn', ['case-officer', 'commissioner'], 'case-officer-1')
  t.equal(
    refusal(await drafter.put(`${decision}/handover`, givenHandover, { ifMatch })),
    '403 handover-sender-is-drafter R-CRH-02',
  )
  t.equal(refusal(await commissioner.put(`${decision}/handover`, givenHandover)), '428 precondition-required')
  t.equal(
    refusal(await commissioner.put(`${decision}/handover`, givenHandover, { ifMatch: '"1"' })),
    '412 stale-version',
  )
  t.equal((await commissioner.put(`${decision}/handover`, givenHandover, { ifMatch })).status, 201)
  const other = await commissioner.put(`${decision}/handover`, { reasonsExcerpts: [] }, { ifMatch })
  t.equal(refusal(other), '409 fact-stands-differently R-GEN-01')
})

t.test('of many who hand over at once one does, and the others are told that it is done', async t => {
  const found = await stories.reach('under-examination')
  const decision = await stories.judgeAsCrime(found)
  const ifMatch = await commissioner.etag(found.referral)
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      (index % 2 ? commissioner : otherCommissioner).put(`${decision}/handover`, givenHandover, { ifMatch }),
    ),
  )
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 200, 200, 201])
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  const [row] = await world.sql<
    [{ count: number }]
  >`select count(*)::int from handovers where referral_id = ${found.id}`
  t.equal(row.count, 1)
})

t.test(
  'ethics, discipline and crime stand side by side on one person; an annulment is told to whoever has the hand-over',
  async t => {
    const found = await stories.reach('under-examination')
    const draft = (body: object) => stories.act(officer, 'POST', `${found.referral}/decisions`, body, found.referral)
    const issue = (number: number) =>
      put(
        commissioner,
        `${found.referral}/decisions/${number}/issuance`,
        undefined,
        `${found.referral}/decisions/${number}`,
      )
    await draft(decisionOn(found.persons[0]))
    await draft(decisionOn(found.persons[0], ethical))
    const path = await stories.handOver(found)
    t.equal((await officer.get(found.referral)).body.status, 'under-examination', 'two are drafted yet')
    await issue(1)
    await issue(2)
    t.equal((await officer.get(found.referral)).body.status, 'decided')
    const decision = `${found.referral}/decisions/3`
    await put(commissioner, `${decision}/annulment`, givenAnnulment, decision)
    const read = await overseer.get(path)
    t.equal(read.body['decisionStanding'], 'annulled')
    t.equal(read.body.status, 'sent', 'what becomes of it is for the receiver to say')
    t.equal((await put(overseer, `${path}/receipt`, undefined, path)).status, 201)
  },
)

t.test('whoever has a hand-over is told what became of its decision, and reads it there', async t => {
  const found = await stories.reach('under-examination')
  const decision = await stories.judgeAsCrime(found)
  const correct = (changes: object) =>
    stories.act(otherCommissioner, 'POST', `${decision}/corrections`, { ...givenCorrection, ...changes }, decision)
  await correct({ instrument: { number: 'R-2108' } })
  const sent = await put(commissioner, `${decision}/handover`, { reasonsExcerpts: [] }, found.referral)
  const path = sent.headers['location'] ?? ''
  t.match(sent.body, {
    content: { decision: { revision: 2, instrument: { number: 'R-2108' } } },
    ...{ corrections: [], correctionCount: 0, decisionStanding: 'issued' },
  })

  // Before it is received, and again when all has come of it that can: it reads the hand-over all the while.
  const before = await overseer.etag(path)
  const said = { legalBasis: 'UU 7/2017 pasal 494 ayat (1)', reasons: 'Kata rahasia.' }
  await correct(said)
  const read = succeeded(await overseer.get(path))
  t.strictSame(read.body.content, sent.body.content, 'it keeps what it said')
  t.match(read.body, {
    correctionCount: 1,
    corrections: [{ correctionNumber: 2, legalBasis: said.legalBasis, reasons: true, at: /Z$|\+07:00$/ }],
  })
  t.notMatch(read.text, new RegExp(`Kata rahasia|${givenCorrection.explanation}|${givenCorrection.reason}`))
  t.match((await overseer.get('/v1/handovers?limit=1')).body.items, [{ id: sent.body.id, correctionCount: 1 }])
  t.equal(refusal(await overseer.put(`${path}/receipt`, undefined, { ifMatch: before })), '412 stale-version')
  await put(overseer, `${path}/receipt`, undefined, path)
  await put(overseer, `${path}/outcome`, { outcome: 'not-registered', explanation: 'Too late.' }, path)
  await correct({ instrument: { signatory: 'Wakil Ketua KASN' } })
  t.match((await overseer.get(path)).body, {
    correctionCount: 2,
    corrections: [{}, { correctionNumber: 3, instrument: { number: 'R-2108', signatory: 'Wakil Ketua KASN' } }],
  })
  await put(commissioner, `${decision}/annulment`, givenAnnulment, decision)
  t.match((await overseer.get(path)).body, { decisionStanding: 'annulled', correctionCount: 2 })

  await world.numberAll()
  const told = async (agency: string) => {
    const integrator = await world.as(agency, 'integrator', `${agency}-integrator`)
    const { items } = succeeded(await integrator.get('/v1/feed?after=0&limit=200')).body
    return items
      .filter(({ subject }) => subject === path || subject === found.referral)
      .map(({ subject, type }) => `${type} ${subject}`.replace('penerusan.', ''))
  }
  t.strictSame(await told('bawaslu'), [
    `handover-sent ${path}`,
    `handed-decision-corrected ${path}`,
    `handover-received ${path}`,
    `handover-outcome-reported ${path}`,
    `handed-decision-corrected ${path}`,
    `handed-decision-annulled ${path}`,
  ])
  t.strictSame(
    (await told('kominfo')).slice(-1),
    [`handed-decision-annulled ${found.referral}`],
    'the parties read it on the referral',
  )
  t.strictSame(await told('boyolali'), [])
  const raw = await world.sql<{ row: string }[]>`
    select row::text as row from feed_entries row where row.agency = 'bawaslu' and row.subject = ${path}`
  for (const { row } of raw) t.notMatch(row, /Sari|R-2108|legal/i, 'an entry tells that, and not what')
})

t.test(
  'of a decision that was superseded whoever has the hand-over is told so, and of the next one nothing',
  async t => {
    const found = await stories.reach('under-examination')
    const path = await stories.handOver(found)
    const cleared = {
      ...{ reportedPersonId: found.persons[0], track: 'criminal', outcome: 'not-proven', supersedes: 1 },
      instrument: { kind: 'recommendation', number: 'R-2190', date: '2023-12-19', signatory: 'Ketua KASN' },
      ...{ reasons: 'He was elsewhere.', legalBasis: 'UU 7/2017' },
    }
    await stories.act(officer, 'POST', `${found.referral}/decisions`, cleared, found.referral)
    const next = `${found.referral}/decisions/2`
    await put(commissioner, `${next}/issuance`, undefined, next)
    await stories.act(
      otherCommissioner,
      'POST',
      `${next}/corrections`,
      { ...givenCorrection, legalBasis: 'UU 7/2017 pasal 494 ayat (1)' },
      next,
    )
    t.match((await overseer.get(path)).body, { decisionStanding: 'superseded', correctionCount: 0, corrections: [] })
    await world.numberAll()
    const integrator = await world.as('bawaslu', 'integrator', 'bawaslu-integrator')
    const { items } = succeeded(await integrator.get('/v1/feed?after=0&limit=200')).body
    t.strictSame(
      items.filter(({ subject }) => subject === path).map(({ type }) => type),
      ['penerusan.handover-sent', 'penerusan.handed-decision-superseded'],
    )
  },
)

t.test('a slip is corrected, and every version can be read', async t => {
  const { referral } = await stories.reach('closed')
  const path = `${referral}/decisions/1`
  const correction = { ...givenCorrection, instrument: { number: 'R-2170' } }
  const self = await world.as('kasn', ['case-officer', 'commissioner'], 'case-officer-1')
  const ifMatch = await commissioner.etag(path)
  t.equal(refusal(await self.post(`${path}/corrections`, correction, { ifMatch })), '403 issuer-is-drafter R-DEC-02')
  const corrected = await commissioner.post(`${path}/corrections`, correction, { ifMatch })
  t.equal(corrected.status, 201)
  t.match(corrected.body, {
    status: 'issued',
    instrument: { number: 'R-2170', signatory: 'Ketua KASN' },
    corrections: [
      {
        number: 1,
        before: { instrument: { number: 'R-2107' } },
        after: { instrument: { number: 'R-2170' } },
        ...givenCorrection,
      },
    ],
  })
  t.equal(
    refusal(await commissioner.post(`${path}/corrections`, correction, { ifMatch })),
    '422 correction-without-change R-DEC-18  rule',
  )
  const stale = await commissioner.post(
    `${path}/corrections`,
    { ...correction, reasons: 'Otherwise said.' },
    { ifMatch },
  )
  t.equal(refusal(stale), '412 stale-version')
  for (const [name, value] of [
    ['outcome', 'moot'],
    ['sanction', 'PP94-H1'],
    ['track', 'ethics'],
    ['reportedPersonId', randomUUID()],
  ]) {
    const wider = await commissioner.post(`${path}/corrections`, { ...correction, [name ?? '']: value }, { ifMatch })
    t.equal(wider.status, 400, `${name}`)
  }
  t.match((await referrer.get(path)).body.corrections, [{ number: 1 }], 'the sender reads them too')
})

t.test('who has seen a hand-over is told to whoever owns the case', async t => {
  const found = await stories.reach('under-examination')
  const path = await stories.handOver(found)
  succeeded(await overseer.get(path))
  const { body } = await referrer.get(`${found.violation}/access-explanation`)
  t.match(JSON.stringify(body), /"agency":"bawaslu"[^}]*"act":"handover-reading"/)
  t.match(JSON.stringify(body), /"agency":"bawaslu"[^}]*"operation":"readHandover"/)
  const other = await stories.reach('accepted')
  const { text } = await referrer.get(`${other.violation}/access-explanation`)
  t.notMatch(text, 'bawaslu', 'of the case that it is of, and of no other of the same agency')
})

t.test('with the mandates swapped, the successor hands over what it has decided', async t => {
  const founding = readDirectory(foundingDirectory)
  const bknId = 'bkn' as AgencyId
  const mandates = founding.mandates.map(row => (row.mandate === 'merit-supervision' ? { ...row, agency: bknId } : row))
  const agreements = founding.agreements.map(row => ({ ...row, receiver: bknId }))
  const swapped = await buildTestApp(t, { directory: { ...founding, mandates, agreements } })
  const bkn = (role: 'intake-officer' | 'case-officer' | 'commissioner') => swapped.as('bkn', role, `${role}-1`)
  const cast = {
    ...swapped.cast,
    intake: await bkn('intake-officer'),
    officer: await bkn('case-officer'),
    commissioner: await bkn('commissioner'),
  }
  const elsewhere = storiesOf({ ...swapped, cast })
  const found = await elsewhere.reach('under-examination')
  const path = await elsewhere.handOver(found)
  t.match((await cast.overseer.get(path)).body, { sender: 'bkn', receiver: 'bawaslu' })
  t.equal(refusal(await swapped.cast.officer.get(path)), '403 role-not-allowed', 'KASN may give no such role any more')
})

t.end()
