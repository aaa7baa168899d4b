import postgres from 'postgres'
import t from 'tap'
import { type RevocationKind, revocationDigest } from '../../src/auth/revocation.ts'
import { openRevocationRegister } from '../../src/db/revoke.ts'
import { openDesk } from '../db/desk.ts'
import { buildInstance } from '../support/app-instances.ts'
import { createTestIssuers } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const desk = await openDesk(t)
const issuers = await createTestIssuers()
const instances = [await instance(), await instance()]
const register = openRevocationRegister(desk.adminUrl, desk.serviceUrl)
t.teardown(register.close)
const kominfo = 'https://kominfo.penerusan.example'

const revoke = (kind: RevocationKind, name: string, { issuer = kominfo, from = undefined as Date | undefined } = {}) =>
  register.revoke({
    kind,
    issuer,
    digest: revocationDigest(kind, issuer, name),
    from,
    forMinutes: undefined,
    reason: '',
  })

const mine: Record<RevocationKind, string> = { issuer: '', subject: 'siti', client: 'desk-7', token: 'token-7' }

for (const [kind, name] of Object.entries(mine) as [RevocationKind, string][]) {
  t.test(
    `RFC 6750, section 3.1: once its ${kind} is revoked a token is refused by every instance, and once it is lifted accepted`,
    async t => {
      const token = await issuers.token('kominfo', ['recorder'], {
        sub: 'siti',
        claims: { client_id: 'desk-7', jti: 'token-7' },
      })
      const bystanders = [
        await issuers.token('kominfo', ['recorder'], { sub: 'budi' }),
        await issuers.token('kasn', ['observer'], { sub: 'siti', claims: { client_id: 'desk-7', jti: 'token-7' } }),
      ].slice(kind === 'issuer' ? 1 : 0)
      t.strictSame(await statuses(token), [200, 200])

      const { id } = await revoke(kind, name)
      const told = performance.now()
      await until(async () => (await statuses(token)).every(status => status === 401))
      t.comment(`every instance knew after ${Math.round(performance.now() - told)} ms`)
      for (const other of bystanders) t.strictSame(await statuses(other), [200, 200], 'nobody else’s')

      t.equal(await register.lift(id), true)
      await until(async () => (await statuses(token)).every(status => status === 200))
      t.equal(await register.lift(id), false)
    },
  )
}

const marked = { claims: { jti: 'a mark that the list was read since' } }

t.test('a revocation counts from its moment on, and one that has an end until then', async t => {
  const token = await issuers.token('kominfo', ['recorder'], { sub: 'budi' })
  const { admin } = desk
  const [row] = await admin<[{ later: Date }]>`select app_now() + interval '1 hour' as later`
  const { id } = await revoke('subject', 'budi', { from: row.later })
  t.match(await register.list(), [{ id, from: row.later, until: null }])
  await revoke('token', 'a mark that the list was read since')
  await until(async () => (await statuses(await issuers.token('kominfo', ['recorder'], marked)))[1] === 401)
  t.strictSame(await statuses(token), [200, 200], 'not yet')
  await admin`insert into clock_shift values (true, interval '2 hours')`
  await until(async () => (await statuses(token)).every(status => status === 401))
  await admin`update revocations set effective_until = app_now() + interval '1 hour' where id = ${id}`
  await admin`update clock_shift set shift = interval '4 hours'`
  await until(async () => (await statuses(token)).every(status => status === 200))
  t.notMatch(await register.list(), [{ id }])
})

t.test('while revocations cannot be read requests are refused as unavailable, and served again afterwards', async t => {
  const token = await issuers.token('kominfo', ['recorder'], { sub: 'budi' })
  const role = new URL(desk.serviceUrl).username
  await desk.admin.unsafe(`revoke execute on function read_revocations(text) from ${role}`)
  await until(async () => (await statuses(token)).every(status => status === 503))
  const headers = { authorization: `Bearer ${token}` }
  const refused = await instances[0]?.inject({ url: '/v1/agencies', headers })
  t.match(refused?.json(), { code: 'revocations-unavailable' })
  await desk.admin.unsafe(`grant execute on function read_revocations(text) to ${role}`)
  await until(async () => (await statuses(token)).every(status => status === 200))
})

t.test('the service can neither revoke nor lift, nor read whom a revocation is about', async t => {
  const sql = postgres(desk.serviceUrl, { max: 1, onnotice: () => {}, connection: { search_path: 'penerusan' } })
  t.teardown(() => sql.end({ timeout: 1 }))
  await revoke('subject', 'siti')
  for (const statement of [
    'select * from revocations',
    'update revocations set lifted_at = now()',
    "insert into revocations (kind) values ('issuer')",
    'delete from revocations',
    'select * from dpop_proofs',
    'delete from dpop_proofs',
  ]) {
    await t.rejects(sql.unsafe(statement), { code: '42501' }, statement)
  }
  const [row] = await sql`select read_revocations('')::text as list`
  t.notMatch(row?.['list'], 'siti')
})

t.end()

function instance() {
  return buildInstance(t, { urls: desk, directory: issuers.directory, verifier: issuers.verifier })
}

function statuses(token: string): Promise<number[]> {
  const headers = { authorization: `Bearer ${token}` }
  return Promise.all(instances.map(async app => (await app.inject({ url: '/v1/agencies', headers })).statusCode))
}
