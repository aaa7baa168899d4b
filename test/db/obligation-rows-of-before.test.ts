import t from 'tap'
import { rebuildProjections } from '../../src/db/rebuild.ts'
import { migration } from '../support/migration.ts'
import { givenAppeal, givenOutcome, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { officer, personnelOfficer, commissioner } = world.cast

t.test('appeals of before get what they lack, as a rebuild of their events gives it to them', async t => {
  const paths = await Promise.all([appealed(), appealed()])
  const [pending = '', decided = ''] = paths
  await stories.act(commissioner, 'PUT', `${decided}/appeals/1/outcome`, givenOutcome, decided)
  const ids = paths.map(path => path.split('/').at(-1) ?? '')
  const rows = () => world.sql`select id, next_at, state from obligations where id = any (${ids}) order by id`
  const wanted = await rows()

  // As the rows and events were then.
  await world.sql`update obligations set next_at = null, state = jsonb_set(state #- '{appeals,0,refusedOutcomes}'
      #- '{appeals,0,overdueSaidAt}' #- '{appeals,0,decision,standing}' #- '{appeals,0,decision,answer}', '{next}', 'null')
    where id = any (${ids})`
  await world.sql`alter table event_payloads disable trigger user`
  await world.sql`update event_payloads set payload = (case when payload::jsonb ? 'waits' then payload::jsonb - 'waits'
      else jsonb_set(payload::jsonb, '{timing,next}', 'null') end)::json
    where stream_id = any (${ids}) and (payload::jsonb ? 'waits' or payload::jsonb ? 'answer')`
  await world.sql`alter table event_payloads enable trigger user`
  t.notSame(await rows(), wanted)

  const statements =
    /set role \{\{prefix\}\}_owner;\n([\s\S]*?)reset role;/.exec(migration('0033-answers-on-obligations'))?.[1] ?? ''
  await world.sql.unsafe(statements)
  t.strictSame(await rows(), wanted)
  await rebuildProjections({ ...world.urls, log: () => undefined })
  t.strictSame(await rows(), wanted)
  await world.chase()
  t.match((await personnelOfficer.get(pending)).body, { appeals: [{ foundOverdueAt: /Z$/ }] })
})

t.test('obligations that were addressed anew get whom they obliged before, as a rebuild gives it to them', async t => {
  const found = await stories.reach('decided')
  const path = `/v1/obligations/${found.obligation}`
  for (const [agency, personnelAuthority] of [
    ['boyolali', 'jawa-tengah'],
    ['jawa-tengah', 'kemendagri'],
  ]) {
    const implication = { agency, because: 'is-reported', explanation: 'Found out.' }
    await stories.act(officer, 'POST', `${found.referral}/implications`, implication, found.referral)
    await stories.act(commissioner, 'PUT', `${path}/addressee`, { personnelAuthority }, path)
  }
  const rows = () => world.sql`select state from obligations where id = ${found.obligation ?? ''}`
  const wanted = await rows()
  t.match(wanted, [{ state: { addressee: 'kemendagri', formerAddressees: ['boyolali', 'jawa-tengah'] } }])
  await world.sql`update obligations set state = state - 'formerAddressees'`
  const [statement = ''] = /update obligations[\s\S]*?;\n/.exec(migration('0043-implications-taken-back')) ?? []
  await world.sql.unsafe(statement)
  t.strictSame(await rows(), wanted)
  await rebuildProjections({ ...world.urls, log: () => undefined })
  t.strictSame(await rows(), wanted)
})

async function appealed(): Promise<string> {
  const { obligation } = await stories.reach('executed')
  const path = `/v1/obligations/${obligation}`
  succeeded(await personnelOfficer.post(`${path}/appeals`, givenAppeal))
  return path
}

t.end()
