// What the parser of the AsyncAPI Initiative says of the description of events: nothing.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Parser } from '@asyncapi/parser'

const text = readFileSync(new URL('../openapi/asyncapi.json', import.meta.url), 'utf8')
const { document, diagnostics } = await new Parser().parse(text)
assert.deepEqual(
  diagnostics.map(({ code, message, path }) => `${code} at ${path.join('/')}: ${message}`),
  [],
)
assert.ok(document !== undefined && document.messages().length > 80)
