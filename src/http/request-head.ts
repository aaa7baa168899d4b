import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'

/** No client has use for more; of more than 2,000 Node would drop the rest without a word. */
export const mostHeaders = 100

/** Headers that say one thing: Node keeps the first of two, and a proxy in front may have looked at the other. */
const single: readonly string[] = ['content-type']

/**
 * Refuses what a proxy in front of us could read otherwise than Node does: no Host or several (RFC 9112, section 3.2),
 * repeated headers that say one thing, chunks in HTTP/1.0 (section 6.1), and more headers than are kept.
 */
export function readHeadsStrictly(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    checkHead(request)
    done()
  })
}

function checkHead({ raw: { rawHeaders, httpVersion } }: FastifyRequest): void {
  if (rawHeaders.length > 2 * mostHeaders) throw new Problem('headers-too-large')
  const seen = new Set<string>()
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (name === 'host') hosts += 1
    if (seen.has(name) && single.includes(name)) throw repeated(name)
    seen.add(name)
  }
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) throw repeated('host')
  if (httpVersion !== '1.1' && seen.has('transfer-encoding')) {
    throw new Problem('invalid-request', {
      errors: [{ pointer: 'header/transfer-encoding', code: 'http-version' }],
      headers: { connection: 'close' },
    })
  }
}

function repeated(name: string): Problem {
  return new Problem('invalid-request', { errors: [{ pointer: `header/${name}`, code: 'exactly-one' }] })
}

/**
 * The path and query of a request target. A target with scheme and authority means the same as one without (RFC 9112,
 * section 3.2.2): nothing here depends on the name we are called by.
 */
export function pathOfTarget(target: string): string {
  const [authority] = /^https?:\/\/[^/?#]*/i.exec(target) ?? []
  if (authority === undefined) return target
  const rest = target.slice(authority.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}
