import t from 'tap'
import { type StatementRun, statementRuns } from '../../src/db/agency-pools.ts'
import { readRevocations } from '../../src/db/revocations.ts'
import { buildTestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const world = await buildTestApp(t)
const nobody = world.withAuthorization(undefined)

t.test(
  'however many ask whether the service is ready, they take one connection, and revocations are read meanwhile',
  async t => {
    let readings = 0
    const onStatement = ({ statement }: StatementRun) => {
      if (statement === 'numbering_lag') readings++
    }
    statementRuns.start.subscribe(onStatement as () => void)
    t.teardown(() => statementRuns.start.unsubscribe(onStatement as () => void))

    const waiting = await world.sql.begin(async sql => {
      await sql`lock table deferred_events in access exclusive mode`
      const answers = Array.from({ length: 20 }, () => nobody.get('/readyz'))
      await until(() => readings > 0)
      t.match(await readRevocations(world.kept.office.pools, ''), { digests: [] })
      // Not to be waited for in here: they are answered when the lock is gone.
      return { answers }
    })
    for (const { status, body } of await Promise.all(waiting.answers)) t.strictSame([status, body.status], [200, 'ok'])
    t.equal(readings, 1)
    await until(async () => {
      await nobody.get('/readyz')
      return readings > 1
    })
  },
)

t.end()
