import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { costs } from './cost.ts'

/** Loads nothing from elsewhere, and runs nothing that is not a file of its own. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const files = [
  ['/docs/start', 'start.html', 'text/html'],
  ['/docs/start/start.css', 'start.css', 'text/css'],
  ['/docs/start/start.js', 'start.js', 'text/javascript'],
  ['/docs/start/event-stream.js', 'event-stream.js', 'text/javascript'],
] as const

/** `/docs/start`: leads whoever integrates from a token to the first event. In a sandbox it gets its tokens by itself. */
export function serveStartPage(app: FastifyInstance, { isSandbox }: { readonly isSandbox: boolean }): void {
  for (const [url, name, type] of files) {
    const text = readFileSync(new URL(`start-page/${name}`, import.meta.url), 'utf8')
    const content = isSandbox
      ? text.replace('<html lang="en" data-sandbox="false">', '<html lang="en" data-sandbox="true">')
      : text
    const config = { public: true, cost: costs.read, produces: [type] }
    app.get(url, { config, schema: { hide: true } }, async (_, reply) =>
      reply.header('content-security-policy', policy).type(`${type}; charset=utf-8`).send(content),
    )
  }
}
