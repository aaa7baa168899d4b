import { isDeepStrictEqual } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { problemType } from './route-config.ts'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
type JsonObject = { [name: string]: Json }

/** The parts of an OpenAPI document that are looked into here. */
export type OpenApiDocument = {
  openapi: string
  info: { title: string; version: string }
  paths: { [path: string]: { [method: string]: Operation } }
  components: {
    schemas: JsonObject
    responses: { [name: string]: Response }
    headers: JsonObject
    examples: JsonObject
    [kind: string]: unknown
  }
  [member: string]: unknown
}
type Operation = {
  operationId?: string
  responses: { [status: string]: Response | { $ref: string } }
  [member: string]: unknown
}
type Response = { description: string; content?: { [type: string]: { examples?: JsonObject } }; headers?: JsonObject }

/** Marks an operation whose body may be left out, from its description to the document; it is not published. */
export const bodyIsOptional = 'x-body-is-optional'

const methodOrder = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options']

/** The API description of an app that is ready: the same object, in the same order, for the same routes. */
export function openApiDocument(app: FastifyInstance): OpenApiDocument {
  return app.swagger() as unknown as OpenApiDocument
}

/**
 * Moves what operations share into `components`: headers, examples of problems, and problem responses that say the
 * same. Puts everything into an order that does not depend on the order of registration.
 */
export function withSharedResponses(generated: object): OpenApiDocument {
  const document = structuredClone(generated) as OpenApiDocument
  const responses: { [name: string]: Response } = {}
  const examples: JsonObject = {}
  const headers: JsonObject = {}

  const paths = sortedBy(document.paths, path => path)
  for (const path of Object.keys(paths)) {
    const operations = sortedBy(paths[path] ?? {}, method => String(methodOrder.indexOf(method)))
    for (const operation of Object.values(operations)) {
      if (operation[bodyIsOptional] === true) Object.assign(operation['requestBody'] as object, { required: false })
      delete operation[bodyIsOptional]
      for (const [status, response] of Object.entries(operation.responses)) {
        if (!('description' in response)) continue
        const name = sharedName(response)
        // A header means the same wherever it is, and a code has one example: both are shared by name.
        share(response.headers, headers, 'headers')
        share(response.content?.[problemType]?.examples, examples, 'examples')
        if (name === undefined) continue
        responses[name] ??= response
        operation.responses[status] = { $ref: `#/components/responses/${name}` }
      }
    }
    paths[path] = operations
  }
  return {
    ...document,
    paths,
    components: {
      ...document.components,
      schemas: sortedBy(document.components.schemas, name => name),
      responses: sortedBy(responses, name => name),
      headers: sortedBy(headers, name => name),
      examples: sortedBy(examples, name => name),
    },
  }
}

/** Replaces each entry by a reference to the entry of that name in `components`; two of one name must be alike. */
function share(entries: JsonObject | undefined, shared: JsonObject, kind: 'headers' | 'examples'): void {
  for (const [name, entry] of Object.entries(entries ?? {})) {
    shared[name] ??= entry
    if (!isDeepStrictEqual(shared[name], entry)) throw new Error(`two ${kind} are named ${name}`)
    if (entries !== undefined) entries[name] = { $ref: `#/components/${kind}/${name}` }
  }
}

/**
 * The codes of a problem response as one name, `NotAuthenticatedOrInvalidToken`; its content follows from them.
 * The few operations without a cost have no quota, so their answers differ by these headers and stay where they are; those of
 * tus differ by its own header and have names of their own.
 */
function sharedName({ content, headers }: Response): string | undefined {
  const codes = Object.keys(content?.[problemType]?.examples ?? {})
  if (codes.length === 0 || codes.length > 3 || headers?.['RateLimit'] === undefined) return undefined
  return `${codes.map(pascalCase).join('Or')}${headers['Tus-Resumable'] === undefined ? '' : 'InUploads'}`
}

function pascalCase(code: string): string {
  return code.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase())
}

function sortedBy<Value>(object: { [key: string]: Value }, order: (key: string) => string): { [key: string]: Value } {
  const keys = Object.keys(object).sort((one, other) => (order(one) < order(other) ? -1 : 1))
  return Object.fromEntries(keys.map(key => [key, object[key] as Value]))
}
