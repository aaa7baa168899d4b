import t from 'tap'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import type { Law } from '../../src/domain/catalogue.ts'
import { categoryWarnings, classify, type DescribedAct, refusalOfCategory } from '../../src/domain/classification.ts'
import { statusIn } from '../../src/domain/contests.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { interactions } from '../../src/domain/violation-content.ts'
import { finding } from './examples.ts'

const law = readCatalogues()
const fitting = (act: DescribedAct, by: Law = law) => classify(act, by).fits.map(({ type }) => type.code)
const nearly = (act: DescribedAct) => classify(act, law).nearly.map(({ type }) => type.code)
const justBefore = (instant: string) => new Date(Date.parse(instant) - 1).toISOString()

const pairs = {
  post: ['KE-04', 'PD-06'],
  comment: ['KE-04', 'PD-06'],
  share: ['KE-04', 'PD-06'],
  like: ['KE-04', 'PD-06'],
  join: ['KE-04', 'PD-06'],
  follow: ['KE-04', 'PD-06'],
  'photo-post': ['KE-05', 'PD-07'],
  'online-campaign': ['KE-02', 'PD-02'],
} as const

for (const contest of ['pemilu-2024-presidential', 'pemilu-2024-legislative', 'pilkada-2024']) {
  for (const interaction of interactions) {
    t.test(
      `in ${contest} the same ${interaction} is ethics just before candidates are fixed and discipline from then on`,
      async t => {
        const fixedAt = law.contests.find(({ code }) => code === contest)?.fixedAt ?? ''
        const [ethics, discipline] = pairs[interaction]
        const before = { occurredAt: justBefore(fixedAt), interaction, contest }
        const after = { ...before, occurredAt: fixedAt }
        t.strictSame([fitting(before), nearly(before)], [[ethics], [discipline]])
        t.strictSame([fitting(after), nearly(after)], [[discipline], [ethics]])
        t.equal(classify(before, law).fits[0]?.type.penaltyClass, 'moral')
        t.equal(classify(after, law).fits[0]?.type.penaltyClass, 'heavy')
      },
    )
  }
}

t.test('a candidate is fixed until the result is final, and then nobody is one', async t => {
  for (const { code, fixedAt, finalAt } of law.contests) {
    if (fixedAt === null || finalAt === null) continue
    t.equal(statusIn({ fixedAt, finalAt }, justBefore(fixedAt)), 'prospective', code)
    t.equal(statusIn({ fixedAt, finalAt }, fixedAt), 'fixed', code)
    t.equal(statusIn({ fixedAt, finalAt }, justBefore(finalAt)), 'fixed', code)
    t.equal(statusIn({ fixedAt, finalAt }, finalAt), 'over', code)
  }
  t.equal(statusIn({ fixedAt: null, finalAt: null }, '2027-01-01T00:00:00Z'), 'unknown')
})

t.test('while contests differ the status stays open, and each row says in which contest it fits', async t => {
  const found = classify({ occurredAt: '2023-11-08T12:00:00+07:00', interaction: 'like' }, law)
  t.equal(found.candidateStatus, null)
  t.strictSame(
    found.fits.map(({ type, contests }) => [type.code, contests]),
    [
      ['KE-04', ['pemilu-2024-presidential']],
      ['PD-06', ['pemilu-2024-legislative']],
    ],
  )
  t.match(found.steps.at(-1)?.en, /differs by contest/)
})

t.test('when no contest is on, no row about candidates fits, and it says so', async t => {
  const found = classify({ occurredAt: '2025-06-01T12:00:00+07:00', interaction: 'like' }, law)
  t.strictSame([found.contests, found.fits], [[], []])
  t.strictSame(nearly({ occurredAt: '2025-06-01T12:00:00+07:00', interaction: 'like' }), ['KE-04', 'PD-06'])
  t.match(found.steps.at(-1)?.en, /No contest/)
  t.strictSame(fitting({ occurredAt: '2025-06-01T12:00:00+07:00', conduct: 'party-membership' }), ['PD-05'])
  t.match(
    classify({ occurredAt: '2023-12-01T12:00:00+07:00', interaction: 'like', contest: 'pilkades-2023' }, law).steps.at(
      -1,
    )?.en,
    /No contest pilkades-2023/,
  )
})

t.test('a contest that is held in some regions is found by them', async t => {
  const contests = law.contests.map(row => (row.code === 'pilkada-2024' ? { ...row, regions: ['33.09', '51'] } : row))
  const inRegion = (region: string) =>
    classify(
      { occurredAt: '2024-10-01T12:00:00+07:00', interaction: 'like', region },
      { ...law, contests },
    ).contests.map(({ code }) => code)
  for (const region of ['33.09', '33.09.05', '33', '51.71']) t.strictSame(inRegion(region), ['pilkada-2024'], region)
  for (const region of ['33.10', '32']) t.strictSame(inRegion(region), [], region)
})

t.test('rows from before the joint decree do not fit, and are named with the day from which they hold', async t => {
  const act = { occurredAt: '2022-09-21T23:59:59+07:00', interaction: 'like' } as const
  const found = classify(act, law)
  t.strictSame(found.fits, [])
  t.match(found.nearly[0]?.whyNot[0]?.en, /In force from 2022-09-22/)
})

t.test('articles are linked through the catalogue as valid on the day, never by number', async t => {
  const at = (occurredAt: string) =>
    classify({ occurredAt, interaction: 'like', contest: 'pemilu-2024-legislative' }, law).fits[0]
  const codes = (rows: readonly { code: string }[] | undefined) => rows?.map(({ code }) => code)
  const late = at('2023-11-10T00:00:00+07:00')
  t.strictSame(codes(late?.breaches), ['uu-20-2023-art-24-1-d', 'pp-94-2021-art-5-n-5'])
  t.strictSame(codes(late?.penaltyProvisions), ['pp-94-2021-art-14-i-3'])
  t.strictSame(late?.breaches[1]?.consequences, ['pp-94-2021-art-14-i-3'])
})

t.test('the discipline of PPPK is their own agency’s, and every explanation is in both languages', async t => {
  const found = classify(
    {
      occurredAt: '2023-12-01T00:00:00+07:00',
      interaction: 'like',
      contest: 'pemilu-2024-presidential',
      employeeType: 'pppk',
    },
    law,
  )
  t.match(found.fits[0]?.why.at(-1)?.en, /their own agency/)
  for (const { id, en } of [...found.steps, ...found.fits.flatMap(({ why }) => why)]) t.ok(id && en && id !== en)
})

t.test('a digital act is not one of a row about banners, and the other way round', async t => {
  const act = { occurredAt: '2023-12-01T00:00:00+07:00', contest: 'pemilu-2024-presidential' }
  t.strictSame(fitting({ ...act, conduct: 'campaign-props', digital: false }), ['PD-01'])
  t.strictSame(fitting({ ...act, conduct: 'campaign-props', digital: true }), [])
  t.strictSame(fitting({ ...act, conduct: 'partisan-activity', digital: true }), ['PD-08'])
  t.strictSame(fitting({ ...act, conduct: 'photo-post', digital: false }), [])
})

t.test('a category is one that was valid on the day of the act (R-CLS-01)', async t => {
  const suggest = (suggestedCategory: string, occurredAt = '2023-11-29T09:30:00+07:00') =>
    refusalOfCategory({ ...finding, suggestedCategory, occurredAt }, law)
  t.strictSame(suggest('PD-99'), new Rejection('R-CLS-01', [{ pointer: '/suggestedCategory', code: 'rule' }]))
  t.ok(suggest('PD-06', '2022-09-21T23:59:59+07:00') instanceof Rejection)
  t.equal(suggest('PD-06', '2022-09-22T00:00:00+07:00'), undefined)
  const { suggestedCategory: _, ...without } = finding
  t.equal(refusalOfCategory(without, law), undefined)
})

t.test('a category that does not fit is accepted with a warning, because the receiver decides', async t => {
  const warned = (changes: Partial<typeof finding>) =>
    categoryWarnings({ ...finding, ...changes }, law).map(({ pointer, code }) => `${pointer} ${code}`)
  const occurredAt = '2023-12-01T09:00:00+07:00'
  t.strictSame(warned({ suggestedCategory: 'PD-06', interaction: 'like', occurredAt }), [])
  t.strictSame(warned({ suggestedCategory: 'KE-04', interaction: 'like', occurredAt }), [
    '/suggestedCategory category-of-other-candidate-status',
  ])
  t.strictSame(warned({ suggestedCategory: 'PD-07', interaction: 'like', occurredAt }), [
    '/suggestedCategory category-of-other-interaction',
  ])
  t.strictSame(warned({ suggestedCategory: 'PD-01', interaction: 'like', occurredAt }), [
    '/suggestedCategory category-not-digital',
  ])
  t.strictSame(warned({ suggestedCategory: 'PD-99', interaction: 'like', occurredAt }), [
    '/suggestedCategory category-not-valid-then',
  ])
})
