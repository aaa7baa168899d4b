import t from 'tap'
import { allowedReferralActs } from '../../src/domain/allowed-acts.ts'
import type { Checklist, ChecklistItem, Clock, Law } from '../../src/domain/catalogue.ts'
import { checklistFor, checklistOf, termsOfReturn } from '../../src/domain/checklist.ts'
import { type CaseCommand, type CaseEvent, law, type ReturnOrder, replay } from './case-file.ts'
import * as cast from './examples.ts'
import { finding, history, intakeOfficer, kasn, on } from './examples.ts'
import { happens, nothing, refused, scenario } from './scenario.ts'

const giveBack = (more: Partial<ReturnOrder> = {}): CaseCommand => ({
  type: 'ReturnReferral',
  act: intakeOfficer(on(6)),
  items: cast.returned.data.items,
  dueOn: '2024-02-20',
  ...more,
})
const items = (...codes: readonly string[]) => codes.map(code => ({ code, note: 'Please complete it.' }))
const recordedAndSentAs = (content: typeof finding): CaseEvent[] => [
  cast.recordedAs(content),
  cast.documented,
  cast.referred,
  cast.sentWith(content),
  cast.received,
]
const offSocialMedia = { ...finding, suggestedCategory: 'PD-01' }

// What a return may cite

scenario(
  'R-REF-24 a return cites nothing that is not on the checklist of the category',
  history.received,
  giveBack({ items: items('evidence', 'horoscope', 'online-location', 'category-of-weather') }),
  refused(
    'R-REF-24',
    { pointer: '/items/1/code', code: 'not-on-checklist' },
    { pointer: '/items/3/code', code: 'not-on-checklist' },
  ),
)

scenario(
  'R-REF-24 what is asked for of a digital act is not asked for of another',
  recordedAndSentAs(offSocialMedia),
  giveBack({ items: items('online-location') }),
  refused('R-REF-24', { pointer: '/items/0/code', code: 'not-on-checklist' }),
)

scenario(
  'R-REF-24 a return without items is no return',
  history.received,
  giveBack({ items: [] }),
  refused('R-REF-24', '/items'),
)

scenario(
  'a return keeps which checklist it was made under, and how many rounds that gives',
  recordedAndSentAs(offSocialMedia),
  giveBack(),
  happens({
    type: 'ReferralReturned',
    data: {
      round: 1,
      items: cast.returned.data.items,
      dueOn: '2024-02-20',
      checklist: { code: 'referral-default', version: 1 },
      mostRounds: 12,
    },
  }),
)

// How much time it gives

scenario(
  'R-REF-25 two working days are the least: the 8th and 9th of February 2024 are holidays, so it is not the 9th',
  history.received,
  giveBack({ dueOn: '2024-02-09' }),
  { ...refused('R-REF-25', '/dueOn'), detail: 'The earliest due date today is 2024-02-12.' },
)

// Rounds

/** The referral as it is received after so many returns, each under its checklist. */
function afterRounds(rounds: number, mostRounds: number | null = 12): CaseEvent[] {
  const events = [...history.received]
  for (let round = 1; round <= rounds; round++) {
    const content = round % 2 === 0 ? finding : cast.clarified
    events.push(
      {
        type: 'ReferralReturned',
        act: intakeOfficer(on(6)),
        data: {
          ...{ ...cast.returned.data, round },
          ...(mostRounds !== null && { checklist: cast.digitalChecklist, mostRounds }),
        },
      },
      cast.changed(content, true, 7),
      {
        type: 'ViolationReferred',
        act: cast.referrer(on(8)),
        data: { referralId: cast.referralId, versionNumber: round + 1 },
      },
      {
        type: 'ReferralResubmitted',
        act: cast.referrer(on(8)),
        data: { version: cast.version(round + 1, content), answers: cast.answers },
      },
      { ...cast.received, act: intakeOfficer(on(9)) },
    )
  }
  return events
}
const atTheTenth = { act: intakeOfficer(on(10)), dueOn: '2024-02-20' }
const returnedInRound = (round: number, mostRounds = 12) =>
  happens({
    type: 'ReferralReturned',
    data: { round, items: cast.returned.data.items, dueOn: '2024-02-20', checklist: cast.digitalChecklist, mostRounds },
  })

scenario(
  'the twelfth return is the last that the shipped checklists allow',
  afterRounds(11),
  giveBack(atTheTenth),
  returnedInRound(12),
)

scenario('R-REF-26 there is no thirteenth round', afterRounds(12), giveBack(atTheTenth), refused('R-REF-26'))

scenario(
  'R-REF-26 that the rounds are used up is said before what is cited is looked at',
  afterRounds(12),
  giveBack({ ...atTheTenth, items: items('horoscope') }),
  refused('R-REF-26'),
)

scenario(
  'R-REF-26 the checklist of the first return fixes how many rounds there are, whatever the catalogue says later',
  afterRounds(3, 3),
  giveBack(atTheTenth),
  refused('R-REF-26'),
)

scenario(
  'a return from before there were checklists counts, and the checklist that applies now says how many there may be',
  afterRounds(2, null),
  giveBack(atTheTenth),
  returnedInRound(3),
)

scenario(
  'R-REF-26 returns from before there were checklists use the rounds up too',
  afterRounds(12, null),
  giveBack(atTheTenth),
  refused('R-REF-26'),
)

t.test('R-REF-26 after the last round the receiver is offered acceptance and rejection, and no return', async t => {
  const offered = (events: readonly CaseEvent[]) =>
    allowedReferralActs(
      replay(events).matters[0]!.referral,
      { agency: kasn, roles: ['intake-officer'], kind: 'person' },
      on(10),
    )
  t.strictSame(offered(afterRounds(11)), ['acceptance', 'return', 'rejection', 'question'])
  t.strictSame(offered(afterRounds(12)), ['acceptance', 'rejection', 'question'])
})

// Acceptance

const acceptWith = (...marks: { code: string; mark: 'met' | 'not-met'; note?: string }[]): CaseCommand => ({
  type: 'AcceptReferral',
  act: intakeOfficer(on(6)),
  marks,
})
const accountIsHers = { code: 'account-link', mark: 'met', note: 'Her name and picture are on it.' } as const
const acceptedWithMarks: CaseEvent = {
  type: 'ReferralAccepted',
  act: intakeOfficer(on(6)),
  data: { checklist: cast.digitalChecklist, marks: [accountIsHers] },
}

scenario(
  'an acceptance keeps its checklist, and what the officer found of the items that are left to the officer',
  history.received,
  acceptWith(accountIsHers),
  happens({ type: 'ReferralAccepted', data: { checklist: cast.digitalChecklist, marks: [accountIsHers] } }),
)

scenario(
  'R-CHK-01 what the service looks at itself, what is not asked for, and a second mark on the same are refused',
  history.received,
  acceptWith(
    { code: 'evidence', mark: 'met' },
    accountIsHers,
    { code: 'horoscope', mark: 'met' },
    {
      code: 'account-link',
      mark: 'not-met',
    },
  ),
  refused('R-CHK-01', '/marks/0/code', '/marks/2/code', '/marks/3/code'),
)

scenario(
  'accepting twice with the same marks changes nothing',
  [...history.received, acceptedWithMarks],
  acceptWith(accountIsHers),
  nothing,
)

scenario(
  'R-GEN-01 an acceptance is not given other marks',
  [...history.received, acceptedWithMarks],
  acceptWith({ ...accountIsHers, mark: 'not-met' }),
  refused('R-GEN-01'),
)

t.test('an acceptance and a return from before there were checklists are read as made under none', async t => {
  t.match(replay(history.accepted).matters[0]?.referral.acceptance, { checklist: null, marks: [] })
  t.match(replay(history.returned).matters[0]?.referral.returns, [{ checklist: null, mostRounds: null }])
})

// Which checklist applies

const item: ChecklistItem = {
  code: 'anything',
  kind: 'formal',
  name: { id: 'Apa saja', en: 'Anything' },
  legalBasis: 'Pasal 1',
  confidence: 'sourced',
  test: null,
  required: true,
}
const row = (code: string, more: Partial<Checklist> = {}): Checklist => ({
  ...{ code, from: '2024-01-01', to: null, name: item.name, legalBasis: 'Pasal 1', confidence: 'sourced' },
  ...{ externalCodes: {}, violationTypes: [], items: [item], mostRounds: 3, completionClock: 'completion' },
  ...more,
})
const clock = (unit: Clock['unit'], length: number, calendar: string | null = null): Clock => ({
  ...{ code: 'completion', from: '2024-01-01', to: null, name: item.name, legalBasis: 'Pasal 1' },
  ...{ confidence: 'sourced', externalCodes: {}, startsOn: 'referral-returned', length, unit, calendar },
  ...{ direction: 'forward', countsStartDay: false, rollsForward: false, zone: 'Asia/Jakarta', bearer: null },
  onExpiry: item.name,
})
const lawOf = (checklists: readonly Checklist[], clocks: readonly Clock[] = []): Law => ({
  ...{ ...law, checklists, clocks, versions: { ...law.versions, checklists: 7 } },
  calendars: [
    {
      ...{ code: 'office', from: '2024-01-01', to: null, name: item.name, legalBasis: 'SKB', confidence: 'sourced' },
      ...{ externalCodes: {}, restDays: [0, 6] },
      days: [
        { date: '2024-02-08', kind: 'public-holiday', name: item.name, legalBasis: 'SKB', confidence: 'sourced' },
        { date: '2024-02-10', kind: 'working-day', name: item.name, legalBasis: 'SKB', confidence: 'sourced' },
      ],
    },
  ],
})
const codeFor = (law: Law, category: string | undefined, onDate: string) =>
  checklistFor(law, category, onDate)?.checklist.code

t.test(
  'the checklist that names the category applies, or else the one for all that have none of their own',
  async t => {
    const both = lawOf([row('for-all'), row('for-likes', { violationTypes: ['PD-06', 'KE-05'] })])
    t.equal(codeFor(both, 'KE-05', '2024-02-06'), 'for-likes')
    t.equal(codeFor(both, 'PD-01', '2024-02-06'), 'for-all')
    t.equal(codeFor(both, undefined, '2024-02-06'), 'for-all')
    t.equal(checklistFor(both, 'PD-06', '2024-02-06')?.version, 7)
    t.equal(codeFor(lawOf([row('for-likes', { violationTypes: ['PD-06'] })]), 'PD-01', '2024-02-06'), undefined)
  },
)

t.test('a checklist applies from its first day until the day before it ends', async t => {
  const succession = lawOf([row('old', { to: '2024-03-01' }), row('new', { from: '2024-03-01' })])
  t.equal(codeFor(succession, 'PD-06', '2023-12-31'), undefined)
  t.equal(codeFor(succession, 'PD-06', '2024-01-01'), 'old')
  t.equal(codeFor(succession, 'PD-06', '2024-02-29'), 'old')
  t.equal(codeFor(succession, 'PD-06', '2024-03-01'), 'new')
})

t.test(
  'a referral is measured by the checklist of the day on which its current version was sent, in Jakarta',
  async t => {
    const { referral } = replay(afterRounds(1)).matters[0]!
    const changing = (day: string) => lawOf([row('old', { to: day }), row('new', { from: day })])
    t.equal(checklistOf(referral, changing('2024-02-08'))?.checklist.code, 'new', 'it was sent again on the 8th')
    t.equal(checklistOf(referral, changing('2024-02-09'))?.checklist.code, 'old')
    const { referral: first } = replay(history.received).matters[0]!
    t.equal(checklistOf(first, changing('2024-02-05'))?.checklist.code, 'old', 'it was sent on the 4th')
    const late = { ...first, lastSentAt: '2024-02-04T17:00:00.000Z' }
    t.equal(checklistOf(late, changing('2024-02-05'))?.checklist.code, 'new', 'in Jakarta it is the 5th')
  },
)

t.test('the least time of a return is that of the completion clock, from the day after it', async t => {
  const { referral } = replay(history.received).matters[0]!
  const least = (clocks: readonly Clock[], at = on(6)) =>
    termsOfReturn(referral, lawOf([row('any')], clocks), at)?.leastDueOn
  t.equal(least([clock('calendar-day', 3)]), '2024-02-09')
  t.equal(least([clock('calendar-day', 3)], '2024-02-06T17:00:00.000Z'), '2024-02-10', 'in Jakarta it is the 7th')
  t.equal(least([clock('hour', 24)]), '2024-02-07')
  t.equal(least([clock('working-day', 2, 'office')]), '2024-02-09', 'the 8th is a holiday')
  t.equal(least([clock('working-day', 3, 'office')]), '2024-02-10', 'a Saturday that the calendar makes a working day')
  t.equal(least([clock('working-day', 4, 'office')]), '2024-02-12', 'the 11th is a Sunday')
  t.equal(least([]), '2024-02-07', 'without a clock it is the next day')
})

t.end()
