import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readCatalogues, shippedCatalogues } from '../../src/catalogue/catalogue.ts'
import { ConfigError, readConfig } from '../../src/config.ts'
import type { CatalogueName } from '../../src/domain/catalogue.ts'

type Row = Record<string, unknown> & { code: string }
type File = { changes: Record<string, unknown>[]; rows: Row[] }

/** A folder with the shipped catalogues, one of them changed. */
function folderWith(t: Test, name: CatalogueName, change: (file: File) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  cpSync(shippedCatalogues, folder, { recursive: true, filter: path => !/\.ts$/.test(path) })
  const path = join(folder, `${name}.json`)
  const file = JSON.parse(readFileSync(path, 'utf8')) as File
  change(file)
  writeFileSync(path, JSON.stringify(file))
  return folder
}

const row = (file: File, code: string) => file.rows.find(candidate => candidate.code === code) as Row
const first = (file: File) => file.rows[0] as Row

/** What is changed, in which file, and the place and fault that the one line then names. */
const faults: [string, CatalogueName, (file: File) => void, RegExp][] = [
  [
    'an unknown field',
    'clocks',
    file => Object.assign(first(file), { lenght: 3 }),
    /\/rows\/0\/lenght: is not a known field/,
  ],
  ['a missing field', 'clocks', file => delete first(file)['unit'], /\/rows\/0: lacks unit/],
  [
    'a word of no vocabulary',
    'sanctions',
    file => Object.assign(first(file), { penaltyClass: 'grave' }),
    /\/rows\/0\/penaltyClass: must be one of moral, light/,
  ],
  ['an empty catalogue', 'regions', file => file.rows.splice(0), /\/rows: /],
  [
    'a day that is not there',
    'sanctions',
    file => Object.assign(first(file), { from: '2023-02-30' }),
    /\/rows\/0\/from: /,
  ],
  [
    'an interval without days',
    'sanctions',
    file => Object.assign(row(file, 'PP53-L1'), { to: '2010-06-06' }),
    /\/to: must be after 2010-06-06/,
  ],
  [
    'two rows of a code on one day',
    'sanctions',
    file => Object.assign(row(file, 'PTDH'), { to: '2023-11-01' }),
    /PTDH already has a row in that time, see \/rows\/\d+/,
  ],
  [
    'two reasons of a kind and code',
    'reason-codes',
    file => file.rows.push({ ...first(file) }),
    /reported-person already has a row/,
  ],
  [
    'a breach of no provision',
    'violation-types',
    file => Object.assign(row(file, 'PD-12'), { breaches: ['pp-94-2021-art-99'] }),
    /\/breaches\/0: pp-94-2021-art-99 is not a code of provisions/,
  ],
  [
    'a provision of another time',
    'violation-types',
    file => Object.assign(row(file, 'PD-05'), { penaltyProvisions: ['uu-20-2023-art-52'] }),
    /\/penaltyProvisions\/0: uu-20-2023-art-52 is valid at no time/,
  ],
  [
    'a consequence that is not there',
    'provisions',
    file => Object.assign(first(file), { consequences: ['x'] }),
    /\/consequences\/0: x is not a code of provisions/,
  ],
  [
    'a substitute that is not there',
    'sanctions',
    file => Object.assign(row(file, 'PP94-M1'), { interimSubstitute: 'PP94-M9' }),
    /\/interimSubstitute: PP94-M9 is not a code of sanctions/,
  ],
  [
    'a pending sanction without a substitute',
    'sanctions',
    file => Object.assign(row(file, 'PP94-M1'), { interimSubstitute: null }),
    /\/interimSubstitute: must name what stands in/,
  ],
  [
    'a substitute that is pending itself',
    'sanctions',
    file => Object.assign(row(file, 'PP94-M1'), { interimSubstitute: 'PP94-M2' }),
    /PP94-M2 is not enforceable itself/,
  ],
  [
    'a checklist for no violation type',
    'checklists',
    file => Object.assign(first(file), { violationTypes: ['KE-99'] }),
    /\/violationTypes\/0: KE-99 is not a code of violation-types/,
  ],
  [
    'a checklist without its clock',
    'checklists',
    file => Object.assign(first(file), { completionClock: 'never' }),
    /\/completionClock: never is not a code of clocks/,
  ],
  [
    'a clock without its calendar',
    'clocks',
    file => Object.assign(row(file, 'summons'), { calendar: 'lunar' }),
    /\/calendar: lunar is not a code of calendars/,
  ],
  [
    'working days in no calendar',
    'clocks',
    file => Object.assign(row(file, 'summons'), { calendar: null }),
    /\/calendar: must name a calendar/,
  ],
  [
    'hours in a calendar',
    'clocks',
    file => Object.assign(row(file, 'police-hand-over'), { calendar: 'national' }),
    /\/calendar: must be null, for a hour is counted in none/,
  ],
  [
    'a zone that is not there',
    'clocks',
    file => Object.assign(first(file), { zone: 'Asia/Solo' }),
    /\/zone: Asia\/Solo is not a time zone/,
  ],
  [
    'an orphan region',
    'regions',
    file => Object.assign(row(file, '33.09'), { parent: '34.99' }),
    /\/parent: 34.99 is not a code of regions/,
  ],
  [
    'a step without its clock',
    'escalation-steps',
    file => Object.assign(first(file), { clock: 'never' }),
    /\/clock: never is not a code of clocks/,
  ],
  [
    'a contest in no region',
    'contests',
    file => Object.assign(first(file), { regions: ['99'] }),
    /\/regions\/0: 99 is not a code of regions/,
  ],
  [
    'a vote before candidates are fixed',
    'contests',
    file => Object.assign(first(file), { votingDay: '2023-11-12' }),
    /\/votingDay: is before campaign\/to/,
  ],
  [
    'a result before the vote',
    'contests',
    file => Object.assign(first(file), { finalAt: '2024-02-13T23:59:59+07:00' }),
    /\/finalAt: is before votingDay/,
  ],
  [
    'days out of order',
    'calendars',
    file => (first(file)['days'] as unknown[]).reverse(),
    /\/days\/1\/date: must be after/,
  ],
  [
    'versions that do not count',
    'clocks',
    file => Object.assign(file.changes[0] as object, { version: 2 }),
    /\/changes\/0\/version: must be 1/,
  ],
  ['no change entry at all', 'clocks', file => file.changes.splice(0), /\/changes: /],
  [
    'a change dated before the last',
    'clocks',
    file => file.changes.push({ version: 2, date: '2020-01-01', by: 'A', why: 'B' }),
    /\/changes\/1\/date: is before the change/,
  ],
]

for (const [what, name, change, expected] of faults) {
  t.test(`${what} keeps the service from starting: one line with file, place and fault`, async t => {
    const folder = folderWith(t, name, change)
    try {
      readCatalogues(folder)
      t.fail('it was read')
    } catch (error) {
      t.ok(error instanceof ConfigError)
      const { message } = error as Error
      t.ok(message.startsWith(`catalogue file ${join(folder, name)}.json: `), message)
      t.match(message, expected)
      t.notOk(message.includes('\n'))
    }
  })
}

t.test('a folder that lacks a catalogue, or holds something else, is refused', async t => {
  const folder = folderWith(t, 'clocks', () => {})
  writeFileSync(join(folder, 'regions.json'), '{')
  t.throws(() => readCatalogues(folder), { message: /regions\.json: is not JSON/ })
  rmSync(join(folder, 'regions.json'))
  t.throws(() => readCatalogues(folder), { message: /regions\.json: cannot be read \(ENOENT\)/ })
})

t.test('CATALOGUE_FOLDER names another folder, and must be one', async t => {
  const folder = folderWith(t, 'clocks', () => {})
  t.equal(readConfig({ CATALOGUE_FOLDER: folder }).catalogueFolder, folder)
  t.equal(readConfig({}).catalogueFolder, undefined)
  t.throws(() => readConfig({ CATALOGUE_FOLDER: join(folder, 'clocks.json') }), { message: /is not a folder/ })
  t.throws(() => readConfig({ CATALOGUE_FOLDER: join(folder, 'none') }), { message: /cannot be read/ })
})

t.test('the digest is of what the rows say, however they are written down', async t => {
  const same = folderWith(t, 'clocks', file => {
    file.rows = file.rows.map(row => Object.fromEntries(Object.entries(row).reverse()) as Row)
  })
  const other = folderWith(t, 'clocks', file => Object.assign(first(file), { length: 4 }))
  t.equal(readCatalogues(same).digests.clocks, readCatalogues().digests.clocks)
  t.not(readCatalogues(other).digests.clocks, readCatalogues().digests.clocks)
})
