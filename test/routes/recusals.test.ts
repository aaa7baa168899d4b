import { randomUUID } from 'node:crypto'
import t from 'tap'
import { decisionOn, finding, storiesOf, succeeded } from '../support/stories.ts'
import { eve } from '../support/succession.ts'
import { type AnyBody, buildTestApp, type Cast, type Client, refusal } from '../support/test-app.ts'
import { caseFor, everyOperation, type Operation } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const {
  recorder,
  otherRecorder,
  referrer,
  otherReferrer,
  officer,
  otherOfficer,
  commissioner,
  otherCommissioner,
  intake,
} = world.cast
const interest = { interest: 'same-work-unit', explanation: 'We sit in one room.' }
const reason = { reason: 'They have moved.' }

/** What tells two refusals apart, without what names this one occurrence. */
function substance({ requestId: _, instance: __, ...body }: AnyBody) {
  return body
}

const absent = {
  violationId: randomUUID(),
  id: randomUUID(),
  violation: `/v1/violations/${randomUUID()}`,
  referral: `/v1/referrals/${randomUUID()}`,
  persons: [randomUUID()],
  evidence: [randomUUID()],
}

const roleOf: Partial<Record<keyof Cast, readonly [agency: string, role: Client['roles'][number]]>> = {
  recorder: ['kominfo', 'recorder'],
  otherRecorder: ['kominfo', 'recorder'],
  referrer: ['kominfo', 'referrer'],
  intake: ['kasn', 'intake-officer'],
  officer: ['kasn', 'case-officer'],
  otherOfficer: ['kasn', 'case-officer'],
  commissioner: ['kasn', 'commissioner'],
  personnelOfficer: ['boyolali', 'personnel-officer'],
  otherPersonnelOfficer: ['boyolali', 'personnel-officer'],
  overseer: ['bawaslu', 'election-officer'],
  otherOverseer: ['bawaslu', 'election-officer'],
}

/** Operations on a case by whoever sees any of it, which a recused officer finds gone. Oversight from outside is looked at below. */
const onCases = everyOperation.filter(({ stage, path, by }) => {
  return stage !== null && !path(absent).startsWith('/v1/emergency-accesses') && roleOf[by] !== undefined
})

/** Through what an officer of this agency sees the case that the operation is on. */
function placeOf(agency: string, path: string, found: typeof absent): string {
  if (agency === 'kominfo') return path.startsWith('/v1/referrals/') ? found.referral : found.violation
  return agency === 'kasn' ? found.referral : path.split('/').slice(0, 4).join('/')
}

/** Everything that the operation sends, as whoever could do it would. */
async function send(
  { method, path, body, form, bytes, headers = {}, ifMatch }: Operation,
  found: typeof absent,
  client: Client,
) {
  return client.send(method, path(found), body?.(found) ?? form?.() ?? bytes, {
    ifMatch: ifMatch && '"1"',
    headers: { 'x-purpose': 'Pemeriksaan', ...headers },
  })
}

t.test('the matrix covers every operation on a case', async t => {
  t.ok(onCases.length > 90, `${onCases.length} operations`)
})

for (const operation of onCases) {
  t.test(`${operation.id}: to a recused officer it is as absent (R-OFF-05)`, async t => {
    const found = (await caseFor(stories, operation)) as typeof absent
    const [agency, role] = roleOf[operation.by] as readonly [string, Client['roles'][number]]
    const recused = await world.as(agency, role, `recused-${randomUUID()}`)
    succeeded(await recused.put(`${placeOf(agency, operation.path(found), found)}/recusal`, interest))

    const before = await world.count('events')
    const hidden = await send(operation, found, recused)
    const gone = await send(operation, absent, recused)
    t.equal(hidden.status, 404, hidden.text)
    t.equal(gone.status, 404, gone.text)
    t.strictSame(substance(hidden.body), substance(gone.body), 'hidden and absent are told alike')
    t.equal(hidden.headers['etag'], undefined)
    t.equal(await world.count('events'), before, 'and nothing happened')

    if (operation.id !== 'sendReferral') return
    t.strictSame(
      (await recused.get('/v1/violations')).body.items.filter(({ id }) => id === found.violationId),
      [],
    )
  })
}

t.test(
  'whoever recorded a case and is recused from it does not get the answer to the recording again (R-OFF-05)',
  async t => {
    const key = randomUUID()
    const first = succeeded(await otherRecorder.post('/v1/violations', finding, { key }))
    t.equal((await otherRecorder.post('/v1/violations', finding, { key })).text, first.text)
    succeeded(await otherRecorder.put(`/v1/violations/${first.body.id}/recusal`, interest))
    const again = await otherRecorder.post('/v1/violations', finding, { key })
    t.equal(refusal(again), '404 not-found')
    t.notMatch(again.text, first.body.id)
  },
)

t.test('a recused officer finds the case in no list, with whatever filter; colleagues do', async t => {
  const found = await stories.reach('received')
  const listed = async (client: Client, path: string, id: string) =>
    (await client.get(path)).body.items.some(item => item.id === id)
  const lists: [Client, Client, string, string][] = [
    [otherRecorder, recorder, '/v1/violations?limit=200', found.violationId],
    [otherRecorder, recorder, '/v1/violations?status=referred&limit=200', found.violationId],
    [otherRecorder, recorder, '/v1/referrals?limit=200', found.id],
    [otherOfficer, officer, '/v1/referrals?limit=200', found.id],
    [otherOfficer, officer, '/v1/referrals?status=received&limit=200', found.id],
    [otherOfficer, officer, `/v1/referrals?violationId=${found.violationId}`, found.id],
  ]
  succeeded(await otherRecorder.put(`${found.violation}/recusal`, interest))
  succeeded(await otherOfficer.put(`${found.referral}/recusal`, interest))
  for (const [recused, colleague, path, id] of lists) {
    t.notOk(await listed(recused, path, id), `${path} without it`)
    t.ok(await listed(colleague, path, id), `${path} with it`)
  }
})

t.test('whoever recorded a violation is not given that answer again once they are recused (R-OFF-05)', async t => {
  const key = randomUUID()
  const recorded = succeeded(await otherRecorder.post('/v1/violations', finding, { key }))
  t.equal((await otherRecorder.post('/v1/violations', finding, { key })).text, recorded.text)
  succeeded(await otherRecorder.put(`/v1/violations/${recorded.body.id}/recusal`, interest))
  t.equal(refusal(await otherRecorder.post('/v1/violations', finding, { key })), '404 not-found')
  t.equal((await otherRecorder.post('/v1/violations', finding)).status, 201, 'others they record as before')
})

t.test('a recusal from a referral holds for the next referral of the same violation', async t => {
  const found = await stories.reach('rejected')
  const recused = await world.as('kasn', 'intake-officer', 'recused-before')
  succeeded(await recused.put(`${found.referral}/recusal`, interest))
  const { id } = succeeded(await referrer.post('/v1/referrals', { violationId: found.violationId })).body
  t.equal((await recused.get(`/v1/referrals/${id}`)).status, 404)
  t.equal((await intake.get(`/v1/referrals/${id}`)).status, 200)
})

t.test('who is recused is seen by the supervisors and auditors of their own agency, and by nobody else', async t => {
  const { violation, referral } = await stories.reach('under-examination')
  succeeded(await otherOfficer.put(`${referral}/recusal`, interest))
  succeeded(await otherRecorder.put(`${violation}/recusal`, interest))
  const shown = async (client: Client, path = referral) => (await client.get(`${path}/recusals`)).body.items
  const ofKasn = await shown(commissioner)
  t.match(ofKasn, [{ interest: 'same-work-unit', by: { agency: 'kasn', role: 'case-officer' }, lifting: null }])
  t.equal(ofKasn.length, 1)
  t.match(await shown(await world.as('kasn', 'auditor')), ofKasn)
  const ofKominfo = await shown(referrer)
  t.match(ofKominfo, [{ by: { agency: 'kominfo', role: 'recorder' } }])
  t.equal(ofKominfo.length, 1)
  t.strictSame(await shown(referrer, violation), ofKominfo)
  for (const client of [officer, intake, recorder])
    t.match(refusal(await client.get(`${referral}/recusals`)), /^403 role-required/)

  for (const client of [recorder, referrer]) {
    for (const path of [referral, `${referral}/timeline`, `${referral}/questions`]) {
      const { text } = await client.get(path)
      t.notMatch(text, /recus|same-work-unit|one room/i, path)
      t.notMatch(text, String(ofKasn[0]?.by.person), path)
    }
  }
})

t.test(
  'only a supervisor who is somebody else lifts a recusal, with a reason, and both are on record (R-OFF-05)',
  async t => {
    const { referral } = await stories.reach('received')
    const { id } = succeeded(await commissioner.put(`${referral}/recusal`, interest)).body
    const lifting = `${referral}/recusals/${id}/lifting`
    t.equal((await commissioner.put(lifting, reason)).status, 404, 'whoever is recused finds nothing to lift')
    t.match(refusal(await officer.put(lifting, reason)), /^403 role-required/)
    t.equal((await referrer.put(lifting, reason)).status, 404, 'it is none of the other agency’s')
    t.equal((await otherCommissioner.put(lifting, {})).status, 400)

    const lifted = await otherCommissioner.put(lifting, reason)
    t.equal(lifted.status, 201)
    t.match(lifted.body, { id, lifting: { ...reason, by: { role: 'commissioner' } } })
    t.equal((await commissioner.get(referral)).status, 200, 'the case is back')
    t.equal((await otherCommissioner.put(lifting, reason)).status, 200)
    t.equal(
      refusal(await otherCommissioner.put(lifting, { reason: 'Another.' })),
      '409 fact-stands-differently R-GEN-01',
    )
    const again = succeeded(await commissioner.put(`${referral}/recusal`, interest))
    t.not(again.body.id, id)
    t.equal((await commissioner.get(referral)).status, 404)

    const events =
      await world.sql`select type, act ->> 'role' as role, audience, agency from events where stream_id = ${id} order by version`
    t.strictSame(
      [...events],
      [
        { type: 'RecusalDeclared', role: 'commissioner', audience: 'actor-agency', agency: 'kasn' },
        { type: 'RecusalLifted', role: 'commissioner', audience: 'actor-agency', agency: 'kasn' },
      ],
    )
  },
)

t.test(
  'while the officer of a case is recused nobody drafts; the commissioner gives it to another (R-OFF-03, R-OFF-04)',
  async t => {
    const { referral, persons } = await stories.reach('under-examination')
    const draft = async (client: Client) =>
      client.post(`${referral}/decisions`, decisionOn(persons[0]), { ifMatch: await commissioner.etag(referral) })
    const reassign = async (name: string) =>
      commissioner.post(
        `${referral}/reassignments`,
        { officer: name, reason: 'Workload.' },
        { ifMatch: await commissioner.etag(referral) },
      )

    succeeded(await officer.put(`${referral}/recusal`, interest))
    t.equal((await commissioner.get(referral)).body.status, 'under-examination')
    t.equal(refusal(await draft(otherOfficer)), '409 case-without-officer R-OFF-03')
    t.equal((await draft(officer)).status, 404)

    const third = await world.as('kasn', 'case-officer', 'case-officer-3')
    succeeded(await third.put(`${referral}/recusal`, interest))
    t.equal(refusal(await reassign('case-officer-3')), '422 officer-not-available R-OFF-04 /officer rule')
    t.equal(refusal(await reassign('case-officer-1')), '422 officer-unchanged R-OFF-02 /officer rule')
    succeeded(await reassign('case-officer-2'))
    t.equal((await draft(otherOfficer)).status, 201)
  },
)

t.test('nobody is assigned a case from which they are recused (R-OFF-04)', async t => {
  const { referral } = await stories.reach('accepted')
  succeeded(await otherOfficer.put(`${referral}/recusal`, interest))
  const ifMatch = await commissioner.etag(referral)
  const answer = await commissioner.put(`${referral}/assignment`, { officer: 'case-officer-2' }, { ifMatch })
  t.equal(refusal(answer), '422 officer-not-available R-OFF-04 /officer rule')
  t.equal((await commissioner.get(referral)).body.status, 'accepted')
})

t.test('whoever recuses while drafting has drafted before or not at all; nothing is drafted afterwards', async t => {
  for (let round = 0; round < 6; round++) {
    const { referral, persons, id } = await stories.reach('under-examination')
    const ifMatch = await commissioner.etag(referral)
    const drafting = otherOfficer.post(`${referral}/decisions`, decisionOn(persons[0]), { ifMatch })
    const [drafted, recused] = await Promise.all([drafting, otherOfficer.put(`${referral}/recusal`, interest)])
    t.equal(recused.status, 201)
    t.ok([201, 404].includes(drafted.status), drafted.text)
    const logged = await world.sql`
      select type from events where (stream = 'examination' and stream_id = ${id}) or stream_id = ${recused.body.id}`
    t.equal(logged.length, drafted.status === 201 ? 2 : 1)
    const later = await otherOfficer.post(`${referral}/decisions`, decisionOn(persons[0]), { ifMatch })
    t.equal(later.status, 404)
  }
})

t.test('two recusals of one officer at once are one', async t => {
  const { referral } = await stories.reach('received')
  const answers = await Promise.all(Array.from({ length: 6 }, () => otherReferrer.put(`${referral}/recusal`, interest)))
  t.strictSame(answers.map(({ status }) => status).sort(), [201, 404, 404, 404, 404, 404])
  t.equal((await referrer.get(`${referral}/recusals`)).body.items.length, 1)
})

/** What an officer of an agency that is no party sees of one case, and a colleague in the same role. */
const outside = {
  obligation: async () => {
    const found = await stories.reach('decided')
    const [path = ''] = await stories.obligationsOf(found)
    return { path, lists: ['/v1/obligations?limit=200'], found }
  },
  copy: async () => {
    const found = await stories.reach('copied')
    return { path: `/v1/copies/${found.copy}`, lists: ['/v1/copies?limit=200', '/v1/obligations?limit=200'], found }
  },
  'hand-over': async () => {
    const found = await stories.reach('under-examination')
    await stories.handOver(found)
    return { path: `/v1/handovers/${found.handover}`, lists: ['/v1/handovers?limit=200'], found }
  },
}
for (const [what, reach] of Object.entries(outside)) {
  t.test(
    `R-OFF-05 whoever is recused through the ${what} is cut off from all of the case, until a colleague lifts it`,
    async t => {
      const [agency, role] =
        what === 'hand-over' ? (['bawaslu', 'election-officer'] as const) : (['boyolali', 'personnel-officer'] as const)
      const recused = await world.as(agency, role, `outside-${randomUUID()}`)
      const colleague = await world.as(agency, role, `colleague-${randomUUID()}`)
      const { path, lists, found } = await reach()
      const listed = async (client: Client) =>
        Promise.all(lists.map(async list => (await client.get(list)).body.items.length))
      const [before, ofColleague] = [await listed(recused), await listed(colleague)]
      t.strictSame(before, ofColleague)
      const declared = succeeded(await recused.put(`${path}/recusal`, interest))
      t.notMatch(declared.text, found.violationId, 'it names nothing of the case')

      t.equal((await recused.get(path)).status, 404)
      t.strictSame(
        await listed(recused),
        before.map(count => count - 1),
      )
      t.strictSame(await listed(colleague), ofColleague)
      t.match((await colleague.get(`${path}/recusals`)).body.items, [{ by: { agency, role }, lifting: null }])
      t.equal((await recused.get(`${path}/recusals`)).status, 404)
      for (const party of [commissioner, referrer]) {
        t.notMatch(
          (await party.get(`${found.referral}/recusals`)).text,
          declared.body.id,
          'the parties do not learn of it',
        )
      }
      const lifting = `${path}/recusals/${declared.body.id}/lifting`
      t.equal((await recused.put(lifting, reason)).status, 404)
      t.equal(succeeded(await colleague.put(lifting, reason)).status, 201)
      t.equal((await recused.get(path)).status, 200)
      t.strictSame(await listed(recused), before)
    },
  )
}

t.test(
  'R-OFF-05 a recusal through an obligation holds for the copy of the same case, and the other way round',
  async t => {
    const found = await stories.reach('copied')
    const [obligation = ''] = await stories.obligationsOf(found)
    const [first, second] = [
      await world.as('boyolali', 'personnel-officer', 'either-way-1'),
      await world.as('boyolali', 'personnel-officer', 'either-way-2'),
    ]
    succeeded(await first.put(`${obligation}/recusal`, interest))
    succeeded(await second.put(`/v1/copies/${found.copy}/recusal`, interest))
    for (const client of [first, second]) {
      for (const path of [obligation, `/v1/copies/${found.copy}`]) t.equal((await client.get(path)).status, 404, path)
    }
  },
)

t.test(
  'R-OFF-05 whoever is recused through the hand-over reads nothing of the case in an emergency either',
  async t => {
    const found = await stories.reach('under-examination')
    await stories.handOver(found)
    const { overseer, otherOverseer } = world.cast
    const asked = { reason: 'parallel-proceeding', explanation: 'The hearing is tonight.', referralId: found.id }
    const open = async () => {
      const path = succeeded(await overseer.post('/v1/emergency-accesses', asked)).headers['location'] ?? ''
      succeeded(await otherOverseer.put(`${path}/confirmation`))
      return (await overseer.get(`${path}/referral`, { headers: { 'x-purpose': 'Pemeriksaan' } })).status
    }
    t.equal(await open(), 200)
    const { id } = succeeded(await overseer.put(`/v1/handovers/${found.handover}/recusal`, interest)).body
    t.equal(await open(), 404)
    succeeded(await otherOverseer.put(`/v1/handovers/${found.handover}/recusals/${id}/lifting`, reason))
    t.equal(await open(), 200)
  },
)

t.test(
  'R-OFF-15 where an agency is a party too, its recusals are for its supervisors, at whatever path its officers see the case',
  async t => {
    const { world, stories, pass } = await eve(t)
    const found = await stories.reach('decided')
    const [obligation = ''] = await stories.obligationsOf(found)
    // BKN takes the case over, and supervises the personnel authority that is obliged.
    const { commissioner } = await pass()
    const compliance = await world.as('bkn', 'compliance-officer', 'compliance-1')
    const auditor = await world.as('bkn', 'auditor')
    const both = await world.as('bkn', ['commissioner', 'compliance-officer'], 'both-1')
    const { id } = succeeded(await both.put(`${obligation}/recusal`, interest)).body
    t.equal((await both.get(found.referral)).status, 404, 'declaring is open to both')

    const refused = await compliance.get(`${obligation}/recusals`)
    t.match(refusal(refused), /^403 role-required/)
    t.notMatch(refused.text, interest.explanation)
    const lifting = `recusals/${id}/lifting`
    const before = await world.fingerprint()
    t.match(refusal(await compliance.put(`${obligation}/${lifting}`, reason)), /^403 role-required/)
    t.equal(await world.fingerprint(), before)
    t.equal((await both.get(found.referral)).status, 404, 'and they are not back')

    for (const path of [obligation, found.referral]) {
      for (const client of [commissioner, auditor]) {
        t.match((await client.get(`${path}/recusals`)).body.items, [{ id, lifting: null }], path)
      }
    }
    t.equal((await commissioner.put(`${obligation}/${lifting}`, reason)).status, 201)
    t.equal((await both.get(found.referral)).status, 200)
  },
)

t.test('the agency’s own feed tells of such a recusal under what the agency sees of the case', async t => {
  const found = await stories.reach('decided')
  const [obligation = ''] = await stories.obligationsOf(found)
  const recused = await world.as('boyolali', 'personnel-officer', 'told-by-feed')
  succeeded(await recused.put(`${obligation}/recusal`, interest))
  await world.numberAll()
  const { body, text } = await (await world.as('boyolali', 'integrator', 'integrator-1')).get(
    '/v1/feed?after=0&limit=1000',
  )
  const told = (body.items as unknown as { type: string; subject?: string }[]).filter(({ subject = '' }) =>
    subject.startsWith(obligation),
  )
  t.match(told.at(-1), { subject: `${obligation}/recusals`, type: 'penerusan.recusal-declared' })
  t.notMatch(text, found.violationId)
})

t.end()
