import { randomUUID } from 'node:crypto'
import t from 'tap'
import { givenReporterRequest, purpose, report, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'
import { someAtTurn } from '../support/thorough.ts'
import { everyOperation } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, otherRecorder, referrer, otherReferrer, intake, officer, otherOfficer, commissioner } = world.cast

const marker = 'Pelapor-Rahasia'
const reporter = {
  name: `${marker} Budi`,
  contact: `${marker}@example.org`,
  nip: '198001012005011002',
  workUnit: `Kecamatan ${marker}`,
  statement: `${marker} was told whom to vote for.`,
}
const secretReport = { ...report, reporter }
const secrets = [marker, reporter.nip]

/** Which tables hold one of the secrets, as text. */
async function tablesHolding(): Promise<string[]> {
  const tables = await world.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'penerusan'`
  t.ok(tables.length > 20)
  const holding: string[] = []
  for (const { name } of tables) {
    const found = await world.sql`
      select from ${world.sql(name)} row where row::text like any (${secrets.map(secret => `%${secret}%`)}) limit 1`
    if (found.length > 0) holding.push(name)
  }
  return holding
}

t.test('a reporter is sealed before anything is stored, and appears nowhere by itself', async t => {
  const key = randomUUID()
  const recorded = await recorder.post('/v1/violations', { ...secretReport, eventDescription: 'x' }, { key })
  t.equal(recorded.status, 201)
  t.match(recorded.body['reporterId'], /^[0-9a-f-]{36}$/)
  const again = await recorder.post('/v1/violations', { ...secretReport, eventDescription: 'x' }, { key })
  t.equal(again.text, recorded.text)
  await recorder.post('/v1/violations', { ...secretReport, eventDescription: 7 })
  await recorder.post('/v1/violations', { ...secretReport, source: { kind: 'finding', channel: 'patrol' } })
  await recorder.post('/v1/violations', { reporter: { ...reporter, nickname: marker } })
  await recorder.post('/v1/violations', `{"reporter": "${marker}`)

  const decided = await stories.reach('superseding', secretReport)
  for (const [turn, operation] of everyOperation.filter(({ method }) => method === 'GET').entries()) {
    for (const client of someAtTurn(Object.values(world.cast), turn)) {
      // The one that may.
      if (operation.id === 'readReporter' && client === recorder) continue
      await client.get(operation.path(decided), { headers: purpose })
    }
  }
  t.ok(world.replies.length > 100)
  for (const secret of secrets) {
    t.notOk(
      world.replies.find(reply => reply.includes(secret)),
      'no reply',
    )
  }
  t.equal(await world.count('reporters'), 2)
  t.strictSame(await tablesHolding(), [])

  const read = await recorder.get(`${decided.violation}/reporter`, { headers: purpose })
  t.equal(read.status, 200)
  t.strictSame(read.body['identity'], reporter)
  t.strictSame(await tablesHolding(), [], 'nor does reading it leave anything')
  for (const secret of secrets) {
    t.notOk(
      world.logLines.find(line => line.includes(secret)),
      'no line of the log',
    )
  }
})

t.test('of two reporters who are the same nothing that is stored is alike', async t => {
  for (const _ of [1, 2]) await stories.record(secretReport)
  const rows = await world.sql<{ identity: Record<string, string> }[]>`
    select identity from reporters order by taken_in_at desc limit 2`
  for (const member of ['wrappedKey', 'iv', 'ciphertext']) {
    t.not(rows[0]?.identity[member], rows[1]?.identity[member], member)
  }
  t.equal(rows[0]?.identity['ciphertext']?.length, rows[1]?.identity['ciphertext']?.length)
})

t.test('that a text names the reporter is told to whoever records it, once, and is kept in no event', async t => {
  const said = { ...secretReport, reporter: { name: 'Tri Handayani' }, eventDescription: 'Handayani has filmed it.' }
  const recorded = await recorder.post('/v1/violations', said)
  t.equal(recorded.status, 201, 'the sender must be able to write')
  t.match(recorded.body.warnings, [{ pointer: '/eventDescription', code: 'names-reporter' }])
  const violation = `/v1/violations/${recorded.body.id}`
  for (const client of [recorder, otherRecorder, referrer]) {
    t.notMatch((await client.get(violation)).text, 'names-reporter')
  }
  const kept = await world.sql`
    select from event_payloads where payload::text like '%names-reporter%'
    union all select from violations where state::text like '%names-reporter%'`
  t.equal(kept.length, 0)
})

t.test('a referral says nothing of its reporter, whoever reads it', async t => {
  const { referral } = await stories.reach('received', secretReport)
  for (const client of [intake, recorder]) {
    t.notMatch((await client.get(referral)).text, /reporter/i)
    t.notMatch((await client.get(`${referral}/timeline`)).text, /reporter/i)
  }
})

t.test('R-RPT-06 a colleague of the officer who took the reporter in does not read who it is', async t => {
  const { violation, referral } = await stories.reach('reporter-consented')
  const path = `${violation}/reporter`
  t.equal((await recorder.get(path, { headers: purpose })).status, 200)
  t.equal(refusal(await otherRecorder.get(path, { headers: purpose })), '403 reporter-of-another-officer R-RPT-06')
  // A consent is for the other agency: at this one it opens nothing.
  t.equal(refusal(await referrer.get(path, { headers: purpose })), '403 role-required R-ACC-01')
  t.equal(refusal(await recorder.get(`${referral}/reporter`, { headers: purpose })), '403 role-required R-ACC-01')
  const [row] = await world.sql`select operation, code, rule from refusals where rule = 'R-RPT-06'`
  t.match(row, { operation: 'readReporter', code: 'reporter-of-another-officer' }, 'and that is on record')
})

t.test('without a purpose nobody reads who reported, and nothing is told (R-AUD-01)', async t => {
  const { violation, referral } = await stories.reach('reporter-consented')
  const openings = await world.count('reporter_openings')
  for (const [client, path] of [
    [recorder, `${violation}/reporter`],
    [officer, `${referral}/reporter`],
    [officer, `/v1/referrals/${randomUUID()}/reporter`],
  ] as const) {
    t.equal(refusal(await client.get(path)), '400 purpose-required R-AUD-01')
    t.equal(refusal(await client.get(path, { headers: { 'x-purpose': '' } })), '400 purpose-required R-AUD-01')
    const form = await client.get(path, { headers: { 'x-purpose': 'x'.repeat(201) } })
    t.equal(refusal(form), '400 invalid-request header/x-purpose format')
  }
  t.equal(await world.count('reporter_openings'), openings)
})

t.test('a finding has no reporter to be read or asked for (R-RPT-02)', async t => {
  const { violation, referral } = await stories.reach('accepted')
  t.equal(refusal(await recorder.get(`${violation}/reporter`, { headers: purpose })), '404 not-found')
  t.equal(
    refusal(await officer.post(`${referral}/reporter-requests`, givenReporterRequest)),
    '409 no-reporter R-RPT-02',
  )
  t.equal(refusal(await officer.get(`${referral}/reporter`, { headers: purpose })), '403 reporter-not-opened R-RPT-07')
})

t.test('the receiving agency opens who reported by request, consent and purpose, and the owner sees it', async t => {
  const { violation, referral } = await stories.reach('accepted', secretReport)
  const requested = await officer.post(`${referral}/reporter-requests`, givenReporterRequest)
  t.equal(requested.status, 201)
  t.equal(requested.headers['location'], `${referral}/reporter-requests/1`)
  t.match(requested.body, { number: 1, ...givenReporterRequest, outcome: 'open', answer: null, allowedActions: [] })
  t.equal(
    refusal(await otherOfficer.post(`${referral}/reporter-requests`, givenReporterRequest)).slice(0, 3),
    '409',
    'R-RPT-03 one waits already',
  )
  const seen = (await referrer.get(`${referral}/reporter-requests/1`)).body
  t.strictSame(seen.allowedActions, ['reporter-consent', 'reporter-refusal'])
  t.ok((await referrer.get(referral)).body.allowedActions.includes('reporter-consent'))

  const consented = await stories.act(
    referrer,
    'PUT',
    `${referral}/reporter-requests/1/consent`,
    { hours: 48 },
    referral,
  )
  t.equal(consented.status, 201)
  const { body: request } = await officer.get(`${referral}/reporter-requests/1`)
  t.match(request, { outcome: 'consented', answer: { hours: 48 }, allowedActions: ['reporter-opening'] })

  const opened = await officer.get(`${referral}/reporter`, { headers: { 'x-purpose': 'Pemeriksaan saksi' } })
  t.equal(opened.status, 200, opened.text)
  t.strictSame(opened.body['identity'], reporter)
  t.equal(opened.body['endsAt'], (request['answer'] as unknown as { endsAt: string }).endsAt)
  t.equal(opened.headers['etag'], undefined)
  t.equal(opened.headers['cache-control'], 'no-store')
  for (const client of [otherOfficer, commissioner]) {
    t.equal(refusal(await client.get(`${referral}/reporter`, { headers: purpose })), '403 reporter-not-opened R-RPT-07')
  }
  t.equal(refusal(await intake.get(`${referral}/reporter`, { headers: purpose })), '403 role-required R-ACC-01')

  await recorder.get(`${violation}/reporter`, { headers: purpose })
  const { items } = (await otherReferrer.get(`${violation}/reporter-openings`)).body
  t.match(items, [
    {
      by: { agency: 'kasn', role: 'case-officer', person: request.by.person },
      purpose: 'Pemeriksaan saksi',
      referralId: referral.split('/').at(-1),
      requestNumber: 1,
    },
    {
      by: { agency: 'kominfo', role: 'recorder' },
      purpose: purpose['x-purpose'],
      referralId: null,
      requestNumber: null,
    },
  ])
  t.equal(items.length, 2)
  const page = await recorder.get(`${violation}/reporter-openings?limit=1`)
  t.strictSame(page.body.items, items.slice(0, 1))
  t.strictSame((await recorder.get(page.body.next ?? '')).body.items, items.slice(1))

  const timeline = (await intake.get(`${referral}/timeline`)).body.items
  t.match(timeline.slice(-2), [
    { type: 'ReporterRequested', details: givenReporterRequest },
    { type: 'ReporterConsented', details: { number: 1, hours: 48 } },
  ])
  t.strictSame(await tablesHolding(), [])
})

t.test('a consent lasts a day unless something else is said, and never longer than three', async t => {
  const { referral } = await stories.reach('reporter-requested')
  const path = `${referral}/reporter-requests/1/consent`
  const ifMatch = await referrer.etag(referral)
  for (const hours of [0, 73, 1.5]) {
    t.match(refusal(await referrer.put(path, { hours }, { ifMatch })), /^400 invalid-request \/hours /)
  }
  t.equal((await referrer.put(path, {}, { ifMatch })).status, 201)
  t.equal((await referrer.put(path, { hours: 24 }, { ifMatch })).status, 200, 'which is the same again')
  t.equal(refusal(await referrer.put(path, { hours: 25 }, { ifMatch })), '409 fact-stands-differently R-GEN-01')
})

t.test('R-RPT-05 whoever took the reporter in does not answer for it', async t => {
  const { referral } = await stories.reach('reporter-requested')
  const takerIn = await world.as('kominfo', ['recorder', 'referrer'], 'recorder-1')
  const ifMatch = await takerIn.etag(referral)
  for (const [noun, body] of [
    ['consent', {}],
    ['refusal', { explanation: 'No.' }],
  ] as const) {
    t.equal(
      refusal(await takerIn.put(`${referral}/reporter-requests/1/${noun}`, body, { ifMatch })),
      '403 answered-by-taker-in R-RPT-05',
    )
  }
  t.strictSame((await takerIn.get(`${referral}/reporter-requests/1`)).body.allowedActions, [])
})

t.test('what was refused stays closed until it is asked again', async t => {
  const { referral } = await stories.reach('reporter-requested')
  const refusing = { explanation: 'The video says it all.' }
  await stories.act(referrer, 'PUT', `${referral}/reporter-requests/1/refusal`, refusing, referral)
  t.equal(refusal(await officer.get(`${referral}/reporter`, { headers: purpose })).slice(0, 3), '403')
  const again = await officer.post(`${referral}/reporter-requests`, { reason: 'The video has no sound.' })
  t.equal(again.body.number, 2)
  await stories.act(referrer, 'PUT', `${referral}/reporter-requests/2/consent`, {}, referral)
  t.equal((await officer.get(`${referral}/reporter`, { headers: purpose })).status, 200)
  const { items } = (await recorder.get(`${referral}/reporter-requests`)).body
  t.match(items, [{ outcome: 'refused', answer: refusing }, { outcome: 'consented' }])
})

t.test('a request that is not there is not answered', async t => {
  const { referral } = await stories.reach('reporter-requested')
  const ifMatch = await referrer.etag(referral)
  t.equal((await referrer.put(`${referral}/reporter-requests/2/consent`, {}, { ifMatch })).status, 404)
  t.equal((await officer.get(`${referral}/reporter-requests/2`)).status, 404)
})

t.test('with the referral every opening ends, and is not there again when it is decided anew (R-RPT-07)', async t => {
  const found = await stories.reach('decided', secretReport)
  const { referral } = found
  await officer.post(`${referral}/reporter-requests`, givenReporterRequest)
  await stories.act(referrer, 'PUT', `${referral}/reporter-requests/1/consent`, { hours: 72 }, referral)
  const open = () => officer.get(`${referral}/reporter`, { headers: purpose })
  t.equal((await open()).status, 200)
  await stories.take(found, 'execution')
  await stories.take(found, 'closure')
  t.equal(refusal(await open()), '403 reporter-not-opened R-RPT-07')
  await stories.take(found, 'superseding')
  await stories.act(commissioner, 'PUT', `${referral}/decisions/2/issuance`, undefined, `${referral}/decisions/2`)
  t.equal((await officer.get(referral)).body.status, 'decided')
  t.equal(refusal(await open()), '403 reporter-not-opened R-RPT-07')
})

t.test('an opening ends at its hour, by the clock of the database (R-RPT-07)', async t => {
  const { referral } = await stories.reach('reporter-consented')
  const { answer } = (await officer.get(`${referral}/reporter-requests/1`)).body as unknown as {
    answer: { endsAt: string }
  }
  const open = () => officer.get(`${referral}/reporter`, { headers: purpose })
  t.equal((await open()).status, 200)
  const at = (shift: string) => world.sql`
    insert into clock_shift values (true, ${answer.endsAt}::timestamptz - clock_timestamp() + ${shift}::interval)
      on conflict (only_row) do update set shift = excluded.shift`
  t.teardown(() => world.sql`delete from clock_shift`)
  await at('-1 minute')
  t.equal((await open()).status, 200)
  await at('1 millisecond')
  t.equal(refusal(await open()), '403 reporter-not-opened R-RPT-07')
  t.strictSame((await officer.get(`${referral}/reporter-requests/1`)).body.allowedActions, [])
})

t.test('consent and refusal at once: one of them stands, and only a consent opens anything', async t => {
  for (let round = 0; round < 3; round++) {
    const { referral, id } = await stories.reach('reporter-requested')
    const ifMatch = await referrer.etag(referral)
    const path = `${referral}/reporter-requests/1`
    const answers = await Promise.all([
      referrer.put(`${path}/consent`, { hours: 1 }, { ifMatch }),
      otherReferrer.put(`${path}/refusal`, { explanation: 'No.' }, { ifMatch }),
      otherReferrer.put(`${path}/consent`, { hours: 72 }, { ifMatch }),
    ])
    t.equal(answers.filter(({ status }) => status === 201).length, 1)
    t.ok(answers.every(({ status }) => [201, 409, 412].includes(status)))
    const given = await world.sql`
      select type from events where stream_id = ${id} and type in ('ReporterConsented', 'ReporterRefused')`
    t.equal(given.length, 1)
    const opened = await officer.get(`${referral}/reporter`, { headers: purpose })
    t.equal(opened.status, given[0]?.['type'] === 'ReporterConsented' ? 200 : 403)
  }
})

t.test('of many requests at once one waits for its answer (R-RPT-03)', async t => {
  const { referral } = await stories.reach('accepted', report)
  const answers = await Promise.all(
    [officer, otherOfficer, commissioner, officer].map(client =>
      client.post(`${referral}/reporter-requests`, givenReporterRequest),
    ),
  )
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  t.ok(answers.every(({ status, body }) => status === 201 || body.rule === 'R-RPT-03'))
})

t.test('openings and the end of the referral at once: none after it', async t => {
  const found = await stories.reach('executed', report)
  const { referral, id } = found
  await officer.post(`${referral}/reporter-requests`, givenReporterRequest)
  await stories.act(referrer, 'PUT', `${referral}/reporter-requests/1/consent`, {}, referral)
  const ifMatch = await referrer.etag(referral)
  const [closing, ...opening] = await Promise.all([
    referrer.put(`${referral}/closure`, undefined, { ifMatch }),
    ...Array.from({ length: 10 }, () => officer.get(`${referral}/reporter`, { headers: purpose })),
  ])
  succeeded(closing)
  t.ok(opening.every(({ status }) => status === 200 || status === 403))
  const [row] = await world.sql<[{ count: number }]>`
    select count(*)::int as count from reporter_openings where referral_id = ${id}`
  t.equal(row.count, opening.filter(({ status }) => status === 200).length, 'each that was given out is on record')
  t.equal((await officer.get(`${referral}/reporter`, { headers: purpose })).status, 403)
})

t.end()
