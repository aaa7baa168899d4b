import t from 'tap'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { type Chain, type Implication, routeOf, routeOfPerson } from '../../src/domain/routing.ts'

const above: Record<string, string | null> = {
  boyolali: 'jawa-tengah',
  'jawa-tengah': 'kemendagri',
  kemendagri: null,
  kominfo: null,
  sekretariat: 'boyolali', // an office of the regency, and no personnel authority itself
}
const chain: Chain = {
  isKnown: agency => agency in above,
  higherAuthorityOf: agency => (above[agency] ?? null) as AgencyId | null,
  isPersonnelAuthority: agency => ['boyolali', 'jawa-tengah', 'kemendagri'].includes(agency),
  lastResort: 'bkn' as AgencyId,
}
const implicated = (...agencies: string[]): Implication[] =>
  agencies.map(agency => ({ agency: agency as AgencyId, because: 'exerted-pressure' }))

/** The person's personnel authority, who is part of the case, where the copy goes, and past whom. */
const routes: readonly [string, string[], string | undefined, string[]][] = [
  ['boyolali', [], 'boyolali', []],
  ['boyolali', ['boyolali'], 'jawa-tengah', ['boyolali']],
  ['boyolali', ['boyolali', 'jawa-tengah'], 'kemendagri', ['boyolali', 'jawa-tengah']],
  ['boyolali', ['boyolali', 'jawa-tengah', 'kemendagri'], 'bkn', ['boyolali', 'jawa-tengah', 'kemendagri']],
  ['boyolali', ['boyolali', 'jawa-tengah', 'kemendagri', 'bkn'], undefined, []],
  // The governor is part of the case, and the regent is not: he is not passed over.
  ['boyolali', ['jawa-tengah'], 'boyolali', []],
  ['jawa-tengah', ['jawa-tengah'], 'kemendagri', ['jawa-tengah']],
  ['sekretariat', [], 'boyolali', []],
  // Known, and under nobody: a ministry that is no personnel authority of the directory.
  ['kominfo', [], 'bkn', []],
]

for (const [authority, part, recipient, bypassed] of routes) {
  const past = bypassed.length === 0 ? '' : ` past ${bypassed.join(' and ')}`
  t.test(`R-CPY-04 a copy about somebody of ${authority} goes to ${recipient ?? 'nobody'}${past}`, async t => {
    const route = routeOf(authority as AgencyId, implicated(...part), chain)
    t.equal(route?.recipient, recipient)
    if (route !== undefined) t.strictSame(route.bypassed, implicated(...bypassed), 'with the reason')
  })
}

t.test('R-CPY-04 the secretary of a regency is for the governor, and that of a province for the minister', async t => {
  const secretaryOf = (authority: string, ...part: string[]) =>
    routeOfPerson({ personnelAuthority: authority as AgencyId, regionalSecretary: true }, implicated(...part), chain)
  t.strictSame(secretaryOf('boyolali'), { recipient: 'jawa-tengah', bypassed: [] })
  t.strictSame(secretaryOf('jawa-tengah'), { recipient: 'kemendagri', bypassed: [] })
  t.strictSame(secretaryOf('boyolali', 'jawa-tengah'), {
    recipient: 'kemendagri',
    bypassed: implicated('jawa-tengah'),
  })
  t.equal(secretaryOf('kemendagri')?.recipient, 'kemendagri', 'nobody stands above a ministry')
  t.equal(secretaryOf('boyolalli'), undefined)
  t.equal(routeOfPerson({ personnelAuthority: 'boyolali' as AgencyId }, [], chain)?.recipient, 'boyolali')
  t.equal(routeOfPerson({ regionalSecretary: true }, [], chain), undefined)
})

t.test('R-CPY-03 a slip of the name leads nowhere, and not to the last resort', async t => {
  t.equal(routeOf('boyolalli' as AgencyId, [], chain), undefined)
})

t.test('R-CPY-03 a chain that leads back to itself comes to an end', async t => {
  const circle: Chain = {
    isKnown: () => true,
    higherAuthorityOf: agency => (agency === 'a' ? 'b' : 'a') as AgencyId,
    isPersonnelAuthority: () => true,
    lastResort: undefined,
  }
  t.equal(routeOf('a' as AgencyId, implicated('a', 'b'), circle), undefined)
})
