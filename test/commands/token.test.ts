import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import { createTokenVerifier } from '../../src/auth/token-verifier.ts'
import { foundingDirectory, readDirectory, successionDirectory } from '../../src/directory/directory.ts'
import { audience } from '../auth/forge.ts'
import { plainAuthentication } from '../support/tokens.ts'
import { usesOf } from '../support/uses-of-command.ts'

const commands = join(import.meta.dirname, '../../src/commands')

type Result = { code: number; stdout: string; stderr: string }

function run(t: Test, args: string[], env: Record<string, string> = {}, command = 'token.ts'): Promise<Result> {
  const { NODE_COMPILE_CACHE } = process.env
  const options = { env: { NODE_COMPILE_CACHE, DATA_DIR: t.testdirName, ...env } }
  return new Promise(resolve => {
    execFile(process.execPath, [join(commands, command), ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

t.test('the command prints a token that the service accepts, and nothing else', async t => {
  const dataDir = t.testdir({})
  const directory = readDirectory(foundingDirectory)
  const verifier = createTokenVerifier({ directory, audience, mode: 'development', dataDir })

  const { code, stdout, stderr } = await run(t, ['kominfo', 'recorder,referrer'])
  t.match({ code, stderr }, { code: 0, stderr: '' })
  t.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  const actor = await verifier.verify(stdout.trim())
  t.match(actor, { agency: 'kominfo', subject: 'recorder-1', kind: 'person', roles: ['recorder', 'referrer'] })
  const { iat, exp } = decodeJwt(stdout)
  t.equal(Number(exp) - Number(iat), 300)

  const machine = await run(t, ['kasn', 'intake-officer', '--sub', 'sapa-kasn', '--client', '--ttl', '30s'])
  t.match(await verifier.verify(machine.stdout.trim()), { agency: 'kasn', subject: 'sapa-kasn', kind: 'client' })
  t.equal(Number(decodeJwt(machine.stdout).exp) - Number(decodeJwt(machine.stdout).iat), 30)
})

t.test('the agencies file and the audience are those of the service', async t => {
  t.testdir({})
  const env = { AGENCIES: successionDirectory, AUDIENCE: 'https://api.example/v1' }
  const { stdout } = await run(t, ['bkn', 'commissioner'], env)
  t.match(decodeJwt(stdout), { iss: 'https://bkn.penerusan.example', aud: 'https://api.example/v1' })
})

t.test('a token can be bound to a key in a file, and the proof command proves it for one request', async t => {
  const dataDir = t.testdir({ 'odd.json': '{}' })
  const keyFile = join(dataDir, 'key.json')
  const directory = readDirectory(foundingDirectory)
  const verifier = createTokenVerifier({ directory, audience, mode: 'development', dataDir })
  const { possession } = plainAuthentication(verifier)
  const token = (await run(t, ['kominfo', 'recorder', '--dpop', keyFile])).stdout.trim()
  const again = (await run(t, ['kominfo', 'recorder', '--dpop', keyFile])).stdout.trim()
  t.strictSame(decodeJwt(token)['cnf'], decodeJwt(again)['cnf'], 'the file is made once')

  const url = 'https://penerusan.example/v1/agencies?limit=5'
  const { stdout } = await run(t, [keyFile, 'GET', url, token], {}, 'proof.ts')
  const credentials = { scheme: 'DPoP', token, proofs: [stdout.trim()] } as const
  const request = { method: 'GET', target: '/v1/agencies?limit=9', certificate: () => undefined }
  await possession.check(credentials, await verifier.verify(token), request)
  await t.rejects(possession.check(credentials, await verifier.verify(token), { ...request, method: 'PUT' }), {
    code: 'invalid-dpop-proof',
  })

  for (const [args, line] of [
    [['kominfo', 'recorder', '--dpop', join(dataDir, 'odd.json')], /odd\.json is not a private key for ES256/],
    [['kominfo', 'recorder', '--dpop', dataDir], / cannot be read \(EISDIR\)/],
  ] as const) {
    t.match(await run(t, [...args]), { code: 1, stdout: '', stderr: line })
  }
  t.match(await run(t, ['GET', url], {}, 'proof.ts'), { code: 1, stderr: /^expected a key file, a method/ })
})

t.test('a wrong use is one line on stderr that says what would be right', async t => {
  t.testdir({})
  const uses: [args: string[], line: RegExp, env?: Record<string, string>][] = [
    [[], /^expected an agency and its roles/],
    [['kominfo'], /^expected an agency and its roles/],
    [['kominfo', 'recorder', 'referrer'], /^expected an agency and its roles/],
    [['kominf', 'recorder'], /^there is no agency kominf; there are kominfo, kasn, /],
    [
      ['kominfo', 'judge'],
      /^kominfo may not give the role judge; it may give recorder, referrer, observer, auditor, archivist, integrator$/,
    ],
    [['kominfo', 'recorder,commissioner'], /^kominfo may not give the role commissioner; /],
    [['kominfo', ''], /^kominfo may not give the role /],
    [['kasn', 'commissioner'], /^kasn may not give the role commissioner; /, { AGENCIES: successionDirectory }],
    [['kominfo', 'recorder', '--ttl', '6m'], /^--ttl must be .* at most 5m$/],
    [['kominfo', 'recorder', '--ttl', '301s'], /^--ttl must be /],
    [['kominfo', 'recorder', '--ttl', '0s'], /^--ttl must be /],
    [['kominfo', 'recorder', '--ttl', '5'], /^--ttl must be /],
    [['kominfo', 'recorder', '--ttl', '1h'], /^--ttl must be /],
    [['kominfo', 'recorder', '--sub', 'a b'], /^--sub must be /],
    [['kominfo', 'recorder', '--sub', ''], /^--sub must be /],
    [['kominfo', 'recorder', '--role', 'x'], /^Unknown option '--role' \(--help says more\)$/],
    [['kominfo', 'recorder'], /^production mode refuses local issuers; /, { NODE_ENV: 'production' }],
    [['kominfo', 'recorder'], /^AUDIENCE must be /, { AUDIENCE: 'nonsense' }],
  ]
  const said = await usesOf(
    join(commands, 'token.ts'),
    { DATA_DIR: t.testdirName },
    uses.map(([args, , env = {}]) => ({ args, env })),
  )
  for (const [index, [args, line]] of uses.entries()) {
    const { code, stdout, stderr = '' } = said[index] ?? {}
    t.match({ code, stdout }, { code: 1, stdout: '' }, args.join(' '))
    t.match(stderr.trimEnd(), line)
    t.equal(stderr.split('\n').length, 2, 'one line')
  }
})

t.test('an agency with an issuer of its own gets no local token', async t => {
  const { mandates, agreements, agencies } = readDirectory(foundingDirectory)
  const file = join(t.testdir({}), 'agencies.json')
  const issuers = [{ issuer: 'https://sso.example', agency: 'kominfo', keys: { url: 'https://sso.example/jwks' } }]
  writeFileSync(file, JSON.stringify({ agencies, mandates, agreements, issuers }))
  const own = await run(t, ['kominfo', 'recorder'], { AGENCIES: file })
  t.match(own, { code: 1, stderr: 'kominfo has no local issuer; its tokens come from its own\n' })
  const production = await run(t, ['kominfo', 'recorder'], { AGENCIES: file, NODE_ENV: 'production' })
  t.match(production, { code: 1, stderr: 'local tokens are not made in production mode\n' })
})

t.test('--help says how to use it', async t => {
  const { code, stdout } = await run(t, ['--help'])
  t.equal(code, 0)
  t.match(stdout, /^Usage: npm run -s token -- <agency> <role>/)
})
