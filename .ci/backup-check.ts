// A backup taken while the service writes, and restored into a server that has never seen it, as docs/operations.md says.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { casesIn, command, databaseUrl, type Entry, feedsOf, run } from './operating.ts'
import { type ProvidedPostgres, providePostgres } from './postgres.ts'
import { mintToken, refusedStart, root, type Service, startService } from './service.ts'

const scratch = await mkdtemp(join(tmpdir(), 'penerusan-backup-'))
const dump = join(scratch, 'penerusan.dump')
const before = { DATA_DIR: join(scratch, 'before') }
const after = { DATA_DIR: join(scratch, 'after') }
const servers: ProvidedPostgres[] = []

try {
  const old = await provide()
  const service = await startService({ ...before, ...urlsOf(old), LOG_LEVEL: 'warn' })
  const token = mintToken({ ...before, ...urlsOf(old) }, 'kominfo', 'recorder')
  const load = writeTo(service, token)
  await load.reaches(50)
  await addEvidence(service, token, [...load.acknowledged][0] ?? '')

  // The order counts: what is in the database names objects, and objects never change.
  const acknowledgedBefore = [...load.acknowledged]
  run(old, 'pg_dump', '--format=custom', `--file=${dump}`, databaseUrl(old))
  const roles = run(old, 'pg_dumpall', '--roles-only', `--dbname=${old.superuserUrl}`)
  await load.reaches(load.acknowledged.size + 20)
  await cp(before.DATA_DIR, after.DATA_DIR, { recursive: true })
  await load.stop()
  assert.equal(await service.stop(), 0)
  const ledger = await feedsOf(old)
  console.log(
    `backed up under load: ${acknowledgedBefore.length} cases acknowledged before, ${load.acknowledged.size} in all`,
  )

  const fresh = await provide({ bare: true })
  run(fresh, 'psql', '--quiet', `--command=${fresh.createAdministrator}`, fresh.superuserUrl)
  run(fresh, 'psql', '--quiet', '--set=ON_ERROR_STOP=1', `--command=${ownRoles(roles)}`, fresh.superuserUrl)
  run(
    fresh,
    'createdb',
    '--template=template0',
    `--maintenance-db=${fresh.superuserUrl}`,
    '--owner=penerusan_owner',
    'penerusan',
  )
  run(fresh, 'pg_restore', '--exit-on-error', '--single-transaction', `--dbname=${databaseUrl(fresh)}`, dump)
  const database = { ...after, ...urlsOf(fresh, old) }

  const refusal = await refusedStart(database)
  assert.match(refusal, /db:restored/, 'the service does not start on what was restored and not told so')
  const told = await command(database, 'db:restored')
  assert.match(told, /^epoch 2 is open$/m)
  assert.match(told, /, 0 altered, 0 streams with gaps$/m)
  console.log(told.trim())

  const next = await startService({ ...database, LOG_LEVEL: 'warn' })
  const more = writeTo(next, mintToken(database, 'kominfo', 'recorder'))
  await more.reaches(20)
  await more.stop()
  const kept = await casesIn(fresh)
  assert.deepEqual(
    acknowledgedBefore.filter(id => !kept.has(id)),
    [],
    'what was acknowledged before the backup began is there',
  )
  assert.deepEqual(
    [...more.acknowledged].filter(id => !kept.has(id)),
    [],
  )
  assert.equal(await next.stop(), 0)
  checkLedger(ledger, await feedsOf(fresh))
  const scrubbed = await command(database, 'evidence:scrub')
  assert.match(scrubbed, /\b1\b/, scrubbed)
  console.log(scrubbed.trim())
  assert.match(await command(database, 'db:verify'), /, 0 altered, 0 streams with gaps$/m)
  console.log('restored, verified, and written to again')
} finally {
  for (const server of servers) await server.stop()
  await rm(scratch, { recursive: true, force: true })
}

async function provide(options?: { bare: boolean }): Promise<ProvidedPostgres> {
  const server = await providePostgres(options)
  servers.push(server)
  return server
}

/** The restored roles keep the password they had before. */
function urlsOf(server: ProvidedPostgres, origin = server) {
  const url = new URL(server.serviceUrl('penerusan'))
  url.password = new URL(origin.serviceUrl('penerusan')).password
  return { DATABASE_URL: url.href, DATABASE_ADMIN_URL: server.adminUrl }
}

/** Of all roles of the old server those of the deployment, granted by whoever restores: the old superuser may be unknown here. */
function ownRoles(script: string): string {
  return script
    .split('\n')
    .filter(line => /^(CREATE|ALTER) ROLE penerusan_|^GRANT penerusan_/.test(line))
    .map(line => line.replace(/ GRANTED BY [^;]+/, ''))
    .join('\n')
}

/** What a partner has on file is what the restored feed says, until the first number that came after the backup. */
function checkLedger(ledger: readonly Entry[], kept: readonly Entry[]): void {
  const known = new Map(ledger.map(({ agency, number, digest }) => [`${agency} ${number}`, digest]))
  for (const agency of new Set(kept.map(entry => entry.agency))) {
    const digests = kept.filter(entry => entry.agency === agency)
    const numbers = digests.map(({ number }) => Number(number))
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
      `the feed of ${agency} has no gap`,
    )
    const same = digests.findIndex(({ number, digest }) => known.get(`${agency} ${number}`) !== digest)
    assert.ok(same !== 0, `the feed of ${agency} begins as its partner has it`)
    console.log(
      `  feed of ${agency}: ${digests.length} entries, as its partner has it up to ${same === -1 ? digests.length : same}`,
    )
  }
}

/** Records cases without pause, and remembers which of them were acknowledged. */
function writeTo({ origin }: Service, token: string) {
  const acknowledged = new Set<string>()
  let writing = true
  const writers = [1, 2].map(async () => {
    while (writing) {
      const answer = await fetch(`${origin}/v1/violations`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': `"${randomUUID()}"`,
        },
        body: JSON.stringify({
          source: { kind: 'finding', channel: 'patrol' },
          eventDescription: 'Written while a backup is made.',
        }),
      })
      const body = (await answer.json()) as { id: string }
      assert.equal(answer.status, 201, JSON.stringify(body))
      acknowledged.add(body.id)
    }
  })
  return {
    acknowledged,
    async reaches(count: number) {
      while (acknowledged.size < count) await new Promise(resolve => setTimeout(resolve, 20))
    },
    async stop() {
      writing = false
      await Promise.all(writers)
    },
  }
}

async function addEvidence({ origin }: Service, token: string, violation: string): Promise<void> {
  const form = new FormData()
  const metadata = JSON.parse(await readFile(join(root, 'examples/evidence.json'), 'utf8'))
  form.set('metadata', new Blob([JSON.stringify(metadata)], { type: 'application/json' }))
  form.set('file', new Blob(['what was seen'], { type: 'text/plain' }), 'bukti.txt')
  const answer = await fetch(`${origin}/v1/violations/${violation}/evidence`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `"${randomUUID()}"` },
    body: form,
  })
  assert.equal(answer.status, 201, await answer.text())
}
