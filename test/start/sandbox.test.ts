import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { successionDirectory } from '../../src/directory/directory.ts'
import { project, startService } from '../support/service.ts'
import type { AnyBody } from '../support/test-app.ts'
import { createDataDir, createTestDatabase, testCluster } from '../support/test-cluster.ts'
import { until } from '../support/until.ts'

type Body = AnyBody & {
  readonly accessToken: string
  readonly now: string
  readonly shiftSeconds: number
  readonly recorded: readonly { readonly type: string; readonly count: number }[]
}

const { adminUrl } = testCluster()
const violation = JSON.parse(readFileSync(join(project, 'examples/violation.json'), 'utf8'))

t.test('a sandbox', async t => {
  const database = await databaseOfItsOwn(t)
  const env = { ...database, DATA_DIR: await createDataDir(), SANDBOX: 'true' }
  const { url } = await startService(t, env)
  const calls = callsTo(url)
  const tokenOf = async (agency: string, role: string) => {
    const { status, body } = await calls.send('POST', '/v1/sandbox/tokens', undefined, { agency, roles: [role] })
    t.equal(status, 200)
    return body.accessToken
  }
  const recorder = await tokenOf('kominfo', 'recorder')
  const referrer = await tokenOf('kominfo', 'referrer')
  const intake = await tokenOf('kasn', 'intake-officer')
  const observer = await tokenOf('bkn', 'observer')

  const refer = async () => {
    const { body: recorded } = await calls.send('POST', '/v1/violations', recorder, violation)
    await calls.send('PUT', `/v1/violations/${recorded.id}/documentation`, recorder, undefined, '"1"')
    const { status, body } = await calls.send('POST', '/v1/referrals', referrer, { violationId: recorded.id })
    t.equal(status, 201)
    return `/v1/referrals/${body.id}`
  }

  t.test('R-SBX-03 gives out tokens of local issuers, for roles that the agency may give, and no others', async t => {
    const asked = async (agency: string, role: string) => {
      const { status, body } = await calls.send('POST', '/v1/sandbox/tokens', undefined, { agency, roles: [role] })
      return { status, rule: body.rule, errors: body.errors, detail: body.detail }
    }
    const refused = { status: 422, rule: 'R-SBX-03' }
    t.match(await asked('kominfo', 'commissioner'), {
      ...refused,
      errors: [{ pointer: '/roles/0', code: 'not-given' }],
      detail: /^kominfo may give the roles recorder, referrer, /,
    })
    t.match(await asked('atlantis', 'observer'), {
      ...refused,
      errors: [{ pointer: '/agency', code: 'no-local-issuer' }],
      detail: /^There are tokens of kominfo, kasn, /,
    })
  })

  t.test('R-SBX-03 a system of the agency gets a token that says it is a client and no person', async t => {
    const { body } = await calls.send('POST', '/v1/sandbox/tokens', undefined, {
      agency: 'kasn',
      roles: ['intake-officer'],
      client: true,
    })
    const claims = JSON.parse(Buffer.from(body.accessToken.split('.')[1] ?? '', 'base64url').toString())
    t.match(claims, { sub: 'intake-officer-system', client_id: 'intake-officer-system' })
    t.equal((await calls.send('GET', '/v1/referrals', body.accessToken)).status, 200)
  })

  t.test('R-SBX-01 lets any caller move its clock, forward only, and says what became due because of it', async t => {
    const referral = await refer()
    t.equal((await calls.send('GET', '/v1/sandbox/clock')).status, 401)
    const { body: before } = await calls.send('GET', '/v1/sandbox/clock', observer)
    t.equal(before.shiftSeconds, 0)
    const to = (days: number) => new Date(Date.parse(before.now) + days * 86_400_000).toISOString()
    const moved = await calls.send('PUT', '/v1/sandbox/clock', observer, { now: to(60) })
    t.equal(moved.status, 200)
    t.equal(Math.round(moved.body.shiftSeconds / 86_400), 60)
    const { body: timeline } = await calls.send('GET', `${referral}/timeline`, intake)
    const bySystem = timeline.items.filter(entry => (entry.by as unknown as { kind: string }).kind === 'system')
    const types = bySystem.filter(({ by }) => by.at >= to(59)).map(({ type }) => String(type))
    t.ok(types.length > 0, 'a deadline ran out')
    t.strictSame(moved.body.recorded.flatMap(({ type, count }) => Array(count).fill(type)).sort(), types.sort())

    for (const [now, code] of [
      [to(59), 'past'],
      [to(21 * 366), 'too-far'],
    ]) {
      t.match(await calls.send('PUT', '/v1/sandbox/clock', observer, { now }), {
        status: 422,
        body: { rule: 'R-SBX-01', errors: [{ pointer: '/now', code }] },
      })
    }
  })

  t.test(
    'has few connections for its clock, whoever asks how often: those too many are told to come again',
    async t => {
      const answers = new Set<string>()
      const ask = async () => {
        const { status, body } = await calls.send('GET', '/v1/sandbox/clock', observer)
        answers.add(`${status} ${body.code ?? ''}`)
      }
      // If they come one after the other none is too many; then once more.
      await until(async () => {
        await Promise.all(Array.from({ length: 60 }, ask))
        return answers.size > 1
      })
      t.strictSame([...answers].sort(), ['200 ', '503 overloaded'])
    },
  )

  t.test('R-SBX-02 is not reset while somebody else is connected to its database, and goes on as it was', async t => {
    const name = new URL(database.DATABASE_URL).pathname
    const sql = postgres(Object.assign(new URL(adminUrl), { pathname: name }).href, { max: 1 })
    await sql`select`
    const { status, body } = await calls.send('POST', '/v1/sandbox/reset', observer)
    await sql.end()
    t.match({ status, rule: body.rule }, { status: 409, rule: 'R-SBX-02' })
    t.equal((await calls.send('GET', '/v1/violations', recorder)).body.items.length, 1)
  })

  t.test('is as it was set up after a reset; nobody sees half of it, and tokens and cursors stay valid', async t => {
    await refer()
    const form = new FormData()
    form.append('metadata', readFileSync(join(project, 'examples/evidence.json'), 'utf8'))
    form.append('file', new File(['bukti'], 'bukti.txt', { type: 'text/plain' }))
    const { body: page } = await calls.send('GET', '/v1/violations?limit=1', recorder)
    t.match(page.next, /cursor=/)
    const added = await calls.send('POST', `/v1/violations/${page.items[0]?.id}/evidence`, recorder, form)
    t.equal(added.status, 201)
    const kept = join(env.DATA_DIR, 'evidence', 'objects')
    t.ok(filesBelow(kept).length > 0)

    const seen: { status: number; retryAfter: string | null; items: number }[] = []
    let done = false
    const resets = [1, 2].map(() => calls.send('POST', '/v1/sandbox/reset', observer))
    const watching = (async () => {
      while (!done) {
        const { status, headers, body } = await calls.send('GET', '/v1/violations', recorder)
        seen.push({ status, retryAfter: headers.get('retry-after'), items: body.items?.length })
      }
    })()
    const [first, second] = await Promise.all(resets)
    done = true
    await watching
    t.equal(first?.status, 200)
    t.match(second?.status, /^(200|503)$/, 'whoever asks meanwhile gets the outcome of the one, or comes too late')
    t.strictSame(
      seen.filter(
        ({ status, retryAfter, items }) => !(status === 503 ? retryAfter : status === 200 && [2, 0].includes(items)),
      ),
      [],
    )
    t.ok(seen.some(({ status }) => status === 503))

    t.strictSame((await calls.send('GET', '/v1/violations', recorder)).body.items, [])
    t.equal((await calls.send('GET', page.next ?? '', recorder)).status, 200)
    t.equal((await calls.send('GET', '/v1/sandbox/clock', observer)).body.shiftSeconds, 0)
    t.ok((await calls.send('GET', '/v1/agencies', observer)).body.items.length > 5)
    t.strictSame(filesBelow(kept), [])
    const referral = await refer()
    t.equal((await calls.send('GET', referral, intake)).body.status, 'sent', 'and the service goes on')
  })

  t.test('stands in the description that it serves, with all that stands in the committed one', async t => {
    const committed = JSON.parse(readFileSync(join(project, 'openapi/openapi.json'), 'utf8'))
    const served = (await (await fetch(`${url}/openapi.json`)).json()) as typeof committed
    t.strictSame(
      Object.keys(committed.paths).filter(path => !(path in served.paths)),
      [],
    )
    t.ok(served.paths['/v1/sandbox/reset'])
    t.equal(committed.paths['/v1/sandbox/reset'], undefined)
  })
})

t.test('a sandbox that is told to end ends waits and streams, and cuts off nobody', async t => {
  const env = { ...(await databaseOfItsOwn(t)), DATA_DIR: await createDataDir(), SANDBOX: 'true' }
  const service = await startService(t, { ...env, DRAIN_SECONDS: '0', FINISH_SECONDS: '20' })
  const { body } = await callsTo(service.url).send('POST', '/v1/sandbox/tokens', undefined, {
    agency: 'kasn',
    roles: ['integrator'],
  })
  const headers = { authorization: `Bearer ${body.accessToken}`, prefer: 'wait=30' }
  const stream = await fetch(`${service.url}/v1/feed/stream`, { headers })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  t.match(await reader?.read(), { value: ': the feed follows\n\n' })
  const waiting = fetch(`${service.url}/v1/feed`, { headers })
  // Answered on another connection, so what was sent before has been read.
  await fetch(`${service.url}/healthz`)

  service.child.kill('SIGTERM')
  t.match(await (await waiting).json(), { items: [] })
  t.match(await reader?.read(), { value: ': the service stops, come again\n\n' })
  t.match(await reader?.read(), { done: true })
  t.strictSame(await service.ended, { code: 0, signal: null })
})

t.test('a sandbox plays a succession to its end: roles are those of the day that its clock tells', async t => {
  const given = { ...(await databaseOfItsOwn(t)), DATA_DIR: await createDataDir(), SANDBOX: 'true' }
  const env = { ...given, AGENCIES: successionDirectory }
  const { url } = await startService(t, env)
  const calls = callsTo(url)
  const asked = (agency: string, role: string) =>
    calls.send('POST', '/v1/sandbox/tokens', undefined, { agency, roles: [role] })
  const command = async (name: string, ...args: string[]) =>
    (
      await promisify(execFile)(process.execPath, [`src/commands/${name}.ts`, ...args], {
        cwd: project,
        env: { ...process.env, NODE_ENV: 'development', ...env },
      })
    ).stdout.trim()
  const status = async (token: string) => (await calls.send('GET', '/v1/referrals', token)).status

  t.equal((await asked('kasn', 'commissioner')).status, 422, 'whose mandate ended long ago')
  await command('clock', 'at', '2024-08-21T08:00:00+07:00')
  const kasn = await until(async () => {
    await delay(200)
    return (await asked('kasn', 'commissioner')).body.accessToken
  })
  t.equal(await status(kasn), 200)
  t.equal(await status(await command('token', 'kasn', 'commissioner')), 200)
  t.match(await asked('bkn', 'commissioner'), { status: 422, body: { errors: [{ code: 'not-given' }] } })

  const observer = (await asked('kominfo', 'observer')).body.accessToken
  t.equal((await calls.send('PUT', '/v1/sandbox/clock', observer, { now: '2024-08-24T08:00:00+07:00' })).status, 200)
  t.equal((await asked('kasn', 'commissioner')).status, 422)
  t.equal(await status(kasn), 403, 'also for a token that was taken the day before')
  t.equal(await status((await asked('bkn', 'commissioner')).body.accessToken), 200)

  t.equal((await calls.send('POST', '/v1/sandbox/reset', observer)).status, 200)
  t.equal((await asked('kasn', 'commissioner')).status, 422)
})

/** A database that the service may make, rename and drop by itself. */
async function databaseOfItsOwn(t: Test) {
  const name = `penerusan_test_${randomBytes(6).toString('hex')}`
  const { serviceUrl } = await createTestDatabase(t)
  t.after(async () => {
    const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
    for (const each of [name, `${name}_next`, `${name}_gone`])
      await sql`drop database if exists ${sql(each)} with (force)`
    await sql.end()
  })
  const url = Object.assign(new URL(serviceUrl), { pathname: `/${name}` }).href
  return { DATABASE_URL: url, DATABASE_ADMIN_URL: adminUrl }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ name }) => name)
}

function callsTo(url: string) {
  return {
    async send(method: string, path: string, token?: string, body?: unknown, ifMatch?: string) {
      const reply = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(method === 'POST' && !path.startsWith('/v1/sandbox') && { 'idempotency-key': `"${randomUUID()}"` }),
          ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        },
        ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
      })
      return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Body }
    },
  }
}
