import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { percentile } from './figures.ts'
import type { Extent } from './loads.ts'
import type { Row } from './report.ts'
import { startService } from './servers.ts'
import type { Database, Stage } from './stage.ts'

/** An endpoint in this process; whoever waits for a bell is told when it came. */
type Endpoint = { readonly url: string; onBell: (bell: { type: string; subject: string }) => void; close(): void }

const endpoints = 10
const patienceMs = 60_000

/**
 * (j) From the answer to an act to the bell about it, one act at a time; and how many bells a second leave when many wait, for
 * ten endpoints that answer at once.
 */
export async function measureWebhooks(stage: Stage, { bells }: Extent): Promise<Row[]> {
  const database = await stage.database('bench_bells', { referrals: 2 * bells, kind: 'sent' })
  const env = {
    DATA_DIR: stage.dataDir,
    DATABASE_URL: database.url,
    EVIDENCE_STORE: join(stage.dataDir, 'evidence-of-bench_bells'),
    WEBHOOK_LOOPBACK: 'on',
  }
  const service = await startService(env, join(stage.dataDir, 'service.log'))
  const open: Endpoint[] = []
  try {
    const endpoint = await openEndpoint()
    open.push(endpoint)
    const call = callerOf(stage, service.url)
    await activate(call, kominfo, endpoint.url)
    const waits = await waitsOf(database, endpoint, call, bells)
    // Of the other party to the same cases, whose bells wait as long as they may.
    for (let place = 0; place < endpoints; place++) {
      const hostile = await openEndpoint(place % 2 === 0 ? hang : pour)
      open.push(hostile)
      await activate(call, kasn, hostile.url)
    }
    const disturbed = await waitsOf(database, endpoint, call, bells)
    await endAll(call, kasn)
    const perSecond = await drain(database, call, open, bells)
    const shown = (all: readonly number[]) =>
      [0.5, 0.99].map(share => `p${share * 100} ${percentile(all, share).toFixed(1)} ms`).join(' · ')
    const growth = percentile(disturbed, 0.99) / percentile(waits, 0.99)
    return [
      [`(j) from commit to webhook, ${waits.length} acts one by one`, shown(waits), '–', '–', '–'],
      [
        `(j) the same, while ${endpoints} endpoints of another agency hang or answer without end; beside it without`,
        shown(disturbed),
        shown(waits),
        `p99 ${growth.toFixed(2)}×`,
        '–',
      ],
      [
        `(j) bells a second of ${bells * endpoints} that wait, to ${endpoints} endpoints`,
        `${perSecond.toFixed(0)}/s`,
        '–',
        '–',
        '–',
      ],
    ]
  } finally {
    for (const endpoint of open) endpoint.close()
    await service.stop()
  }
}

type Who = readonly [agency: string, role: string]
const kominfo: Who = ['kominfo', 'integrator']
const kasn: Who = ['kasn', 'integrator']
type Call = (
  who: Who,
  method: string,
  path: string,
  body?: object,
) => Promise<{ readonly status: number; readonly etag: string; readonly body: Record<string, unknown> }>

function callerOf({ tokenFor }: Stage, base: string): Call {
  return async (who, method, path, body) => {
    const etag = method === 'PUT' && path.endsWith('/receipt') ? await etagOf(who, path.replace(/\/receipt$/, '')) : ''
    const answer = await fetch(new URL(path, base), {
      method,
      headers: {
        authorization: `Bearer ${await tokenFor(...who)}`,
        ...(method === 'POST' && { 'idempotency-key': `"${crypto.randomUUID()}"` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(etag !== '' && { 'if-match': etag }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return {
      status: answer.status,
      etag: answer.headers.get('etag') ?? '',
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    }
  }

  async function etagOf(who: Who, path: string): Promise<string> {
    const answer = await fetch(new URL(path, base), { headers: { authorization: `Bearer ${await tokenFor(...who)}` } })
    await answer.arrayBuffer()
    return answer.headers.get('etag') ?? ''
  }
}

async function activate(call: Call, who: Who, url: string): Promise<void> {
  const { body } = await call(who, 'POST', '/v1/webhooks', { url })
  await call(who, 'PUT', `/v1/webhooks/${body['id']}/consent`)
}

async function endAll(call: Call, who: Who): Promise<void> {
  const { body } = await call(who, 'GET', '/v1/webhooks')
  for (const { id } of body['items'] as { id: string }[]) await call(who, 'DELETE', `/v1/webhooks/${id}`)
}

/** Milliseconds from the answer to a receipt to the bell that tells the sender of it. */
async function waitsOf(database: Database, endpoint: Endpoint, call: Call, most: number): Promise<number[]> {
  const sent = await database.query<{ id: string }>(`select id from referrals where status = 'sent' limit ${most}`)
  const arrived = new Map<string, number>()
  endpoint.onBell = ({ type, subject }) => {
    if (type === 'penerusan.referral-received') arrived.set(subject, performance.now())
  }
  const waits: number[] = []
  for (const { id } of sent) {
    const path = `/v1/referrals/${id}`
    await call(['kasn', 'intake-officer'], 'PUT', `${path}/receipt`)
    const answered = performance.now()
    await until(() => arrived.has(path))
    // A bell may be there before the answer is.
    waits.push(Math.max(0, (arrived.get(path) ?? 0) - answered))
  }
  return waits
}

/** Bells a second, of as many as wait for each endpoint when they consent. */
async function drain(database: Database, call: Call, open: Endpoint[], each: number): Promise<number> {
  await endAll(call, kominfo)
  const [{ last } = { last: 0 }] = await database.query<{ last: number }>(
    `select last_number::float8 as last from feeds where agency = 'kominfo'`,
  )
  let rung = 0
  const ids: unknown[] = []
  for (let place = 0; place < endpoints; place++) {
    const endpoint = await openEndpoint()
    endpoint.onBell = () => rung++
    open.push(endpoint)
    const after = Math.max(0, last - each)
    ids.push((await call(kominfo, 'POST', '/v1/webhooks', { url: endpoint.url, after })).body['id'])
  }
  const wanted = Math.min(each, last) * endpoints
  const began = performance.now()
  await Promise.all(ids.map(id => call(kominfo, 'PUT', `/v1/webhooks/${id}/consent`)))
  await until(() => rung >= wanted)
  return (wanted * 1000) / (performance.now() - began)
}

/** What an endpoint does with a bell. */
type Taking = (response: ServerResponse) => void
const take: Taking = response => void response.writeHead(204).end()
const hang: Taking = () => {}
const pour: Taking = response => {
  response.writeHead(200, { 'content-length': String(10 * 1024 ** 3) })
  const chunk = Buffer.alloc(64 * 1024)
  const on = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', on)
  on()
}

/** Consents, and does that with every bell. */
async function openEndpoint(taking = take): Promise<Endpoint> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method !== 'POST') {
        response.writeHead(204, { 'webhook-allowed-origin': '*' }).end()
        return
      }
      endpoint.onBell(JSON.parse(Buffer.concat(chunks).toString()))
      taking(response)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const endpoint: Endpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/bells`,
    onBell: () => {},
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return endpoint
}

async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error('the bells did not come')
    await new Promise(resolve => setTimeout(resolve, 1))
  }
}
