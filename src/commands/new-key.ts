import '../node-version.js'
import { existsSync } from 'node:fs'
import { addKey, makeKeyFile } from '../vault/key-ring.ts'
import { runCommand, say, UsageError } from './command-line.ts'

const usage = `Usage: npm run evidence:key -- <file>
       npm run reporter:key -- <file>
       npm run webhook:key -- <file>

Makes the file for EVIDENCE_KEYS, REPORTER_KEYS or WEBHOOK_KEYS, or puts a new current key into the one that is there.`

const apartFrom: Record<string, string> = {
  evidence: 'the store and the database',
  reporter: 'the database and the keys of evidence',
  webhook: 'the database',
}

await runCommand({ usage, takesWords: true, failed: 'No key was made' }, async ({ positionals }) => {
  const [kind = '', path, ...more] = positionals
  const elsewhere = apartFrom[kind]
  if (elsewhere === undefined) {
    throw new UsageError('say which keys: npm run evidence:key, npm run reporter:key or npm run webhook:key')
  }
  if (path === undefined || more.length > 0) {
    throw new UsageError(`name the file: npm run ${kind}:key -- ${kind}-keys.json`)
  }
  if (existsSync(path)) {
    say(`key ${await addKey(path)} is current in ${path} from the next start on; then: npm run ${kind}:rewrap`)
  } else {
    await makeKeyFile(path)
    say(`made ${path}; keep a copy of it apart from ${elsewhere}`)
  }
})
