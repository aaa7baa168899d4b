import postgres from 'postgres'
import t from 'tap'
import { DatabaseUnavailable } from '../../src/db/database-errors.ts'
import type { ReferralId, ViolationId } from '../../src/domain/ids.ts'
import { Problem } from '../../src/problems.ts'
import { createServiceDatabase, kominfo, openDesk, workOf } from './desk.ts'

// With a driver that loses a connection in the middle of several statements, the rest of one request may run in
// another's transaction, under the other's agency. Two agencies write here while their connections are killed at
// random; what was acknowledged must be there, whole, once, and under the right agency.

const KILLS = 200
/** They take some ten seconds; a slow machine needs more, and only one that kills nothing needs them all. */
const LONGEST_MS = 240_000
const deadlineMs = 5_000

t.test('however many connections are killed, nothing is lost, halved, mixed up or left hanging', async t => {
  const uncaught: unknown[] = []
  const keep = (error: unknown) => uncaught.push(error)
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, keep)
    t.teardown(() => process.off(fault, keep))
  }

  const urls = await createServiceDatabase(t)
  const desk = await openDesk(t, { urls, deadlineMs })
  const { admin } = desk
  const work = workOf(desk)
  const rows = async (...query: Parameters<typeof admin>) => [...(await admin(...query))]
  const referrals: ReferralId[] = []
  for (let number = 0; number < 8; number++) {
    const id = await work.record()
    await work.document(id)
    referrals.push(await work.send(id))
  }

  const acknowledged: { violations: ViolationId[]; questions: string[] } = { violations: [], questions: [] }
  let unknown = 0
  let writing = true
  let attempts = 0

  /** One call; whether it was acknowledged. Nobody may be kept waiting, and nothing but an outage is an excuse. */
  async function attempt(call: () => Promise<unknown>): Promise<boolean> {
    attempts++
    let hanging: NodeJS.Timeout | undefined
    const patience = new Promise<never>((_, reject) => {
      // A call is up to four statements, each with the deadline.
      hanging = setTimeout(() => reject(new Error('a call that never returns')), 4 * deadlineMs + 1_000)
    })
    try {
      await Promise.race([call(), patience])
      return true
    } catch (error) {
      const passing =
        error instanceof DatabaseUnavailable || (error instanceof Problem && error.code === 'stale-version')
      if (!passing) throw error
      unknown++
      return false
    } finally {
      clearTimeout(hanging)
    }
  }

  const kominfoWrites = async () => {
    while (writing) {
      await attempt(async () => acknowledged.violations.push(await work.record()))
    }
  }
  let questions = 0
  const kasnWrites = async (number: number) => {
    while (writing) {
      const text = `question ${questions++}`
      const id = referrals[(number + questions) % referrals.length] as ReferralId
      // Each referral takes a hundred of them, so those that have had their share make room.
      if (questions % 40 === 0) referrals.push(...(await moreReferrals()))
      if (referrals.length > 8) referrals.splice(0, referrals.length - 8)
      if (await attempt(() => work.ask(id, text))) acknowledged.questions.push(text)
    }
  }
  async function moreReferrals(): Promise<ReferralId[]> {
    const made: ReferralId[] = []
    await attempt(async () => {
      const id = await work.record()
      acknowledged.violations.push(id)
      await work.document(id)
      made.push(await work.send(id))
    })
    return made
  }

  const killer = postgres(urls.adminUrl.replace(/[^/]+$/, 'postgres'), { max: 1, onnotice: () => {} })
  t.teardown(() => killer.end({ timeout: 1 }))
  const name = new URL(urls.serviceUrl).pathname.slice(1)
  let kills = 0
  const killing = (async () => {
    for (const until = performance.now() + LONGEST_MS; kills < KILLS && performance.now() < until; ) {
      const [{ killed }] = await killer<[{ killed: number }]>`
        select count(*) filter (where pg_terminate_backend(pid))::int as killed from (
          select pid from pg_stat_activity
           where datname = ${name} and application_name = 'penerusan' and (state = 'active' or random() < 0.2)
           order by random() limit 1) victim`
      kills += killed
      await new Promise(resolve => setTimeout(resolve, Math.random() * 60))
    }
    writing = false
  })()

  try {
    await Promise.all([killing, ...[1, 2, 3, 4].map(kominfoWrites), ...[0, 1, 2, 3].map(kasnWrites)])
  } finally {
    // When one of them fails the others come to an end too, and the failure is told at once.
    writing = false
  }
  t.comment(`${kills} kills, ${attempts} calls, ${unknown} of them without an answer`)
  t.ok(kills >= KILLS, `${kills} connections were killed`)
  t.ok(unknown > 0, 'some of them in the middle of a call')
  t.strictSame(uncaught, [], 'no error escaped')

  await t.test('right after the kills every call succeeds again', async t => {
    const id = await work.record()
    await work.document(id)
    const sent = await work.send(id)
    const calls = Array.from({ length: 100 }, (_, number) =>
      number % 2 === 0 ? work.record() : work.ask(sent, `after ${number}`),
    )
    const outcomes = await Promise.allSettled(calls)
    t.strictSame(
      outcomes.filter(outcome => outcome.status === 'rejected' && !isOvertaken(outcome.reason)),
      [],
    )
  })

  await t.test('nothing acknowledged is lost', async t => {
    const kept = new Set((await admin`select id from violations`).map(row => row['id']))
    t.strictSame(
      acknowledged.violations.filter(id => !kept.has(id)),
      [],
    )
    const asked = await admin<{ text: string }[]>`
      select payload ->> 'text' as text from events join event_payloads using (stream, stream_id, version)
       where type = 'QuestionAsked'`
    const texts = asked.map(({ text }) => text)
    t.strictSame(
      acknowledged.questions.filter(text => !texts.includes(text)),
      [],
    )
    t.equal(new Set(texts).size, texts.length, 'and nothing is there twice')
  })

  await t.test('nothing is there by half', async t => {
    t.strictSame(
      await rows`
        select stream, stream_id from events group by stream, stream_id
        having max(version) <> count(*) or min(version) <> 1`,
      [],
      'streams without gaps',
    )
    t.strictSame(
      await rows`select id from events e where not exists (
      select from event_payloads p where (p.stream, p.stream_id, p.version) = (e.stream, e.stream_id, e.version))`,
      [],
    )
    t.strictSame(
      await rows`
        with log as (select stream, stream_id, max(version) as version from events group by stream, stream_id),
             rows as (
               select 'violation' as stream, id as stream_id, version from violations
               union all select 'referral', id, version from referrals
               union all select 'examination', referral_id, version from examinations)
        select * from log full join rows using (stream, stream_id, version)
         where log is null or rows is null`,
      [],
      'every stream has its row, and every row its stream',
    )
    t.strictSame(
      await rows`select id from referrals r where 2 <> (select count(*) from referral_parties p where p.referral_id = r.id)`,
      [],
    )
    t.strictSame(
      await rows`
        select v.id from violations v join idempotency_records i on i.body::jsonb ->> 'id' = v.id::text
         group by v.id having count(*) <> 1`,
      [],
      'one stored reply for each',
    )
  })

  await t.test('nothing is under the other agency', async t => {
    t.strictSame(
      await rows`
        select e.id from events e join event_types using (type)
         where e.agency <> case
             -- Deadlines are set and met by the acts of either agency.
             when e.type like 'Deadline%' then e.agency
             when side in ('receiver', 'either') then 'kasn' else 'kominfo' end
            or e.agency <> e.act ->> 'agency'
            or not exists (select from persons p where p.id = (e.act ->> 'person')::uuid and p.agency = e.agency)`,
      [],
    )
    t.strictSame(await rows`select id from violations where owner <> ${kominfo}`, [])
    t.strictSame(
      await rows`
        select i.key from idempotency_records i
         where not exists (select from persons p where p.id = i.caller and p.agency = i.agency)`,
      [],
    )
  })

  function isOvertaken(reason: unknown): boolean {
    // Fifty questions at once on one referral: the last may have been overtaken eight times.
    return reason instanceof Problem && reason.code === 'stale-version'
  }
})
