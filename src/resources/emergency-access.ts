import Type, { type Static } from 'typebox'
import { type EmergencyAccess, emergencyReasons } from '../domain/emergency.ts'
import type { EmergencyAccessId, ReferralId } from '../domain/ids.ts'
import { currentVersion, type Referral } from '../domain/referral.ts'
import { named, ref } from '../http/named-schema.ts'
import { ReferralResource, toReferralResource } from './referral.ts'
import { toContent, ViolationContentSchema } from './violation.ts'
import { ActRecord, closed, id, instant, nullable, oneOf, text, toActRecord } from './words.ts'

const referralId = id<ReferralId>('The one referral to read. It is not said whether there is such a one.')
const reason = oneOf(emergencyReasons, 'Why it cannot wait.')
const explanation = text(4000, 'In words; the parties read it.', 'The hearing is tonight and the file has not arrived.')

export const EmergencyAccessInput = named(
  'EmergencyAccessInput',
  Type.Object(
    { referralId, reason, explanation },
    {
      ...closed,
      description: 'What to read, and why it cannot wait.',
      examples: [
        {
          referralId: '018c6a3e-0f5c-7b3a-9d51-6a3f0c1b2d4e',
          reason: 'parallel-proceeding',
          explanation: 'The hearing is tonight and the file has not arrived.',
        },
      ],
    },
  ),
)

export const EmergencyAccessResource = named(
  'EmergencyAccess',
  Type.Object(
    {
      id: id<EmergencyAccessId>('The access.'),
      by: ref(ActRecord),
      referralId,
      reason,
      explanation,
      confirmation: nullable(
        Type.Object(
          { by: ref(ActRecord), endsAt: instant('When it ends by itself.') },
          { ...closed, description: 'The word of the second person.' },
        ),
        'Null until somebody else of the agency, in the same role, has confirmed.',
      ),
    },
    { ...closed, description: 'Leave to read one referral for some minutes.' },
  ),
)

/** What stays hidden even in an emergency: where the matter came from, and what only the parties can do. */
const { source: _source, ...contentShown } = ViolationContentSchema.properties
const {
  content: _content,
  allowedActions: _allowedActions,
  questionCount: _questionCount,
  implications: _implications,
  ...referralShown
} = ReferralResource.properties

export const EmergencyReferral = named(
  'EmergencyReferral',
  Type.Object(
    {
      ...referralShown,
      content: Type.Object(contentShown, {
        ...closed,
        description: 'What the current version says, without where it came from.',
      }),
      endsAt: instant('When this access ends.'),
    },
    {
      ...closed,
      description: 'A referral as it is shown in an emergency: without source, evidence, questions and drafts.',
    },
  ),
)

export function toEmergencyAccessResource(access: EmergencyAccess): Static<typeof EmergencyAccessResource> {
  const { id, referralId, reason, explanation, requested, confirmation } = access
  return {
    id,
    by: toActRecord(requested),
    referralId,
    reason,
    explanation,
    confirmation: confirmation && { by: toActRecord(confirmation.act), endsAt: confirmation.endsAt },
  }
}

/** The one view of a referral for readers in an emergency: what is guarded stays hidden, and where it came from. */
export function toEmergencyReferral(referral: Referral, now: string, endsAt: string): Static<typeof EmergencyReferral> {
  const nobody = { agency: referral.sender, roles: [], kind: 'person' } as const
  const {
    content: _,
    allowedActions: __,
    questionCount: ___,
    implications: _____,
    ...shown
  } = toReferralResource(referral, nobody, now)
  const overseer = { relation: 'overseer', roles: [], status: referral.status } as const
  const {
    content: { source: ____, ...content },
    masked,
  } = toContent(currentVersion(referral).content, overseer)
  const elsewhere = masked.filter(pointer => !pointer.startsWith('/content/source/'))
  return { ...shown, content, masked: ['/content/source', ...elsewhere], endsAt }
}
