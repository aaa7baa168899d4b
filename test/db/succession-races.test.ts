import t from 'tap'
import { carryOutSuccessions } from '../../src/acts/carry-out-succession.ts'
import { readDirectory, successionDirectory } from '../../src/directory/directory.ts'
import { storiesOf } from '../support/stories.ts'
import { buildTestApp, type TestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const directory = readDirectory(successionDirectory)
const { successions } = directory
const lastEvening = '2024-08-23T22:00:00+07:00'
const midnight = '2024-08-24T00:00:00+07:00'

async function handedOver({ sql }: TestApp): Promise<number> {
  return (await sql`select from events where type = 'ReferralTransferred'`).length
}

t.test(
  'decisions of the old holder race with midnight: what was acknowledged stands before the hand-over, and nothing after it',
  async t => {
    const world = await buildTestApp(t, { at: lastEvening, directory })
    const { pools } = world.kept.office
    const stories = storiesOf(world)
    const cases: { id: string; path: string; ifMatch: string }[] = []
    for (let made = 0; made < 4; made++) {
      const { id, referral } = await stories.reach('drafted')
      const path = `${referral}/decisions/1`
      cases.push({ id, path: `${path}/issuance`, ifMatch: await world.cast.officer.etag(path) })
    }
    await world.moveTo('2024-08-23T23:59:58.500+07:00')
    const commissioner = await world.as('kasn', 'commissioner', 'commissioner-1')
    const moved = until(async () => {
      await carryOutSuccessions(pools, successions)
      return (await handedOver(world)) === cases.length
    })
    const acknowledged: string[] = []
    for (const { id, path, ifMatch } of cases) {
      const { status } = await commissioner.put(path, undefined, { ifMatch })
      if (status === 201) acknowledged.push(id)
      else t.ok([403, 404, 412].includes(status), `${status}`)
      await new Promise(resolve => setTimeout(resolve, 600))
    }
    t.ok(acknowledged.length < cases.length, 'the last was asked for after midnight')
    await moved
    const issued = await world.sql<{ id: string; before: boolean }[]>`
    select issued.stream_id as id, issued.version < moved.version and issued.at < ${midnight} as before
      from events issued join events moved on moved.stream_id = issued.stream_id and moved.type = 'ReferralTransferred'
     where issued.type = 'DecisionIssued' and issued.agency = 'kasn'`
    t.strictSame(issued.map(({ id }) => id).sort(), [...acknowledged].sort(), 'nothing acknowledged is lost')
    t.ok(issued.every(({ before }) => before))
    t.comment(`${acknowledged.length} of ${cases.length} were in time`)
  },
)

t.end()
