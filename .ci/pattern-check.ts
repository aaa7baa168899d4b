// Checks every regular expression of the service, and every pattern of its API description, with recheck (ReDoS). In
// JavaScript alone: the tools are installed without recheck's optional programs.
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { parse } from 'acorn'
import { checkSync } from 'recheck'

process.env['RECHECK_BACKEND'] = 'pure'

/** More than linear, and yet harmless: why. A pattern that is changed is judged anew. */
const bounded: Record<string, string> = {
  '/(<!-- variables -->\\n)[\\s\\S]*?(\\n<!-- \\/variables -->)/': 'reads our own README',
  '/lock file .* (already exists|is empty)|shared memory block .* is still in use/':
    'reads the log of our own database',
  '/could not bind .* address|could not create any TCP\\/IP sockets/': 'reads the log of our own database',
  '/^ *([0-7]*)[ \\0]*$/': 'a field of at most 12 bytes',
  '/0+$/': 'a number of at most 40 characters',
  '/[. \\0]{1,255}$/': 'at most 255 steps from each place',
  '/<(?:[\\w.-]+:)?(?:metadata|title|desc|rdf|creator|author|publisher|date)[\\s>/]|<!--|<\\?(?!xml[\\s?])|<!doctype|(?:inkscape|sodipodi|adobe|ns\\.adobe|corel|sketch|figma|serif|xmp)[\\w.]{0,32}[:/]|data:/i':
    'at most 32 characters from each place',
  '/[\\s"\'/]on[a-z]{3,30}\\s*=/i': 'at most 30 letters from each place',
  '/\\\\fldinst(?![a-z])(?:[\\s{}]|\\\\[a-z]+-?\\d*|\\\\\\*){0,64}"?\\s*DDE(?:AUTO)?\\b/i':
    'at most 64 words from each place',
}

const root = new URL('../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

const patterns = new Map<string, string>()
for (const path of readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })) {
  if (!/\.[jt]s$/.test(path)) continue
  const program = parse(stripTypeScriptTypes(read(`src/${path}`)), { ecmaVersion: 'latest', sourceType: 'module' })
  visit(program, ({ regex }) => {
    if (isRegex(regex)) patterns.set(`/${regex.pattern}/${regex.flags}`, path)
  })
}
// Ajv compiles them with the flag u.
visit(JSON.parse(read('openapi/openapi.json')), ({ pattern }) => {
  if (typeof pattern === 'string') patterns.set(`/${pattern}/u`, 'openapi.json')
})

const found: string[] = []
// An exception stays while its pattern does: recheck searches at random, and does not find every slow input every time.
const unused = Object.keys(bounded).filter(pattern => !patterns.has(pattern))
for (const [pattern, path] of patterns) {
  const end = pattern.lastIndexOf('/')
  const { status } = checkSync(pattern.slice(1, end), pattern.slice(end + 1), { timeout: 60_000 })
  if (status === 'safe') continue
  if (!Object.hasOwn(bounded, pattern)) found.push(`${path}: ${pattern} is ${status}`)
}
for (const line of [...found, ...unused.map(pattern => `${pattern} is not found any more`)]) console.log(line)
console.log(`${patterns.size} patterns checked`)
process.exitCode = found.length + unused.length === 0 && patterns.size > 100 ? 0 : 1

function visit(value: unknown, look: (node: Record<string, unknown>) => void): void {
  if (typeof value !== 'object' || value === null) return
  look(value as Record<string, unknown>)
  for (const child of Object.values(value)) visit(child, look)
}

function isRegex(value: unknown): value is { pattern: string; flags: string } {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value
}
