import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { usesOf } from '../support/uses-of-command.ts'

const folder = join(import.meta.dirname, '../../src/commands')
/** Those that write into this repository are for its developers. */
const others = ['command-line.ts', 'docs.ts', 'openapi.ts']
const commands = readdirSync(folder).filter(name => !others.includes(name))

t.test('every command tells its use and does nothing else when asked for help', async t => {
  const dataDir = join(t.testdir({}), 'data')
  const said = await usesEach(dataDir, ['--help'])
  for (const [index, { code, stdout, stderr }] of said.entries()) {
    const name = commands[index] ?? ''
    t.strictSame({ name, code, stderr }, { name, code: 0, stderr: '' })
    t.match(stdout, /^Usage: npm run /, name)
  }
  t.notOk(existsSync(dataDir), 'no database was started and no key was made')
})

t.test('every command refuses a word that it does not know before it does anything', async t => {
  const dataDir = join(t.testdir({}), 'data')
  for (const word of ['nonsense', '--nonsense']) {
    const said = await usesEach(dataDir, [word])
    for (const [index, { code, stdout, stderr }] of said.entries()) {
      const name = commands[index] ?? ''
      t.ok(code > 0, `${name} ${word}`)
      t.equal(stdout, '', `${name} ${word}`)
      t.match(stderr, /^[^\n]+\n$/, `${name} ${word}`)
    }
  }
  t.notOk(existsSync(dataDir), 'no database was started and no key was made')
})

function usesEach(dataDir: string, args: readonly string[]) {
  const uses = commands.map(name => ({ command: join(folder, name), args }))
  return usesOf('', { DATA_DIR: dataDir }, uses)
}
