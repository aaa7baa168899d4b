import type postgres from 'postgres'
import t from 'tap'
import { v7 as uuidv7 } from 'uuid'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { type OpenApiDocument, openApiDocument } from '../../src/http/openapi-document.ts'
import { finding, purpose, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const kominfo = 'kominfo' as AgencyId

t.test(
  'whoever opens unusually many cases is stopped, by whatever path, and the log says so without the case',
  async t => {
    const world = await buildTestApp(t, { quotas: { casesPerHour: 4 } })
    const { officer, otherOfficer, recorder } = world.cast
    const found = await storiesOf(world).reach('documented')
    const id = uuidv7()
    t.equal(refusal(await officer.get(`/v1/referrals/${uuidv7()}`)), '404 not-found', 'guessing counts')
    t.equal(refusal(await officer.get(`/v1/violations/${uuidv7()}/evidence/${uuidv7()}/content`)), '404 not-found')
    t.equal(refusal(await officer.get(`/v1/referrals/${uuidv7()}/timeline`)), '404 not-found')
    t.equal((await officer.put(`/v1/referrals/${uuidv7()}/receipt`)).status, 404)
    const paths = [`/v1/referrals/${id}`, `/v1/violations/${id}`, `/v1/referrals/${id}/evidence/${uuidv7()}`]
    for (const path of paths) t.equal(refusal(await officer.get(path)), '429 harvest-suspected')
    t.equal((await officer.get('/v1/referrals')).status, 200, 'lists name nobody, and go on')
    t.equal(refusal(await otherOfficer.get(`/v1/referrals/${id}`)), '404 not-found')
    t.equal((await recorder.get(found.violation)).status, 200)

    const warnings = world.logLines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'harvest suspected')
    t.match(warnings, [{ level: 'warn', agency: 'kasn', casesPerHour: 4 }], 'once, and not for each attempt')
    t.notMatch(world.logLines.join(''), id)
  },
)

t.test('what is read in an emergency counts as an opened case', async t => {
  const world = await buildTestApp(t, { quotas: { casesPerHour: 2 } })
  const { overseer } = world.cast
  const read = () => overseer.get(`/v1/emergency-accesses/${uuidv7()}/referral`, { headers: purpose })
  t.equal(refusal(await read()), '404 not-found')
  t.equal(refusal(await read()), '404 not-found')
  t.equal(refusal(await read()), '429 harvest-suspected')
})

t.test('every operation has the cost of its kind', async t => {
  const { app } = await buildTestApp(t)
  const { paths } = openApiDocument(app) as OpenApiDocument
  const costs: Record<string, unknown> = {}
  for (const methods of Object.values(paths)) {
    for (const operation of Object.values(methods)) costs[operation.operationId ?? ''] = operation['x-cost']
  }
  const said = (cost: number) => Object.keys(costs).filter(id => costs[id] === cost)
  t.strictSame(said(0).sort(), ['readHealth', 'readReadiness'])
  t.strictSame(said(20).sort(), ['resubmitReferral', 'sendHandover', 'sendReferral', 'supplementReferral'])
  const bytes = /^(view|download)|^(addEvidence|appendToUpload)$/
  t.strictSame(
    said(10).filter(id => !bytes.test(id)),
    [],
  )
  t.strictSame(
    Object.keys(costs).filter(id => bytes.test(id) && costs[id] !== 10),
    [],
  )
  for (const id of said(1)) t.match(id, /^(read|list|describe|explain|open|compute|classify)/)
  for (const id of ['listViolations', 'listReferrals', 'listEvidence', 'readTimeline', 'recordViolation']) {
    t.equal(costs[id], 5, id)
  }
})

t.test('limits do not tell what is hidden: a quota counts a hidden case as any other', async t => {
  const world = await buildTestApp(t, { quotas: { personPerMinute: 10 } })
  await world.beginMinute()
  const hidden = (await world.cast.otherRecorder.post('/v1/violations', finding, { key: 'one' })).body.id
  const left = async (path: string) => (await world.cast.officer.get(path)).headers['ratelimit']
  const before = await left(`/v1/violations/${hidden}`)
  t.match(before, /"person";r=9/)
  t.match(await left(`/v1/violations/${uuidv7()}`), /"person";r=8/)
})

t.test(
  'D-R5: a thousand requests of an agency whose database is slow are answered or told 503, and nobody else waits',
  async t => {
    const world = await buildTestApp(t, { databaseDeadlineMs: 3_000 })
    const { recorder, officer } = world.cast
    t.equal((await recorder.get('/v1/violations')).status, 200)
    t.equal((await officer.get('/v1/referrals')).status, 200)

    await delayStatementsOf(world.sql, kominfo, 0.5)
    let slow = true
    const asked = Array.from({ length: 1000 }, () => recorder.get('/v1/violations'))
    const others: number[] = []
    const elsewhere = (async () => {
      while (slow) others.push((await officer.get('/v1/referrals')).status)
    })()
    const answers = await Promise.all(asked)
    slow = false
    await elsewhere
    await delayStatementsOf(world.sql, kominfo, 0)

    const statuses = Object.groupBy(answers, ({ status }) => String(status))
    t.strictSame(
      Object.keys(statuses).filter(status => !['200', '503'].includes(status)),
      [],
    )
    const refused = statuses['503'] ?? []
    for (const answer of refused) {
      t.equal(answer.body.code, 'database-unavailable')
      t.match(answer.headers['retry-after'], /^[1-9]\d*$/)
    }
    t.ok(refused.length > 0, 'it was really too slow')
    t.ok(others.length > 0 && others.every(status => status === 200), 'the other agency was answered all the while')
    t.equal((await recorder.get('/v1/violations')).status, 200, 'and afterwards the very next request is served')

    const [connections] = await until(async () => {
      const rows = await world.sql<{ busy: number; all: number }[]>`
      select count(*) filter (where state = 'active')::int busy, count(*)::int all from pg_stat_activity
       where datname = current_database() and application_name = 'penerusan'`
      return rows[0]?.busy === 0 ? rows : undefined
    })
    t.ok((connections?.all ?? 99) <= 40, 'no connection was lost or left over')
  },
)

/** Every statement under row security asks whose connection it is; the answer takes this agency so long. */
async function delayStatementsOf(sql: postgres.Sql, agency: AgencyId, seconds: number): Promise<void> {
  await sql.unsafe(`
    create or replace function penerusan.app_agency() returns text language plpgsql stable as $$
    begin
      if current_setting('app.agency', true) = '${agency}' and ${seconds} > 0 then perform pg_sleep(${seconds}); end if;
      return nullif(current_setting('app.agency', true), '');
    end $$`)
}
