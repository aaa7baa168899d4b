import '../node-version.js'
import { rewrapKeys } from '../acts/rewrap-keys.ts'
import { rewrapReporters } from '../acts/rewrap-reporters.ts'
import { rewrapWebhooks } from '../acts/rewrap-webhooks.ts'
import { ConfigError } from '../config.ts'
import { openKeys } from '../start/open-keys.ts'
import { withDatabase } from '../start/with-database.ts'
import { withEvidence } from '../start/with-evidence.ts'

// After a new key was put first in EVIDENCE_KEYS, REPORTER_KEYS or WEBHOOK_KEYS and the service started anew: wraps every data key under it.
const say = (line: string) => process.stderr.write(`${line}\n`)
const onProgress = (done: number) => say(`${done} keys wrapped anew`)

const rewraps: Record<string, () => Promise<number>> = {
  evidence: () =>
    withEvidence(say, ({ pools, vault, keys }) => rewrapKeys({ pools, vault }, keys.currentId, onProgress)),
  reporter: () =>
    withDatabase(say, async ({ config, pools }) =>
      rewrapReporters({ pools, keys: await openKeys('reporters', config.reporterKeyFile, config) }, onProgress),
    ),
  webhook: () =>
    withDatabase(say, async ({ config, pools }) =>
      rewrapWebhooks({ pools, keys: await openKeys('webhooks', config.webhooks.keyFile, config) }, onProgress),
    ),
}

try {
  const rewrap = rewraps[process.argv[2] ?? '']
  if (rewrap === undefined) {
    throw new ConfigError('say which keys: npm run evidence:rewrap, npm run reporter:rewrap or npm run webhook:rewrap')
  }
  say(`every data key is wrapped under the current key now; ${await rewrap()} were not before`)
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  say(error instanceof ConfigError ? why : `The keys were not wrapped anew: ${why}`.replaceAll('\n', ' '))
  process.exitCode = 1
}
