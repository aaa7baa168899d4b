import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { mintToken, openLocalIssuer } from '../../src/auth/local-issuers.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { project, startService } from '../support/service.ts'
import { createDataDir } from '../support/test-cluster.ts'
import { testAudience } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { usesOf } from '../support/uses-of-command.ts'

const run = promisify(execFile)
const issuer = 'https://kominfo.penerusan.example'
const command = (DATA_DIR: string, ...args: string[]) =>
  run(process.execPath, ['src/commands/revoke.ts', ...args], {
    cwd: project,
    env: { ...process.env, NODE_ENV: 'development', DATA_DIR },
  })

t.test('the operator revokes while the service runs, and lifts it again', async t => {
  const DATA_DIR = await createDataDir()
  const { url } = await startService(t, { DATA_DIR })
  const token = await mintToken(await openLocalIssuer(DATA_DIR, 'kominfo' as AgencyId), {
    issuer,
    audience: testAudience,
    subject: 'siti',
    clientId: 'desk',
    roles: ['recorder'],
    lifetimeSeconds: 300,
    issuedAt: Date.now(),
  })
  const ask = () => fetch(`${url}/v1/agencies`, { headers: { authorization: `Bearer ${token}` } })
  t.equal((await ask()).status, 200)

  const { stdout } = await command(DATA_DIR, 'subject', issuer, 'siti', '--reason', 'left the office')
  t.match(stdout, /^1: subject of https:\/\/kominfo\.penerusan\.example from \S+ \(left the office\)\n$/)
  t.notMatch(stdout, 'siti', 'who it is stays unsaid')
  await until(async () => (await ask()).status === 401)
  t.match(
    (await ask()).headers.get('www-authenticate'),
    /error="invalid_token", error_description="The token has been revoked"/,
  )
  t.equal((await command(DATA_DIR, 'list')).stdout, stdout)
  t.equal((await command(DATA_DIR, 'lift', '1')).stdout, '1 is lifted\n')
  await until(async () => (await ask()).status === 200)
  t.match(await command(DATA_DIR, 'lift', '1').catch(error => error), { code: 1, stderr: /^there is no revocation 1 / })
  t.equal((await command(DATA_DIR, 'list')).stdout, 'nothing is revoked\n')
})

t.test('a wrong use is one line that says what would be right, and touches no database', async t => {
  const dataDir = t.testdir({})
  const uses: [args: string[], line: RegExp][] = [
    [[], /^expected what to revoke/],
    [['everything'], /^expected what to revoke/],
    [['subject', issuer], /^expected what to revoke/],
    [['issuer', issuer, 'siti'], /^expected what to revoke/],
    [['subject', `${issuer}/`, 'siti'], /^https:\/\/kominfo\.penerusan\.example\/ is not an issuer; there are /],
    [['issuer', issuer, '--from', 'tomorrow'], /^--from must be a time with an offset/],
    [['issuer', issuer, '--from', '2026-02-30T08:00:00+07:00'], /^--from must be a time with an offset/],
    [['issuer', issuer, '--from', '2026-01-31T24:00:00+07:00'], /^--from must be a time with an offset/],
    [['issuer', issuer, '--from', '2026-01-31T08:00:00'], /^--from must be a time with an offset/],
    [['issuer', issuer, '--reason', 'x'.repeat(301)], /^--reason must have at most 300 characters/],
    [['issuer', issuer, '--to', 'x'], /^Unknown option '--to'/],
    [['lift', 'x'], /^expected what to revoke/],
  ]
  const said = await usesOf(
    join(project, 'src/commands/revoke.ts'),
    { DATA_DIR: dataDir },
    uses.map(([args]) => ({ args })),
  )
  for (const [index, [args, line]] of uses.entries()) {
    const { code, stdout, stderr } = said[index] ?? {}
    t.match({ code, stdout }, { code: 1, stdout: '' }, args.join(' '))
    t.match(stderr, new RegExp(`${line.source}[^\\n]*\\n$`))
  }
  t.notOk(existsSync(join(dataDir, 'postgres')))
})
