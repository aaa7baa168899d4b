import { MAX_LIFETIME_SECONDS } from '../auth/access-token-claims.ts'
import { mintToken, openLocalIssuer } from '../auth/local-issuers.ts'
import type { Config } from '../config.ts'
import type { Directory } from '../directory/directory.ts'
import { rolesOf } from '../domain/agencies.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import type { Sandbox } from './sandbox.ts'

type Needs = { readonly config: Pick<Config, 'dataDir' | 'audience'>; readonly directory: Directory }

/** Gives out tokens of the agencies whose issuer this machine plays itself, as the token command does. */
export function createTestTokens({ config, directory }: Needs): Sandbox['giveToken'] {
  return async ({ agency, roles, subject = `${roles[0]}-1` }) => {
    const issuer = directory.issuers.find(one => one.agency === agency && one.keys.kind === 'local')
    if (issuer === undefined) return { pointer: '/agency', code: 'no-local-issuer' }
    const issuedAt = Date.now()
    const given = rolesOf(directory.mandates, agency, legalDateOf(new Date(issuedAt).toISOString()))
    const excess = roles.findIndex(role => !given.includes(role))
    if (excess >= 0) return { pointer: `/roles/${excess}`, code: 'not-given' }
    const accessToken = await mintToken(await openLocalIssuer(config.dataDir, agency), {
      issuer: issuer.issuer,
      audience: config.audience,
      subject,
      clientId: 'sandbox',
      roles,
      lifetimeSeconds: MAX_LIFETIME_SECONDS,
      issuedAt,
    })
    return { accessToken, expiresIn: MAX_LIFETIME_SECONDS, agency, roles, subject }
  }
}
