import Type, { type TSchema } from 'typebox'
import type { CatalogueName } from '../domain/catalogue.ts'
import { named, ref } from '../http/named-schema.ts'
import { ChangeEntry, catalogueRows, changeFields } from './catalogue-rows.ts'
import { closed, count, instant, legalDate, list, nullable, oneOf, oneOfThoseKnown, sha256 } from './words.ts'

export const catalogueNames = Object.keys(catalogueRows) as CatalogueName[]

const version = count('Its version: how often it was changed, its making included.', 1)

export const CatalogueInPath = Type.Object({ name: oneOf(catalogueNames, 'The catalogue.') }, closed)

export const CatalogueIndex = named(
  'CatalogueIndex',
  Type.Object(
    {
      items: list(
        Type.Object(
          {
            name: oneOfThoseKnown(catalogueNames, 'The catalogue.'),
            version,
            rows: count('How many rows it has, past and future ones included.'),
            digest: sha256('SHA-256 of its rows in canonical form (RFC 8785).'),
            lastChange: ChangeEntry,
          },
          closed,
        ),
        100,
        'By name.',
      ),
    },
    { ...closed, description: 'The catalogues of the law, each with its last change.' },
  ),
)

function pageOfRows(catalogue: CatalogueName, row: TSchema) {
  return Type.Object(
    {
      catalogue: Type.Literal(catalogue, { type: 'string', description: 'Which catalogue it is.' }),
      version,
      asOf: legalDate('The day on which these rows are valid (Asia/Jakarta).'),
      items: Type.Array(row, { maxItems: 200, description: 'In the order of the file.' }),
      next: nullable(
        Type.String({ maxLength: 4096, pattern: '^/v1/', description: 'Where the next page is.' }),
        'The path of the next page, or null on the last.',
      ),
    },
    closed,
  )
}

export const CataloguePage = named(
  'CataloguePage',
  Type.Union(
    catalogueNames.map(catalogue => pageOfRows(catalogue, ref(catalogueRows[catalogue]))),
    { description: 'Rows of one catalogue; `catalogue` says which, and so of which kind they are.' },
  ),
)

export const CatalogueChangeList = named(
  'CatalogueChangeList',
  Type.Object(
    {
      items: list(
        Type.Object(
          {
            ...changeFields,
            digest: nullable(
              sha256('SHA-256 of the rows it led to.'),
              'Null when a later version was the first to come here.',
            ),
            recordedAt: instant('When the service put it on record.'),
          },
          closed,
        ),
        1000,
        'The newest first.',
      ),
    },
    { ...closed, description: 'Who changed a catalogue, when and why.' },
  ),
)
