import '../node-version.js'
import { parseArgs } from 'node:util'
import { listOrphans, scrubContents } from '../acts/scrub-contents.ts'
import { ConfigError } from '../config.ts'
import { withEvidence } from '../start/with-evidence.ts'

// Re-hashes all stored evidence now, while the service runs or not, and reports; exit code 2 when something is damaged or
// missing. With --remove-orphans also takes away objects that this database knows nothing of.
const say = (line: string) => process.stderr.write(`${line}\n`)

try {
  const { values } = parseArgs({ options: { 'remove-orphans': { type: 'boolean', default: false } } })
  const report = await withEvidence(say, async ({ pools, store, vault, log }) => {
    const begun = new Date().toISOString()
    const found = await scrubContents({ office: { pools, vault }, log }, begun, ({ verified, bytes }) =>
      say(`${verified} contents, ${bytes} bytes re-hashed`),
    )
    const orphans = await listOrphans({ pools }, store)
    if (values['remove-orphans']) for (const name of orphans) await store.remove(name)
    return { ...found, orphans: orphans.length, orphansRemoved: values['remove-orphans'] }
  })
  process.stdout.write(`${JSON.stringify(report)}\n`)
  if (report.damaged + report.missing > 0) process.exitCode = 2
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  say(error instanceof ConfigError ? why : `The evidence was not re-hashed: ${why}`.replaceAll('\n', ' '))
  process.exitCode = 1
}
