import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { sweepDeadlines } from '../../src/acts/watch-deadlines.ts'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { overdueClocks } from '../../src/db/operational-figures.ts'
import { keptClocks } from '../../src/domain/kept-clocks.ts'
import { givenAppeal, givenOutcome, givenReport, givenReturn, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

/** What is reported, appealed against and answered lies in January 2024. */
const world = await buildTestApp(t, { at: '2024-01-30T03:00:00.000Z' })
const stories = storiesOf(world)
const { intake, personnelOfficer } = world.cast
const { pools } = world.kept.office
const law = readCatalogues()

/** A dismissal was imposed, whatever was ordered. */
const dismissal = { ...givenReport, penaltyClass: 'heavy', sanction: 'PP94-H3', deviation: 'He had done it before.' }
const toAppealBody = { ...givenAppeal, kind: 'administrative-appeal' }

async function appealed(report: object, appeal: object): Promise<string> {
  const { obligation } = await stories.reach('decided')
  const path = `/v1/obligations/${obligation}`
  succeeded(await personnelOfficer.post(`${path}/reports`, report))
  succeeded(await personnelOfficer.post(`${path}/appeals`, appeal))
  return path
}

async function overdueNow(): Promise<Record<string, number>> {
  const counted = await overdueClocks(pools)
  return Object.fromEntries(counted.map(({ kind, clock, count }) => [`${kind} ${clock}`, count]))
}

t.test('R-CLK-06 every clock that is kept is counted once it is over, until what it waits for comes', async t => {
  await stories.reach('received')
  const { referral } = await stories.reach('received')
  await stories.act(intake, 'POST', `${referral}/returns`, { ...givenReturn, dueOn: '2024-02-05' }, referral)
  await stories.judgeAsCrime(await stories.reach('under-examination'))
  await stories.reach('decided')
  const objection = await appealed(givenReport, givenAppeal)
  await appealed(dismissal, toAppealBody)
  t.strictSame(await overdueNow(), {}, 'nothing is over yet')

  await world.moveTo('2024-12-30T10:00:00+07:00')
  await sweepDeadlines({ pools, law })
  await world.chase()
  await world.chase()
  const over = await overdueNow()
  const kept = Object.entries(keptClocks).flatMap(([kind, clocks]) => clocks.map(clock => `${kind} ${clock}`))
  t.strictSame(Object.keys(over).sort(), kept.sort())
  t.match(over, { 'appeal objection-answer': 1, 'appeal appeal-decision': 1, 'deadline intake': 1 })

  // Tokens of January are over, too.
  const authority = await world.as('boyolali', 'personnel-officer')
  const ifMatch = await authority.etag(objection)
  succeeded(await authority.put(`${objection}/appeals/1/outcome`, givenOutcome, { ifMatch }))
  const { 'appeal objection-answer': _, ...others } = over
  t.strictSame(await overdueNow(), others)
})

t.test(
  'every clock of the catalogue that the code names is kept, or known to say no more than whether it was in time',
  async t => {
    const codes = new Set<string>(law.clocks.map(({ code }) => code))
    const named = globSync('src/{domain,acts}/**/*.ts').flatMap(file =>
      [...readFileSync(file, 'utf8').matchAll(/'([a-z-]+)'/g)].flatMap(([, word = '']) =>
        codes.has(word) ? [word] : [],
      ),
    )
    const inTime = ['objection', 'administrative-appeal', 'decision-hand-over', 'penalty-in-force']
    t.strictSame([...new Set(named)].sort(), [...Object.values(keptClocks).flat(), ...inTime].sort())
  },
)

t.end()
