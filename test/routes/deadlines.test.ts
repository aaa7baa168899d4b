import t from 'tap'
import { sweepDeadlines } from '../../src/acts/watch-deadlines.ts'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { createAgencyPools } from '../../src/db/agency-pools.ts'
import type { Law } from '../../src/domain/catalogue.ts'
import type { Deadline } from '../../src/domain/deadline.ts'
import { givenReturn, storiesOf, succeeded } from '../support/stories.ts'
import { type AnyBody, buildTestApp, refusal } from '../support/test-app.ts'

/** Friday 5 April 2024, ten in the morning in Jakarta: Idul Fitri and its collective leave come next. */
const world = await buildTestApp(t, { at: '2024-04-05T03:00:00.000Z' })
const stories = storiesOf(world)
const { recorder, referrer, intake, officer, commissioner } = world.cast

const shipped = readCatalogues()
const { pools } = world.kept.office

type Shown = AnyBody & {
  readonly clock: string
  readonly dueOn: string
  readonly overdue: boolean
  readonly steps: readonly { reason: string; from: string; text: { id: string } }[]
}
async function deadlinesOf(referral: string, by = recorder): Promise<readonly Shown[]> {
  return succeeded(await by.get(`${referral}/deadlines`)).body.items as readonly Shown[]
}
/** Type, number or replaced number, by whom: of the deadline events alone. */
async function saidOf(referral: string): Promise<string[]> {
  const { items } = succeeded(await recorder.get(`${referral}/timeline?limit=200`)).body
  return items
    .filter(({ type }) => `${type}`.startsWith('Deadline'))
    .map(({ type, details, by }) => `${type} ${details['number'] ?? details['replaces']} ${by.role}`)
}
/** Moves the clock of the database to this time; it does not stand still. */
async function at(time: string): Promise<void> {
  await world.sql`update clock_shift set shift = ${time}::timestamptz - clock_timestamp()`
}

t.test('R-CLK-07 both parties see what is due, by which article, counted day by day', async t => {
  const { referral } = await stories.reach('received')
  for (const party of [recorder, referrer, intake, officer, commissioner]) {
    const [review, check] = await deadlinesOf(referral, party)
    t.match(review, {
      number: 1,
      status: 'running',
      clock: 'merit-review',
      startsOn: 'referral-sent',
      unit: 'working-day',
      length: 14,
      calendar: 'national',
      calendarVersion: shipped.versions.calendars,
      clockVersion: shipped.versions.clocks,
      bearer: 'merit-supervision',
      by: { role: 'referrer', agency: 'kominfo' },
      dueOn: '2024-05-06',
      dueAt: '2024-05-06T17:00:00.000Z',
      overdue: false,
      replaces: null,
      replacedBy: null,
      ending: null,
    })
    t.match(check, { number: 2, clock: 'intake', dueOn: '2024-04-18', by: { role: 'intake-officer' } })
    t.match(check?.steps[2], {
      reason: 'joint-leave',
      from: '2024-04-08',
      name: { id: /Idul Fitri/ },
      text: { id: 'cuti bersama tidak dihitung' },
    })
  }
  t.strictSame(await saidOf(referral), ['DeadlineSet 1 referrer', 'DeadlineSet 2 intake-officer'])
})

t.test('R-CLK-07 a return ends the review and sets the day its receiver gave', async t => {
  const { referral } = await stories.reach('returned')
  const all = await deadlinesOf(referral)
  t.match(
    all.map(({ clock, status, dueOn }) => [clock, status, dueOn]),
    [
      ['merit-review', 'lapsed', '2024-05-06'],
      ['intake', 'met', '2024-04-18'],
      ['return-completion', 'running', givenReturn.dueOn],
    ],
  )
  t.match(all[1], { ending: { event: 'ReferralReturned', late: false, by: { role: 'intake-officer' } } })
  t.equal(all[2]?.['given'], true)
})

t.test('a decided referral has met its review, whatever of its officers brings it there', async t => {
  const { referral } = await stories.reach('decided')
  const [review] = await deadlinesOf(referral, intake)
  t.match(review, { status: 'met', ending: { event: 'ReferralDecided', late: false, by: { role: 'commissioner' } } })
})

t.test(
  'R-CLK-05 R-CLK-06 of any number of sweeps at once each thing is said once, and the parties read it',
  async t => {
    const { referral } = await stories.reach('received')
    const others = [1, 2].map(() => createAgencyPools({ url: world.urls.serviceUrl, deadlineMs: 20_000 }))
    t.teardown(() => Promise.all(others.map(other => other.close())))
    const sweep = () => Promise.all([pools, ...others].map(each => sweepDeadlines({ pools: each, law: shipped })))

    // The warning of the intake, the last moment before its end, and its end.
    await at('2024-04-15T17:00:00Z')
    await sweep()
    t.match(await saidOf(referral), [
      'DeadlineSet 1 referrer',
      'DeadlineSet 2 intake-officer',
      'DeadlineDue 2 deadline-watch',
    ])
    await at('2024-04-18T16:58:00Z')
    await sweep()
    t.equal((await saidOf(referral)).length, 3)
    t.equal((await deadlinesOf(referral))[1]?.overdue, false)
    await at('2024-04-18T17:00:00Z')
    t.equal((await deadlinesOf(referral))[1]?.overdue, true, 'it is overdue before anybody says so')
    await sweep()
    await sweep()
    t.strictSame((await saidOf(referral)).slice(2), [
      'DeadlineDue 2 deadline-watch',
      'DeadlineOverdue 2 deadline-watch',
    ])

    const { items } = succeeded(await intake.get(`${referral}/timeline?limit=200`)).body
    t.match(items.at(-1), {
      type: 'DeadlineOverdue',
      by: { kind: 'system', role: 'deadline-watch', agency: 'kominfo' },
      details: { number: 2, rule: 'R-CLK-06', dueAt: '2024-04-18T17:00:00.000Z' },
    })
    const ifMatch = await intake.etag(referral)
    t.equal((await intake.put(`${referral}/acceptance`, undefined, { ifMatch })).status, 201)
    t.match((await deadlinesOf(referral))[1], { status: 'met', overdue: false, ending: { late: true } })
  },
)

t.test('R-CLK-04 a calendar corrected after the fact: the old row and the new one, and what was met stays', async t => {
  const { referral } = await stories.reach('accepted')
  const [before, met] = await deadlinesOf(referral)
  const [national] = shipped.calendars
  if (national === undefined) throw new Error('there is a national calendar')
  const late = {
    date: '2024-05-02',
    kind: 'joint-leave',
    name: { id: 'Cuti bersama susulan', en: 'Collective leave, decreed late' },
    legalBasis: 'Keputusan susulan',
    confidence: 'sourced',
  } as const
  const days = [...national.days, late].sort((a, b) => (a.date < b.date ? -1 : 1))
  const corrected: Law = {
    ...shipped,
    calendars: [{ ...national, days }, ...shipped.calendars.slice(1)],
    versions: { ...shipped.versions, calendars: shipped.versions.calendars + 1 },
  }
  await Promise.all([1, 2, 3].map(() => sweepDeadlines({ pools, law: corrected })))
  await sweepDeadlines({ pools, law: shipped })

  const [old, stays, anew, ...more] = await deadlinesOf(referral)
  t.strictSame(more, [])
  t.strictSame(stays, met)
  t.strictSame(old, { ...before, status: 'replaced', replacedBy: 3 })
  t.match(anew, {
    number: 3,
    replaces: 1,
    status: 'running',
    by: { kind: 'system' },
    calendarVersion: corrected.versions.calendars,
  })
  t.equal(Date.parse(`${anew?.dueOn}`), Date.parse(`${before?.dueOn}`) + 24 * 60 * 60 * 1000)
  t.ok(anew?.steps.some(({ from, reason }) => from === late.date && reason === 'joint-leave'))
  t.match((await saidOf(referral)).at(-1), 'DeadlineRecomputed 1 deadline-watch')
})

t.test('a clock is computed for whoever asks, step by step, and nothing is stored', async t => {
  const before = await world.fingerprint()
  const asked = { start: '2026-07-14T09:30:00+07:00' }
  const answer = await world.cast.personnelOfficer.post('/v1/catalogue/clocks/penalty-in-force/computation', asked, {
    key: null,
  })
  t.equal(answer.status, 200, answer.text)
  const { steps, ...said } = answer.body as unknown as Deadline & { steps: { reason: string }[] }
  t.match(said, {
    clock: 'penalty-in-force',
    start: asked.start,
    startsOn: 'decision-received',
    length: 15,
    dueOn: '2026-08-04',
    dueAt: '2026-08-04T17:00:00.000Z',
    beyondCalendar: false,
    suspensions: [],
  })
  t.strictSame(steps.map(({ reason }) => reason).slice(0, 3), ['start-day', 'working-day', 'rest-day'])
  const suspensions = [{ from: '2026-07-20', to: '2026-07-22', reason: 'Objection' }]
  const later = await recorder.post('/v1/catalogue/clocks/penalty-in-force/computation', { ...asked, suspensions })
  t.match(later.body, { dueOn: '2026-08-06', suspensions })
  t.equal(await world.fingerprint(), before)
})

t.test('R-CLK-01 R-CLK-02 R-CLK-03 what cannot be computed is refused by its rule', async t => {
  const compute = async (code: string, body: object) =>
    refusal(await recorder.post(`/v1/catalogue/clocks/${code}/computation`, body))
  t.equal(await compute('no-such-clock', { start: '2026-07-14' }), '404 not-found')
  t.equal(await compute('intake', { start: '2022-09-21' }), '422 clock-not-known R-CLK-01 /start rule')
  t.equal(await compute('criminal-hand-over', { start: '2026-07-14' }), '422 start-not-fit R-CLK-02 /start rule')
  t.equal(await compute('intake', { start: '2026-02-30' }), '422 start-not-fit R-CLK-02 /start rule')
  const suspensions = [{ from: '2026-07-22', to: '2026-07-20', reason: 'Objection' }]
  t.equal(
    await compute('intake', { start: '2026-07-14', suspensions }),
    '422 suspension-not-fit R-CLK-03 /suspensions/0 rule',
  )
  t.equal(await compute('intake', { start: 'yesterday' }), '400 invalid-request /start min-length /start pattern')
  t.equal(await compute('intake', {}), '400 invalid-request /start required')
})

t.end()
