import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import t from 'tap'
import type { Role } from '../../src/domain/agencies.ts'
import { openApiDocument } from '../../src/http/openapi-document.ts'
import { type Case, storiesOf } from '../support/stories.ts'
import { type AnyBody, buildTestApp, type Client } from '../support/test-app.ts'
import { oneAtTurn, someAtTurn } from '../support/thorough.ts'
import { until } from '../support/until.ts'
import { caseFor, everyOperation, type Operation, readerOf } from './every-operation.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)

const officials: Record<string, readonly Role[]> = {
  kominfo: ['recorder', 'referrer', 'observer', 'auditor', 'integrator'],
  kasn: ['intake-officer', 'case-officer', 'commissioner', 'observer', 'auditor', 'archivist', 'integrator'],
  bkn: ['compliance-officer', 'observer', 'auditor'],
  bawaslu: ['election-officer'],
  boyolali: ['personnel-officer'],
}
// Nobody of the cast, so that no rule of four eyes answers in place of the access table.
const callers: [string, Client][] = []
for (const [agency, roles] of Object.entries(officials)) {
  for (const role of roles) callers.push([`${agency}/${role}`, await world.as(agency, role, `${role}-9`)])
}

const anything: Case = {
  violationId: randomUUID(),
  id: randomUUID(),
  violation: `/v1/violations/${randomUUID()}`,
  referral: `/v1/referrals/${randomUUID()}`,
  persons: [randomUUID()],
  evidence: [randomUUID()],
}

async function send(operation: Operation, found: Case, client: Client, path = operation.path(found)) {
  const { method, body, form, bytes, headers = {} } = operation
  const tagged = operation.ifMatch?.(found)
  const ifMatch = tagged && (found === anything ? '"1"' : await readerOf(tagged, world.cast).etag(tagged))
  return client.send(method, path, body?.(found) ?? form?.() ?? bytes, { ifMatch, headers })
}

const untold = () => world.sql`
  select from emergency_accesses a join referrals on referrals.id = a.referral_id where confirmed_at is not null and told_at is null`

/** What tells two refusals apart, without what names this one occurrence. */
function substance({ requestId: _, instance: __, ...body }: AnyBody) {
  return body
}

t.test('the table of operations names every operation of the description, and no other', async t => {
  const described = Object.values(openApiDocument(world.app).paths).flatMap(path =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  t.strictSame(everyOperation.map(({ id }) => id).sort(), described.sort())
})

for (const [turn, operation] of everyOperation.entries()) {
  t.test(
    `${operation.id}: who may, who may not, and for whom it is not there (R-ACC-01, R-ACC-02, R-ACC-03)`,
    async t => {
      const found = (await caseFor(stories, operation)) ?? anything
      // What an earlier operation added may be under inspection yet, or an access not told of.
      await until(async () => (await world.sql`select from evidence_items where status = 'pending'`).length === 0)
      await until(async () => (await untold()).length === 0)
      const before = await world.fingerprint()
      const may = callers.filter(([name]) => operation.who === null || operation.who.includes(name))
      const mayNot = callers.filter(caller => !may.includes(caller))
      for (const [name, client] of someAtTurn(mayNot, turn)) {
        const answer = await send(operation, found, client)
        const party =
          ['kominfo', 'kasn'].includes(client.agency) && !(operation.hiddenFrom ?? []).includes(client.agency)
        if (operation.stage === null || party || operation.refused?.includes(name)) {
          t.equal(answer.status, 403, `${name}: ${answer.text}`)
        } else {
          t.equal(answer.status, 404, `${name}: ${answer.text}`)
          const absent = await send(operation, anything, client)
          t.equal(absent.status, 404)
          t.strictSame(substance(answer.body), substance(absent.body), 'hidden and absent are told alike')
          t.equal(answer.headers['content-length'], absent.headers['content-length'])
        }
      }
      t.equal(await world.fingerprint(), before, 'nothing changed')

      for (const [, client] of oneAtTurn(may, turn)) {
        const own = (await caseFor(stories, operation)) ?? anything
        const answer = await send(operation, own, client, await operation.own?.(client, { world, stories }))
        t.equal(answer.status, operation.success, `${client.agency}/${client.roles}: ${answer.text}`)
      }
    },
  )
}

t.test('without a token that is good, nothing is told and nothing is done', async t => {
  const found = await stories.reach('drafted')
  const issuedAt = Math.floor(Date.now() / 1000)
  const claims = {
    iss: world.issuers.directory.issuers.find(({ agency }) => agency === 'kominfo')?.issuer ?? '',
    aud: world.issuers.audience,
    sub: 'recorder-1',
    client_id: 'x',
    roles: ['recorder', 'referrer'],
    iat: issuedAt,
    exp: issuedAt + 300,
    jti: randomUUID(),
  }
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const foreignKey = generateKeyPairSync('ed25519').privateKey
  const header = { alg: 'EdDSA', typ: 'at+jwt', kid: 'test-key' }
  const expired = { iat: issuedAt - 900, exp: issuedAt - 600 }
  const bad: Record<string, string | undefined> = {
    'no token': undefined,
    expired: await world.issuers.authorization('kominfo', ['recorder', 'referrer'], { claims: expired }),
    'alg none': `Bearer ${encoded({ ...header, alg: 'none' })}.${encoded(claims)}.`,
    'foreign key': `Bearer ${await new SignJWT(claims).setProtectedHeader(header).sign(foreignKey)}`,
  }
  const before = await world.fingerprint()
  for (const [name, authorization] of Object.entries(bad)) {
    const client = world.withAuthorization(authorization)
    const closed = everyOperation.filter(({ who }) => who !== null)
    for (const operation of name === 'no token' ? closed : someAtTurn(closed, Object.keys(bad).indexOf(name))) {
      const { method, headers = {} } = operation
      const answer = await client.send(
        method,
        operation.path(found),
        operation.body?.(found) ?? operation.form?.() ?? operation.bytes,
        {
          ifMatch: operation.ifMatch && '"1"',
          headers,
        },
      )
      t.equal(answer.status, 401, `${name}: ${operation.id}`)
      const code = name === 'no token' ? 'not-authenticated' : 'invalid-token'
      if (method !== 'HEAD') t.equal(answer.body.code, code)
      t.match(answer.headers['www-authenticate'], /^Bearer/)
    }
  }
  t.equal(await world.fingerprint(), before)
})

t.test('a refused attempt is on record, with who and what and without content', async t => {
  const { referral } = await stories.reach('sent')
  await world.cast.recorder.put(`${referral}/receipt`, undefined, { ifMatch: '"1"' })
  const [row] = await world.sql`select * from refusals order by id desc limit 1`
  t.match(row, { agency: 'kominfo', operation: 'receiveReferral', code: 'role-required', rule: 'R-ACC-01' })
  const [person] = await world.sql`select subject from persons where id = ${row?.['person']}`
  t.equal(person?.['subject'], 'recorder-1')
})

t.test('naming an officer in an assignment that is refused makes nobody known', async t => {
  const { referral } = await stories.reach('accepted')
  const ifMatch = await world.cast.intake.etag(referral)
  const body = { officer: 'made-up-by-an-outsider' }
  for (const [, client] of callers.filter(([name]) => name !== 'kasn/commissioner')) {
    await client.put(`${referral}/assignment`, body, { ifMatch })
  }
  t.strictSame([...(await world.sql`select agency from persons where subject = ${body.officer}`)], [])
})

t.end()
