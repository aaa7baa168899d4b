import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { v7 as uuidv7 } from 'uuid'
import type { Actor } from '../../src/auth/actor.ts'
import { authentication } from '../../src/auth/authentication.ts'
import { detectHarvest } from '../../src/http/harvest.ts'
import { renderProblems } from '../../src/http/problem-document.ts'
import { serverOptions } from '../../src/http/server-options.ts'
import { plainAuthentication } from '../support/tokens.ts'

const start = Date.parse('2024-02-14T01:00:00Z')
const hour = 3_600_000

/** An app in which each case is open to everybody; a token is the subject, `client` acts for itself. */
async function buildArchive(t: Test, settings: { casesPerHour?: number; mostOpenings?: number } = {}) {
  const clock = { time: start }
  const app = Fastify(serverOptions())
  renderProblems(app)
  const verify = async (subject: string): Promise<Partial<Actor>> => ({
    agency: 'kasn' as Actor['agency'],
    issuer: 'https://kasn.example',
    subject,
    kind: subject === 'client' ? 'client' : 'person',
  })
  await app.register(authentication, plainAuthentication({ verify } as never))
  detectHarvest(app, {
    casesPerHour: 3,
    opensCase: url => url.startsWith('/cases/:id'),
    now: () => new Date(clock.time),
    ...settings,
  })
  const answer = async () => ({})
  app.get('/cases/:id', answer)
  app.put('/cases/:id/receipt', answer)
  app.get('/other/:id', answer)
  // How many of the cases it may show, as an export would.
  app.get<{ Querystring: { ids: string } }>('/export', async request => {
    const ids = request.query.ids.split(',')
    let shown = 0
    while (shown < ids.length && (await app.mayOpen(request, ids[shown] ?? ''))) shown += 1
    return { shown }
  })
  t.teardown(() => app.close())
  const open = (subject: string, id: string, path = `/cases/${id}`, method: 'GET' | 'PUT' | 'HEAD' = 'GET') =>
    app.inject({ method, url: path, headers: { authorization: `Bearer ${subject}` } })
  const opened = async (...asked: Parameters<typeof open>) => (await open(...asked)).statusCode
  return { clock, open, opened }
}

t.test('a person who opens more different cases than the limit is stopped, and told until when', async t => {
  const { clock, open, opened } = await buildArchive(t)
  for (const _ of [1, 2, 3]) t.equal(await opened('sari', uuidv7()), 200)
  clock.time += 600_000
  const refused = await open('sari', uuidv7())
  t.match(refused.json(), {
    type: 'https://iana.org/assignments/http-problem-types#abnormal-usage-detected',
    code: 'harvest-suspected',
    status: 429,
    'violated-policies': ['person-reads'],
  })
  t.equal(refused.headers['retry-after'], '3000')
  t.equal(refused.headers['ratelimit-policy'], '"person-reads";q=3;w=3600')
  t.equal(refused.headers['ratelimit'], '"person-reads";r=0;t=3000')
  t.equal(await opened('budi', uuidv7()), 200, 'others go on')
})

t.test('what is open stays open, however often it is read', async t => {
  const { opened } = await buildArchive(t)
  const ids = [uuidv7(), uuidv7(), uuidv7()]
  for (const id of [...ids, ...ids, ...ids]) t.equal(await opened('sari', id), 200)
  t.equal(await opened('sari', uuidv7()), 429)
  for (const id of ids) t.equal(await opened('sari', id.toUpperCase()), 200, 'in any spelling')
})

t.test('acts and HEAD show a case too, and so they count', async t => {
  const { opened } = await buildArchive(t)
  const [first, second, third] = [uuidv7(), uuidv7(), uuidv7()]
  t.equal(await opened('sari', first), 200)
  t.equal(await opened('sari', second, `/cases/${second}/receipt`, 'PUT'), 200)
  t.equal(await opened('sari', third, `/cases/${third}`, 'HEAD'), 200)
  const fourth = uuidv7()
  t.equal(await opened('sari', fourth, `/cases/${fourth}/receipt`, 'PUT'), 429)
})

t.test('an hour after a case was opened it counts no more, to the millisecond', async t => {
  const { clock, opened } = await buildArchive(t)
  for (const minute of [0, 20, 40]) {
    clock.time = start + minute * 60_000
    await opened('sari', uuidv7())
  }
  clock.time = start + hour - 1
  t.equal(await opened('sari', uuidv7()), 429)
  clock.time = start + hour
  t.equal(await opened('sari', uuidv7()), 200)
  t.equal(await opened('sari', uuidv7()), 429, 'one has gone, one may come')
})

t.test('in no hour does anybody open more than the limit, wherever the hour begins', async t => {
  const { clock, opened } = await buildArchive(t, { casesPerHour: 5 })
  const times: number[] = []
  for (let turn = 0; turn < 300; turn += 1) {
    clock.time += (turn * 7919) % 600_000
    if ((await opened('sari', uuidv7())) === 200) times.push(clock.time)
  }
  t.ok(times.length > 50)
  for (const [index, time] of times.entries()) t.ok((times[index + 5] ?? Number.POSITIVE_INFINITY) - time >= hour)
})

t.test('what is no case and what is no id counts nothing; a client reads for its agency', async t => {
  const { opened } = await buildArchive(t)
  for (const _ of [1, 2, 3, 4, 5]) {
    const id = uuidv7()
    t.equal(await opened('sari', id, `/other/${id}`), 200)
    t.equal(await opened('sari', 'no-id'), 200)
    t.equal(await opened('client', id), 200)
  }
})

t.test('what an export shows counts as opened, one by one', async t => {
  const { open, opened } = await buildArchive(t)
  const ids = Array.from({ length: 5 }, () => uuidv7())
  const shown = async (subject: string, some: readonly string[]) =>
    (await open(subject, '', `/export?ids=${some.join()}`)).json().shown
  t.equal(await opened('sari', ids[0] ?? ''), 200)
  t.equal(await shown('sari', ids), 3, 'the open one, and two more')
  t.equal(await shown('sari', ids.slice(0, 3)), 3, 'what is open stays open')
  t.equal(await opened('sari', ids[4] ?? ''), 429)
  t.equal(await shown('client', ids), 5)
})

t.test('memory is bounded: of too many openings, those of whoever was away longest are forgotten', async t => {
  const { opened } = await buildArchive(t, { mostOpenings: 30 })
  for (const _ of [1, 2, 3]) await opened('sari', uuidv7())
  t.equal(await opened('sari', uuidv7()), 429)
  for (let other = 0; other < 30; other += 1) await opened(`other-${other}`, randomUUID())
  t.equal(await opened('sari', uuidv7()), 200)
})
