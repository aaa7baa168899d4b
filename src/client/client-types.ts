import type { OpenApiDocument } from '../http/openapi-document.ts'
import { comment, member, type Schema, typeOfSchema } from './type-of-schema.ts'

type Parameter = {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly required?: boolean
  readonly description?: string
  readonly schema: Schema
}
type Content = { readonly [mediaType: string]: { readonly schema: Schema } }
type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: { readonly [status: string]: { readonly content?: Content } }
  readonly 'x-reads-only'?: boolean
}
type Described = Operation & { readonly method: string; readonly path: string }

const head = `// Made from ../../openapi.json by \`npm run openapi\`; do not change it by hand.
import type { Version } from './version.ts'

/** A body that is not JSON. A stream can be sent once only, so such a request is not repeated. */
export type Bytes = Blob | Uint8Array<ArrayBuffer> | string | ReadableStream<Uint8Array>
`

/** The generated part of the TypeScript client: the types of all schemas and operations, and how each is called. */
export function clientTypes(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => ({ ...operation, method: method.toUpperCase(), path }) as unknown as Described,
      ),
    )
    .sort((one, other) => (one.operationId < other.operationId ? -1 : 1))
  return [
    head,
    ...Object.entries(document.components.schemas).map(([name, schema]) => namedType(name, schema as Schema)),
    problemCodes(document),
    `/** What each operation takes, and what it answers with. */\nexport type Operations = {\n${operations.map(typeOfOperation).join('')}}\n`,
    `/** How each operation is called. */\nexport const operations = {\n${operations.map(callOfOperation).join('')}} as const\n`,
  ].join('\n')
}

function namedType(name: string, schema: Schema): string {
  return `${comment(schema['description'])}export type ${name} = ${typeOfSchema(schema)}\n`
}

function problemCodes({ components }: OpenApiDocument): string {
  const codes = Object.keys(components.examples).sort()
  const known = codes.map(code => `  | '${code}'\n`).join('')
  return `/** Every code that a problem had when this was made; a later server may know more. */\nexport type ProblemCode =\n${known}`
}

function typeOfOperation(operation: Described): string {
  const { operationId, summary, requestBody } = operation
  const inner = '      '
  const parameters = parametersOf(operation).map(({ argument, type, parameter }) => {
    // The client makes a key where none is given.
    const mark = parameter.required === true && argument !== 'idempotencyKey' ? '' : '?'
    return `${comment(parameter.description, inner)}${inner}${argument}${mark}: ${type}\n`
  })
  const body =
    requestBody === undefined
      ? ''
      : `${inner}body${requestBody.required === true ? '' : '?'}: ${typesOfBody(requestBody.content, inner)}\n`
  return `${comment(summary, '  ')}  ${operationId}: {
    input: {\n${parameters.join('')}${body}    }
    answer: ${answerOf(operation).type}
  }
`
}

/** One line of the table by which the client makes a request; what is not said is `false` or nothing. */
function callOfOperation(operation: Described): string {
  const { operationId, method, path, requestBody } = operation
  const parameters = parametersOf(operation)
  const query = parameters.filter(({ parameter }) => parameter.in === 'query').map(({ argument }) => `'${argument}'`)
  const headers = parameters
    .filter(({ parameter }) => parameter.in === 'header')
    .map(({ argument, parameter }) => `${argument}: '${parameter.name}'`)
  const body = Object.keys(requestBody?.content ?? {}).find(type => type !== 'multipart/form-data')
  const call = [
    `method: '${method}', path: '${path}', answers: '${answerOf(operation).kind}'`,
    ...(query.length > 0 ? [`query: [${query.join(', ')}]`] : []),
    ...(headers.length > 0 ? [`headers: { ${headers.join(', ')} }`] : []),
    ...(body === undefined ? [] : [`body: '${body}'`]),
    ...(isRepeatable(operation, parameters) ? ['repeatable: true'] : []),
  ]
  return `  ${operationId}: { ${call.join(', ')} },\n`
}

/**
 * Whether the same request may be sent twice. Reading is, so is PUT and DELETE, and what carries a key or the version that it
 * was decided upon.
 */
function isRepeatable(operation: Described, parameters: readonly Argument[]): boolean {
  const given = parameters.map(({ argument }) => argument)
  if (operation.method === 'POST') return given.includes('idempotencyKey') || operation['x-reads-only'] === true
  return operation.method !== 'PATCH' || given.includes('ifMatch')
}

type Argument = { readonly argument: string; readonly type: string; readonly parameter: Parameter }

/** The parameters by the names they have in the client; no two of an operation may have the same. */
function parametersOf({ operationId, parameters = [] }: Described): Argument[] {
  const given = parameters.map(parameter => {
    const argument = parameter.in === 'header' ? argumentOfHeader(parameter.name) : parameter.name
    const type = argument === 'ifMatch' ? 'Version' : typeOfSchema(parameter.schema, '      ')
    return { argument, type, parameter }
  })
  const names = given.map(({ argument }) => argument)
  const twice = names.find((name, index) => names.indexOf(name) !== index || name === 'body' || member(name) !== name)
  if (twice !== undefined) throw new Error(`${operationId} cannot have an argument named ${twice}`)
  return given
}

/** `If-Match` is `ifMatch`, and `X-Purpose` is `purpose`. */
function argumentOfHeader(name: string): string {
  const [first = '', ...others] = name.replace(/^X-/, '').toLowerCase().split('-')
  return first + others.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function typesOfBody(content: Content, indent: string): string {
  const types = Object.entries(content).map(([mediaType, { schema }]) => {
    if (mediaType === 'multipart/form-data') return 'FormData'
    return isJson(mediaType) ? typeOfSchema(schema, indent) : 'Bytes'
  })
  return [...new Set(types)].join(' | ')
}

/** What a success carries: JSON where it may, else bytes as they come, or nothing. */
function answerOf({ method, responses }: Described): { kind: 'json' | 'bytes' | 'nothing'; type: string } {
  const contents = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content }]) => Object.entries(content ?? {}))
  const schemas = contents.filter(([mediaType]) => isJson(mediaType)).map(([, { schema }]) => schema)
  if (method === 'HEAD' || contents.length === 0) return { kind: 'nothing', type: 'undefined' }
  if (schemas.length === 0) return { kind: 'bytes', type: 'ReadableStream<Uint8Array>' }
  return { kind: 'json', type: [...new Set(schemas.map(schema => typeOfSchema(schema, '    ')))].join(' | ') }
}

function isJson(mediaType: string): boolean {
  return /[/+]json$/.test(mediaType)
}
