import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { serverChecks } from '../src/conformance/server/checks.ts'
import { cannotRun, commandsOf, runCommands, sectionsOf } from './support/commands.ts'
import { project, startService } from './support/service.ts'

const readme = readFileSync(join(project, 'README.md'), 'utf8')

t.test('the first calls of the README do what they say', { skip: cannotRun }, async t => {
  const service = await startService(t)
  const section = readme.slice(readme.indexOf('## Your first five calls'), readme.indexOf('## Try it as a partner'))
  const commands = commandsOf(section)
  t.match(commands, 'http://127.0.0.1:3000')
  // The compiler does not start with what tap has every process load.
  const answers = await runCommands(service, `unset NODE_OPTIONS\n${commands}`)
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
    { told: 'penerusan.referral-sent', position: Number },
  ])

  // The page on batches begins where the README ends.
  const bulk = readFileSync(join(project, 'docs/bulk.md'), 'utf8')
  const setUp = commandsOf(section).split('# 1.')[0]
  const lines = await runCommands(service, `${setUp}\n${commandsOf(bulk)}`)
  const told = lines.map(({ outcome, summary, status, end }) => outcome ?? summary ?? end ?? status)
  t.match(told, [
    ...['would-be-sent', 'would-be-sent', { wouldBeSent: 2, endedBy: 'end' }],
    ...['sent', 'sent', { sent: 2 }],
    ...['already-sent', 'already-sent', { sent: 0, alreadySent: 2 }],
    // With the case of the README.
    ...['sent', 'sent', 'sent', { rows: 3, leftOut: 0, endedBy: 'end' }],
  ])
})

t.test(
  'a partner tries it as the README says: every check passes, time passes, and it begins anew',
  { skip: cannotRun },
  async t => {
    const section = sectionsOf(readme, 'Try it as a partner')
    t.match(commandsOf(section, 'sandbox'), /^SANDBOX=true WEBHOOK_LOOPBACK=on /)
    const service = await startService(t, { SANDBOX: 'true', WEBHOOK_LOOPBACK: 'on' })
    const [kit = '', clock = ''] = commandsOf(section, 'kit').split(/^(?=TOKEN=)/m)
    const folder = t.testdir({})
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-euo', 'pipefail', '-c', inFolder(kit, service.url, folder)],
      {
        cwd: project,
        env: service.env,
      },
    )
    t.match(stdout, new RegExp(`^${serverChecks.length} passed, 0 failed, 0 skipped$`, 'm'))
    t.match(stdout, /whsec_\S+\n.*whsk_\S+\n.*whpk_/)
    t.match(JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8')), {
      kind: 'server',
      target: service.url,
      passed: serverChecks.length,
      failed: 0,
      checks: serverChecks.map(({ id, what, expected }) => ({ id, what, expected, seen: /./, outcome: 'pass' })),
    })
    const [moved, reset] = await runCommands(service, clock)
    t.match(moved, { shiftSeconds: Number, recorded: [{ type: String, count: Number }] })
    t.match(reset, { status: 'reset' })
  },
)

function inFolder(commands: string, url: string, folder: string): string {
  return commands
    .replaceAll('http://127.0.0.1:3000', url)
    .replaceAll('conformance.json', join(folder, 'conformance.json'))
}
