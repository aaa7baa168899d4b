import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'
import { forbiddenCharacter } from './strict-json.ts'

type Query = Record<string, string>

/** What was wrong with a query string; the parser itself must not throw, because it runs while Fastify routes. */
const refused = Symbol('refused query')
type RefusedQuery = Query & { [refused]: QueryFault }
type QueryFault = 'duplicate-parameter' | 'percent-encoding' | 'empty-name' | 'forbidden-character'

/**
 * Parses a query string where each name may occur once: no last-one-wins, no arrays, no nesting. A plus sign is a
 * space (as in HTML forms). The result has no prototype; a refused one is found by `checkQuery`.
 */
export function parseQuery(text: string): Query {
  const query: Query = Object.create(null)
  if (text === '') return query
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1))
    if (name === undefined || value === undefined) return refusedQuery('percent-encoding')
    if (name === '') return refusedQuery('empty-name')
    if (forbiddenCharacter.test(name) || forbiddenCharacter.test(value)) return refusedQuery('forbidden-character')
    if (name in query) return refusedQuery('duplicate-parameter')
    query[name] = value
  }
  return query
}

function refusedQuery(fault: QueryFault): RefusedQuery {
  return Object.assign(Object.create(null), { [refused]: fault })
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/**
 * Refuses a query string that could not be parsed, and any query at all on a route without a query schema (a schema
 * refuses unknown names itself). Throws `invalid-request`.
 */
export function checkQuery(request: FastifyRequest): void {
  const query = request.query as Query | RefusedQuery
  if (refused in query) {
    throw new Problem('invalid-request', { errors: [{ pointer: 'query', code: query[refused] }] })
  }
  if (request.routeOptions.schema?.querystring === undefined && Object.keys(query).length > 0) {
    throw new Problem('invalid-request', { errors: [{ pointer: 'query', code: 'additional-properties' }] })
  }
}
