import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { escalateObligations } from '../../src/acts/escalate-obligations.ts'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { createAgencyPools } from '../../src/db/agency-pools.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import {
  type Case,
  givenAnnulment,
  givenAppeal,
  givenOutcome,
  givenReport,
  storiesOf,
  succeeded,
} from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

// What must hold is asserted, and not who wins.
const world = await buildTestApp(t)
const stories = storiesOf(world)
const { referrer, commissioner, personnelOfficer } = world.cast
const { agencies, mandates } = readDirectory(foundingDirectory)
const law = readCatalogues()

const replicas = Array.from({ length: 3 }, () => createAgencyPools({ url: world.urls.serviceUrl }))
t.teardown(() => Promise.all(replicas.map(pools => pools.close())))
const sweeps = () =>
  Promise.all(replicas.map(pools => escalateObligations({ pools, law, agencies, mandates }, world.kept.log)))

async function due(found: Case): Promise<string> {
  await world.sql`update obligations set next_at = app_now(), state = jsonb_set(state, '{next,at}', to_jsonb(rfc3339(app_now())))
    where id = ${found.obligation ?? ''}`
  await setTimeout(2)
  return `/v1/obligations/${found.obligation}`
}

t.test('of several replicas that sweep at once, one takes each step', async t => {
  for (let round = 0; round < 3; round++) {
    const found = await stories.reach('decided')
    const path = await due(found)
    await sweeps()
    t.match((await commissioner.get(path)).body, { steps: { length: 1 } })
  }
})

t.test('a report and the sweep at once: the report stands, and nobody is chased after it', async t => {
  for (let round = 0; round < 3; round++) {
    const path = await due(await stories.reach('decided'))
    const [reported] = await Promise.all([personnelOfficer.post(`${path}/reports`, givenReport), sweeps()])
    t.equal(reported.status, 201)
    const { body } = await commissioner.get(path)
    t.match(body, { status: 'executed', next: null })
    await sweeps()
    t.equal((await commissioner.get(path)).body.steps.length, body.steps.length)
  }
})

t.test('a report and the closure at once: nothing is closed that is not settled', async t => {
  for (let round = 0; round < 3; round++) {
    const { referral, obligation } = await stories.reach('decided')
    const ifMatch = await referrer.etag(referral)
    const [reported, closed] = await Promise.all([
      personnelOfficer.post(`/v1/obligations/${obligation}/reports`, givenReport),
      referrer.put(`${referral}/closure`, undefined, { ifMatch }),
    ])
    t.equal(reported.status, 201)
    t.ok([409, 412].includes(closed.status), `${closed.status}`)
    const again = await referrer.put(`${referral}/closure`, undefined, { ifMatch: await referrer.etag(referral) })
    t.equal(again.status, 201)
  }
})

t.test('an annulment and a report at once: both are on record, and the obligation is annulled', async t => {
  for (let round = 0; round < 3; round++) {
    const { referral, obligation } = await stories.reach('decided')
    const decision = `${referral}/decisions/1`
    const ifMatch = await commissioner.etag(decision)
    const [annulled, reported] = await Promise.all([
      commissioner.put(`${decision}/annulment`, givenAnnulment, { ifMatch }),
      personnelOfficer.post(`/v1/obligations/${obligation}/reports`, givenReport),
    ])
    t.equal(annulled.status, 201)
    t.ok([201, 409].includes(reported.status), `${reported.status}`)
    t.match((await commissioner.get(`/v1/obligations/${obligation}`)).body, { status: 'annulled' })
    t.match((await referrer.get(referral)).body, { obligations: { total: 1, unsettled: 0 } })
  }
})

/** Executed, and appealed against. */
async function appealed(): Promise<string> {
  const { obligation } = await stories.reach('executed')
  const path = `/v1/obligations/${obligation}`
  succeeded(await personnelOfficer.post(`${path}/appeals`, givenAppeal))
  return path
}

t.test('two appeals at once: one is pending', async t => {
  const { obligation } = await stories.reach('executed')
  const path = `/v1/obligations/${obligation}/appeals`
  const answers = await Promise.all([personnelOfficer.post(path, givenAppeal), commissioner.post(path, givenAppeal)])
  t.strictSame(answers.map(({ status }) => status).sort(), [201, 409])
})

t.test('an outcome and the sweep that finds it overdue at once: it is decided, and overdue once at most', async t => {
  for (let round = 0; round < 3; round++) {
    const path = await appealed()
    const ifMatch = await personnelOfficer.etag(path)
    const [decided] = await Promise.all([
      personnelOfficer.put(`${path}/appeals/1/outcome`, givenOutcome, { ifMatch }),
      sweeps(),
    ])
    t.ok([201, 412].includes(decided.status), `${decided.status}`)
    await sweeps()
    const again = await personnelOfficer.put(`${path}/appeals/1/outcome`, givenOutcome, {
      ifMatch: await personnelOfficer.etag(path),
    })
    t.equal(again.status, decided.status === 201 ? 200 : 201)
    const told =
      await world.sql`select from events where stream_id = ${path.split('/').at(-1) ?? ''} and type = 'AppealOverdue'`
    t.ok(told.length <= 1)
    t.match((await commissioner.get(path)).body, { settled: true, next: null })
  }
})

t.test('an outcome that waits is accepted or refused, and not both', async t => {
  for (let round = 0; round < 3; round++) {
    const path = await appealed()
    const outcome = { ...givenOutcome, outcome: 'annul' }
    await stories.act(personnelOfficer, 'PUT', `${path}/appeals/1/outcome`, outcome, path)
    const ifMatch = await commissioner.etag(path)
    const [accepted, refused] = await Promise.all([
      commissioner.put(`${path}/appeals/1/outcome/acceptance`, undefined, { ifMatch }),
      commissioner.put(`${path}/appeals/1/outcome/refusal`, { explanation: 'No such decision.' }, { ifMatch }),
    ])
    t.equal([accepted, refused].filter(({ status }) => status === 201).length, 1)
    const isAnnulled = accepted.status === 201
    t.match((await commissioner.get(path)).body, { status: isAnnulled ? 'annulled' : 'executed', awaitsAnswer: false })
  }
})

t.end()
