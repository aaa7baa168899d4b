import { createServer } from 'node:http'
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
  const database = await stage.database('bench_bells', { referrals: bells, kind: 'sent' })
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
    await activate(call, endpoint.url)
    const waits = await waitsOf(database, endpoint, call, bells)
    const perSecond = await drain(database, call, open, bells)
    const ms = (share: number) => `${percentile(waits, share).toFixed(1)} ms`
    return [
      [
        `(j) from commit to webhook, ${waits.length} acts one by one`,
        `p50 ${ms(0.5)} · p99 ${ms(0.99)}`,
        '–',
        '–',
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

type Call = (
  who: readonly [agency: string, role: string],
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

  async function etagOf(who: readonly [string, string], path: string): Promise<string> {
    const answer = await fetch(new URL(path, base), { headers: { authorization: `Bearer ${await tokenFor(...who)}` } })
    await answer.arrayBuffer()
    return answer.headers.get('etag') ?? ''
  }
}

async function activate(call: Call, url: string): Promise<void> {
  const { body } = await call(['kominfo', 'integrator'], 'POST', '/v1/webhooks', { url })
  await call(['kominfo', 'integrator'], 'PUT', `/v1/webhooks/${body['id']}/consent`)
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
  for (const { id } of (await call(['kominfo', 'integrator'], 'GET', '/v1/webhooks')).body['items'] as {
    id: string
  }[]) {
    await call(['kominfo', 'integrator'], 'DELETE', `/v1/webhooks/${id}`)
  }
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
    ids.push((await call(['kominfo', 'integrator'], 'POST', '/v1/webhooks', { url: endpoint.url, after })).body['id'])
  }
  const wanted = Math.min(each, last) * endpoints
  const began = performance.now()
  await Promise.all(ids.map(id => call(['kominfo', 'integrator'], 'PUT', `/v1/webhooks/${id}/consent`)))
  await until(() => rung >= wanted)
  return (wanted * 1000) / (performance.now() - began)
}

async function openEndpoint(): Promise<Endpoint> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(204, { 'webhook-allowed-origin': '*' }).end()
      if (request.method === 'POST') endpoint.onBell(JSON.parse(Buffer.concat(chunks).toString()))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const endpoint: Endpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/bells`,
    onBell: () => {},
    close: () => server.close(),
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
