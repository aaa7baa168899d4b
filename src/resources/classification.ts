import Type, { type Static } from 'typebox'
import { candidateStatuses } from '../domain/catalogue.ts'
import type { Classification as DomainClassification } from '../domain/classification.ts'
import { employeeTypes, interactions } from '../domain/violation-content.ts'
import { named, ref } from '../http/named-schema.ts'
import { bilingual, ProvisionRow, ViolationTypeRow } from './catalogue-rows.ts'
import { placeFields } from './violation-input.ts'
import { closed, instant, legalDate, list, nullable, oneOf } from './words.ts'

const code = (description: string, example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: '^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$',
    description,
    examples: [example],
  })

const steps = (description: string) => list(bilingual('One step.'), 100, description)

export const DescribedActInput = named(
  'DescribedAct',
  Type.Object(
    {
      occurredAt: instant('When it happened.'),
      conduct: Type.Optional(
        code(
          'The conduct, as the rows of `violation-types` name it; one that none of them names fits no row.',
          'partisan-activity',
        ),
      ),
      interaction: Type.Optional(oneOf(interactions, 'For acts online: what the account did.')),
      digital: Type.Optional(Type.Boolean({ description: 'Whether it happened online.' })),
      contest: Type.Optional(
        code('The contest, by its code; without it those that were on.', 'pemilu-2024-presidential'),
      ),
      region: Type.Optional(placeFields.regionCode),
      employeeType: Type.Optional(oneOf(employeeTypes, 'PNS or PPPK.')),
    },
    {
      ...closed,
      description: 'An act without anything of the case: no person, no text. Name a conduct, an interaction, or both.',
      examples: [{ occurredAt: '2023-12-01T09:00:00+07:00', interaction: 'like', contest: 'pemilu-2024-presidential' }],
    },
  ),
)

const type = ref(ViolationTypeRow)
const provisions = (description: string) => list(ref(ProvisionRow), 20, description)

export const ClassificationResource = named(
  'Classification',
  Type.Object(
    {
      date: legalDate('The day of the act (Asia/Jakarta), by which rows are valid.'),
      contests: list(
        Type.Object(
          {
            code: code('The contest.', 'pemilu-2024-presidential'),
            name: bilingual('Its name.'),
            status: oneOf(
              [...candidateStatuses, 'over', 'unknown'] as const,
              'What candidates were in it at that instant.',
            ),
          },
          closed,
        ),
        1000,
        'The contests that the act may be about.',
      ),
      candidateStatus: nullable(
        oneOf(candidateStatuses, 'What the candidate was.'),
        'Null when no contest says it, or several say different things.',
      ),
      steps: steps('How the day and the status were found.'),
      fits: list(
        Type.Object(
          {
            type,
            breaches: provisions('The articles that it breaches, as valid on that day.'),
            penaltyProvisions: provisions('The articles that set the class of penalty.'),
            contests: list(
              code('A contest.', 'pilkada-2024'),
              1000,
              'Where it fits; empty: the candidate does not matter.',
            ),
            why: steps('Why it fits.'),
          },
          closed,
        ),
        100,
        'The rows that fit.',
      ),
      nearly: list(
        Type.Object({ type, whyNot: steps('What is in the way.') }, closed),
        100,
        'Rows about the same act that do not fit.',
      ),
    },
    {
      ...closed,
      description:
        'Which rows of the joint decree fit an act, and why. It decides nothing: the receiving agency alone does.',
    },
  ),
)

export function toClassification(found: DomainClassification): Static<typeof ClassificationResource> {
  return structuredClone(found) as Static<typeof ClassificationResource>
}
