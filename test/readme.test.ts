import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { project, startService } from './support/service.ts'

const run = promisify(execFile)
const readme = readFileSync(join(project, 'README.md'), 'utf8')

const there = await Promise.all(['bash', 'curl'].map(program => run(program, ['--version']).catch(() => null)))
const skip = there.includes(null) && 'needs bash and curl, as the README does'

t.test('the first calls of the README do what they say', { skip }, async t => {
  const service = await startService(t)
  const section = readme.slice(readme.indexOf('## Your first five calls'), readme.indexOf('## Where to go next'))
  const commands = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(match => match[1]).join('\n')
  t.match(commands, 'http://127.0.0.1:3000')
  const script = commands.replaceAll('http://127.0.0.1:3000', service.url)

  const { stdout } = await run('bash', ['-euc', script], { cwd: project, env: service.env })
  const answers = stdout
    .replaceAll('}{', '}\n{')
    .split('\n')
    .map(line => JSON.parse(line))
  const entries = ['collected', 'received', 'scanned', 'copied', 'sealed', 'handed-over', 'taken-over', 'opened']
  t.match(answers, [
    { status: 'documented' },
    { status: 'received', receipt: { by: { agency: 'kasn', role: 'intake-officer' } } },
    {
      items: [{ type: 'ReferralSent' }, { type: 'DeadlineSet' }, { type: 'ReferralReceived' }, { type: 'DeadlineSet' }],
    },
    { status: 'clean', kind: 'captured-link', seal: { by: { role: 'recorder' } } },
    { versionNumber: 2, evidenceCount: 1 },
    { items: entries.map(entry => ({ entry })) },
  ])
})
