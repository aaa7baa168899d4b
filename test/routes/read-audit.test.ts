import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { storiesOf, succeeded } from '../support/stories.ts'
import { type AnyBody, buildTestApp, type Client } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, otherOfficer, commissioner, auditor, personnelOfficer, overseer, otherOverseer } =
  world.cast
const kasnAuditor = await world.as('kasn', 'auditor', 'auditor-1')
const bknAuditor = await world.as('bkn', 'auditor', 'auditor-1')

const personOf = async (subject: string, agency: string): Promise<string> => {
  const [row] = await world.sql`select id from persons where subject = ${subject} and agency = ${agency}`
  return row?.['id']
}

async function walk(client: Client, path: string): Promise<AnyBody[]> {
  const items: AnyBody[] = []
  for (let next: string | null = path; next !== null; ) {
    const { body } = await client.get(next)
    items.push(...body.items)
    next = body.next
  }
  return items
}

t.test('an auditor sees what their own agency read, newest first and page by page', async t => {
  const { violation, violationId, referral, id } = await stories.reach('sent')
  await intake.get(referral, { headers: { 'x-purpose': 'Pemeriksaan awal' } })
  for (let count = 0; count < 3; count++) await recorder.get(violation)

  const [ofKasn] = (await kasnAuditor.get(`/v1/read-records?targetId=${id}`)).body.items
  t.match(ofKasn, {
    person: await personOf('intake-officer-1', 'kasn'),
    roles: ['intake-officer'],
    operation: 'readReferral',
    target: { kind: 'referral', id },
    filter: null,
    purpose: 'Pemeriksaan awal',
    address: '127.0.0.1',
    refusedWith: null,
  })
  t.strictSame((await auditor.get(`/v1/read-records?targetId=${id}`)).body.items, [], 'nothing of the other agency')
  t.strictSame((await bknAuditor.get(`/v1/read-records?targetId=${violationId}`)).body.items, [])

  const all = await walk(auditor, '/v1/read-records?limit=3')
  const times = all.map(({ at }) => at)
  t.ok(all.length > 4)
  t.strictSame(times, [...times].sort().reverse())
  t.equal(new Set(all.map(({ requestId }) => requestId)).size, all.length, 'none twice')
  t.notMatch(JSON.stringify(all), /Sari Wulandari|campaigns for a candidate/, 'and nothing of the case')
})

t.test('an auditor finds the reads of a person, an operation, a thing and a time', async t => {
  const { violation, violationId } = await stories.reach('draft')
  const other = await world.as('kominfo', 'recorder', 'recorder-7')
  await other.get(violation)
  await other.get('/v1/violations?status=draft')
  const person = await personOf('recorder-7', 'kominfo')
  const operations = (items: readonly AnyBody[]) => items.map(({ operation }) => operation)

  t.strictSame(operations(await walk(auditor, `/v1/read-records?person=${person}&limit=1`)), [
    'listViolations',
    'readViolation',
  ])
  t.strictSame(operations(await walk(auditor, `/v1/read-records?person=${person}&operation=readViolation`)), [
    'readViolation',
  ])
  t.strictSame(operations(await walk(auditor, `/v1/read-records?person=${person}&targetId=${violationId}`)), [
    'readViolation',
  ])
  const [list, read] = await walk(auditor, `/v1/read-records?person=${person}`)
  t.match(list?.filter, { status: 'draft', limit: 50 })
  t.strictSame(
    operations(await walk(auditor, `/v1/read-records?person=${person}&until=${list?.at}`)).slice(-1),
    list?.at === read?.at ? [] : ['readViolation'],
  )
  t.strictSame(await walk(auditor, `/v1/read-records?person=${person}&from=2999-01-01T00:00:00Z`), [])
})

t.test('reading the records is on record too', async t => {
  await auditor.get('/v1/read-records?operation=readReferral')
  await auditor.get('/v1/refusals')
  const [first, second] = await walk(auditor, `/v1/read-records?person=${await personOf('auditor-1', 'kominfo')}`)
  t.match(first, { operation: 'listRefusals', target: { kind: 'refusals', id: null } })
  t.match(second, { operation: 'listReadRecords', filter: { operation: 'readReferral', limit: 50 } })
})

t.test('a refusal is on record with who, what, from where and why', async t => {
  const { violation, violationId, referral, id } = await stories.reach('sent')
  const stranger = await world.as('bkn', 'compliance-officer', 'curious-1')
  const absent = randomUUID()
  await stranger.get(referral)
  await stranger.get(`/v1/referrals/${absent}`)
  await stranger.get('/v1/violations')
  const person = await personOf('curious-1', 'bkn')
  const [list, absentOne, hiddenOne] = await walk(bknAuditor, `/v1/refusals?person=${person}`)
  const common = { person, address: '127.0.0.1', clientId: /./, requestId: /./ }
  t.match(list, { ...common, operation: 'listViolations', code: 'role-required', rule: 'R-ACC-01', target: null })
  t.match(absentOne, {
    ...common,
    operation: 'readReferral',
    code: 'not-found',
    rule: null,
    target: { kind: 'referral', id: absent },
  })
  t.match(hiddenOne, { ...common, code: 'not-found', target: { kind: 'referral', id } })
  t.match(
    (await walk(bknAuditor, `/v1/read-records?person=${person}`)).map(({ refusedWith }) => refusedWith),
    ['not-found', 'not-found'],
  )
  t.strictSame(await walk(auditor, `/v1/refusals?person=${person}`), [], 'told to its own agency alone')

  await intake.post('/v1/referrals', { violationId })
  t.match((await walk(kasnAuditor, `/v1/refusals?targetId=${violationId}`))[0], {
    operation: 'sendReferral',
    target: { kind: 'violation' },
  })
  await recorder.put(`${violation}/dismissal`, { reason: 'other', explanation: 'None.' }, { ifMatch: '"1"' })
  t.match((await walk(auditor, `/v1/refusals?targetId=${violationId}`))[0], {
    operation: 'dismissViolation',
    code: 'role-required',
  })
  await world.app.inject({ url: '/v1/no-such-path', headers: { authorization: `Bearer ${recorder.token}` } })
  t.equal((await walk(auditor, '/v1/refusals')).filter(({ code }) => code === 'no-such-path').length, 0)
})

t.test('a genuine token that claims too much is on record with whose it is', async t => {
  const token = await world.issuers.authorization('kominfo', ['commissioner'], { claims: { sub: 'ambitious-1' } })
  const answer = await world.withAuthorization(token).get('/v1/referrals')
  t.equal(answer.status, 403)
  const [row] = await walk(auditor, `/v1/refusals?person=${await personOf('ambitious-1', 'kominfo')}`)
  t.match(row, { code: 'role-not-allowed', operation: 'listReferrals', address: '127.0.0.1' })
})

t.test('a flood of requests without a token fills nothing, and is counted', async t => {
  const flooded = await buildTestApp(t)
  const nobody = flooded.withAuthorization(undefined)
  for (let count = 0; count < 75; count++) t.equal((await nobody.get(`/v1/referrals/${randomUUID()}`)).status, 401)
  await flooded.app.close()
  const rows = await flooded.sql`select agency, operation, code, target, left_out from refusals order by id`
  const single = {
    agency: null,
    operation: 'readReferral',
    code: 'not-authenticated',
    target: 'referral',
    left_out: null,
  }
  t.strictSame(
    rows.map(row => ({ ...row })),
    [
      ...Array.from({ length: 60 }, () => single),
      { agency: null, operation: '', code: 'not-authenticated', target: null, left_out: 15 },
    ],
  )
})

t.test('a refusal stands when it cannot be recorded, and the log says that it was not', async t => {
  const { referral } = await stories.reach('sent')
  await world.sql`revoke insert on refusals from penerusan_test_gate`
  try {
    t.equal((await recorder.put(`${referral}/receipt`, undefined, { ifMatch: '"1"' })).status, 403)
    t.equal((await world.withAuthorization(undefined).get(referral)).status, 401)
    t.ok(world.logLines.some(line => line.includes('a refusal could not be recorded')))
  } finally {
    await world.sql`grant insert on refusals to penerusan_test_gate`
  }
})

t.test('the owner is told who can see a case, by which row of the table, and who has', async t => {
  const { violation, violationId, referral, id, evidence } = await stories.reach('received', {}, { evidence: ['seen'] })
  const officer = await world.as('kasn', 'case-officer', 'reader-1')
  await officer.get(referral)
  await officer.get(referral)
  await officer.get(`${referral}/evidence/${evidence[0]}`)
  await (await world.as('bkn', 'compliance-officer', 'hidden-1')).get(referral)
  await (await world.as('kominfo', 'observer', 'roleless-1')).get(violation)

  const { body } = await referrer.get(`${violation}/access-explanation`)
  const roleOf = (agency: string, act: string) =>
    body.canSee
      .filter((entry: AnyBody) => entry['agency'] === agency && entry['act'] === act)
      .map((entry: AnyBody) => entry['roles'])
  t.strictSame(roleOf('kominfo', 'violation-reading'), [['recorder', 'referrer']])
  t.strictSame(roleOf('kasn', 'violation-reading'), [])
  t.strictSame(roleOf('kasn', 'referral-reading'), [['intake-officer', 'case-officer', 'commissioner']])
  t.strictSame(roleOf('kasn', 'decision-evidence'), [['case-officer', 'commissioner']])
  t.strictSame([...new Set(body.canSee.map((entry: AnyBody) => entry['agency']))].sort(), ['kasn', 'kominfo'])
  t.ok(body.canSee.every((entry: AnyBody) => entry['referralId'] === (entry['relation'] === 'owner' ? null : id)))

  const person = await personOf('reader-1', 'kasn')
  const seen = body.seenBy.filter((entry: AnyBody) => entry['person'] === person)
  t.match(
    seen.toSorted((a: AnyBody, b: AnyBody) => String(a['operation']).localeCompare(String(b['operation']))),
    [
      { agency: 'kasn', roles: ['case-officer'], operation: 'readReferral', times: 2 },
      { agency: 'kasn', roles: ['case-officer'], operation: 'readReferredEvidence', times: 1 },
    ],
  )
  t.ok(seen.every((entry: AnyBody) => String(entry['firstAt']) <= String(entry['lastAt'])))
  const everybody = new Set(body.seenBy.map((entry: AnyBody) => entry['person']))
  t.notOk(everybody.has(await personOf('hidden-1', 'bkn')), 'who was refused has seen nothing')
  t.notOk(everybody.has(await personOf('roleless-1', 'kominfo')))
  t.equal(body['complete'], true)
  t.match((await auditor.get(`/v1/read-records?targetId=${violationId}`)).body.items[0], {
    operation: 'explainViolationAccess',
  })
})

t.test('of a referral the sender is told about both agencies, the receiver about its own', async t => {
  const { referral } = await stories.reach('received')
  await recorder.get(referral)
  const agenciesIn = async (t: Test, client: Client) => {
    const { status, body } = await client.get(`${referral}/access-explanation`)
    t.equal(status, 200)
    const of = (entries: readonly AnyBody[]) => [...new Set(entries.map(entry => entry['agency']))].sort()
    return { canSee: of(body.canSee), seenBy: of(body.seenBy) }
  }
  const both = { canSee: ['kasn', 'kominfo'], seenBy: ['kasn', 'kominfo'] }
  t.strictSame(await agenciesIn(t, referrer), both)
  t.strictSame(await agenciesIn(t, auditor), both)
  const own = { canSee: ['kasn'], seenBy: ['kasn'] }
  t.strictSame(await agenciesIn(t, commissioner), own)
  t.strictSame(await agenciesIn(t, kasnAuditor), own)
})

t.test(
  'what is open for a time is told with its end and the one person it is open to, and gone afterwards',
  async t => {
    const { violation, referral, id } = await stories.reach('reporter-consented')
    const officerId = await personOf('case-officer-1', 'kasn')
    const asked = await overseer.post('/v1/emergency-accesses', {
      referralId: id,
      reason: 'court-order',
      explanation: 'Ordered for tonight.',
    })
    const access = asked.headers['location'] ?? ''
    const ends = async (client: Client, path: string) => {
      const { body } = await client.get(`${path}/access-explanation`)
      return body.canSee
        .filter((entry: AnyBody) => entry['person'] !== null)
        .map(({ act, agency, person, rule, relation }: AnyBody) => ({ act, agency, person, rule, relation }))
    }
    const takenIn = {
      act: 'reporter-reading',
      agency: 'kominfo',
      person: await personOf('recorder-1', 'kominfo'),
      rule: 'R-RPT-06',
      relation: 'owner',
    }
    const opening = {
      act: 'reporter-opening',
      agency: 'kasn',
      person: officerId,
      rule: 'R-RPT-07',
      relation: 'receiver',
    }
    t.strictSame(await ends(referrer, violation), [opening, takenIn], 'nobody is told of what nobody has confirmed')

    await otherOverseer.put(`${access}/confirmation`)
    await overseer.get(`${access}/referral`, { headers: { 'x-purpose': 'Perintah pengadilan' } })
    const emergency = {
      act: 'emergency-reading',
      agency: 'bawaslu',
      person: await personOf('election-officer-1', 'bawaslu'),
      rule: 'R-OFF-14',
      relation: 'overseer',
    }
    t.strictSame(await ends(referrer, violation), [opening, emergency, takenIn])
    t.strictSame(await ends(commissioner, referral), [opening, emergency], 'the other party too')
    const { body } = await referrer.get(`${referral}/access-explanation`)
    t.match(
      body.seenBy.find((entry: AnyBody) => entry['operation'] === 'readInEmergency'),
      { agency: 'bawaslu', person: emergency.person, times: 1 },
    )

    await world.sql`insert into clock_shift values (true, interval '1 day')`
    try {
      t.strictSame(await ends(referrer, violation), [takenIn])
    } finally {
      await world.sql`delete from clock_shift`
    }
  },
)

t.test('a redacted copy is told of while it lasts, and who has read it, to the sender', async t => {
  const { violation, referral, copy } = await stories.reach('copied')
  await personnelOfficer.get(`/v1/copies/${copy}`)
  const reader = await personOf('personnel-officer-1', 'boyolali')
  // An obligation shows itself to whom it obliges, and no copy.
  const of = (entries: readonly AnyBody[]) =>
    entries.filter(entry => entry['agency'] === 'boyolali' && entry['relation'] !== 'concerned')
  for (const path of [violation, referral]) {
    const { body } = await referrer.get(`${path}/access-explanation`)
    t.match(of(body.canSee), [{ act: 'copy-reading', relation: 'recipient', person: null, until: String }], path)
    t.match(of(body.seenBy), [{ person: reader, operation: 'readReceivedCopy', times: 1 }], path)
  }
  const { body } = await commissioner.get(`${referral}/access-explanation`)
  t.match(of(body.canSee), [{ act: 'copy-reading', roles: ['personnel-officer'] }])
  t.strictSame(of(body.seenBy), [], 'the receiver is told of its own readers alone')

  await stories.act(commissioner, 'PUT', `${referral}/copies/1/ending`, { explanation: 'Done.' }, referral)
  const after = (await referrer.get(`${violation}/access-explanation`)).body
  t.strictSame(of(after.canSee), [])
  t.match(of(after.seenBy), [{ person: reader, operation: 'readReceivedCopy' }], 'what was seen stays seen')
})

t.test('who is recused is in no explanation', async t => {
  const { violation, referral } = await stories.reach('received')
  await otherOfficer.put(`${referral}/recusal`, { interest: 'family', explanation: 'A cousin of mine.' })
  const recused = await personOf('case-officer-2', 'kasn')
  for (const [client, path] of [
    [referrer, violation],
    [referrer, referral],
    [commissioner, referral],
  ] as const) {
    const { text } = await client.get(`${path}/access-explanation`)
    t.notMatch(text, new RegExp(`recus|cousin|${recused}`), path)
  }
})

t.test('each case of an export is on record as seen by whoever exported it, and what was left out is not', async t => {
  const { violation, violationId, referral, id } = await stories.reach('decided')
  const withheld = await stories.reach('received', { handling: ['no-export'] })
  const [obligation = ''] = await stories.obligationsOf({ referral })
  const exporter = await world.as('kasn', ['case-officer', 'commissioner'], 'exporter-1')
  const recording = await world.as('kominfo', 'recorder', 'exporter-2')
  const headers = { 'x-purpose': 'Rekapitulasi' }
  for (const name of ['referrals', 'obligations']) succeeded(await exporter.get(`/v1/${name}/export`, { headers }))
  succeeded(await exporter.send('HEAD', '/v1/referrals/export', undefined, { headers }))
  succeeded(await recording.get('/v1/violations/export?format=csv', { headers }))

  const theirs = await personOf('exporter-1', 'kasn')
  const own = await personOf('exporter-2', 'kominfo')
  const seenBy = async (client: Client, path: string, person: string) =>
    (await client.get(`${path}/access-explanation`)).body.seenBy
      .filter((entry: AnyBody) => entry['person'] === person)
      .map(({ operation, times }: AnyBody) => `${operation} ${times}`)
      .sort()
  t.strictSame(await seenBy(referrer, violation, theirs), ['exportObligations 1', 'exportReferrals 1'])
  t.strictSame(await seenBy(referrer, violation, own), ['exportViolations 1'])
  t.strictSame(await seenBy(referrer, referral, theirs), ['exportObligations 1', 'exportReferrals 1'])
  t.strictSame(await seenBy(commissioner, referral, theirs), ['exportObligations 1', 'exportReferrals 1'])
  t.strictSame(await seenBy(referrer, withheld.violation, theirs), [])

  const records = async (client: Client, targetId: string, operation: string) =>
    (await client.get(`/v1/read-records?targetId=${targetId}&operation=${operation}`)).body.items
  t.match(await records(kasnAuditor, id, 'exportReferrals'), [
    { person: theirs, target: { kind: 'referral', id }, purpose: 'Rekapitulasi', filter: null, refusedWith: null },
  ])
  t.match(await records(kasnAuditor, obligation.split('/').at(-1) ?? '', 'exportObligations'), [{ person: theirs }])
  t.match(await records(auditor, violationId, 'exportViolations'), [{ person: own, target: { kind: 'violation' } }])
  t.strictSame(await records(kasnAuditor, withheld.id, 'exportReferrals'), [])
})

t.test('a refused line of a batch takes nothing from the reads of its other lines', async t => {
  const { violation, violationId } = await stories.reach('documented')
  const line = JSON.stringify({ idempotencyKey: randomUUID(), violationId })
  const sender = await world.as('kominfo', 'referrer', 'batch-sender')
  const batch = async (...lines: string[]) => {
    const headers = { 'content-type': 'application/x-ndjson' }
    return succeeded(await sender.post('/v1/referrals/batch', lines.join('\n'), { key: null, headers }))
  }
  await batch(line)
  await batch(line)
  const absent = JSON.stringify({ idempotencyKey: randomUUID(), violationId: randomUUID() })
  t.match((await batch(line, absent)).text, /already-sent.*\n.*not-found/)
  const person = await personOf('batch-sender', 'kominfo')
  const { items } = (await auditor.get(`/v1/read-records?targetId=${violationId}&person=${person}`)).body
  t.strictSame(
    items.map(({ refusedWith }: AnyBody) => refusedWith),
    [null, null],
  )
  const { seenBy } = (await referrer.get(`${violation}/access-explanation`)).body
  t.match(
    seenBy.filter((entry: AnyBody) => entry['person'] === person),
    [{ operation: 'sendReferral', times: 2 }],
  )
})

t.end()
