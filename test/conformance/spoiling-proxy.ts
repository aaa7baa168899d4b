import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

export type Asked = { method: string; path: string; headers: Record<string, string>; body: string }
export type Answered = { status: number; headers: Record<string, string>; body: string }

/** What is wrong with a server: it takes requests for others, answers otherwise, or answers by itself. */
export type Fault = {
  readonly ask?: (asked: Asked) => Asked | Promise<Asked>
  readonly answer?: (answered: Answered, asked: Asked) => Answered
  readonly instead?: (asked: Asked, forward: () => Promise<Answered>) => Promise<Answered>
}

export type Proxy = { readonly url: string; spoil(fault: Fault): void }

/** A server that is like the one behind it, but for one fault at a time. */
export async function startProxy(
  t: Pick<Test, 'after'>,
  behind: string,
  afterWrite: () => Promise<unknown>,
): Promise<Proxy> {
  let written: Promise<unknown> = Promise.resolve()
  let fault: Fault = {}
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const original: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: headersOf(request.headers),
      body: Buffer.concat(chunks).toString(),
    }
    const asked = (await fault.ask?.(structuredClone(original))) ?? original
    const forward = async () => {
      const reply = await fetch(`${behind}${asked.path}`, {
        method: asked.method,
        headers: asked.headers,
        ...(asked.body !== '' && { body: asked.body }),
      })
      const headers = Object.fromEntries(reply.headers)
      for (const name of ['content-length', 'transfer-encoding', 'connection', 'keep-alive']) delete headers[name]
      const body = await bodyOf(reply)
      if (asked.method !== 'GET') {
        written = written.then(afterWrite)
        await written
      }
      return { status: reply.status, headers, body }
    }
    const answered = fault.instead === undefined ? await forward() : await fault.instead(asked, forward)
    const { status, headers, body } = fault.answer?.(answered, original) ?? answered
    response.writeHead(status, headers).end(status === 304 ? undefined : body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil(next) {
      fault = next
    },
  }
}

/** Of a stream, which has no end, what comes before its first pause. */
async function bodyOf(reply: Response): Promise<string> {
  if (!/event-stream/.test(reply.headers.get('content-type') ?? '') || reply.body === null) return reply.text()
  let text = ''
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader()
  while (!/\ndata: .*\n\n$/s.test(text)) {
    const { value, done } = await reader.read()
    if (done) break
    text += value
  }
  await reader.cancel()
  return text
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const { host, connection, 'content-length': length, 'transfer-encoding': encoding, ...rest } = headers
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]))
}
