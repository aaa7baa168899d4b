import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { project, startService } from '../support/service.ts'
import { createDataDir } from '../support/test-cluster.ts'

const run = promisify(execFile)
const command = (env: Record<string, string>, ...args: string[]) =>
  run(process.execPath, ['src/commands/clock.ts', ...args], {
    cwd: project,
    env: { ...process.env, NODE_ENV: 'development', ...env },
  })

t.test('the clock is moved while the service runs, and back again while nothing is on record', async t => {
  const DATA_DIR = await createDataDir()
  await startService(t, { DATA_DIR })
  t.match((await command({ DATA_DIR })).stdout, /^the clock says \S+Z, the true time\n$/)
  t.match(
    (await command({ DATA_DIR }, 'forward', '36h')).stdout,
    /^the clock says \S+Z, 1\.5 days after the true time\n$/,
  )
  const { stdout } = await command({ DATA_DIR }, 'at', '2024-04-05T10:00:00+07:00')
  t.match(stdout, /^the clock says 2024-04-05T03:00:0\S+Z, [\d.]+ days before the true time\n$/)
  t.match((await command({ DATA_DIR }, 'reset')).stdout, /the true time/)
})

t.test('production mode refuses to move the clock', async t => {
  const DATA_DIR = t.testdir({})
  const refused = await command({ DATA_DIR, NODE_ENV: 'production' }, 'forward', '10d').catch(error => error)
  t.match(refused, { code: 1, stderr: 'production mode refuses to move the clock\n', stdout: '' })
})

t.test('a wrong use is one line that says what would be right, and touches no database', async t => {
  const DATA_DIR = t.testdir({})
  const uses: [args: string[], line: RegExp][] = [
    [['sideways'], /^expected where to move the clock/],
    [['forward'], /^expected where to move the clock/],
    [['reset', 'now'], /^expected where to move the clock/],
    [['forward', '-10d'], /^Unknown option/],
    [['forward', '0d'], /^forward takes a duration/],
    [['forward', '10'], /^forward takes a duration/],
    [['forward', '999999w'], /^forward takes a duration/],
    [['at', 'tomorrow'], /^at takes a time with an offset/],
    [['at', '2024-04-05T10:00:00'], /^at takes a time with an offset/],
    [['at', '2026-02-30T08:00:00+07:00'], /^at takes a time with an offset/],
    [['at', '2026-01-31T24:00:00+07:00'], /^at takes a time with an offset/],
    [['at', '1999-04-05T10:00:00Z'], /^at takes a time with an offset/],
  ]
  for (const [args, line] of uses) {
    const refused = await command({ DATA_DIR }, ...args).catch(error => error)
    t.match(refused, { code: 1, stderr: line, stdout: '' }, args.join(' '))
  }
})
