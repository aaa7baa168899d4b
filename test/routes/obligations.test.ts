import t from 'tap'
import { recomputeObligations } from '../../src/acts/recompute-obligations.ts'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { createAgencyPools } from '../../src/db/agency-pools.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import type { Law } from '../../src/domain/catalogue.ts'
import {
  type Case,
  decisionOn,
  finding,
  givenAnnulment,
  givenAppeal,
  givenCorrection,
  givenLapse,
  givenOutcome,
  givenReport,
  storiesOf,
  succeeded,
} from '../support/stories.ts'
import { buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { referrer, officer, commissioner, otherCommissioner, personnelOfficer, compliance } = world.cast
const governor = await world.as('jawa-tengah', 'personnel-officer')
const neighbour = await world.as('surakarta', 'personnel-officer')
const ministry = await world.as('kemendagri', 'personnel-officer')

const [sari] = finding.reportedPersons
const lighter = { ...givenReport, penaltyClass: 'light', sanction: 'PP94-L1' }
const deviating = { ...lighter, deviation: 'Moved to a lower post before.' }
const reference = { reference: 'SIASN-BLK/2024/0311' }

async function ordered(changes: Record<string, unknown> = {}): Promise<Case & { path: string }> {
  const found = await stories.reach('decided', changes)
  return { ...found, path: `/v1/obligations/${found.obligation}` }
}
const put = async (client: Client, path: string, noun: string, body?: object) =>
  client.put(`${path}/${noun}`, body, { ifMatch: await client.etag(path) })
const typesOf = async ({ referral }: Pick<Case, 'referral'>) =>
  (await referrer.get(`${referral}/timeline?limit=200`)).body.items
    .filter(({ stream }) => stream === 'obligation')
    .map(({ ['type']: type }) => type)

t.test('R-OBL-09 a referral is closed only once its obligation is settled', async t => {
  const { referral, path } = await ordered()
  t.match((await referrer.get(referral)).body, { obligations: { total: 1, unsettled: 1 } })
  const ifMatch = await referrer.etag(referral)
  const refused = await referrer.put(`${referral}/closure`, undefined, { ifMatch })
  t.equal(refusal(refused), '409 obligations-unsettled R-OBL-09 /obligations/1 unsettled')
  t.notOk(refused.body.allowedActions.includes('closure'))

  const reported = succeeded(await personnelOfficer.post(`${path}/reports`, givenReport))
  t.match(reported.body, { status: 'executed', settled: true, reports: [{ late: false, standing: 'accepted' }] })
  t.equal(reported.headers['location'], `${path}/reports/1`)
  t.match((await referrer.get(`${path}/reports/1`)).body, { number: 1, by: { role: 'personnel-officer' } })
  t.not(await referrer.etag(referral), ifMatch, 'what may be done with the referral has changed')
  t.ok((await referrer.get(referral)).body.allowedActions.includes('closure'))
  t.equal((await put(referrer, referral, 'closure')).status, 201)
})

t.test('R-OBL-09 the database refuses a closure that did not look', async t => {
  const { id, referral } = await ordered()
  await world.sql`alter table referrals disable trigger obligations_are_kept`
  await world.sql`update referrals set state = jsonb_set(state, '{obligations,unsettled}', '[]') where id = ${id}`
  await world.sql`alter table referrals enable trigger obligations_are_kept`
  const answer = await put(referrer, referral, 'closure')
  t.equal(answer.status, 503, 'it looks again and again, and nothing is closed')
  t.equal((await referrer.get(referral)).body.status, 'decided')
})

t.test('only a decision that orders a penalty obliges anybody', async t => {
  const found = await stories.reach('under-examination')
  const none = decisionOn(found.persons[0], { outcome: 'not-proven', violationTypes: undefined, sanction: undefined })
  await stories.act(officer, 'POST', `${found.referral}/decisions`, none, found.referral)
  await stories.take(found, 'issuance')
  t.strictSame((await referrer.get(`${found.referral}/obligations`)).body.items, [])
  t.equal((await put(referrer, found.referral, 'closure')).status, 201)
})

t.test('the obliged agency sees the person and the penalty, and nothing else of the case', async t => {
  const { path, referral, id, violationId } = await ordered()
  const { text, body } = succeeded(await personnelOfficer.get(path))
  t.match(body, { addressee: 'boyolali', person: { name: sari?.name, nip: sari?.nip }, referralId: null, number: null })
  for (const secret of [id, violationId, finding.eventDescription, 'channel', 'commissioner']) {
    t.notOk(text.includes(secret), secret)
  }
  t.match(body.deadlines, [{ because: 'imposed', clock: 'personnel-follow-up', steps: [{ reason: 'start-day' }, {}] }])
  t.match((await referrer.get(path)).body, { person: null, referralId: id, number: 1, masked: ['/person'] })
  t.equal((await personnelOfficer.get(referral)).status, 404)
  t.equal((await personnelOfficer.get(`${referral}/obligations`)).status, 404)
  t.ok((await personnelOfficer.get('/v1/obligations')).body.items.some(item => path.endsWith(item.id)))
  for (const stranger of [neighbour, governor, ministry, compliance]) {
    t.equal((await stranger.get(path)).status, 404, stranger.agency)
    t.equal((await stranger.post(`${path}/reports`, givenReport)).status, 404, stranger.agency)
    t.notOk((await stranger.get('/v1/obligations')).body.items.some(item => path.endsWith(item.id)))
  }
  t.strictSame(await typesOf({ referral }), ['ObligationImposed'])
  const { items } = (await referrer.get(`${referral}/timeline`)).body
  t.notMatch(JSON.stringify(items), sari?.nip ?? '', 'and the timeline names nobody')
})

t.test('R-OBL-01 what belongs to the obliged agency, no other does', async t => {
  const found = await ordered()
  await stories.silence(found, 3)
  const early = await ministry.post(`${found.path}/reports`, givenReport)
  t.equal(refusal(early), '403 obliged-agency-only R-OBL-01')
  t.equal(refusal(await put(ministry, found.path, 'receipt')), '403 obliged-agency-only R-OBL-01')
  const appealed = await ministry.post(`${found.path}/appeals`, givenAppeal)
  t.equal(refusal(appealed), '403 obliged-agency-only R-OBL-01')
})

t.test('R-OBL-02 nobody acknowledges a step that was addressed to nobody', async t => {
  const { path } = await ordered()
  t.equal(refusal(await put(personnelOfficer, path, 'steps/1/receipt')), '403 notified-agency-only R-OBL-02')
})

t.test('a regent who is part of the case is not asked to punish: the governor is', async t => {
  const { path, referral } = await ordered({ implicated: [{ agency: 'boyolali', because: 'exerted-pressure' }] })
  t.match((await commissioner.get(path)).body, { addressee: 'jawa-tengah', bypassed: ['boyolali'] })
  t.equal((await personnelOfficer.get(path)).status, 404)
  t.equal((await put(governor, path, 'receipt')).status, 201)
  t.equal((await put(governor, path, 'receipt')).status, 200, 'and once is enough')
  succeeded(await governor.post(`${path}/reports`, givenReport))
  t.equal((await put(referrer, referral, 'closure')).status, 201)
})

t.test('R-OBL-11 a slip of the authority obliges nobody, until it is mended', async t => {
  const slip = await ordered({ reportedPersons: [{ ...sari, personnelAuthority: 'surakrta' }] })
  t.match((await commissioner.get(slip.path)).body, { addressee: null, bypassed: [], deadlines: [], next: null })
  const mended = await put(commissioner, slip.path, 'addressee', { personnelAuthority: 'surakarta' })
  t.match([mended.status, mended.body], [201, { addressee: 'surakarta' }])
})

t.test('R-OBL-11 an obligation without an authority waits for one, and leads nowhere past everybody', async t => {
  const nobodys = { reportedPersons: [{ ...sari, personnelAuthority: undefined }] }
  const everybody = ['boyolali', 'jawa-tengah', 'kemendagri', 'bkn'].map(agency => ({ agency, because: 'is-reported' }))
  const astray = await ordered({ ...nobodys, implicated: everybody })
  const body = { personnelAuthority: 'boyolali' }
  const refused = await put(commissioner, astray.path, 'addressee', body)
  t.equal(refusal(refused), '422 nobody-to-oblige R-OBL-11 /personnelAuthority rule')

  const { path, referral } = await ordered(nobodys)
  t.match((await commissioner.get(path)).body, { addressee: null, deadlines: [], next: null })
  t.equal(
    refusal(await put(referrer, referral, 'closure')).slice(0, 3),
    '409',
    'nothing is closed because nobody was named',
  )
  const unknown = await put(commissioner, path, 'addressee', { personnelAuthority: 'boyolalli' })
  t.equal(refusal(unknown), '422 nobody-to-oblige R-OBL-11 /personnelAuthority rule', 'a slip of the name')
  t.equal((await put(commissioner, path, 'addressee', body)).status, 201)
  t.equal((await put(commissioner, path, 'addressee', body)).status, 200)
  t.match((await personnelOfficer.get(path)).body, { addressee: 'boyolali', deadlines: [{ because: 'addressed' }] })
  const other = await put(commissioner, path, 'addressee', { personnelAuthority: 'surakarta' })
  t.equal(refusal(other), '409 obligation-addressed R-OBL-10')
})

t.test('another penalty settles nothing until the receiving agency accepts it', async t => {
  const { path, referral } = await ordered()
  const unexplained = await personnelOfficer.post(`${path}/reports`, lighter)
  t.equal(refusal(unexplained), '422 deviation-unexplained R-OBL-04 /deviation rule')
  t.match(succeeded(await personnelOfficer.post(`${path}/reports`, deviating)).body, { status: 'open', settled: false })
  t.equal((await put(referrer, referral, 'closure')).status, 409)
  t.match((await commissioner.get(path)).body.allowedActions, [
    'deviation-acceptance',
    'deviation-refusal',
    'obligation-lapse',
  ])
  const why = { explanation: 'Too light.' }
  t.equal((await put(commissioner, path, 'reports/1/refusal', why)).status, 201)
  t.match((await personnelOfficer.get(path)).body, { reports: [{ standing: 'refused', answer: { ...why, by: null } }] })
  succeeded(await personnelOfficer.post(`${path}/reports`, deviating))
  t.equal((await put(commissioner, path, 'reports/2/acceptance')).status, 201)
  t.match((await referrer.get(path)).body, { status: 'executed', settled: true })
  t.equal((await put(commissioner, path, 'reports/9/acceptance')).status, 404)
})

t.test('silence escalates to a block by the clocks of the law, and execution ends it', async t => {
  const found = await ordered()
  const { path } = found
  const steps = async () =>
    (await commissioner.get(path)).body.steps.map(({ code, addressee }) => `${code} to ${addressee}`)
  const after = async (days: number) => {
    await world.sql`insert into clock_shift values (true, make_interval(days => ${days}))
      on conflict (only_row) do update set shift = excluded.shift`
    await world.chase()
    await world.chase()
    return await steps()
  }
  t.strictSame(await after(0), [])
  t.strictSame(await after(12), ['reminder to boyolali'])
  t.equal((await put(personnelOfficer, path, 'steps/1/receipt')).status, 201)
  t.equal((await put(personnelOfficer, path, 'steps/1/receipt')).status, 200)
  t.ok((await personnelOfficer.get('/v1/obligations?overdue=true')).body.items.some(item => path.endsWith(item.id)))
  t.equal((await after(20)).length, 2)
  t.equal((await ministry.get(path)).status, 404, 'nobody sees it before a step is for them')
  t.strictSame((await after(28)).at(-1), 'home-affairs-ultimatum to kemendagri')
  const seen = succeeded(await ministry.get(path))
  t.match(seen.body, { person: null, reports: [], decision: { instrument: { number: 'R-2107' } } })
  t.notMatch(seen.text, sari?.nip ?? '')
  t.equal((await put(ministry, path, 'steps/3/receipt')).status, 201)
  t.equal(refusal(await put(ministry, path, 'steps/1/receipt')), '403 notified-agency-only R-OBL-02')

  t.strictSame((await after(32)).at(-1), 'data-block to bkn')
  t.match((await compliance.get(path)).body, {
    person: { nip: sari?.nip },
    steps: [{}, {}, {}, { effect: 'data-block' }],
  })
  t.equal(refusal(await put(compliance, path, 'unblock', reference)), '409 unblock-too-early R-OBL-13')
  t.equal((await put(compliance, path, 'block', reference)).status, 201)
  t.equal((await after(100)).length, 4, 'nothing comes after it')

  t.match((await personnelOfficer.post(`${path}/reports`, givenReport)).body, {
    reports: [{ late: true }],
    status: 'executed',
  })
  await world.chase()
  await world.chase()
  t.match((await compliance.get(path)).body, {
    unblockSignal: { agency: 'kasn' },
    allowedActions: ['step-receipt', 'data-unblock'],
  })
  t.equal((await put(compliance, path, 'unblock', reference)).status, 201)
  t.strictSame(await typesOf(found), [
    'ObligationImposed',
    'EscalationStepTaken',
    'EscalationStepReceived',
    'EscalationStepTaken',
    'EscalationStepTaken',
    'EscalationStepReceived',
    'EscalationStepTaken',
    'DataBlocked',
    'ExecutionReported',
    'UnblockSignalled',
    'DataUnblocked',
  ])
  const [row] = await world.sql<[{ act: object }]>`
    select act from events where stream_id = ${found.obligation ?? ''} and type = 'EscalationStepTaken' limit 1`
  t.match(row.act, { kind: 'system', agency: 'kasn', role: 'obligation-sweep' })
  await world.sql`delete from clock_shift`
})

/** The examination finds out that the head of an agency is part of the case. */
const implicate = ({ referral }: Pick<Case, 'referral'>, agency: string) =>
  stories.act(
    officer,
    'POST',
    `${referral}/implications`,
    { agency, because: 'exerted-pressure', explanation: 'Witnesses name its head.' },
    referral,
  )

t.test('R-OBL-10 an obligation of an agency found to be part of the case goes to the next above, anew', async t => {
  const found = await ordered()
  const { path } = found
  await stories.silence(found, 2)
  t.equal((await put(personnelOfficer, path, 'receipt')).status, 201)
  const body = { personnelAuthority: 'boyolali' }
  const early = await put(commissioner, path, 'addressee', { personnelAuthority: 'jawa-tengah' })
  t.equal(refusal(early), '409 obligation-addressed R-OBL-10')

  await implicate(found, 'boyolali')
  t.equal((await personnelOfficer.get(path)).status, 200, 'until it is addressed anew it obliges him')
  t.ok((await commissioner.get(path)).body.allowedActions.includes('obligation-addressing'))
  const anew = await put(commissioner, path, 'addressee', body)
  t.equal(anew.status, 201, anew.text)
  t.match(anew.body, {
    addressee: 'jawa-tengah',
    bypassed: ['boyolali'],
    receipt: null,
    steps: [{ addressee: 'boyolali' }, { addressee: 'boyolali' }],
    next: { step: 'reminder' },
  })
  t.ok(anew.body.deadlines.at(-1)?.because === 'addressed')
  t.notOk(anew.body.allowedActions.includes('obligation-addressing'))
  t.equal((await put(commissioner, path, 'addressee', body)).status, 200, 'repeating it is harmless')

  t.equal((await personnelOfficer.get(path)).status, 404, 'the regent sees it no more')
  t.notOk((await personnelOfficer.get('/v1/obligations?limit=200')).body.items.some(item => path.endsWith(item.id)))
  const tooLate = await personnelOfficer.post(`${path}/reports`, givenReport)
  t.equal(tooLate.status, 404)
  t.equal((await governor.get(path)).status, 200)

  await stories.silence(found, 1)
  t.match((await commissioner.get(path)).body.steps.at(-1), { code: 'reminder', addressee: 'jawa-tengah' })
  t.equal((await put(governor, path, 'receipt')).status, 201)
  t.match((await governor.post(`${path}/reports`, givenReport)).body, { status: 'executed' })
})

t.test('an agency that was warned and then found to be part of the case sees the obligation no more', async t => {
  const found = await ordered()
  const { path } = found
  await stories.silence(found, 3)
  t.equal((await ministry.get(path)).status, 200)
  await implicate(found, 'kemendagri')
  t.equal((await ministry.get(path)).status, 404)
  t.match((await commissioner.get(path)).body, { addressee: 'boyolali', next: { step: 'data-block' } })
  await implicate(found, 'bkn')
  t.match((await commissioner.get(path)).body, { next: null })
  const other = await put(commissioner, path, 'addressee', { personnelAuthority: 'surakarta' })
  t.equal(refusal(other), '409 obligation-addressed R-OBL-10', 'whom it obliges is no part of it')
  t.match(await typesOf(found), [
    'ObligationImposed',
    'EscalationStepTaken',
    'EscalationStepTaken',
    'EscalationStepTaken',
    'ImplicationNoted',
    'ImplicationNoted',
  ])
})

/** Somebody else finds out that it was a mistake. */
const takeBack = ({ referral }: Pick<Case, 'referral'>, number = 1) =>
  stories.act(
    commissioner,
    'PUT',
    `${referral}/implications/${number}/revocation`,
    { explanation: 'It was another man of the same name.' },
    referral,
  )

t.test(
  'R-CPY-11 that an authority is part of the case is taken back by somebody else, and both stay readable',
  async t => {
    const found = await ordered()
    const { referral } = found
    const path = `${referral}/implications/1/revocation`
    const mistake = { explanation: 'It was another man of the same name.' }
    const recorded = await implicate(found, 'boyolali')
    t.match(recorded.body, { implications: [{ agency: 'boyolali', revocation: null }] })
    const ifMatch = await officer.etag(referral)
    t.equal(refusal(await officer.put(path, mistake, { ifMatch })), '403 implication-own R-CPY-11')
    t.equal((await commissioner.put(`${referral}/implications/2/revocation`, mistake, { ifMatch })).status, 404)
    t.equal((await referrer.put(path, mistake, { ifMatch })).status, 403)
    t.equal(refusal(await commissioner.put(path, mistake)), '428 precondition-required')
    t.equal(await officer.etag(referral), ifMatch, 'nothing of this changed anything')
    t.equal((await takeBack(found)).status, 201)
    t.equal((await commissioner.put(path, mistake, { ifMatch })).status, 200, 'repeating it is harmless')
    const other = await commissioner.put(path, { explanation: 'For another reason.' }, { ifMatch })
    t.equal(refusal(other), '409 fact-stands-differently R-GEN-01')
    for (const reader of [referrer, officer]) {
      t.match((await reader.get(`${referral}/implications/1`)).body, {
        ...{ agency: 'boyolali', because: 'exerted-pressure', by: { role: 'case-officer' } },
        revocation: { ...mistake, by: { role: 'commissioner' } },
      })
      const types = (await reader.get(`${referral}/timeline?limit=200`)).body.items.map(({ ['type']: type }) => type)
      t.strictSame(types.filter(type => /Implicat/.test(String(type))).sort(), [
        'AuthorityImplicated',
        'ImplicationLifted',
        'ImplicationNoted',
        'ImplicationRevoked',
      ])
    }
    t.match((await referrer.get(`${referral}/routes`)).body, { items: [{ recipient: 'boyolali', bypassed: [] }] })
    t.equal((await implicate(found, 'boyolali')).status, 201, 'it may be found out after all')
  },
)

t.test('an agency that was no part of the case sees again what was addressed to it, and steps reach it', async t => {
  const found = await ordered()
  const { path } = found
  await stories.silence(found, 3)
  await implicate(found, 'kemendagri')
  await implicate(found, 'bkn')
  t.match((await commissioner.get(path)).body, { next: null })
  t.equal((await ministry.get(path)).status, 404)
  await takeBack(found, 1)
  t.equal((await ministry.get(path)).status, 200)
  t.match((await commissioner.get(path)).body, { next: null })
  await takeBack(found, 2)
  t.match((await commissioner.get(path)).body, { addressee: 'boyolali', next: { step: 'data-block' } })
  t.equal((await compliance.get(path)).status, 404, 'no step has reached it yet')
  await stories.silence(found, 1)
  t.match((await compliance.get(path)).body, { steps: [{}, {}, {}, { code: 'data-block', addressee: 'bkn' }] })
})

t.test('an obligation that was addressed anew stays with whom it went to; the next one goes the usual way', async t => {
  const found = await ordered()
  const { path, referral } = found
  await stories.silence(found, 2)
  await implicate(found, 'boyolali')
  const anew = await put(commissioner, path, 'addressee', { personnelAuthority: 'jawa-tengah' })
  t.equal(anew.status, 201, anew.text)
  await takeBack(found)
  t.match((await commissioner.get(path)).body, { addressee: 'jawa-tengah', steps: [{}, {}] })
  t.equal((await personnelOfficer.get(path)).status, 404)
  t.equal((await governor.get(path)).status, 200)
  const back = await put(commissioner, path, 'addressee', { personnelAuthority: 'boyolali' })
  t.equal(refusal(back), '409 obligation-addressed R-OBL-10')
  const again = decisionOn(found.persons[0])
  await stories.act(officer, 'POST', `${referral}/decisions`, { ...again, supersedes: 1 }, referral)
  await stories.act(commissioner, 'PUT', `${referral}/decisions/2/issuance`, undefined, `${referral}/decisions/2`)
  const { items } = (await commissioner.get(`${referral}/obligations`)).body
  t.match(items, [
    { addressee: 'jawa-tengah', status: 'annulled' },
    { addressee: 'boyolali', bypassed: [] },
  ])
})

t.test('an obligation that still obliges whom it obliged goes on so once it was a mistake', async t => {
  const found = await ordered()
  const { path } = found
  await implicate(found, 'boyolali')
  t.ok((await commissioner.get(path)).body.allowedActions.includes('obligation-addressing'))
  await takeBack(found)
  t.notOk((await commissioner.get(path)).body.allowedActions.includes('obligation-addressing'))
  const other = await put(commissioner, path, 'addressee', { personnelAuthority: 'jawa-tengah' })
  t.equal(refusal(other), '409 obligation-addressed R-OBL-10')
  succeeded(await personnelOfficer.post(`${path}/reports`, givenReport))
})

t.test('the next decision obliges past whoever was found to be part of the case', async t => {
  const found = await stories.reach('drafted')
  await implicate(found, 'boyolali')
  const draft = `${found.referral}/decisions/1`
  await stories.act(commissioner, 'PUT', `${draft}/issuance`, undefined, draft)
  const { items } = (await commissioner.get(`${found.referral}/obligations`)).body
  t.match(items, [{ addressee: 'jawa-tengah', bypassed: ['boyolali'] }])
})

t.test('the secretary of a regency is punished by the governor', async t => {
  const secretary = { ...sari, position: 'Sekretaris Daerah Kabupaten Boyolali', regionalSecretary: true }
  const { path, referral } = await ordered({ reportedPersons: [secretary] })
  t.match((await commissioner.get(path)).body, { addressee: 'jawa-tengah', bypassed: [] })
  t.equal((await personnelOfficer.get(path)).status, 404)
  t.equal((await governor.get(path)).status, 200)
  t.match((await referrer.get(`${referral}/routes`)).body, { items: [{ recipient: 'jawa-tengah', bypassed: [] }] })

  const slip = { ...secretary, personnelAuthority: 'boyolalli' }
  const later = await ordered({ reportedPersons: [slip] })
  const addressed = await put(commissioner, later.path, 'addressee', { personnelAuthority: 'boyolali' })
  t.match(addressed.body, { addressee: 'jawa-tengah' })
})

t.test('silence is told to nobody who is part of the case: a step that would be theirs is left out', async t => {
  const part = (agency: string) => ({ agency, because: 'exerted-pressure' })
  const stepsTaken = async (implicated: object[], most: number) => {
    const found = await ordered({ implicated })
    await stories.silence(found, most)
    const { steps, next } = succeeded(await commissioner.get(found.path)).body
    return { path: found.path, next, steps: steps.map(({ code, addressee }) => `${code} to ${addressee}`) }
  }
  const warned = ['reminder to boyolali', 'warning to boyolali']

  const both = await stepsTaken([part('kemendagri'), part('bkn')], 2)
  t.strictSame([both.steps, both.next], [warned, null])
  const minister = await stepsTaken([part('kemendagri')], 3)
  t.strictSame([minister.steps, minister.next], [[...warned, 'data-block to bkn'], null])
  const block = await stepsTaken([part('bkn')], 3)
  t.strictSame([block.steps, block.next], [[...warned, 'home-affairs-ultimatum to kemendagri'], null])

  for (const [client, found] of [
    [ministry, both],
    [compliance, both],
    [ministry, minister],
    [compliance, block],
  ] as const) {
    t.equal((await client.get(found.path)).status, 404)
  }
  t.equal((await compliance.get(minister.path)).status, 200)
  const told = succeeded(await personnelOfficer.get(both.path))
  t.notMatch(told.text, /kemendagri|implicated/, 'the obliged agency does not learn who is part of the case')
})

t.test('R-OBL-12 a block that BKN records after the execution stands, and its end is signalled at once', async t => {
  const found = await ordered()
  const { path, referral } = found
  await stories.silence(found, 4)
  succeeded(await personnelOfficer.post(`${path}/reports`, givenReport))
  await put(referrer, referral, 'closure')
  t.ok(succeeded(await compliance.get(path)).body.allowedActions.includes('data-block'))
  t.match((await put(compliance, path, 'block', reference)).body, {
    status: 'executed',
    block: { reference: reference.reference },
    next: { action: 'unblock-signal' },
  })
  t.equal((await put(compliance, path, 'block', reference)).status, 200, 'repeating it is harmless')
  await world.chase()
  t.match((await compliance.get(path)).body, { unblockSignal: { agency: 'kasn' }, next: null })
  t.equal((await put(compliance, path, 'unblock', reference)).status, 201)
  t.match((await referrer.get(referral)).body, { status: 'closed', obligations: { unsettled: 0 } })
})

t.test(
  'R-CLK-04 by when an appeal is to be answered follows a corrected calendar, also after the execution',
  async t => {
    const { path } = await ordered()
    const answered = await ordered()
    for (const each of [path, answered.path]) {
      succeeded(await personnelOfficer.post(`${each}/reports`, givenReport))
      succeeded(await personnelOfficer.post(`${each}/appeals`, givenAppeal))
    }
    await put(personnelOfficer, answered.path, 'appeals/1/outcome', givenOutcome)
    const appealOf = async (obligation: string) =>
      (await personnelOfficer.get(`${obligation}/appeals/1`)).body as Record<string, unknown>
    const before = await appealOf(path)
    const answerDue = before['answerDue'] as { dueOn: string; calendarVersion: number }
    t.strictSame(before['earlierAnswerDue'], [])
    const shipped = readCatalogues()
    const { dueOn: date } = answerDue
    const name = { id: 'Cuti bersama', en: 'Collective leave' }
    const leave = { date, kind: 'joint-leave', name, legalBasis: 'SKB', confidence: 'sourced' } as const
    const corrected: Law = {
      ...shipped,
      calendars: shipped.calendars.map(calendar => ({ ...calendar, days: [...calendar.days, leave] })),
      versions: { ...shipped.versions, calendars: shipped.versions.calendars + 1 },
    }
    const { agencies, mandates } = readDirectory(foundingDirectory)
    const office = { pools: world.kept.office.pools, agencies, mandates, law: corrected }
    await Promise.all([1, 2, 3].map(() => recomputeObligations(office, world.kept.log)))
    t.equal(await recomputeObligations(office, world.kept.log), 0)
    t.equal(await recomputeObligations({ ...office, law: shipped }, world.kept.log), 0)
    const after = await appealOf(path)
    t.match(after, { earlierAnswerDue: [answerDue], answerDue: { calendarVersion: corrected.versions.calendars } })
    t.ok((after['answerDue'] as typeof answerDue).dueOn > answerDue.dueOn)
    t.strictSame((await appealOf(answered.path))['earlierAnswerDue'], [], 'what was answered stays as it was')
  },
)

t.test(
  'R-CLK-04 the deadline of an open obligation follows a corrected clock, said once, and never goes back',
  async t => {
    const { path, ...found } = await ordered()
    const settled = await ordered()
    succeeded(await personnelOfficer.post(`${settled.path}/reports`, givenReport))
    const shipped = readCatalogues()
    const corrected: Law = {
      ...shipped,
      clocks: shipped.clocks.map(clock => (clock.code === 'personnel-follow-up' ? { ...clock, length: 12 } : clock)),
      versions: { ...shipped.versions, clocks: shipped.versions.clocks + 1 },
    }
    const { agencies, mandates } = readDirectory(foundingDirectory)
    const office = { pools: world.kept.office.pools, agencies, mandates }
    const before = (await personnelOfficer.get(path)).body
    await Promise.all([1, 2, 3].map(() => recomputeObligations({ ...office, law: corrected }, world.kept.log)))
    t.equal(await recomputeObligations({ ...office, law: corrected }, world.kept.log), 0)
    t.equal(await recomputeObligations({ ...office, law: shipped }, world.kept.log), 0)

    const { deadlines, next } = (await personnelOfficer.get(path)).body
    t.equal(deadlines.length, 2, 'of several processes one says it')
    t.strictSame(deadlines[0], before.deadlines[0])
    t.match(deadlines[1], { number: 2, because: 'law-changed', length: 12, clockVersion: corrected.versions.clocks })
    t.equal(
      Date.parse(String(deadlines[1]?.['dueAt'])) - Date.parse(String(deadlines[0]?.['dueAt'])),
      2 * 24 * 60 * 60 * 1000,
    )
    t.match(next, { at: deadlines[1]?.['dueAt'] })
    t.equal((await typesOf(found)).at(-1), 'ObligationDeadlineRecomputed')
    t.equal((await personnelOfficer.get(settled.path)).body.deadlines.length, 1, 'what is executed stays as it is')
  },
)

t.test('an appeal that annuls the penalty ends the obligation; one filed late suspends nothing', async t => {
  const { path, referral } = await ordered()
  const early = await personnelOfficer.post(`${path}/appeals`, givenAppeal)
  t.equal(refusal(early), '409 nothing-imposed-yet R-APP-06')
  t.notOk((await personnelOfficer.get(path)).body.allowedActions.includes('appeal-recording'))
  succeeded(await personnelOfficer.post(`${path}/reports`, givenReport))
  const invented = { ...givenAppeal, against: { ...givenAppeal.against, number: 'SK-HANTU' } }
  t.equal(
    refusal(await personnelOfficer.post(`${path}/appeals`, invented)),
    '422 appealed-instrument-unknown R-APP-07 /against rule',
  )
  const wrong = { ...givenAppeal, kind: 'administrative-appeal' }
  t.equal(refusal(await personnelOfficer.post(`${path}/appeals`, wrong)), '422 appeal-kind-unfit R-APP-02 /kind rule')
  const late = { ...givenAppeal, filedOn: '2024-03-30' }
  t.match(succeeded(await personnelOfficer.post(`${path}/appeals`, late)).body, {
    suspended: false,
    appeals: [{ admissible: false, filing: { clock: 'objection' }, reportNumber: 1 }],
  })
  const inTime = succeeded(await commissioner.post(`${path}/appeals`, givenAppeal))
  t.equal(inTime.headers['location'], `${path}/appeals/2`)
  t.match(inTime.body, { suspended: true, settled: false, next: { action: 'appeal-overdue', step: null } })
  t.match((await personnelOfficer.get(`${path}/appeals/2`)).body, { number: 2, by: null, admissible: true })
  t.equal(refusal(await put(commissioner, path, 'appeals/1/outcome', givenOutcome)), '409 appeal-not-pending R-APP-04')
  const annulled = await put(commissioner, path, 'appeals/2/outcome', { ...givenOutcome, outcome: 'annul' })
  t.match(annulled.body, { status: 'annulled', settled: true, annulment: { because: 'appeal' } })
  t.equal((await put(referrer, referral, 'closure')).status, 201)
})

t.test('R-APP-08 nobody annuls their own obligation: what the obliged agency says waits for the other', async t => {
  const { path, referral, ...found } = await ordered()
  succeeded(await personnelOfficer.post(`${path}/reports`, givenReport))
  succeeded(await personnelOfficer.post(`${path}/appeals`, givenAppeal))
  const annulled = { ...givenOutcome, outcome: 'annul' }
  t.match((await put(personnelOfficer, path, 'appeals/1/outcome', annulled)).body, {
    status: 'executed',
    settled: false,
    awaitsAnswer: true,
    annulment: null,
    appeals: [{ decision: { outcome: 'annul', standing: 'waiting' } }],
  })
  t.equal((await put(referrer, referral, 'closure')).status, 409)
  const waiting = (await commissioner.get('/v1/work-lists/reports-and-outcomes-to-answer')).body.items
  t.ok(waiting.some(item => path.endsWith(item.id)))
  t.ok((await commissioner.get(path)).body.allowedActions.includes('outcome-acceptance'))
  t.equal(refusal(await put(personnelOfficer, path, 'appeals/1/outcome/acceptance')), '403 role-required R-ACC-01')
  const why = { explanation: 'The appeal body knows no such decision.' }
  t.match((await put(commissioner, path, 'appeals/1/outcome/refusal', why)).body, {
    settled: false,
    suspended: true,
    awaitsAnswer: false,
    appeals: [{ decision: null, refusedOutcomes: [{ outcome: 'annul', answer: why }] }],
  })
  t.equal((await put(commissioner, path, 'appeals/1/outcome/refusal', why)).status, 200)
  t.equal((await put(personnelOfficer, path, 'appeals/1/outcome', annulled)).status, 201)
  t.equal((await put(commissioner, path, 'appeals/1/outcome/acceptance')).status, 201)
  t.equal((await put(commissioner, path, 'appeals/1/outcome/acceptance')).status, 200)
  t.match((await personnelOfficer.get(path)).body, { status: 'annulled', annulment: { because: 'appeal', by: null } })
  t.strictSame((await typesOf({ referral, ...found })).slice(-5), [
    'AppealRecorded',
    'AppealDecided',
    'AppealOutcomeRefused',
    'AppealDecided',
    'AppealOutcomeAccepted',
  ])
  t.equal((await put(commissioner, path, 'appeals/9/outcome/acceptance')).status, 404)
  t.equal((await put(referrer, referral, 'closure')).status, 201)
})

t.test('R-CLK-06 an appeal whose answer does not come is overdue once, and holds nothing up any more', async t => {
  const { path, referral, obligation } = await ordered()
  succeeded(await personnelOfficer.post(`${path}/reports`, givenReport))
  succeeded(await personnelOfficer.post(`${path}/appeals`, givenAppeal))
  const on = async (who: Client) => {
    const { items } = succeeded(await who.get('/v1/work-lists/appeals-overdue')).body
    return items.some(({ id }) => id === obligation)
  }
  t.match(await Promise.all([commissioner, personnelOfficer].map(on)), [false, false])
  await world.chase()
  await world.chase()
  t.match((await personnelOfficer.get(path)).body, {
    status: 'executed',
    suspended: false,
    settled: true,
    next: null,
    appeals: [{ decision: null, answerDue: { clock: 'objection-answer' }, foundOverdueAt: /Z$/ }],
  })
  t.equal((await typesOf({ referral })).filter(type => type === 'AppealOverdue').length, 1)
  t.match(await Promise.all([commissioner, personnelOfficer].map(on)), [true, true])
  await world.chase()
  t.equal((await typesOf({ referral })).filter(type => type === 'AppealOverdue').length, 1)
  t.equal((await put(personnelOfficer, path, 'appeals/1/outcome', givenOutcome)).status, 201)
  t.match(await Promise.all([commissioner, personnelOfficer].map(on)), [false, false])
})

t.test('an agency that got a step addressed to it learns of no appeal, by no list either', async t => {
  const found = await ordered()
  await stories.silence(found, 3)
  succeeded(await personnelOfficer.post(`${found.path}/reports`, givenReport))
  succeeded(await personnelOfficer.post(`${found.path}/appeals`, givenAppeal))
  await world.chase()
  t.match((await ministry.get(found.path)).body, { appeals: [], next: null })
  const { items } = succeeded(await ministry.get('/v1/work-lists/appeals-overdue')).body
  t.notOk(items.some(({ id }) => id === found.obligation))
})

t.test(
  'R-DEC-19 an appeal that lightens the penalty binds the superseding decision, which brings the next obligation',
  async t => {
    const { path, referral, persons } = await ordered()
    succeeded(await personnelOfficer.post(`${path}/reports`, givenReport))
    succeeded(await personnelOfficer.post(`${path}/appeals`, givenAppeal))
    const outcome = { ...givenOutcome, outcome: 'lighten', penaltyClass: 'light' }
    t.match((await put(commissioner, path, 'appeals/1/outcome', outcome)).body, {
      awaitsDecision: true,
      settled: false,
    })
    t.equal((await put(referrer, referral, 'closure')).status, 409)
    const again = decisionOn(persons[0], { supersedes: 1 })
    const refused = await officer.post(`${referral}/decisions`, again, { ifMatch: await officer.etag(referral) })
    t.equal(refusal(refused), '422 appeal-outcome-binds R-DEC-19 /sanction appeal-led-to-light')
    // The breach calls for a medium penalty, and the outcome of the appeal for a light one.
    const lighter = decisionOn(persons[0], { sanction: 'PP94-L3', supersedes: 1 })
    await stories.act(officer, 'POST', `${referral}/decisions`, lighter, referral)
    await stories.act(commissioner, 'PUT', `${referral}/decisions/2/issuance`, undefined, `${referral}/decisions/2`)
    const { items } = (await referrer.get(`${referral}/obligations`)).body
    t.match(items, [
      {
        number: 1,
        status: 'annulled',
        annulment: { because: 'decision-superseded' },
        reports: [{ standing: 'accepted' }],
      },
      { number: 2, status: 'open', penalty: { penaltyClass: 'light' }, decision: { number: 2 } },
    ])
    t.match((await referrer.get(referral)).body, { obligations: { total: 2, unsettled: 1 } })
    await stories.settle({ referral })
    t.equal((await put(referrer, referral, 'closure')).status, 201)
  },
)

t.test('R-OBL-15 no execution has an impossible date', async t => {
  const { path } = await ordered()
  const dated = (date: string, inForceFrom: string) =>
    personnelOfficer.post(`${path}/reports`, {
      ...givenReport,
      instrument: { ...givenReport.instrument, date },
      inForceFrom,
    })
  const code = '422 execution-dates-impossible R-OBL-15'
  t.equal(refusal(await dated('2022-01-01', '2024-01-15')), `${code} /instrument/date before-the-order`)
  t.equal(refusal(await dated('2023-12-20', '1999-01-01')), `${code} /inForceFrom before-the-instrument`)
  t.equal(refusal(await dated('2023-12-20', '2099-01-01')), `${code} /inForceFrom beyond-the-law`)
  t.match(succeeded(await dated('2023-12-20', '2023-12-20')).body, {
    status: 'executed',
    reports: [{ warnings: [{ pointer: '/inForceFrom', code: 'earlier-than-the-law' }] }],
  })
})

t.test('every deadline of an obligation explains itself as those of a referral do', async t => {
  const { path } = await ordered()
  succeeded(await personnelOfficer.post(`${path}/reports`, givenReport))
  succeeded(await personnelOfficer.post(`${path}/appeals`, givenAppeal))
  const { deadlines, appeals } = (await personnelOfficer.get(path)).body
  const said = { zone: 'Asia/Jakarta', direction: 'forward', suspensions: [], onExpiry: { id: /\.$/ }, note: {} }
  t.match(deadlines[0], {
    ...said,
    startsOn: 'obligation-created',
    bearer: 'personnel-authority',
    beyondCalendar: false,
  })
  t.match(appeals[0]?.['filing'], { ...said, startsOn: 'decision-received', bearer: null, calendar: 'national' })
  t.match(appeals[0]?.['answerDue'], { ...said, startsOn: 'objection-received' })
  const answer = appeals[0]?.['answerDue'] as { steps: readonly { reason: string }[] } | undefined
  const holiday = answer?.steps.find(({ reason }) => reason === 'public-holiday')
  t.match(holiday, { text: { en: 'a public holiday is skipped' }, name: { id: /./ }, legalBasis: /./ })
})

t.test('whoever is obliged reads the decision as it was corrected, and is told that something changed', async t => {
  const { path, referral } = await ordered()
  succeeded(await personnelOfficer.post(`${path}/reports`, givenReport))
  const said = { instrument: { number: 'R-2701' }, legalBasis: 'PP 94/2021 Pasal 5 huruf n angka 1' }
  const body = { ...givenCorrection, ...said }
  const made = await world.as('kasn', 'commissioner', 'commissioner-2')
  const ifMatch = await made.etag(`${referral}/decisions/1`)
  succeeded(await made.post(`${referral}/decisions/1/corrections`, body, { ifMatch }))
  t.match((await personnelOfficer.get(path)).body, { status: 'executed', decision: said })
  t.equal((await typesOf({ referral })).at(-1), 'ObligationCorrected')
  const reasons = { ...givenCorrection, reasons: 'Said more plainly.' }
  const current = await made.etag(`${referral}/decisions/1`)
  succeeded(await made.post(`${referral}/decisions/1/corrections`, reasons, { ifMatch: current }))
  t.equal((await typesOf({ referral })).filter(type => type === 'ObligationCorrected').length, 1)
})

t.test('with an annulled decision its obligation ends', async t => {
  const { path, referral } = await ordered()
  await stories.act(commissioner, 'PUT', `${referral}/decisions/1/annulment`, givenAnnulment, `${referral}/decisions/1`)
  t.match((await personnelOfficer.get(path)).body, { status: 'annulled', annulment: { because: 'decision-annulled' } })
  t.match((await referrer.get(referral)).body, { obligations: { total: 1, unsettled: 0 } })
})

t.test('lists are narrowed by state, and to what is overdue', async t => {
  const [open, lapsed] = [await ordered(), await ordered()]
  t.equal((await put(commissioner, lapsed.path, 'lapse', givenLapse)).status, 201)
  const maskedIn = async (path: string) => (await personnelOfficer.get(path)).body['masked']
  t.strictSame(await maskedIn(open.path), ['/referralId', '/number'], 'what is not there is not masked')
  t.strictSame(await maskedIn(lapsed.path), ['/referralId', '/number', '/lapse/explanation'])
  const idsOf = async (query: string) =>
    (await personnelOfficer.get(`/v1/obligations?limit=200&${query}`)).body.items.map(({ id }) => id)
  t.ok((await idsOf('status=open')).includes(open.obligation ?? ''))
  t.notOk((await idsOf('status=open')).includes(lapsed.obligation ?? ''))
  t.ok((await idsOf('status=lapsed')).includes(lapsed.obligation ?? ''))
  t.notOk((await idsOf('overdue=true')).includes(open.obligation ?? ''))
  t.ok((await idsOf('overdue=false')).includes(open.obligation ?? ''))
  const page = await personnelOfficer.get('/v1/obligations?limit=1')
  t.match(page.body, { items: { length: 1 }, next: /cursor=/ })
})

t.test('whoever is recused from a case has no obligation of it either', async t => {
  const { path, referral } = await ordered()
  const interest = { interest: 'family', explanation: 'The reported person is a cousin of mine.' }
  succeeded(await otherCommissioner.put(`${referral}/recusal`, interest))
  t.equal((await otherCommissioner.get(path)).status, 404)
  t.equal((await otherCommissioner.put(`${path}/lapse`, givenLapse, { ifMatch: '"1"' })).status, 404)
  t.notOk((await otherCommissioner.get('/v1/obligations?limit=200')).body.items.some(item => path.endsWith(item.id)))
})

t.test('the database itself shows an obligation to whom it concerns, and its events to the parties', async t => {
  const found = await ordered()
  const pools = createAgencyPools({ url: world.urls.serviceUrl })
  t.teardown(() => pools.close())
  const rowsOf = async (agency: string | null) => {
    const [row] = await pools.run(
      agency as AgencyId | null,
      'count',
      ({ sql }) => sql<[{ seen: number[] }]>`
        select jsonb_build_array((select count(*) from obligations where id = ${found.obligation ?? ''}),
          (select count(*) from events where stream_id = ${found.obligation ?? ''}),
          (select count(*) from event_payloads where stream_id = ${found.obligation ?? ''})) as seen`,
    )
    return row.seen
  }
  for (const party of ['kominfo', 'kasn']) t.strictSame(await rowsOf(party), [1, 1, 1], party)
  t.strictSame(await rowsOf('boyolali'), [1, 0, 0])
  for (const agency of ['jawa-tengah', 'surakarta', 'bkn', 'kemendagri', null]) {
    t.strictSame(await rowsOf(agency), [0, 0, 0], `${agency}`)
  }
})

t.end()
