import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { rules } from '../../src/domain/rules.ts'

const scenarios = readdirSync(import.meta.dirname)
  .filter(name => name.endsWith('.test.ts'))
  .map(name => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n')
/** A scenario whose title names a rule fails unless it expects that rule. */
const shown = new Set([...scenarios.matchAll(/\bscenario\(\s*['`](R-[A-Z]{3}-\d{2}) /g)].map(match => match[1]))

t.test(
  'every rule has a scenario, but for those on roles, mandates, quotas, uploads, purposes, reading a reporter, absent officers, coded reasons, periods of statistics, agreements, computing deadlines, suspended sanctions, the outcome of an appeal that binds, what the election-crime track does, whom an obligation concerns, classification, the feed, webhooks, sandboxes, searches, and the size of batches, which are checked beside the domain',
  async t => {
    const without = Object.keys(rules).filter(rule => !shown.has(rule))
    t.strictSame(without, [
      'R-ACC-01',
      'R-ACC-02',
      'R-ACC-03',
      'R-ACC-04',
      'R-ACC-06',
      'R-REF-27',
      'R-DEC-13',
      'R-DEC-19',
      'R-CRH-03',
      'R-CRH-04',
      'R-CRH-06',
      'R-CRH-08',
      'R-EVI-17',
      'R-EVI-18',
      'R-CPY-08',
      'R-AUD-01',
      'R-RPT-06',
      'R-RPT-07',
      'R-OFF-04',
      'R-OFF-10',
      'R-CHK-02',
      'R-SUC-01',
      'R-CLK-01',
      'R-CLK-02',
      'R-CLK-03',
      'R-OBL-01',
      'R-OBL-09',
      'R-OBL-11',
      'R-CLS-01',
      'R-CLS-02',
      'R-SBX-01',
      'R-SBX-02',
      'R-SBX-03',
      'R-FED-01',
      'R-WHK-01',
      'R-WHK-02',
      'R-WHK-03',
      'R-WHK-04',
      'R-WHK-05',
      'R-WHK-06',
      'R-SRC-01',
      'R-SRC-02',
      'R-SRC-03',
      'R-BLK-01',
    ])
  },
)

t.test('a title names no rule that does not exist', async t => {
  t.strictSame(
    [...shown].filter(rule => rule === undefined || !Object.hasOwn(rules, rule)),
    [],
  )
})

t.test('a rule is told from every other by its code', async t => {
  const codes = Object.values(rules).map(rule => rule.code)
  t.equal(new Set(codes).size, codes.length)
  for (const code of codes) t.match(code, /^[a-z]+(-[a-z]+)*$/)
})

t.test('a rule has a title in both languages and a sentence', async t => {
  for (const [id, { title, sentence }] of Object.entries(rules)) {
    t.match(id, /^R-[A-Z]{3}-\d{2}$/)
    t.ok(title.en.length > 0 && title.id.length > 0, id)
    t.match(sentence, /\.$/, id)
  }
})
