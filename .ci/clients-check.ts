// The client that is published from here, and those that generators of others make, on one running service.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tryClientPackage } from './client-package.ts'
import { tryForeignClients } from './foreign-clients.ts'
import { startService } from './service.ts'

const scratch = await mkdtemp(join(tmpdir(), 'penerusan-clients-'))
const DATA_DIR = join(scratch, 'data')
try {
  const service = await startService({ LOG_LEVEL: 'warn', DATA_DIR })
  try {
    const running = { origin: service.origin, DATA_DIR }
    await tryClientPackage(await mkdtemp(join(scratch, 'package-')), running)
    await tryForeignClients(await mkdtemp(join(scratch, 'foreign-')), running)
  } finally {
    await service.stop()
  }
} finally {
  await rm(scratch, { recursive: true, force: true })
}
