/** A JSON Schema, as far as our API description uses it. */
export type Schema = { readonly [keyword: string]: unknown }

const describing = new Set(
  'description title examples example default format pattern minLength maxLength minimum maximum multipleOf minItems maxItems uniqueItems minProperties maxProperties exclusiveMinimum exclusiveMaximum contentMediaType deprecated'.split(
    ' ',
  ),
)
const understood = new Set(
  'type enum const anyOf oneOf allOf $ref items properties required additionalProperties not'.split(' '),
)

/** What a schema lets through, as a TypeScript type. Throws for a keyword that it does not know. */
export function typeOfSchema(schema: Schema, indent = ''): string {
  for (const keyword of Object.keys(schema)) {
    if (!describing.has(keyword) && !understood.has(keyword) && !keyword.startsWith('x-')) {
      throw new Error(`no type is known for the keyword ${keyword}`)
    }
  }
  const { $ref, enum: values, 'x-extensible-enum': known, anyOf, oneOf, allOf } = schema
  if (typeof $ref === 'string') return nameOfReference($ref)
  if ('const' in schema) return JSON.stringify(schema['const']).replaceAll('"', "'")
  if (Array.isArray(values)) return union(values.map(literal))
  // `string` alone would swallow the words that are known, and an editor would offer none of them.
  if (Array.isArray(known)) return union([...known.map(literal), '(string & {})'])
  const among = anyOf ?? oneOf
  if (Array.isArray(among)) return union(among.map(one => typeOfSchema(one, indent)))
  if (Array.isArray(allOf)) return allOf.map(one => grouped(typeOfSchema(one, indent))).join(' & ')
  return union([schema['type'] ?? 'anything'].flat().map(type => typeOfKind(String(type), schema, indent)))
}

/** A comment above what it says something about; none where nothing is said. */
export function comment(text: unknown, indent = ''): string {
  if (typeof text !== 'string' || text === '') return ''
  const lines = text.replaceAll('*/', '*\\/').split('\n')
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map(line => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}

/** As a name of a member, in quotes where it must be. */
export function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`
}

function typeOfKind(type: string, schema: Schema, indent: string): string {
  switch (type) {
    case 'null':
    case 'boolean':
      return type
    case 'string':
      return schema['format'] === 'binary' ? 'Blob' : 'string'
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return `${grouped(typeOfSchema(schema['items'] as Schema, indent))}[]`
    case 'object':
      return typeOfObject(schema, indent)
    case 'anything':
      return 'unknown'
    default:
      throw new Error(`no type is known for ${type}`)
  }
}

function typeOfObject(schema: Schema, indent: string): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
  const more = schema['additionalProperties']
  const required = (schema['required'] ?? []) as readonly string[]
  const inner = `${indent}  `
  const members = properties.map(([name, property]) => {
    const mark = required.includes(name) ? '' : '?'
    return `${comment(property['description'], inner)}${inner}${member(name)}${mark}: ${typeOfSchema(property, inner)}\n`
  })
  if (properties.length === 0 || (typeof more === 'object' && more !== null)) {
    const value = typeof more === 'object' && more !== null ? typeOfSchema(more as Schema, inner) : 'unknown'
    members.push(`${inner}[name: string]: ${more === false ? 'never' : value}\n`)
  }
  return `{\n${members.join('')}${indent}}`
}

function nameOfReference(reference: string): string {
  const [, name] = /^#\/components\/schemas\/(\w+)$/.exec(reference) ?? []
  if (name === undefined) throw new Error(`not a reference to a named schema: ${reference}`)
  return name
}

function literal(value: unknown): string {
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : JSON.stringify(value)
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ')
}

function grouped(type: string): string {
  return /^\{[\s\S]*\}$/.test(type) || !/ [|&] /.test(type) ? type : `(${type})`
}
