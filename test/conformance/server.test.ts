import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { runChecks } from '../../src/conformance/check.ts'
import { serverChecks } from '../../src/conformance/server/checks.ts'
import { createTarget } from '../../src/conformance/target.ts'
import { freePort } from '../../src/db/embedded/loopback-port.ts'
import { buildTestApp } from '../support/test-app.ts'
import { type Answered, type Asked, type Fault, startProxy } from './spoiling-proxy.ts'

const world = await buildTestApp(t)
await world.app.listen({ host: '127.0.0.1', port: 0 })
t.after(() => world.app.server.closeAllConnections())
const proxy = await startProxy(
  t,
  `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`,
  world.numberAll,
)
const target = createTarget(proxy.url, ({ agency, role, number }) =>
  world.issuers.token(agency, [role], { sub: `conformance-${role}-${number}` }),
)

const strangersKey = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? ''

/** Which fault of a server each check finds. */
const faults: readonly (readonly [check: string, fault: string, Fault])[] = [
  ['PRB-01', 'a refusal does not say how to authenticate', without('www-authenticate')],
  ['PRB-02', 'a wrong token is told as 403', toldAs(401, 403)],
  [
    'PRB-03',
    'errors are pages',
    { answer: at(404, ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/html' } })) },
  ],
  ['PRB-04', 'a method that is not there is told as 404', toldAs(405, 404)],
  ['PRB-05', 'Accept is not looked at', { ask: dropping('accept') }],
  [
    'PRB-06',
    'any body is taken for JSON',
    { ask: asked => ({ ...asked, headers: { ...asked.headers, ...jsonFor(asked) } }) },
  ],
  ['PRB-07', 'there is one language', { ask: dropping('accept-language') }],
  ['ORD-01', 'an absent object is told to anybody', toldAs(401, 404)],
  ['ORD-02', 'an absent object is told before the media type', toldAs(415, 404)],
  ['ORD-03', 'an absent object is told before the form', toldAs(400, 404)],
  ['ORD-04', 'the role is told before an absent object', toldAs(404, 403)],
  ['ORD-05', 'the state is told to whoever may not act', toldAs(403, 409)],
  ['ORD-06', 'the state is told before the missing version', toldAs(428, 409)],
  [
    'BOD-01',
    'what is unknown is dropped',
    {
      ask: asked => ({
        ...asked,
        path: asked.path.replace('?urgent=true', ''),
        body: asked.body.replace(',"urgent":true', ''),
      }),
    },
  ],
  ['BOD-02', 'JSON is read leniently', { ask: asked => ({ ...asked, body: leniently(asked.body) }) }],
  ['BOD-03', 'what does not fit is bent', { ask: asked => ({ ...asked, path: asked.path.replace('=many', '=10') }) }],
  ['HID-01', 'what is hidden is told as forbidden', toldAs(404, 403)],
  ['HID-02', 'what is hidden is shown', toldAs(404, 200)],
  ['IDM-01', 'no key is required', { ask: asked => keyed(asked, key => key ?? `"${randomUUID()}"`) }],
  ['IDM-02', 'any key is good', { ask: asked => keyed(asked, () => `"${randomUUID()}"`) }],
  ['IDM-03', 'a repetition does it again', { ask: asked => keyed(asked, () => `"${randomUUID()}"`) }],
  ['IDM-04', 'the key is believed whatever comes with it', replaying(({ headers }) => headers['idempotency-key'])],
  ['IDM-05', 'requests at once are not told apart', { ask: asked => keyed(asked, () => `"${randomUUID()}"`) }],
  ['IDM-06', 'a key is everybody’s', replaying(({ headers, body }) => `${headers['idempotency-key']} ${body}`)],
  ['IDM-07', 'refusals are kept', replaying(({ headers }) => headers['idempotency-key'])],
  [
    'CON-01',
    'tags are weak',
    {
      answer: answered => ({
        ...answered,
        headers: { ...answered.headers, ...(answered.headers['etag'] && { etag: `W/${answered.headers['etag']}` }) },
      }),
    },
  ],
  ['CON-02', 'no version is required', { ask: onTheCurrentVersion }],
  ['CON-03', 'versions are not compared', { ask: onTheCurrentVersion }],
  ['CON-04', 'any tag matches', { ask: onTheCurrentVersion }],
  [
    'CON-05',
    'both are told that they did it',
    { answer: (answered, { method }) => (method === 'PUT' ? { ...answered, status: 200 } : answered) },
  ],
  [
    'CON-06',
    'a repetition is an error',
    {
      answer: (answered, { method }) =>
        method === 'PUT' && answered.status === 200 ? { ...answered, status: 412 } : answered,
    },
  ],
  ['CUR-01', 'a page forgets its last item', { answer: inItems(items => items.slice(0, -1)) }],
  ['CUR-02', 'a cursor that is not understood is ignored', { ask: withoutCursor }],
  ['CUR-03', 'a cursor is a place in any list', { ask: withoutCursor }],
  ['CUR-04', 'a cursor is good for everybody', { ask: withoutCursor }],
  [
    'CUR-05',
    'limits are cut to fit',
    { ask: asked => ({ ...asked, path: asked.path.replace(/limit=\d+/, 'limit=10') }) },
  ],
  ...['sent', 'received', 'returned', 'accepted', 'under-examination', 'rejected', 'withdrawn'].map(
    status => [`LIF-${status}`, 'what is not possible is told as done', toldAs(409, 200)] as const,
  ),
  ['FED-01', 'a number is missing', { answer: inItems(items => items.filter((_, index) => index !== 1), '/v1/feed?') }],
  [
    'FED-02',
    'the chain is broken',
    { answer: inItems(items => items.map(item => ({ ...item, runningdigest: '0'.repeat(64) })), '/v1/feed?') },
  ],
  [
    'FED-03',
    'events carry data',
    { answer: inItems(items => items.map(item => ({ ...item, data: { name: 'Sari' } })), '/v1/feed?') },
  ],
  [
    'FED-04',
    '`next` skips one',
    {
      answer: answered => ({
        ...answered,
        body: answered.body.replace(
          /"next":"\/v1\/feed\?after=(\d+)/,
          (_, after) => `"next":"/v1/feed?after=${Number(after) + 1}`,
        ),
      }),
    },
  ],
  ['FED-05', 'nobody waits', { ask: dropping('prefer') }],
  [
    'FED-06',
    'events of a stream have other ids',
    { answer: answered => ({ ...answered, body: answered.body.replace(/^id: (\d+)$/gm, 'id: 0$1') }) },
  ],
  [
    'FED-07',
    'whatever is compared is the same',
    {
      answer: (answered, { path }) =>
        path.endsWith('/reconciliation') ? { ...answered, body: '{"outcome":"same","through":1}' } : answered,
    },
  ],
  ['FED-08', 'an integrator reads cases', toldAs(403, 200)],
  ['WHK-01', 'bells go anywhere', toldAs(422, 201)],
  [
    'WHK-02',
    'another key is told than the one that signs',
    {
      answer: answered => ({
        ...answered,
        body: answered.body.replace(/whpk_[^"]+/, `whpk_${Buffer.from(strangersKey, 'base64url').toString('base64')}`),
      }),
    },
  ],
  ['BLK-01', 'a dry run sends', { ask: asked => ({ ...asked, path: asked.path.replace('?dryRun=true', '') }) }],
  [
    'BLK-02',
    'the keys of lines are not looked at',
    {
      ask: asked => ({ ...asked, body: asked.body.replace(/"idempotencyKey":"/g, match => `${match}${randomUUID()}`) }),
    },
  ],
  ['EXP-01', 'a file loses an item', { answer: inFiles(([_, ...lines]) => lines) }],
  ['EXP-02', 'a file does not say where it ends', { answer: inFiles(lines => lines.slice(0, -1)) }],
  ['SRC-01', 'words are not looked at', { ask: searchingFor(() => ({})) }],
  ['SRC-02', 'others find what is not theirs', { ask: asRecorder }],
]

t.test('every check finds a fault, and the fault is what it tells', async t => {
  t.strictSame(faults.map(([check]) => check).sort(), serverChecks.map(({ id }) => id).sort())
  for (const [id, fault, spoiled] of faults) {
    proxy.spoil(spoiled)
    const [verdict] = await runChecks(
      target,
      serverChecks.filter(check => check.id === id),
    )
    t.match(verdict, { id, outcome: 'fail', seen: /^(?!not reached|no answer)/ }, `${id}: ${fault}`)
  }
})

t.test('a check for which there is no token is skipped and says so', async t => {
  proxy.spoil({})
  const [check] = serverChecks.filter(({ id }) => id === 'CON-02')
  const without = createTarget(proxy.url, async ({ agency, role }) => {
    const { CannotTry } = await import('../../src/conformance/check.ts')
    throw new CannotTry(`no token for ${agency} ${role}`)
  })
  t.match(await runChecks(without, check === undefined ? [] : [check]), [
    { outcome: 'skipped', seen: 'no token for kominfo recorder' },
  ])
})

/** A server that rings public addresses only, as any does in production, with this one as the public one if one is given. */
function ringingOnly(open?: string): Fault {
  const refused = { code: 'webhook-target-refused', type: '/problems/webhook-target-refused', status: 422 }
  return {
    answer: (answered, { method, path, body }) => {
      const isMade = method === 'POST' && path === '/v1/webhooks'
      if (!isMade || (open !== undefined && body.includes(open))) return answered
      return { ...answered, status: 422, body: JSON.stringify(refused) }
    },
  }
}
const bells = serverChecks.filter(({ id }) => id === 'WHK-02')

t.test('where a server does not ring this machine, bells are not tried, and it is said how they can be', async t => {
  proxy.spoil(ringingOnly())
  t.match(await runChecks(target, bells), [{ outcome: 'skipped', seen: /--endpoint/ }])
})

t.test('bells come in by the public address that is given, and none may be refused there', async t => {
  const port = await freePort()
  const door = await startProxy(t, `http://127.0.0.1:${port}`, async () => {})
  const endpoint = { url: `${door.url}/bells`, host: '127.0.0.1', port }
  const outside = createTarget(proxy.url, target.tokenOf, endpoint)
  proxy.spoil(ringingOnly(endpoint.url))
  t.match(await runChecks(outside, bells), [{ outcome: 'pass' }])
  proxy.spoil(ringingOnly())
  t.match(await runChecks(outside, bells), [{ outcome: 'fail' }])
})

t.end()

/** Lines end as the file has them. */
function inFiles(change: (lines: string[]) => string[]): NonNullable<Fault['answer']> {
  return (answered, { path }) =>
    path.includes('/export') && answered.status === 200
      ? { ...answered, body: change(answered.body.split(/(?<=\n)/)).join('') }
      : answered
}

function searchingFor(change: (body: object) => object): NonNullable<Fault['ask']> {
  return asked =>
    asked.path.endsWith('/search') ? { ...asked, body: JSON.stringify(change(JSON.parse(asked.body))) } : asked
}

/** Whoever searches sees what a recorder of Kominfo sees. */
async function asRecorder(asked: Asked): Promise<Asked> {
  if (!asked.path.endsWith('/violations/search')) return asked
  const authorization = await world.issuers.authorization('kominfo', ['recorder'])
  return { ...asked, headers: { ...asked.headers, authorization } }
}

function at(status: number, change: (answered: Answered) => Partial<Answered>): NonNullable<Fault['answer']> {
  return answered => (answered.status === status ? { ...answered, ...change(answered) } : answered)
}

function toldAs(from: number, to: number): Fault {
  return { answer: at(from, ({ body }) => ({ status: to, body: body.replace(`"status":${from}`, `"status":${to}`) })) }
}

function without(name: string): Fault {
  return {
    answer({ headers, ...rest }) {
      const { [name]: gone, ...others } = headers
      return { ...rest, headers: others }
    },
  }
}

function dropping(name: string): NonNullable<Fault['ask']> {
  return asked => {
    const { [name]: gone, ...headers } = asked.headers
    return { ...asked, headers: headers as Record<string, string> }
  }
}

function jsonFor({ body, method }: Asked): Record<string, string> {
  if (body === '') return {}
  return { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }
}

function leniently(body: string): string {
  if (body === '') return body
  try {
    return JSON.stringify(JSON.parse(body))
  } catch {
    return body
  }
}

function keyed(asked: Asked, key: (key: string | undefined) => string): Asked {
  if (asked.method !== 'POST') return asked
  return { ...asked, headers: { ...asked.headers, 'idempotency-key': key(asked.headers['idempotency-key']) } }
}

/** Answers again what it answered first, to whatever it takes for the same request. */
function replaying(requestOf: (asked: Asked) => string | undefined): Fault {
  const kept = new Map<string, Answered>()
  return {
    async instead(asked, forward) {
      const request = requestOf(asked)
      const known = request === undefined || asked.method !== 'POST' ? undefined : kept.get(request)
      if (known !== undefined) return known
      const answered = await forward()
      if (request !== undefined && asked.method === 'POST') kept.set(request, answered)
      return answered
    },
  }
}

async function onTheCurrentVersion(asked: Asked): Promise<Asked> {
  if (asked.method !== 'PUT') return asked
  const of = asked.path.split('/').slice(0, 4).join('/')
  const { authorization = '' } = asked.headers
  const read = await world.app.inject({ url: of, headers: { authorization } })
  return { ...asked, headers: { ...asked.headers, 'if-match': String(read.headers['etag']) } }
}

function withoutCursor(asked: Asked): Asked {
  return { ...asked, path: asked.path.replace(/[?&]cursor=[^&]*/, '') }
}

type Item = Record<string, unknown>

function inItems(change: (items: Item[]) => Item[], under = '/v1/'): NonNullable<Fault['answer']> {
  return (answered, { path }) => {
    const body = path.startsWith(under) ? JSON.parse(answered.body || '{}') : {}
    if (!Array.isArray(body.items)) return answered
    return { ...answered, body: JSON.stringify({ ...body, items: change(body.items) }) }
  }
}
