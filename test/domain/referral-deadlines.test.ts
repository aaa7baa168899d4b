import t from 'tap'
import type { Act } from '../../src/domain/act.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import type { Clock, Law } from '../../src/domain/catalogue.ts'
import type { Referral, ReferralEvent } from '../../src/domain/referral.ts'
import {
  type DeadlineOnRecord,
  referralClocks,
  watchDeadlines,
  withDeadlines,
} from '../../src/domain/referral-deadlines.ts'
import { evolveReferral } from '../../src/domain/referral-history.ts'
import * as cast from './examples.ts'
import { calendar, clock, dayOff, law } from './law-examples.ts'

const clocks: readonly Clock[] = [
  clock({ code: 'merit-review', startsOn: 'referral-sent', length: 14 }),
  clock({ code: 'intake', startsOn: 'referral-received', length: 3 }),
  clock({ code: 'return-completion', startsOn: 'referral-returned', length: 2, bearer: 'neutrality-monitoring' }),
]
const holidays = [dayOff('2024-02-14'), dayOff('2024-12-25')]
const first = law(clocks, [calendar(holidays)])
/** The twenty-first of February turns out to be a day of leave. */
const corrected = law(clocks, [calendar([...holidays, dayOff('2024-02-21', { kind: 'joint-leave' })])], {
  calendars: 2,
})

const sent = cast.sent as unknown as ReferralEvent
const empty = {} as Record<never, never>
const returned: ReferralEvent = {
  type: 'ReferralReturned',
  data: { round: 1, items: [{ code: 'evidence', note: 'Add the link.' }], dueOn: '2024-02-20' },
}

/** Acts one after the other; each entry is what was decided and when. */
function after(known: Law, ...acts: readonly (readonly [readonly ReferralEvent[], Act])[]): Referral {
  const referral = acts.reduce<Referral | undefined>(
    (state, [events, act]) =>
      withDeadlines(known, state?.deadlines ?? [], events, act).reduce<Referral | undefined>(
        (folded, event) => evolveReferral(folded, { ...event, act }),
        state,
      ),
    undefined,
  )
  if (referral === undefined) throw new Error('nothing was sent')
  return referral
}

/** The sweep, and the referral after it. */
function swept(known: Law, referral: Referral, at: string): { said: string[]; referral: Referral } {
  const act: Act = { ...cast.referrer(at), kind: 'system', role: 'deadline-watch' }
  const events = watchDeadlines(known, referral.deadlines, act)
  return {
    said: events.map(({ type, data }) => `${type} ${'number' in data ? data.number : data.replaces}`),
    referral: events.reduce((state, event) => evolveReferral(state, { ...event, act }), referral),
  }
}

const line = ({ number, clock: code, status, dueOn, replaces, ending }: DeadlineOnRecord) =>
  [number, code, status, dueOn, replaces && `for ${replaces}`, ending && `${ending.by}${ending.late ? ' late' : ''}`]
    .filter(part => part !== null)
    .join(' ')
const lines = ({ deadlines }: Referral) => deadlines.map(line)

const sending = [[sent], cast.referrer(cast.on(8))] as const
const receipt = [[{ type: 'ReferralReceived', data: empty }], cast.intakeOfficer(cast.on(9))] as const
const acceptance = (day: number) =>
  [[{ type: 'ReferralAccepted', data: empty }], cast.intakeOfficer(cast.on(day))] as const
const decision = (day: number) => [[{ type: 'ReferralDecided', data: empty }], cast.commissioner(cast.on(day))] as const

t.test('R-CLK-07 sending starts the review, receipt the intake, and what comes of them meets them', async t => {
  // The 14th is a holiday: 9 · 12, 13, 15, 16 · 19-23 · 26-29.
  t.strictSame(lines(after(first, sending)), ['1 merit-review running 2024-02-29'])
  t.strictSame(lines(after(first, sending, receipt)), [
    '1 merit-review running 2024-02-29',
    '2 intake running 2024-02-15',
  ])
  t.strictSame(lines(after(first, sending, receipt, acceptance(15), decision(29))), [
    '1 merit-review met 2024-02-29 ReferralDecided',
    '2 intake met 2024-02-15 ReferralAccepted',
  ])
})

t.test('R-CLK-06 what is met after its day is met late, from the first moment of the next day on', async t => {
  const at = (time: string) => [[{ type: 'ReferralAccepted', data: empty }], cast.intakeOfficer(time)] as const
  const intake = (time: string) => lines(after(first, sending, receipt, at(time))).at(-1)
  t.equal(intake('2024-02-15T16:59:59.999Z'), '2 intake met 2024-02-15 ReferralAccepted')
  t.equal(intake('2024-02-15T17:00:00.000Z'), '2 intake met 2024-02-15 ReferralAccepted late')
})

t.test('R-CLK-07 a return ends the review and starts the completion, on the day the receiver gave', async t => {
  const back = [[returned], cast.intakeOfficer(cast.on(12))] as const
  const again = [
    [{ type: 'ReferralResubmitted', data: { version: cast.version(2, cast.clarified), answers: [] } }],
    cast.referrer(cast.on(15)),
  ] as const
  t.strictSame(lines(after(first, sending, receipt, back)), [
    '1 merit-review lapsed 2024-02-29 ReferralReturned',
    '2 intake met 2024-02-15 ReferralReturned',
    '3 return-completion running 2024-02-20',
  ])
  t.strictSame(lines(after(first, sending, receipt, back, again)).slice(2), [
    '3 return-completion met 2024-02-20 ReferralResubmitted',
    '4 merit-review running 2024-03-06',
  ])
  const completion = after(first, sending, receipt, back).deadlines[2]
  t.match(completion, {
    given: true,
    calendar: null,
    dueAt: '2024-02-20T17:00:00.000Z',
    bearer: 'neutrality-monitoring',
  })
  t.strictSame(
    completion?.steps.map(({ reason, to }) => [reason, to]),
    [
      ['start-day', '2024-02-12'],
      ['given', '2024-02-20'],
    ],
  )
})

t.test('R-CLK-07 with a withdrawal or a rejection every deadline that runs comes to its end', async t => {
  const said = { reason: 'duplicate', explanation: 'Sent twice.' } as const
  const withdrawn = [[{ type: 'ReferralWithdrawn', data: said }], cast.referrer(cast.on(12))] as const
  const rejected = [[{ type: 'ReferralRejected', data: said }], cast.intakeOfficer(cast.on(12))] as const
  t.strictSame(lines(after(first, sending, receipt, withdrawn)), [
    '1 merit-review lapsed 2024-02-29 ReferralWithdrawn',
    '2 intake lapsed 2024-02-15 ReferralWithdrawn',
  ])
  t.strictSame(lines(after(first, sending, receipt, rejected)), [
    '1 merit-review lapsed 2024-02-29 ReferralRejected',
    '2 intake met 2024-02-15 ReferralRejected',
  ])
  t.strictSame(after(first, sending, receipt, rejected).deadlineWatch, { at: null, clocks: null, calendars: null })
})

t.test('a clock that the law does not know yet starts nothing', async t => {
  const later = law(
    clocks.map(row => ({ ...row, from: '2024-03-01' })),
    [calendar(holidays)],
  )
  t.strictSame(lines(after(later, sending, receipt)), [])
})

t.test('R-CLK-05 three days before the end a warning is raised, once', async t => {
  const referral = after(first, sending)
  t.equal(referral.deadlineWatch.at, '2024-02-26T17:00:00.000Z')
  t.strictSame(swept(first, referral, '2024-02-26T16:59:59.999Z').said, [])
  const warned = swept(first, referral, '2024-02-26T17:00:00.000Z')
  t.strictSame(warned.said, ['DeadlineDue 1'])
  t.equal(warned.referral.deadlineWatch.at, '2024-02-29T17:00:00.000Z')
  t.strictSame(swept(first, warned.referral, '2024-02-26T17:00:00.001Z').said, [])
})

t.test('R-CLK-05 of a short deadline the warning comes when half of it is over', async t => {
  const day = clock({ code: 'merit-review', length: 24, unit: 'hour', calendar: null })
  const referral = after(law([day]), sending)
  t.equal(referral.deadlines[0]?.warnAt, '2024-02-08T14:00:00.000Z')
})

t.test('R-CLK-06 what is over is said once, and then nothing is left to say', async t => {
  const referral = after(first, sending)
  t.strictSame(swept(first, referral, '2024-02-29T16:59:59.999Z').said, ['DeadlineDue 1'])
  const over = swept(first, referral, '2024-02-29T17:00:00.000Z')
  t.strictSame(over.said, ['DeadlineOverdue 1'])
  t.strictSame(over.referral.deadlineWatch, { at: null, clocks: 1, calendars: 1 })
  t.strictSame(swept(first, over.referral, '2025-01-01T00:00:00.000Z').said, [])
})

t.test('R-CLK-04 a corrected calendar gives a new row that names the old one; both stay, with their steps', async t => {
  const referral = after(first, sending, receipt, acceptance(13))
  const { said, referral: anew } = swept(corrected, referral, cast.on(20))
  t.strictSame(said, ['DeadlineRecomputed 1'])
  t.strictSame(lines(anew), [
    '1 merit-review replaced 2024-02-29',
    // Met before the correction, it stays as it was computed.
    '2 intake met 2024-02-15 ReferralAccepted',
    '3 merit-review running 2024-03-01 for 1',
  ])
  const [old, , next] = anew.deadlines
  t.match([old?.calendarVersion, old?.replacedBy, next?.calendarVersion], [1, 3, 2])
  t.notOk(old?.steps.some(({ reason }) => reason === 'joint-leave'))
  t.ok(next?.steps.some(({ reason, from }) => reason === 'joint-leave' && from === '2024-02-21'))
  t.strictSame(swept(corrected, anew, cast.on(20)).said, [])
})

t.test('R-CLK-04 the law does not go back: a process with the older files changes nothing', async t => {
  const anew = swept(corrected, after(first, sending), cast.on(20)).referral
  t.strictSame(swept(first, anew, cast.on(20)).said, [])
})

t.test('R-CLK-04 what was said of a moment is not said again of its new row, and what moved is', async t => {
  const over = swept(first, after(first, sending), '2024-02-29T17:00:00.000Z').referral
  const same = law(clocks, [calendar(holidays)], { clocks: 2 })
  t.strictSame(swept(same, over, '2024-02-29T18:00:00.000Z').said, ['DeadlineRecomputed 1'])
  const moved = swept(corrected, over, '2024-02-29T18:00:00.000Z')
  t.strictSame(moved.said, ['DeadlineRecomputed 1', 'DeadlineDue 2'])
  t.strictSame(swept(corrected, moved.referral, '2024-03-01T17:00:00.000Z').said, ['DeadlineOverdue 2'])
})

t.test('R-CLK-04 a day that an officer gave is moved by no calendar', async t => {
  const back = after(first, sending, receipt, [[returned], cast.intakeOfficer(cast.on(12))])
  t.strictSame(swept(corrected, back, cast.on(13)).said, [])
})

t.test('R-CLK-04 a deadline whose clock the law knows no more lapses', async t => {
  const without = law(clocks.slice(1), [calendar(holidays)], { clocks: 2 })
  const { referral } = swept(without, after(first, sending), cast.on(20))
  t.strictSame(lines(referral), ['1 merit-review lapsed 2024-02-29 DeadlineRecomputed'])
})

const crime = (number: number, supersedes: number | null = null) =>
  [
    [
      ...(cast.issued(number, cast.criminal, supersedes).slice(1) as unknown as ReferralEvent[]),
      { type: 'CriminalHandoverCreated', data: handoverDue(number) },
    ] as readonly ReferralEvent[],
    cast.commissioner(cast.on(20)),
  ] as const
const handoverDue = (decisionNumber: number) =>
  ({ decisionNumber, criminalProvisions: [], addressee: null, dueAt: null }) as const
const handedOver = (number: number, at = cast.on(21)) =>
  [
    [
      {
        type: 'CriminalHandoverSent',
        data: {
          id: cast.handoverId,
          decisionNumber: number,
          to: 'bawaslu' as AgencyId,
          late: false,
          reasonsExcerpts: [],
        },
      } satisfies ReferralEvent,
    ],
    cast.commissioner(at),
  ] as const
const handingOver = [...clocks, clock({ code: 'criminal-hand-over', length: 24, unit: 'hour', calendar: null })]
const ofCrimes = (referral: Referral) => lines(referral).filter(each => each.includes('criminal'))

t.test('R-CLK-07 each criminal decision starts its hand-over, which its own sending meets', async t => {
  const known = law(handingOver, [calendar(holidays)])
  const two = after(known, sending, crime(1), crime(2))
  t.strictSame(ofCrimes(two), ['2 criminal-hand-over running 2024-02-21', '3 criminal-hand-over running 2024-02-21'])
  t.strictSame(swept(known, two, '2024-02-21T02:00:00.000Z').said, ['DeadlineOverdue 2', 'DeadlineOverdue 3'])
  t.strictSame(ofCrimes(after(known, sending, crime(1), crime(2), handedOver(2))), [
    '2 criminal-hand-over running 2024-02-21',
    '3 criminal-hand-over met 2024-02-21 CriminalHandoverSent late',
  ])
  t.strictSame(ofCrimes(after(known, sending, crime(1), crime(2, 1))), [
    '2 criminal-hand-over lapsed 2024-02-21 DecisionIssued',
    '3 criminal-hand-over running 2024-02-21',
  ])
})

t.test('R-CLK-04 a hand-over follows a corrected clock, in whatever unit', async t => {
  const known = law(handingOver, [calendar(holidays)])
  const day = clock({ code: 'criminal-hand-over', length: 1, unit: 'working-day' })
  const inDays = law([...clocks, day], [calendar(holidays)], { clocks: 2 })
  const { referral } = swept(inDays, after(known, sending, crime(1)), cast.on(20))
  t.strictSame(ofCrimes(referral), [
    '2 criminal-hand-over replaced 2024-02-21',
    '4 criminal-hand-over running 2024-02-21 for 2',
  ])
})

t.test('every clock of the table is in the shipped catalogue under its name', async t => {
  const { readCatalogues } = await import('../../src/catalogue/catalogue.ts')
  const known = readCatalogues().clocks.map(({ code }) => code)
  for (const { clock: code } of referralClocks) t.ok(known.includes(code), code)
})
