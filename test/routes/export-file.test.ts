import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { writeFile } from '../../src/routes/export-file.ts'
import type { LongAnswer } from '../../src/routes/long-answers.ts'

type Row = { readonly id: string }
const idOf = (n: number) => `018c6a3e-0f5c-7b3a-9d51-${String(n).padStart(12, '0')}`

type Ends = {
  readonly mayOpen?: (id: string) => boolean
  readonly mustEnd?: LongAnswer['mustEnd']
  readonly record?: (ids: readonly string[]) => Promise<void>
}

/** The lines of an export over rows that `read` gives, with nobody else to ask. */
async function linesOf(
  read: (before: string | null) => readonly Row[],
  { mayOpen, mustEnd, record }: Ends = {},
  limit = 3,
) {
  const app = { mayOpen: (_: unknown, id: string) => mayOpen?.(id) ?? true, furtherCosts: { take: () => {} } }
  const answer = { mustEnd: mustEnd ?? (async () => undefined), room: async () => {} }
  const reply = { compileSerializationSchema: () => JSON.stringify }
  const request = { url: '/v1/referrals/export?status=sent', log: { error: () => {} }, actor: {} }
  const page = { limit, before: null, fromId: null, toId: null }
  const listed = {
    page,
    read: async ({ before }: { before: string | null }) => read(before),
    shown: (row: Row) => row,
    record: record ?? (async () => {}),
    schema: {},
    columns: ['id'],
  }
  const asking = {
    app: app as unknown as FastifyInstance,
    request: request as unknown as FastifyRequest,
    reply: reply as unknown as FastifyReply,
    answer: answer as unknown as LongAnswer,
    format: 'ndjson' as const,
  }
  let text = ''
  for await (const part of writeFile(asking, listed, read(null))) text += part
  const lines = text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  return { ids: lines.slice(0, -1).map(({ id }) => id as string), end: lines.at(-1).end }
}

/** A page of the rows, newest first, with one more. */
const pageOf = (rows: Iterable<number>, before: string | null, limit = 3) =>
  [...rows]
    .map(n => ({ id: idOf(n) }))
    .filter(({ id }) => before === null || id < before)
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, limit + 1)

t.test('what is there throughout is in the file exactly once, whatever comes and goes meanwhile', async t => {
  let seed = 1
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  let wrong = 0
  for (let round = 0; round < 300; round++) {
    const rows = new Set(Array.from({ length: random(30) }, () => random(100)))
    const throughout = new Set(rows)
    const limit = 1 + random(5)
    const { ids, end } = await linesOf(
      before => {
        const page = pageOf(rows, before, limit)
        for (let change = random(6); change > 0; change--) {
          const n = random(100)
          if (random(2) === 0) rows.add(n)
          else if (rows.delete(n)) throughout.delete(n)
        }
        return page
      },
      {},
      limit,
    )
    const missed = [...throughout].filter(n => !ids.includes(idOf(n)))
    if (missed.length > 0 || new Set(ids).size !== ids.length || end.endedBy !== 'end') wrong += 1
  }
  t.equal(wrong, 0)
})

t.test('a file that ends early says why and where the rest is, and the rest begins there', async t => {
  const rows = Array.from({ length: 8 }, (_, n) => n)
  const whole = await linesOf(before => pageOf(rows, before))
  t.strictSame(
    whole.ids,
    pageOf(rows, null, 8).map(({ id }) => id),
  )
  t.match(whole.end, { rows: 8, endedBy: 'end', next: null })

  let reads = 0
  const failing = (before: string | null) => {
    if (reads++ > 0) throw new Error('no answer')
    return pageOf(rows, before)
  }
  let asked = 0
  const ends = {
    outage: await linesOf(failing),
    'harvest-suspected': await linesOf(before => pageOf(rows, before), { mayOpen: id => id > idOf(3) }),
    'token-expired': await linesOf(before => pageOf(rows, before), {
      mustEnd: async () => (asked++ > 0 ? 'token-expired' : undefined),
    }),
    'access-ended': await linesOf(before => pageOf(rows, before), { mustEnd: async () => 'access-ended' }),
    'shutting-down': await linesOf(before => pageOf(rows, before), { mustEnd: async () => 'shutting-down' }),
  }
  for (const [endedBy, { ids, end }] of Object.entries(ends)) {
    t.match(end, { endedBy, rows: ids.length, next: `/v1/referrals/export?status=sent&after=${ids.at(-1)}` })
    const rest = await linesOf(before => pageOf(rows, before ?? ids.at(-1) ?? null))
    t.strictSame([...ids, ...rest.ids], whole.ids, endedBy)
  }
})

t.test(
  'what is in a file is on record first, page by page; when it cannot be, nothing of that page is given out',
  async t => {
    const rows = Array.from({ length: 8 }, (_, n) => n)
    const recorded: (readonly string[])[] = []
    const { ids, end } = await linesOf(before => pageOf(rows, before), {
      record: async page => {
        if (recorded.length === 2) throw new Error('no answer')
        recorded.push(page)
      },
    })
    t.strictSame(recorded, [ids.slice(0, 3), ids.slice(3)])
    t.match(end, { rows: 6, endedBy: 'outage', next: `/v1/referrals/export?status=sent&after=${ids.at(-1)}` })
  },
)

t.test('who may open no case at all is given none, and may begin again later', async t => {
  const { ids, end } = await linesOf(before => pageOf([1, 2], before), { mayOpen: () => false })
  t.strictSame(ids, [])
  t.match(end, { endedBy: 'harvest-suspected', next: '/v1/referrals/export?status=sent' })
})

t.end()
