import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import t from 'tap'
import type { PersonId } from '../../src/domain/agencies.ts'
import type { UploadId } from '../../src/domain/ids.ts'
import { openFinishedUpload } from '../../src/uploads/uploads.ts'
import { kominfo } from '../db/desk.ts'
import { layCuttingWire } from '../support/cutting-wire.ts'
import { project, startService } from '../support/service.ts'
import { buildTestApp, type TestApp } from '../support/test-app.ts'
import { createDataDir } from '../support/test-cluster.ts'
import { until } from '../support/until.ts'
import { uploadByTus } from './tus-client.ts'

const mib = 1024 * 1024

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function listening(world: TestApp): Promise<number> {
  await world.app.listen({ host: '127.0.0.1', port: 0 })
  return (world.app.server.address() as AddressInfo).port
}

/** The SHA-256 of a finished upload as it is read out of the vault. */
async function digestOf({ sql, kept }: TestApp, path: string): Promise<string> {
  const id = (path.split('/').at(-1) ?? '') as UploadId
  const [row] = await sql<[{ person: PersonId }]>`select person from uploads where id = ${id}`
  const upload = await openFinishedUpload(kept.office, { agency: kominfo, person: row.person }, id)
  if (upload === undefined || upload === 'unfinished') throw new Error(`${upload}`)
  const hash = createHash('sha256')
  for await (const piece of upload.open()) hash.update(piece)
  return hash.digest('hex')
}

t.test('a client that others wrote uploads a file in one piece, and in many', async t => {
  const world = await buildTestApp(t)
  const endpoint = `http://127.0.0.1:${await listening(world)}/v1/uploads`
  const bytes = randomBytes(3 * mib + 17)
  for (const chunkSize of [undefined, 500_000]) {
    const { token } = world.cast.recorder
    const path = await uploadByTus({ endpoint, token, bytes, ...(chunkSize !== undefined && { chunkSize }) })
    t.equal(await digestOf(world, path), sha256(bytes))
  }
})

t.test('an upload that breaks off 100 times arrives whole', async t => {
  const world = await buildTestApp(t)
  const port = await listening(world)
  const bytes = randomBytes(48 * mib)
  let toCut = 100
  const wire = await layCuttingWire(t, {
    portOf: () => port,
    cut: () => (toCut-- > 0 ? 10_000 + Math.floor(Math.random() * 600_000) : undefined),
  })
  // A connection for a question that was never cut does not count.
  const cutAgain = () => {
    toCut = 100 - wire.cuts()
  }
  const path = await uploadByTus({
    endpoint: `${wire.url}/v1/uploads`,
    token: world.cast.recorder.token,
    bytes,
    onBeforeRequest: cutAgain,
  })
  t.equal(wire.cuts(), 100)
  t.equal(await digestOf(world, path), sha256(bytes))
  const [{ count, sum }] = await world.sql<[{ count: number; sum: number }]>`
    select count(*)::int, sum(size)::int from upload_parts`
  t.comment(`${count} parts`)
  t.equal(sum, bytes.length)
  t.ok(count > 20, 'what had arrived before each break was kept')
})

t.test('a service that is killed in the middle goes on after its start where its last part ended', async t => {
  const dataDir = await createDataDir()
  let service = await startService(t, { DATA_DIR: dataDir })
  const mint = async () => {
    const command = ['src/commands/token.ts', 'kominfo', 'recorder']
    const { stdout } = await promisify(execFile)(process.execPath, command, {
      cwd: project,
      env: { ...process.env, DATA_DIR: dataDir },
    })
    return stdout.trim()
  }
  const token = await mint()
  const wire = await layCuttingWire(t, { portOf: () => Number(new URL(service.url).port), cut: () => undefined })
  const endpoint = `${wire.url}/v1/uploads`
  const bytes = randomBytes(200 * mib)
  let sent = 0
  let url: string | undefined
  const offsets: number[] = []
  const uploading = uploadByTus({
    endpoint,
    token,
    bytes,
    onSent: progress => {
      sent = progress
    },
    onBeforeRequest: request => {
      url = request.getURL()
      if (request.getMethod() === 'PATCH') offsets.push(Number(request.getHeader('Upload-Offset')))
    },
  })
  uploading.catch(() => {})
  await until(() => sent > 100 * mib)
  service.child.kill('SIGKILL')
  await service.ended
  service = await startService(t, { DATA_DIR: dataDir })
  const path = await uploading

  t.comment(`PATCH at ${offsets.join(', ')}`)
  t.strictSame(offsets, [0, 64 * mib], 'the part in progress was lost, and nothing else')
  t.match(url, path)
  const head = await fetch(`${service.url}${path}`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' },
  })
  t.equal(head.headers.get('upload-offset'), String(bytes.length))
  await service.end('SIGTERM')
})
