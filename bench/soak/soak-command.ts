import '../../src/node-version.js'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { joinCluster } from '../../src/db/embedded/cluster.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import { soak } from './soak.ts'

const usage = `Writes, numbers and reads at once while everything is killed at random, and counts what was missed, doubled or out of order.

  npm run soak                          20,000 events
  npm run soak -- --events 1000000      as many as you like
  npm run soak -- --writers 64          more writers than 32
  npm run soak -- --work 100            transactions that work up to 100 ms, and not 500
  npm run soak -- --minutes 10          no longer than that, with as many events as there are then; by default an hour`

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    writers: { type: 'string', default: '32' },
    work: { type: 'string', default: '500' },
    minutes: { type: 'string', default: '60' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

const folder = await mkdtemp(join(tmpdir(), 'penerusan-soak-'))
const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const cluster = await joinCluster({ dataDir: folder, log: quiet })
try {
  await setUpDatabase({ ...cluster, directory: readDirectory(foundingDirectory), log: () => {} })
  const adminUrl = new URL(cluster.adminUrl)
  adminUrl.pathname = new URL(cluster.serviceUrl).pathname
  const report = await soak({
    adminUrl: adminUrl.href,
    serviceUrl: cluster.serviceUrl,
    events: Number(values.events),
    writers: Number(values.writers),
    workMs: Number(values.work),
    mostMs: Number(values.minutes) * 60_000,
    processes: 3,
    killEveryMs: 300,
    disturbEveryMs: 4_000,
  })
  console.log(JSON.stringify(report, null, 2))
  const { missed, doubled, reordered, gaps, feedGaps, unfed, readersFaults, readersDisagree, readersShort } = report
  const wrong =
    missed + doubled + reordered + gaps + feedGaps + unfed + readersFaults.length + readersDisagree + readersShort
  if (wrong !== 0) process.exitCode = 1
} finally {
  await cluster.release()
  await rm(folder, { recursive: true, force: true })
}
