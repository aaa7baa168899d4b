import Type, { type Static } from 'typebox'
import type { DepartureOnFile } from '../db/officers.ts'
import { caseOutcomes, type Departure } from '../domain/departure.ts'
import type { DepartureId, ReferralId } from '../domain/ids.ts'
import { named, ref } from '../http/named-schema.ts'
import { ActRecord, closed, id, legalDate, list, nullable, oneOf, text, toActRecord } from './words.ts'

const reason = text(4000, 'In words.', 'Transferred to another ministry.')
const subject = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$', description, examples: [example] })

export const DepartureInput = named(
  'DepartureInput',
  Type.Object(
    {
      officer: subject(
        "Who has left, by the `sub` of their access tokens from the agency's own issuer.",
        'case-officer-1',
      ),
      successor: subject('Who takes over the open cases, likewise.', 'case-officer-2'),
      reason,
      leftOn: Type.Optional(legalDate('The last day (Asia/Jakarta); not after today.')),
    },
    {
      ...closed,
      description: 'Who has left, and who follows.',
      examples: [
        { officer: 'case-officer-1', successor: 'case-officer-2', reason: 'Transferred to another ministry.' },
      ],
    },
  ),
)

const recorded = {
  id: id<DepartureId>('The departure.'),
  by: ref(ActRecord),
  officer: id('Who has left: the `person` of their acts.'),
  successor: id('Who takes over.'),
  reason,
  leftOn: nullable(legalDate('The last day.'), 'Null when it was not said.'),
}

export const DepartureResource = named(
  'Departure',
  Type.Object(recorded, { ...closed, description: 'An officer has left; nothing is done in their name any more.' }),
)

export const DepartureWithCases = named(
  'DepartureWithCases',
  Type.Object(
    {
      ...recorded,
      cases: list(
        Type.Object(
          {
            referralId: id<ReferralId>('The referral.'),
            outcome: oneOf(
              caseOutcomes,
              '`pending`: about to be moved. `moved`: it is the successor’s. `successor-unavailable`: the successor is recused from it or has left, and the commissioner reassigns it. `no-longer-theirs`: it was reassigned or ended before.',
            ),
          },
          closed,
        ),
        100_000,
        'The open cases that the officer had, with what became of each; without those from which you are recused.',
      ),
    },
    { ...closed, description: 'A departure with what became of the cases.' },
  ),
)

export function toDepartureResource(departure: Departure): Static<typeof DepartureResource> {
  const { id, officer, successor, reason, leftOn, recorded: act } = departure
  return { id, by: toActRecord(act), officer, successor, reason, leftOn }
}

export function toDepartureWithCases(departure: DepartureOnFile): Static<typeof DepartureWithCases> {
  return { ...toDepartureResource(departure), cases: [...departure.cases] }
}
