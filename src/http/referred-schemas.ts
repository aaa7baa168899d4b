import type { AnySchemaObject, ValidateFunction } from 'ajv'
import type { Ajv2020 } from 'ajv/dist/2020.js'

/**
 * Compiles schemas that refer to named ones, by `Name` or `Name#`. A named schema is added when it is first referred to:
 * adding all of them costs every start more than the few it needs.
 */
export function compilingReferred(
  ajv: Ajv2020,
  named: Readonly<Record<string, AnySchemaObject>>,
): (schema: AnySchemaObject) => ValidateFunction {
  const added = new Set<string>()

  function addReferred(schema: AnySchemaObject): void {
    for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"([^"#]+)#?"/g)) {
      const referred = named[name]
      if (referred === undefined || added.has(name)) continue
      added.add(name)
      ajv.addSchema(referred, name)
      addReferred(referred)
    }
  }

  return schema => {
    addReferred(schema)
    return ajv.compile(schema)
  }
}
