import postgres from 'postgres'
import t from 'tap'
import { type EventTypeName, eventTypes } from '../../src/domain/event-types.ts'
import { feedTypeOf, obligationChangedType } from '../../src/domain/feed-entry.ts'
import { givenAnnulment, givenCopy, givenCorrection, purpose, stages, storiesOf } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const agencies = ['kominfo', 'kasn', 'boyolali', 'bawaslu', 'bkn', 'menpanrb']
const connections = new Map(
  agencies.map(agency => [
    agency,
    postgres(world.urls.serviceUrl, { max: 1, connection: { 'app.agency': agency, search_path: 'penerusan' } }),
  ]),
)
t.after(() => Promise.all([...connections.values()].map(sql => sql.end())))

let compared = 0

/** Of every event that was numbered since: the agencies with an entry are those that see it, or what it is about. */
async function compare(title: string): Promise<void> {
  await world.numberAll()
  const events = await world.sql<
    { id: string; stream: string; type: string; part: string; told: string[]; position: number }[]
  >`
    select l.event_id as id, e.stream_id as stream, e.type, l.position::int,
           case when e.type like 'Copy%' then p.payload ->> 'number'
             when e.type like 'HandedDecision%' then p.payload ->> 'decisionNumber' end as part,
           array(select f.agency from feed_entries f where f.event_id = l.event_id order by f.agency) as told
      from log_positions l join events e on e.id = l.event_id
      left join event_payloads p on (p.stream, p.stream_id, p.version) = (e.stream, e.stream_id, e.version)
     where l.position > ${compared} order by l.position`
  const seen = new Map<string, Set<string>>()
  const see = (agency: string, ids: readonly { id: string }[]) => {
    for (const { id } of ids) seen.set(id, (seen.get(id) ?? new Set()).add(agency))
  }
  for (const [agency, sql] of connections) {
    see(agency, await sql<{ id: string }[]>`select id from events`)
    see(agency, await sql<{ id: string }[]>`select id from obligations`)
    see(
      agency,
      await sql<{ id: string }[]>`
      select concat_ws(' ', referral_id, type, number) as id
        from copies, (values ('CopyGiven'), ('CopyEnded'), ('CopyCorrected')) types (type)`,
    )
    see(
      agency,
      await sql<{ id: string }[]>`
      select concat_ws(' ', referral_id, type, decision_number) as id
        from handovers, (values ('HandedDecisionCorrected'), ('HandedDecisionSuperseded'), ('HandedDecisionAnnulled')) types (type)
       where receiver = app_agency()`,
    )
  }
  t.test(title, async t => {
    for (const { id, stream, type, part, told } of events) {
      const readers = [id, stream, `${stream} ${type} ${part}`].flatMap(key => [...(seen.get(key) ?? [])])
      t.strictSame(told, [...new Set(readers)].sort(), type)
    }
  })
  compared = events.at(-1)?.position ?? compared
}

for (const stage of [...stages, 'copied'] as const) {
  await stories.reach(stage)
  await compare(`${stage}: an agency is told of an event when it sees it, and of no other`)
}
const crime = await stories.reach('under-examination', {}, { evidence: ['Goes along.'], releasable: true })
const handover = await stories.handOver(crime)
const { overseer } = world.cast
await stories.act(overseer, 'PUT', `${handover}/receipt`, undefined, handover)
for (const noun of ['copy', 'content']) {
  await overseer.get(`${handover}/evidence/${crime.evidence[0]}/${noun}`, { headers: purpose })
}
const { referral } = crime
await compare('hand-overs: an agency is told of an event when it sees it, and of no other')
const overturned = await stories.reach('under-examination')
await stories.handOver(overturned)
const handed = `${overturned.referral}/decisions/1`
const slip = { ...givenCorrection, legalBasis: 'UU 7/2017 pasal 494' }
await stories.act(world.cast.otherCommissioner, 'POST', `${handed}/corrections`, slip, handed)
await stories.act(world.cast.commissioner, 'PUT', `${handed}/annulment`, givenAnnulment, handed)
await compare(
  'decisions that were handed over: an agency is told of an event when it sees what came of it, and of no other',
)
await world.cast.otherOfficer.put(`${referral}/recusal`, { interest: 'family', explanation: 'A cousin.' })
await compare('recusals: an agency is told of an event when it sees it, and of no other')

t.test('every subject is read by somebody of the agency that is told of it', async t => {
  const subjects = await world.sql<{ agency: string; subject: string }[]>`
    select distinct on (agency, regexp_replace(subject, '[0-9a-f-]{36}', ':id', 'g')) agency, subject from feed_entries
     order by 1, regexp_replace(subject, '[0-9a-f-]{36}', ':id', 'g'), number desc`
  t.ok(subjects.length >= 7, `${subjects.length} kinds`)
  const { recorder, referrer, intake, commissioner, personnelOfficer, compliance } = world.cast
  const readers: Record<string, readonly (typeof recorder)[]> = {
    kominfo: [recorder, referrer],
    kasn: [intake, commissioner],
    bawaslu: [overseer],
    boyolali: [personnelOfficer],
    bkn: [compliance],
  }
  for (const { agency, subject } of subjects) {
    const answers = await Promise.all((readers[agency] ?? []).map(client => client.get(subject)))
    t.ok(
      answers.some(({ status }) => status === 200),
      `${agency} ${subject}`,
    )
  }
})

t.test('every type is told by the name that the description lists', async t => {
  const rows = await world.sql<{ type: string; told: string }[]>`
    select distinct e.type, f.type as told from feed_entries f join events e on e.id = f.event_id`
  t.ok(rows.length > 30, `${rows.length} types`)
  const changed = rows.filter(({ told }) => told === obligationChangedType)
  t.ok(changed.length > 0 && changed.every(({ type }) => eventTypes[type as EventTypeName].stream === 'obligation'))
  for (const { type, told } of rows) if (told !== obligationChangedType) t.equal(told, feedTypeOf(type))
})

t.test('who is told of an event by two paths is told once, by the one of the case', async t => {
  const [item = ''] = crime.evidence
  t.equal((await overseer.get(`${handover}/evidence/${item}/copy`, { headers: purpose })).status, 200)
  const id = referral.split('/').at(-1) ?? ''
  await world.sql`
    insert into referral_parties (agency, referral_id, side, status, violation_id)
    select 'bawaslu', referral_id, side, status, violation_id from referral_parties where agency = 'kasn' and referral_id = ${id}`
  await world.sql`
    update evidence_items set shared_with = shared_with || '{bawaslu}', handed_with = handed_with || ${id}::uuid where id = ${item}`
  const [opened] = await world.sql<[{ id: string; type: string }]>`
    select id, type from events where stream_id = ${item} order by version desc limit 1`
  t.equal(opened.type, 'EvidenceOpened')
  await world.numberAll()
  const told = await world.sql<{ subject: string }[]>`
    select subject from feed_entries where agency = 'bawaslu' and event_id = ${opened.id}`
  t.strictSame(
    told.map(({ subject }) => subject),
    [`${referral}/evidence/${item}`],
  )
})

t.test(
  'of a copy its recipient is told by that copy, also with two of them and with several acts before it is told',
  async t => {
    const { referral } = await stories.reach('decided')
    const { commissioner, otherCommissioner } = world.cast
    const give = () => stories.act(commissioner, 'POST', `${referral}/copies`, givenCopy, referral)
    const [one, two] = [await give(), await give()].map(({ body }) => `/v1/copies/${body.id}`)
    const decision = `${referral}/decisions/1`
    for (const article of ['1', '2']) {
      const body = { ...givenCorrection, legalBasis: `PP 94/2021 Pasal 5 huruf n angka ${article}` }
      await stories.act(otherCommissioner, 'POST', `${decision}/corrections`, body, decision)
    }
    await stories.act(commissioner, 'PUT', `${decision}/annulment`, givenAnnulment, decision)
    await world.numberAll()
    const told = (agency: string) => world.sql<{ type: string; subject: string }[]>`
    select replace(type, 'penerusan.', '') as type, subject from feed_entries
     where agency = ${agency} and stream_id = ${referral.split('/').at(-1) ?? ''} and type like 'penerusan.copy-%' order by number`
    const types = ['copy-given', 'copy-corrected', 'copy-corrected', 'copy-ended']
    const entries = (subjects: readonly unknown[]) =>
      types.flatMap(type => subjects.map(subject => ({ type, subject })))
    t.strictSame([...(await told('boyolali'))], entries([one, two]))
    t.strictSame([...(await told('kominfo'))], entries([referral, referral]), 'a party is told of each event')
  },
)

t.end()
