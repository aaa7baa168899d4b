import type { FastifyInstance } from 'fastify'
import Type, { type Static, type TSchema, type TUnsafe } from 'typebox'

/** A schema that the API description publishes under its own name. */
export type NamedSchema = TSchema & { readonly $id: string }

/** Gives a schema the name under which the API description publishes it (`components.schemas`). */
export function named<Schema extends TSchema>(name: string, schema: Schema): Schema & { readonly $id: string } {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) throw new TypeError(`not a schema name: ${name}`)
  // Assigned and not copied: typebox keeps the kind of a schema in a hidden property that a copy would lose.
  return Object.assign(schema, { $id: name })
}

/** Refers to a named schema, typed as what it describes. The schema itself is registered by `addNamedSchemas`. */
export function ref<Schema extends NamedSchema>(schema: Schema): TUnsafe<Static<Schema>> {
  return Type.Unsafe<Static<Schema>>({ $ref: `${schema.$id}#` })
}

/**
 * Registers every named schema among the exports of the given modules, so that `ref` finds it:
 * `import * as referralSchemas from …; addNamedSchemas(app, referralSchemas)`. Other exports are left alone.
 * Called once, in one place; Fastify refuses two schemas of one name.
 */
export function addNamedSchemas(app: FastifyInstance, ...modules: readonly Record<string, unknown>[]): void {
  const exported = modules.flatMap(module => Object.values(module))
  for (const schema of new Set(exported.filter(isNamedSchema))) app.addSchema(schema)
}

function isNamedSchema(candidate: unknown): candidate is NamedSchema {
  return typeof candidate === 'object' && candidate !== null && '$id' in candidate && typeof candidate.$id === 'string'
}
