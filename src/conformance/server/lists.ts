import { all, type Check, seen } from '../check.ts'
import { answered, type Reply, refused } from '../exchange.ts'
import { castOf, reach, record, succeeded } from '../story.ts'
import type { Caller, Target } from '../target.ts'
import { header } from './http.ts'

/** Pages and their cursors. */
export const listChecks: readonly Check<Target>[] = [
  {
    id: 'CUR-01',
    what: 'a list read page by page, while another is added',
    expected: 'everything that was there, once; `next` also as a Link',
    async run(target) {
      const cast = castOf(target)
      const made = [await record(cast), await record(cast), await record(cast)].map(idOf)
      const first = succeeded(await cast.recorder('GET', '/v1/violations?limit=1'), 'a page is read')
      await record(cast)
      const found = [...idsOn(first)]
      let { next } = first.body
      while (typeof next === 'string' && !made.every(id => found.includes(id)) && found.length < 500) {
        const page = succeeded(await cast.recorder('GET', next), 'the next page is read')
        found.push(...idsOn(page))
        next = page.body.next
      }
      const missing = made.filter(id => !found.includes(id))
      return all(
        seen(missing.length === 0, `${missing.length} missing`),
        seen(new Set(found).size === found.length, `${found.length - new Set(found).size} twice`),
        header(first, 'link', /rel="?next"?/),
      )
    },
  },
  {
    id: 'CUR-02',
    what: 'a cursor that was tampered with: its first and its last character',
    expected: '400 cursor-invalid each',
    async run(target) {
      const { recorder, cursor } = await cursorOf(target)
      const other = (character: string | undefined) => (character === 'A' ? 'B' : 'A')
      const [start, end] = [other(cursor[0]) + cursor.slice(1), cursor.slice(0, -1) + other(cursor.at(-1))]
      return all(
        refused(await recorder('GET', `/v1/violations?limit=1&cursor=${start}`), 400, 'cursor-invalid'),
        refused(await recorder('GET', `/v1/violations?limit=1&cursor=${end}`), 400, 'cursor-invalid'),
      )
    },
  },
  {
    id: 'CUR-03',
    what: 'a cursor with another filter, and in another list',
    expected: '400 cursor-invalid each',
    async run(target) {
      const { recorder, cursor } = await cursorOf(target)
      return all(
        refused(await recorder('GET', `/v1/violations?limit=1&status=draft&cursor=${cursor}`), 400, 'cursor-invalid'),
        refused(await recorder('GET', `/v1/referrals?limit=1&cursor=${cursor}`), 400, 'cursor-invalid'),
      )
    },
  },
  {
    id: 'CUR-04',
    what: 'the cursor of another agency',
    expected: '400 cursor-invalid',
    async run(target) {
      const cast = castOf(target)
      await reach(cast, 'sent')
      await reach(cast, 'sent')
      const cursor = await cursorIn(cast.referrer, '/v1/referrals?limit=1')
      return refused(await cast.intake('GET', `/v1/referrals?limit=1&cursor=${cursor}`), 400, 'cursor-invalid')
    },
  },
  {
    id: 'CUR-05',
    what: 'a limit of 0 and one of 201',
    expected: '400 each',
    async run(target) {
      const { recorder } = castOf(target)
      return all(
        answered(await recorder('GET', '/v1/violations?limit=0'), 400),
        answered(await recorder('GET', '/v1/violations?limit=201'), 400),
      )
    },
  },
]

async function cursorOf(target: Target): Promise<{ recorder: Caller; cursor: string }> {
  const cast = castOf(target)
  await record(cast)
  await record(cast)
  return { recorder: cast.recorder, cursor: await cursorIn(cast.recorder, '/v1/violations?limit=1') }
}

async function cursorIn(caller: Caller, path: string): Promise<string> {
  const { next } = succeeded(await caller('GET', path), 'a page is read').body
  const cursor = new URL(next ?? '', 'http://target').searchParams.get('cursor')
  if (cursor === null) throw new Error(`GET ${path} has no next page with a cursor`)
  return cursor
}

function idsOn({ body }: Reply): string[] {
  return (body.items ?? []).map(({ id }) => String(id))
}

function idOf(path: string): string {
  return path.split('/').at(-1) ?? ''
}
