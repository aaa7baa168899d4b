import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Exchange, Problem, Request, Service } from '../examples/service/service.ts'
import { Overdue, Refused } from '../examples/service/service.ts'
import type { Tokens } from '../examples/service/tokens.ts'
import type { Caller } from './foreign/caller.ts'

export type Operations = readonly { readonly id: string; readonly method: string; readonly path: string }[]

type Needs = {
  readonly call: Caller
  readonly operations: Operations
  readonly tokens: Tokens
  readonly heard: (exchange: Exchange) => void
}

/** What the demo speaks to the service through, made of a generated client: each request is the operation it stands for. */
export function createStoryService({ call, operations, tokens, heard }: Needs): Service & { used(): string[] } {
  const used = new Set<string>()

  async function ask(request: Request): Promise<Exchange & { etag: string | undefined }> {
    const { as, method, path, body, form, ifMatch, purpose } = request
    const { operation, parameters, query } = operationOf(operations, method, path)
    used.add(operation.id)
    const { response, body: answered } = await call(operation, {
      token: await tokens.tokenOf(as),
      path: parameters,
      query,
      headers: {
        ...(method === 'POST' && { 'Idempotency-Key': `"${crypto.randomUUID()}"` }),
        ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
        ...(purpose !== undefined && { 'X-Purpose': purpose }),
      },
      ...(body !== undefined && { body }),
      ...(form !== undefined && { form }),
    })
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const bytes = isJson ? Buffer.from(JSON.stringify(answered)) : await bytesOf(answered)
    return { method, path, status: response.status, etag: response.headers.get('etag') ?? undefined, bytes, isJson }
  }

  function accepted<Told extends Exchange>(answer: Told): Told {
    heard(answer)
    if (answer.status < 400) return answer
    throw new Refused(`${answer.method} ${answer.path}`, answer.status, jsonOf<Problem>(answer))
  }

  return {
    used: () => [...used].sort(),
    repeats: () => 0,
    async ask<Body>(request: Request): Promise<Answer<Body>> {
      const answer = accepted(await ask(request))
      return { body: jsonOf<Body>(answer), etag: answer.etag }
    },
    download: async request => accepted(await ask(request)).bytes,
    async askUntil<Body>(request: Request, isThere: (body: Body) => boolean, patienceMs = 90_000) {
      for (const giveUpAt = performance.now() + patienceMs; performance.now() < giveUpAt; await delay(100)) {
        const answer = await ask(request)
        if (answer.status < 400 && !isThere(jsonOf<Body>(answer))) continue
        accepted(answer)
        return { body: jsonOf<Body>(answer), etag: answer.etag }
      }
      throw new Overdue(`${request.path} is not what is waited for`)
    },
  }
}

function operationOf(operations: Operations, method: string, url: string) {
  const { pathname, searchParams } = new URL(url, 'https://penerusan.example')
  for (const operation of operations) {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const found = new RegExp(`^${operation.path.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(pathname)
    if (operation.method !== method || found === null) continue
    const parameters = Object.fromEntries(
      names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]),
    )
    return { operation, parameters, query: Object.fromEntries(searchParams) }
  }
  throw new Error(`no operation is described for ${method} ${pathname}`)
}

function jsonOf<Body>({ bytes }: Exchange): Body {
  return JSON.parse(bytes.toString()) as Body
}

/** Generated clients give bytes as a Blob or a buffer. */
async function bytesOf(body: unknown): Promise<Buffer> {
  if (body instanceof Blob) return Buffer.from(await body.arrayBuffer())
  if (body instanceof ArrayBuffer) return Buffer.from(body)
  throw new Error('the client gave no bytes')
}
