import type { AnySchemaObject, ErrorObject, Options, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import type { FastifySchemaCompiler } from 'fastify'
import { isDate, isInstant } from '../domain/written-time.ts'
import { longestDetail, Problem, type ProblemPlace } from '../problems.ts'
import { expectedValue } from './expected-value.ts'
import { compilingReferred } from './referred-schemas.ts'
import { isUnion, withoutBranchesNotMeant } from './union-faults.ts'

/** More faults than this are not worth anybody's reading. */
export const mostPlaces = 20

/** The formats a schema may name. `url` is left out on purpose: its pattern backtracks. */
const formats = {
  'date-time': isInstant,
  date: isDate,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  uri: isUri,
  'json-pointer': fullFormats['json-pointer'],
  int32: fullFormats.int32,
  int64: fullFormats.int64,
}

/** JSON Schema 2020-12 as OpenAPI 3.1 uses it; what does not fit is refused, never bent, cut or filled in. */
export const ajvOptions: Options = {
  strict: true,
  strictRequired: false, // `required` beside `anyOf` names properties that the branches declare
  strictTypes: false, // a type union, and a type given beside `anyOf`, are deliberate
  removeAdditional: false,
  coerceTypes: false,
  allErrors: true, // bounded by the number of values the JSON parser lets through
  verbose: false,
  formats,
}

/** Not compared with the meta-schema, whose compilation would cost every start more than all else: strict mode remains. */
const trusted: Options = { meta: false, validateSchema: false }

/** Annotations of OpenAPI, and of words that grow, that validate nothing. */
export const annotations = ['example', 'externalDocs', 'xml', 'discriminator', 'x-extensible-enum']

type HttpPart = 'body' | 'querystring' | 'params' | 'headers'

/**
 * Builds the validators of all routes; each is compiled when it is first needed, which spares every start the time for
 * all of them. Bodies are validated as they are. Query and path parameters arrive as text: an
 * integer or a boolean is taken from its one canonical spelling (`5`, not `05`, `5.0` or ` 5`) and defaults are filled in.
 */
export function buildValidator(sharedSchemas: unknown): FastifySchemaCompiler<AnySchemaObject> {
  const schemas = sharedSchemas as Record<string, AnySchemaObject>
  const compileBody = createCompiler(schemas, { useDefaults: false })
  const compileParameters = createCompiler(schemas, { useDefaults: true })

  return ({ schema, httpPart }) => {
    if (httpPart !== 'headers') assertClosed(schema, schemas)
    switch (httpPart as HttpPart) {
      case 'querystring':
      case 'params':
        return parameterValidator(
          firstNeeded(() => compileParameters(schema)),
          schema,
          httpPart === 'params' ? 'path' : 'query',
          schemas,
        )
      case 'headers':
        return refusing(
          firstNeeded(() => compileParameters(withLowerCaseNames(schema))),
          'header/',
        )
      default:
        return refusing(
          firstNeeded(() => compileBody(schema)),
          '',
        )
    }
  }
}

function createCompiler(schemas: Record<string, AnySchemaObject>, options: Options) {
  const ajv = new Ajv2020({ ...ajvOptions, ...trusted, ...options })
  ajv.addVocabulary(annotations)
  return compilingReferred(ajv, schemas)
}

/** What Fastify calls with a part of the request: the part as it goes on, or why it does not. */
type Checked = { value: unknown } | { error: Problem }

type Compile = () => ValidateFunction

function firstNeeded(compile: Compile): Compile {
  let compiled: ValidateFunction | undefined
  return () => (compiled ??= compile())
}

function refusing(validator: Compile, prefix: string) {
  return (data: unknown): Checked => {
    const validate = validator()
    return validate(data) ? { value: data } : { error: refusal(validate.errors, prefix) }
  }
}

function parameterValidator(
  validator: Compile,
  schema: AnySchemaObject,
  place: 'path' | 'query',
  schemas: Record<string, AnySchemaObject>,
) {
  const types = new Map<string, unknown>()
  const properties = (schema['properties'] ?? {}) as Record<string, AnySchemaObject>
  for (const [name, property] of Object.entries(properties)) types.set(name, followReference(property, schemas)['type'])
  const check = refusing(validator, `${place}/`)

  return (data: Record<string, string>): Checked => {
    const typed: Record<string, unknown> = Object.create(null)
    for (const [name, text] of Object.entries(data)) typed[name] = fromCanonicalText(text, types.get(name))
    return check(typed)
  }
}

function followReference(schema: AnySchemaObject, schemas: Record<string, AnySchemaObject>): AnySchemaObject {
  const { $ref } = schema
  return typeof $ref === 'string' ? (schemas[$ref.replace(/#$/, '')] ?? schema) : schema
}

/** The value of a parameter, or its text when it is not spelled canonically: then the schema refuses its type. */
function fromCanonicalText(text: string, type: unknown): unknown {
  if (type === 'integer' && /^(0|-?[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)))
    return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/** Node gives header names in lower case; schemas name them as people do. */
function withLowerCaseNames(schema: AnySchemaObject): AnySchemaObject {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>)
  const required = (schema['required'] ?? []) as string[]
  return {
    ...schema,
    properties: Object.fromEntries(properties.map(([name, property]) => [name.toLowerCase(), property])),
    required: required.map(name => name.toLowerCase()),
  }
}

function refusal(errors: readonly ErrorObject[] | null | undefined, prefix: string): Problem {
  const faults = faultsOf(errors ?? [], prefix)
  const detail = detailOf(faults)
  return new Problem('invalid-request', {
    errors: faults.map(({ place }) => place),
    ...(detail !== '' && { detail }),
  })
}

/** A place, and what the schema takes there: each branch of a union may say something else. */
type SchemaFault = { readonly place: ProblemPlace; readonly expected: Set<string> }

/** Where and by which keyword a value failed, never the value. */
function faultsOf(reported: readonly ErrorObject[], prefix: string): SchemaFault[] {
  const errors = withoutBranchesNotMeant(reported)
  const unions = new Set(errors.filter(isUnion).map(error => error.instancePath))
  const found = new Map<string, SchemaFault>()
  for (const error of errors) {
    const pointer = pointerOf(error)
    // A failed union reports each of its branches at its own place; what matters there is that none fits.
    if (unions.has(pointer) && !isUnion(error)) continue
    const place = { pointer: prefix === '' ? pointer : prefix + pointer.slice(1), code: kebabCase(error.keyword) }
    const key = `${place.pointer} ${place.code}`
    const fault = found.get(key) ?? { place, expected: new Set<string>() }
    const expected = expectedValue(error, prefix === '' ? 'body' : 'parameter')
    if (expected !== undefined) fault.expected.add(expected)
    found.set(key, fault)
    if (found.size === mostPlaces) break
  }
  return [...found.values()]
}

/** One sentence for each place of which the schema can say what it takes, as many as there is room for. */
function detailOf(faults: readonly SchemaFault[]): string {
  const expected = new Map<string, string[]>()
  for (const fault of faults) {
    if (fault.expected.size === 0) continue
    const { pointer } = fault.place
    expected.set(pointer, [...(expected.get(pointer) ?? []), [...fault.expected].join(' or ')])
  }
  let detail = ''
  for (const [pointer, values] of expected) {
    const longer = `${detail}${detail && ' '}${pointer || 'The body'} takes ${values.join(', ')}.`
    if (longer.length > longestDetail) break
    detail = longer
  }
  return detail
}

function pointerOf({ instancePath, params }: ErrorObject): string {
  const member: unknown = params['missingProperty'] ?? params['additionalProperty']
  // An unknown name comes from the caller: it is repeated only when it looks like a name and not like content.
  return typeof member === 'string' && /^[A-Za-z][\w-]{0,63}$/.test(member) ? `${instancePath}/${member}` : instancePath
}

function kebabCase(keyword: string): string {
  return keyword.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** An absolute URI, by the URL parser of the platform and without what it would silently repair. */
function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+$/i.test(text) && URL.canParse(text)
}

/**
 * Every object that comes in is closed, so that an unknown or misspelt member is refused and not dropped. A schema that
 * leaves one open does not compile, and the service does not start.
 */
function assertClosed(schema: AnySchemaObject, schemas: Record<string, AnySchemaObject>): void {
  const open = openObjects(schema, '', schemas)
  if (open.length > 0) throw new TypeError(`additionalProperties must be false at ${open.join(', ')}`)
}

function openObjects(
  schema: unknown,
  pointer: string,
  schemas: Record<string, AnySchemaObject>,
  seen = new Set<unknown>(),
): string[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return []
  seen.add(schema)
  const { type, additionalProperties, unevaluatedProperties, $ref } = schema as Record<string, unknown>
  const isObject = type === 'object' || (Array.isArray(type) && type.includes('object'))
  const isOpen = isObject && additionalProperties !== false && unevaluatedProperties !== false
  const referred = typeof $ref === 'string' ? followReference({ $ref }, schemas) : undefined
  return [
    ...(isOpen ? [pointer || '/'] : []),
    ...openObjects(referred, `${pointer}/${$ref}`, schemas, seen),
    ...Object.entries(schema).flatMap(([key, child]) => openObjects(child, `${pointer}/${key}`, schemas, seen)),
  ]
}
