import Type, { type Static } from 'typebox'
import type { HandoverOnFile } from '../db/handovers.ts'
import {
  allowedHandoverActs,
  type Caller,
  type HandedEvidenceAct,
  handedEvidenceActs,
  handoverActs,
} from '../domain/allowed-acts.ts'
import { type Evidence, evidenceStatus, handedForms, mostItems } from '../domain/evidence.ts'
import type { HandedItem } from '../domain/handed-evidence.ts'
import { handoverOutcomes, handoverStatuses, possibleOutcomes } from '../domain/handed-over.ts'
import type { EvidenceId, HandoverId, ReferralId } from '../domain/ids.ts'
import { named, ref } from '../http/named-schema.ts'
import { conductShown, copiedItem, correctionsTold } from './copy.ts'
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
  oneOfThoseKnown,
  pageOf,
  sha256,
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
        description: 'What of the reasons goes with it; what else is said is put together by rule.',
      }),
      evidence: Type.Optional(
        Type.Array(id<EvidenceId>('An item of the version that was decided on.'), {
          maxItems: mostItems,
          uniqueItems: true,
          description:
            'Which of the items marked by the recording agency go with it; when left out, all that may (R-CRH-07).',
        }),
      ),
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

const bytes = (description: string) =>
  Type.Integer({ format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description })

/** What went along of the bytes of an item, fixed for ever. */
const given = Type.Object(
  {
    form: oneOf(
      handedForms,
      '`original`: as it was taken in, and the shown copy where there is one. `shown-copy`: that alone, without location and other metadata.',
    ),
    size: bytes('Bytes of the original.'),
    shown: nullable(
      Type.Object(
        { digest: sha256('Hex SHA-256 of the shown copy.'), size: bytes('Bytes of the shown copy.') },
        { ...closed, description: 'The copy that is shown.' },
      ),
      'Null where metadata cannot be taken out.',
    ),
    receivedAt: instant('When the service had taken the item in.'),
    sealedAt: instant('When it was sealed: from then on nothing was changed about it.'),
    custodyPosition: count('The last entry of the ledger of the item that the hand-over rests on.', 1),
  },
  { ...closed, description: 'What went along of the bytes of an item.' },
)
const handedItem = {
  ...copiedItem.properties,
  given: nullable(given, 'Null where only the digest went, as with hand-overs before evidence went along.'),
}

export const HandedEvidence = named(
  'HandedEvidence',
  Type.Object(
    {
      ...handedItem,
      status: oneOf(['available', 'damaged', 'erased'] as const, 'Whether its bytes are there to be opened.'),
      allowedActions: list(
        oneOfThoseKnown(handedEvidenceActs, 'An act.'),
        handedEvidenceActs.length,
        'What the caller may do with it now, by `x-act` of the operations.',
      ),
    },
    {
      ...closed,
      description:
        'An item of evidence that went with a hand-over, for its receiver: never its title, its link, its file name or who collected it.',
    },
  ),
)
export const HandedEvidenceList = named(
  'HandedEvidenceList',
  Type.Object(
    { items: list(ref(HandedEvidence), mostItems, 'In the order in which they were taken in.') },
    { ...closed, description: 'The evidence that went with a hand-over.' },
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
        Type.Object(handedItem, { ...closed, description: 'An item that goes along.' }),
        mostItems,
        'The items that go along: marked by the recording agency, and of these what may go on (R-CRH-07) or was chosen.',
      ),
      evidenceWithheld: count(
        'How many items of the version are not among them: nobody marked or chose them, or they may not go on.',
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
          revision: nullable(
            count('Which revision of the decision it was made from: 1 as issued, one more with each correction.', 1),
            'Null of hand-overs before it was kept.',
          ),
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
    'Whether the decision it rests on still stands: there is a newer one when it was superseded.',
  ),
  correctionCount: count('How often the decision was corrected since it was handed over.'),
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
      corrections: correctionsTold(
        'What was corrected of the decision since it was handed over, in order; `content` keeps what it said.',
      ),
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
      transfers: list(
        Type.Object(
          {
            succession: text(40, 'The order, by its code in the directory.', 'election-supervision-2029'),
            from: Agency,
            to: Agency,
            begun: Type.Boolean({ description: 'Whether the old holder had begun it.' }),
            by: ref(ActRecord),
          },
          { ...closed, description: 'One succession.' },
        ),
        1000,
        'Every succession of election supervision that gave it another receiver, in order.',
      ),
      possibleOutcomes: list(outcome, handoverOutcomes.length, 'What can be reported now.'),
      allowedActions: list(
        oneOfThoseKnown(handoverActs, 'An act.'),
        handoverActs.length,
        'What the caller may do now, by `x-act` of the operations.',
      ),
    },
    { ...closed, description: 'A criminal decision on its way through the election-crime track.' },
  ),
)

export function toHandoverSummary(file: HandoverOnFile): Static<typeof HandoverSummary> {
  const { id, sender, receiver, status, sending, dueAt, late, changedAt } = file.state
  const { decisionStanding, corrections } = file
  const decision = { decisionStanding, correctionCount: corrections.length }
  return { id, sender, receiver, status, ...decision, sentAt: sending.at, dueAt, late, changedAt }
}

export function toHandoverResource(
  file: HandoverOnFile,
  caller: Pick<Caller, 'agency' | 'roles' | 'kind'>,
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
      evidence: evidence.map(toHandedItem),
      evidenceWithheld,
      decision: {
        ...decision,
        criminalProvisions: [...decision.criminalProvisions],
        reasonsExcerpts: [...decision.reasonsExcerpts],
        revision: decision.revision ?? null,
      },
    },
    corrections: [...file.corrections],
    receipt: state.receipt && toActRecord(state.receipt.act),
    reports: state.reports.map(({ act, outcome, registrationNumber, explanation }) => ({
      outcome,
      registrationNumber,
      explanation,
      by: toActRecord(act),
    })),
    transfers: (state.transfers ?? []).map(({ act, ...transfer }) => ({ ...transfer, by: toActRecord(act) })),
    possibleOutcomes: possibleOutcomes(state),
    allowedActions: allowedHandoverActs(state, caller),
  }
}

/** An item that went with a hand-over, as its receiver sees it: what went is fixed, what can be done with it is not. */
export function toHandedEvidence(
  item: HandedItem,
  state: Evidence,
  allowedActions: HandedEvidenceAct[],
): Static<typeof HandedEvidence> {
  const gone = evidenceStatus(state) === 'erased'
  return {
    ...toHandedItem(item),
    status: gone ? 'erased' : state.damage === null ? 'available' : 'damaged',
    allowedActions,
  }
}

function toHandedItem({ given, ...item }: HandedItem) {
  return { ...item, given: given ?? null }
}

/** The version for the entity tag: what is known of the decision is not the receiver's doing. */
export function handoverEtagVersion({ version, decisionStanding, corrections }: HandoverOnFile): string {
  return [version, decisionStanding, ...(corrections.length > 0 ? [corrections.length] : [])].join('-')
}
