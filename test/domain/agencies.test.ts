import t from 'tap'
import { type AgencyId, holderOf, holdsMandate, mandateKinds, roles, rolesOf } from '../../src/domain/agencies.ts'
import { bkn, kasn, kominfo, mandates } from './examples.ts'

t.test('on 24 August 2024 BKN holds merit supervision, and KASN no longer', async t => {
  const holders: [date: string, holder: AgencyId | undefined][] = [
    ['2014-01-14', undefined],
    ['2014-01-15', kasn],
    ['2024-08-23', kasn],
    ['2024-08-24', bkn],
    ['2024-08-25', bkn],
    ['2099-12-31', bkn],
  ]
  for (const [date, holder] of holders) {
    t.equal(holderOf(mandates, 'merit-supervision', date), holder, date)
    t.equal(holdsMandate(mandates, kasn, 'merit-supervision', date), holder === kasn, `kasn on ${date}`)
    t.equal(holdsMandate(mandates, bkn, 'merit-supervision', date), holder === bkn, `bkn on ${date}`)
  }
})

t.test('a mandate that ends the day it begins is never held', async t => {
  const empty = { ...mandates[1]!, from: '2024-08-24', to: '2024-08-24' }
  for (const date of ['2024-08-23', '2024-08-24', '2024-08-25']) {
    t.equal(holderOf([empty], 'merit-supervision', date), undefined, date)
  }
})

t.test('a gap between two mandates leaves nobody in charge', async t => {
  const interim = [
    { ...mandates[1]!, to: '2024-08-24' },
    { ...mandates[2]!, from: '2024-09-01' },
  ]
  t.equal(holderOf(interim, 'merit-supervision', '2024-08-31'), undefined)
  t.equal(holderOf(interim, 'merit-supervision', '2024-09-01'), bkn)
})

t.test('an agency holds only what it was given', async t => {
  const held = mandateKinds.filter(kind => holdsMandate(mandates, kominfo, kind, '2024-08-24'))
  t.strictSame(held, ['neutrality-monitoring'])
  t.strictSame(
    mandateKinds.filter(kind => holdsMandate(mandates, 'toString' as AgencyId, kind, '2024-08-24')),
    [],
  )
})

t.test('the roles of an agency follow its mandates from day to day', async t => {
  const supervising = [
    'intake-officer',
    'case-officer',
    'commissioner',
    'observer',
    'auditor',
    'archivist',
    'integrator',
  ]
  t.strictSame(rolesOf(mandates, kasn, '2024-08-23'), supervising)
  t.strictSame(rolesOf(mandates, kasn, '2024-08-24'), ['observer', 'auditor', 'archivist', 'integrator'])
  t.strictSame(rolesOf(mandates, bkn, '2024-08-23'), ['observer', 'auditor', 'archivist', 'integrator'])
  t.strictSame(rolesOf(mandates, bkn, '2024-08-24'), supervising)
  t.strictSame(rolesOf(mandates, kominfo, '2024-08-24'), [
    'recorder',
    'referrer',
    'observer',
    'auditor',
    'archivist',
    'integrator',
  ])
})

t.test('every role rests on a mandate, but for those of onlookers', async t => {
  const free = Object.entries(roles).flatMap(([role, mandate]) => (mandate === null ? [role] : []))
  t.strictSame(free, ['observer', 'auditor', 'archivist', 'integrator'])
})
