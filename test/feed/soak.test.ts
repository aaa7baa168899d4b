import t from 'tap'
import { soak } from '../../bench/soak/soak.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import { startOwnCluster } from '../support/test-cluster.ts'
import { isThorough } from '../support/thorough.ts'

// A server of its own: a transaction that writes in any database of a cluster holds numbering up.
t.test(
  'nothing is missed, doubled or out of order while writers, readers and the leading process are killed',
  async t => {
    const cluster = await startOwnCluster(t)
    await setUpDatabase({ ...cluster, directory: readDirectory(foundingDirectory), log: () => {} })
    const adminUrl = new URL(cluster.adminUrl)
    adminUrl.pathname = new URL(cluster.serviceUrl).pathname
    const report = await soak({
      adminUrl: adminUrl.href,
      serviceUrl: cluster.serviceUrl,
      events: isThorough ? 50_000 : 1_500,
      writers: isThorough ? 32 : 8,
      workMs: isThorough ? 500 : 40,
      mostMs: 120_000,
      processes: isThorough ? 3 : 2,
      killEveryMs: 100,
      disturbEveryMs: isThorough ? 3_000 : 700,
    })
    t.comment(JSON.stringify(report))
    t.ok(report.committed > 10)
    t.match(report, { missed: 0, doubled: 0, reordered: 0, gaps: 0, feedGaps: 0, unfed: 0 })
    t.match(report, { readersFaults: [], readersDisagree: 0, readersShort: 0 })
  },
)

t.end()
