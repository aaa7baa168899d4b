import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import type { Decision } from '../../examples/service/case-file.ts'
import type { CustodyEntry, Item } from '../../examples/service/evidence.ts'
import { canonicalJson } from '../../src/domain/canonical-json.ts'
import { unlessThorough } from '../support/thorough.ts'
import { readerOf } from './record.ts'
import { startDemo, startService } from './running-service.ts'

t.test(
  'each item of evidence is accounted for, from its collection to the decision that rests on it',
  { skip: unlessThorough },
  async t => {
    const service = await startService(t)
    const demo = startDemo(t, ['--url', service.url, '--by-hand'], { DATA_DIR: service.dataDir })
    const reader = readAlong(demo, service.dataDir)
    t.equal(await demo.ended, 0)
    t.equal(demo.said(), '')
    t.equal(await reader, 4, 'the clock was moved by the reader only')
    const { read, all } = readerOf(service)

    const violations = (await all<{ id: string; referral: { id: string } }>('/v1/violations')).reverse()
    const ledgers = await Promise.all(
      violations.map(async ({ id }) => {
        const items = await all<Item>(`/v1/violations/${id}/evidence`)
        const entries = await Promise.all(
          items.map(item => all<CustodyEntry>(`/v1/violations/${id}/evidence/${item.id}/custody`)),
        )
        t.ok(
          entries.every(ledger => ledger.every(({ position }, n) => position === n + 1)),
          'without a gap',
        )
        return items.map((item, n) => [item.mediaType, ...(entries[n] ?? []).map(({ entry }) => entry)])
      }),
    )
    const taken = ['collected', 'received', 'scanned', 'copied', 'sealed', 'handed-over', 'taken-over'] as const
    const again = ['returned', 'handed-over', 'taken-over'] as const
    t.strictSame(ledgers, [
      [
        ['image/png', ...taken, 'opened', 'returned', 'excluded'],
        ['image/png', ...taken, 'opened', 'opened', 'downloaded', 'opened'],
      ],
      [
        ['video/mp4', ...taken, ...again, 'opened', 'opened'],
        ['image/jpeg', ...taken, ...again, 'opened'],
        // The archived page is marked for the criminal hand-over, and the supervisor of elections takes its original.
        ['application/warc', ...taken, 'opened', ...again, 'handed-on', 'downloaded'],
        // A supplement is under the receipt that stands, and taken over when it is first opened.
        ['image/png', ...taken, 'opened', 'opened'],
      ],
    ])

    for (const { id, referral } of violations) {
      const [decision] = (await read<{ items: Decision[] }>(`/v1/referrals/${referral.id}/decisions`)).items
      const version = await read<{ manifest: { evidenceId: string; digest: string }[]; manifestDigest: string }>(
        `/v1/referrals/${referral.id}/versions/${decision?.versionNumber}`,
      )
      const digest = createHash('sha256').update(canonicalJson(version.manifest)).digest('hex')
      t.equal(version.manifestDigest, digest, 'anybody can compute what the manifest is named by')
      t.equal(decision?.manifestDigest, digest, 'and the decision names it')
      const items = await all<Item>(`/v1/violations/${id}/evidence`)
      const onFile = items.filter(({ exclusion }) => exclusion === null)
      t.strictSame(
        version.manifest.map(({ evidenceId, digest }) => ({ evidenceId, digest })),
        onFile.map(({ id, digest }) => ({ evidenceId: id, digest })),
      )
      t.ok(
        decision?.openings?.every(({ evidenceIds }) => evidenceIds.length > 0),
        'and says who had opened what',
      )
    }
  },
)

/** Runs each command that the demo asks its reader for, until it has ended; resolves to how many there were. */
async function readAlong(demo: ReturnType<typeof startDemo>, dataDir: string): Promise<number> {
  let ended = false
  void demo.ended.then(() => {
    ended = true
  })
  for (let run = 0; ; await delay(50)) {
    const [, time] = [...demo.told().matchAll(/npm run -s clock -- at (\S+)/g)][run] ?? []
    if (time !== undefined) {
      run += 1
      const env = { ...process.env, NODE_ENV: 'development', DATA_DIR: dataDir }
      await promisify(execFile)(process.execPath, ['src/commands/clock.ts', 'at', time], { env })
    } else if (ended) return run
  }
}
