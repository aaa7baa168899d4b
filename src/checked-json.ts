import { readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import type { Static, TSchema } from 'typebox'

// Each schema checks one document: comparing it with the meta-schema, or optimizing it, would cost every start more than the check.
const ajv = new Ajv2020({
  formats: fullFormats,
  strictTypes: false,
  meta: false,
  validateSchema: false,
  code: { optimize: false },
})

/**
 * Reads a JSON file of this shape. The first thing that is wrong goes to `refuse`, with its JSON Pointer, empty for the whole
 * file; `wordsFor` may say a fault in words of its own.
 */
export function readCheckedJson<Schema extends TSchema>(
  path: string,
  schema: Schema,
  refuse: (pointer: string, fault: string) => never,
  wordsFor: (fault: ErrorObject) => string | undefined = () => undefined,
): Static<Schema> {
  let document: unknown
  try {
    document = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    return refuse('', code === undefined ? `is not JSON (${message})` : `cannot be read (${code})`)
  }
  const isOfShape = ajv.compile<Static<Schema>>(schema)
  if (isOfShape(document)) return document
  const [first] = isOfShape.errors as [ErrorObject]
  return refuse(pointerOf(first), wordsFor(first) ?? describe(first))
}

/** Where the fault is: what is not known stands below the object that must not have it. */
function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  if (keyword !== 'additionalProperties') return instancePath
  return `${instancePath}/${params['additionalProperty'].replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function describe({ keyword, params, message = keyword }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return 'is not a known field'
    case 'required':
      return `lacks ${params['missingProperty']}`
    case 'enum':
      return `must be one of ${params['allowedValues'].join(', ')}`
    default:
      return message
  }
}
