import { createHash, randomUUID } from 'node:crypto'
import { all, type Check, type Seen, seen } from '../check.ts'
import { answered, type Reply, refused } from '../exchange.ts'
import { castOf, document, reach, succeeded } from '../story.ts'
import type { Caller, Target } from '../target.ts'

const ndjson = { 'content-type': 'application/x-ndjson' }
const purpose = { 'x-purpose': 'Conformance' }

/** Batches and files. */
export const bulkChecks: readonly Check<Target>[] = [
  {
    id: 'BLK-01',
    what: 'a dry run of a batch: two violations and a line of garbage',
    expected: 'would-be-sent, would-be-sent, refused, and the summary; nothing is sent',
    async run(target) {
      const { lines, violations, cast } = await batchOf(target)
      const reply = await send(cast.referrer, lines, '?dryRun=true')
      const states = await Promise.all(violations.map(path => cast.recorder('GET', path)))
      return all(
        outcomes(reply, ['would-be-sent', 'would-be-sent', 'refused', 'end']),
        seen(
          states.every(({ body }) => body.status === 'documented'),
          `then they are ${states.map(({ body }) => body.status).join()}`,
        ),
      )
    },
  },
  {
    id: 'BLK-02',
    what: 'a batch that is sent, and sent again',
    expected: 'each line is answered for itself; the second time as before, and nothing is sent twice',
    async run(target) {
      const { lines, cast } = await batchOf(target)
      const [first, again] = [await send(cast.referrer, lines), await send(cast.referrer, lines)]
      const ids = (reply: Reply) => linesOf(reply).map(line => (line['referral'] as { id?: string } | null)?.id)
      return all(
        outcomes(first, ['sent', 'sent', 'refused', 'end']),
        outcomes(again, ['already-sent', 'already-sent', 'refused', 'end']),
        seen(ids(first).join() === ids(again).join(), 'the referrals of both times'),
      )
    },
  },
  {
    id: 'EXP-01',
    what: 'a list as a file, with X-Purpose and without',
    expected: '400 purpose-required without; with it the case, and a last line whose rows and SHA-256 fit',
    async run(target) {
      const cast = castOf(target)
      const id = (await reach(cast, 'sent')).split('/').at(-1)
      const path = '/v1/referrals/export?status=sent'
      const without = await cast.referrer('GET', path)
      const reply = succeeded(await cast.referrer('GET', path, { headers: purpose }), 'a list is exported')
      const items = linesOf(reply)
      const end = items.pop()?.['end'] as { rows?: number; sha256?: string } | undefined
      const before = reply.text.slice(0, reply.text.trimEnd().lastIndexOf('\n') + 1)
      return all(
        refused(without, 400, 'purpose-required'),
        seen(
          items.some(item => item['id'] === id),
          `${items.length} items`,
        ),
        seen(end?.rows === items.length, `the end tells of ${end?.rows} rows`),
        seen(end?.sha256 === createHash('sha256').update(before).digest('hex'), 'the SHA-256 of what is before it'),
      )
    },
  },
  {
    id: 'EXP-02',
    what: 'a list as CSV',
    expected: '200 text/csv; its last record begins with end',
    async run(target) {
      const cast = castOf(target)
      await reach(cast, 'sent')
      const path = '/v1/referrals/export?status=sent&format=csv'
      const reply = await cast.referrer('GET', path, { headers: purpose })
      const type = reply.headers.get('content-type') ?? ''
      const last = reply.text.trimEnd().split('\r\n').at(-1) ?? ''
      return all(
        answered(reply, 200),
        seen(/^text\/csv\b/.test(type), `content type ${type}`),
        seen(last.startsWith('end,'), `the last record begins with ${last.slice(0, 10)}`),
      )
    },
  },
]

async function batchOf(target: Target) {
  const cast = castOf(target)
  const violations = [await document(cast), await document(cast)]
  const lines = violations.map(path =>
    JSON.stringify({ idempotencyKey: randomUUID(), violationId: path.split('/').at(-1) }),
  )
  return { cast, violations, lines: [...lines, '{"idempotencyKey":'] }
}

function send(referrer: Caller, lines: readonly string[], query = ''): Promise<Reply> {
  const body = `${lines.join('\n')}\n`
  return referrer('POST', `/v1/referrals/batch${query}`, { body, key: null, headers: ndjson })
}

function linesOf({ text }: Reply): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

/** What came of each line, and why the answer ends. */
function outcomes(reply: Reply, expected: readonly string[]): Seen {
  if (reply.status !== 200) return answered(reply, 200)
  const told = linesOf(reply).map(line => line['outcome'] ?? (line['summary'] as { endedBy?: string })?.endedBy)
  return seen(told.join() === expected.join(), told.join(', '))
}
