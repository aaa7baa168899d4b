import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import packageJson from '../package.json' with { type: 'json' }
import { rules } from '../src/domain/rules.ts'
import { referenceDocs, variablesTable } from '../src/reference/pages.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...markdownBelow('docs')]

t.test('the reference pages say what the tables say (npm run docs)', async t => {
  for (const [path, text] of Object.entries(referenceDocs())) t.equal(read(path), text, path)
})

t.test('the README lists every variable with its default and meaning', async t => {
  t.ok(read('README.md').includes(`<!-- variables -->\n${variablesTable()}\n<!-- /variables -->`))
})

t.test('every link inside the documents leads to a file that is there', async t => {
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      t.ok(existsSync(new URL(`../${join(dirname(page), target)}`, import.meta.url)), `${page} → ${target}`)
    }
  }
})

t.test('every npm script that the documents name exists', async t => {
  for (const page of pages) {
    for (const [, script = ''] of read(page).matchAll(/npm run (?:-s )?([a-z:]+)/g)) {
      t.ok(script in packageJson.scripts, `${page}: npm run ${script}`)
    }
  }
})

t.test('every dependency earns its place in one line', async t => {
  const listed = read('docs/dependencies.md')
  const { dependencies, devDependencies, optionalDependencies } = packageJson
  for (const name of Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
    t.ok(listed.includes(`\`${name}\``), name)
  }
  for (const version of Object.values({ ...dependencies, ...optionalDependencies })) t.match(version, /^\d/, 'exact')
})

t.test('every rule has a test whose title carries its id', async t => {
  const titles = filesBelow('test', /\.test\.ts$/)
    .map(read)
    .join('\n')
  for (const id of Object.keys(rules)) t.ok(titles.includes(id), id)
})

t.test('the changelog names operations that exist', async t => {
  const document = JSON.parse(read('openapi/openapi.json')) as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  const known = new Set(
    Object.values(document.paths).flatMap(path => Object.values(path).map(operation => operation.operationId)),
  )
  const named = [...read('CHANGELOG.md').matchAll(/`([a-z]+[A-Z][A-Za-z]*)`/g)].map(match => match[1] ?? '')
  for (const operation of named) t.ok(known.has(operation), operation)
  for (const operation of known) t.ok(named.includes(operation), `${operation} is in the changelog`)
})

function markdownBelow(folder: string): string[] {
  return filesBelow(folder, /\.md$/)
}

function filesBelow(folder: string, name: RegExp): string[] {
  return readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter(path => name.test(path))
    .map(path => join(folder, path))
}
