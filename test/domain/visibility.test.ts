import t from 'tap'
import type { AgencyId, Mandate } from '../../src/domain/agencies.ts'
import type { ReferralId } from '../../src/domain/ids.ts'
import { type Related, whoCanSee } from '../../src/domain/visibility.ts'

const kominfo = 'kominfo' as AgencyId
const kasn = 'kasn' as AgencyId
const bkn = 'bkn' as AgencyId
const referralId = '018f0000-0000-7000-8000-000000000001' as ReferralId
const held = (agency: AgencyId, mandate: Mandate['mandate'], from: string, to: string | null): Mandate => ({
  agency,
  mandate,
  from,
  to,
  legalBasis: 'UU 5/2014',
})
const mandates = [
  held(kominfo, 'neutrality-monitoring', '2020-01-01', null),
  held(kasn, 'merit-supervision', '2014-01-15', '2024-08-24'),
  held(bkn, 'merit-supervision', '2024-08-24', null),
]

const owner: Related = { agency: kominfo, relation: 'owner', referralId: null }
const sender: Related = { agency: kominfo, relation: 'sender', referralId }
const receiver: Related = { agency: kasn, relation: 'receiver', referralId }

t.test('a violation is seen by its owner alone, in the roles of its mandate', async t => {
  const sights = whoCanSee([owner], mandates, '2024-02-14')
  t.strictSame(
    sights.map(({ act }) => act),
    ['violation-reading', 'evidence-reading', 'evidence-opening', 'evidence-download'],
  )
  for (const { agency, roles, until, rule } of sights) {
    t.strictSame(
      { agency, roles, until, rule },
      { agency: kominfo, roles: ['recorder', 'referrer'], until: null, rule: 'R-ACC-01' },
    )
  }
})

t.test('a referral is seen by both sides, and what a decision rests on by the receiver alone', async t => {
  const acts = (related: Related) => whoCanSee([related], mandates, '2024-02-14').map(({ act }) => act)
  const both = ['referral-reading', 'evidence-reading', 'evidence-opening', 'evidence-download']
  t.strictSame(acts(sender), both)
  t.strictSame(acts(receiver), [...both, 'decision-evidence'])
})

t.test('who sees by a mandate sees until it ends', async t => {
  const lastDay = whoCanSee([receiver], mandates, '2024-08-23')
  t.ok(lastDay.length > 0)
  for (const { until } of lastDay) t.equal(until, '2024-08-24')
  t.strictSame(whoCanSee([receiver], mandates, '2024-08-24'), [], 'on that date it has ended')
})
