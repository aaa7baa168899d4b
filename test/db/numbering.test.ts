import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { leadNumbering, numberEvents, readLag, resignNumbering } from '../../src/db/numbering.ts'
import { openDesk } from './desk.ts'

const desk = await openDesk(t)
const { admin, pools } = desk
// What the log has of a former life of the database is committed, whatever its transactions were called.
await admin`insert into epochs values (2)`
const fence = (await leadNumbering(pools, 'b1a3f0de-0000-4000-8000-000000000001', 3_600)) ?? ''

type Event = { stream: string; version: number; id: string; agency: string; epoch: number; xid: number }

async function log(events: readonly Event[]): Promise<void> {
  await admin`
    insert into events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, xid, digest)
    select 'violation', (e ->> 'stream')::uuid, (e ->> 'version')::int, (e ->> 'id')::uuid, 'ViolationChanged', 'actor-agency',
           e ->> 'agency', '{}', clock_timestamp(), (e ->> 'epoch')::int, (e ->> 'xid')::xid8, sha256(e::text::bytea)
      from jsonb_array_elements(${JSON.stringify(events)}::text::jsonb) e`
}

async function numberAll(most: number): Promise<void> {
  for (;;) {
    const step = await numberEvents(pools, fence, most)
    if (step === undefined) throw new Error('the lead is lost')
    if (!step.more) return
  }
}

/** The order as docs/decisions/0017 says it, from the whole log at once. */
function orderOf(events: readonly Event[]): string[] {
  const latest = new Map<Event, number>()
  for (const event of events) {
    const before = events.filter(({ stream, version }) => stream === event.stream && version <= event.version)
    latest.set(event, Math.max(...before.map(({ xid }) => xid)))
  }
  const level = (event: Event) =>
    events.filter(e => e.stream === event.stream && e.version <= event.version && latest.get(e) === latest.get(event))
  const rank = (event: Event) =>
    level(event)
      .map(({ id }) => id)
      .toSorted()
      .at(-1) ?? ''
  const followers = (event: Event) => Number(level(event).some(e => e.xid !== latest.get(e)))
  return events
    .toSorted((a, b) => {
      const [one, other] = [latest.get(a) ?? 0, latest.get(b) ?? 0]
      return one - other || followers(a) - followers(b) || rank(a).localeCompare(rank(b)) || a.version - b.version
    })
    .map(({ id }) => id)
}

let used = 0
const logs = fc
  .array(fc.record({ stream: fc.nat(3), xid: fc.nat(6), agency: fc.constantFrom('kominfo', 'kasn') }), {
    minLength: 1,
    maxLength: 14,
  })
  .map(rows => {
    used += 1
    const versions = new Map<number, number>()
    return rows.map(({ stream, xid, agency }): Event => {
      const version = (versions.get(stream) ?? 0) + 1
      versions.set(stream, version)
      const at = `00000000-0000-4000-8000-${used.toString(16).padStart(8, '0')}`
      return {
        stream: `${at}${stream.toString(16).padStart(4, '0')}`,
        version,
        id: randomUUID(),
        agency,
        epoch: 1,
        xid: used * 10 + xid,
      }
    })
  })

t.test('the order is a matter of the log alone, in however many steps it is numbered', async t => {
  let after = 0
  await fc.assert(
    fc.asyncProperty(logs, fc.integer({ min: 1, max: 8 }), async (events, most) => {
      await log(events)
      await numberAll(most)
      const positions = await admin<{ position: string; id: string }[]>`
        select position, event_id as id from log_positions where position > ${after} order by position`
      t.strictSame(
        positions.map(({ id }) => id),
        orderOf(events),
      )
      t.strictSame(
        positions.map(({ position }) => Number(position)),
        events.map((_, index) => after + 1 + index),
        'without a gap',
      )
      after += events.length
    }),
    { numRuns: 40 },
  )
  const disordered = await admin`
    select from log_positions a join log_positions b using (stream, stream_id) where a.version < b.version and a.position > b.position`
  t.equal(disordered.length, 0, 'what follows in a stream never goes before what it follows')
  const [left] = await admin`select count(*)::int as count from deferred_events`
  t.equal(left?.['count'], 0)
})

t.test('each feed counts 1, 2, 3, … in that order, and its digests chain', async t => {
  const faults = await admin`
    select from (
      select *, row_number() over along as place, lag(position) over along as before,
             coalesce(lag(running_digest) over along, decode(repeat('00', 32), 'hex')) as running_before
        from feed_entries window along as (partition by agency order by number)) entry
     where number <> place or before >= position or running_digest <> sha256(running_before || entry_digest)
        or entry_digest <> sha256(convert_to(format(E'%s\n%s\n%s\n%s\n%s\n%s\n',
             number, event_id, type, subject, subject_version, encode(digest, 'hex')), 'UTF8'))`
  t.equal(faults.length, 0)
  const [counts] = await admin`
    select (select count(*)::int from feed_entries) as entries, (select count(*)::int from events) as events,
           (select sum(last_number)::int from feeds) as told`
  t.ok(counts?.['events'] > 0)
  t.strictSame([counts?.['entries'], counts?.['told']], [counts?.['events'], counts?.['events']])
})

t.test('an event waits for one that it follows, whose transaction is not finished for all readers', async t => {
  const stream = randomUUID()
  const [first, second, other] = [randomUUID(), randomUUID(), randomUUID()]
  const event = { stream, agency: 'kominfo' }
  // The second was written by a transaction that began long before that of the first, which no reader may rely on yet.
  await log([
    { ...event, version: 1, id: first, epoch: 2, xid: 1_000_000_000_000 },
    { ...event, version: 2, id: second, epoch: 1, xid: 1_000_000 },
    { ...event, stream: randomUUID(), version: 1, id: other, epoch: 1, xid: 1_000_001 },
  ])
  await numberAll(100)
  const numbered = async () =>
    (
      await admin`select event_id as id from log_positions where event_id = any (${[first, second, other]}) order by position`
    ).map(({ id }) => id)
  t.strictSame(await numbered(), [other], 'the others do not wait')
  t.equal((await readLag(pools, 100)).waiting, 2)
  t.equal((await numberEvents(pools, fence, 100))?.held, true)
  await admin`insert into epochs values (3)`
  await numberAll(100)
  t.strictSame(await numbered(), [other, first, second])
  t.strictSame(await readLag(pools, 100), { waiting: 0, oldestSeconds: 0 })
})

t.test('a step looks at what is new, however long the log is', async t => {
  let xid = 2_000_000
  const some = (count: number) =>
    Array.from({ length: count }, (): Event => {
      xid += 1
      return { stream: randomUUID(), version: 1, id: randomUUID(), agency: 'kominfo', epoch: 3 - 1, xid: 2e12 + xid }
    })
  const pagesOfAStep = async () => {
    await log(some(20))
    const [row] = await admin.unsafe(
      `explain (analyze, buffers, format json) select from number_events(${fence}, 1000)`,
    )
    const [explained] = (row?.['QUERY PLAN'] ?? []) as { Plan: Record<string, number> }[]
    return (explained?.Plan['Shared Hit Blocks'] ?? 0) + (explained?.Plan['Shared Read Blocks'] ?? 0)
  }
  await admin`analyze events`
  /** Of several, because statistics and plans are renewed at any moment. */
  const fewestPages = async () => Math.min(await pagesOfAStep(), await pagesOfAStep(), await pagesOfAStep())
  const few = await fewestPages()
  for (let batch = 0; batch < 5; batch++) await log(some(2_000))
  await numberAll(1_000)
  await admin`analyze`
  const many = await fewestPages()
  t.ok(many < 2 * few, `${few} pages, then ${many}`)
})

t.test('exactly one leads, and whoever has lost the lead numbers nothing', async t => {
  const [second, third] = [randomUUID(), randomUUID()]
  t.equal(await leadNumbering(pools, second, 5), undefined)
  await resignNumbering(pools, fence)
  const next = (await leadNumbering(pools, second, 5)) ?? ''
  t.ok(BigInt(next) > BigInt(fence), 'each lead has a higher fence')
  t.equal(await leadNumbering(pools, second, 5), next, 'and keeps it as long as it leads')
  await log([{ stream: randomUUID(), version: 1, id: randomUUID(), agency: 'kasn', epoch: 2, xid: 3e12 }])
  t.equal(await numberEvents(pools, fence, 10), undefined)
  t.equal((await readLag(pools, 10)).waiting, 1)

  // It stands still for longer than it has the lead, and another takes over.
  await admin`update numbering set held_until = clock_timestamp()`
  const last = (await leadNumbering(pools, third, 5)) ?? ''
  t.equal(await numberEvents(pools, next, 10), undefined)
  t.equal((await numberEvents(pools, last, 10))?.numbered, 1)
  await resignNumbering(pools, next)
  t.equal((await numberEvents(pools, last, 10))?.numbered, 0, 'nor can it give away the lead of another')
})

t.test('of a log that was restored from a backup nothing is numbered before it has a new epoch', async t => {
  const [{ epoch }] = await admin<[{ epoch: number }]>`select max(epoch) as epoch from epochs`
  await admin`update numbering set epoch = ${epoch}, xid = '4000000000000'`
  const last = (await leadNumbering(pools, randomUUID(), 5)) ?? (await takeOver())
  await t.rejects(numberEvents(pools, last, 10), { code: 'PN160' })
  await admin`insert into epochs values (${epoch + 1})`
  t.equal((await numberEvents(pools, last, 10))?.numbered, 0)
})

/** Whoever leads has died. */
async function takeOver(): Promise<string> {
  await admin`update numbering set held_until = '-infinity'`
  return (await leadNumbering(pools, randomUUID(), 60)) ?? ''
}

t.test('while one numbers nobody waits for it', async t => {
  const holder = await admin.reserve()
  await holder`begin`
  await holder`select from numbering for update`
  await holder`update numbering set held_until = '-infinity'`
  try {
    t.equal(await leadNumbering(pools, randomUUID(), 5), undefined)
  } finally {
    await holder`rollback`
    holder.release()
  }
})

t.end()
