import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { openApiDocument } from '../../src/http/openapi-document.ts'
import { type Case, storiesOf } from '../support/stories.ts'
import { type Answer, buildTestApp, type Client } from '../support/test-app.ts'
import { caseFor, everyOperation, type Operation, readerOf } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const stranger = await world.as('bkn', 'compliance-officer', 'stranger-1')
const purpose = 'Pemeriksaan perkara'

/** Reads that leave no record, and why. */
const law = 'The law is the same for everybody and about nobody.'
const bells = 'Where an agency has its own bells delivered says nothing of any case.'
const thin = 'It tells of no content; reading the subject is on record.'
const unrecorded: Record<string, string> = {
  listAgencies: 'The directory is the same for everybody and about nobody.',
  listSuccessions: 'The orders are law, the same for everybody and about no case.',
  listCatalogues: law,
  readCatalogue: law,
  listCatalogueChanges: law,
  listWebhooks: bells,
  readWebhook: bells,
  readWebhookStatus: bells,
  listWebhookDeliveries: bells,
  readFeed: thin,
  streamFeed: thin,
}

const operationsOf = (method: string) =>
  Object.values(openApiDocument(world.app).paths)
    .flatMap(path => Object.entries(path))
    .filter(([described, { security }]) => described === method && security === undefined)
    .map(([, { operationId }]) => operationId)
/** Asks a question that is too long for a URL, or shows a case: a read, whatever its method. */
const asking = ['preflightViolation']
const reads = everyOperation.filter(({ id }) =>
  [...operationsOf('get'), ...operationsOf('head'), ...asking].includes(id),
)
/** What is of no case is looked at in the tests of departures, emergency-accesses and successions in test/routes. */
const ofNoCase = [
  'readDeparture',
  'readEmergencyAccess',
  'readInEmergency',
  'readSuccession',
  'listFormerReferrals',
  'readFormerReferral',
  'readFormerTimeline',
  'listFormerHandovers',
  'readFormerHandover',
]
const recorded = reads.filter(({ id }) => unrecorded[id] === undefined && !ofNoCase.includes(id))

const anything: Case = {
  violationId: randomUUID(),
  id: randomUUID(),
  violation: `/v1/violations/${randomUUID()}`,
  referral: `/v1/referrals/${randomUUID()}`,
  persons: [randomUUID()],
  evidence: [randomUUID()],
}

type Row = Record<string, unknown> & { id: string; request_id: string }

/** What a request left among the read records, with the person as their subject. */
async function leftBy(request: () => Promise<Answer>): Promise<{ answer: Answer; rows: Row[] }> {
  const [{ last }] = await world.sql<[{ last: string }]>`select coalesce(max(id), 0) as last from read_records`
  const answer = await request()
  const rows = await world.sql<Row[]>`
    select r.*, p.subject from read_records r left join persons p on p.id = r.person where r.id > ${last} order by r.id`
  return { answer, rows: [...rows] }
}

/** What a path is about, told from the path alone. */
function aimOf(path: string) {
  if (/^\/v1\/(statistics\/referrals|work-lists)/.test(path)) return { target: 'referrals', target_id: null }
  // An export is a list.
  path = path.replace(/\/export$/, '')
  const [, collection = '', id, , item] = /^\/v1\/(\w+)(?:\/([^/?]+))?(\/evidence\/([^/]+))?/.exec(path) ?? []
  if (item !== undefined) return { target: 'evidence', target_id: item }
  return id === undefined
    ? { target: collection, target_id: null }
    : { target: collection.replace(/ies$/, 'y').replace(/s$/, ''), target_id: id }
}

const subjects: Record<string, string> = {
  recorder: 'recorder-1',
  intake: 'intake-officer-1',
  officer: 'case-officer-1',
  commissioner: 'commissioner-1',
  referrer: 'referrer-1',
  auditor: 'auditor-1',
  personnelOfficer: 'personnel-officer-1',
  overseer: 'election-officer-1',
}

async function leavesOne(
  t: Test,
  operation: Operation,
  path: string,
  client: Client,
  {
    method = operation.method,
    subject = subjects[operation.by],
    headers = {} as Record<string, string>,
    status = 200,
  } = {},
): Promise<Answer> {
  const { answer, rows } = await leftBy(() =>
    client.send(method, path, undefined, { headers: { ...operation.headers, ...headers, 'x-purpose': purpose } }),
  )
  const name = `${operation.id} ${method} ${status}`
  t.equal(answer.status, status, `${name}: ${answer.text.slice(0, 200)}`)
  // What an export gives out is on record one by one beside it; see read-audit.test.ts.
  t.equal(rows.filter(({ given }) => !given).length, 1, `${name} leaves one record`)
  t.match(
    rows[0],
    {
      agency: client.agency,
      subject,
      roles: client.roles,
      client: /./,
      operation: operation.id,
      ...aimOf(path),
      filter: aimOf(path).target_id === null ? Object : null,
      purpose,
      address: '127.0.0.1',
      at: Date,
    },
    name,
  )
  return answer
}

t.test('reads that need no record are listed by hand, and say why', async t => {
  t.ok(recorded.length > 15)
  t.strictSame(
    reads.flatMap(({ id }) => (unrecorded[id] === undefined ? [] : [id])).sort(),
    Object.keys(unrecorded).sort(),
  )
  for (const { id, method, path, by, own } of reads.filter(({ id }) => unrecorded[id] !== undefined)) {
    const client = world.cast[by]
    const at = (await own?.(client, { world, stories })) ?? path(anything)
    const { answer, rows } = await leftBy(() => client.send(method, at))
    t.equal(answer.status, 200)
    t.strictSame(rows, [], id)
  }
})

for (const operation of recorded) {
  t.test(`${operation.id}: whoever reads is on record once, whatever comes of it`, async t => {
    const client = world.cast[operation.by]
    const found = (await caseFor(stories, operation)) ?? anything
    const path = (await operation.own?.(client, { world, stories })) ?? operation.path(found)

    const { headers } = await leavesOne(t, operation, path, client)
    if (operation.method === 'GET') await leavesOne(t, operation, path, client, { method: 'HEAD' })
    const { etag } = headers
    if (etag !== undefined)
      await leavesOne(t, operation, path, client, { status: 304, headers: { 'if-none-match': etag } })

    if (aimOf(path).target_id === null) return
    await leavesOne(t, operation, operation.path(anything), client, { status: 404 })
    if (operation.own && operation.stage === null) {
      await leavesOne(t, operation, path, world.cast.otherRecorder, { status: 404, subject: 'recorder-2' })
    } else {
      await leavesOne(t, operation, path, stranger, { status: 404, subject: 'stranger-1' })
    }
  })
}

/**
 * To whoever has recused themselves the case is gone; test/routes/recusals.test.ts looks at that. An endpoint is asked for its
 * consent anew, and is no case.
 */
const notRepeated = [
  'recuseFromViolation',
  'recuseFromReferral',
  'recuseFromObligation',
  'recuseFromCopy',
  'recuseFromHandover',
  'obtainConsent',
]
const acts = everyOperation.filter(
  ({ id, method, unkeyed, bytes }) => /^(POST|PUT)$/.test(method) && !unkeyed && !bytes && !notRepeated.includes(id),
)
for (const operation of acts) {
  t.test(`${operation.id}: the act is no read, and to be given its answer again is one`, async t => {
    const client = world.cast[operation.by]
    const found = (await caseFor(stories, operation)) ?? anything
    const { method } = operation
    const path = (await operation.own?.(client, { world, stories })) ?? operation.path(found)
    const body = operation.body?.(found) ?? operation.form?.()
    const tagged = operation.ifMatch?.(found)
    const ifMatch = tagged && (await readerOf(tagged, world.cast).etag(tagged))
    const sending = { ifMatch, ...(method === 'POST' && { key: randomUUID() }) }

    const first = await leftBy(() => client.send(method, path, body, sending))
    t.equal(first.answer.status, operation.success, first.answer.text)
    t.strictSame(first.rows, [])
    const again = await leftBy(() => client.send(method, path, body, sending))
    t.equal(again.answer.status, method === 'PUT' ? 200 : operation.success, again.answer.text)
    t.equal(again.rows.length, 1)
    t.match(again.rows[0], { agency: client.agency, operation: operation.id, address: '127.0.0.1', target: /./ })
  })
}

t.test('a list is on record with its filter and its page, and when nothing is on it', async t => {
  await stories.reach('sent')
  await stories.reach('sent')
  const query = '/v1/violations?status=referred&limit=1&from=2020-01-01T00:00:00Z'
  const first = await leftBy(() => world.cast.recorder.get(query))
  t.match(first.rows[0]?.['filter'], { limit: 1, status: 'referred', fromId: /^[0-9a-f-]{36}$/ })
  const [shown] = first.answer.body.items
  const next = await leftBy(() => world.cast.recorder.get(String(first.answer.body.next)))
  t.match(next.rows[0]?.['filter'], { limit: 1, status: 'referred', before: shown?.id })

  const nothing = await leftBy(() => world.cast.intake.get(`/v1/referrals?violationId=${randomUUID()}`))
  t.strictSame(nothing.answer.body.items, [])
  t.equal(nothing.rows.length, 1)
})

t.test('a purpose is what was said, and what cannot be written down as it is is refused', async t => {
  const { referral } = await stories.reach('sent')
  const none = await leftBy(() => world.cast.intake.get(referral))
  t.equal(none.rows[0]?.['purpose'], null)
  for (const said of ['x'.repeat(201), 'pemeriksaan\u00e9', 'a\tb']) {
    const { answer, rows } = await leftBy(() => world.cast.intake.get(referral, { headers: { 'x-purpose': said } }))
    t.equal(answer.status, 400, said)
    t.strictSame(answer.body.errors, [{ pointer: 'header/x-purpose', code: 'format' }])
    t.strictSame(rows, [])
  }
  const longest = await leftBy(() => world.cast.intake.get(referral, { headers: { 'x-purpose': 'x'.repeat(200) } }))
  t.equal(longest.rows[0]?.['purpose'], 'x'.repeat(200))
})

t.test('confidential bytes are given out only for a stated purpose (R-AUD-01)', async t => {
  const { violation } = await stories.reach('draft')
  for (const [confidentiality, needed] of [
    ['open', false],
    ['limited', false],
    ['confidential', true],
    ['strictly-confidential', true],
  ] as const) {
    const id = await stories.add(violation, `bytes ${confidentiality}`, { confidentiality })
    for (const noun of ['copy', 'content']) {
      for (const method of ['GET', 'HEAD']) {
        const path = `${violation}/evidence/${id}/${noun}`
        const before = await world.count('events')
        const { answer, rows } = await leftBy(() => world.cast.recorder.send(method, path))
        t.equal(answer.status, needed ? 400 : 200, `${confidentiality} ${method} ${noun}: ${answer.text}`)
        if (needed && method === 'GET') t.match(answer.body, { code: 'purpose-required', rule: 'R-AUD-01' })
        if (needed) t.equal(await world.count('events'), before, 'and nothing is in the ledger')
        t.equal(rows.length, 1)
        const said = await world.cast.recorder.send(method, path, undefined, { headers: { 'x-purpose': purpose } })
        t.equal(said.status, 200)
      }
    }
  }
})

t.test('when a read cannot be recorded it fails, nothing is given out, and acts go on', async t => {
  const full = await stories.reach('received', {}, { evidence: ['not to be given out'] })
  const faults = {
    'the record may not be written': [
      'revoke insert on read_records from penerusan_test_gate',
      'grant insert on read_records to penerusan_test_gate',
    ],
    'its table takes no more': [
      'alter table read_records add constraint full_up check (false) not valid',
      'alter table read_records drop constraint full_up',
    ],
    'its function may not be called': [
      'revoke execute on function record_read from penerusan_test_service',
      'grant execute on function record_read to penerusan_test_service',
    ],
  }
  for (const [fault, [begin = '', end = '']] of Object.entries(faults)) {
    const own = new Map<string, string>()
    for (const { id, own: make, by } of recorded) if (make) own.set(id, await make(world.cast[by], { world, stories }))
    await world.sql.unsafe(begin)
    try {
      for (const operation of recorded) {
        const path = own.get(operation.id) ?? operation.path(full)
        const answer = await world.cast[operation.by].send(operation.method, path, undefined, {
          headers: operation.headers ?? {},
        })
        t.equal(answer.status, 503, `${fault}: ${operation.id}: ${answer.text.slice(0, 100)}`)
        if (operation.method !== 'HEAD') t.equal(answer.body.code, 'read-not-recorded', operation.id)
        t.equal(answer.headers['etag'], undefined)
        t.notMatch(answer.text, /Sari Wulandari|not to be given out|PENERUSAN|read_records/i)
      }
      t.equal((await stories.record()).status, 'draft', 'an act is no read')
    } finally {
      await world.sql.unsafe(end)
    }
  }
  t.equal((await world.cast.intake.get(full.referral)).status, 200)
})

t.end()
