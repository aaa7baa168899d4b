import { readFile } from 'node:fs/promises'
import type { Config } from '../config.ts'
import type { Directory, Issuer } from '../directory/directory.ts'
import type { AgencyId } from '../domain/agencies.ts'
import { createKeyDiscovery } from './discover-keys.ts'
import { createKeyFetch } from './fetch-keys.ts'
import { createKeySource, type KeySource, type KeySourceTimes, type ReadKeys } from './key-source.ts'
import { assertNoLocalIssuers, openLocalIssuer } from './local-issuers.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

const urlTimes: KeySourceTimes = {
  renewAfter: 4 * MINUTE,
  maxAge: 5 * MINUTE,
  cooldown: 30 * SECOND,
  staleLimit: 15 * MINUTE,
}

const fileTimes: KeySourceTimes = {
  renewAfter: SECOND,
  maxAge: SECOND,
  cooldown: SECOND,
  staleLimit: 15 * MINUTE,
}

export type KeyFault = { readonly issuer: string; readonly reason: string }

type Needs = {
  readonly directory: Directory
  readonly mode: Config['mode']
  readonly dataDir: string
  readonly monotonic: () => number
  readonly fetch: typeof fetch
  readonly fetchTimeoutMs: number
  readonly onKeyFault: (fault: KeyFault) => void
}

/**
 * Makes the key source of each issuer, as its entry in the directory says. Issuers share nothing, so that the outage of
 * one does not disturb another.
 *
 * @throws {ConfigError} in production mode with local issuers
 */
export function createKeySources({
  directory,
  mode,
  dataDir,
  monotonic,
  fetch,
  fetchTimeoutMs,
  onKeyFault,
}: Needs): (issuer: Issuer) => KeySource {
  assertNoLocalIssuers(directory, mode)

  return ({ issuer, agency, keys, algorithms }) => {
    const onFault = (reason: string) => onKeyFault({ issuer, reason })
    const source = (read: ReadKeys, times: KeySourceTimes) =>
      createKeySource({ read, times, algorithms, monotonic, onFault })
    switch (keys.kind) {
      case 'url':
        return source(createKeyFetch(keys.url, { fetch, timeoutMs: fetchTimeoutMs }), urlTimes)
      case 'discovery':
        return source(createKeyDiscovery(issuer, { fetch, timeoutMs: fetchTimeoutMs }), urlTimes)
      case 'file':
        return source(() => readFile(keys.path, 'utf8'), fileTimes)
      case 'local':
        return source(() => readLocalKeys(dataDir, agency), fileTimes)
    }
  }
}

async function readLocalKeys(dataDir: string, agency: AgencyId): Promise<string> {
  const { publicKey } = await openLocalIssuer(dataDir, agency)
  return JSON.stringify({ keys: [publicKey] })
}
