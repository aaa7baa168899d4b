import { readFileSync } from 'node:fs'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'

type Fault = ReturnType<typeof Value.Errors>[number]

/**
 * Reads a JSON file of this shape. The first thing that is wrong goes to `refuse`, with its JSON Pointer, empty for the whole
 * file; `wordsFor` may say a fault in words of its own.
 */
export function readCheckedJson<Schema extends TSchema>(
  path: string,
  schema: Schema,
  refuse: (pointer: string, fault: string) => never,
  wordsFor: (fault: Fault) => string | undefined = () => undefined,
): Static<Schema> {
  let document: unknown
  try {
    document = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    return refuse('', code === undefined ? `is not JSON (${message})` : `cannot be read (${code})`)
  }
  // A file that is right, and it nearly always is, is checked many times faster than its faults are looked for.
  const [first] = Compile(schema).Check(document) ? [] : Value.Errors(schema, document)
  if (first !== undefined) return refuse(first.instancePath, wordsFor(first) ?? describe(first))
  return document as Static<Schema>
}

function describe({ keyword, params, message }: Fault): string {
  switch (keyword) {
    case 'boolean':
      return 'is not a known field'
    case 'required':
      return `lacks ${params.requiredProperties.join(', ')}`
    case 'enum':
      return `must be one of ${params.allowedValues.join(', ')}`
    default:
      return message
  }
}
