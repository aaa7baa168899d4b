import t from 'tap'
import { isThorough } from '../support/thorough.ts'
import { createServiceDatabase, kominfo, openDesk } from './desk.ts'

// Entries lie unevenly over eight years: some days have hundreds, some years nothing, and many share a deadline. Whatever is asked,
// the stretches in which history is looked through must show nothing twice, leave nothing out and keep the order.

const entries = 3_000
const rounds = isThorough ? 2_000 : 150
const person = '018c6a3e-0f5c-7b3a-9d51-000000000000'

const desk = await openDesk(t, { urls: await createServiceDatabase(t) })
const { admin, pools } = desk

let seed = Number(process.env['SEED'] ?? 7)
const random = (below: number) => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed % below
}
const oneOf = <Value>(values: readonly Value[]): Value => values[random(values.length)] as Value

const day = 86_400_000
const began = Date.parse('2018-01-01T00:00:00Z')
/** A few crowded days, and now and then any other moment of eight years. */
const crowded = Array.from({ length: 6 }, () => began + random(8 * 365) * day)
const moment = () => (random(3) === 0 ? began + random(8 * 365) * day + random(day) : oneOf(crowded) + random(day))

type Entry = { readonly id: string; readonly due: number | null; readonly words: readonly string[] }
const all: Entry[] = Array.from({ length: entries }, (_, n) => ({
  id: idAt(moment(), n),
  due: random(4) === 0 ? null : random(5) === 0 ? oneOf(crowded) : moment(),
  words: ['often', ...(random(20) === 0 ? ['seldom'] : []), ...(n % 2 === 0 ? ['half'] : [])],
}))

function idAt(at: number, n: number): string {
  const hex = at.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`
}

await admin`
  insert into search_entries
    select (entry).* from (
      select search_entry('kominfo', 'referral', (made ->> 'id')::uuid, gen_random_uuid(), null,
        to_timestamp((made ->> 'due')::float8 / 1000), '',
        array(select 'word:' || word from jsonb_array_elements_text(made -> 'words') word)) as entry
        from jsonb_array_elements(${JSON.stringify(all)}::text::jsonb) made) made`

type Asked = {
  readonly words: readonly string[]
  readonly not: readonly string[]
  readonly from: number | undefined
  readonly until: number | undefined
  readonly before: number | undefined
}

function ask(): Asked {
  const [one, other] = [moment(), moment()].sort((a, b) => a - b) as [number, number]
  return {
    words: oneOf([[], ['often'], ['seldom'], ['half'], ['half', 'seldom'], ['none']]),
    not: oneOf([[], [], [], ['half'], ['often']]),
    from: oneOf([undefined, one]),
    until: oneOf([undefined, other]),
    before: oneOf([undefined, undefined, moment()]),
  }
}

const instant = (at: number | undefined) => at && new Date(at).toISOString()

/** What looking at every entry finds, in order. */
function scan({ words, not, from, until, before }: Asked, byDue: boolean): string[] {
  const found = all.filter(
    entry =>
      words.every(word => entry.words.includes(word)) &&
      !not.some(word => entry.words.includes(word)) &&
      (from === undefined || entry.id >= idAt(from, 0)) &&
      (until === undefined || entry.id < idAt(until, 0)) &&
      (!byDue || (entry.due !== null && (before === undefined || entry.due < before))),
  )
  const order = (a: Entry, b: Entry) =>
    byDue ? (a.due ?? 0) - (b.due ?? 0) || (a.id < b.id ? -1 : 1) : a.id < b.id ? 1 : -1
  return found.sort(order).map(({ id }) => id)
}

/** The same page by page, as a client walks. */
async function walk({ words, not, from, until, before }: Asked, byDue: boolean, limit: number): Promise<string[]> {
  const search = {
    words: [],
    guards: [],
    all: words.map(word => [`word:${word}`]),
    none: not.map(word => `word:${word}`),
    ...((from ?? until) !== undefined && { made: { from: instant(from), until: instant(until) } }),
    ...(byDue && { due: { before: instant(before) } }),
  }
  const walked: string[] = []
  for (let after: { id: string; dueAt: string | null } | undefined; ; ) {
    const asked = JSON.stringify({ ...search, ...(after && { after }) })
    const rows = await pools.run(
      kominfo,
      'walk_search',
      ({ sql }) => sql<{ id: string; dueAt: string | null }[]>`
        select id, rfc3339(due_at) as "dueAt"
          from ${sql.unsafe(`penerusan.${byDue ? 'find_due' : 'find_newest'}`)}('referral', ${person}, ${asked}::text::jsonb, ${limit})`,
    )
    walked.push(...rows.map(({ id }) => id))
    if (rows.length < limit) return walked
    after = rows.at(-1)
  }
}

t.test('pages of a search are what looking at every entry finds, however history is spread', async t => {
  let some = 0
  for (let round = 0; round < rounds; round++) {
    const [asked, byDue] = [ask(), random(2) === 0]
    const expected = scan(asked, byDue)
    const found = await walk(asked, byDue, oneOf([3, 20, 51, 201]) + Math.floor(expected.length / 12))
    if (found.join() !== expected.join()) {
      t.fail(`round ${round}: ${JSON.stringify({ ...asked, byDue })}: ${found.length} of ${expected.length}`)
      break
    }
    if (expected.length > 0) some += 1
  }
  t.ok(some > rounds / 3, `${some} of ${rounds} searches find something`)
})

t.end()
