import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openClusterFolder } from '../../src/db/embedded/cluster-folder.ts'
import { startOnFreePort } from './start-on-free-port.ts'
import { beginRun, handoverFile, runFolder } from './test-run.ts'

// One throw-away PostgreSQL for the whole run. It need not survive a crash of the machine, so it does not flush.
await beginRun()
const folder = await openClusterFolder(join(runFolder, 'shared', 'postgres'), { sync: false })
const port = await startOnFreePort(folder, { fsync: 'off', full_page_writes: 'off' })
await writeFile(handoverFile, JSON.stringify({ port, passwords: folder.passwords }), { mode: 0o600 })
