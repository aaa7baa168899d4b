import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { createServiceDatabase, finding } from '../db/desk.ts'
import { project, startService } from '../support/service.ts'
import { createDataDir } from '../support/test-cluster.ts'
import { until } from '../support/until.ts'

const { serviceUrl } = await createServiceDatabase(t)
const given = { DATABASE_URL: serviceUrl, DATA_DIR: await createDataDir() }
type Running = Awaited<ReturnType<typeof startService>>

t.test(
  'a process that is told to end first says that it is not ready, and serves whoever comes all the same',
  async t => {
    const service = await startService(t, { ...given, DRAIN_SECONDS: '3600', METRICS_PORT: '0' })
    const token = await mintToken(service.env)
    const metrics = /Metrics for Prometheus are on (\S+)/.exec(service.said())?.[1] ?? ''
    t.equal((await fetch(`${service.url}/readyz`)).status, 200)
    t.match(await (await fetch(metrics)).text(), /^penerusan_stopping 0$/m)

    service.child.kill('SIGTERM')
    await until(async () => (await fetch(`${service.url}/readyz`)).status === 503)
    t.match(await (await fetch(`${service.url}/readyz`)).json(), { code: 'overloaded' })
    t.equal((await fetch(`${service.url}/healthz`)).status, 200)
    const write = record(service, token, 'while-it-leaves')
    write.end(JSON.stringify(finding))
    t.equal((await answerTo(write)).statusCode, 201)
    t.match(await (await fetch(metrics)).text(), /^penerusan_stopping 1$/m)

    await t.test('and whoever insists ends it at once', async t => {
      // What follows within a second is the same wish, so it is told until it heeds.
      const insisting = setInterval(() => service.child.kill('SIGTERM'), 50)
      t.strictSame(await service.ended, { code: 1, signal: null })
      clearInterval(insisting)
    })
  },
)

t.test('requests and uploads under way are finished before it ends', async t => {
  const service = await startService(t, { ...given, DRAIN_SECONDS: '1', FINISH_SECONDS: '60' })
  const token = await mintToken(service.env)
  const authorization = `Bearer ${token}`
  const tus = { authorization, 'tus-resumable': '1.0.0' }
  const begun = await fetch(`${service.url}/v1/uploads`, { method: 'POST', headers: { ...tus, 'upload-length': '8' } })
  const upload = request(service.url + begun.headers.get('location'), {
    method: 'PATCH',
    headers: { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0', 'content-length': 8 },
  })
  await begin(upload, 'half')
  const write = record(service, token, 'under-way')
  const body = JSON.stringify(finding)
  await begin(write, body.slice(0, 20))
  // Answered on another connection, so what was sent before has been read.
  await until(async () => (await fetch(`${service.url}/healthz`)).ok)

  service.child.kill('SIGTERM')
  await until(() =>
    fetch(`${service.url}/healthz`).then(
      () => false,
      () => true,
    ),
  )
  const answers = Promise.all([upload, write].map(answerTo))
  upload.end('half')
  write.end(body.slice(20))
  const [uploaded, written] = await answers
  if (uploaded === undefined || written === undefined) return
  t.equal(uploaded.statusCode, 204)
  t.equal(uploaded.headers['upload-offset'], '8')
  uploaded.resume()
  t.equal(written.statusCode, 201)
  const { id } = (await json(written)) as { id: string }
  t.strictSame(await service.ended, { code: 0, signal: null })

  const next = await startService(t, given)
  t.equal((await fetch(`${next.url}/v1/violations/${id}`, { headers: { authorization } })).status, 200, 'and kept')
  t.strictSame(await next.end('SIGTERM'), { code: 0, signal: null })
})

t.test('connections on which nobody asked anything hold no process up, and do not hurt who did', async t => {
  const service = await startService(t, { ...given, FINISH_SECONDS: '60' })
  const token = await mintToken(service.env)
  const place = { host: '127.0.0.1', port: Number(new URL(service.url).port) }
  const unused = [connect(place), connect(place)]
  const ends = unused.map(socket => once(socket.resume(), 'close'))
  await Promise.all(unused.map(socket => once(socket, 'connect')))
  const write = record(service, token, 'beside-unused')
  const body = JSON.stringify(finding)
  await begin(write, body.slice(0, 20))
  await until(async () => (await fetch(`${service.url}/healthz`)).ok)

  service.child.kill('SIGTERM')
  await Promise.all(ends)
  t.equal(service.child.exitCode, null, 'what is under way is waited for')
  write.end(body.slice(20))
  t.equal((await answerTo(write)).resume().statusCode, 201)
  const ended = await Promise.race([service.ended, delay(30_000, 'held up', { ref: false })])
  t.strictSame(ended, { code: 0, signal: null })
})

function record({ url }: Running, token: string, key: string) {
  return request(`${url}/v1/violations`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(JSON.stringify(finding)),
      'idempotency-key': `"${key}"`,
    },
  })
}

/** Sends the head and so much of the body; done when both are on their way. */
function begin(asked: ReturnType<typeof request>, part: string): Promise<void> {
  return new Promise(resolve => asked.write(part, () => resolve()))
}

async function answerTo(asked: ReturnType<typeof request>): Promise<IncomingMessage> {
  const [answer] = await once(asked, 'response')
  return answer
}

async function mintToken(env: Record<string, string | undefined>): Promise<string> {
  const command = ['src/commands/token.ts', 'kominfo', 'recorder']
  return (await promisify(execFile)(process.execPath, command, { cwd: project, env })).stdout.trim()
}
