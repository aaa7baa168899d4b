import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createTokenVerifier } from '../../src/auth/token-verifier.ts'
import type { Issuer } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { Problem } from '../../src/problems.ts'
import {
  audience,
  directoryOf,
  forge,
  goodClaims,
  goodHeader,
  iss,
  jwkOf,
  type KeyPair,
  keyPairs,
  noon,
  outcomeOf,
  signedBy,
} from './forge.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

const first = keyPairs.EdDSA()
const second = keyPairs.EdDSA()
const k1 = jwkOf(first, { kid: 'k1' })
const k2 = jwkOf(second, { kid: 'k2' })

t.test('a new key is usable within 30 seconds of its publication', async t => {
  const { publisher, clock, verify } = await start(t, k1)
  t.equal(await verify(first, 'k1'), 'accepted')

  publisher.keys = [k1, k2]
  clock.ms += 29 * SECOND
  t.equal(await verify(second, 'k2'), 'invalid-token', 'the last look is too recent')
  clock.ms += SECOND
  t.equal(await verify(second, 'k2'), 'accepted')
  t.equal(await verify(first, 'k1'), 'accepted')
  t.equal(publisher.fetches, 2)
})

t.test('a key published long after the last look is usable at once', async t => {
  const { publisher, clock, verify } = await start(t, k1)
  t.equal(await verify(first, 'k1'), 'accepted')
  clock.ms += 2 * MINUTE
  publisher.keys = [k1, k2]
  t.equal(await verify(second, 'k2'), 'accepted')
})

t.test('a withdrawn key dies within 300 seconds, and with it every token that it signed', async t => {
  const { publisher, clock, verifier, tokenOf } = await start(t, k1, k2)
  const verify = (token: string) => outcomeOf(verifier.verify(token))
  t.equal(await verify(tokenOf(first, 'k1', clock)), 'accepted')
  publisher.keys = [k2]

  clock.ms += 200 * SECOND
  const [old, other] = [tokenOf(first, 'k1', clock), tokenOf(second, 'k2', clock)]
  t.equal(await verify(old), 'accepted', 'not known yet')
  t.equal(await verify(other), 'accepted')

  clock.ms += 100 * SECOND
  t.equal(await verify(old), 'invalid-token', 'though it was remembered and has not expired')
  t.equal(await verify(tokenOf(first, 'k1', clock)), 'invalid-token')
  t.equal(await verify(other), 'accepted', 'the other key goes on')
  t.equal(publisher.fetches, 2)
})

t.test('a source may withdraw all its keys', async t => {
  const { publisher, clock, verify } = await start(t, k1)
  t.equal(await verify(first, 'k1'), 'accepted')
  publisher.keys = []
  clock.ms += 5 * MINUTE
  t.equal(await verify(first, 'k1'), 'invalid-token')
})

t.test('keys are looked for ahead of time, behind the requests', async t => {
  const { publisher, clock, verify } = await start(t, k1)
  t.equal(await verify(first, 'k1'), 'accepted')
  const hanging = publisher.hang()
  clock.ms += 4 * MINUTE
  t.equal(await verify(first, 'k1'), 'accepted')
  t.notOk(hanging.givenUp, 'answered while the look goes on')
  await hanging.asked
})

t.test('the outage of one issuer disturbs neither its own known keys nor any other issuer', async t => {
  const clock = { ms: noon }
  const [down, up] = [await publish(t, k1), await publish(t, k2)]
  const otherIss = 'https://kasn.penerusan.example'
  const verifier = verifierOf(clock, [
    { keys: { kind: 'url', url: down.url } },
    { issuer: otherIss, agency: 'kasn' as AgencyId, keys: { kind: 'url', url: up.url } },
  ])
  const ask = (pair: KeyPair, kid: string, claims: object) =>
    outcomeOf(
      verifier.verify(forge({ ...goodHeader, kid }, goodClaims({ ...at(clock), ...claims }), signedBy(pair, 'EdDSA'))),
    )
  const askDown = () => ask(first, 'k1', {})
  const askUp = () => ask(second, 'k2', { iss: otherIss, roles: ['case-officer'] })

  t.equal(await askDown(), 'accepted')
  t.equal(await askUp(), 'accepted')
  down.answer = (request, _) => request.socket.destroy()

  for (let second = 10; second < 15 * 60; second += 10) {
    clock.ms = noon + second * SECOND
    const answers = [await askDown(), await askUp()]
    if (answers.some(answer => answer !== 'accepted')) t.fail(`${answers} after ${second} seconds`)
  }
  t.ok(down.fetches - 1 <= 2 * 15, `${down.fetches - 1} fetches in 15 minutes are at most 2 in a minute`)
  t.ok(down.fetches > 10, 'it keeps trying')

  clock.ms = noon + 15 * MINUTE
  t.equal(await askDown(), 'key-source-unavailable', 'keys of 15 minutes ago are too old')
  t.equal(await askUp(), 'accepted')

  down.answer = undefined
  clock.ms += 30 * SECOND
  t.equal(await askDown(), 'accepted', 'and it comes back')
})

t.test('while the source is known to fail nobody waits for it', async t => {
  const { publisher, clock, verify } = await start(t, k1)
  t.equal(await verify(first, 'k1'), 'accepted')
  publisher.answer = (_, reply) => reply.writeHead(500).end()
  clock.ms += 5 * MINUTE
  t.equal(await verify(first, 'k1'), 'accepted')

  const hanging = publisher.hang()
  clock.ms += 30 * SECOND
  t.equal(await verify(first, 'k1'), 'accepted')
  t.notOk(hanging.givenUp, 'answered while the look goes on')
  await hanging.asked
})

t.test('when keys cannot be had at all the caller is asked to come back, not told that its token is bad', async t => {
  const { publisher, clock, verifier, tokenOf, faults } = await start(t)
  publisher.answer = (_, reply) => reply.writeHead(503).end()
  const attempt = () => verifier.verify(tokenOf(first, 'k1', clock)).catch(error => error)

  const problem = await attempt()
  t.type(problem, Problem)
  t.match(problem, { code: 'key-source-unavailable', status: 503, headers: { 'retry-after': '30' } })
  clock.ms += 20 * SECOND
  t.match(await attempt(), { headers: { 'retry-after': '10' } })
  t.equal(publisher.fetches, 1)
  t.same(faults, [{ issuer: iss, reason: 'the key source answered 503' }])
})

t.test('an unknown key while the source fails is no verdict on the token', async t => {
  const { publisher, clock, verify } = await start(t, k1)
  t.equal(await verify(first, 'k1'), 'accepted')
  publisher.answer = (_, reply) => reply.writeHead(503).end()
  clock.ms += MINUTE
  t.equal(await verify(second, 'k2'), 'key-source-unavailable', 'it may have been published by now')
  t.equal(await verify(first, 'k1'), 'accepted')
})

t.test('a flood of unknown key names causes one fetch in 30 seconds, whether the source answers or fails', async t => {
  for (const answer of [undefined, ((_, reply) => reply.writeHead(500).end()) satisfies RequestListener]) {
    const { publisher, clock, verify } = await start(t, k1)
    publisher.answer = answer
    for (let step = 0; step < 100; step += 1) {
      clock.ms = noon + step * 300 // 30 seconds in all
      await Promise.all(Array.from({ length: 10 }, (_, i) => verify(second, `random-${step}-${i}`)))
    }
    t.equal(publisher.fetches, 1)
    clock.ms = noon + 30 * SECOND
    await Promise.all(Array.from({ length: 10 }, (_, i) => verify(second, `random-${i}`)))
    t.equal(publisher.fetches, 2)
  }
})

t.test('a key name that no key can have is not looked for', async t => {
  const { publisher, clock, verify } = await start(t, k1)
  t.equal(await verify(first, 'k1'), 'accepted')
  clock.ms += 2 * MINUTE
  for (const kid of ['', 'k1\n', 'k'.repeat(201)]) t.equal(await verify(first, kid), 'invalid-token')
  t.equal(publisher.fetches, 1)
})

t.test('all who need the keys at the same time share one fetch', async t => {
  const { publisher, verify } = await start(t, k1)
  const answers = await Promise.all(Array.from({ length: 100 }, () => verify(first, 'k1')))
  t.ok(answers.every(answer => answer === 'accepted'))
  t.equal(publisher.fetches, 1)
})

t.test('a source that keeps us waiting is given up', async t => {
  const slow: Record<string, RequestListener> = {
    'with the answer': () => {},
    'with the body': (_, reply) => void reply.writeHead(200).write('{"keys":['),
  }
  for (const [title, answer] of Object.entries(slow)) {
    const { publisher, verify } = await startWith(t, { fetchTimeoutMs: 100 }, k1)
    publisher.answer = answer
    t.equal(await verify(first, 'k1'), 'key-source-unavailable', title)
  }
})

t.test('a key set is read to 64 KiB and no further', async t => {
  const { publisher, clock, verify, faults } = await start(t, k1)
  let closed: Promise<unknown> | undefined
  publisher.answer = (_, reply) => {
    closed = once(reply, 'close')
    const more = () => {
      while (reply.write(' '.repeat(16 * 1024)));
    }
    reply.on('drain', more)
    more()
  }
  t.equal(await verify(first, 'k1'), 'key-source-unavailable')
  await closed
  t.match(faults, [{ reason: 'the key source sent more than 65536 bytes' }])

  for (const [bytes, expected] of [
    [64 * 1024 + 1, 'key-source-unavailable'],
    [64 * 1024, 'accepted'],
  ] as const) {
    publisher.answer = (_, reply) => reply.end(JSON.stringify({ keys: [k1] }).padEnd(bytes))
    clock.ms += 30 * SECOND
    t.equal(await verify(first, 'k1'), expected, `${bytes} bytes`)
  }
})

t.test('a redirect is not followed', async t => {
  const target = await publish(t, k1)
  const { publisher, verify } = await start(t, k1)
  publisher.answer = (_, reply) => reply.writeHead(302, { location: target.url }).end()
  t.equal(await verify(first, 'k1'), 'key-source-unavailable')
  t.equal(target.fetches, 0)
})

t.test('what is no key set is a fault of the source', async t => {
  for (const body of ['', '<html>', '[]', 'null', '{}', '{"keys":{}}', '{"keys":[]', Buffer.from([0xff])]) {
    const { publisher, clock, verify, faults } = await start(t, k1)
    publisher.answer = (_, reply) => reply.end(body)
    t.equal(await verify(first, 'k1'), 'key-source-unavailable')
    clock.ms += 30 * SECOND
    t.equal(await verify(first, 'k1'), 'key-source-unavailable')
    t.equal(faults.length, 1, 'told once')
  }
})

t.test('a key that cannot be used is skipped and named; the others serve', async t => {
  const { publisher, clock, verify, faults } = await start(t)
  const rsa = (bits: number) => jwkOf(generateKeyPairSync('rsa', { modulusLength: bits }), { kid: 'rsa' })
  publisher.keys = [
    null,
    jwkOf(first, {}),
    jwkOf(first, { kid: 'x\n' }),
    { kty: 'oct', k: 'AAAA', kid: 'secret' },
    { ...first.privateKey.export({ format: 'jwk' }), kid: 'k1' },
    jwkOf(first, { kid: 'k1', use: 'enc' }),
    jwkOf(first, { kid: 'k1', key_ops: ['sign'] }),
    jwkOf(first, { kid: 'k1', alg: 'ES256' }),
    jwkOf(first, { kid: 'k1', alg: 7 }),
    { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'k1' },
    rsa(1024),
    k2,
  ]
  t.equal(await verify(second, 'k2'), 'accepted')
  t.same(
    faults.map(({ reason }) => reason),
    [
      'key 0 of the set is not an object',
      'key 1 of the set has no usable kid',
      'key 2 of the set has no usable kid',
      'key 3 of the set is a shared secret',
      'key 4 of the set is a private key',
      'key 5 of the set is not for signatures',
      'key 6 of the set is not for verifying',
      'key 7 of the set fits none of the algorithms of its issuer',
      'key 8 of the set fits none of the algorithms of its issuer',
      'key 9 of the set is not a valid key',
      'key 10 of the set has only 1024 bits',
    ],
  )
  clock.ms += 5 * MINUTE
  t.equal(await verify(second, 'k2'), 'accepted')
  t.equal(publisher.fetches, 2)
  t.equal(faults.length, 11, 'told once, not at every look')
})

t.test('a key file is read again within a second of a change', async t => {
  const { path, clock, verify, write } = startWithFile(t)
  write([k1])
  t.equal(await verify(first, 'k1'), 'accepted')
  write([k2])
  clock.ms += SECOND
  t.equal(await verify(first, 'k1'), 'invalid-token')
  t.equal(await verify(second, 'k2'), 'accepted')

  writeFileSync(`${path}.new`, JSON.stringify({ keys: [k1] }))
  renameSync(`${path}.new`, path)
  clock.ms += SECOND
  t.equal(await verify(first, 'k1'), 'accepted')
})

t.test('a key file half written or gone leaves the keys that were read from it, for a while', async t => {
  const { path, clock, verify, write } = startWithFile(t)
  write([k1])
  t.equal(await verify(first, 'k1'), 'accepted')
  writeFileSync(path, '{"keys":[')
  clock.ms += SECOND
  t.equal(await verify(first, 'k1'), 'accepted')
  rmSync(path)
  clock.ms += 14 * MINUTE
  t.equal(await verify(first, 'k1'), 'accepted')
  clock.ms += MINUTE
  t.equal(await verify(first, 'k1'), 'key-source-unavailable')
  write([k1])
  clock.ms += SECOND
  t.equal(await verify(first, 'k1'), 'accepted')
})

t.test('keys can be loaded before the first token comes', async t => {
  const { publisher, verifier, verify } = await start(t, k1)
  await verifier.loadKeys()
  publisher.answer = (request, _) => request.socket.destroy()
  t.equal(await verify(first, 'k1'), 'accepted')
  t.equal(publisher.fetches, 1)
})

t.test('a source that is down does not keep the service from starting', async t => {
  const { publisher, verifier, faults } = await start(t, k1)
  publisher.answer = (_, reply) => reply.writeHead(500).end()
  await verifier.loadKeys()
  t.equal(faults.length, 1)
})

type Clock = { ms: number }

const at = ({ ms }: Clock) => ({ iat: Math.floor(ms / SECOND), exp: Math.floor(ms / SECOND) + 300 })

function tokenOf(pair: KeyPair, kid: string, clock: Clock): string {
  return forge({ ...goodHeader, kid }, goodClaims(at(clock)), signedBy(pair, 'EdDSA'))
}

/** A key source on this machine; without `answer` it publishes its keys. */
async function publish(t: Test, ...keys: unknown[]) {
  const server = createServer((request, reply) => {
    publisher.fetches += 1
    server.emit('fetch')
    if (publisher.answer !== undefined) publisher.answer(request, reply)
    else reply.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify({ keys: publisher.keys }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const publisher = Object.assign(server, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    keys,
    fetches: 0,
    answer: undefined as RequestListener | undefined,
    /** From now on it takes requests and never answers. */
    hang() {
      const hanging = { asked: once(server, 'fetch'), givenUp: false }
      publisher.answer = (_, reply) => {
        reply.on('close', () => {
          hanging.givenUp = true
        })
      }
      return hanging
    },
  })
  return publisher
}

function verifierOf(
  clock: Clock,
  issuers: readonly Partial<Issuer>[],
  { faults = [], fetchTimeoutMs = 5000 }: { faults?: unknown[]; fetchTimeoutMs?: number } = {},
) {
  return createTokenVerifier({
    directory: directoryOf(...issuers),
    audience,
    mode: 'test',
    dataDir: '',
    now: () => clock.ms,
    monotonic: () => clock.ms,
    fetchTimeoutMs,
    onKeyFault: fault => faults.push(fault),
  })
}

async function start(t: Test, ...keys: unknown[]) {
  return startWith(t, {}, ...keys)
}

async function startWith(t: Test, needs: { fetchTimeoutMs?: number }, ...keys: unknown[]) {
  const clock: Clock = { ms: noon }
  const publisher = await publish(t, ...keys)
  const faults: { issuer: string; reason: string }[] = []
  const verifier = verifierOf(clock, [{ keys: { kind: 'url', url: publisher.url } }], { faults, ...needs })
  const verify = (pair: KeyPair, kid: string) => outcomeOf(verifier.verify(tokenOf(pair, kid, clock)))
  return { publisher, clock, verifier, verify, tokenOf, faults }
}

function startWithFile(t: Test) {
  const clock: Clock = { ms: noon }
  const path = join(t.testdir({}), 'keys.json')
  const verifier = verifierOf(clock, [{ keys: { kind: 'file', path } }])
  const verify = (pair: KeyPair, kid: string) => outcomeOf(verifier.verify(tokenOf(pair, kid, clock)))
  const write = (keys: unknown[]) => writeFileSync(path, JSON.stringify({ keys }))
  return { path, clock, verify, write }
}
