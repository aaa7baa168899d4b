import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import t from 'tap'

const src = join(import.meta.dirname, '../src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(name => /\.[tj]s$/.test(name))

/**
 * What each folder may import from, beside itself; `type` where only types may come from there. A dot is the top of
 * `src` without the files that put the parts together.
 */
const layers: Record<string, Record<string, 'anything' | 'type'>> = {
  domain: {},
  directory: { domain: 'anything', '.': 'anything' },
  // The same shapes check the files and describe the replies.
  catalogue: { domain: 'anything', resources: 'anything', '.': 'anything' },
  db: { domain: 'anything', directory: 'type', vault: 'type', '.': 'anything' },
  // What keeps bytes and what looks into them know nothing of cases.
  vault: {},
  inspection: {},
  auth: { domain: 'anything', directory: 'anything', '.': 'anything' },
  http: { domain: 'anything', auth: 'anything', vault: 'type', '.': 'anything' },
  // Makes the types of the client from the API description.
  client: { http: 'type' },
  feed: { domain: 'anything', db: 'anything', '.': 'anything' },
  webhooks: { domain: 'anything', db: 'anything', vault: 'anything', '.': 'anything' },
  uploads: { domain: 'anything', db: 'anything', vault: 'anything', auth: 'type', '.': 'anything' },
  // What is seen of the service from outside; whom it watches does not know it.
  telemetry: { db: 'anything', http: 'anything', webhooks: 'type', '.': 'anything' },
  resources: { domain: 'anything', http: 'anything', db: 'type' },
  acts: {
    domain: 'anything',
    db: 'anything',
    http: 'anything',
    resources: 'anything',
    auth: 'type',
    vault: 'anything',
    inspection: 'anything',
    webhooks: 'anything',
    '.': 'anything',
  },
  routes: {
    domain: 'anything',
    db: 'anything',
    http: 'anything',
    resources: 'anything',
    acts: 'anything',
    uploads: 'anything',
    feed: 'anything',
    auth: 'anything',
    vault: 'anything',
    sandbox: 'type',
    '.': 'anything',
  },
  // Speaks to a server from outside, by HTTP alone.
  conformance: { domain: 'anything', directory: 'anything', auth: 'anything', '.': 'anything' },
  sandbox: {
    domain: 'anything',
    directory: 'type',
    db: 'anything',
    auth: 'anything',
    http: 'anything',
    acts: 'anything',
    '.': 'anything',
  },
  // What the service does by itself, every so often.
  rounds: {
    domain: 'anything',
    db: 'anything',
    acts: 'anything',
    auth: 'type',
    vault: 'anything',
    inspection: 'anything',
    uploads: 'anything',
    '.': 'anything',
  },
  // These put parts together, from wherever they are.
  commands: {},
  reference: {},
  start: {},
}

/** Files that start something or put the parts together: they may import whatever they need, and nobody imports them. */
const isProgram = (name: string) => /^(commands\/(?!command-line)[a-z-]+|server)\.ts$/.test(name)
const assembles = (name: string) =>
  isProgram(name) || /^(commands|start|reference)\/|^(app|described-app)\.ts$/.test(name)

t.test('every import goes the one way: routes, acts, then the database and the domain', async t => {
  const astray = files
    .filter(name => name.includes('/') && !assembles(name))
    .flatMap(name =>
      importsOf(name)
        .filter(other => !isAllowed(name, other))
        .map(({ to }) => `${name} imports ${to}`),
    )
  t.strictSame(astray, [])
})

t.test('every folder has its place among the layers', async t => {
  const folders = new Set(files.filter(name => name.includes('/')).map(folderOf))
  t.strictSame([...folders].sort(), Object.keys(layers).sort())
})

t.test('the domain imports nothing but the domain', async t => {
  const imports = files.filter(name => folderOf(name) === 'domain').flatMap(importsOf)
  t.ok(imports.length > 20)
  t.strictSame(
    imports.filter(({ from }) => !from.startsWith('./')),
    [],
  )
})

t.test('SQL is spoken in the database’s folder only', async t => {
  const speakers = files.filter(name => importsOf(name).some(({ from }) => /^(postgres|drizzle-orm)(\/|$)/.test(from)))
  t.strictSame(
    speakers.filter(name => folderOf(name) !== 'db'),
    [],
  )
})

t.test('nobody imports a program', async t => {
  const imports = files.flatMap(name => importsOf(name).map(({ to }) => ({ name, to })))
  t.strictSame(
    imports.filter(({ to }) => isProgram(to)),
    [],
  )
})

t.test('no file is a drawer for anything', async t => {
  const drawers = files.filter(name =>
    /(^|[/-])(utils?|helpers?|common|shared|misc|manager)\.[tj]s$|(^|\/)(types|lib)\.[tj]s$/i.test(name),
  )
  t.strictSame(drawers, [])
})

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean }

function isAllowed(name: string, { from, to, typeOnly }: Import): boolean {
  if (!from.startsWith('.')) return true
  const own = folderOf(name)
  const other = folderOf(to)
  if (own === other) return true
  const allowed = layers[own]?.[other]
  return (allowed === 'anything' && !assembles(to)) || (allowed === 'type' && typeOnly)
}

/** The folder of a file of `src`; what lies beside `src`, such as package.json, counts as its top. */
function folderOf(name: string): string {
  return name.includes('/') && !name.startsWith('..') ? (name.split('/')[0] ?? '') : '.'
}

function importsOf(name: string): Import[] {
  const text = readFileSync(join(src, name), 'utf8')
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:([^'"]*?)\sfrom\s+)?['"]([^'"]+)['"]/gm)
  const inline = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)
  return [
    ...[...statements].map(([, type, names = '', from = '']) => ({
      from,
      to: pathOf(name, from),
      typeOnly: type !== undefined || onlyTypes(names),
    })),
    ...[...inline].map(([, from = '']) => ({ from, to: pathOf(name, from), typeOnly: false })),
  ]
}

/** `{ type A, type B }`. */
function onlyTypes(names: string): boolean {
  const inner = /^\s*\{([\s\S]*)\}\s*$/.exec(names)?.[1]
  return inner?.split(',').every(part => part.trim() === '' || /^\s*type\s/.test(part)) ?? false
}

function pathOf(name: string, from: string): string {
  return from.startsWith('.') ? posix.normalize(posix.join(dirname(name), from)) : from
}
