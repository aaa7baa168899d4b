import t from 'tap'
import { createAgencyPools } from '../../src/db/agency-pools.ts'
import { rebuildProjections } from '../../src/db/rebuild.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { givenCopy, givenCorrection, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp, type Client, refusal } from '../support/test-app.ts'
import { everyOperation } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, commissioner, otherCommissioner, intake, officer, personnelOfficer } = world.cast
const governor = await world.as('jawa-tengah', 'personnel-officer')
const ministry = await world.as('kemendagri', 'personnel-officer')
const bkn = await world.as('bkn', 'compliance-officer')

const give = (referral: string, changes: object = {}) =>
  stories.act(commissioner, 'POST', `${referral}/copies`, { ...givenCopy, ...changes }, referral)
const refused = async (referral: string, changes: object = {}) =>
  commissioner.post(`${referral}/copies`, { ...givenCopy, ...changes }, { ifMatch: await commissioner.etag(referral) })

/** A report by an ASN under pressure: the regent himself is where the pressure comes from. */
const underPressure = {
  source: { kind: 'report', channel: 'asn-self-report' },
  reporter: { name: 'Wahyuningsih Pelapor', contact: '0812-5550-1234', workUnit: 'SD Negeri 2 Mojosongo' },
  eventDescription:
    'Wahyuningsih Pelapor told us of a meeting. The head of the office told his staff to support a party.',
  interaction: null,
  implicated: [{ agency: 'boyolali', because: 'exerted-pressure' }],
  releasable: { excerpts: ['The head of the office told his staff to support a party.'], evidence: [] },
  reportedPersons: [
    {
      identification: 'identified',
      name: 'Drs. Hartono',
      nip: '197001012000011001',
      nik: '3309010101700001',
      personnelAuthority: 'boyolali',
    },
    { identification: 'unidentified', description: 'A second voice, perhaps his deputy.' },
  ],
}
const { interaction: _, ...pressed } = underPressure

t.test('R-CPY-04 Boyolali: a copy goes past the regent who exerts the pressure to the governor', async t => {
  const found = await stories.reach('drafted', pressed)
  await stories.act(
    commissioner,
    'PUT',
    `${found.referral}/decisions/1/issuance`,
    undefined,
    `${found.referral}/decisions/1`,
  )

  const { items } = (await referrer.get(`${found.referral}/routes`)).body
  t.match(items[0], {
    recipient: 'jawa-tengah',
    bypassed: [{ agency: 'boyolali', because: 'exerted-pressure' }],
    rule: 'R-CPY-04',
  })
  t.match(items[1], { recipient: null, bypassed: [], rule: 'R-CPY-03' }, 'nobody is named for a person nobody knows')

  const toRegent = await refused(found.referral)
  t.equal(toRegent.status, 422)
  t.match(toRegent.body, { rule: 'R-CPY-04', errors: [{ pointer: '/recipient', code: 'bypassed' }] })
  const astray = await refused(found.referral, { recipient: 'surakarta' })
  t.match(astray.body, { rule: 'R-CPY-04', errors: [{ pointer: '/recipient', code: 'not-on-the-route' }] })

  const given = await give(found.referral, { recipient: 'jawa-tengah' })
  const seen = succeeded(await governor.get(`/v1/copies/${given.body.id}`))
  t.match(seen.body, { recipient: 'jawa-tengah', bypassed: ['boyolali'], givenBy: 'kasn' })
  t.strictSame(seen.body['copy'], given.body['copy'])
  t.match(seen.text, 'The head of the office told his staff')
  for (const secret of [
    'Wahyuningsih',
    '0812',
    'asn-self-report',
    'report"',
    'second voice',
    '3309010101700001',
    'told us of a meeting',
  ]) {
    t.notOk(seen.text.includes(secret), secret)
  }

  t.equal((await personnelOfficer.get(`/v1/copies/${given.body.id}`)).status, 404)
  t.strictSame((await personnelOfficer.get('/v1/copies')).body.items, [])
})

t.test('Boyolali: no path leads the regent’s office to the case, whatever it tries', async t => {
  const content = { ...pressed, reportedPersons: [pressed.reportedPersons[0]] }
  const found = await stories.reach('closed', content, { evidence: ['A recording of the meeting.'] })
  found.copy = (await give(found.referral, { recipient: 'jawa-tengah' })).body.id
  const before = world.replies.length
  const insiders: Client[] = [
    personnelOfficer,
    await world.as('boyolali', 'observer'),
    await world.as('boyolali', 'auditor'),
  ]
  for (const operation of everyOperation.filter(({ who, stage }) => who !== null && stage !== null)) {
    for (const client of insiders) {
      const { method, body, form, bytes, headers = {} } = operation
      const answer = await client.send(method, operation.path(found), body?.(found) ?? form?.() ?? bytes, {
        ifMatch: operation.ifMatch && '"1"',
        headers,
      })
      t.ok([403, 404].includes(answer.status), `${operation.id}: ${answer.status}`)
    }
  }
  for (const secret of ['Wahyuningsih', '0812-5550', 'Hartono', 'asn-self-report']) {
    t.notOk(
      world.replies.slice(before).some(reply => reply.includes(secret)),
      secret,
    )
  }
})

t.test('Pangandaran: of a report from inside, the employing regency learns neither that nor by whom', async t => {
  const inside = { ...pressed, implicated: [], reportedPersons: [pressed.reportedPersons[0]] }
  const { referral } = await stories.reach('closed', inside)
  const { body } = await give(referral)
  const { text } = succeeded(await personnelOfficer.get(`/v1/copies/${body.id}`))
  for (const secret of ['Wahyuningsih', '0812', 'self-report', 'finding', 'channel', 'reporter', 'Mojosongo']) {
    t.notOk(text.includes(secret), secret)
  }
})

t.test(
  'what the examination finds out of a regent turns the copies away from him, and only the parties see it',
  async t => {
    const { interaction: _, implicated: __, ...unknowing } = underPressure
    const { referral } = await stories.reach('decided', unknowing)
    const { body } = await give(referral)
    t.equal((await personnelOfficer.get(`/v1/copies/${body.id}`)).status, 200)

    const said = { agency: 'boyolali', because: 'exerted-pressure', explanation: 'Three witnesses name the regent.' }
    const recorded = await stories.act(officer, 'POST', `${referral}/implications`, said, referral)
    t.equal(recorded.headers['location'], `${referral}/implications/1`)
    t.match(recorded.body, { implications: [{ number: 1, ...said, by: { role: 'case-officer' } }] })
    for (const party of [officer, referrer, intake]) {
      t.match((await party.get(`${referral}/implications/1`)).body, said)
      t.match((await party.get(referral)).body, { implications: [said] })
    }
    t.equal((await personnelOfficer.get(`/v1/copies/${body.id}`)).status, 404)
    t.equal((await personnelOfficer.get(`${referral}/implications/1`)).status, 404)
    t.equal((await officer.get(`${referral}/implications/2`)).status, 404)

    t.match((await referrer.get(`${referral}/routes`)).body, {
      items: [{ recipient: 'jawa-tengah', bypassed: [{ agency: 'boyolali', because: 'exerted-pressure' }] }, {}],
    })
    t.match(refusal(await refused(referral)), /^422 copy-recipient-refused R-CPY-04 \/recipient bypassed/)
    const above = await give(referral, { recipient: 'jawa-tengah' })
    t.equal((await governor.get(`/v1/copies/${above.body.id}`)).status, 200)
  },
)

t.test(
  'whoever holds a copy is told that its decision was corrected, and reads what the copy may show of it',
  async t => {
    const { referral } = await stories.reach('decided')
    const one = await give(referral)
    const ended = await give(referral)
    await stories.act(commissioner, 'PUT', `${referral}/copies/2/ending`, { explanation: 'Given twice.' }, referral)
    t.match((await personnelOfficer.get(`/v1/copies/${one.body.id}`)).body, { corrections: [] })
    const decision = `${referral}/decisions/1`
    const correction = {
      ...givenCorrection,
      legalBasis: 'PP 94/2021 Pasal 5 huruf n angka 1',
      reasons: 'Kata rahasia.',
    }
    await stories.act(otherCommissioner, 'POST', `${decision}/corrections`, correction, decision)
    const seen = succeeded(await personnelOfficer.get(`/v1/copies/${one.body.id}`))
    t.strictSame(seen.body['copy'], one.body['copy'], 'the copy keeps what it said')
    t.match(seen.body, {
      corrections: [{ correctionNumber: 1, legalBasis: correction.legalBasis, reasons: true, at: /Z$|\+07:00$/ }],
    })
    for (const secret of ['Kata rahasia', givenCorrection.explanation]) t.notOk(seen.text.includes(secret), secret)
    t.equal((await personnelOfficer.get(`/v1/copies/${ended.body.id}`)).status, 404)
    t.match((await referrer.get(`${referral}/copies`)).body.items, [{ corrections: [{}] }, { corrections: [] }])

    await world.numberAll()
    const integrator = await world.as('boyolali', 'integrator')
    const told = succeeded(await integrator.get('/v1/feed?after=0&limit=200')).body.items
    const of = (id: string) => told.filter(({ subject }) => subject === `/v1/copies/${id}`).map(({ type }) => type)
    t.ok(of(one.body.id).includes('penerusan.copy-corrected'))
    t.notOk(of(ended.body.id).includes('penerusan.copy-corrected'), 'what has ended is not corrected')
    await rebuildProjections({ ...world.urls, log: () => undefined })
    t.match((await personnelOfficer.get(`/v1/copies/${one.body.id}`)).body, { corrections: [{ reasons: true }] })
  },
)

t.test('R-CPY-10 an authority is put on record once, and under a name that is known', async t => {
  const { referral } = await stories.reach('accepted')
  const record = async (agency: string) =>
    officer.post(
      `${referral}/implications`,
      { agency, because: 'is-reported', explanation: 'Found out.' },
      { ifMatch: await officer.etag(referral) },
    )
  t.equal(refusal(await record('boyolalli')), '422 implication-refused R-CPY-10 /agency unknown')
  t.equal((await record('boyolali')).status, 201)
  t.equal(refusal(await record('boyolali')), '422 implication-refused R-CPY-10 /agency known-already')
  const sent = await stories.reach('received')
  const early = await officer.post(
    `${sent.referral}/implications`,
    { agency: 'boyolali', because: 'is-reported', explanation: 'Found out.' },
    { ifMatch: await officer.etag(sent.referral) },
  )
  t.match(refusal(early), /^409 no-implication-now R-CPY-09/)
})

t.test('R-CPY-03 a slip of the authority leads nowhere', async t => {
  const slip = { ...pressed, reportedPersons: [{ ...pressed.reportedPersons[0], personnelAuthority: 'boyolalli' }] }
  const { referral } = await stories.reach('decided', slip)
  for (const recipient of ['boyolalli', 'boyolali', 'bkn']) {
    t.equal(refusal(await refused(referral, { recipient })), '409 copy-without-route R-CPY-03')
  }
  t.match((await commissioner.get(`${referral}/routes`)).body, { items: [{ recipient: null }] })
})

t.test('beyond the last authority a copy goes to whoever keeps the data of the civil service', async t => {
  const implicated = ['boyolali', 'jawa-tengah', 'kemendagri'].map(agency => ({ agency, because: 'is-reported' }))
  const { referral } = await stories.reach('closed', { implicated })
  const { body } = await give(referral, { recipient: 'bkn' })
  t.equal((await bkn.get(`/v1/copies/${body.id}`)).status, 200)
  for (const other of [personnelOfficer, governor, ministry]) {
    t.equal((await other.get(`/v1/copies/${body.id}`)).status, 404)
  }
})

t.test('of the evidence a recipient views the shown copy of what was marked, on record, and nothing else', async t => {
  const texts = ['What may go on.', 'What stays.']
  const { violation, referral, evidence } = await stories.reach('draft', {}, { evidence: texts }).then(async found => {
    const marks = { excerpts: [], evidence: [found.evidence[0]] }
    await stories.act(recorder, 'PATCH', found.violation, { releasable: marks }, found.violation)
    await stories.act(recorder, 'PUT', `${found.violation}/documentation`, undefined, found.violation)
    const sent = succeeded(await referrer.post('/v1/referrals', { violationId: found.violationId }))
    const path = `/v1/referrals/${sent.body.id}`
    const whole = { ...found, id: sent.body.id, referral: path }
    for (const step of ['receipt', 'acceptance', 'assignment', 'draft', 'issuance'] as const)
      await stories.take(whole, step)
    return whole
  })
  const [marked = '', kept = ''] = evidence
  t.match((await refused(referral, { evidence: [kept] })).body, {
    rule: 'R-CPY-06',
    errors: [{ pointer: '/evidence/0', code: 'not-marked' }],
  })
  const { body } = await give(referral, { evidence: [marked] })
  const copy = `/v1/copies/${body.id}`

  const viewed = await personnelOfficer.get(`${copy}/evidence/${marked}/copy`)
  t.equal(viewed.status, 200)
  t.equal(viewed.text, texts[0])
  t.match(viewed.headers, { 'content-disposition': /^attachment/, 'content-type': 'application/octet-stream' })
  t.equal((await personnelOfficer.get(`${copy}/evidence/${kept}/copy`)).status, 404)
  for (const path of [
    `${referral}/evidence/${marked}`,
    `${referral}/evidence/${marked}/content`,
    `${referral}/evidence/${marked}/custody`,
    `${violation}/evidence/${marked}/copy`,
    `${referral}/copies/1`,
    referral,
  ]) {
    t.equal((await personnelOfficer.get(path)).status, 404, path)
  }
  const { items } = (await recorder.get(`${violation}/evidence/${marked}/custody`)).body
  t.match(items.slice(-2), [
    { entry: 'shared', by: { agency: 'kasn', role: 'commissioner' }, details: { to: 'boyolali', copyId: body.id } },
    { entry: 'opened', by: { agency: 'boyolali', role: 'personnel-officer' }, details: { copyId: body.id } },
  ])
})

t.test('R-CPY-08 what is damaged later is not shown to a recipient either', async t => {
  const found = await stories.reach('copied', {}, { evidence: ['Whole for now.'], releasable: true })
  const [id = ''] = found.evidence
  await world.sql`update evidence_items set state = jsonb_set(state, '{damage}', '{"found": "damaged", "at": "2024-01-01T00:00:00Z"}') where id = ${id}`
  const answer = await personnelOfficer.get(`/v1/copies/${found.copy}/evidence/${id}/copy`)
  t.match(answer.body, { status: 409, rule: 'R-CPY-08', errors: [{ code: 'not-usable' }] })
})

t.test('a copy ends by itself: from that moment it has never been, on every path', async t => {
  const found = await stories.reach('copied', {}, { evidence: ['For thirty days.'], releasable: true })
  const copy = `/v1/copies/${found.copy}`
  const absent = '/v1/copies/018d5e00-0000-7000-8000-0000000000f1'
  const paths = [copy, `${copy}/evidence/${found.evidence[0]}/copy`]
  for (const path of paths) t.equal((await personnelOfficer.get(path)).status, 200, path)
  t.ok((await personnelOfficer.get('/v1/copies')).body.items.some(({ id }) => id === found.copy))

  await world.sql`insert into clock_shift values (true, '29 days 23 hours 59 minutes')`
  for (const path of paths) t.equal((await personnelOfficer.get(path)).status, 200, path)
  await world.sql`update clock_shift set shift = '30 days'`
  for (const path of paths) {
    const gone = await personnelOfficer.get(path)
    const never = await personnelOfficer.get(path.replace(copy, absent))
    t.equal(gone.status, 404, path)
    const substance = ({ requestId: _, instance: __, ...body }: typeof gone.body) => body
    t.strictSame(substance(gone.body), substance(never.body))
  }
  t.notOk((await personnelOfficer.get('/v1/copies')).body.items.some(({ id }) => id === found.copy))
  const ending = await commissioner.put(
    `${found.referral}/copies/1/ending`,
    { explanation: 'Late.' },
    {
      ifMatch: await commissioner.etag(found.referral),
    },
  )
  t.match(ending.body, { status: 409, rule: 'R-CPY-07' })
  await world.sql`delete from clock_shift`
})

t.test('a copy that is ended early is gone at once, and its parties still see what it said', async t => {
  const { referral, copy } = await stories.reach('copied')
  const why = { explanation: 'Given to the wrong office.' }
  t.equal((await stories.act(commissioner, 'PUT', `${referral}/copies/1/ending`, why, referral)).status, 201)
  t.equal((await personnelOfficer.get(`/v1/copies/${copy}`)).status, 404)
  t.match((await referrer.get(`${referral}/copies/1`)).body, {
    ending: why,
    copy: { person: { name: 'Sari Wulandari, S.Pd.' } },
  })
  const types = (await referrer.get(`${referral}/timeline`)).body.items.map(({ ['type']: type }) => type)
  t.strictSame(types.slice(-2), ['CopyGiven', 'CopyEnded'])
})

t.test('the database itself shows a copy and its items to the recipient alone, while it lasts', async t => {
  const found = await stories.reach('copied', {}, { evidence: ['In the database.'], releasable: true })
  const pools = createAgencyPools({ url: world.urls.serviceUrl })
  t.teardown(() => pools.close())
  const rowsOf = async (agency: string | null) => {
    const counts: Record<string, number> = {}
    for (const table of [
      'copies',
      'referrals',
      'referral_parties',
      'violations',
      'evidence_items',
      'events',
      'event_payloads',
    ]) {
      const [row] = await pools.run(
        agency as AgencyId | null,
        'count',
        ({ sql }) => sql<[{ count: number }]>`
        select count(*)::int as count from ${sql(table)} as row where row::text like ${`%${found.id}%`}
           or row::text like ${`%${found.evidence[0]}%`} or row::text like ${`%${found.violationId}%`}`,
      )
      counts[table] = row.count
    }
    return counts
  }
  const nothing = {
    copies: 0,
    referrals: 0,
    referral_parties: 0,
    violations: 0,
    evidence_items: 0,
    events: 0,
    event_payloads: 0,
  }
  t.strictSame(await rowsOf('boyolali'), { ...nothing, copies: 1, evidence_items: 1 })
  for (const agency of ['jawa-tengah', 'bkn', 'bawaslu', null]) t.strictSame(await rowsOf(agency), nothing, `${agency}`)
  await world.sql`update copies set ends_at = app_now() where id = ${found.copy ?? ''}`
  t.strictSame(await rowsOf('boyolali'), nothing, 'and not when it has ended')
})

t.test('what is masked of a referral is masked wherever its content is shown, and listed', async t => {
  const person = { ...pressed.reportedPersons[0], niPppk: undefined }
  const { referral } = await stories.reach('received', { ...pressed, reportedPersons: [person] })
  const channel = '/content/source/channel'
  const nik = '/content/reportedPersons/0/nik'
  const expected: [Client, string[]][] = [
    [recorder, []],
    [referrer, [nik]],
    [intake, [nik, channel]],
    [officer, [nik, channel]],
    [commissioner, [nik, channel]],
  ]
  const check = async (rows: typeof expected) => {
    for (const [client, masked] of rows) {
      const whole = (await client.get(referral)).body
      const version = (await client.get(`${referral}/versions/1`)).body
      const [listed] = (await client.get(`${referral}/versions`)).body.items
      for (const [where, body] of Object.entries({ whole, version, listed })) {
        t.strictSame([...((body?.['masked'] ?? []) as string[])].sort(), masked, `${client.roles} ${where}`)
        const text = JSON.stringify(body)
        t.equal(text.includes('3309010101700001'), !masked.includes(nik))
        t.equal(text.includes('asn-self-report'), !masked.includes(channel))
      }
      t.equal(whole['contentDigest'], version['contentDigest'], 'the digest is over the whole')
    }
  }
  await check(expected)
  await stories.act(intake, 'PUT', `${referral}/acceptance`, undefined, referral)
  await check([
    [intake, [nik, channel]],
    [officer, []],
    [commissioner, []],
  ])
})

t.test('a reply that is given again to fewer roles is masked for those', async t => {
  const both = await world.as('kominfo', ['referrer', 'recorder'], 'both-1')
  const one = await world.as('kominfo', 'referrer', 'both-1')
  const { violationId } = await stories.reach('documented', {
    ...pressed,
    reportedPersons: [pressed.reportedPersons[0]],
  })
  const key = '8c2a4a1e-sent-by-both'
  const sent = await both.post('/v1/referrals', { violationId }, { key })
  t.match(sent.text, '3309010101700001')
  const again = await one.post('/v1/referrals', { violationId }, { key })
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.notMatch(again.text, '3309010101700001')
  t.strictSame(again.body['masked'], ['/content/reportedPersons/0/nik'])
})

t.test('an agency that gave a case back reads no identifier of it any more', async t => {
  const { referral } = await stories.reach('rejected', { ...pressed, reportedPersons: [pressed.reportedPersons[0]] })
  for (const client of [intake, officer, commissioner]) {
    const { text } = succeeded(await client.get(`${referral}/versions`))
    for (const secret of ['197001012000011001', '3309010101700001', 'asn-self-report']) t.notOk(text.includes(secret))
    t.match(text, 'Drs. Hartono')
  }
})

t.test('R-ACC-05 a referrer marks what may go on, and changes nothing else', async t => {
  const { violation } = await stories.reach('documented')
  const ifMatch = await referrer.etag(violation)
  const refusal = await referrer.patch(violation, { eventDescription: 'Else.', handling: ['no-export'] }, { ifMatch })
  t.match(refusal.body, { status: 403, rule: 'R-ACC-05', errors: [{ pointer: '/eventDescription', code: 'rule' }] })
  const marks = { excerpts: ['liked a post'], evidence: [] }
  const marked = await referrer.patch(violation, { releasable: marks, handling: ['no-export'] }, { ifMatch })
  t.equal(marked.status, 200)
  t.strictSame(marked.body.content['releasable'], marks)
  t.ok(marked.body.allowedActions.includes('referral'), 'whoever marked it may refer it')
})

t.end()
