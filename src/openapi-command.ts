import { writeFileSync } from 'node:fs'
import { clientTypes } from './client/client-types.ts'
import { describedApp } from './described-app.ts'
import { openApiDocument } from './http/openapi-document.ts'

// Writes the committed API description, and the types of the client after it; a test holds both to the routes.
const app = await describedApp()
const document = openApiDocument(app)
await app.close()
const folder = new URL('../openapi/', import.meta.url)
writeFileSync(new URL('openapi.json', folder), `${JSON.stringify(document, null, 2)}\n`)
writeFileSync(new URL('typescript/src/api.ts', folder), clientTypes(document))
