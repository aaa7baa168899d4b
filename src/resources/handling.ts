import Type from 'typebox'
import { confidentialityLevels, handlingCodes, handlingTables } from '../domain/handling.ts'
import { oneOf } from './words.ts'

const whoMay = confidentialityLevels
  .map(level => {
    const { roles, assigned } = handlingTables.receiverMay[level]
    return `\`${level}\`: ${roles.join(', ')}${assigned ? ' (a case-officer only of their own case)' : ''}`
  })
  .join('; ')

/** How a case or an item may be handled; the stricter of the two holds. */
export const handlingFields = {
  confidentiality: oneOf(
    confidentialityLevels,
    `How secret it is, from the least to the most. Who of the receiving agency may open what: ${whoMay}.`,
  ),
  handling: Type.Array(
    oneOf(
      handlingCodes,
      '`view-only`: other agencies see the copy and never get the original; where there is no copy (see `copy.kind`), nothing. `no-export`: left out of exports. `no-onward-sharing`: not handed on by the receiver.',
    ),
    { maxItems: handlingCodes.length, uniqueItems: true, description: 'What other agencies may not do with it.' },
  ),
}
