// The client that openapi-python-client makes of openapi.json alone, put to work on a running service.
import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, mintToken, root, startService } from './service.ts'

const [programs] = process.argv.slice(2)
if (programs === undefined) throw new Error('where are python and its packages?')
const scratch = await mkdtemp(join(tmpdir(), 'penerusan-python-'))
const DATA_DIR = join(scratch, 'data')
const run = (program: string, args: readonly string[], env: Environment = {}) =>
  execFileSync(join(programs, program), args, {
    cwd: scratch,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? scratch, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })

try {
  cpSync(join(root, 'openapi/openapi.json'), join(scratch, 'openapi.json'))
  cpSync(join(root, 'examples/violation.json'), join(scratch, 'violation.json'))
  cpSync(join(root, '.ci/python'), scratch, { recursive: true })
  const generated = ['--output-path', 'penerusan', '--meta', 'none', '--config', 'generator.yaml']
  // A warning is an operation or a shape that it left out.
  run('openapi-python-client', ['generate', '--path', 'openapi.json', ...generated, '--fail-on-warning'])

  const service = await startService({ LOG_LEVEL: 'warn', DATA_DIR })
  try {
    const tokens = {
      RECORDER: mintToken({ DATA_DIR }, 'kominfo', 'recorder'),
      REFERRER: mintToken({ DATA_DIR }, 'kominfo', 'referrer'),
      INTAKE: mintToken({ DATA_DIR }, 'kasn', 'intake-officer'),
      SYSTEM: mintToken({ DATA_DIR }, 'kasn', 'integrator'),
    }
    process.stdout.write(run('python', ['first_calls.py', service.origin], tokens))
  } finally {
    await service.stop()
  }
} finally {
  await rm(scratch, { recursive: true, force: true })
}
