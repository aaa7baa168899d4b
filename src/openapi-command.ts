import { writeFileSync } from 'node:fs'
import { describedApp } from './described-app.ts'
import { openApiDocument } from './http/openapi-document.ts'

// Writes the committed API description; a test holds it to the routes.
const app = await describedApp()
writeFileSync(new URL('../openapi/openapi.json', import.meta.url), `${JSON.stringify(openApiDocument(app), null, 2)}\n`)
await app.close()
