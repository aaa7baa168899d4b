import { writeFileSync } from 'node:fs'
import { clientTypes } from '../client/client-types.ts'
import { describedApp } from '../described-app.ts'
import { openApiDocument } from '../http/openapi-document.ts'
import { asyncApiDocument } from '../resources/async-api.ts'

// Writes the committed descriptions, and the types of the client after them; tests hold them to the code.
const app = await describedApp()
const document = openApiDocument(app)
await app.close()
const folder = new URL('../../openapi/', import.meta.url)
const write = (name: string, text: string) => writeFileSync(new URL(name, folder), text)
write('openapi.json', `${JSON.stringify(document, null, 2)}\n`)
write('asyncapi.json', `${JSON.stringify(asyncApiDocument(document.info), null, 2)}\n`)
write('typescript/src/api.ts', clientTypes(document))
