// The package as npm would publish it: what is in it, what its types let through, and that plain Node 20 runs it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Running } from './foreign-clients.ts'
import { mintToken, root } from './service.ts'

const folder = join(root, 'openapi/typescript')
const tools = join(root, '.ci/node_modules')

export async function tryClientPackage(scratch: string, { origin, DATA_DIR }: Running): Promise<void> {
  const run = (program: string, args: string[], env = process.env) =>
    execFileSync(program, args, { cwd: scratch, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

  const [packed] = JSON.parse(run('npm', ['pack', folder, '--json', '--silent'])) as [
    { filename: string; files: { path: string }[] },
  ]
  const sources = readdirSync(join(folder, 'src')).map(name => name.replace(/\.ts$/, ''))
  const compiled = sources.flatMap(name => [`dist/${name}.d.ts`, `dist/${name}.js`])
  const files = packed.files.map(({ path }) => path).sort()
  assert.deepEqual(files, ['LICENSE', 'README.md', 'package.json', ...compiled].sort())

  writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }')
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', `./${packed.filename}`])

  // The consumer of the tests, on the package instead of its source, under an older compiler and without what the service needs.
  const consumer = readFileSync(join(root, 'test/client/consumer.ts'), 'utf8')
  const imported = /'[./]*openapi\/typescript\/src\/index\.ts'/
  assert.match(consumer, imported)
  writeFileSync(join(scratch, 'consumer.ts'), consumer.replace(imported, "'penerusan-client'"))
  for (const needed of ['@types/node', 'undici-types']) {
    cpSync(join(root, 'node_modules', needed), join(scratch, 'node_modules', needed), { recursive: true })
  }
  const strictly = ['--strict', '--exactOptionalPropertyTypes', '--noEmit', '--target', 'es2022']
  for (const [types, ...kind] of [
    ['node', '--lib', 'es2022', '--module', 'nodenext'],
    ['', '--lib', 'es2022,dom,dom.iterable', '--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    run(join(tools, '.bin/tsc'), [...strictly, ...kind, ...(types ? ['--types', types] : []), 'consumer.ts'])
  }

  writeFileSync(
    join(scratch, 'use.js'),
    `import { createClient, isProblem } from 'penerusan-client'
const client = createClient({ baseUrl: process.argv[2], token: () => process.argv[3] })
const refused = await client.sendReferral({ body: { violationId: crypto.randomUUID() } }).catch(error => error)
const { data } = await client.listAgencies()
console.log(process.version, data.items.length > 5, isProblem(refused, 'role-required', 'not-found'))
`,
  )
  const env = { ...process.env, PATH: process.env['SYSTEM_PATH'] ?? process.env['PATH'] }
  const said = run('node', ['use.js', origin, mintToken({ DATA_DIR }, 'kominfo', 'recorder')], env)
  assert.match(said, /^v\d+\S* true true\n$/)
  console.log(`penerusan-client: ${files.length} files, on Node ${said.split(' ')[0]}`)
}
