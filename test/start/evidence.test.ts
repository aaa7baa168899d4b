import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { createServiceDatabase } from '../db/desk.ts'
import { eicar } from '../inspection/hostile-files.ts'
import { evidenceForm } from '../support/form.ts'
import { launch, project, startService } from '../support/service.ts'
import { evidenceSaid, finding } from '../support/stories.ts'
import { createDataDir } from '../support/test-cluster.ts'
import { until } from '../support/until.ts'

// The real service as a process of its own, on its disk; and, where they are given, on a real S3 server and with a real
// ClamAV.
const s3 = process.env['TEST_S3_ENDPOINT']
const clamd = process.env['TEST_CLAMD']

const run = promisify(execFile)

/** A disk and a database of its own. */
async function ownPlace(t: Test): Promise<{ DATA_DIR: string; DATABASE_URL: string }> {
  return { DATA_DIR: await createDataDir(), DATABASE_URL: (await createServiceDatabase(t)).serviceUrl }
}

async function token(dataDir: string): Promise<string> {
  const args = ['src/commands/token.ts', 'kominfo', 'recorder']
  const env = { ...process.env, DATA_DIR: dataDir, NODE_ENV: 'development' }
  return (await run(process.execPath, args, { cwd: project, env })).stdout.trim()
}

type Caller = { readonly url: string; readonly authorization: string }

async function ask({ url, authorization }: Caller, path: string, init: RequestInit = {}) {
  const answer = await fetch(`${url}${path}`, {
    ...init,
    headers: { authorization, 'idempotency-key': `"${randomUUID()}"`, ...init.headers },
  })
  const text = await answer.text()
  return { status: answer.status, text, body: /^[{[]/.test(text) ? JSON.parse(text) : {} }
}

async function record(caller: Caller): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const { body } = await ask(caller, '/v1/violations', { method: 'POST', headers, body: JSON.stringify(finding) })
  return `/v1/violations/${body.id}`
}

function add(caller: Caller, violation: string, bytes: Buffer | string, key: string = randomUUID()) {
  const form = evidenceForm(evidenceSaid, { bytes, fileName: 'catatan.txt', type: 'text/plain' })
  const headers = { 'content-type': form.type, 'idempotency-key': `"${key}"` }
  return ask(caller, `${violation}/evidence`, { method: 'POST', headers, body: new Uint8Array(form.bytes) })
}

function inspected(caller: Caller, item: string) {
  return until(async () => {
    const { body } = await ask(caller, item)
    return body.status !== 'pending' && body
  })
}

async function plays(t: Test, env: Record<string, string>): Promise<void> {
  const place = await ownPlace(t)
  const service = await startService(t, { ...place, ...env })
  const caller = { url: service.url, authorization: `Bearer ${await token(place.DATA_DIR)}` }
  const violation = await record(caller)
  const bytes = 'percakapan grup\n'.repeat(40_000)
  const { status, body, text } = await add(caller, violation, bytes)
  t.equal(status, 201, text)
  const item = `${violation}/evidence/${body.id}`
  t.match(await inspected(caller, item), { status: 'clean' })
  t.equal((await ask(caller, `${item}/content`)).text, bytes)
  const scrub = await run(process.execPath, ['src/commands/scrub.ts'], { cwd: project, env: { ...service.env } })
  t.match(JSON.parse(scrub.stdout), { verified: 1, bytes: bytes.length, damaged: 0, missing: 0, orphans: 0 })
  await service.end('SIGTERM')
}

t.test('a file goes in and comes out, on the disk', t => plays(t, {}))

t.test(
  'a file goes in and comes out, on an S3 server',
  { skip: s3 === undefined && 'TEST_S3_ENDPOINT is not set' },
  t =>
    plays(t, {
      EVIDENCE_STORE: `s3://${process.env['TEST_S3_BUCKET']}/${randomUUID()}`,
      S3_ENDPOINT: s3 ?? '',
      S3_ACCESS_KEY_ID: process.env['TEST_S3_ACCESS_KEY'] ?? '',
      S3_SECRET_ACCESS_KEY: process.env['TEST_S3_SECRET_KEY'] ?? '',
    }),
)

t.test(
  'D-F6: what ClamAV knows is quarantined, and the rest comes out',
  { skip: clamd === undefined && 'TEST_CLAMD is not set' },
  async t => {
    const place = await ownPlace(t)
    const service = await startService(t, { ...place, CLAMD: clamd ?? '' })
    const caller = { url: service.url, authorization: `Bearer ${await token(place.DATA_DIR)}` }
    const violation = await record(caller)
    const bad = (await add(caller, violation, eicar)).body
    const found = await inspected(caller, `${violation}/evidence/${bad.id}`)
    t.match(found, { status: 'quarantined', inspection: { findings: [{ code: 'malware' }] } })
    t.equal((await ask(caller, `${violation}/evidence/${bad.id}/content`)).status, 409)
    const good = (await add(caller, violation, 'selamat pagi')).body
    t.match(await inspected(caller, `${violation}/evidence/${good.id}`), { status: 'clean' })
    await service.end('SIGTERM')
  },
)

t.test('D-F6: while ClamAV is down, everything stays pending', async t => {
  const place = await ownPlace(t)
  const service = await startService(t, { ...place, CLAMD: join(place.DATA_DIR, 'no.sock') })
  const caller = { url: service.url, authorization: `Bearer ${await token(place.DATA_DIR)}` }
  const violation = await record(caller)
  const { body } = await add(caller, violation, 'selamat pagi')
  const item = `${violation}/evidence/${body.id}`
  await until(async () => (await ask(caller, item)).body.inspection.fault === 'scanner-unavailable')
  t.equal((await ask(caller, `${item}/content`)).status, 409)
  await service.end('SIGTERM')
})

t.test('while the disk of the store is not mounted, nothing is taken in and nothing called missing', async t => {
  const place = await ownPlace(t)
  const folder = join(place.DATA_DIR, 'disk')
  const env = { ...place, EVIDENCE_STORE: folder }
  let service = await startService(t, env)
  const authorization = `Bearer ${await token(place.DATA_DIR)}`
  let caller = { url: service.url, authorization }
  const violation = await record(caller)
  const { body } = await add(caller, violation, 'selamat pagi')
  const item = `${violation}/evidence/${body.id}`
  t.match(await inspected(caller, item), { status: 'clean' })

  await rename(folder, `${folder}-aside`)
  await mkdir(folder)
  const refused = await add(caller, violation, 'selamat siang')
  t.match(refused, { status: 503, body: { code: 'store-unavailable' } }, refused.text)
  t.equal((await ask(caller, `${item}/content`)).status, 503)
  await service.end('SIGTERM')
  const unmounted = launch(t, env)
  t.match(await unmounted.ended, { code: 1 })
  t.match(unmounted.said(), /EVIDENCE_STORE .+ its disk is not mounted/)
  t.strictSame(await readdir(folder), [], 'nothing was written in its place')

  await rmdir(folder)
  await rename(`${folder}-aside`, folder)
  service = await startService(t, env)
  caller = { url: service.url, authorization }
  t.match(await ask(caller, item), { status: 200, body: { status: 'clean' } })
  t.equal((await ask(caller, `${item}/content`)).text, 'selamat pagi')
  t.equal((await add(caller, violation, 'selamat siang')).status, 201)
  await service.end('SIGTERM')
  const scrub = await run(process.execPath, ['src/commands/scrub.ts'], { cwd: project, env: { ...service.env } })
  t.match(JSON.parse(scrub.stdout), { verified: 2, damaged: 0, missing: 0, orphans: 0 })
})

t.test('whatever is killed in the middle of uploads, what was acknowledged is there whole, and once', async t => {
  const place = await ownPlace(t)
  let service = await startService(t, place)
  const authorization = `Bearer ${await token(place.DATA_DIR)}`
  const violation = await record({ url: service.url, authorization })
  const acknowledged = new Map<string, string>()
  let writing = true
  const writer = async () => {
    while (writing) {
      const bytes = Buffer.from(`${randomUUID()} `.repeat(20_000))
      const key = randomUUID()
      for (let done = false; !done && writing; ) {
        try {
          const { status, body } = await add({ url: service.url, authorization }, violation, bytes, key)
          done = status === 201
          if (done) acknowledged.set(body.id, createHash('sha256').update(bytes).digest('hex'))
          else if (status === 409 && body.code === 'too-many-items') writing = false
        } catch {
          // The outcome is unknown: the same key once more.
        }
        if (!done) await delay(20)
      }
    }
  }
  const writers = [writer(), writer(), writer()]
  for (let round = 0; round < 3; round++) {
    const before = acknowledged.size
    await until(() => acknowledged.size > before + 3 || !writing)
    await service.end('SIGKILL')
    service = await startService(t, place)
  }
  writing = false
  await Promise.all(writers)

  const caller = { url: service.url, authorization: `Bearer ${await token(place.DATA_DIR)}` }
  const items: { id: string; digest: string }[] = []
  for (let next: string | null = `${violation}/evidence?limit=200`; next !== null; ) {
    const { body }: Awaited<ReturnType<typeof ask>> = await ask(caller, next)
    items.push(...body.items)
    next = body.next
  }
  const there = new Map(items.map(({ id, digest }) => [id, digest]))
  t.ok(acknowledged.size > 10)
  for (const [id, digest] of acknowledged) t.equal(there.get(id), digest)
  t.equal(new Set(there.values()).size, there.size, 'nothing is there twice')
  await service.end('SIGTERM')
  const scrub = await run(process.execPath, ['src/commands/scrub.ts'], { cwd: project, env: { ...service.env } })
  t.match(JSON.parse(scrub.stdout), { damaged: 0, missing: 0, orphans: 0 }, 'and what no item has is known by name')
})

t.end()
