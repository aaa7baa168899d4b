import type { AnySchemaObject, ValidateFunction } from 'ajv'
import type { Ajv2020 } from 'ajv/dist/2020.js'

type NamedSchemas<Schema extends object> = Readonly<Record<string, Schema>>

/** The named schemas that one refers to, by `Name` or `Name#`, and those that they refer to in turn. */
export function schemasReferredBy<Schema extends object>(
  schema: object,
  named: NamedSchemas<Schema>,
  found: Record<string, Schema> = {},
): Record<string, Schema> {
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"([^"#]+)#?"/g)) {
    const referred = named[name]
    if (referred === undefined || name in found) continue
    found[name] = referred
    schemasReferredBy(referred, named, found)
  }
  return found
}

/**
 * Compiles schemas that refer to named ones. A named schema is added when it is first referred to: adding all of them
 * costs every start more than the few it needs.
 */
export function compilingReferred(
  ajv: Ajv2020,
  named: NamedSchemas<AnySchemaObject>,
): (schema: AnySchemaObject) => ValidateFunction {
  const added = new Set<string>()
  return schema => {
    for (const [name, referred] of Object.entries(schemasReferredBy(schema, named))) {
      if (added.has(name)) continue
      added.add(name)
      ajv.addSchema(referred, name)
    }
    return ajv.compile(schema)
  }
}
