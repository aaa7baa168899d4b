import Type, { type Static } from 'typebox'
import type { DuplicateHint, MarkKind } from '../db/duplicate-hints.ts'
import { named } from '../http/named-schema.ts'
import { closed, id, list, oneOf, oneOfThoseKnown } from './words.ts'

/** An identifier of a person and the bytes of a file are strong; many cases are about one address. */
const strengths: Record<MarkKind, 'strong' | 'weak'> = {
  nip: 'strong',
  'ni-pppk': 'strong',
  nik: 'strong',
  evidence: 'strong',
  link: 'weak',
}
const kinds = Object.keys(strengths) as MarkKind[]

export const DuplicateHintList = named(
  'DuplicateHintList',
  Type.Object(
    {
      items: list(
        Type.Object(
          {
            id: id('The other violation or referral, which your agency sees too.'),
            strength: oneOf(['strong', 'weak'] as const, 'Of the strongest reason.'),
            reasons: list(
              oneOfThoseKnown(
                kinds,
                'What both say: the same NIP, NI PPPK, NIK, link, or bytes of an item of evidence.',
              ),
              20,
              'Why it may be the same.',
            ),
          },
          { ...closed, description: 'A case that may be about the same.' },
        ),
        100,
        'Newest first. A hint is no finding: nothing is merged by it.',
      ),
    },
    { ...closed, description: 'Other cases of your agency that may be about the same person or act.' },
  ),
)

export function toDuplicateHintList(hints: readonly DuplicateHint[]): Static<typeof DuplicateHintList> {
  return {
    items: hints.map(({ id, kinds: said }) => {
      const reasons = kinds.filter(kind => said.includes(kind))
      return { id, strength: reasons.some(kind => strengths[kind] === 'strong') ? 'strong' : 'weak', reasons }
    }),
  }
}
