import { randomBytes, randomUUID } from 'node:crypto'
import postgres from 'postgres'
import t from 'tap'
import { openIdentity, rewrapIdentity, sealIdentity } from '../../src/acts/reporter-identity.ts'
import { rewrapReporters } from '../../src/acts/rewrap-reporters.ts'
import { ConfigError } from '../../src/config.ts'
import { type OpenedReporter, openReporter, readReporterKey } from '../../src/db/reporters.ts'
import { assertReportersSealed, sealReporters } from '../../src/db/seal-reporters.ts'
import type { PersonId, Role } from '../../src/domain/agencies.ts'
import type { ReferralId, ReporterId, ViolationId } from '../../src/domain/ids.ts'
import { ContentDamaged } from '../../src/vault/content-cipher.ts'
import { createKeyRing, KeyUnknown } from '../../src/vault/key-ring.ts'
import { actor, cast, type Desk, finding, kasn, kominfo, openDesk, workOf } from './desk.ts'

// open_reporter is called as a faulty or captured service could call it.

const reporter = { name: 'Tri Handayani', contact: '0812-0000-0417', nip: '199002052015032902', workUnit: 'Dinas' }
const report = { ...finding, source: { kind: 'report', channel: 'asn-self-report' } as const, reporter }

const desk = await openDesk(t)
const work = workOf(desk)
const { admin } = desk

async function referred(who = desk): Promise<{ violation: ViolationId; referral: ReferralId }> {
  const work = workOf(who)
  const violation = await work.record(report)
  await work.document(violation)
  const referral = await work.send(violation)
  await work.receive(referral)
  await work.accept(referral)
  return { violation, referral }
}

async function consented() {
  const found = await referred()
  await work.requestReporter(found.referral)
  await work.consentToReporter(found.referral)
  return found
}

async function personOf(subject: string, agency: string): Promise<PersonId> {
  const [row] = await admin<{ id: PersonId }[]>`
    select id from persons where subject = ${subject} and agency = ${agency}`
  return row?.id ?? (randomUUID() as PersonId)
}

type Call = {
  agency: string | null
  says?: string
  person: string
  kind?: 'person' | 'client'
  role?: Role
  violation?: string
  referral?: string
}

const connections = new Map<string | null, postgres.Sql>()
t.after(() => Promise.all([...connections.values()].map(sql => sql.end({ timeout: 1 }))))

function connectionOf(agency: string | null): postgres.Sql {
  const known = connections.get(agency)
  if (known !== undefined) return known
  const connection: Record<string, string> = agency === null ? {} : { 'app.agency': agency }
  const sql = postgres(desk.serviceUrl, { max: 1, onnotice: () => {}, connection })
  connections.set(agency, sql)
  return sql
}

/** What the database gives out on a connection of this agency, or of none. */
async function called({
  agency,
  says = agency ?? '',
  person,
  kind = 'person',
  role = 'recorder',
  violation,
  referral,
}: Call) {
  const sql = connectionOf(agency)
  const act = { kind, agency: says, person, role }
  const [row] = await sql<[{ opened: OpenedReporter | null }]>`
    select penerusan.open_reporter(${randomUUID()}, ${violation ?? null}::uuid, ${referral ?? null}::uuid,
      ${JSON.stringify(act)}::text::jsonb, 'to know') as opened`
  return row.opened
}

const openings = async () => (await admin`select from reporter_openings`).length

t.test('whoever took the reporter in is given what was sealed, and that is on record', async t => {
  const { violation } = await referred()
  const person = await personOf('recorder-1', 'kominfo')
  const before = await openings()
  const opened = await called({ agency: 'kominfo', person, violation })
  t.match(opened, { violationId: violation, agency: 'kominfo', endsAt: null })
  t.strictSame(opened && openIdentity(desk.office.reporterKeys, opened.sealed, opened), reporter)
  t.equal(await openings(), before + 1)
})

t.test('R-ACC-06 a machine client is given nothing, and nothing is on record as if it were', async t => {
  const { violation } = await referred()
  const person = await personOf('recorder-1', 'kominfo')
  const before = await openings()
  await t.rejects(called({ agency: 'kominfo', person, kind: 'client', violation }), { code: 'PN004' })
  t.equal(await openings(), before)
})

t.test('whoever was consented to is given it through the referral', async t => {
  const { referral } = await consented()
  const person = await personOf('case-officer-1', 'kasn')
  const opened = await called({ agency: 'kasn', person, role: 'case-officer', referral })
  t.strictSame(opened && openIdentity(desk.office.reporterKeys, opened.sealed, opened), reporter)
  const [row] =
    await admin`select owner, agency, request_number, purpose from reporter_openings where referral_id = ${referral}`
  t.strictSame({ ...row }, { owner: 'kominfo', agency: 'kasn', request_number: 1, purpose: 'to know' })
})

t.test('whoever is recused or has left is given nothing, whatever was theirs (R-OFF-05, R-OFF-10)', async t => {
  const { violation, referral } = await consented()
  const takerIn = { agency: 'kominfo', person: await personOf('recorder-1', 'kominfo'), violation }
  const officer = {
    agency: 'kasn',
    person: await personOf('case-officer-1', 'kasn'),
    role: 'case-officer',
    referral,
  } as const
  const before = await openings()
  for (const call of [takerIn, officer]) {
    const id = randomUUID()
    await admin`
      insert into recusals (id, agency, person, violation_id, interest, explanation, declared, declared_at)
      values (${id}, ${call.agency}, ${call.person}, ${violation}, 'family', 'A cousin.', '{}', now())`
    await t.rejects(called(call), { code: 'PN080' })
    await admin`delete from recusals where id = ${id}`
    await admin`
      insert into departures values (${id}, ${call.agency}, ${call.person}, ${randomUUID()}, 'Retired.', null, '{}', now())`
    await t.rejects(called(call), { code: 'PN084' })
    await admin`delete from departures where id = ${id}`
  }
  t.equal(await openings(), before)
})

t.test('nobody else is given anything, on no path, and nothing is on record as if they were', async t => {
  const { violation, referral } = await consented()
  const asked = await referred()
  await work.requestReporter(asked.referral)
  const takerIn = await personOf('recorder-1', 'kominfo')
  const officer = await personOf('case-officer-1', 'kasn')
  const before = await openings()

  for (const agency of ['kominfo', 'kasn', 'bkn', 'bawaslu', 'boyolali', 'KASN', "kasn' or true", '', null]) {
    for (const person of [takerIn, officer, await personOf('referrer-1', 'kominfo'), randomUUID()]) {
      for (const through of [{ violation }, { referral }, { violation, referral }, {}, { referral: asked.referral }]) {
        for (const says of ['kominfo', 'kasn', agency ?? '']) {
          const rightly =
            says === agency &&
            ((agency === 'kominfo' && person === takerIn && 'violation' in through && !('referral' in through)) ||
              (agency === 'kasn' && person === officer && 'referral' in through && through.referral === referral)) &&
            !('violation' in through && 'referral' in through)
          if (rightly) continue
          const place = JSON.stringify({ agency, person, through, says })
          t.equal(await called({ agency, person, says, ...through }), null, place)
        }
      }
    }
  }
  t.equal(await openings(), before)
})

t.test('a consent of the database ends with its hours, with the referral and with the mandate', async t => {
  const { referral } = await consented()
  const person = await personOf('case-officer-1', 'kasn')
  const opens = async () => (await called({ agency: 'kasn', person, role: 'case-officer', referral })) !== null
  t.ok(await opens())

  await admin`insert into clock_shift values (true, '23 hours 59 minutes')`
  t.ok(await opens())
  await admin`update clock_shift set shift = '24 hours'`
  t.notOk(await opens())
  await admin`delete from clock_shift`
  t.ok(await opens())

  for (const status of ['sent', 'received', 'returned', 'closed', 'rejected', 'withdrawn']) {
    await admin`update referrals set status = ${status} where id = ${referral}`
    t.notOk(await opens(), status)
  }
  for (const status of ['under-examination', 'decided', 'accepted']) {
    await admin`update referrals set status = ${status} where id = ${referral}`
    t.ok(await opens(), status)
  }

  const mandate = admin`agency = 'kasn' and mandate = 'merit-supervision'`
  await admin`update mandates set valid_to = current_date - 1 where ${mandate}`
  t.notOk(await opens(), 'the mandate has passed on')
  await admin`update mandates set valid_to = null where ${mandate}`
  t.ok(await opens())
})

t.test('nobody reads the table of reporters, nor writes an opening of their own', async t => {
  await consented()
  for (const agency of ['kominfo', 'kasn', 'bawaslu', 'boyolali', null]) {
    const sql = connectionOf(agency)
    await t.rejects(sql`select identity from penerusan.reporters`, { code: '42501' })
    await t.rejects(sql`select count(*) from penerusan.reporters`, { code: '42501' })
    await t.rejects(sql`update penerusan.reporters set agency = 'kasn'`, { code: '42501' })
    await t.rejects(sql`delete from penerusan.reporter_openings`, { code: '42501' })
    const seen = await sql`select from penerusan.reporter_openings`
    t.equal(seen.length > 0, agency === 'kominfo', `${agency} sees who opened its reporters`)
  }
})

t.test('what was opened stays on record', async t => {
  await consented()
  for (const statement of [
    "update reporter_openings set purpose = 'x'",
    'delete from reporter_openings',
    'truncate reporter_openings',
  ]) {
    await t.rejects(admin.unsafe(statement), { code: 'PN006' }, statement)
  }
})

t.test('an opening that cannot be recorded gives nothing out', async t => {
  const { violation } = await referred()
  const person = await personOf('recorder-1', 'kominfo')
  const act = { kind: 'person', agency: kominfo, person, role: 'recorder' } as const
  const before = await openings()
  for (const purpose of ['', 'x'.repeat(201)]) {
    await t.rejects(openReporter(desk.pools, act, { violationId: violation }, { id: randomUUID(), purpose }))
  }
  t.equal(await openings(), before)
})

t.test('a sealed identity opens at its own place only, and only unchanged', async t => {
  const keys = createKeyRing([{ id: 'k', key: randomBytes(32) }])
  const place = { reporterId: randomUUID() as ReporterId, violationId: randomUUID() as ViolationId, agency: kominfo }
  const sealed = sealIdentity(keys, reporter, place)
  t.strictSame(openIdentity(keys, sealed, place), reporter)
  for (const other of [
    { ...place, reporterId: place.violationId as string as ReporterId },
    { ...place, violationId: randomUUID() as ViolationId },
    { ...place, agency: kasn },
  ]) {
    t.throws(() => openIdentity(keys, sealed, other), KeyUnknown)
    t.throws(() => rewrapIdentity(keys, sealed, other), KeyUnknown)
  }
  const changed = Buffer.from(sealed.ciphertext, 'base64url')
  changed[7] = (changed[7] ?? 0) ^ 1
  t.throws(() => openIdentity(keys, { ...sealed, ciphertext: changed.toString('base64url') }, place), ContentDamaged)
  t.throws(() => openIdentity(keys, { ...sealed, iv: 'A'.repeat(16) }, place), ContentDamaged)
  t.throws(() => openIdentity(keys, { ...sealed, ciphertext: '' }, place), ContentDamaged)
  const stranger = createKeyRing([{ id: 'k', key: randomBytes(32) }])
  t.throws(() => openIdentity(stranger, sealed, place), KeyUnknown)
})

t.test('the keys of reporters are rotated without an identity being opened', async t => {
  const own = await openDesk(t)
  const old = { id: 'old', key: randomBytes(32) }
  const fresh = { id: 'new', key: randomBytes(32) }
  const { violation } = await referred({
    ...own,
    office: { ...own.office, reporterKeys: createKeyRing([old]) },
  })
  await workOf({ office: { ...own.office, reporterKeys: createKeyRing([old]) } }).record(report)
  const stored = async () =>
    own.admin`select identity - 'keyId'::text - 'wrappedKey'::text as rest from reporters order by id`
  const before = await stored()

  const both = createKeyRing([fresh, old])
  await t.rejects(rewrapReporters({ pools: own.pools, keys: createKeyRing([fresh]) }), KeyUnknown)
  t.equal(await rewrapReporters({ pools: own.pools, keys: both }), 2)
  t.equal(await rewrapReporters({ pools: own.pools, keys: both }), 0, 'nothing is left to do')
  t.strictSame(await stored(), before)
  t.equal((await own.admin`select from reporter_openings`).length, 0)

  const [row] = await own.admin`select taken_in_by as person from reporters where violation_id = ${violation}`
  const act = { kind: 'person', agency: kominfo, person: row?.['person'], role: 'recorder' } as const
  const opened = await openReporter(own.pools, act, { violationId: violation }, { id: randomUUID(), purpose: 'x' })
  if (opened === undefined) throw new Error('it is there')
  t.strictSame(openIdentity(createKeyRing([fresh]), opened.sealed, opened), reporter, 'the old key is needed no more')
})

t.test('an agency is told the wrapped keys of its own reporters only', async t => {
  await referred()
  const [row] = await admin<{ id: ReporterId }[]>`select id from reporters limit 1`
  const reporterId = row?.id ?? ('' as ReporterId)
  t.strictSame(Object.keys((await readReporterKey(desk.pools, { reporterId, agency: kominfo })) ?? {}).sort(), [
    'keyId',
    'violationId',
    'wrappedKey',
  ])
  t.equal(await readReporterKey(desk.pools, { reporterId, agency: kasn }), undefined)
})

t.test('reporters from before they were sealed hold up the start, until they are', async t => {
  const own: Desk = await openDesk(t)
  await assertReportersSealed(own.serviceUrl)
  const violation = await workOf(own).record(report)
  const { admin, adminUrl, serviceUrl, office } = own
  const [{ constraint }] = await admin<[{ constraint: string }]>`
    select pg_get_constraintdef(oid) as constraint from pg_constraint where conname = 'reporters_are_sealed'`
  await admin`alter table reporters drop constraint reporters_are_sealed`
  await admin`update reporters set identity = ${admin.json(reporter)}`
  await admin.unsafe(`alter table reporters add constraint reporters_are_sealed ${constraint} not valid`)

  const error = await assertReportersSealed(serviceUrl).then(
    () => undefined,
    error => error,
  )
  t.type(error, ConfigError)
  t.match(error.message, 'npm run reporter:seal')
  await t.rejects(admin`alter table reporters validate constraint reporters_are_sealed`, { code: '23514' })

  const seal: Parameters<typeof sealReporters>[1] = ({ identity, ...place }) =>
    sealIdentity(office.reporterKeys, identity, place)
  t.equal(await sealReporters({ adminUrl, serviceUrl }, seal), 1)
  t.equal(await sealReporters({ adminUrl, serviceUrl }, seal), 0)
  await assertReportersSealed(serviceUrl)
  const person = await office.persons.personOf(kominfo, cast.recorder.issuer, cast.recorder.subject)
  const act = { kind: 'person', agency: kominfo, person, role: 'recorder' } as const
  const opened = await openReporter(own.pools, act, { violationId: violation }, { id: randomUUID(), purpose: 'x' })
  t.strictSame(opened && openIdentity(office.reporterKeys, opened.sealed, opened), reporter)
})

t.test('what a consent says of somebody of another agency opens nothing', async t => {
  const { referral } = await consented()
  // Were a person of Kominfo and one of KASN ever to have one id, the agency of the request would still be looked at.
  await admin`
    update referrals set state = jsonb_set(state, '{reporterRequests,0,act,agency}', '"kominfo"') where id = ${referral}`
  const person = await personOf(actor(kasn, 'case-officer').subject, 'kasn')
  t.equal(await called({ agency: 'kasn', person, role: 'case-officer', referral }), null)
})

t.end()
