import fc from 'fast-check'
import t from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { type CatalogueName, type CatalogueRow, inForce, rowInForce } from '../../src/domain/catalogue.ts'

/** The shipped law, row by row, as the sources have it; written by hand, so that a slip in a file is seen. */
const law = readCatalogues()
const names = Object.keys(law.versions) as CatalogueName[]
const n = (number: number) => `pp-94-2021-art-5-n-${number}`
const i = (...numbers: number[]) => numbers.map(number => `pp-94-2021-art-14-i-${number}`)
const moral = ['pp-42-2004-art-15-1', 'pp-42-2004-art-15-2', 'pp-42-2004-art-15-3']

const ethics: [string, string, string, string][] = [
  ['KE-01', 'campaign-props', 'no', 'sourced'],
  ['KE-02', 'online-campaign', 'yes', 'sourced'],
  ['KE-03', 'declaration-attendance', 'no', 'sourced'],
  ['KE-04', 'campaign-account-interaction', 'yes', 'sourced'],
  ['KE-05', 'photo-post', 'yes', 'sourced'],
  ['KE-06', 'campaign-participation', 'no', 'unverified'],
  ['KE-07', 'spouse-campaign', 'no', 'unverified'],
]
for (const [code, conduct, digital, confidence] of ethics) {
  t.test(`${code} is about a prospective candidate, and draws a moral sanction`, async t => {
    const rows = law['violation-types'].filter(row => row.code === code)
    t.match(rows, [
      { track: 'ethics', candidateStatus: 'prospective', conduct, digital, confidence, penaltyClass: 'moral' },
    ])
    t.strictSame([rows[0]?.breaches, rows[0]?.penaltyProvisions], [['pp-42-2004-art-11-c'], moral])
  })
}

const fixed = 'fixed'
const discipline: [string, string, string, string | null, string[], string[], string][] = [
  ['PD-01', fixed, 'no', 'heavy', ['pp-94-2021-art-5-n'], i(3, 4), 'sourced'],
  ['PD-02', fixed, 'yes', 'heavy', ['pp-94-2021-art-5-n'], i(3, 4), 'sourced'],
  ['PD-03', 'prospective', 'no', 'medium', [], [], 'unverified'],
  ['PD-04', fixed, 'no', 'heavy', ['pp-94-2021-art-5-n'], i(3, 4), 'sourced'],
  ['PD-05', 'any', 'no', 'dismissal', ['uu-5-2014-art-9-2'], ['uu-5-2014-art-87-4-c'], 'sourced'],
  ['PD-06', fixed, 'yes', 'heavy', ['uu-5-2014-art-9-2', n(5)], i(3), 'sourced'],
  ['PD-07', fixed, 'yes', 'heavy', [n(5)], i(3), 'sourced'],
  ['PD-08', fixed, 'either', 'heavy', [n(6)], i(3, 4), 'sourced'],
  ['PD-09', 'prospective', 'no', null, [], [], 'sourced'],
  ['PD-10', fixed, 'no', null, [], [], 'unverified'],
  ['PD-11', 'prospective', 'no', 'heavy', [n(7)], i(5), 'sourced'],
  ['PD-12', fixed, 'either', 'heavy', [n(5)], i(3), 'sourced'],
  ['PD-13', fixed, 'no', 'medium', [n(1)], ['pp-94-2021-art-13'], 'unverified'],
  ['PD-14', fixed, 'no', 'medium', [n(2)], ['pp-94-2021-art-13'], 'sourced'],
  ['PD-15', fixed, 'no', 'heavy', [n(3)], i(1), 'sourced'],
  ['PD-16', fixed, 'no', 'heavy', [n(4)], i(2), 'sourced'],
  ['PD-17', fixed, 'no', null, [], [], 'unverified'],
  ['PD-18', 'any', 'no', null, [], [], 'sourced'],
]
for (const [code, candidateStatus, digital, penaltyClass, breaches, penaltyProvisions, confidence] of discipline) {
  t.test(`${code} in the first days of the joint decree`, async t => {
    const row = rowInForce(law['violation-types'], code, '2022-09-22')
    t.match(row, { track: 'discipline', candidateStatus, digital, penaltyClass, confidence })
    t.strictSame([row?.breaches, row?.penaltyProvisions], [breaches, penaltyProvisions])
    t.equal(rowInForce(law['violation-types'], code, '2022-09-21'), undefined)
  })
}

t.test('the law on civil servants changes on 31 October 2023 for the rows that cite it', async t => {
  const cited = (code: string, day: string) => rowInForce(law['violation-types'], code, day)?.breaches[0]
  t.strictSame(
    [cited('PD-05', '2023-10-30'), cited('PD-05', '2023-10-31')],
    ['uu-5-2014-art-9-2', 'uu-20-2023-art-9-2'],
  )
  t.strictSame(
    [cited('PD-06', '2023-10-30'), cited('PD-06', '2023-10-31')],
    ['uu-5-2014-art-9-2', 'uu-20-2023-art-24-1-d'],
  )
})

t.test('art. 5 n 3 to 7 correspond to art. 14 i 1 to 5, and 1 and 2 to art. 13', async t => {
  for (let number = 1; number <= 7; number++) {
    const row = rowInForce(law.provisions, n(number), '2023-01-01')
    t.strictSame(row?.consequences, number < 3 ? ['pp-94-2021-art-13'] : i(number - 2), n(number))
  }
})

const ladder = (day: string) =>
  inForce(law.sanctions, day).filter(row => row.agency === null && row.employeeTypes.includes('pns'))
t.test('the ladder of PP 53/2010 ends and that of PP 94/2021 begins on 31 August 2021', async t => {
  const codes = (day: string) =>
    ladder(day)
      .filter(({ track }) => track === 'discipline')
      .map(({ code }) => code)
  t.strictSame(codes('2021-08-30'), [
    'PP53-L1',
    'PP53-L2',
    'PP53-L3',
    'PP53-M1',
    'PP53-M2',
    'PP53-M3',
    'PP53-H1',
    'PP53-H2',
    'PP53-H3',
    'PP53-H4',
    'PP53-H5',
    'PTDH',
  ])
  t.strictSame(codes('2021-08-31'), [
    'PP94-L1',
    'PP94-L2',
    'PP94-L3',
    'PP94-M1',
    'PP94-M2',
    'PP94-M3',
    'PP94-M1-INTERIM',
    'PP94-M2-INTERIM',
    'PP94-M3-INTERIM',
    'PP94-H1',
    'PP94-H2',
    'PP94-H3',
    'PTDH',
  ])
})

t.test('the cuts of PP 94/2021 wait for a regulation, with a substitute as heavy for each', async t => {
  for (const [code, months] of [
    ['PP94-M1', 6],
    ['PP94-M2', 9],
    ['PP94-M3', 12],
  ] as const) {
    const row = rowInForce(law.sanctions, code, '2024-01-01')
    t.match(row, {
      enforceableFrom: null,
      parameters: { percent: 25, months },
      interimSubstitute: `${code}-INTERIM`,
      penaltyClass: 'medium',
    })
    const substitute = rowInForce(law.sanctions, `${code}-INTERIM`, '2024-01-01')
    t.match(substitute, { enforceableFrom: '2021-08-31', severity: row?.severity, confidence: 'unverified' })
  }
})

const criminal: [string, string, string[], object][] = [
  ['uu-7-2017-art-280-3', 'pemilu', ['campaign-team-asn', 'listed-person'], { kind: 'none' }],
  ['uu-7-2017-art-490', 'pemilu', ['village-head'], { kind: 'penjara', mostMonths: 12, mostFineRupiah: 12_000_000 }],
  [
    'uu-7-2017-art-493',
    'pemilu',
    ['campaign-implementer', 'campaign-team'],
    { kind: 'kurungan', mostMonths: 12, mostFineRupiah: 12_000_000 },
  ],
  [
    'uu-7-2017-art-494',
    'pemilu',
    ['campaign-team-asn', 'military', 'police', 'village-head', 'village-officer', 'village-council'],
    { kind: 'kurungan', mostMonths: 12, mostFineRupiah: 12_000_000 },
  ],
  [
    'uu-7-2017-art-521',
    'pemilu',
    ['campaign-implementer', 'campaign-participant', 'campaign-team'],
    { kind: 'penjara', mostMonths: 24, mostFineRupiah: 24_000_000 },
  ],
  ['uu-7-2017-art-547', 'pemilu', ['state-official'], { kind: 'penjara', mostMonths: 36, mostFineRupiah: 36_000_000 }],
  [
    'pilkada-art-189',
    'pilkada',
    ['candidate'],
    { leastMonths: 1, mostMonths: 6, leastFineRupiah: 600_000, mostFineRupiah: 6_000_000 },
  ],
]
for (const [code, regime, subjects, penalty] of criminal) {
  t.test(`${code} hits these and nobody else`, async t => {
    const row = rowInForce(law['criminal-provisions'], code, '2024-02-14')
    t.match(row, { regime, penalty })
    t.strictSame(row?.subjects, subjects)
  })
}

t.test('article 188 is wider from 14 November 2024, with the same penalty', async t => {
  const on = (day: string) => rowInForce(law['criminal-provisions'], 'pilkada-art-188', day)
  t.strictSame(on('2024-11-13')?.subjects, ['asn-official', 'state-official', 'village-head', 'urban-village-head'])
  t.strictSame(on('2024-11-14')?.subjects, [
    'asn-official',
    'state-official',
    'village-head',
    'urban-village-head',
    'regional-official',
    'military',
    'police',
  ])
  t.strictSame(on('2024-11-13')?.penalty, on('2024-11-14')?.penalty)
})

const clocks: [string, string, number, string, string][] = [
  ['personnel-follow-up', 'obligation-created', 10, 'calendar-day', 'sourced'],
  ['home-affairs-ultimatum', 'escalation-step', 3, 'calendar-day', 'sourced'],
  ['merit-review', 'referral-sent', 14, 'working-day', 'unverified'],
  ['joint-verification', 'referral-received', 7, 'calendar-day', 'sourced'],
  ['supervisor-study', 'referral-accepted', 3, 'working-day', 'sourced'],
  ['summons', 'hearing-date', 7, 'working-day', 'unverified'],
  ['second-summons', 'hearing-date', 7, 'working-day', 'unverified'],
  ['decision-hand-over', 'penalty-imposed', 14, 'working-day', 'unverified'],
  ['decision-posting', 'hand-over-missed', 3, 'working-day', 'unverified'],
  ['penalty-in-force', 'decision-received', 15, 'working-day', 'unverified'],
  ['objection', 'decision-received', 14, 'working-day', 'unverified'],
  ['objection-answer', 'objection-received', 21, 'working-day', 'unverified'],
  ['administrative-appeal', 'penalty-imposed', 14, 'working-day', 'sourced'],
  ['appeal-comment', 'copy-received', 21, 'working-day', 'sourced'],
  ['appeal-decision', 'appeal-received', 65, 'working-day', 'sourced'],
  ['election-finding', 'breach-found', 7, 'calendar-day', 'sourced'],
  ['election-report', 'breach-known', 7, 'working-day', 'sourced'],
  ['election-follow-up', 'referral-registered', 7, 'calendar-day', 'sourced'],
  ['election-follow-up-extended', 'referral-registered', 14, 'working-day', 'sourced'],
  ['election-preliminary-study', 'referral-received', 2, 'calendar-day', 'sourced'],
  ['pilkada-report', 'breach-known', 7, 'calendar-day', 'unverified'],
  ['pilkada-follow-up', 'referral-received', 3, 'calendar-day', 'unverified'],
  ['police-hand-over', 'declared-criminal', 24, 'hour', 'sourced'],
  ['criminal-hand-over', 'declared-criminal', 24, 'hour', 'inferred'],
]
for (const [code, startsOn, length, unit, confidence] of clocks) {
  t.test(`${code} is ${length} ${unit} from ${startsOn}`, async t => {
    const direction = code === 'summons' ? 'backward' : 'forward'
    t.match(rowInForce(law.clocks, code, '2025-01-02'), {
      startsOn,
      length,
      unit,
      confidence,
      direction,
      countsStartDay: false,
    })
  })
}

t.test('contests carry the days that the sources name', async t => {
  const of = (code: string) => rowInForce(law.contests, code, '2026-01-01')
  t.match(of('pemilu-2024-presidential'), {
    fixedAt: '2023-11-13T00:00:00+07:00',
    votingDay: '2024-02-14',
    campaign: { from: '2023-11-28', to: '2024-02-10' },
  })
  t.match(of('pemilu-2024-legislative'), {
    fixedAt: '2023-11-03T00:00:00+07:00',
    votingDay: '2024-02-14',
    confidence: 'unverified',
  })
  t.match(of('pilkada-2024'), {
    fixedAt: '2024-09-22T00:00:00+07:00',
    votingDay: '2024-11-27',
    campaign: { from: '2024-09-25', to: '2024-11-23' },
  })
})

t.test('Idul Fitri 2024 has two holidays and four days of collective leave, and mid-July 2026 has none', async t => {
  const days = law.calendars[0]?.days ?? []
  const kinds = Object.fromEntries(
    days.filter(({ date }) => date.startsWith('2024-04')).map(({ date, kind }) => [date, kind]),
  )
  t.strictSame(kinds, {
    '2024-04-08': 'joint-leave',
    '2024-04-09': 'joint-leave',
    '2024-04-10': 'public-holiday',
    '2024-04-11': 'public-holiday',
    '2024-04-12': 'joint-leave',
    '2024-04-15': 'joint-leave',
  })
  t.strictSame(
    days.filter(({ date }) => date >= '2026-07-14' && date <= '2026-08-04'),
    [],
  )
  t.strictSame([...new Set(days.map(({ date }) => date.slice(0, 4)))], ['2023', '2024', '2025', '2026', '2027'])
  t.ok(days.filter(({ kind }) => kind === 'joint-leave').every(({ confidence }) => confidence === 'unverified'))
})

t.test(
  'the codes that the service has used so far are reasons of the catalogue and items of every checklist',
  async t => {
    const of = (kind: string) => law['reason-codes'].filter(row => row.kind === kind).map(({ code }) => code)
    const returnItems = [
      'reported-person',
      'event-description',
      'time-of-event',
      'place-of-event',
      'source',
      'evidence',
      'category',
    ]
    t.strictSame(of('return'), returnItems)
    t.strictSame(of('rejection'), [
      'outside-mandate',
      'duplicate',
      'formal-requirements-unmet',
      'material-requirements-unmet',
      'time-barred',
      'not-completed',
    ])
    t.strictSame(of('withdrawal'), ['recorded-in-error', 'duplicate', 'new-facts', 'wrong-agency', 'other'])
    t.strictSame(of('dismissal'), ['not-a-violation', 'duplicate', 'insufficient-evidence', 'not-an-asn', 'other'])
    for (const { code, items, mostRounds } of law.checklists) {
      const codes = items.map(item => item.code)
      for (const cited of returnItems) t.ok(codes.includes(cited), `${code}: ${cited}`)
      t.equal(mostRounds, 12)
    }
  },
)

t.test('there are 38 provinces and 514 regencies and cities, each under its province by its own code', async t => {
  const today = inForce(law.regions, '2026-01-01')
  t.equal(today.filter(({ kind }) => kind === 'province').length, 38)
  t.equal(today.filter(({ kind }) => kind !== 'province').length, 514)
  for (const { code, kind, parent } of law.regions) t.equal(parent, kind === 'province' ? null : code.slice(0, 2), code)
  const merauke = (day: string) =>
    inForce(law.regions, day)
      .filter(({ name }) => name.id === 'Kabupaten Merauke')
      .map(({ code }) => code)
  t.strictSame([merauke('2022-07-24'), merauke('2022-07-25')], [['91.01'], ['93.01']])
})

t.test('an ignored penalty escalates by four steps to a block, each after a clock of its own', async t => {
  t.strictSame(
    law['escalation-steps'].map(({ order, code, clock, effect }) => [order, code, clock, effect]),
    [
      [1, 'reminder', 'personnel-follow-up', 'none'],
      [2, 'warning', 'reminder-answer', 'none'],
      [3, 'home-affairs-ultimatum', 'warning-answer', 'none'],
      [4, 'data-block', 'home-affairs-ultimatum', 'data-block'],
    ],
  )
})

t.test('what is not sourced says so in its note or is the service’s own', async t => {
  for (const name of ['violation-types', 'clocks', 'contests'] as const) {
    const rows: readonly CatalogueRow[] = law[name]
    for (const row of rows) if (row.confidence !== 'sourced') t.ok(row.note, `${name} ${row.code}`)
  }
})

t.test('on whatever day, a code has one row at the most', async t => {
  const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  let looked = 0
  fc.assert(
    fc.property(day, fc.constantFrom(...names), (date, name) => {
      const rows: readonly CatalogueRow[] = inForce<CatalogueRow>(law[name], date.toISOString().slice(0, 10))
      const keys = rows.map(
        row => `${name === 'reason-codes' ? (row as CatalogueRow & { kind: string }).kind : ''} ${row.code}`,
      )
      looked++
      return new Set(keys).size === keys.length
    }),
  )
  t.equal(looked, 100)
})
