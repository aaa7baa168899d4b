import './node-version.js'
import { access } from 'node:fs/promises'
import { addKey, makeKeyFile } from './vault/key-ring.ts'

// Makes the file for EVIDENCE_KEYS, or puts a new current key into the one that is there: `npm run evidence:key -- FILE`.
const [path] = process.argv.slice(2)
const say = (line: string) => process.stderr.write(`${line}\n`)

try {
  if (path === undefined) throw new Error('name the file: npm run evidence:key -- evidence-keys.json')
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (isThere) {
    say(`key ${await addKey(path)} is current in ${path} from the next start on; then: npm run evidence:rewrap`)
  } else {
    await makeKeyFile(path)
    say(`made ${path}; keep a copy of it apart from the store and the database`)
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
