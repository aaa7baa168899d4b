import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const isThere = (path: string) => existsSync(new URL(`../${path}`, import.meta.url))
const threatModel = read('docs/threat-model.md')
const asvs = read('docs/asvs.md')
const migrations = readdirSync(new URL('../src/db/migrations', import.meta.url))
  .map(name => read(`src/db/migrations/${name}`))
  .join('\n')

type Proof = { readonly file: string; readonly title: string }

/** Tests are named as `test/….test.ts` “title”, the title as it stands in the source. */
function proofsIn(text: string): Proof[] {
  return [...text.matchAll(/`(test\/[^`]+\.test\.ts)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({
    file,
    title,
  }))
}

const ciSteps = (text: string) => [...text.matchAll(/`\.ci\/run ([a-z]+)`/g)].map(([, step = '']) => step)

for (const [page, text] of Object.entries({ 'docs/threat-model.md': threatModel, 'docs/asvs.md': asvs })) {
  t.test(`${page}: every proof is a test of that title`, async t => {
    const proofs = proofsIn(text.replaceAll('\\|', '|'))
    t.equal(proofs.length, text.match(/“/g)?.length, 'whatever is in these quotes is the title of a test')
    for (const { file, title } of proofs) {
      const source = isThere(file) ? read(file) : ''
      t.ok(
        ["'", '"', '`'].some(quote => source.includes(`${quote}${title}${quote}`)),
        `${file}: ${title}`,
      )
    }
  })

  t.test(`${page}: every file, table, function and step that it names is there`, async t => {
    for (const [, path = ''] of text.matchAll(/`((?:src|test|examples|\.ci)\/[^`\s]+)`/g)) t.ok(isThere(path), path)
    for (const [, kind = '', name = ''] of text.matchAll(/(table|function|trigger) `([a-z_]+)`/g)) {
      t.match(migrations, new RegExp(`create (or replace )?(constraint )?${kind} ${name}\\b`), `${kind} ${name}`)
    }
    for (const step of ciSteps(text)) t.match(read('.ci/run'), `step_${step}()`, step)
  })
}

t.test('the threats are counted from 1, each with who, a control, a proof and what is not covered', async t => {
  const [before = '', ...threats] = threatModel.split(/^### /m)
  const left = threats.at(-1)?.split(/^## What is left$/m)[1] ?? ''
  const residual = [...(/^Without proof[^:]*: (.*)\.$/m.exec(left)?.[1] ?? '').matchAll(/T-\d{2}/g)].map(String)
  t.ok(threats.length > 40)
  for (const [index, threat] of threats.entries()) {
    const id = `T-${String(index + 1).padStart(2, '0')}`
    t.match(threat, new RegExp(`^${id} \\S`), id)
    t.match(threat, /^- Who: .*\bP\d.* · [STRIDE](, [STRIDE])*$/m, `${id}: an actor, and what of STRIDE it is`)
    t.match(threat, /^- Control: \S/m, id)
    t.match(threat, /^- Not covered: \S/m, id)
    const proof = /^- Proof: (.*)$/m.exec(threat)?.[1] ?? ''
    t.equal(proofsIn(proof).length === 0, residual.includes(id), `${id} has a proof, or is said to have none`)
    if (residual.includes(id)) t.equal(proof, 'none', id)
  }
  const actors = [...before.matchAll(/^\| (P\d+) \|/gm)].map(([, actor = '']) => actor)
  for (const actor of actors) {
    t.ok(
      threats.some(threat => new RegExp(`^- Who: .*\\b${actor}\\b`, 'm').test(threat)),
      `${actor} threatens something`,
    )
  }
})

type Row = { readonly id: string; readonly level: string; readonly status: string; readonly why: string }

const rows = asvs.split('\n').flatMap((line): Row[] => {
  if (!/^\| \d+\.\d+\.\d+ \|/.test(line)) return []
  const [, id = '', level = '', , status = '', why = ''] = line.split(/(?<!\\)\|/).map(cell => cell.trim())
  return [{ id, level, status, why }]
})
const statuses = ['met', 'partly', 'not', 'not applicable']
const chapterOf = ({ id }: Row) => id.split('.')[0] ?? ''

/** How many requirements ASVS 5.0.0 has in the chapters that are here whole. */
const wholeChapters = { 1: 30, 2: 13, 4: 16, 5: 13, 8: 13, 9: 7, 11: 24, 12: 12, 13: 21, 14: 13, 15: 21, 16: 17 }

t.test('the counts at the head of the ASVS page are those of its rows', async t => {
  const counted = (of: readonly Row[]) => [
    ...statuses.map(status => of.filter(row => row.status === status).length),
    of.length,
  ]
  const head = [...asvs.matchAll(/^\| (?:V(\d+) .*?|(all)) \| (\d+(?: \| \d+){4}) \|$/gm)].map(
    ([, chapter = 'all', , numbers = '']) => [chapter, ...numbers.split(' | ').map(Number)],
  )
  const chapters = [...new Set(rows.map(chapterOf))]
  const expected = chapters.map(chapter => [chapter, ...counted(rows.filter(row => chapterOf(row) === chapter))])
  t.strictSame(head, [...expected, ['all', ...counted(rows)]])
})

t.test(
  'the requirements are in the order of the standard, each once, and no chapter that is here whole lacks one',
  async t => {
    const order = ({ id }: Row) => id.split('.').reduce((sum, part) => sum * 100 + Number(part), 0)
    for (const [index, row] of rows.entries()) {
      const before = rows[index - 1]
      t.ok(before === undefined || order(before) < order(row), row.id)
      t.match(row.level, /^[123]$/, row.id)
    }
    for (const [chapter, count] of Object.entries(wholeChapters)) {
      const ids = rows.filter(row => chapterOf(row) === chapter).map(({ id }) => id)
      t.equal(ids.length, count, `V${chapter}`)
      for (const id of ids) {
        const [, section, number] = id.split('.').map(Number)
        const isFirst = number === 1
        t.ok(isFirst || ids.includes(`${chapter}.${section}.${Number(number) - 1}`), `${id} follows one before it`)
      }
    }
  },
)

t.test('what is met has a proof; what is not, or only partly, says why', async t => {
  for (const { id, status, why } of rows) {
    t.ok(statuses.includes(status), `${id}: ${status}`)
    const isProven = proofsIn(why.replaceAll('\\|', '|')).length + ciSteps(why).length > 0
    if (status === 'met') t.ok(isProven, id)
    if (status === 'partly') t.match(why, /; \S/, `${id}: what is missing`)
    if (status.startsWith('not')) t.match(why, /^\S/, id)
  }
})
