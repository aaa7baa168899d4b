import '../node-version.js'
import { access } from 'node:fs/promises'
import { addKey, makeKeyFile } from '../vault/key-ring.ts'

// Makes the file for EVIDENCE_KEYS, REPORTER_KEYS or WEBHOOK_KEYS, or puts a new current key into the one that is there:
// `npm run evidence:key -- FILE`, `npm run reporter:key -- FILE`, `npm run webhook:key -- FILE`.
const [kind, path] = process.argv.slice(2)
const say = (line: string) => process.stderr.write(`${line}\n`)

const apartFrom: Record<string, string> = {
  evidence: 'the store and the database',
  reporter: 'the database and the keys of evidence',
  webhook: 'the database',
}

try {
  const elsewhere = apartFrom[kind ?? '']
  if (elsewhere === undefined)
    throw new Error('say which keys: npm run evidence:key, npm run reporter:key or npm run webhook:key')
  if (path === undefined) throw new Error(`name the file: npm run ${kind}:key -- ${kind}-keys.json`)
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (isThere) {
    say(`key ${await addKey(path)} is current in ${path} from the next start on; then: npm run ${kind}:rewrap`)
  } else {
    await makeKeyFile(path)
    say(`made ${path}; keep a copy of it apart from ${elsewhere}`)
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
