import Type, { type TSchema } from 'typebox'
import { type Act, type SystemJob, systemJobs } from '../domain/act.ts'
import { type AgencyId, type Role, roles } from '../domain/agencies.ts'
import { named } from '../http/named-schema.ts'

/** The small shapes that all resources share. */

export const closed = { additionalProperties: false } as const

/**
 * At least one visible character (none is white space, an empty braille cell, or what Unicode lets a font leave out); tabs and line ends, but no other control characters, and none that turn the direction
 * of what follows and so show a reader something else than is written.
 */
const readable =
  '^(?=[\\s\\S]*[^\\s\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u2060-\\u206F\\u2800\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFF8])[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u202A-\\u202E\\u2066-\\u2069]*$'

/** Text by and for people. */
export function text(maxLength: number, description: string, example: string) {
  return Type.String({ minLength: 1, maxLength, pattern: readable, description, examples: [example] })
}

export function id<Id extends string>(description: string) {
  return Type.Unsafe<Id>(Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description }))
}

export function instant(description: string) {
  return Type.String({ format: 'date-time', maxLength: 35, description, examples: ['2023-11-29T09:30:00+07:00'] })
}

export function legalDate(description: string) {
  return Type.String({ format: 'date', maxLength: 10, description, examples: ['2023-12-20'] })
}

/** A code as the catalogues of the law write them. */
export function catalogueCode(description: string, example: string) {
  return Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
    description,
    examples: [example],
  })
}

export function count(description: string, minimum = 0) {
  return Type.Integer({ format: 'int32', minimum, maximum: 2_147_483_647, description })
}

export function oneOf<const Words extends readonly string[]>(words: Words, description: string) {
  return Type.Unsafe<Words[number]>({ type: 'string', enum: [...words], description })
}

/** One of a list that grows within a version of the API. What is answered is of these; a client passes over what it does not know. */
export function oneOfThoseKnown<const Words extends readonly string[]>(words: Words, description: string) {
  return Type.Unsafe<Words[number]>({
    type: 'string',
    maxLength: 100,
    pattern: '^[A-Za-z][A-Za-z0-9.-]*$',
    'x-extensible-enum': [...words],
    description,
  })
}

export function list<Item extends TSchema>(item: Item, maxItems: number, description: string) {
  return Type.Array(item, { maxItems, description })
}

export function nullable<Schema extends TSchema>(schema: Schema, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
}

export const Agency = Type.Unsafe<AgencyId>(
  Type.String({
    minLength: 1,
    maxLength: 63,
    pattern: '^[a-z][a-z0-9-]*$',
    description: 'An agency of the directory, by its short name.',
    examples: ['kasn'],
  }),
)

export const ActRecord = named(
  'ActRecord',
  Type.Object(
    {
      at: instant("When, by the database's clock."),
      agency: Agency,
      role: oneOfThoseKnown(
        [...Object.keys(roles), ...Object.keys(systemJobs)] as (Role | SystemJob)[],
        'In which role; or which job of the service did it, for the agency.',
      ),
      person: id('Who: the same person always has the same id, which says nothing about them.'),
      kind: oneOf(['person', 'client', 'system'] as const, 'Whether a person, a machine client or the service acted.'),
    },
    { ...closed, description: 'Who did something, for which agency, in which role and when.' },
  ),
)

export function toActRecord({ at, agency, role, person, kind }: Act) {
  return { at, agency, role, person, kind }
}

/** The identifiers in paths. */
export const IdInPath = Type.Object(
  { id: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'The id the service gave.' }) },
  closed,
)
export const NumberedInPath = Type.Object(
  {
    id: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'The id the service gave.' }),
    number: Type.Integer({
      format: 'int32',
      minimum: 1,
      maximum: 2_147_483_647,
      description: 'Counts 1, 2, 3, … under its parent.',
    }),
  },
  closed,
)

export const EvidenceInPath = Type.Object(
  {
    id: Type.String({
      format: 'uuid',
      minLength: 36,
      maxLength: 36,
      description: 'The violation, referral, copy or hand-over.',
    }),
    evidenceId: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'The item of evidence.' }),
  },
  closed,
)

/** Hex SHA-256. */
export function sha256(description: string) {
  return Type.String({ minLength: 64, maxLength: 64, pattern: '^[0-9a-f]{64}$', description })
}

/** A page of a list. */
export function pageOf<Item extends TSchema>(item: Item, description: string) {
  return Type.Object(
    {
      items: Type.Array(item, { maxItems: 200, description: 'In the order of the list.' }),
      next: nullable(
        Type.String({ maxLength: 4096, pattern: '^/v1/', description: 'Where the next page is.' }),
        'The path of the next page, or null on the last.',
      ),
    },
    { ...closed, description },
  )
}
