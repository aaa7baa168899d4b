import '../node-version.js'
import { rewrapKeys } from '../acts/rewrap-keys.ts'
import { rewrapReporters } from '../acts/rewrap-reporters.ts'
import { rewrapWebhooks } from '../acts/rewrap-webhooks.ts'
import { openKeys } from '../start/open-keys.ts'
import { withDatabase } from '../start/with-database.ts'
import { withEvidence } from '../start/with-evidence.ts'
import { runCommand, say, UsageError } from './command-line.ts'

const usage = `Usage: npm run evidence:rewrap
       npm run reporter:rewrap
       npm run webhook:rewrap

After a new key was put first in EVIDENCE_KEYS, REPORTER_KEYS or WEBHOOK_KEYS and the service started anew: wraps every
data key under it.`

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

await runCommand({ usage, takesWords: true, failed: 'The keys were not wrapped anew' }, async ({ positionals }) => {
  const [kind = '', ...more] = positionals
  const rewrap = rewraps[kind]
  if (rewrap === undefined || more.length > 0) {
    throw new UsageError('say which keys: npm run evidence:rewrap, npm run reporter:rewrap or npm run webhook:rewrap')
  }
  say(`every data key is wrapped under the current key now; ${await rewrap()} were not before`)
})
