/** The little of autocannon that the benchmark uses; the package has no types of its own. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  type Request = {
    method: string
    path?: string | undefined
    headers: Record<string, string>
    body?: string
    setupRequest?: (request: Request) => Request
  }
  type Options = {
    url: string
    connections: number
    duration?: number | undefined
    amount?: number
    requests: Request[]
  }
  type Result = { errors: number; timeouts: number }
  type Responses = {
    on(event: 'response', seen: (client: unknown, status: number, bytes: number, ms: number) => void): void
  }

  export default function autocannon(options: Options): Promise<Result> & EventEmitter & Responses
}
