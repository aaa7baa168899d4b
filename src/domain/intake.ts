import { cited, mostRoundsOf, refusalOfItems, refusalOfMarks, roundsAreUsedUp } from './checklist.ts'
import { legalDateOf } from './legal-date.ts'
import {
  contentOf,
  isOverdue,
  type Referral,
  type ReferralCommand,
  type ReferralEvent,
  refusalOf,
  repeated,
} from './referral.ts'
import { Rejection } from './rejection.ts'

/** The one reason that the service reads itself: for what was returned and not sent again in time. */
const notCompletedInTime = 'not-completed'

type Command<Type extends ReferralCommand['type']> = Extract<ReferralCommand, { type: Type }>

/** Accepts a referral, with what the officer found of the items that are left to the officer. */
export function accept(referral: Referral, { marks, applied }: Command<'AcceptReferral'>): ReferralEvent[] | Rejection {
  if (referral.acceptance !== null) return repeated({ marks: referral.acceptance.marks }, { marks })
  return (
    refusalOf(referral, 'acceptance') ??
    refusalOfMarks(marks, applied) ?? [
      { type: 'ReferralAccepted', data: { checklist: applied === undefined ? null : cited(applied), marks } },
    ]
  )
}

/** Returns a referral under the checklist that applies to it, while there are rounds left. */
export function giveBack(
  referral: Referral,
  { items, dueOn, act, terms }: Command<'ReturnReferral'>,
): ReferralEvent[] | Rejection {
  const refusal = refusalOf(referral, 'return')
  if (refusal) return refusal
  if (roundsAreUsedUp(referral, terms)) return new Rejection('R-REF-26')
  const codes = items.map(item => item.code)
  const twice = codes.flatMap((code, index) =>
    codes.indexOf(code) === index ? [] : [{ pointer: `/items/${index}/code`, code: 'rule' }],
  )
  if (twice.length > 0) return new Rejection('R-REF-18', twice)
  const unasked = refusalOfItems(items, terms)
  if (unasked || terms === undefined) return unasked ?? new Rejection('R-REF-24')
  const earliest = `The earliest due date today is ${terms.leastDueOn}.`
  if (dueOn <= legalDateOf(act.at)) return new Rejection('R-REF-17', [{ pointer: '/dueOn', code: 'rule' }], earliest)
  if (dueOn < terms.leastDueOn) return new Rejection('R-REF-25', [{ pointer: '/dueOn', code: 'rule' }], earliest)
  const round = referral.returns.length + 1
  const mostRounds = mostRoundsOf(referral, terms) ?? null
  return [{ type: 'ReferralReturned', data: { round, items, dueOn, checklist: cited(terms), mostRounds } }]
}

/** Rejects a referral for good; as not completed only one that was returned and not sent again in time. */
export function reject(referral: Referral, { rejection, act }: Command<'RejectReferral'>): ReferralEvent[] | Rejection {
  if (referral.rejection !== null) return repeated(contentOf(referral.rejection), rejection)
  const refusal = refusalOf(referral, 'rejection')
  if (refusal) return refusal
  const notCompleted = rejection.reason === notCompletedInTime
  if (notCompleted !== (referral.status === 'returned')) {
    return new Rejection('R-REF-19', [{ pointer: '/reason', code: 'rule' }])
  }
  if (notCompleted && !isOverdue(referral, act.at)) return new Rejection('R-REF-07')
  return [{ type: 'ReferralRejected', data: rejection }]
}
