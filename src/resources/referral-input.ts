import Type from 'typebox'
import type { ReasonKind } from '../domain/catalogue.ts'
import type { ViolationId } from '../domain/ids.ts'
import { implications } from '../domain/routing.ts'
import { named } from '../http/named-schema.ts'
import { checklistItemCode } from './checklist.ts'
import { evidenceMarks } from './violation-input.ts'
import { Agency, catalogueCode, closed, id, legalDate, oneOf, text } from './words.ts'

export const ReferralInput = named(
  'ReferralInput',
  Type.Object(
    { violationId: id<ViolationId>('The documented violation to send.') },
    {
      ...closed,
      description: 'Which violation to refer. The receiver follows from the mandate.',
      examples: [{ violationId: '018c6a3e-0f5c-7b3a-9d51-6a3f0c1b2d4e' }],
    },
  ),
)

export const returnItem = Type.Object(
  {
    code: checklistItemCode,
    note: text(4000, 'What is asked for.', 'Identify the person who led the meeting.'),
  },
  closed,
)

export const ReturnInput = named(
  'ReturnInput',
  Type.Object(
    {
      items: Type.Array(returnItem, {
        minItems: 1,
        maxItems: 20,
        description: 'What must be completed, each item once.',
      }),
      dueOn: legalDate(
        'The last day (Asia/Jakarta) for the resubmission; not before the completion clock of the checklist has run out.',
      ),
    },
    {
      ...closed,
      description: 'What is missing, and by when it is wanted.',
      examples: [
        {
          items: [{ code: 'evidence', note: 'The capture does not show the account name.' }],
          dueOn: '2099-12-20',
        },
      ],
    },
  ),
)

export const returnAnswer = Type.Object(
  {
    code: checklistItemCode,
    answer: text(4000, 'What was completed.', 'A new capture shows the account name.'),
  },
  closed,
)

export const ResubmissionInput = named(
  'ResubmissionInput',
  Type.Object(
    {
      answers: Type.Array(returnAnswer, { minItems: 1, maxItems: 20, description: 'One for each item of the return.' }),
    },
    {
      ...closed,
      description:
        'Answers to every item of the last return. The violation as it is now becomes the new frozen version.',
      examples: [{ answers: [{ code: 'evidence', answer: 'A new capture shows the account name.' }] }],
    },
  ),
)

function reasonInput(name: string, kind: ReasonKind, description: string, example: string) {
  return named(
    name,
    Type.Object(
      {
        reason: catalogueCode(`The coded reason, of \`reason-codes\` (\`${kind}\`).`, example),
        explanation: text(4000, 'In words.', 'The act lies outside our mandate.'),
      },
      { ...closed, description, examples: [{ reason: example, explanation: 'Explained in a sentence or two.' }] },
    ),
  )
}
export const RejectionInput = reasonInput(
  'RejectionInput',
  'rejection',
  'Why a referral is rejected.',
  'outside-mandate',
)
export const WithdrawalInput = reasonInput('WithdrawalInput', 'withdrawal', 'Why a referral is withdrawn.', 'new-facts')

export const AssignmentInput = named(
  'AssignmentInput',
  Type.Object(
    {
      officer: Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: '^[\\x21-\\x7e]+$',
        description:
          "The case officer, by the `sub` of their access tokens from the agency's own issuer. It is not checked whether they have called yet.",
        examples: ['case-officer-1'],
      }),
    },
    { ...closed, description: 'Who examines the case.', examples: [{ officer: 'case-officer-1' }] },
  ),
)

export const said = text(4000, 'The text.', 'Is the video available in full length?')
export const ImplicationInput = named(
  'ImplicationInput',
  Type.Object(
    {
      agency: Agency,
      because: oneOf(implications, 'How its head is part of the case.'),
      explanation: text(4000, 'In words. The other agency reads it too.', 'Witnesses say the regent led the meeting.'),
    },
    {
      ...closed,
      description: 'An authority that is part of the case, and how that was found out.',
      examples: [
        { agency: 'boyolali', because: 'exerted-pressure', explanation: 'Witnesses say the regent led the meeting.' },
      ],
    },
  ),
)

export const ReassignmentInput = named(
  'ReassignmentInput',
  Type.Object(
    {
      officer: AssignmentInput.properties.officer,
      reason: text(4000, 'In words. The other agency reads it too.', 'The officer is on leave until March.'),
    },
    {
      ...closed,
      description: 'Who has the case from now on, and why.',
      examples: [{ officer: 'case-officer-2', reason: 'The officer is on leave until March.' }],
    },
  ),
)

export const QuestionInput = named(
  'QuestionInput',
  Type.Object(
    { text: said },
    {
      ...closed,
      description: 'A question to the other agency.',
      examples: [{ text: 'Is the video available in full length?' }],
    },
  ),
)
export const AnswerInput = named(
  'AnswerInput',
  Type.Object(
    { text: said },
    { ...closed, description: 'An answer.', examples: [{ text: 'Only the fragment of 34 seconds is known.' }] },
  ),
)

export const SupplementInput = named(
  'SupplementInput',
  Type.Object(
    {
      explanation: text(4000, 'What is added, and why now.', 'The full video was found on a second account.'),
      releasable: Type.Optional(
        Type.Partial(Type.Object(evidenceMarks), {
          ...closed,
          description: 'Which items of the new version may go on, beside those marked before; no mark is taken back.',
        }),
      ),
    },
    {
      ...closed,
      description: 'Evidence that came after the referral was sent, and marks of what may go on.',
      examples: [{ explanation: 'The full video was found on a second account.' }],
    },
  ),
)
