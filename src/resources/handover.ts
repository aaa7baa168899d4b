import Type, { type Static } from 'typebox'
import type { HandoverOnFile } from '../db/handovers.ts'
import { allowedHandoverActs, type Caller, handoverActs } from '../domain/allowed-acts.ts'
import { mostItems } from '../domain/evidence.ts'
import { handoverOutcomes, handoverStatuses, possibleOutcomes } from '../domain/handed-over.ts'
import type { HandoverId, ReferralId } from '../domain/ids.ts'
import { named, ref } from '../http/named-schema.ts'
import { conductShown, copiedItem } from './copy.ts'
import { decisionFields } from './decision-input.ts'
import { ReportedPersonSchema } from './reported-person.ts'
import {
  ActRecord,
  Agency,
  closed,
  count,
  id,
  instant,
  list,
  nullable,
  oneOf,
  pageOf,
  text,
  toActRecord,
} from './words.ts'

const reasonsExcerpt = text(4000, 'A verbatim part of the reasons.', 'The official led the campaign team.')
const registrationNumber = text(100, 'Of the register of the election-crime track.', '012/TM/PP/Kab/14.19/I/2024')
const outcome = oneOf(
  handoverOutcomes,
  'After receipt `registered` or `not-registered`; what was registered is later `not-an-offence` or `forwarded-to-police`.',
)
const explanation = text(4000, 'In words.', 'Gakkumdu agrees that it is a suspected offence.')

export const HandoverInput = named(
  'HandoverInput',
  Type.Object(
    {
      reasonsExcerpts: Type.Array(reasonsExcerpt, {
        maxItems: 50,
        description: 'What of the reasons goes with it; everything else is put together by rule.',
      }),
    },
    {
      ...closed,
      description: 'A criminal decision to hand over to the election-crime track.',
      examples: [{ reasonsExcerpts: ['The liked post campaigned for a candidate.'] }],
    },
  ),
)

export const HandoverOutcomeInput = named(
  'HandoverOutcomeInput',
  Type.Object(
    { outcome, registrationNumber: Type.Optional(registrationNumber), explanation },
    {
      ...closed,
      description: 'What came of a hand-over. The registration number goes with `registered` and with nothing else.',
      examples: [
        {
          outcome: 'registered',
          registrationNumber: '012/TM/PP/Kab/14.19/I/2024',
          explanation: 'The formal and material requirements are met.',
        },
        { outcome: 'not-registered', explanation: 'It was known for longer than the law allows.' },
      ],
    },
  ),
)

export const HandoverContentSchema = named(
  'HandoverContent',
  Type.Object(
    {
      person: ref(ReportedPersonSchema),
      conduct: Type.Object(
        { ...conductShown, knownAt: Type.Optional(instant('When it became known.')) },
        { ...closed, description: 'What the person did.' },
      ),
      evidence: list(
        copiedItem,
        mostItems,
        'The items that the recording agency marked and that may go on (R-CPY-06), by their digests.',
      ),
      evidenceWithheld: count(
        'How many items of the version are not among them: nobody marked them, or they may not go on.',
      ),
      decision: Type.Object(
        {
          number: count('Counts in the referral.', 1),
          track: decisionFields.track,
          outcome: decisionFields.outcome,
          criminalProvisions: list(
            decisionFields.criminalProvisions.items,
            25,
            'Which provisions, by codes of `criminal-provisions`.',
          ),
          instrument: decisionFields.instrument,
          legalBasis: decisionFields.legalBasis,
          reasonsExcerpts: list(reasonsExcerpt, 50, 'What the deciding agency marked of the reasons.'),
          issuedAt: instant('When it was issued.'),
        },
        { ...closed, description: 'The decision.' },
      ),
    },
    {
      ...closed,
      description:
        'What was handed over, fixed for ever: never the reporter, the source, the channel, other persons or text that nobody marked.',
    },
  ),
)

const summary = {
  id: id<HandoverId>('The hand-over.'),
  sender: Agency,
  receiver: Agency,
  status: oneOf(handoverStatuses, 'How far the receiving agency has come with it.'),
  decisionStanding: oneOf(
    ['issued', 'superseded', 'annulled'] as const,
    'Whether the decision it rests on still stands.',
  ),
  sentAt: instant('When it was sent.'),
  dueAt: nullable(instant('By when it had to be sent.'), 'Null where the law of the day knew no such clock.'),
  late: Type.Boolean({ description: 'Whether it was sent after that.' }),
  changedAt: instant('When something last happened to it.'),
}

export const HandoverSummary = named(
  'HandoverSummary',
  Type.Object(summary, { ...closed, description: 'A hand-over in a list; it names no person.' }),
)
export const HandoverPage = named('HandoverPage', pageOf(ref(HandoverSummary), 'Hand-overs, newest first.'))

export const HandoverResource = named(
  'Handover',
  Type.Object(
    {
      ...summary,
      referralId: nullable(
        id<ReferralId>('The referral that the decision belongs to.'),
        'For the sender or whoever has its cases now; null for the receiver, who never sees the referral.',
      ),
      by: ref(ActRecord),
      content: ref(HandoverContentSchema),
      receipt: nullable(ref(ActRecord), 'Who confirmed the receipt, and when.'),
      reports: list(
        Type.Object(
          {
            outcome,
            registrationNumber: nullable(registrationNumber, 'Null unless it was registered.'),
            explanation,
            by: ref(ActRecord),
          },
          { ...closed, description: 'One report.' },
        ),
        handoverOutcomes.length,
        'What the receiving agency has reported, in order.',
      ),
      possibleOutcomes: list(outcome, handoverOutcomes.length, 'What can be reported now.'),
      allowedActions: list(
        oneOf(handoverActs, 'An act.'),
        handoverActs.length,
        'What the caller may do now, by `x-act` of the operations.',
      ),
    },
    { ...closed, description: 'A criminal decision on its way through the election-crime track.' },
  ),
)

export function toHandoverSummary({ state, decisionStanding }: HandoverOnFile): Static<typeof HandoverSummary> {
  const { id, sender, receiver, status, sending, dueAt, late, changedAt } = state
  return { id, sender, receiver, status, decisionStanding, sentAt: sending.at, dueAt, late, changedAt }
}

export function toHandoverResource(
  file: HandoverOnFile,
  caller: Pick<Caller, 'agency' | 'roles'>,
): Static<typeof HandoverResource> {
  const { state } = file
  const { person, conduct, evidence, evidenceWithheld, decision } = state.content
  return {
    ...toHandoverSummary(file),
    referralId: caller.agency === state.receiver ? null : state.referralId,
    by: toActRecord(state.sending),
    content: {
      person,
      conduct: { ...conduct, excerpts: [...conduct.excerpts] },
      evidence: [...evidence],
      evidenceWithheld,
      decision: {
        ...decision,
        criminalProvisions: [...decision.criminalProvisions],
        reasonsExcerpts: [...decision.reasonsExcerpts],
      },
    },
    receipt: state.receipt && toActRecord(state.receipt.act),
    reports: state.reports.map(({ act, outcome, registrationNumber, explanation }) => ({
      outcome,
      registrationNumber,
      explanation,
      by: toActRecord(act),
    })),
    possibleOutcomes: possibleOutcomes(state),
    allowedActions: allowedHandoverActs(state, caller),
  }
}

/** The version for the entity tag: what is known of the decision is not the receiver's doing. */
export function handoverEtagVersion({ version, decisionStanding }: HandoverOnFile): string {
  return `${version}-${decisionStanding}`
}
