import { MAX_LIFETIME_SECONDS } from '../auth/access-token-claims.ts'
import { mintToken, openLocalIssuer } from '../auth/local-issuers.ts'
import type { Config } from '../config.ts'
import type { Directory } from '../directory/directory.ts'
import { rolesOf } from '../domain/agencies.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import type { RoleClock } from './role-clock.ts'
import type { Sandbox } from './sandbox.ts'

type Needs = {
  readonly config: Pick<Config, 'dataDir' | 'audience'>
  readonly directory: Directory
  readonly roleClock: RoleClock
}

/** Gives out tokens of the agencies whose issuer this machine plays itself, as the token command does. */
export function createTestTokens({ config, directory, roleClock }: Needs): Sandbox['giveToken'] {
  const local = directory.issuers.filter(({ keys }) => keys.kind === 'local')
  return async ({ agency, roles, client = false, subject = `${roles[0]}-${client ? 'system' : '1'}` }) => {
    const issuer = local.find(one => one.agency === agency)
    if (issuer === undefined) {
      const detail = `There are tokens of ${local.map(one => one.agency).join(', ')}.`
      return { place: { pointer: '/agency', code: 'no-local-issuer' }, detail }
    }
    const issuedAt = Date.now()
    const given = rolesOf(directory.mandates, agency, legalDateOf(new Date(roleClock.now()).toISOString()))
    const excess = roles.findIndex(role => !given.includes(role))
    if (excess >= 0) {
      const detail = `${agency} may give the roles ${given.join(', ')}.`
      return { place: { pointer: `/roles/${excess}`, code: 'not-given' }, detail }
    }
    const accessToken = await mintToken(await openLocalIssuer(config.dataDir, agency), {
      issuer: issuer.issuer,
      audience: config.audience,
      subject,
      clientId: client ? subject : 'sandbox',
      roles,
      lifetimeSeconds: MAX_LIFETIME_SECONDS,
      issuedAt,
    })
    return { accessToken, expiresIn: MAX_LIFETIME_SECONDS, agency, roles, subject }
  }
}
