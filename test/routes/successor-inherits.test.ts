import t from 'tap'
import { carryOutSuccessions } from '../../src/acts/carry-out-succession.ts'
import type { Directory } from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { decisionOn, givenHandover } from '../support/stories.ts'
import { act, eve, midnight, officersOf, shipped } from '../support/succession.ts'
import { refusal } from '../support/test-app.ts'

t.test('a hand-over goes with its case: the successor follows it, and the old holder has it no more', async t => {
  const { world, stories, pass } = await eve(t)
  const found = await stories.reach('under-examination')
  const path = await stories.handOver(found)
  const { commissioner, officer } = await pass()
  t.match((await commissioner.get(path)).body, { id: found.handover, sender: 'kasn', referralId: found.id })
  t.match((await officer.get('/v1/handovers')).body.items, [{ id: found.handover }])
  const ifMatch = await commissioner.etag(found.referral)
  const again = await commissioner.put(`${found.referral}/decisions/1/handover`, givenHandover, { ifMatch })
  t.equal(again.status, 200, 'it was sent')
  const overseer = await world.as('bawaslu', 'election-officer', 'election-officer-1')
  await act(overseer, 'PUT', `${path}/receipt`, undefined, path)
  t.equal((await overseer.get(path)).body['referralId'], null)
  t.equal((await commissioner.get(path)).body.status, 'received')
  const { pools } = world.kept.office
  for (const table of ['handovers', 'events where stream = $$handover$$']) {
    const seen = await pools.run('kasn' as AgencyId, 'seen_by_old_holder', ({ sql }) =>
      sql.unsafe(`select count(*)::int as count from penerusan.${table}`),
    )
    t.match(seen, [{ count: 0 }], table)
  }
})

t.test('R-CLK-07: what is delivered anew is counted anew, and the old count lapses with the hand-over', async t => {
  const { stories, pass } = await eve(t)
  const { referral } = await stories.reach('received')
  const { intake } = await pass()
  await act(intake, 'PUT', `${referral}/receipt`, undefined, referral)
  const { items } = (await intake.get(`${referral}/deadlines`)).body
  t.match(items, [
    { clock: 'merit-review', status: 'running' },
    { clock: 'intake', status: 'lapsed', ending: { event: 'ReferralTransferred', by: { agency: 'kasn' } } },
    { clock: 'intake', status: 'running', by: { agency: 'bkn' } },
  ])
})

t.test('hints are the successor’s, whatever state a case was moved in, and nobody else’s', async t => {
  const { world, stories, pass } = await eve(t)
  const ids: string[] = []
  for (const stage of ['sent', 'accepted', 'returned', 'decided', 'under-examination'] as const) {
    ids.push((await stories.reach(stage)).id)
  }
  const { intake } = await pass()
  for (const id of ids) {
    const hints = (await intake.get(`/v1/referrals/${id}/duplicate-hints`)).body.items
    t.strictSame(hints.map(hint => hint.id).sort(), ids.filter(other => other !== id).sort())
  }
  t.match(await world.sql`select distinct agency from identity_marks where case_kind = 'referral'`, [{ agency: 'bkn' }])
})

t.test('between the end of a mandate and the hand-over nobody is warned; then the successor does', async t => {
  const { world, stories, pass } = await eve(t)
  const { obligation } = await stories.reach('decided')
  await world.sql`update obligations set next_at = app_now(), state = jsonb_set(state, '{next,at}', to_jsonb(rfc3339(app_now())))`
  await world.moveTo(midnight)
  await world.chase()
  t.equal((await world.sql`select from events where type = 'EscalationStepTaken'`).length, 0)
  const { commissioner } = await pass()
  await world.chase()
  t.match((await commissioner.get(`/v1/obligations/${obligation}`)).body.steps, [{ agency: 'bkn', code: 'reminder' }])
})

const next = '2024-09-01'
const twice: Directory = {
  ...shipped,
  mandates: shipped.mandates.flatMap(row => {
    if (row.agency !== 'bkn' || row.mandate !== 'merit-supervision') return row
    return [
      { ...row, to: next },
      { ...row, agency: 'bawaslu' as AgencyId, from: next, to: null },
    ]
  }),
  successions: shipped.successions.flatMap(order => [
    order,
    {
      ...order,
      code: 'bkn-next',
      from: 'bkn' as AgencyId,
      takesEffectOn: next,
      begun: 'bawaslu' as AgencyId,
      notBegun: 'bawaslu' as AgencyId,
    },
  ]),
}

t.test('a case that nobody examined between two successions is examined by the second successor', async t => {
  const { world, stories, pass } = await eve(t, twice)
  const { referral, persons } = await stories.reach('drafted')
  await pass()
  await world.moveTo(`${next}T00:00:00+07:00`)
  t.equal(await carryOutSuccessions(world.kept.office.pools, twice.successions), 1)
  const { officer, commissioner } = await officersOf(world, 'bawaslu')
  await act(commissioner, 'PUT', `${referral}/assignment`, { officer: 'bawaslu-case-officer' }, referral)
  const ifMatch = await officer.etag(referral)
  const drafted = await officer.post(`${referral}/decisions`, decisionOn(persons[0]), { ifMatch })
  t.equal(refusal(drafted), '201')
  t.equal(drafted.body.number, 2)
})
