import { MAX_LIFETIME_SECONDS } from '../../src/auth/access-token-claims.ts'
import { assertNoLocalIssuers, type LocalIssuer, mintToken, openLocalIssuer } from '../../src/auth/local-issuers.ts'
import { type Config, ConfigError } from '../../src/config.ts'
import { foundingDirectory, type Issuer, readDirectory } from '../../src/directory/directory.ts'
import { rolesOf } from '../../src/domain/agencies.ts'
import { legalDateOf } from '../../src/domain/legal-date.ts'
import type { Officer } from './officer.ts'

const renewBeforeMs = 60_000

export type Tokens = { tokenOf(officer: Officer): Promise<string> }

type Needs = Pick<Config, 'agenciesFile' | 'mode' | 'dataDir' | 'audience'>

/**
 * Access tokens from the local issuers in the data directory, one for each officer, renewed in time.
 *
 * @throws {ConfigError} when the agencies file has no such issuers, or its mandates lie elsewhere
 */
export function createTokens({ agenciesFile, mode, dataDir, audience }: Needs): Tokens {
  const directory = readDirectory(agenciesFile ?? foundingDirectory)
  assertNoLocalIssuers(directory, mode)
  const issuers = new Map<string, Promise<LocalIssuer>>()
  const held = new Map<string, { token: Promise<string>; renewAt: number }>()

  return {
    tokenOf(officer) {
      const name = [officer.agency, officer.subject, ...officer.roles].join(' ')
      const known = held.get(name)
      if (known !== undefined && Date.now() < known.renewAt) return known.token
      const token = mint(officer)
      held.set(name, { token, renewAt: Date.now() + MAX_LIFETIME_SECONDS * 1000 - renewBeforeMs })
      return token
    },
  }

  async function mint({ agency, subject, roles }: Officer): Promise<string> {
    const issuer = directory.issuers.find(candidate => candidate.agency === agency && candidate.keys.kind === 'local')
    if (issuer === undefined) {
      throw new ConfigError(`the demo plays with local issuers, and ${agency} has none in this agencies file`)
    }
    const issuedAt = Date.now()
    const given = rolesOf(directory.mandates, issuer.agency, legalDateOf(new Date(issuedAt).toISOString()))
    const missing = roles.find(role => !given.includes(role))
    if (missing !== undefined) {
      throw new ConfigError(`the demo needs the mandates of the founding directory: ${agency} may not give ${missing}`)
    }
    return mintToken(await localIssuer(issuer), {
      issuer: issuer.issuer,
      audience,
      subject,
      clientId: 'demo',
      roles,
      lifetimeSeconds: MAX_LIFETIME_SECONDS,
      issuedAt,
    })
  }

  function localIssuer({ agency }: Issuer): Promise<LocalIssuer> {
    const opened = issuers.get(agency) ?? openLocalIssuer(dataDir, agency)
    issuers.set(agency, opened)
    return opened
  }
}
