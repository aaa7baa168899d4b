import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('../..', import.meta.url))

t.test('drizzle is loaded in one place, so that its manifest is not read for each of its modules', async t => {
  const files = globSync('src/**/*.ts', { cwd: root })
  t.ok(files.length > 0)
  const loading = files.filter(file => {
    const imports = readFileSync(`${root}/${file}`, 'utf8').matchAll(/^(import|export)\b[^'=]*'drizzle-orm[^']*'/gm)
    return [...imports].some(([statement]) => !statement.startsWith('import type'))
  })
  t.strictSame(loading, [])
})
