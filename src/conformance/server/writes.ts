import { randomUUID } from 'node:crypto'
import { all, type Check, type Seen, seen } from '../check.ts'
import { answered, refused } from '../exchange.ts'
import { castOf, etagOf, finding, reach, record, succeeded } from '../story.ts'
import type { Target } from '../target.ts'
import { header } from './http.ts'

const parallel = 20

/** Idempotency keys, and conditional writes. */
export const writeChecks: readonly Check<Target>[] = [
  {
    id: 'IDM-01',
    what: 'a POST without Idempotency-Key',
    expected: '400 idempotency-key-missing',
    async run(target) {
      const said = { body: finding, key: null }
      return refused(await castOf(target).recorder('POST', '/v1/violations', said), 400, 'idempotency-key-missing')
    },
  },
  {
    id: 'IDM-02',
    what: 'keys that are unquoted, empty, of 256 characters, or two',
    expected: '400 idempotency-key-invalid each',
    async run(target) {
      const { recorder } = castOf(target)
      const replies: Seen[] = []
      for (const key of ['abc', '""', `"${'x'.repeat(256)}"`, '"a", "b"']) {
        const said = { body: finding, key: null, headers: { 'idempotency-key': key } }
        replies.push(refused(await recorder('POST', '/v1/violations', said), 400, 'idempotency-key-invalid'))
      }
      return all(...replies)
    },
  },
  {
    id: 'IDM-03',
    what: 'the same request again',
    expected: 'the same status, body, Location and ETag, marked as replayed',
    async run(target) {
      const said = { body: finding, key: randomUUID() }
      const { recorder } = castOf(target)
      const first = succeeded(await recorder('POST', '/v1/violations', said), 'a violation is recorded')
      const again = await recorder('POST', '/v1/violations', said)
      return all(
        same('status', first.status, again.status),
        same('body', first.text, again.text),
        same('Location', first.headers.get('location'), again.headers.get('location')),
        same('ETag', first.headers.get('etag'), again.headers.get('etag')),
        header(again, 'idempotency-replayed', /^true$/),
      )
    },
  },
  {
    id: 'IDM-04',
    what: 'the same key with another body',
    expected: '422 idempotency-key-reused',
    async run(target) {
      const { recorder } = castOf(target)
      const key = randomUUID()
      succeeded(await recorder('POST', '/v1/violations', { body: finding, key }), 'a violation is recorded')
      const body = { ...finding, eventDescription: `${finding.eventDescription.slice(0, -1)}!` }
      return refused(await recorder('POST', '/v1/violations', { body, key }), 422, 'idempotency-key-reused')
    },
  },
  {
    id: 'IDM-05',
    what: `${parallel} identical requests at once`,
    expected: 'one thing is made: the others are given it, or told 409 with Retry-After',
    async run(target) {
      const { recorder } = castOf(target)
      const said = { body: finding, key: randomUUID() }
      const replies = await Promise.all(
        Array.from({ length: parallel }, () => recorder('POST', '/v1/violations', said)),
      )
      const made = replies.filter(({ status }) => status === 201)
      const waiting = replies.filter(({ status, headers }) => status === 409 && headers.get('retry-after') !== null)
      const ids = new Set(made.map(({ body }) => body.id))
      return seen(
        ids.size === 1 && made.length + waiting.length === replies.length,
        `${ids.size} made, ${made.length} × 201, ${waiting.length} × 409, ${replies.length - made.length - waiting.length} others`,
      )
    },
  },
  {
    id: 'IDM-06',
    what: 'the same key of another person',
    expected: 'a thing of its own',
    async run(target) {
      const said = { body: finding, key: randomUUID() }
      const mine = succeeded(await target.as('kominfo', 'recorder')('POST', '/v1/violations', said), 'one is recorded')
      const other = await target.as('kominfo', 'recorder', 2)('POST', '/v1/violations', said)
      return all(answered(other, 201), seen(other.body.id !== mine.body.id, `ids ${mine.body.id}, ${other.body.id}`))
    },
  },
  {
    id: 'IDM-07',
    what: 'a request that was refused for its form, corrected under the same key',
    expected: '400, then 201: a refusal is not kept',
    async run(target) {
      const { recorder } = castOf(target)
      const key = randomUUID()
      const wrong = await recorder('POST', '/v1/violations', { body: { ...finding, urgent: true }, key })
      return all(answered(wrong, 400), answered(await recorder('POST', '/v1/violations', { body: finding, key }), 201))
    },
  },
  {
    id: 'CON-01',
    what: 'resources have a strong ETag, which If-None-Match knows',
    expected: 'a quoted ETag; 304 without a body',
    async run(target) {
      const cast = castOf(target)
      const path = await record(cast)
      const read = await cast.recorder('GET', path)
      const known = await cast.recorder('GET', path, { headers: { 'if-none-match': read.headers.get('etag') ?? '' } })
      return all(
        header(read, 'etag', /^"[^"]+"$/),
        answered(known, 304),
        seen(known.text === '', `${known.text.length} characters`),
      )
    },
  },
  {
    id: 'CON-02',
    what: 'an act without If-Match',
    expected: '428 precondition-required',
    async run(target) {
      const cast = castOf(target)
      const path = await reach(cast, 'sent')
      return refused(await cast.intake('PUT', `${path}/receipt`), 428, 'precondition-required')
    },
  },
  {
    id: 'CON-03',
    what: 'an act on a version that is over',
    expected: '412 stale-version, and nothing is done',
    async run(target) {
      const cast = castOf(target)
      const path = await reach(cast, 'received')
      const stale = await cast.intake('PUT', `${path}/acceptance`, { ifMatch: '"1"' })
      const read = await cast.intake('GET', path)
      return all(refused(stale, 412, 'stale-version'), same('status', 'received', read.body.status))
    },
  },
  {
    id: 'CON-04',
    what: 'a weak tag, and *',
    expected: 'neither matches: 400 or 412',
    async run(target) {
      const cast = castOf(target)
      const path = await reach(cast, 'sent')
      const etag = await etagOf(cast.intake, path)
      return all(
        answered(await cast.intake('PUT', `${path}/receipt`, { ifMatch: `W/${etag}` }), 400, 412),
        answered(await cast.intake('PUT', `${path}/receipt`, { ifMatch: '*' }), 400, 412),
      )
    },
  },
  {
    id: 'CON-05',
    what: 'two acts that exclude each other, on the same version at once',
    expected: 'one is done, the other is told 409 or 412',
    async run(target) {
      const cast = castOf(target)
      const path = await reach(cast, 'received')
      const ifMatch = await etagOf(cast.intake, path)
      const body = { reason: 'outside-mandate', explanation: 'Not an ASN at the time.' }
      const replies = await Promise.all([
        cast.intake('PUT', `${path}/acceptance`, { ifMatch }),
        cast.intake('PUT', `${path}/rejection`, { ifMatch, body }),
      ])
      const done = replies.filter(({ status }) => status < 300)
      const late = replies.filter(({ status }) => [409, 412].includes(status))
      return seen(done.length === 1 && late.length === 1, replies.map(({ status }) => status).join(' and '))
    },
  },
  {
    id: 'CON-06',
    what: 'an act that already happened, repeated on the old version',
    expected: '201, then 200: a lost answer is not an error',
    async run(target) {
      const cast = castOf(target)
      const path = await reach(cast, 'sent')
      const ifMatch = await etagOf(cast.intake, path)
      const act = () => cast.intake('PUT', `${path}/receipt`, { ifMatch })
      return all(answered(await act(), 201), answered(await act(), 200))
    },
  },
]

function same(what: string, expected: unknown, found: unknown): Seen {
  return seen(
    expected === found,
    expected === found ? `same ${what}` : `${what} ${String(found)} and not ${String(expected)}`,
  )
}
