import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { cannotRun, commandsOf, isProblem, runCommands, sectionsOf, statusesOf } from './support/commands.ts'
import { project, startService } from './support/service.ts'

const guide = readFileSync(join(project, 'docs/panduan.md'), 'utf8')

t.test(
  'the officer’s guide tells of a like to its end, and every command does what it says',
  { skip: cannotRun },
  async t => {
    const service = await startService(t)
    const told = sectionsOf(guide, 'Persiapan', 'Kisah pertama: *like*', 'Peralihan tugas antarinstansi')
    const answers = await runCommands(service, commandsOf(told))

    t.strictSame(answers.filter(isProblem), [], 'nothing is refused')
    const intake = ['clean', 'documented', 'received', 'returned', 'documented', 'sent', 'received', 'accepted']
    const decided = ['under-examination', 'draft', 'issued', 'open', 'executed', 'executed', 'executed', 'closed']
    t.strictSame(statusesOf(answers), [...intake, ...decided])

    const [preflight] = answers.filter(answer => 'complete' in answer)
    t.match(preflight, { complete: false, refusals: [{ rule: /^R-/ }] })
    const rows = answers.flatMap(answer => (Array.isArray(answer['fits']) ? answer['fits'] : []))
    t.match(rows, [{ type: { code: 'PD-06', penaltyClass: 'heavy' } }, { type: { code: 'KE-04' } }])
    const [computed] = answers.filter(({ clock }) => clock === 'penalty-in-force')
    t.match(computed, { dueOn: '2026-08-04', confidence: 'unverified' })
  },
)

t.test('a row of the catalogue is corrected as the officer’s guide says', { skip: cannotRun }, async t => {
  const folder = t.testdir({ src: { catalogue: t.fixture('symlink', join(project, 'src/catalogue')) } })
  const anybody = { url: '', env: process.env }
  await runCommands(anybody, commandsOf(guide, 'salin'), folder)

  const file = join(folder, 'katalog/clocks.json')
  const clocks = JSON.parse(readFileSync(file, 'utf8'))
  const [, change = ''] = /^```json\n([\s\S]*?)^```/m.exec(guide) ?? []
  clocks.changes.push(JSON.parse(change))
  const row = clocks.rows.find(({ code }: { code: string }) => code === 'reminder-answer')
  const [, from, to] = /`"length": (\d+)` menjadi `"length": (\d+)`/.exec(guide) ?? []
  t.equal(row.length, Number(from), 'the guide says what is there')
  row.length = Number(to)
  writeFileSync(file, JSON.stringify(clocks))

  const service = await startService(t, { CATALOGUE_FOLDER: join(folder, 'katalog') })
  const token = 'API=http://127.0.0.1:3000/v1; PEMERIKSA=$(npm run -s token -- kasn case-officer)\n'
  const [rows, changes] = await runCommands(service, token + commandsOf(guide, 'lihat'))
  t.match(rows, { items: [{ code: 'reminder-answer', length: Number(to), confidence: 'inferred' }] })
  t.match(JSON.stringify(changes), 'Biro Hukum KASN')
})
