import t from 'tap'
import { carryOutSuccessions } from '../../src/acts/carry-out-succession.ts'
import { rebuildProjections } from '../../src/db/rebuild.ts'
import { pendingTransfers } from '../../src/db/successions.ts'
import type { Directory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { type Case, givenAnnulment, succeeded } from '../support/stories.ts'
import { act, eve, shipped } from '../support/succession.ts'
import { refusal } from '../support/test-app.ts'

const menpanrb = 'menpanrb' as AgencyId
const bawaslu = 'bawaslu' as AgencyId
const bkn = 'bkn' as AgencyId
const [merit] = shipped.successions
if (merit === undefined) throw new Error('no order ships')
const {
  from: _,
  to: __,
  ...supervision
} = shipped.mandates.find(({ mandate }) => mandate === 'election-supervision') as (typeof shipped.mandates)[number]
const day = '2024-08-24'

/** Election supervision passes from Bawaslu to another agency, on the day of the shipped succession and instead of it. */
const passing: Directory = {
  ...shipped,
  mandates: [
    ...shipped.mandates.filter(({ mandate }) => mandate !== 'merit-supervision' && mandate !== 'election-supervision'),
    ...shipped.mandates
      .filter(({ agency, mandate }) => mandate === 'merit-supervision' && agency === 'kasn')
      .map(row => ({ ...row, to: null })),
    { ...supervision, from: '2017-08-16', to: day },
    { ...supervision, from: day, to: null, newMatters: false },
    { ...supervision, agency: menpanrb, from: day, to: null },
  ],
  agreements: shipped.agreements.map(row => (row.receiver === 'kasn' ? { ...row, to: null } : row)),
  successions: [
    {
      ...merit,
      code: 'track',
      mandate: 'election-supervision',
      from: bawaslu,
      begun: menpanrb,
      notBegun: menpanrb,
      begunStatuses: ['received', 'registered'],
    },
  ],
}
const registered = { outcome: 'registered', registrationNumber: '012/TM/PP/Kab/14.19/VIII/2024', explanation: 'Met.' }
const ended = { outcome: 'not-registered', explanation: 'It was known for longer than the law allows.' }

async function eveOfTrack(t: Parameters<typeof eve>[0], directory = passing) {
  const { world, stories, pass } = await eve(t, directory)
  const officer = await world.as('bawaslu', 'election-officer', 'election-officer-1')
  const handed = async (outcome?: object) => {
    const found = await stories.reach('under-examination', {}, { evidence: ['A page.'], releasable: true })
    const path = await stories.handOver(found)
    if (outcome === undefined) return { found, path }
    await act(officer, 'PUT', `${path}/receipt`, undefined, path)
    if ('outcome' in outcome)
      succeeded(await officer.put(`${path}/outcome`, outcome, { ifMatch: await officer.etag(path) }))
    return { found, path }
  }
  return {
    ...{ world, officer, handed },
    pass: async () => {
      const passed = await pass()
      const successor = await world.as('menpanrb', 'election-officer', 'election-officer-9')
      return { ...passed, successor, overseer: await world.as('bawaslu', 'election-officer', 'election-officer-1') }
    },
  }
}

t.test(
  'received hand-overs go on with whoever runs the election-crime track now, and what has ended stays',
  async t => {
    const { world, officer, handed, pass } = await eveOfTrack(t)
    const sent = await handed()
    const received = await handed({})
    const begun = await handed(registered)
    const over = await handed(ended)
    const receipt = succeeded(await officer.get(begun.path)).body['receipt']
    const { moved, successor, overseer } = await pass()
    t.equal(moved, 3)
    const statusOf = async ({ path }: { path: string }) => {
      const { status, body } = await successor.get(path)
      return status === 200 ? `${body.status} of ${body['receiver']}` : `${status}`
    }
    t.strictSame(await Promise.all([sent, received, begun, over].map(statusOf)), [
      'sent of menpanrb',
      'received of menpanrb',
      'registered of menpanrb',
      '404',
    ])
    for (const { path } of [sent, received, begun]) t.equal(refusal(await overseer.get(path)), '404 not-found')
    t.match((await overseer.get(over.path)).body, { status: 'not-registered', receiver: 'bawaslu' }, 'it reads on')

    const { body } = await successor.get(begun.path)
    t.strictSame(body['receipt'], receipt, 'what was received was received')
    t.match(body, {
      reports: [{ outcome: 'registered', by: { agency: 'bawaslu' } }],
      transfers: [
        {
          ...{ succession: 'track', from: 'bawaslu', to: 'menpanrb', begun: true },
          by: { agency: 'bawaslu', kind: 'system', role: 'agency-succession' },
        },
      ],
    })
    const forwarded = { outcome: 'forwarded-to-police', explanation: 'Gakkumdu agrees.' }
    await act(successor, 'PUT', `${begun.path}/outcome`, forwarded, begun.path)
    await act(successor, 'PUT', `${sent.path}/receipt`, undefined, sent.path)
    const commissioner = await world.as('kasn', 'commissioner', 'commissioner-1')
    t.match((await commissioner.get(begun.path)).body, { status: 'forwarded-to-police', receiver: 'menpanrb' })
    const late = await overseer.put(`${received.path}/outcome`, registered, { ifMatch: '"1"' })
    t.equal(late.status, 404)

    // Row security shows the old holder the one that stayed, and the successor the others.
    const { pools } = world.kept.office
    for (const [agency, count] of [
      [bawaslu, 1],
      [menpanrb, 3],
      [bkn, 0],
    ] as const) {
      const seen = await pools.run(
        agency,
        'seen',
        ({ sql }) => sql`
      select (select count(*)::int from handovers) as rows,
             (select count(distinct stream_id)::int from events where stream = 'handover') as streams,
             (select count(*)::int from evidence_items) as items`,
      )
      t.match(seen, [{ rows: count, streams: count, items: count }], agency)
    }
    const found = async (by: typeof successor) =>
      succeeded(await by.get('/v1/handovers?limit=200'))
        .body.items.map(({ id }) => `/v1/handovers/${id}`)
        .sort()
    t.strictSame(await found(successor), [sent, received, begun].map(({ path }) => path).sort())
    t.strictSame(await found(overseer), [over.path])
  },
)

t.test(
  'what had ended is read by archivists of who received it, as it was, and they are told no more of it',
  async t => {
    const gone = {
      ...passing,
      mandates: passing.mandates.filter(
        ({ agency, mandate, newMatters }) =>
          !(agency === 'bawaslu' && mandate === 'election-supervision' && newMatters === false),
      ),
    }
    const { world, handed, pass } = await eveOfTrack(t, gone)
    const over = await handed(ended)
    const begun = await handed(registered)
    await pass()
    const decision = `${over.found.referral}/decisions/1`
    const commissioner = await world.as('kasn', 'commissioner', 'commissioner-1')
    await act(commissioner, 'PUT', `${decision}/annulment`, givenAnnulment, decision)

    const archivist = await world.as('bawaslu', 'archivist', 'archivist-1')
    const former = ({ path }: { path: string }) => path.replace('handovers', 'former-handovers')
    const { body } = succeeded(await archivist.get(former(over)))
    t.match(body, {
      ...{ succession: 'track', masked: ['/handover/content/person/nip'] },
      handover: {
        ...{ receiver: 'bawaslu', status: 'not-registered', decisionStanding: 'issued', referralId: null },
        ...{ reports: [{ outcome: 'not-registered', by: { agency: 'bawaslu' } }], allowedActions: [] },
      },
    })
    t.notMatch(JSON.stringify(body), new RegExp(`198504122010012003|${over.found.id}|${over.found.violationId}`))
    t.equal(refusal(await archivist.get(former(begun))), '404 not-found', 'it is the successor’s')
    t.match((await archivist.get('/v1/former-handovers')).body.items, [{ id: over.found.handover }])
    t.equal(refusal(await archivist.get(over.path)), '403 role-required R-ACC-01', 'the role is for nothing else')
    const officer = await world.as('bawaslu', 'election-officer', 'election-officer-1')
    t.equal(refusal(await officer.get(over.path)), '403 role-not-allowed', 'it may give no such role any more')
    for (const agency of ['menpanrb', 'kasn', 'kominfo']) {
      const other = await world.as(agency, 'archivist', `${agency}-archivist`)
      t.equal(refusal(await other.get(former(over))), '404 not-found', agency)
    }
    const recording = await world.as('kominfo', 'referrer', 'referrer-1')
    const { body: explained } = await recording.get(`${over.found.referral}/access-explanation`)
    t.match(
      explained['canSee'].filter(({ act }) => act === 'former-handover-reading'),
      [{ agency: 'bawaslu', relation: 'former-receiver', roles: ['archivist'] }],
    )

    await world.numberAll()
    const integrator = await world.as('bawaslu', 'integrator', 'integrator-1')
    const { items } = succeeded(await integrator.get('/v1/feed?after=0&limit=200')).body
    const types = items.map(({ type }) => `${type}`)
    t.ok(types.includes('penerusan.handover-outcome-reported'))
    t.notOk(types.includes('penerusan.handed-decision-annulled'), 'what is over is over')
  },
)

t.test('whoever keeps election supervision for what had ended reads that a decision fell, and is told', async t => {
  const { world, handed, pass } = await eveOfTrack(t)
  const over = await handed(ended)
  const { overseer } = await pass()
  const decision = `${over.found.referral}/decisions/1`
  const commissioner = await world.as('kasn', 'commissioner', 'commissioner-1')
  await act(commissioner, 'PUT', `${decision}/annulment`, givenAnnulment, decision)
  t.match((await overseer.get(over.path)).body, { decisionStanding: 'annulled' })
  await world.numberAll()
  const integrator = await world.as('bawaslu', 'integrator', 'integrator-1')
  const { items } = succeeded(await integrator.get('/v1/feed?after=0&limit=200')).body
  t.match(items.at(-1), { type: 'penerusan.handed-decision-annulled', subject: over.path })
})

t.test('the list of the succession has each hand-over, for whose it is or was and who sent it', async t => {
  const { world, handed, pass } = await eveOfTrack(t)
  const sent = await handed()
  const received = await handed({})
  await handed(ended)
  const { successor, overseer } = await pass()
  const row = { referralId: null, sender: 'kasn', from: 'bawaslu', to: 'menpanrb', outcome: 'moved' }
  const rows = [
    { ...row, handoverId: sent.found.handover, begun: false },
    { ...row, handoverId: received.found.handover, begun: true },
  ]
  const commissioner = await world.as('kasn', 'commissioner', 'commissioner-1')
  for (const reader of [successor, overseer, commissioner]) {
    const { body } = succeeded(await reader.get('/v1/successions/track'))
    t.match(body.items, rows.toReversed())
    t.equal(body.items.length, 2)
    const page = succeeded(await reader.get('/v1/successions/track?limit=1')).body
    t.equal(page.items.length, 1)
    t.equal(succeeded(await reader.get(`${page.next}`)).body.items.length, 1)
  }
})

t.test('feeds, searches and the evidence follow the hand-over', async t => {
  const { world, handed, pass } = await eveOfTrack(t)
  const { found, path } = await handed({})
  const waiting = await handed()
  await world.numberAll()
  const { successor, overseer } = await pass()
  await act(successor, 'PUT', `${path}/outcome`, registered, path)
  await world.numberAll()
  const told = async (agency: string) => {
    const integrator = await world.as(agency, 'integrator', `${agency}-integrator`)
    return succeeded(await integrator.get('/v1/feed?after=0&limit=200'))
      .body.items.filter(({ subject }) => subject === path)
      .map(({ type }) => `${type}`.replace('penerusan.', ''))
  }
  t.strictSame(await told('menpanrb'), ['handover-transferred', 'handover-outcome-reported'])
  t.strictSame(await told('bawaslu'), [], 'nothing more is told, and what was told is withheld')
  const [item] = found.evidence
  const content = `${path}/evidence/${item}/content`
  t.equal((await successor.get(content, { headers: { 'x-purpose': 'Study' } })).status, 200)
  t.equal((await overseer.get(content, { headers: { 'x-purpose': 'Study' } })).status, 404)
  const recording = await world.as('kominfo', 'referrer', 'referrer-1')
  const { body: explained } = await recording.get(`${found.referral}/access-explanation`)
  const seers = (explained['canSee'] as unknown as { agency: string; act: string }[]).map(({ agency }) => agency)
  t.ok(seers.includes('menpanrb'), 'who sent the case learns who can see what went on')
  t.notOk(seers.includes('bawaslu'))
  const listed = async (by: typeof successor) =>
    succeeded(await by.get('/v1/work-lists/hand-overs-without-receipt')).body.items.map(({ id }) => id)
  const lists = [[waiting.found.handover], []]
  t.strictSame([await listed(successor), await listed(overseer)], lists)
  await rebuildProjections({ ...world.urls, log: () => undefined })
  t.strictSame([await listed(successor), await listed(overseer)], lists)
})

t.test('an answer and the succession at once: the hand-over moves with it, or before it', async t => {
  const { world, officer, handed, pass } = await eveOfTrack(t)
  const all: { found: Case; path: string }[] = []
  for (let i = 0; i < 4; i++) all.push(await handed({}))
  const tags = await Promise.all(all.map(({ path }) => officer.etag(path)))
  const answered = all.map(({ path }, i) => officer.put(`${path}/outcome`, registered, { ifMatch: `${tags[i]}` }))
  const [{ moved, successor }] = await Promise.all([pass(), ...answered])
  t.equal(moved, 4)
  for (const { path } of all) t.match((await successor.get(path)).body, { receiver: 'menpanrb' })
  const again = await world.sql`select count(*)::int as count from events where type = 'HandoverTransferred'`
  t.match(again, [{ count: 4 }])
})

t.test('what would go to who sent the case stays, and the succession ends all the same', async t => {
  const kominfo = 'kominfo' as AgencyId
  const directory = {
    ...passing,
    mandates: [...passing.mandates, { ...supervision, agency: kominfo, from: day, to: null }],
    successions: passing.successions.map(order => ({ ...order, begun: kominfo })),
  }
  const { world, handed } = await eveOfTrack(t, directory)
  const { path } = await handed()
  await world.moveTo('2024-08-24T00:00:00+07:00')
  const { pools } = world.kept.office
  const officer = await world.as('bawaslu', 'election-officer', 'election-officer-1')
  // Listed while it went to somebody else; what its receiver does before it is moved makes it go to who sent the case.
  await pendingTransfers(pools, null, undefined, 1)
  await act(officer, 'PUT', `${path}/receipt`, undefined, path)
  const faults: unknown[] = []
  const onFault = (fault: unknown) => faults.push(fault)
  const carryOut = () => carryOutSuccessions(pools, directory.successions, { onFault })
  t.equal(await carryOut(), 0)
  t.strictSame(faults, [])
  t.strictSame([...(await world.sql`select outcome from succession_cases`)], [{ outcome: 'successor-is-sender' }])
  t.match((await officer.get(path)).body, { status: 'received', receiver: 'bawaslu' })
  await world.moveTo('2024-08-24T08:00:00+07:00')
  await carryOut()
  t.match(await world.sql`select finished_at is not null as finished from succession_runs`, [{ finished: true }])
})

t.end()
