import Type, { type Static } from 'typebox'
import type { FormerHandover, HandoverOnFile } from '../db/handovers.ts'
import type { FormerMatter, SuccessionCase, SuccessionOnFile } from '../db/successions.ts'
import { type Mandate, mandateKinds } from '../domain/agencies.ts'
import type { Caller } from '../domain/allowed-acts.ts'
import type { JsonValue } from '../domain/canonical-json.ts'
import { confidences } from '../domain/catalogue.ts'
import { withoutGuarded } from '../domain/fields.ts'
import type { HandoverId, ReferralId, ViolationId } from '../domain/ids.ts'
import type { Referral } from '../domain/referral.ts'
import { movedStatuses, transferOutcomes } from '../domain/succession.ts'
import { movedHandoverStatuses } from '../domain/track-succession.ts'
import { named, ref } from '../http/named-schema.ts'
import { DecisionResource, decisionsOnFile, toDecisionResource } from './decision.ts'
import { HandoverResource, toHandoverResource } from './handover.ts'
import { QuestionResource, ReferralResource, toQuestionResource, toReferralResource } from './referral.ts'
import { maskedFields } from './violation.ts'
import { Agency, closed, count, id, instant, legalDate, list, nullable, oneOf, pageOf, text } from './words.ts'

const code = Type.String({
  minLength: 1,
  maxLength: 40,
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  description: 'The succession, by its code in the directory.',
  examples: ['kasn-bkn-2024'],
})

export const SuccessionInPath = Type.Object({ code }, closed)

const begunStates = [...new Set([...movedStatuses, ...movedHandoverStatuses])]

const order = {
  code,
  mandate: oneOf(mandateKinds, 'Which mandate passes on.'),
  from: Agency,
  takesEffectOn: legalDate('From this day (Asia/Jakarta) on the matters are the successor’s.'),
  legalBasis: text(1000, 'On which basis.', 'SE MenPANRB 4/2024'),
  begun: Agency,
  notBegun: Agency,
  begunStatuses: list(
    oneOf(begunStates, 'A state.'),
    begunStates.length,
    'In which states a matter counts as begun: those of referrals for merit supervision, of hand-overs for election supervision.',
  ),
  confidence: oneOf(confidences, 'How well the order is known.'),
  beganAt: nullable(instant('When the service began to carry it out.'), 'Null before.'),
  finishedAt: nullable(instant('When nothing was left to come.'), 'Null while it goes on.'),
}

export const SuccessionResource = named(
  'Succession',
  Type.Object(order, {
    ...closed,
    description: 'An order of the law by which the matters of one agency become those of another, on a day.',
  }),
)
export const SuccessionList = named(
  'SuccessionList',
  Type.Object(
    { items: list(ref(SuccessionResource), 1000, 'As the directory has them.') },
    { ...closed, description: 'The successions of the directory.' },
  ),
)

export const SuccessionCaseResource = named(
  'SuccessionCase',
  Type.Object(
    {
      referralId: nullable(id<ReferralId>('The referral.'), 'Null where a hand-over is moved.'),
      handoverId: nullable(
        id<HandoverId>('The hand-over.'),
        'Where election supervision passes on: the received hand-over to the election-crime track. Null where a referral is moved.',
      ),
      sender: Agency,
      from: Agency,
      to: Agency,
      begun: Type.Boolean({ description: 'Whether the old holder had begun it.' }),
      outcome: oneOf(
        transferOutcomes,
        '`pending`: about to be moved. `moved`: it is the successor’s. `stays`: the order leaves it where it is. `successor-is-sender`: the successor sent it itself, and it waits for an order of its own. `no-longer-open`: it ended before. `no-longer-theirs`: another order had moved it before.',
      ),
      settledAt: nullable(instant('When it came to that.'), 'Null while pending.'),
    },
    { ...closed, description: 'What became of one matter.' },
  ),
)
export const SuccessionWithCases = named(
  'SuccessionWithCases',
  Type.Object(
    {
      ...order,
      pending: count('How many of your matters wait; counted up to 1,000.'),
      ...pageOf(ref(SuccessionCaseResource), '').properties,
    },
    {
      ...closed,
      description:
        'A succession with what became of each matter that is or was your agency’s, newest first; without those from which you are recused.',
    },
  ),
)

const former = {
  id: id<ReferralId>('The referral.'),
  violationId: id<ViolationId>('The violation it was made from.'),
  succession: code,
  handedOverAt: instant('When it was handed over; nothing after that is shown.'),
}
export const FormerReferralSummary = named(
  'FormerReferralSummary',
  Type.Object(former, { ...closed, description: 'A matter that your agency had begun and handed over, in a list.' }),
)
export const FormerReferralPage = named(
  'FormerReferralPage',
  pageOf(ref(FormerReferralSummary), 'Matters that your agency had begun and handed over, newest first.'),
)
export const FormerReferral = named(
  'FormerReferral',
  Type.Object(
    {
      ...former,
      referral: ref(ReferralResource),
      questions: list(ref(QuestionResource), 1000, 'Every question up to then, with its answers.'),
      decisions: list(ref(DecisionResource), 1000, 'Every decision issued up to then.'),
    },
    { ...closed, description: 'A matter as it was when your agency handed it over. What came later is not in it.' },
  ),
)

const formerHandover = {
  id: id<HandoverId>('The hand-over.'),
  succession: code,
  passedOnAt: instant('When your agency gave its matters to the successor; nothing after that is shown.'),
}
export const FormerHandoverSummary = named(
  'FormerHandoverSummary',
  Type.Object(formerHandover, {
    ...closed,
    description: 'A hand-over that had ended when your agency gave its matters to a successor, in a list.',
  }),
)
export const FormerHandoverPage = named(
  'FormerHandoverPage',
  pageOf(ref(FormerHandoverSummary), 'Hand-overs that had ended by then, newest first.'),
)
export const FormerHandoverResource = named(
  'FormerHandover',
  Type.Object(
    { ...formerHandover, handover: ref(HandoverResource), masked: maskedFields },
    { ...closed, description: 'A hand-over as it was when your agency gave its matters to a successor.' },
  ),
)

export function toSuccession({ begunStatuses, ...said }: SuccessionOnFile): Static<typeof SuccessionResource> {
  return { ...said, begunStatuses: begunStates.filter(state => begunStatuses.some(begun => begun === state)) }
}

/** The domain's words in wire shape; they happen to be alike, and this keeps them so. */
export function toSuccessionCase({ id: _, ...row }: SuccessionCase): Static<typeof SuccessionCaseResource> {
  return row
}

export function toFormerSummary({
  referralId,
  violationId,
  succession,
  endedAt,
}: FormerMatter): Static<typeof FormerReferralSummary> {
  return { id: referralId, violationId, succession, handedOverAt: endedAt }
}

export function toFormerHandoverSummary({
  id,
  succession,
  endedAt,
}: FormerHandover): Static<typeof FormerHandoverSummary> {
  return { id, succession, passedOnAt: endedAt }
}

/** The hand-over as it was: numbers by which the person is known are masked, as in whatever archivists read. */
export function toFormerHandover(
  former: FormerHandover & { readonly file: HandoverOnFile },
  { agency, roles, kind }: Caller,
): Static<typeof FormerHandoverResource> {
  const handover = toHandoverResource(former.file, { agency, roles, kind })
  const given = { reportedPersons: [handover.content.person] } as JsonValue
  const { content, masked } = withoutGuarded(given, { relation: 'receiver', roles, status: undefined })
  const [person] = (content as unknown as { reportedPersons: [typeof handover.content.person] }).reportedPersons
  return {
    ...toFormerHandoverSummary(former),
    handover: { ...handover, content: { ...handover.content, person } },
    masked: masked.map(pointer => pointer.replace('/reportedPersons/0', '/handover/content/person')),
  }
}

/** The matter as it was, for somebody who can do nothing with it any more. */
export function toFormerReferral(
  matter: FormerMatter,
  referral: Referral,
  caller: Caller,
  mandates: readonly Mandate[],
): Static<typeof FormerReferral> {
  return {
    ...toFormerSummary(matter),
    referral: { ...toReferralResource(referral, caller, matter.endedAt), allowedActions: [] },
    questions: referral.questions.map(toQuestionResource),
    decisions: decisionsOnFile(referral, undefined).map(file => toDecisionResource(file, caller, mandates)),
  }
}
