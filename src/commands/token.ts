import { MAX_LIFETIME_SECONDS } from '../auth/access-token-claims.ts'
import { assertNoLocalIssuers, mintToken, openLocalIssuer } from '../auth/local-issuers.ts'
import { openProofKey } from '../auth/proof-key.ts'
import { type Config, readConfig } from '../config.ts'
import { readNow } from '../db/read-now.ts'
import { type Directory, foundingDirectory, type Issuer, readDirectory } from '../directory/directory.ts'
import { type AgencyId, type Role, rolesOf } from '../domain/agencies.ts'
import { legalDateOf } from '../domain/legal-date.ts'
import { withDatabase } from '../start/with-database.ts'
import { runCommand, UsageError } from './command-line.ts'

const usage = `Usage: npm run -s token -- <agency> <role>[,<role>…] [--sub <name>] [--ttl <time>] [--client] [--dpop <file>]

Prints an access token of the agency's local issuer, for trying the service out.

  --sub <name>   the person the token speaks for; by default the first role and a number, as in recorder-1
  --ttl <time>   how long it is valid, as in 30s or 5m; at most and by default 5m
  --client       the token speaks for a machine client: its client_id is its sub
  --dpop <file>  binds it to the key in that file, which is made when there is none; see: npm run -s proof -- --help
  --help         this text

With SANDBOX=true it goes by the clock of the sandbox which roles the agency may give.

With -s npm prints nothing of its own, so that the output is the token alone.`

const options = {
  sub: { type: 'string' },
  ttl: { type: 'string' },
  client: { type: 'boolean' },
  dpop: { type: 'string' },
} as const

await runCommand({ usage, options, takesWords: true }, async ({ values, positionals }) => {
  const [agencyName, roleNames, ...more] = positionals
  if (agencyName === undefined || roleNames === undefined || more.length > 0) {
    throw new UsageError('expected an agency and its roles, as in: kominfo recorder,referrer (--help says more)')
  }
  const config = readConfig(process.env)
  const directory = readDirectory(config.agenciesFile ?? foundingDirectory)
  assertNoLocalIssuers(directory, config.mode)
  if (config.mode === 'production') throw new UsageError('local tokens are not made in production mode')

  const issuer = localIssuerOf(directory, agencyName)
  const roles = checkRoles(directory, issuer.agency, roleNames.split(','), await roleTime(config, issuer.agency))
  const subject = checkSubject(values.sub ?? `${roles[0]}-1`)
  return mintToken(await openLocalIssuer(config.dataDir, issuer.agency), {
    issuer: issuer.issuer,
    audience: config.audience,
    subject,
    clientId: values.client === true ? subject : 'token-command',
    roles,
    lifetimeSeconds: checkLifetime(values.ttl ?? '5m'),
    issuedAt: Date.now(),
    confirmation: values.dpop === undefined ? undefined : { jkt: (await openProofKey(values.dpop)).thumbprint },
  })
})

function localIssuerOf({ agencies, issuers }: Directory, name: string): Issuer {
  if (!agencies.some(({ id }) => id === name)) {
    throw new UsageError(`there is no agency ${name}; there are ${agencies.map(({ id }) => id).join(', ')}`)
  }
  const issuer = issuers.find(({ agency, keys }) => agency === name && keys.kind === 'local')
  if (issuer === undefined) throw new UsageError(`${name} has no local issuer; its tokens come from its own`)
  return issuer
}

/** The time by whose day the service takes roles: the true one, and in a sandbox that of its clock. */
async function roleTime({ sandbox }: Config, agency: AgencyId): Promise<string> {
  if (!sandbox) return new Date().toISOString()
  return withDatabase(
    () => {},
    ({ pools }) => readNow(pools, agency),
  )
}

function checkRoles({ mandates }: Directory, agency: AgencyId, names: string[], now: string): Role[] {
  const allowed = rolesOf(mandates, agency, legalDateOf(now))
  return [...new Set(names)].map(name => {
    const role = allowed.find(one => one === name)
    if (role === undefined)
      throw new UsageError(`${agency} may not give the role ${name}; it may give ${allowed.join(', ')}`)
    return role
  })
}

function checkSubject(subject: string): string {
  if (!/^[\x21-\x7e]{1,255}$/.test(subject))
    throw new UsageError('--sub must be 1 to 255 printable characters without spaces')
  if (subject === 'token-command') throw new UsageError('--sub token-command is the name of this client itself')
  return subject
}

function checkLifetime(text: string): number {
  const [, digits, unit] = /^(\d{1,4})(s|m)$/.exec(text) ?? []
  const seconds = Number(digits) * (unit === 'm' ? 60 : 1)
  if (!(seconds >= 1 && seconds <= MAX_LIFETIME_SECONDS)) {
    throw new UsageError('--ttl must be a time like 30s or 5m, and at most 5m')
  }
  return seconds
}
