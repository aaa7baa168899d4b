import '../node-version.js'
import { listOrphans, scrubContents } from '../acts/scrub-contents.ts'
import { withEvidence } from '../start/with-evidence.ts'
import { runCommand, say } from './command-line.ts'

const usage = `Usage: npm run evidence:scrub
       npm run evidence:scrub -- --remove-orphans

Re-hashes all stored evidence now, while the service runs or not, and prints a report; exit code 2 when something is
damaged or missing.

  --remove-orphans   takes away objects that this database knows nothing of
  --help             this text`

const options = { 'remove-orphans': { type: 'boolean', default: false } } as const

await runCommand({ usage, options, failed: 'The evidence was not re-hashed' }, async ({ values }) => {
  const report = await withEvidence(say, async ({ pools, store, vault, log }) => {
    const found = await scrubContents({ office: { pools, vault }, log }, 0, ({ verified, bytes }) =>
      say(`${verified} contents, ${bytes} bytes re-hashed`),
    )
    const orphans = await listOrphans({ pools }, store)
    if (values['remove-orphans']) for (const name of orphans) await store.remove(name)
    return { ...found, orphans: orphans.length, orphansRemoved: values['remove-orphans'] }
  })
  if (report.damaged + report.missing > 0) process.exitCode = 2
  return JSON.stringify(report)
})
