import t from 'tap'
import type { Step } from '../../examples/cycle/case-plan.ts'
import { planCase } from '../../examples/cycle/plan-case.ts'
import { createProgress } from '../../examples/cycle/progress.ts'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { ReportedPersonId } from '../../src/domain/ids.ts'
import { warningsAboutPerson } from '../../src/domain/oddities.ts'

const plans = Array.from({ length: 4000 }, (_, n) => planCase('shares', n))
const count = (does: Step['does']) => plans.filter(({ steps }) => steps.some(step => step.does === does)).length
const shareOf = (part: number, whole: number) => (100 * part) / whole

t.test('a case is the same for the same seed and number, and another for others', async t => {
  t.strictSame(planCase('1', 17), planCase('1', 17))
  t.notSame(planCase('2', 17), planCase('1', 17))
  t.notSame(planCase('1', 18), planCase('1', 17))
})

t.test('a cycle keeps to the published shares', async t => {
  const within = (share: number, least: number, most: number, what: string) =>
    t.ok(share >= least && share <= most, `${what}: ${share.toFixed(1)} %`)

  const online = plans.filter(({ recording }) => recording.interaction !== undefined).length
  within(shareOf(online, plans.length), 27, 32, 'acts online')
  const findings = plans.filter(({ recording }) => recording.source.kind === 'finding').length
  within(shareOf(findings, plans.length), 44, 49, 'findings')
  within(shareOf(count('refer'), plans.length), 89, 93, 'forwarded')
  within(shareOf(count('return'), count('refer')), 30, 36, 'returned')

  within(shareOf(count('attach'), plans.length), 17, 22, 'with evidence')
  const exhibits = plans.flatMap(({ steps }) => steps.flatMap(step => (step.does === 'attach' ? step.exhibits : [])))
  const unsafe = exhibits.filter(({ drawn }) => drawn.kind === 'program')
  within(shareOf(unsafe.length, exhibits.length), 3, 10, 'kept back')
  t.ok(
    plans.every(({ recording, steps }) => {
      const attached = steps.flatMap(step => (step.does === 'attach' ? step.exhibits : []))
      return attached.every(({ says }) => says.collection.by !== 'reporter' || recording.source.kind === 'report')
    }),
    'what a reporter collected came with a report',
  )

  const decisions = plans.flatMap(({ steps }) => steps.filter(step => step.does === 'decide'))
  const proven = decisions.filter(({ finding }) => ['administrative', 'criminal'].includes(finding.outcome))
  within(shareOf(proven.length, decisions.length), 45, 78, 'proven')
  t.ok(proven.some(({ finding }) => finding.track === 'criminal'))
  t.ok(proven.some(({ finding }) => finding.track === 'ethics'))
})

t.test('invented identifiers look like real ones', async t => {
  const persons = plans.flatMap(({ recording }) => recording.reportedPersons ?? [])
  t.ok(persons.length > plans.length * 0.9)
  const { agencies } = readDirectory(foundingDirectory)
  const known = { law: readCatalogues(), agencies, now: '2024-02-01T00:00:00.000Z' }
  for (const person of persons) {
    t.strictSame(warningsAboutPerson({ ...person, id: 'x' as ReportedPersonId }, '', known), [])
  }
})

t.test('progress is one line on a terminal, and elsewhere a line for each tenth', async t => {
  let seconds = 0
  const draw = (isTTY: boolean) => {
    let drawn = ''
    seconds = 0
    const terminal = { isTTY, write: (text: string) => (drawn += text) }
    const progress = createProgress(20, terminal, () => seconds * 1000)
    for (let done = 1; done <= 20; done++) {
      seconds += 1
      progress.done(done)
    }
    progress.end()
    return drawn
  }

  const lines = draw(false).trimEnd().split('\n')
  t.equal(lines.length, 10)
  t.equal(lines[0], ' 2 of 20 cases, 1.0 a second, about 18 s left')
  t.equal(lines.at(-1), '20 of 20 cases, 1.0 a second, done')

  const redrawn = draw(true)
  t.equal(redrawn.indexOf('\n'), redrawn.length - 1)
  t.equal(redrawn.split('\r').at(-1), '\u001b[K20 of 20 cases, 1.0 a second, done\n')
})
