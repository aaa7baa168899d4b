import Type, { type Static } from 'typebox'
import { type MonthOfReferrals, observersStep } from '../domain/right-first-time.ts'
import { named } from '../http/named-schema.ts'
import { catalogueCode, checklistItemCode, mostChecklistItems } from './checklist.ts'
import { closed, count, list, oneOf } from './words.ts'

export const month = (description: string, example: string) =>
  Type.String({
    minLength: 7,
    maxLength: 7,
    pattern: '^(194[5-9]|19[5-9]\\d|[2-9]\\d{3})-(0[1-9]|1[0-2])$',
    description,
    examples: [example],
  })

const howMany = count('How many referrals.')

export const ReferralStatistics = named(
  'ReferralStatistics',
  Type.Object(
    {
      from: month('The first month.', '2024-01'),
      until: month('The month after the last.', '2024-07'),
      roundedTo: Type.Integer({
        format: 'int32',
        minimum: 1,
        maximum: observersStep,
        description: `Every count is a multiple of this: 1, or ${observersStep} for observers, so that no single case shows.`,
      }),
      items: list(
        Type.Object(
          {
            month: month('In which (Asia/Jakarta) the first version was sent.', '2024-02'),
            side: oneOf(['sender', 'receiver'] as const, 'Whether your agency sent them, or was sent them.'),
            sent: howMany,
            acceptedWithoutReturn: count('How many were accepted right at first.'),
            acceptedAfterReturns: list(
              Type.Object({ rounds: count('How often they were returned.', 1), count: howMany }, closed),
              100,
              'Those accepted later, by how often they were returned.',
            ),
            returned: count('How many were returned at least once, whatever came of them.'),
            rejected: list(
              Type.Object({ reason: catalogueCode('The coded reason.', ['outside-mandate']), count: howMany }, closed),
              100,
              'Those rejected, by reason, the most frequent first.',
            ),
            withdrawn: count('How many were withdrawn before they were accepted.'),
            open: count('How many are neither accepted nor ended yet.'),
            citedItems: list(
              Type.Object({ code: checklistItemCode, count: count('How often returns cite it.') }, closed),
              mostChecklistItems,
              'What returns ask for, the most frequent first.',
            ),
          },
          { ...closed, description: 'What came of the referrals of one month so far.' },
        ),
        48,
        'Oldest month first; months without a referral are left out.',
      ),
    },
    { ...closed, description: 'How often referrals are accepted at the first attempt, and what is missing when not.' },
  ),
)

export function toReferralStatistics(
  months: readonly MonthOfReferrals[],
  period: { readonly from: string; readonly until: string },
  roundedTo: number,
): Static<typeof ReferralStatistics> {
  return {
    ...period,
    roundedTo,
    items: months.map(({ acceptedAfterReturns, rejected, citedItems, ...counts }) => ({
      ...counts,
      acceptedAfterReturns: [...acceptedAfterReturns],
      rejected: [...rejected],
      citedItems: [...citedItems],
    })),
  }
}
