import type { Test } from 'tap'
import { carryOutSuccessions } from '../../src/acts/carry-out-succession.ts'
import { type Directory, readDirectory, successionDirectory } from '../../src/directory/directory.ts'
import { storiesOf, succeeded } from './stories.ts'
import { buildTestApp, type Client, type TestApp } from './test-app.ts'

export const shipped = readDirectory(successionDirectory)
const lastEvening = '2024-08-23T22:00:00+07:00'
export const lastMoment = '2024-08-23T23:59:58+07:00'
export const midnight = '2024-08-24T00:00:00+07:00'
const morning = '2024-08-24T08:00:00+07:00'

/** The evening before KASN's work passed to BKN. */
export async function eve(t: Test, directory: Directory = shipped) {
  const world = await buildTestApp(t, { at: lastEvening, directory })
  const stories = storiesOf(world)
  return {
    world,
    stories,
    /** The matters are handed over at midnight; everybody comes to work with a new token. */
    pass: async (successor = 'bkn') => {
      await world.moveTo(midnight)
      const moved = await carryOutSuccessions(world.kept.office.pools, directory.successions)
      await world.moveTo(morning)
      return {
        moved,
        ...(await officersOf(world, successor)),
        ...(await kominfoOf(world)),
        archivist: await archivistOf(world),
      }
    },
  }
}

export async function officersOf({ as }: TestApp, agency: string) {
  return {
    intake: await as(agency, 'intake-officer', `${agency}-intake-officer`),
    officer: await as(agency, 'case-officer', `${agency}-case-officer`),
    commissioner: await as(agency, 'commissioner', `${agency}-commissioner`),
  }
}

async function kominfoOf({ as }: TestApp) {
  return {
    recorder: await as('kominfo', 'recorder', 'recorder-1'),
    referrer: await as('kominfo', 'referrer', 'referrer-1'),
  }
}

const archivistOf = ({ as }: TestApp, agency = 'kasn') => as(agency, 'archivist', 'archivist-1')

export async function act(by: Client, method: string, path: string, body: unknown, of: string) {
  return succeeded(await by.send(method, path, body, { ifMatch: await by.etag(of) }))
}

/** What became of each matter, as an agency sees it. */
export async function outcomes(reader: Client, code = 'kasn-bkn-2024') {
  const { body } = succeeded(await reader.get(`/v1/successions/${code}?limit=200`))
  const items = body.items as unknown as { referralId: string; to: string; outcome: string; begun: boolean }[]
  return new Map(items.map(({ referralId, to, outcome, begun }) => [referralId, `${outcome} ${to} ${begun}`]))
}
