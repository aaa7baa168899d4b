type Schema = { readonly [keyword: string]: unknown }

/**
 * The same schema, with every `anyOf` of one schema and `null` said as a union of types: the serializer then looks at the
 * type of the value, where for an `anyOf` it compiles a validator and runs it over everything below. A named schema that
 * may be null is written out where it stands.
 */
export function withTypeUnions<T extends object>(schema: T, named: Readonly<Record<string, object>>): T {
  return rewrite(schema) as T

  function rewrite(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(rewrite)
    if (typeof value !== 'object' || value === null) return value
    return mapValues(nullable(value as Schema) ?? (value as Schema), rewrite)
  }

  /** Undefined when the schema is not one schema or `null`. */
  function nullable({ anyOf, ...annotations }: Schema): Schema | undefined {
    if (!Array.isArray(anyOf) || anyOf.length !== 2 || anyOf[1]?.type !== 'null') return undefined
    const { $id: _id, ...branch } = resolve(anyOf[0] as Schema)
    if (typeof branch['type'] !== 'string' || 'const' in branch) return undefined
    const values = branch['enum']
    return {
      ...annotations,
      ...branch,
      type: [branch['type'], 'null'],
      ...(Array.isArray(values) && { enum: [...values, null] }),
    }
  }

  function resolve(branch: Schema): Schema {
    const { $ref } = branch
    return typeof $ref === 'string' ? (named[$ref.replace(/#$/, '')] as Schema) : branch
  }
}

function mapValues(schema: Schema, change: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, change(value)]))
}
