import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import type { TokenVerifier } from '../../src/auth/token-verifier.ts'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { createAgencyPools } from '../../src/db/agency-pools.ts'
import type { Directory } from '../../src/directory/directory.ts'
import { startOfficerRounds } from '../../src/rounds/officer-rounds.ts'
import type { DatabaseUrls } from '../db/desk.ts'
import { createTestStore } from './evidence-store.ts'
import { createHandSequencer } from './hand-sequencer.ts'

import { plenty } from './test-app.ts'
import { testDesk } from './webhook-desk.ts'

type Needs = {
  readonly urls: DatabaseUrls
  readonly directory: Directory
  readonly verifier: TokenVerifier
  readonly config?: Partial<Config>
}

/** One more instance of the service over a database that others use too, with pools and memory of its own. */
export async function buildInstance(
  t: Pick<Test, 'after'>,
  { urls, directory, verifier, config = {} }: Needs,
): Promise<FastifyInstance> {
  const database = createAgencyPools({ url: urls.serviceUrl, deadlineMs: 20_000 })
  const { vault, reporterKeys, webhookKeys } = await createTestStore(t, database)
  const log = pino({ level: 'silent' })
  const officers = await startOfficerRounds({ office: { pools: database }, log })
  const app = await buildApp({
    config: { ...readConfig({}), quotas: plenty, ...config },
    directory,
    law: readCatalogues(),
    database,
    verifier,
    vault,
    reporterKeys,
    onEvidence: () => {},
    officers,
    sequencer: createHandSequencer(database),
    webhooks: { desk: testDesk(webhookKeys), onActive: async () => {} },
    log,
    now: () => new Date(),
  })
  t.after(async () => {
    await app.close()
    await officers.stop()
    await database.close()
  })
  return app
}
