import './node-version.js'
import { rewrapKeys } from './acts/rewrap-keys.ts'
import { ConfigError } from './config.ts'
import { withEvidence } from './with-evidence.ts'

// After a new key was put first in EVIDENCE_KEYS and the service started anew: wraps every data key under it.
const say = (line: string) => process.stderr.write(`${line}\n`)

try {
  const rewrapped = await withEvidence(say, ({ pools, vault, keys }) =>
    rewrapKeys({ pools, vault }, keys.currentId, done => say(`${done} keys wrapped anew`)),
  )
  say(`every data key is wrapped under the current key now; ${rewrapped} were not before`)
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  say(error instanceof ConfigError ? why : `The keys were not wrapped anew: ${why}`.replaceAll('\n', ' '))
  process.exitCode = 1
}
