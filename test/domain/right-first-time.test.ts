import t from 'tap'
import {
  type Counted,
  type Outcome,
  refusalOfPeriod,
  rightFirstTime,
  roundedForObservers,
} from '../../src/domain/right-first-time.ts'

const counted = (
  outcome: Outcome,
  count: number,
  { rounds = 0, rejection = null as string | null, month = '2024-02', side = 'sender' as const } = {},
): Counted => ({ month, side, count, outcome, rounds, rejection, item: null })
const cited = (item: string, count: number, month = '2024-02'): Counted => ({
  ...{ month, side: 'sender', count, outcome: null, item },
})

t.test(
  'of a month are counted what was accepted at first and later, returned, rejected, withdrawn and is still open',
  async t => {
    const rows = [
      counted('accepted', 40),
      counted('accepted', 7, { rounds: 1 }),
      counted('accepted', 2, { rounds: 3 }),
      counted('returned', 4, { rounds: 1 }),
      counted('returned', 1, { rounds: 2 }),
      counted('waiting', 6),
      counted('waiting', 3, { rounds: 1 }),
      counted('rejected', 5, { rejection: 'duplicate' }),
      counted('rejected', 2, { rejection: 'not-completed', rounds: 1 }),
      counted('rejected', 9, { rejection: 'outside-mandate' }),
      counted('rejected', 1, { rejection: 'duplicate', rounds: 2 }),
      counted('withdrawn', 3),
      cited('evidence', 12),
      cited('reported-person', 15),
      cited('category', 12),
    ]
    t.strictSame(rightFirstTime(rows), [
      {
        month: '2024-02',
        side: 'sender',
        sent: 83,
        acceptedWithoutReturn: 40,
        acceptedAfterReturns: [
          { rounds: 1, count: 7 },
          { rounds: 3, count: 2 },
        ],
        returned: 20,
        rejected: [
          { reason: 'outside-mandate', count: 9 },
          { reason: 'duplicate', count: 6 },
          { reason: 'not-completed', count: 2 },
        ],
        withdrawn: 3,
        open: 14,
        citedItems: [
          { code: 'reported-person', count: 15 },
          { code: 'category', count: 12 },
          { code: 'evidence', count: 12 },
        ],
      },
    ])
  },
)

t.test('months stand in their order, and in a month the sender’s side before the receiver’s', async t => {
  const rows = (['2024-03', '2023-12'] as const).flatMap((month): Counted[] => [
    { ...counted('accepted', 1, { month }), side: 'receiver' },
    counted('accepted', 1, { month }),
  ])
  t.strictSame(
    rightFirstTime(rows).map(({ month, side }) => `${month} ${side}`),
    ['2023-12 sender', '2023-12 receiver', '2024-03 sender', '2024-03 receiver'],
  )
  t.strictSame(rightFirstTime([]), [])
})

t.test('to an observer no count tells of one or two cases, alone or as a difference', async t => {
  const seen = (accepted: number, withdrawn: number) =>
    roundedForObservers(
      rightFirstTime([
        counted('accepted', accepted),
        counted('withdrawn', withdrawn),
        counted('rejected', 2, { rejection: 'duplicate' }),
        counted('rejected', 13, { rejection: 'outside-mandate' }),
        cited('evidence', 1),
        cited('category', 8),
        cited('source', 12),
      ])[0]!,
    )
  const month = seen(21, 1)
  t.match(month, { sent: 35, acceptedWithoutReturn: 20, withdrawn: 0 })
  t.strictSame(month.rejected, [{ reason: 'outside-mandate', count: 15 }], 'a reason for two is not shown at all')
  t.strictSame(
    month.citedItems,
    [
      { code: 'category', count: 10 },
      { code: 'source', count: 10 },
    ],
    'in an order that does not tell which was more',
  )
  t.strictSame(seen(22, 0), seen(21, 1), 'a withdrawal instead of an acceptance does not show')
})

t.test('R-CHK-02: a period is of one to twenty-four months', async t => {
  for (const [from, until] of [
    ['2024-01', '2024-02'],
    ['2023-12', '2024-01'],
    ['2024-01', '2026-01'],
  ] as const) {
    t.equal(refusalOfPeriod(from, until), undefined, `${from} to ${until}`)
  }
  for (const [from, until] of [
    ['2024-01', '2024-01'],
    ['2024-02', '2024-01'],
    ['2024-01', '2026-02'],
  ] as const) {
    t.match({ ...refusalOfPeriod(from, until) }, { rule: 'R-CHK-02', faults: [{ pointer: 'query/until' }] })
  }
})

t.end()
