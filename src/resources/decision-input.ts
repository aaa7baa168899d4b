import Type from 'typebox'
import { decisionOutcomes, decisionTracks, penaltyClasses } from '../domain/decision.ts'
import type { ReportedPersonId } from '../domain/ids.ts'
import { named } from '../http/named-schema.ts'
import { catalogueCode, closed, count, id, legalDate, list, nullable, oneOf, oneOfThoseKnown, text } from './words.ts'

/** What a decision is warned of. */
export const warningCodes = [
  'level-unknown',
  'no-contest-known',
  'candidates-fixed',
  'employee-type-unknown',
  'before-receipt',
  'heavier-than-called-for',
  'final-judgment-awaited',
  'not-of-civil-servants',
  'of-officials-only',
  'no-contest-of-this-kind',
] as const

const cited = {
  violationTypes: Type.Array(catalogueCode('A code of `violation-types`.', 'PD-06'), {
    minItems: 1,
    maxItems: 25,
    uniqueItems: true,
    description:
      'Which breaches it finds, by codes of the catalogue in force on the date of the act. Several breaches bear one sanction, the heaviest.',
  }),
  sanction: catalogueCode('A code of `sanctions`, of the ladder of the date of the act.', 'PP94-H1'),
  criminalProvisions: Type.Array(catalogueCode('A code of `criminal-provisions`.', 'uu-7-2017-art-494'), {
    minItems: 1,
    maxItems: 25,
    uniqueItems: true,
    description: 'Only with the outcome `criminal`: which provisions, in force on the date of the act.',
  }),
}

export const content = {
  reportedPersonId: id<ReportedPersonId>('The reported person it is about.'),
  track: oneOf(decisionTracks, 'Ethics, discipline and criminal tracks may run side by side.'),
  outcome: oneOf(
    decisionOutcomes,
    '`criminal`: passed on to the election-crime track. `administrative` needs an identified person.',
  ),
  violationTypes: Type.Optional(cited.violationTypes),
  sanction: Type.Optional(cited.sanction),
  criminalProvisions: Type.Optional(cited.criminalProvisions),
  instrument: Type.Object(
    {
      kind: oneOf(['decision', 'recommendation'] as const, 'What the instrument is called in law.'),
      number: text(100, 'Its number.', 'R-2107/KASN/12/2023'),
      date: legalDate('Its date.'),
      signatory: text(200, 'Who signs it, by office.', 'Ketua KASN'),
    },
    { ...closed, description: 'The instrument that carries the decision.' },
  ),
  reasons: text(20_000, 'Why.', 'The liked post campaigned for a fixed candidate during the campaign.'),
  legalBasis: text(1000, 'On which article.', 'PP 94/2021 pasal 5 huruf n angka 5'),
}

/** What the law of the day made of it: the caller never says this. */
export const facts = {
  penaltyClass: Type.Optional(
    oneOf(penaltyClasses, 'With an administrative outcome: the class of the sanction. Nobody writes it.'),
  ),
  inForceInstead: nullable(
    catalogueCode('A code of `sanctions`.', 'PP94-M1-INTERIM'),
    'The sanction that is imposed until the one that is cited may be; null where the cited one is in force.',
  ),
  lawApplied: nullable(
    Type.Object(
      {
        actedOn: legalDate('The Asia/Jakarta date of the act: rows are those in force on it.'),
        decidedOn: legalDate('The day on which the sanction had to be enforceable: drafted, revised or issued.'),
        versions: Type.Record(
          Type.String({ pattern: '^[a-z-]+$', maxLength: 40 }),
          Type.Integer({ format: 'int32', minimum: 1, maximum: 2_147_483_647 }),
          { description: 'Of each catalogue that was looked at, its version.' },
        ),
      },
      { ...closed, description: 'By which law it was judged.' },
    ),
    'Null where no row is cited.',
  ),
  warnings: list(
    Type.Object(
      {
        pointer: Type.String({
          maxLength: 200,
          pattern: '^(/[!-~]+)?$',
          description: 'JSON Pointer (RFC 6901) into the decision.',
          examples: ['/violationTypes/0'],
        }),
        code: oneOfThoseKnown(warningCodes, 'What to look at.'),
      },
      closed,
    ),
    100,
    'What somebody should look at before it is issued; nothing of it is refused.',
  ),
}

/** What a decision says, for whatever shows a decision. */
export const decisionFields = {
  ...content,
  penaltyClass: facts.penaltyClass,
  inForceInstead: Type.Optional(catalogueCode('The sanction imposed until the cited one may be.', 'PP94-M1-INTERIM')),
}

export const supersedes = nullable(
  count('A standing decision of the same person and track.', 1),
  'Which decision it replaces.',
)

const example = {
  reportedPersonId: '018c6a3e-0f5c-7b3a-9d51-6a3f0c1b2d4e',
  track: 'discipline',
  outcome: 'administrative',
  violationTypes: ['PD-06'],
  sanction: 'PP94-H1',
  instrument: { kind: 'recommendation', number: 'R-2107/KASN/12/2023', date: '2023-12-18', signatory: 'Ketua KASN' },
  reasons: 'The liked post campaigned for a candidate. The candidates of this contest were fixed at the time.',
  legalBasis: 'PP 94/2021 pasal 5 huruf n angka 5',
}

export const DecisionInput = named(
  'DecisionInput',
  Type.Object(
    { ...content, supersedes: Type.Optional(supersedes) },
    { ...closed, description: 'A draft of a decision on one reported person and one track.', examples: [example] },
  ),
)

export const DecisionRevision = named(
  'DecisionRevision',
  Type.Object(
    {
      outcome: Type.Optional(content.outcome),
      violationTypes: Type.Optional(nullable(cited.violationTypes, 'Null removes them.')),
      sanction: Type.Optional(nullable(cited.sanction, 'Null removes it.')),
      criminalProvisions: Type.Optional(nullable(cited.criminalProvisions, 'Null removes them.')),
      instrument: Type.Optional(
        Type.Object(
          {
            kind: Type.Optional(oneOf(['decision', 'recommendation'] as const, 'What it is called in law.')),
            number: Type.Optional(content.instrument.properties.number),
            date: Type.Optional(content.instrument.properties.date),
            signatory: Type.Optional(content.instrument.properties.signatory),
          },
          closed,
        ),
      ),
      reasons: Type.Optional(content.reasons),
      legalBasis: Type.Optional(content.legalBasis),
    },
    {
      ...closed,
      minProperties: 1,
      description: 'A JSON Merge Patch (RFC 7396) of a draft. Person and track stay what they are.',
      examples: [
        {
          sanction: 'PP94-H2',
          reasons: 'The liked post campaigned for a candidate. It was shared with pupils too.',
        },
      ],
    },
  ),
)

export const correctable = {
  instrument: Type.Optional(
    Type.Object(
      {
        number: Type.Optional(content.instrument.properties.number),
        signatory: Type.Optional(content.instrument.properties.signatory),
      },
      { ...closed, minProperties: 1, description: 'Of the instrument.' },
    ),
  ),
  reasons: Type.Optional(content.reasons),
  legalBasis: Type.Optional(content.legalBasis),
}

export const CorrectionInput = named(
  'CorrectionInput',
  Type.Object(
    {
      ...correctable,
      reason: catalogueCode('Why: a code of `reason-codes` (`correction`).', 'clerical-error'),
      explanation: text(4000, 'Why, in words.', 'Two digits were swapped.'),
    },
    {
      ...closed,
      minProperties: 3,
      description: 'A slip of the pen, corrected: never the person, the track, the outcome or what is imposed.',
      examples: [
        {
          instrument: { number: 'R-2170/KASN/12/2023' },
          reason: 'clerical-error',
          explanation: 'Two digits were swapped.',
        },
      ],
    },
  ),
)

export const AnnulmentInput = named(
  'AnnulmentInput',
  Type.Object(
    {
      reason: catalogueCode('Why: a code of `reason-codes` (`annulment`).', 'court'),
      explanation: text(4000, 'Why, in words.', 'The court has found otherwise.'),
    },
    {
      ...closed,
      description: 'Why a decision is annulled.',
      examples: [{ reason: 'court', explanation: 'The court has found otherwise.' }],
    },
  ),
)

export const ExplanationInput = named(
  'ExplanationInput',
  Type.Object(
    { explanation: text(4000, 'Why, in words.', 'The court has found otherwise.') },
    { ...closed, description: 'A reason in words.', examples: [{ explanation: 'The court has found otherwise.' }] },
  ),
)
