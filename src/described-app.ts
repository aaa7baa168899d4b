import { pino } from 'pino'
import { buildApp } from './app.ts'
import { readCatalogues } from './catalogue/catalogue.ts'
import { readConfig } from './config.ts'
import type { AgencyPools } from './db/agency-pools.ts'
import { foundingDirectory, readDirectory } from './directory/directory.ts'
import { createKeyRing } from './vault/key-ring.ts'
import type { Vault } from './vault/vault.ts'

const onlyDescribed = () => Promise.reject(new Error('described only'))

const nothingKept: Vault = {
  takeIn: onlyDescribed,
  open: () => {
    throw new Error('described only')
  },
  verify: onlyDescribed,
  rewrap: () => {
    throw new Error('described only')
  },
  discard: onlyDescribed,
}

/** The app with its routes and nothing behind them: enough to describe itself, and nothing else. */
export function describedApp() {
  const database: AgencyPools = {
    // Asked once, for the key of the page cursors.
    run: async <Result>() => [{ secret: new Uint8Array(32) }] as Result,
    close: async () => {},
  }
  return buildApp({
    config: readConfig({}),
    directory: readDirectory(foundingDirectory),
    law: readCatalogues(),
    database,
    verifier: { verify: onlyDescribed, remembers: () => false, loadKeys: async () => {}, remembered: 0 },
    vault: nothingKept,
    reporterKeys: createKeyRing([{ id: 'described only', key: new Uint8Array(32) }]),
    onEvidence: () => {},
    officers: { knowsDeparturesOf: () => false, hasLeft: () => false, finishSoon: async () => {} },
    sequencer: { onNumbered: () => () => {}, lag: onlyDescribed },
    webhooks: {
      desk: {
        keys: createKeyRing([{ id: 'described only', key: new Uint8Array(32) }]),
        policy: { loopback: false },
        resolve: onlyDescribed,
        send: onlyDescribed,
        origin: 'described.example',
        now: () => new Date(),
      },
      onActive: async () => {},
    },
    log: pino({ level: 'silent' }),
    now: () => new Date(),
  })
}
