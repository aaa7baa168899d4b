import Type from 'typebox'
import { mandateKinds } from '../domain/agencies.ts'
import { named, ref } from '../http/named-schema.ts'
import { Agency, closed, legalDate, list, nullable, oneOf, text } from './words.ts'

export const AgencyResource = named(
  'Agency',
  Type.Object(
    {
      id: Agency,
      kind: text(100, 'What kind of agency it is.', 'ministry'),
      name: Type.Object(
        {
          en: text(300, 'In English.', 'Civil Service Commission'),
          id: text(300, 'In Indonesian.', 'Komisi Aparatur Sipil Negara'),
        },
        { ...closed, description: 'Its name.' },
      ),
      higherAuthority: nullable(Agency, 'Who stands above it, when it is itself implicated.'),
      mandates: list(
        Type.Object(
          {
            mandate: oneOf(mandateKinds, 'What it may do by law.'),
            from: legalDate('The first day.'),
            to: nullable(legalDate('The day on which it no longer holds it.'), 'Null while no end is known.'),
            legalBasis: text(1000, 'On which basis.', 'UU 5/2014 pasal 27-40'),
          },
          closed,
        ),
        100,
        'Its mandates, past and present.',
      ),
    },
    { ...closed, description: 'An agency of the directory.' },
  ),
)
export const AgencyList = named(
  'AgencyList',
  Type.Object(
    { items: list(ref(AgencyResource), 5000, 'By id.') },
    { ...closed, description: 'The agency directory.' },
  ),
)
