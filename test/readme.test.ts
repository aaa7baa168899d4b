import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { cannotRun, commandsOf, runCommands } from './support/commands.ts'
import { project, startService } from './support/service.ts'

const readme = readFileSync(join(project, 'README.md'), 'utf8')

t.test('the first calls of the README do what they say', { skip: cannotRun }, async t => {
  const service = await startService(t)
  const section = readme.slice(readme.indexOf('## Your first five calls'), readme.indexOf('## Where to go next'))
  const commands = commandsOf(section)
  t.match(commands, 'http://127.0.0.1:3000')
  const answers = await runCommands(service, commands)
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

  // The page on batches begins where the README ends.
  const bulk = readFileSync(join(project, 'docs/bulk.md'), 'utf8')
  const setUp = commandsOf(section).split('\n').slice(0, 6).join('\n')
  const lines = await runCommands(service, `${setUp}\n${commandsOf(bulk)}`)
  const told = lines.map(({ outcome, summary, status, end }) => outcome ?? summary ?? end ?? status)
  t.match(told, [
    ...['would-be-sent', 'would-be-sent', { wouldBeSent: 2, endedBy: 'end' }],
    ...['sent', 'sent', { sent: 2 }],
    ...['already-sent', 'already-sent', { sent: 0, alreadySent: 2 }],
    ...['sent', 'sent', { rows: 2, leftOut: 0, endedBy: 'end' }],
  ])
})
