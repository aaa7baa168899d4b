import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

type Attribute = { readonly key: string; readonly value: { readonly stringValue?: string; readonly intValue?: number } }

export type ReceivedSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: readonly Attribute[]
  readonly status: { readonly code?: number }
}

type Export = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[]
  }[]
}

/** A collector on loopback that keeps what it is sent: OTLP over HTTP, in JSON. */
export async function startOtlpReceiver() {
  const spans: ReceivedSpan[] = []
  const requests: { readonly url: string | undefined; readonly headers: IncomingHttpHeaders; readonly text: string }[] =
    []
  const server = createServer(async (request, reply) => {
    const body = (await json(request)) as Export
    requests.push({ url: request.url, headers: request.headers, text: JSON.stringify(body) })
    spans.push(...body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(scope => scope.spans)))
    reply.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, requests }
}

/** The text or number of an attribute. */
export function attributeOf({ attributes }: ReceivedSpan, key: string): string | number | undefined {
  const value = attributes.find(attribute => attribute.key === key)?.value
  return value?.stringValue ?? value?.intValue
}
