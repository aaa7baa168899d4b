import { createRequire } from 'node:module'
import type { FastifyServerOptions } from 'fastify'
import { schemasReferredBy } from './referred-schemas.ts'
import { withTypeUnions } from './type-unions.ts'

type CompilersFactory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>
type BuildSerializer = NonNullable<CompilersFactory['buildSerializer']>
type Serializer = ReturnType<ReturnType<BuildSerializer>>

/** The compiler that Fastify would use by itself, from among its own dependencies. */
const fastifys = createRequire(import.meta.resolve('fastify'))('@fastify/fast-json-stringify-compiler') as {
  SerializerSelector(): BuildSerializer
}
const buildCompiler = fastifys.SerializerSelector()

/**
 * Builds the serializers of all routes: one for each schema, however many routes answer with it, compiled when it is first
 * needed and with what it refers to. Fastify by itself compiles one for every route, method and status, and takes every
 * named schema into each.
 */
export const buildSerializer: BuildSerializer = (schemas, options) => {
  const named = schemas as Record<string, object>
  const compile: ReturnType<BuildSerializer> = route => {
    const schema = route.schema as object
    const referred = Object.entries(schemasReferredBy(schema, named))
    const compiler = buildCompiler(
      Object.fromEntries(referred.map(([id, one]) => [id, withTypeUnions(one, named)])),
      options,
    )
    return compiler({ ...route, schema: withTypeUnions(schema, named) })
  }
  const serializers = new Map<string, Serializer>()
  return route => {
    const key = JSON.stringify(route.schema)
    let serializer: Serializer | undefined
    return data => {
      if (serializer === undefined) {
        serializer = serializers.get(key) ?? compile(route)
        serializers.set(key, serializer)
      }
      return serializer(data)
    }
  }
}
