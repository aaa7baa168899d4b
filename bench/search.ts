import { startLoadGenerator } from './load.ts'
import { type Contestant, type Extent, recording, spelled, takeTurns } from './loads.ts'
import { growthRow, plainRow, type Row } from './report.ts'
import type { Stage } from './stage.ts'

type Question = {
  readonly what: string
  readonly agency: string
  readonly role: string
  readonly path: string
  readonly body?: object
}

const officer = { agency: 'kasn', role: 'case-officer' }
const referrals = '/v1/referrals/search'

/** From what nearly every case has to what a few have, alone and together. */
const questions: readonly Question[] = [
  { what: 'a word of every case', ...officer, path: referrals, body: { text: 'kampanye campaigns' } },
  { what: 'a name, one case in 56', ...officer, path: referrals, body: { text: '"Sari Wulandari"' } },
  { what: 'a word of a few cases', ...officer, path: referrals, body: { text: 'langka4711' } },
  { what: 'a word of none', ...officer, path: referrals, body: { text: 'tidakada' } },
  {
    what: 'state, times and a name',
    ...officer,
    path: referrals,
    body: {
      text: 'Budi',
      statuses: ['returned'],
      occurredAt: { from: '2023-11-01T00:00:00Z', until: '2024-01-01T00:00:00Z' },
    },
  },
  { what: 'overdue and with a name', ...officer, path: referrals, body: { text: 'Dewi', deadline: { overdue: true } } },
  { what: 'all lists of work, counted', agency: 'kasn', role: 'commissioner', path: '/v1/work-lists' },
  { what: 'a list of work', agency: 'kasn', role: 'intake-officer', path: '/v1/work-lists/waiting-for-acceptance' },
]

/** (k) Searches and lists of work with few cases and with many, and what it costs an act to be found. */
export async function measureSearch(stage: Stage, extent: Extent): Promise<Row[]> {
  const small = await stage.database('bench_small', { referrals: extent.small, kind: 'mixed' })
  const large = await stage.database('bench_large', { referrals: extent.large, kind: 'mixed' })
  const sides = [await small.servers(), await large.servers()] as const
  const generator = startLoadGenerator()
  const rows: Row[] = []
  // One after the other: this is about how long an answer takes.
  // Each takes a second or two; PostgreSQL does nearly all of it.
  const alone = { ...extent, connections: 1, warmUpSeconds: 0 }
  try {
    for (const question of questions) {
      const asking = (url: string): Contestant => ({
        url,
        request: async () => ({
          method: question.body === undefined ? 'GET' : 'POST',
          paths: [question.path],
          headers: {
            authorization: `Bearer ${await stage.tokenFor(question.agency, question.role)}`,
            ...(question.body && { 'content-type': 'application/json' }),
          },
          ...(question.body && { body: JSON.stringify(question.body) }),
          seconds: extent.seconds,
        }),
      })
      const turns = [asking(sides[1].ours.url), asking(sides[0].ours.url)]
      const [many = [], few = []] = await takeTurns(generator, alone, turns)
      const what = `(k) ${question.what}: ${spelled(extent.large)} beside ${spelled(extent.small)}`
      rows.push(growthRow(what, many, few, 2))
    }

    const terms = { stage, seconds: extent.seconds }
    const unfound = recording(sides[0].ours.url, terms)
    const found = recording(sides[0].ours.url, terms)
    const whetherNoted = (how: 'enable' | 'disable', contestant: Contestant): Contestant => ({
      ...contestant,
      async request() {
        await small.query(`alter table violations ${how} trigger search_is_noted`)
        return contestant.request()
      },
    })
    const turns = [whetherNoted('enable', found), whetherNoted('disable', unfound)]
    const [noted = [], bare = []] = await takeTurns(generator, alone, turns)
    await small.query('alter table violations enable trigger search_is_noted')
    const p50 = (runs: typeof noted) => runs.map(run => run.p50)
    rows.push(plainRow('(k) record a violation: to be found, beside not', p50(noted), p50(bare), 'ms'))
    return rows
  } finally {
    await generator.stop()
    await Promise.all(sides.map(side => side.stop()))
  }
}
