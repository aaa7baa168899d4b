import { randomUUID } from 'node:crypto'
import type { Role } from '../domain/agencies.ts'
import { exchange, type Reply } from './exchange.ts'
import type { Tokens } from './tokens.ts'

/** What a request says beside its path. */
export type Said = {
  readonly body?: unknown
  /** Without its quotes; a fresh one by default on POST, null for none. */
  readonly key?: string | null
  readonly ifMatch?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

export type Caller = (method: string, path: string, said?: Said) => Promise<Reply>

/** Where this command takes bells, and the address under which the server that is tried reaches it there. */
export type Endpoint = { readonly url: string; readonly host: string; readonly port: number }

/** The server that is tried, through the eyes of whoever plays. */
export type Target = {
  readonly url: string
  /** Without a token. */
  readonly nobody: Caller
  as(agency: string, role: Role, number?: 1 | 2): Caller
  readonly tokenOf: Tokens
  /** Without one, bells are taken on the loopback address, which only a sandbox rings. */
  readonly endpoint?: Endpoint | undefined
}

export function createTarget(url: string, tokens: Tokens, endpoint?: Endpoint): Target {
  const caller =
    (tokenOf: () => Promise<string | undefined>): Caller =>
    async (method, path, { body, key, ifMatch, headers } = {}) => {
      const keyed = key === undefined ? (method === 'POST' ? randomUUID() : null) : key
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
      return exchange(`${url}${path}`, method, {
        token: await tokenOf(),
        body,
        headers: {
          ...(body !== undefined && { 'content-type': type }),
          ...(keyed !== null && { 'idempotency-key': `"${keyed}"` }),
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...headers,
        },
      })
    }
  return {
    url,
    tokenOf: tokens,
    endpoint,
    nobody: caller(async () => undefined),
    as: (agency, role, number = 1) => caller(() => tokens({ agency, role, number })),
  }
}
