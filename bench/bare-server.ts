import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import postgres from 'postgres'
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid'
import type { Act } from '../src/domain/act.ts'
import { exampleViolation } from './examples.ts'

/**
 * What the service is compared with: Fastify as it comes and the same statements over the same number of connections,
 * without tokens, checks, rules, a log or response schemas. It believes whatever it is sent.
 */
const app = Fastify()
const url = process.env['DATABASE_URL'] ?? ''
const poolOf = (agency: string) =>
  postgres(url, {
    max: 4,
    ...{ max_pipeline: 1 },
    fetch_types: false,
    onnotice: () => {},
    connection: { 'app.agency': agency, search_path: 'penerusan', TimeZone: 'UTC' },
  })
const kominfo = poolOf('kominfo')
const kasn = poolOf('kasn')
const recorder = uuidv4()
const officer = uuidv4()
const { violation, row } = exampleViolation

app.post('/v1/violations', async (request, reply) => {
  const key = String(request.headers['idempotency-key'])
  const [loaded] = await kominfo<[{ now: string }]>`
    select rfc3339(app_now()) as now, (${storedReply(kominfo, recorder, 'recordViolation', key)}) as stored`
  const id = uuidv7()
  const act = { kind: 'person', agency: 'kominfo', person: recorder, role: 'recorder', at: loaded.now }
  const state = { ...violation, id, recorders: [recorder], recordedAt: act.at, changedAt: act.at }
  const payload = JSON.stringify({ id, content: state.content, reporterId: null })
  const appends = [
    {
      stream: 'violation',
      id,
      after: 0,
      events: [{ id: uuidv7(), type: 'ViolationRecorded', audience: 'actor-agency', payload }],
    },
  ]
  const answer = {
    operation: 'recordViolation',
    key,
    fingerprint: '00'.repeat(32),
    status: 201,
    headers: { location: `/v1/violations/${id}` },
    body: JSON.stringify(state),
  }
  const projected = { ...row, id, recorded_at: act.at, changed_at: act.at, state }
  await kominfo`
    select penerusan.record_act(
      ${JSON.stringify(act)}::text::jsonb, ${JSON.stringify(appends)}::text::jsonb,
      ${JSON.stringify(projected)}::text::jsonb, ${null}::text::jsonb,
      ${null}::text::jsonb, ${null}::text::jsonb, ${null}::text::jsonb, ${null}::text::jsonb,
      ${JSON.stringify(answer)}::text::jsonb) as answer`
  return reply.code(201).send(state)
})

app.put<{ Params: { id: string } }>('/v1/referrals/:id/receipt', async (request, reply) => {
  const { id } = request.params
  const [loaded] = await kasn`
    select r.state as referral, r.version as referral_version,
           v.state as violation, v.version as violation_version, v.referral_status,
           x.state as examination, x.version as examination_version,
           rfc3339(app_now()) as now, (${storedReply(kasn, officer, 'receiveReferral', null)}) as stored
      from referrals r
      left join violations v on v.id = r.violation_id
      left join examinations x on x.referral_id = r.id
     where r.id = ${id}`
  const version = loaded?.['referral_version']
  const act: Act = {
    kind: 'person',
    agency: 'kasn' as Act['agency'],
    person: officer as Act['person'],
    role: 'intake-officer',
    at: loaded?.['now'],
  }
  const state = { ...loaded?.['referral'], status: 'received', receipt: { act }, changedAt: act.at }
  const event = { id: uuidv7(), type: 'ReferralReceived', audience: 'parties', payload: '{}' }
  const projected = {
    id,
    violation_id: state.violationId,
    sender: state.sender,
    receiver: state.receiver,
    status: state.status,
    open: true,
    releases_violation: false,
    version_number: 1,
    due_on: null,
    version: version + 1,
    sent_at: state.sentAt,
    changed_at: act.at,
    state,
  }
  await kasn`
    select penerusan.record_act(
      ${JSON.stringify(act)}::text::jsonb,
      ${JSON.stringify([{ stream: 'referral', id, after: version, events: [event] }])}::text::jsonb,
      ${null}::text::jsonb, ${JSON.stringify(projected)}::text::jsonb,
      ${null}::text::jsonb, ${null}::text::jsonb, ${null}::text::jsonb, ${null}::text::jsonb,
      ${null}::text::jsonb) as answer`
  return reply.code(201).send(state)
})

app.get<{ Params: { id: string } }>('/v1/referrals/:id', async request => {
  const [row] = await kasn`
    select state, version, rfc3339(app_now()) as now from referrals where id = ${request.params.id}`
  return row?.['state']
})

app.get<{ Querystring: { before?: string } }>('/v1/referrals', async request => {
  const { before } = request.query
  const older = before === undefined ? kasn`` : kasn`and referral_id < ${before}`
  const items = await kasn`
    select r.id, r.violation_id as "violationId", r.sender, r.receiver, r.status, r.version_number as "versionNumber",
           r.due_on::text as "dueOn", rfc3339(r.sent_at) as "sentAt", rfc3339(r.changed_at) as "changedAt"
      from (select id
              from (select referral_id as id from referral_parties where agency = ${'kasn'} ${older}
                     order by referral_id desc limit 201) newest
             limit ${51}) visible
      join referrals r on r.id = visible.id
     order by r.id desc`
  return { items: items.slice(0, 50), next: items[49]?.['id'] }
})

app.get('/readyz', async () => kasn`select app_now()`)

function storedReply(sql: postgres.Sql, caller: string, operation: string, key: string | null) {
  return sql`
    select jsonb_build_object('status', status, 'headers', headers, 'body', body, 'fingerprint', encode(fingerprint, 'hex'))
      from idempotency_records i
     where i.agency = app_agency() and i.caller = ${caller} and i.operation = ${operation} and i.key = ${key}
       and i.expires_at > app_now()`
}

process.on('disconnect', () => process.exit())
await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.((app.server.address() as AddressInfo).port)
