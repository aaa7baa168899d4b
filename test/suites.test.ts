import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'

const { include } = parse(readFileSync('.taprc', 'utf8')) as { include: string[] }
const inSuite = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^runHere\('(.+)'\)$/gm)].flatMap(([, pattern = '']) => globSync(pattern))

t.test('every test file is run once, by itself or with others in one process', async t => {
  const entries = include.flatMap(pattern => globSync(pattern))
  const run = entries.flatMap(entry => (entry.startsWith('test/suites/') ? inSuite(entry) : [entry]))
  t.strictSame(run.sort(), globSync('test/**/*.test.ts').sort())
})
