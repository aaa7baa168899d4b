import Type from 'typebox'
import type { AgencyId } from '../domain/agencies.ts'
import { appealKinds, appealOutcomes } from '../domain/appeals.ts'
import { penaltyClasses } from '../domain/decision.ts'
import { named } from '../http/named-schema.ts'
import { Agency, closed, legalDate, oneOf, sha256, text } from './words.ts'

/** A code of the catalogue. */
export const code = (description: string, example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: '^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$',
    description,
    examples: [example],
  })

export const reportFields = {
  instrument: Type.Object(
    {
      number: text(100, 'Its number.', '862/112/2024'),
      date: legalDate('Its date; not before the decision that orders it, and not after today.'),
      signatory: text(200, 'Who signs it, by office.', 'Bupati Boyolali'),
    },
    { ...closed, description: 'The decision of the obliged agency that imposes the penalty.' },
  ),
  penaltyClass: oneOf(penaltyClasses, 'The class of the penalty that was imposed.'),
  sanction: Type.Optional(
    code('The sanction, by its code in the catalogue, in force on the date of the instrument.', 'PP94-M1-INTERIM'),
  ),
  inForceFrom: legalDate(
    'From when the penalty is in force: by law the fifteenth working day after its receipt, so mostly a day to come.',
  ),
  document: Type.Object(
    {
      reference: text(
        300,
        'Where the document is: its number or address in the agency’s own archive.',
        'IDIS/2024/1187',
      ),
      digest: Type.Optional(sha256('Hex SHA-256 of the document.')),
    },
    { ...closed, description: 'The proof.' },
  ),
  deviation: Type.Optional(
    text(
      4000,
      'Why another penalty was imposed than ordered; only then.',
      'The person has been moved to a lower post before.',
    ),
  ),
}
export const ReportInput = named(
  'ExecutionReportInput',
  Type.Object(reportFields, {
    ...closed,
    description:
      'What the obliged agency has imposed, with the proof of it. The example answers a decision that orders `PP94-M1`.',
    examples: [
      {
        instrument: { number: '862/112/2024', date: '2024-01-15', signatory: 'Bupati Boyolali' },
        penaltyClass: 'medium',
        sanction: 'PP94-M1-INTERIM',
        inForceFrom: '2024-02-06',
        document: { reference: 'IDIS/2024/1187' },
      },
    ],
  }),
)

export const LapseInput = named(
  'LapseInput',
  Type.Object(
    {
      reason: code('Why nothing can be imposed any more, by its code in the catalogue (`lapse`).', 'retired'),
      explanation: text(4000, 'In words.', 'Retired on 1 January, before the penalty was imposed.'),
    },
    {
      ...closed,
      description: 'Why an obligation ends without execution.',
      examples: [{ reason: 'retired', explanation: 'Retired on 1 January, before the penalty was imposed.' }],
    },
  ),
)

export const AddresseeInput = named(
  'AddresseeInput',
  Type.Object(
    {
      personnelAuthority: Type.Unsafe<AgencyId>({
        ...Agency,
        description: 'The personnel authority of the person. The obligation goes past it where it is part of the case.',
        examples: ['boyolali'],
      }),
    },
    {
      ...closed,
      description: 'Whose authority the person is under, where the case did not say.',
      examples: [{ personnelAuthority: 'boyolali' }],
    },
  ),
)

export const appealFields = {
  kind: oneOf(
    appealKinds,
    '`objection` (keberatan): to the authority. `administrative-appeal` (banding administratif): to the appeal body, against a dismissal. Which of them is open, the sanction says (`remedy` in `/v1/catalogue/sanctions`).',
  ),
  filedOn: legalDate('When it was filed.'),
  against: Type.Object(
    {
      number: text(100, 'Its number.', '862/112/2024'),
      date: legalDate('Its date.'),
      receivedOn: legalDate('When the person received it.'),
    },
    { ...closed, description: 'The decision of the obliged agency that it is against, as the agency has reported it.' },
  ),
  suspends: Type.Boolean({ description: 'Whether the penalty waits for the outcome, until that is due.' }),
}
export const AppealInput = named(
  'AppealInput',
  Type.Object(appealFields, {
    ...closed,
    description: 'An objection or administrative appeal of the person (PP 79/2021).',
    examples: [
      {
        kind: 'objection',
        filedOn: '2024-01-22',
        against: { number: '862/112/2024', date: '2024-01-15', receivedOn: '2024-01-16' },
        suspends: true,
      },
    ],
  }),
)

export const outcomeFields = {
  outcome: oneOf(appealOutcomes, 'What was decided about the penalty.'),
  instrument: Type.Object(
    { number: text(100, 'Its number.', '41/BPASN/2024'), date: legalDate('Its date.') },
    { ...closed, description: 'The decision on the appeal.' },
  ),
  explanation: text(4000, 'In words.', 'The appeal body finds the penalty proportionate.'),
  penaltyClass: Type.Optional(oneOf(penaltyClasses, 'Only with `lighten` and `aggravate`: what it leads to.')),
}
export const AppealOutcomeInput = named(
  'AppealOutcomeInput',
  Type.Object(outcomeFields, {
    ...closed,
    description: 'The outcome of an appeal.',
    examples: [
      {
        outcome: 'uphold',
        instrument: { number: '41/BPASN/2024', date: '2024-01-25' },
        explanation: 'The appeal body finds the penalty proportionate.',
      },
    ],
  }),
)

export const DataBlockInput = named(
  'DataBlockInput',
  Type.Object(
    { reference: text(300, 'Its number or address in the agency’s own system.', 'SIASN-BLK/2024/0311') },
    {
      ...closed,
      description: 'The block of one person’s personnel data, or its end, in the system that keeps them.',
      examples: [{ reference: 'SIASN-BLK/2024/0311' }],
    },
  ),
)
