import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** A request as an endpoint got it. */
export type Rung = {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly at: number
}

/** What an endpoint does with a request: a status with headers, or whatever it likes. */
export type Answering = (
  rung: Rung,
  response: ServerResponse,
) => number | { status: number; headers?: Record<string, string> } | undefined

export type Receiver = {
  readonly url: string
  readonly port: number
  /** Every bell it got, in order; questions for its consent are not among them. */
  readonly rung: readonly Rung[]
  readonly asked: readonly Rung[]
  /** From now on it answers bells like this. */
  answer(how: Answering): void
  consent(headers: Record<string, string>): void
}

/** An endpoint on this machine that consents and takes every bell, until it is told otherwise. */
export async function startReceiver(t: Pick<Test, 'after'>): Promise<Receiver> {
  const rung: Rung[] = []
  const asked: Rung[] = []
  let answering: Answering = () => 204
  let consenting: Record<string, string> = { 'webhook-allowed-origin': 'penerusan.example' }
  const server = createServer(async (request, response) => {
    const got = await readRequest(request)
    if (got.method === 'OPTIONS') {
      asked.push(got)
      response.writeHead(200, consenting).end()
      return
    }
    rung.push(got)
    const answer = answering(got, response)
    if (answer === undefined) return
    const { status, headers = {} } = typeof answer === 'number' ? { status: answer } : answer
    response.writeHead(status, headers).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/bells`,
    port,
    rung,
    asked,
    answer(how) {
      answering = how
    },
    consent(headers) {
      consenting = headers
    },
  }
}

async function readRequest(request: IncomingMessage): Promise<Rung> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return {
    method: request.method ?? '',
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString(),
    at: Date.now(),
  }
}

let willing: Promise<string> | undefined

/** One endpoint for all of a test file that consents and takes every bell; it keeps no process alive. */
export function willingEndpoint(): Promise<string> {
  willing ??= new Promise(resolve => {
    const server = createServer((request, response) => {
      request.resume()
      response.writeHead(204, { 'webhook-allowed-origin': '*' }).end()
    })
    server.unref().listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/bells`)
    })
  })
  return willing
}
