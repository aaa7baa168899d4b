import Type, { type Static } from 'typebox'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import { named, ref } from '../http/named-schema.ts'
import { ProblemDocument } from '../http/problem-responses.ts'
import { closed, count, id, nullable, oneOf, oneOfThoseKnown } from './words.ts'

const key = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '^[ -~]+$',
  description:
    'A key of your own for this one line, as `Idempotency-Key` has it between its quotes, for example a UUID.',
  examples: ['8e03978e-40d5-43dd-bc93-6894a57f9324'],
})

export const ReferralBatchLine = named(
  'ReferralBatchLine',
  Type.Object(
    { idempotencyKey: key, violationId: id<ViolationId>('The documented violation to send.') },
    {
      ...closed,
      description: 'One line of a batch: what one `POST /v1/referrals` is, with its key.',
      examples: [
        {
          idempotencyKey: '8e03978e-40d5-43dd-bc93-6894a57f9324',
          violationId: '018c6a3e-0f5c-7b3a-9d51-6a3f0c1b2d4e',
        },
      ],
    },
  ),
)

const { instance: _, requestId: __, ...substance } = ProblemDocument.properties

export const ReferralBatchProblem = named(
  'ReferralBatchProblem',
  Type.Object(substance, {
    ...closed,
    description:
      'A problem (RFC 9457) of one line: what its own request would be told, without what names the occurrence.',
  }),
)

export const batchOutcomes = ['sent', 'already-sent', 'would-be-sent', 'refused'] as const

export const ReferralBatchResult = named(
  'ReferralBatchResult',
  Type.Object(
    {
      line: count('Which line, from 1; blank ones count.', 1),
      idempotencyKey: nullable(key, 'Null when the line could not be read.'),
      outcome: oneOf(
        batchOutcomes,
        '`already-sent`: this request was answered before, in a batch or alone. `would-be-sent`: in a dry run.',
      ),
      status: Type.Integer({
        format: 'int32',
        minimum: 200,
        maximum: 599,
        description: 'The status that its own request would have.',
      }),
      referral: nullable(
        Type.Object(
          {
            id: id<ReferralId>('The referral.'),
            href: Type.String({ maxLength: 100, pattern: '^/v1/referrals/', description: 'Where it is read.' }),
            etag: Type.String({ maxLength: 100, pattern: '^"[!#-~]*"$', description: 'Its ETag when it was sent.' }),
          },
          { ...closed, description: 'The referral that was sent.' },
        ),
        'Null unless it was sent.',
      ),
      problem: nullable(ref(ReferralBatchProblem), 'Null unless it was refused.'),
      retryAfter: nullable(count('Seconds until the line may be repeated.'), 'Null where repeating it does not help.'),
    },
    { ...closed, description: 'What came of one line.' },
  ),
)

export const batchEndings = [
  'end',
  'too-many-lines',
  'too-large',
  'stalled',
  'broken-off',
  'token-expired',
  'access-ended',
  'shutting-down',
  'outage',
] as const
export type BatchEnding = (typeof batchEndings)[number]

export const ReferralBatchSummary = named(
  'ReferralBatchSummary',
  Type.Object(
    {
      summary: Type.Object(
        {
          sent: count('Lines that were sent now.'),
          alreadySent: count('Lines that had been sent before.'),
          wouldBeSent: count('In a dry run, lines that would be sent.'),
          refused: count('Lines that were refused.'),
          endedBy: oneOfThoseKnown(
            batchEndings,
            'Why there are no more results: `end` when the batch is done. Otherwise lines without a result were not done, or after an `outage` perhaps; send them again, and after `access-ended` somebody else must: the token was revoked, or its person has left.',
          ),
        },
        { ...closed, description: 'How the lines fared.' },
      ),
    },
    { ...closed, description: 'The last line of an answer. An answer without it was cut.' },
  ),
)

export type BatchResult = Static<typeof ReferralBatchResult>
