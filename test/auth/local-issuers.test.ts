import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { assertNoLocalIssuers, mintToken, openLocalIssuer } from '../../src/auth/local-issuers.ts'
import { createTokenVerifier } from '../../src/auth/token-verifier.ts'
import { ConfigError } from '../../src/config.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { audience, iss, outcomeOf } from './forge.ts'

const kominfo = 'kominfo' as AgencyId
const directory = readDirectory(foundingDirectory)

const mint = async (dataDir: string) =>
  mintToken(await openLocalIssuer(dataDir, kominfo), {
    issuer: iss,
    audience,
    subject: 'recorder-1',
    clientId: 'test-client',
    roles: ['recorder'],
    lifetimeSeconds: 60,
    issuedAt: Date.now(),
  })

t.test('a local issuer is made once, readable by its owner alone', async t => {
  const dataDir = t.testdir({})
  const [made, read] = [await openLocalIssuer(dataDir, kominfo), await openLocalIssuer(dataDir, kominfo)]
  t.same(made.publicKey, read.publicKey)
  t.notOk('d' in made.publicKey, 'the private part stays where it is')
  t.notOk(made.privateKey.extractable)
  const path = join(dataDir, 'issuers', 'kominfo.json')
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.equal(statSync(join(dataDir, 'issuers')).mode & 0o777, 0o700)
  t.match(JSON.parse(readFileSync(path, 'utf8')), { kty: 'OKP', crv: 'Ed25519' })
})

t.test('whoever comes first, all have the same key', async t => {
  const dataDir = t.testdir({})
  const opened = await Promise.all(Array.from({ length: 20 }, () => openLocalIssuer(dataDir, kominfo)))
  t.equal(new Set(opened.map(({ publicKey }) => publicKey.kid)).size, 1)
  t.same(readdirSync(join(dataDir, 'issuers')), ['kominfo.json'], 'nothing else is left')
})

t.test('several threads at once have the same key too', async t => {
  const dataDir = t.testdir({})
  const module = pathToFileURL(join(import.meta.dirname, '../../src/auth/local-issuers.ts')).href
  const code = `
    const { parentPort } = require('node:worker_threads')
    import(${JSON.stringify(module)})
      .then(({ openLocalIssuer }) => openLocalIssuer(${JSON.stringify(dataDir)}, 'kominfo'))
      .then(({ publicKey }) => parentPort.postMessage(publicKey.kid))`
  const kids = await Promise.all(
    Array.from(
      { length: 4 },
      () =>
        new Promise((resolve, reject) => {
          new Worker(code, { eval: true }).on('message', resolve).on('error', reject)
        }),
    ),
  )
  t.equal(new Set(kids).size, 1)
})

t.test('a token of the local issuer is accepted, and one of another data directory is not', async t => {
  const dataDir = t.testdir({ here: {}, elsewhere: {} })
  const here = join(dataDir, 'here')
  const verifier = createTokenVerifier({ directory, audience, mode: 'development', dataDir: here })
  t.match(await verifier.verify(await mint(here)), { agency: 'kominfo', kind: 'person', roles: ['recorder'] })
  t.equal(await outcomeOf(verifier.verify(await mint(join(dataDir, 'elsewhere')))), 'invalid-token')
})

t.test('removing the file makes a new key and ends the old one', async t => {
  const dataDir = t.testdir({})
  let elapsed = 0
  const verifier = createTokenVerifier({ directory, audience, mode: 'development', dataDir, monotonic: () => elapsed })
  const old = await mint(dataDir)
  t.equal(await outcomeOf(verifier.verify(old)), 'accepted')
  rmSync(join(dataDir, 'issuers', 'kominfo.json'))
  elapsed += 1000
  t.equal(await outcomeOf(verifier.verify(old)), 'invalid-token')
  t.equal(await outcomeOf(verifier.verify(await mint(dataDir))), 'accepted')
})

t.test('a file that is no key pair is named, not overwritten', async t => {
  const dataDir = t.testdir({ issuers: {} })
  const path = join(dataDir, 'issuers', 'kominfo.json')
  for (const content of [
    '',
    '{',
    '[]',
    'null',
    '{"kty":"RSA"}',
    '{"kty":"OKP","crv":"Ed25519","x":"AAAA","kid":"a"}',
  ]) {
    writeFileSync(path, content)
    await t.rejects(openLocalIssuer(dataDir, kominfo), ConfigError)
    await t.rejects(openLocalIssuer(dataDir, kominfo), { message: new RegExp(`${path} is not a key pair`) })
    t.equal(readFileSync(path, 'utf8'), content)
  }
})

t.test('production refuses local issuers in one line that names the agencies', async t => {
  for (const refuse of [
    () => assertNoLocalIssuers(directory, 'production'),
    () => createTokenVerifier({ directory, audience, mode: 'production', dataDir: t.testdir({}) }),
  ]) {
    t.throws(refuse, ConfigError)
    t.throws(refuse, { message: /^production mode refuses local issuers; .* for kominfo, kasn, [^\n]*$/ })
  }
  for (const mode of ['development', 'test'] as const) t.doesNotThrow(() => assertNoLocalIssuers(directory, mode))
})
