import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Type, { type Static, type TSchema } from 'typebox'
import { readCheckedJson } from '../checked-json.ts'
import { ConfigError } from '../config.ts'
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts'
import type { CatalogueChange, CatalogueName, CatalogueRow, Catalogues, ReviewedLaw } from '../domain/catalogue.ts'
import { catalogueNames } from '../resources/catalogue.ts'
import { ChangeEntry, catalogueRows } from '../resources/catalogue-rows.ts'
import { checkReferences } from './reference-checks.ts'
import { checkChanges, checkContests, checkDays, checkIntervals } from './row-checks.ts'

/** The catalogues that ship with the service: one reviewed file each. */
export const shippedCatalogues = fileURLToPath(new URL('.', import.meta.url))

/** Tells the place in a file and what is wrong there. */
export type Refuse = (pointer: string, fault: string) => never

/** A file as it was read: its rows, and who changed them when and why. */
export type CatalogueFile<Name extends CatalogueName = CatalogueName> = {
  readonly changes: readonly CatalogueChange[]
  readonly rows: Catalogues[Name]
}

/**
 * Reads and checks the law: the rows of every catalogue in the folder.
 *
 * @throws {ConfigError} one line that names the file, the JSON Pointer (RFC 6901) of the place, and what is wrong there
 */
export function readCatalogues(folder: string = shippedCatalogues): ReviewedLaw {
  const refuse = (name: CatalogueName): Refuse => {
    return (pointer, fault) => {
      throw new ConfigError(`catalogue file ${fileOf(folder, name)}: ${pointer === '' ? '' : `${pointer}: `}${fault}`)
    }
  }
  const file = <Name extends CatalogueName>(name: Name) => readFile(name, fileOf(folder, name), refuse(name))
  const files = {
    'violation-types': file('violation-types'),
    provisions: file('provisions'),
    sanctions: file('sanctions'),
    'criminal-provisions': file('criminal-provisions'),
    checklists: file('checklists'),
    'reason-codes': file('reason-codes'),
    contests: file('contests'),
    clocks: file('clocks'),
    calendars: file('calendars'),
    regions: file('regions'),
    'escalation-steps': file('escalation-steps'),
  }
  for (const name of catalogueNames) {
    checkChanges(files[name].changes, refuse(name))
    if (name !== 'reason-codes') checkIntervals<CatalogueRow>(files[name].rows, refuse(name))
  }
  // A duplicate is a reason to reject, to withdraw and to dismiss.
  checkIntervals(files['reason-codes'].rows, refuse('reason-codes'), ({ kind, code }) => `${kind} ${code}`)
  checkContests(files.contests.rows, refuse('contests'))
  checkDays(files.calendars.rows, refuse('calendars'))
  const law = {
    'violation-types': files['violation-types'].rows,
    provisions: files.provisions.rows,
    sanctions: files.sanctions.rows,
    'criminal-provisions': files['criminal-provisions'].rows,
    checklists: files.checklists.rows,
    'reason-codes': files['reason-codes'].rows,
    contests: files.contests.rows,
    clocks: files.clocks.rows,
    calendars: files.calendars.rows,
    regions: files.regions.rows,
    'escalation-steps': files['escalation-steps'].rows,
    versions: eachOf(files, ({ changes }) => changes.length),
    changes: eachOf(files, ({ changes }) => changes),
    digests: eachOf(files, ({ rows }) => digestOf(rows)),
  }
  checkReferences(law, refuse)
  return law
}

function fileOf(folder: string, name: CatalogueName): string {
  return join(folder, `${name}.json`)
}

function eachOf<Value>(
  files: Readonly<Record<CatalogueName, CatalogueFile>>,
  value: (file: CatalogueFile) => Value,
): Readonly<Record<CatalogueName, Value>> {
  return Object.fromEntries(catalogueNames.map(name => [name, value(files[name])])) as Record<CatalogueName, Value>
}

/** Of what the rows say, however they are written down. */
function digestOf(rows: CatalogueFile['rows']): string {
  return createHash('sha256')
    .update(canonicalJson(rows as unknown as JsonValue))
    .digest('hex')
}

const Changes = Type.Array(ChangeEntry, { minItems: 1 })

/** The shape of each file: made once, so that it is compiled once. */
const fileShapes = Object.fromEntries(
  catalogueNames.map((name): [CatalogueName, TSchema] => {
    const rows = Type.Array(catalogueRows[name] as TSchema, { minItems: 1 })
    return [name, Type.Object({ changes: Changes, rows }, { additionalProperties: false })]
  }),
) as Record<CatalogueName, TSchema>

function readFile<Name extends CatalogueName>(name: Name, path: string, refuse: Refuse): CatalogueFile<Name> {
  return readCheckedJson(path, fileShapes[name], refuse) as unknown as CatalogueFile<Name>
}

/** Compiles only while the shapes of the files and the words of the domain are the same. */
type Shapes = { [Name in CatalogueName]: readonly Static<(typeof catalogueRows)[Name]>[] }
const _shapesAreTheDomains: (shapes: Shapes) => Catalogues = shapes => shapes
void _shapesAreTheDomains
