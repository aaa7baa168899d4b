import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { rebuildProjections } from '../../src/db/rebuild.ts'
import type { ReferralId, ViolationId } from '../../src/domain/ids.ts'
import { Problem } from '../../src/problems.ts'
import { createDataDir } from '../support/test-cluster.ts'
import { isThorough } from '../support/thorough.ts'
import { cast, type Desk, openDesk, projections, snapshot, type Work, workOf } from './desk.ts'

const run = promisify(execFile)
const unchanged = Object.fromEntries(projections.map(table => [table, { removed: 0, written: 0 }]))

t.test('what is rebuilt from the log is what stands, byte for byte, whatever happened', async t => {
  const desk = await openDesk(t)
  const seed = Math.floor(Math.random() * 2 ** 31)
  t.comment(`seed ${seed}`)
  const work = workOf(desk)
  await happen(work, seed, isThorough ? 250 : 100)
  await decided(work)
  const standing = await snapshot(desk.admin)
  t.ok(standing.length > 100)

  t.strictSame(await rebuild(desk), unchanged)
  t.strictSame(await snapshot(desk.admin), standing)
})

t.test('whatever was damaged is repaired, and what was right is left alone', async t => {
  const desk = await openDesk(t)
  const { admin } = desk
  const work = workOf(desk)
  await happen(work, 4711, 150)
  await decided(work)
  const standing = await snapshot(admin)

  await admin`delete from violations where id = (select min(id::text)::uuid from violations)`
  await admin`update violations set status = 'dismissed', own_status = 'dismissed' where owner = 'kominfo'`
  await admin`update referrals set state = state || '{"status": "closed"}', open = false, version = version + 1`
  await admin`delete from referral_parties where side = 'receiver'`
  await admin`insert into referral_parties select 'bkn', id, 'receiver', status, violation_id from referrals`
  await admin`update examinations set agency = 'kominfo'`
  await admin`update referral_outcomes set rounds = rounds + 7`
  await admin`update copies set recipient = 'bkn'`
  await admin`delete from search_entries where kind = 'violation'`
  await admin`update search_entries set agency = 'bkn' where agency = 'kominfo'`
  await admin`update obligations set addressee = 'bkn', settled = not settled`
  await admin`insert into obligation_parties select 'bkn', id, referral_id, 'concerned', status, null from obligations`
  await admin`delete from obligation_parties where agency = 'kasn'`
  await admin`update evidence_items set status = 'pending', shared_with = '{bkn}'`
  await admin`insert into examinations values (gen_random_uuid(), 'kominfo', 1, '{}')`
  await admin`insert into violations select gen_random_uuid(), owner, status, own_status, null, null, version, recorded_at, changed_at, state from violations limit 1`

  const rebuilt = await rebuild(desk)
  for (const table of projections) t.ok(rebuilt[table].written > 0 && rebuilt[table].removed > 0, table)
  t.strictSame(await snapshot(admin), standing)
  t.strictSame(await rebuild(desk), unchanged)
})

t.test('what was sent and decided before there was evidence had none', async t => {
  const desk = await openDesk(t)
  const { admin } = desk
  await decided(workOf(desk))
  await admin`
    update event_payloads set payload = ((payload::jsonb #- '{version,manifest}' #- '{version,manifestDigest}')
      - 'manifestDigest'::text - 'openings'::text)::json where stream = 'referral'`
  const { referrals } = await rebuild(desk)
  t.strictSame(referrals, { removed: 1, written: 1 })
  const [row] = await admin`
    select state #> '{versions,0,manifest}' as manifest, state #>> '{versions,0,manifestDigest}' as "ofVersion",
           state #> '{decisions,0,openings}' as openings, state #>> '{decisions,0,manifestDigest}' as "ofDecision" from referrals`
  const ofNothing = createHash('sha256').update('[]').digest('hex')
  t.strictSame({ ...row }, { manifest: [], ofVersion: ofNothing, openings: [], ofDecision: ofNothing })
})

t.test('acts go on while it is rebuilt, and nothing of them is lost', async t => {
  const desk = await openDesk(t)
  const { admin } = desk
  const work = workOf(desk)
  await happen(work, 12, 60)
  const referral = await decided(work)
  let writing = true
  const made: string[] = []
  const writers = [1, 2, 3].map(async () => {
    while (writing) {
      made.push(await work.record())
      await work.ask(referral, `question ${made.length}`).catch(refusedOnly)
    }
  })
  for (let round = 0; round < 3; round++) {
    await admin`update violations set status = 'dismissed' where random() < 0.3`
    await rebuild(desk)
  }
  writing = false
  await Promise.all(writers)

  await rebuild(desk)
  const kept = new Set((await admin`select id from violations where status = 'draft'`).map(({ id }) => id))
  t.strictSame(
    made.filter(id => !kept.has(id)),
    [],
  )
  t.strictSame(await rebuild(desk), unchanged)
})

t.test('a violation that changes at the moment its referral moves shows the referral as it then is', async t => {
  const desk = await openDesk(t)
  const work = workOf(desk)
  const id = await work.record()
  await work.document(id)
  const referral = await work.send(id)
  await work.receive(referral)
  await work.giveBack(referral)

  // Both have read the case; the withdrawal is recorded first.
  const { pools } = desk.office
  const overtaken: Desk['office']['pools'] = {
    close: () => pools.close(),
    async run(agency, name, statement) {
      if (name === 'record_act') await work.withdraw(referral)
      return pools.run(agency, name, statement)
    },
  }
  await workOf({ office: { ...desk.office, pools: overtaken } }).change(id, 'Three likes on two days.')
  const [violation] = await desk.admin`select status, own_status, referral_status from violations where id = ${id}`
  t.strictSame({ ...violation }, { status: 'documented', own_status: 'documented', referral_status: 'withdrawn' })
  t.strictSame(await rebuild(desk), unchanged)
})

t.test('a log that is not whole is not believed, and everything stays as it is', async t => {
  const desk = await openDesk(t)
  const work = workOf(desk)
  const id = await decided(work)
  await desk.admin`update violations set status = 'dismissed'`
  const standing = await snapshot(desk.admin, projections)
  await desk.admin`delete from event_payloads where stream = 'referral' and stream_id = ${id} and version = 3`
  await t.rejects(rebuild(desk), { message: `the referral stream ${id} is not whole at version 3` })
  t.strictSame(await snapshot(desk.admin, projections), standing)
})

t.test('the commands set up and rebuild a server of one’s own', async t => {
  const desk = await openDesk(t)
  await happen(workOf(desk), 7, 30)
  const standing = await snapshot(desk.admin)
  await desk.admin`update violations set status = 'dismissed'`
  const env = { DATABASE_URL: desk.serviceUrl, DATABASE_ADMIN_URL: desk.adminUrl }
  t.match(await command('migrate', env), 'the database is up to date')
  const said = await command('rebuild', env)
  t.match(said, /^violations: \d+ rows removed, \d+ written$/m)
  t.match(said, /^referrals: as the log says$/m)
  t.strictSame(await snapshot(desk.admin), standing)

  t.match(
    await command('rebuild', { DATABASE_URL: desk.serviceUrl }),
    /^DATABASE_ADMIN_URL must be set to rebuild the projections\n$/,
  )
})

t.test('the commands set up and rebuild the embedded database, and leave it stopped', async t => {
  const env = { DATA_DIR: await createDataDir() }
  t.match(await command('rebuild', env), /^The projections were not rebuilt: [^\n]+$/m)
  t.match(await command('migrate', env), /applied migration 0001(.|\n)*the database is up to date/)
  t.match(await command('rebuild', env), /^violations: as the log says$/m)
})

function rebuild({ adminUrl, serviceUrl }: Desk) {
  return rebuildProjections({ adminUrl, serviceUrl, log: () => {} })
}

async function command(name: 'migrate' | 'rebuild', env: Record<string, string>): Promise<string> {
  const { stderr } = await run(process.execPath, [join(import.meta.dirname, `../../src/commands/${name}.ts`)], {
    env: { PATH: process.env['PATH'], ...env },
  }).catch(error => error)
  return stderr
}

/** A referral that was examined, decided, annulled and decided again. */
async function decided(work: Work): Promise<ReferralId> {
  const id = await work.record()
  await work.document(id)
  const referral = await work.send(id)
  for (const step of [work.receive, work.accept, work.assign, work.draft] as const) await step(referral)
  await work.revise(referral, 1, 'The post was shared, not liked.')
  await work.issue(referral, 1)
  await work.annul(referral, 1)
  await work.draft(referral)
  await work.issue(referral, 2)
  await work.copy(referral, 2)
  return referral
}

/** A history of so many attempts; those that the rules refuse are part of it. */
async function happen(work: Work, seed: number, attempts: number): Promise<void> {
  const random = randomFrom(seed)
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value
  const violations: ViolationId[] = []
  const referrals: ReferralId[] = []
  const onViolation: ((id: ViolationId) => Promise<unknown>)[] = [
    work.document,
    work.document,
    work.attach,
    id => work.change(id, `Changed at ${random()}.`),
    async id => referrals.push(await work.send(id)),
    async id => referrals.push(await work.send(id)),
    work.dismiss,
  ]
  const onReferral: ((id: ReferralId) => Promise<unknown>)[] = [
    work.receive,
    work.receive,
    work.accept,
    work.accept,
    work.giveBack,
    work.reject,
    work.withdraw,
    work.resubmit,
    work.requestWithdrawal,
    work.refuseWithdrawal,
    work.assign,
    work.assign,
    id => work.ask(id, `Asked at ${random()}?`, pick([cast.officer, cast.recorder])),
    id => work.answer(id, 1, pick([cast.officer, cast.recorder])),
    id => work.draft(id, pick([null, null, 1])),
    id => work.draft(id),
    id => work.revise(id, pick([1, 2]), `Revised at ${random()}.`),
    id => work.cancel(id, pick([1, 2])),
    id => work.issue(id, pick([1, 2])),
    id => work.issue(id, 1),
    id => work.annul(id, 1),
    id => work.copy(id, 1),
    id => work.execute(id),
    id => work.execute(id, 'Moved to a lower post before.'),
    work.close,
  ]
  for (let attempt = 0; attempt < attempts; attempt++) {
    const kind = random()
    if (violations.length < 3 || kind < 0.08) violations.push(await work.record())
    else if (referrals.length === 0 || kind < 0.35)
      await pick(onViolation)(pick(violations.slice(-5))).catch(refusedOnly)
    else await pick(onReferral)(pick(referrals.slice(-4))).catch(refusedOnly)
  }
}

function refusedOnly(error: unknown): void {
  const refused =
    error instanceof Problem ||
    (error instanceof Error &&
      /^(no such decision|there is no such (question|decision|draft)|no such draft)$/.test(error.message))
  if (!refused) throw error
}

/** Mulberry32: the same seed, the same history. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
