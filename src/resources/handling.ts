import Type from 'typebox'
import { confidentialityLevels, handlingCodes } from '../domain/handling.ts'
import { oneOf } from './words.ts'

/** How a case or an item may be handled; the stricter of the two holds. */
export const handlingFields = {
  confidentiality: oneOf(
    confidentialityLevels,
    'How secret it is, from the least to the most; see docs/access.md for who may open what.',
  ),
  handling: Type.Array(
    oneOf(
      handlingCodes,
      '`view-only`: other agencies see the copy and never get the original. `no-export`: left out of exports. `no-onward-sharing`: not handed on by the receiver.',
    ),
    { maxItems: handlingCodes.length, uniqueItems: true, description: 'What other agencies may not do with it.' },
  ),
}
