import t from 'tap'
import type { AgencyId } from '../../src/domain/agencies.ts'
import type { Contest, Sanction } from '../../src/domain/catalogue.ts'
import type { DecisionContent } from '../../src/domain/decision.ts'
import { applyLaw, candidateStatusesAt, enforceableInstead, type Judged } from '../../src/domain/decision-law.ts'
import type { ReportedPersonId } from '../../src/domain/ids.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import type { ReportedPerson, ViolationContent } from '../../src/domain/violation-content.ts'
import { type CaseCommand, type CaseEvent, law } from './case-file.ts'
import * as cast from './examples.ts'
import { criminal, disciplinary, drawnUp, ethical, history, issued, on, sari } from './examples.ts'
import { happens, refused, scenario } from './scenario.ts'

const draft = (content: DecisionContent, supersedes: number | null = null): CaseCommand => ({
  type: 'DraftDecision',
  act: cast.caseOfficer(on(15)),
  content,
  supersedes,
})
const issue = (number: number, day = 15): CaseCommand => ({
  type: 'IssueDecision',
  act: cast.commissioner(on(day)),
  number,
})
/** Under examination, of such a violation. */
function examinedOf(changes: Partial<ViolationContent>): readonly CaseEvent[] {
  const content = { ...cast.finding, ...changes }
  return [
    cast.recordedAs(content),
    cast.documented,
    cast.referred,
    cast.sentWith(content),
    cast.received,
    cast.accepted,
    cast.assigned,
  ]
}
const examined = history['under-examination']
const row = (pointer: string, code: string) => ({ pointer, code })

// The law of the day of the act

const pns: Judged = { person: sari, occurredAt: '', regionCode: undefined, receivedAt: null, accused: false }
const instrument = { ...disciplinary.instrument, date: '2026-07-14' }
/** What the law makes of a decision of 14 July 2026 on an act of this time: its class, or the rule and the places. */
function judge(occurredAt: string, cited: Partial<DecisionContent>, about: Partial<Judged> = {}) {
  const content: DecisionContent = { ...disciplinary, instrument, ...cited }
  const facts = applyLaw(content, { ...pns, ...about, occurredAt }, law, '2026-07-14T03:00:00.000Z')
  if (facts instanceof Rejection) {
    return [facts.rule, ...facts.faults.map(({ pointer, code }) => `${pointer} ${code}`)].join(' ')
  }
  const warnings = (facts.warnings ?? []).map(({ pointer, code }) => `${pointer} ${code}`)
  return [facts.penaltyClass ?? 'none', ...(facts.inForceInstead ? [facts.inForceInstead] : []), ...warnings].join(' ')
}
const { violationTypes: _, ...bare } = disciplinary
const underPp53 = { ...bare, sanction: 'PP53-M1' }
const underPp94 = { ...bare, sanction: 'PP94-L2' }
function judgeBare(occurredAt: string, content: DecisionContent) {
  const facts = applyLaw({ ...content, instrument }, { ...pns, occurredAt }, law, '2026-07-14T03:00:00.000Z')
  return facts instanceof Rejection ? `${facts.rule} ${facts.faults[0]?.code}` : facts.penaltyClass
}

t.test('R-DEC-11 the ladder is that of the date of the act: PP 53/2010 to 30 August 2021, then PP 94/2021', async t => {
  t.equal(judgeBare('2021-08-30T23:59:59+07:00', underPp53), 'medium')
  t.equal(judgeBare('2021-08-30T23:59:59+07:00', underPp94), 'R-DEC-11 not-in-force')
  t.equal(judgeBare('2021-08-31T00:00:00+07:00', underPp53), 'R-DEC-11 not-in-force')
  t.equal(judgeBare('2021-08-31T00:00:00+07:00', underPp94), 'light')
  t.equal(judgeBare('2021-08-30T17:00:00Z', underPp94), 'light', 'a legal date is one of Jakarta')
})

t.test('R-DEC-06 violation types are cited from the day on which there is a list of them', async t => {
  t.equal(judgeBare('2022-09-21T12:00:00+07:00', underPp94), 'light')
  t.equal(judgeBare('2022-09-22T12:00:00+07:00', underPp94), 'R-DEC-06 missing')
  t.equal(
    judge('2022-09-21T12:00:00+07:00', { violationTypes: ['PD-18'], sanction: 'PP94-L2' }),
    'R-DEC-11 /violationTypes/0 not-in-force',
  )
  t.equal(
    judge('2022-09-22T12:00:00+07:00', { violationTypes: ['PD-18'], sanction: 'PP94-L2' }),
    'light /violationTypes/0 level-unknown',
  )
})

t.test('R-DEC-14 candidates are fixed from the first moment of the fixing date until the result is final', async t => {
  const like = { violationTypes: ['PD-06'], sanction: 'PP94-H1' }
  const early = 'R-DEC-14 /violationTypes/0 no-candidate-fixed'
  t.equal(judge('2023-11-02T23:59:59+07:00', like), early)
  t.equal(judge('2023-11-03T00:00:00+07:00', like), 'heavy')
  t.equal(judge('2025-02-23T23:59:59+07:00', like), 'heavy')
  t.equal(judge('2025-02-24T00:00:00+07:00', like), early)
})

t.test('before candidates are fixed the same like is a matter of ethics; afterwards the list warns', async t => {
  const like: Partial<DecisionContent> = { track: 'ethics', violationTypes: ['KE-04'], sanction: 'MORAL-OPEN' }
  t.equal(judge('2023-11-02T23:59:59+07:00', like), 'moral')
  t.equal(judge('2024-01-10T12:00:00+07:00', like), 'moral /violationTypes/0 candidates-fixed')
  t.equal(judge('2024-01-26T12:00:00+07:00', like), 'moral', 'the next contest has its prospective candidates')
  t.equal(judge('2026-01-10T12:00:00+07:00', like), 'moral /violationTypes/0 no-contest-known')
})

t.test('a contest of a province is no contest of another', async t => {
  const [pilkada] = law.contests.filter(({ code }) => code === 'pilkada-2024')
  if (pilkada === undefined) throw new Error('the shipped contests name pilkada-2024')
  const inCentralJava = [{ ...pilkada, regions: ['33'] }]
  const statuses = (region: string | undefined, at: string, contests: readonly Contest[] = inCentralJava) =>
    [...(candidateStatusesAt(contests, at, region) ?? ['unknown'])].join()
  t.equal(statuses('33.09', '2024-09-21T23:59:59+07:00'), 'prospective')
  t.equal(statuses('33.09', '2024-09-22T00:00:00+07:00'), 'fixed')
  t.equal(statuses('33', '2024-09-22T00:00:00+07:00'), 'fixed')
  t.equal(statuses('34.02', '2024-09-22T00:00:00+07:00'), 'unknown')
  t.equal(statuses(undefined, '2024-09-22T00:00:00+07:00'), 'fixed', 'what happened online happened everywhere')
  const open = [{ ...pilkada, fixedAt: null, finalAt: null }]
  t.equal(statuses('33.09', '2024-09-22T00:00:00+07:00', open), 'prospective,fixed', 'while nobody knows')
})

t.test('R-DEC-12 of several breaches the heaviest says how light the one penalty may be', async t => {
  const at = '2024-01-10T09:30:00+07:00'
  t.equal(judge(at, { violationTypes: ['PD-13'], sanction: 'PP94-M3-INTERIM' }), 'medium')
  t.equal(
    judge(at, { violationTypes: ['PD-13'], sanction: 'PP94-L3' }),
    'R-DEC-12 /sanction only-light /violationTypes/0 calls-for-medium',
  )
  t.equal(
    judge(at, { violationTypes: ['PD-13', 'PD-15', 'PD-18'], sanction: 'PP94-M3-INTERIM' }),
    'R-DEC-12 /sanction only-medium /violationTypes/1 calls-for-heavy',
  )
  t.equal(judge(at, { violationTypes: ['PD-13', 'PD-15'], sanction: 'PP94-H1' }), 'heavy')
  t.equal(
    judge(at, { violationTypes: ['PD-13'], sanction: 'PTDH' }),
    'dismissal /sanction heavier-than-called-for',
    'heavier is for the officers to weigh',
  )
  t.equal(
    judge(at, { violationTypes: ['PD-05'], sanction: 'PP94-H3' }),
    'R-DEC-12 /sanction only-heavy /violationTypes/0 calls-for-dismissal',
  )
})

t.test('R-DEC-19 the class that an appeal has led to binds, and no breach calls for a heavier one then', async t => {
  const at = '2024-01-10T09:30:00+07:00'
  const lightened = { appealedTo: 'light' } as const
  t.equal(judge(at, { violationTypes: ['PD-06'], sanction: 'PP94-L3' }, lightened), 'light')
  t.equal(
    judge(at, { violationTypes: ['PD-06'], sanction: 'PP94-M1' }, lightened),
    'R-DEC-19 /sanction appeal-led-to-light',
    'the first penalty again, or a heavier one',
  )
  t.equal(
    judge(at, { violationTypes: ['PD-06'], sanction: 'PP94-H1' }, lightened),
    'R-DEC-19 /sanction appeal-led-to-light',
  )
  t.equal(
    judge(at, { violationTypes: ['PD-18'], sanction: 'PP94-L3' }, { appealedTo: 'heavy' }),
    'R-DEC-19 /sanction appeal-led-to-heavy',
    'nor a lighter one after it was aggravated',
  )
  const none = { outcome: 'not-proven' as const, violationTypes: [], sanction: undefined as never }
  t.equal(judge(at, none, lightened), 'R-DEC-19 /outcome appeal-led-to-light', 'nor none at all')
})

t.test('R-DEC-13 a medium penalty of PP 94/2021 comes with the one in force in its place', async t => {
  const at = '2024-01-10T09:30:00+07:00'
  t.equal(judge(at, { sanction: 'PP94-M1' }), 'medium PP94-M1-INTERIM')
  t.equal(judge(at, { sanction: 'PP94-M3' }), 'medium PP94-M3-INTERIM')
  t.equal(judge(at, { sanction: 'PP94-M1-INTERIM' }), 'medium', 'data of others carries either name')
})

t.test('a substitute may have one of its own, and a circle of them has none', async t => {
  const [heavy] = law.sanctions.filter(({ code }) => code === 'PP94-H1')
  if (heavy === undefined) throw new Error('the shipped sanctions name PP94-H1')
  const rung = (code: string, enforceableFrom: string | null, interimSubstitute: string | null): Sanction => ({
    ...heavy,
    code,
    enforceableFrom,
    interimSubstitute,
  })
  const ladder = [
    rung('A', null, 'B'),
    rung('B', '2024-02-01', 'C'),
    rung('C', '2021-08-31', null),
    rung('D', null, 'E'),
    rung('E', null, 'D'),
    rung('F', null, null),
  ]
  const instead = (code: string, decidedOn: string) => {
    const [sanction] = ladder.filter(row => row.code === code)
    return sanction && enforceableInstead(sanction, ladder, { actedOn: '2023-12-01', decidedOn })?.code
  }
  t.equal(instead('A', '2024-01-31'), 'C')
  t.equal(instead('A', '2024-02-01'), 'B')
  t.equal(instead('B', '2024-02-01'), 'B')
  t.equal(instead('D', '2024-02-01'), undefined)
  t.equal(instead('F', '2024-02-01'), undefined)
})

t.test('R-DEC-13 a penalty that is not in force and has no substitute is refused', async t => {
  const suspended = law.sanctions.map(row => (row.code === 'PP94-M1' ? { ...row, interimSubstitute: null } : row))
  const judged = { ...pns, occurredAt: '2024-01-10T09:30:00+07:00' }
  const facts = applyLaw(disciplinary, judged, { ...law, sanctions: suspended }, on(15))
  t.strictSame({ ...facts }, { rule: 'R-DEC-13', faults: [row('/sanction', 'not-yet-in-force')] })
})

t.test('R-DEC-11 a row is of the track, and of the kind of employee', async t => {
  const at = '2024-01-10T09:30:00+07:00'
  t.equal(judge(at, { violationTypes: ['KE-04'] }), 'R-DEC-11 /violationTypes/0 other-track')
  t.equal(
    judge(at, { violationTypes: ['PD-99'], sanction: 'PP94-X' }),
    'R-DEC-11 /violationTypes/0 unknown /sanction unknown',
  )
  t.equal(judge(at, { sanction: 'MORAL-OPEN' }), 'R-DEC-11 /sanction other-track')
  const pppk: ReportedPerson = { id: sari.id, identification: 'identified', name: 'Rina', niPppk: '198504122021012003' }
  t.equal(judge(at, {}, { person: pppk }), 'R-DEC-11 /sanction other-employee-type')
  t.equal(judge(at, { violationTypes: ['PD-05'], sanction: 'PPPK-TERMINATION' }, { person: pppk }), 'dismissal')
  t.equal(
    judge(at, { violationTypes: ['PD-06'], sanction: 'PPPK-HEAVY' }, { person: pppk }),
    'heavy',
    'whose agency’s ladder nobody has listed',
  )
  const anybody: ReportedPerson = { id: sari.id, identification: 'identified', name: 'Rina' }
  t.equal(
    judge(at, { sanction: 'PP94-H1' }, { person: anybody }),
    'heavy /sanction employee-type-unknown /sanction heavier-than-called-for',
  )
})

/** What is said of these provisions for an act in the campaign of 2024, or in that of the regional elections. */
function judgeCrime(provisions: readonly string[], occurredAt = '2024-01-10T09:30:00+07:00') {
  const facts = applyLaw(
    { ...criminal, instrument, criminalProvisions: provisions },
    { ...pns, occurredAt },
    law,
    '2026-07-14T03:00:00.000Z',
  )
  const found = facts instanceof Rejection ? facts.faults : (facts.warnings ?? [])
  return found.map(({ pointer, code }) => `${pointer} ${code}`)
}

t.test('R-DEC-11 a norm without a penalty is no offence by itself', async t => {
  t.strictSame(judgeCrime(['uu-7-2017-art-283']), ['/criminalProvisions no-penalty'])
  t.strictSame(judgeCrime(['uu-7-2017-art-280-3', 'uu-7-2017-art-494']), [], 'beside the article that punishes it')
})

t.test('provisions warn of whom they do not reach, and of elections that were not held', async t => {
  t.strictSame(judgeCrime(['uu-7-2017-art-494']), [])
  t.strictSame(judgeCrime(['uu-7-2017-art-490']), ['/criminalProvisions/0 not-of-civil-servants'])
  t.strictSame(judgeCrime(['pilkada-art-188']), [
    '/criminalProvisions/0 of-officials-only',
    '/criminalProvisions/0 no-contest-of-this-kind',
  ])
  const campaign = '2024-10-10T09:30:00+07:00'
  t.strictSame(judgeCrime(['pilkada-art-188'], campaign), ['/criminalProvisions/0 of-officials-only'])
  t.strictSame(judgeCrime(['pilkada-art-189'], campaign), ['/criminalProvisions/0 not-of-civil-servants'])
  t.strictSame(judgeCrime(['uu-7-2017-art-494'], campaign), ['/criminalProvisions/0 no-contest-of-this-kind'])
})

t.test('an end of service without honour waits for the judgment of whoever is accused of a crime', async t => {
  const at = '2024-01-10T09:30:00+07:00'
  const out = { violationTypes: ['PD-05'], sanction: 'PTDH' }
  t.equal(judge(at, out), 'dismissal')
  t.equal(judge(at, out, { accused: true }), 'dismissal /sanction final-judgment-awaited')
})

scenario(
  'a decision that ends service says so when a criminal decision stands on the same person',
  [...examined, cast.drafted(1, criminal), ...issued(1, criminal)],
  draft({ ...disciplinary, violationTypes: ['PD-05'], sanction: 'PTDH' }),
  happens({
    type: 'DecisionDrafted',
    data: {
      referralId: cast.referralId,
      number: 2,
      content: {
        ...drawnUp({ ...disciplinary, violationTypes: ['PD-05'], sanction: 'PTDH' }, 15),
        penaltyClass: 'dismissal',
        warnings: [{ pointer: '/sanction', code: 'final-judgment-awaited' }],
      },
      supersedes: null,
    },
  }),
)

t.test('R-DEC-11 the ladder of one agency is for its own people, from the day it is in force', async t => {
  const cited = { violationTypes: ['PD-18'], sanction: 'PPPK-KEMENDAG-M1' }
  const pppk = (personnelAuthority: string): ReportedPerson => ({
    id: sari.id,
    identification: 'identified',
    name: 'Rina',
    employeeType: 'pppk',
    personnelAuthority: personnelAuthority as AgencyId,
  })
  const of = (agency: string, at: string) => judge(at, cited, { person: pppk(agency) })
  t.equal(of('kemendag', '2026-01-01T00:00:00+07:00'), 'medium /violationTypes/0 level-unknown')
  t.equal(of('kemendag', '2025-12-31T23:59:59+07:00'), 'R-DEC-11 /sanction not-in-force')
  t.equal(of('boyolali', '2026-01-01T00:00:00+07:00'), 'R-DEC-11 /sanction other-agency')
})

t.test('R-DEC-16 an instrument is not dated before the act; before the receipt it is a warning', async t => {
  const at = '2024-01-10T09:30:00+07:00'
  const dated = (date: string) => judge(at, { instrument: { ...instrument, date } }, { receivedAt: on(5) })
  t.equal(dated('2024-01-09'), 'R-DEC-16 /instrument/date before-the-act')
  t.equal(dated('2024-01-10'), 'medium PP94-M1-INTERIM /instrument/date before-receipt')
  t.equal(dated('2024-02-04'), 'medium PP94-M1-INTERIM /instrument/date before-receipt')
  t.equal(dated('2024-02-05'), 'medium PP94-M1-INTERIM')
})

// In the life of a decision

scenario(
  'R-DEC-11 a decision does not cite what the law does not know',
  examined,
  draft({ ...disciplinary, violationTypes: ['PD-13', 'PD-99'] }),
  refused('R-DEC-11', row('/violationTypes/1', 'unknown')),
)
scenario(
  'R-DEC-11 a criminal decision cites provisions that were in force on the date of the act',
  examined,
  draft({ ...criminal, criminalProvisions: ['uu-7-2017-art-494', 'uu-1-1999'] }),
  refused('R-DEC-11', row('/criminalProvisions/1', 'unknown')),
)
scenario(
  'R-DEC-12 a draft is not lighter than the heaviest of its breaches calls for',
  examined,
  draft({ ...disciplinary, violationTypes: ['PD-13', 'PD-06'] }),
  refused('R-DEC-12', row('/sanction', 'only-medium'), row('/violationTypes/1', 'calls-for-heavy')),
)
scenario(
  'R-DEC-14 what was done before candidates were fixed was not done for a fixed one',
  examinedOf({ occurredAt: '2023-11-02T12:00:00+07:00' }),
  draft(disciplinary),
  refused('R-DEC-14', row('/violationTypes/0', 'no-candidate-fixed')),
)
scenario(
  'R-DEC-16 a decision is not issued before the date of its instrument',
  [...examined, cast.drafted(1)],
  issue(1, 11),
  refused('R-DEC-16', row('/instrument/date', 'in-the-future')),
)
scenario(
  'R-DEC-06 a draft from before there were catalogues is revised before it is issued',
  [
    ...examined,
    {
      type: 'DecisionDrafted',
      act: cast.caseOfficer(on(10)),
      data: { referralId: cast.referralId, number: 1, content: { ...bare, penaltyClass: 'medium' }, supersedes: null },
    },
  ],
  issue(1),
  refused('R-DEC-06', row('/violationTypes', 'missing')),
)

const double = { ...sari, id: '018d5e00-0000-7000-8000-0000000000d7' as ReportedPersonId }
const twice = examinedOf({ reportedPersons: [sari, double] })
const onDouble: DecisionContent = { ...disciplinary, reportedPersonId: double.id }
scenario(
  'R-DEC-15 a person is not punished twice because they are listed twice, whatever the second breach is',
  [...twice, cast.drafted(1), ...issued(1)],
  draft({ ...onDouble, violationTypes: ['PD-14'] }),
  refused('R-DEC-15', row('/reportedPersonId', 'punished-already')),
)
scenario(
  'R-DEC-15 of two drafts on one person only the first is issued',
  [...twice, cast.drafted(1), cast.drafted(2, onDouble), ...issued(1)],
  issue(2),
  refused('R-DEC-15', row('/reportedPersonId', 'punished-already')),
)
scenario(
  'what a superseded or annulled decision punished may be punished anew',
  [...history.decided, cast.annulled(1)],
  draft(disciplinary),
  happens({
    type: 'DecisionDrafted',
    data: { referralId: cast.referralId, number: 2, content: drawnUp(disciplinary, 15), supersedes: null },
  }),
)
scenario(
  'ethics and discipline stand side by side on one person',
  [...examined, cast.drafted(1), cast.drafted(2, ethical), ...issued(1)],
  issue(2),
  happens(
    { type: 'DecisionReleased', data: { number: 2 } },
    {
      type: 'DecisionIssued',
      data: {
        ...drawnUp(ethical, 15),
        number: 2,
        supersedes: null,
        draftedBy: [cast.officers.caseOfficer],
        versionNumber: 1,
        manifestDigest: cast.emptyManifestDigest,
        openings: [cast.officers.caseOfficer, cast.officers.commissioner].map(person => ({ person, evidenceIds: [] })),
      },
    },
    { type: 'ReferralDecided', data: {} },
  ),
)
