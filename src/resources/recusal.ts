import Type, { type Static } from 'typebox'
import type { RecusalId } from '../domain/ids.ts'
import { interests, type Recusal } from '../domain/recusal.ts'
import { named, ref } from '../http/named-schema.ts'
import { ActRecord, closed, id, list, nullable, oneOf, text, toActRecord } from './words.ts'

const interest = oneOf(interests, 'What stands between the officer and an impartial judgement.')
const explanation = text(4000, 'In words.', 'The reported person is a cousin of mine.')
const reason = text(4000, 'In words.', 'The relation was checked and is none.')

export const RecusalInput = named(
  'RecusalInput',
  Type.Object(
    { interest, explanation },
    {
      ...closed,
      description: 'The interest that an officer declares.',
      examples: [{ interest: 'family', explanation: 'The reported person is a cousin of mine.' }],
    },
  ),
)

export const LiftingInput = named(
  'LiftingInput',
  Type.Object(
    { reason },
    {
      ...closed,
      description: 'Why a recusal ends.',
      examples: [{ reason: 'The relation was checked and is none.' }],
    },
  ),
)

export const RecusalResource = named(
  'Recusal',
  Type.Object(
    {
      id: id<RecusalId>('The recusal.'),
      by: ref(ActRecord),
      interest,
      explanation,
      lifting: nullable(
        Type.Object({ by: ref(ActRecord), reason }, { ...closed, description: 'Its end.' }),
        'Null while it stands.',
      ),
    },
    { ...closed, description: 'A recusal: the officer sees nothing of the case while it stands.' },
  ),
)

export const RecusalList = named(
  'RecusalList',
  Type.Object(
    { items: list(ref(RecusalResource), 1000, 'Oldest first.') },
    { ...closed, description: "The recusals of your agency's officers from a case." },
  ),
)

export function toRecusalResource({
  id,
  declared,
  interest,
  explanation,
  lifting,
}: Recusal): Static<typeof RecusalResource> {
  return {
    id,
    by: toActRecord(declared),
    interest,
    explanation,
    lifting: lifting && { by: toActRecord(lifting.act), reason: lifting.reason },
  }
}
