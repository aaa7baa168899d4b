import { readFileSync } from 'node:fs'
import t from 'tap'
import { clientTypes } from '../../src/client/client-types.ts'
import { typeOfSchema } from '../../src/client/type-of-schema.ts'
import type { OpenApiDocument } from '../../src/http/openapi-document.ts'

const folder = new URL('../../openapi/', import.meta.url)
const document: OpenApiDocument = JSON.parse(readFileSync(new URL('openapi.json', folder), 'utf8'))
const committed = readFileSync(new URL('typescript/src/api.ts', folder), 'utf8')

t.test('the types of the client are those of the committed description', async t => {
  t.equal(clientTypes(document), committed, 'npm run openapi writes them anew')
})

t.test('a schema becomes the type of what it lets through', async t => {
  const types: [object, string][] = [
    [{ type: 'string', format: 'uuid' }, 'string'],
    [{ type: 'integer', minimum: 1 }, 'number'],
    [{ enum: ['sent', "the agency's"] }, "'sent' | 'the agency\\'s'"],
    [{ type: 'string', 'x-extensible-enum': ['sent', 'seen'] }, "'sent' | 'seen' | (string & {})"],
    [{ type: 'array', items: { type: 'string', 'x-extensible-enum': ['a'] } }, "('a' | (string & {}))[]"],
    [{ const: true }, 'true'],
    [{ anyOf: [{ $ref: '#/components/schemas/Act' }, { type: 'null' }] }, 'Act | null'],
    [{ type: ['object', 'null'], additionalProperties: true }, '{\n  [name: string]: unknown\n} | null'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, '{\n  [name: string]: number\n}'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, "('a' | 'b')[]"],
    [
      { type: 'object', required: ['by'], properties: { by: { type: 'string', description: 'Who.' }, 'a-b': {} } },
      "{\n  /** Who. */\n  by: string\n  'a-b'?: unknown\n}",
    ],
    [
      { allOf: [{ $ref: '#/components/schemas/Act' }, { anyOf: [{ type: 'null' }, { type: 'string' }] }] },
      'Act & (null | string)',
    ],
  ]
  for (const [schema, type] of types) t.equal(typeOfSchema(schema as never), type)
})

t.test('a keyword that changes what a schema lets through is not passed over', async t => {
  t.throws(() => typeOfSchema({ type: 'object', patternProperties: {} }), /patternProperties/)
  t.throws(() => typeOfSchema({ $ref: '#/definitions/Act' }), /not a reference/)
  t.throws(() => typeOfSchema({ type: 'tuple' }), /tuple/)
})

t.test('a request is repeatable only where two of it are as good as one', async t => {
  const once = [...committed.matchAll(/^ {2}(\w+): \{ method: '(\w+)'.*\}/gm)]
    .filter(([line]) => !line.includes('repeatable: true'))
    .map(([, id]) => id)
  t.strictSame(once, ['appendToUpload', 'createUpload', 'replayWebhookDeliveries', 'sendReferralBatch', 'testWebhook'])
})

t.test('two arguments of one name would be one, so they are refused', async t => {
  const operation = {
    operationId: 'readThing',
    summary: 'Read',
    parameters: [
      { in: 'path', name: 'id', required: true, schema: { type: 'string' } },
      { in: 'query', name: 'id', schema: { type: 'string' } },
    ],
    responses: {},
  }
  const twice = { paths: { '/things/{id}': { get: operation } }, components: { schemas: {}, examples: {} } }
  t.throws(() => clientTypes(twice as never), /readThing cannot have an argument named id/)
})
