import { randomUUID } from 'node:crypto'
import t from 'tap'
import { storiesOf } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'
import { everyOperation } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder } = world.cast

const marker = 'Pelapor-Rahasia'
const reporter = {
  name: `${marker} Budi`,
  contact: `${marker}@example.org`,
  nip: '198001012005011002',
  workUnit: `Kecamatan ${marker}`,
  statement: `${marker} was told whom to vote for.`,
}
const report = { source: { kind: 'report', channel: 'asn-self-report' }, reporter }
const secrets = [marker, reporter.nip]

t.test('the reporter of a report is stored apart, and appears nowhere else', async t => {
  const key = randomUUID()
  const recorded = await recorder.post('/v1/violations', { ...report, eventDescription: 'x' }, { key })
  t.equal(recorded.status, 201)
  t.match(recorded.body['reporterId'], /^[0-9a-f-]{36}$/)
  await recorder.post('/v1/violations', { ...report, eventDescription: 'x' }, { key })
  await recorder.post('/v1/violations', { ...report, eventDescription: 7 })
  await recorder.post('/v1/violations', { ...report, source: { kind: 'finding', channel: 'patrol' } })
  await recorder.post('/v1/violations', { reporter: { ...reporter, nickname: marker } })
  await recorder.post('/v1/violations', `{"reporter": "${marker}`)

  const decided = await stories.reach('superseding', report)
  for (const operation of everyOperation.filter(({ method }) => method === 'GET')) {
    for (const client of Object.values(world.cast)) await client.get(operation.path(decided))
  }
  t.ok(world.replies.length > 100)
  for (const secret of secrets) {
    t.notOk(
      world.replies.find(reply => reply.includes(secret)),
      'no reply',
    )
    t.notOk(
      world.logLines.find(line => line.includes(secret)),
      'no line of the log',
    )
  }

  const tables = await world.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'penerusan'`
  const holding: string[] = []
  for (const { name } of tables) {
    const found = await world.sql`
      select from ${world.sql(name)} row where row::text like any (${secrets.map(secret => `%${secret}%`)}) limit 1`
    if (found.length > 0) holding.push(name)
  }
  t.strictSame(holding, ['reporters'])
  t.equal(await world.count('reporters'), 2)
})

t.test('the receiving agency does not learn that there is a reporter', async t => {
  const { referral } = await stories.reach('received', report)
  const { text } = await world.cast.intake.get(referral)
  t.notMatch(text, /reporter/i)
  t.notMatch((await world.cast.intake.get(`${referral}/timeline`)).text, /reporter/i)
})

t.end()
