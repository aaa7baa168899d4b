import '../node-version.js'
import { type RevocationKind, revocationDigest } from '../auth/revocation.ts'
import { readConfig } from '../config.ts'
import { openRevocationRegister, type Revocation, type RevocationRegister } from '../db/revoke.ts'
import { type Directory, foundingDirectory, readDirectory } from '../directory/directory.ts'
import { isInstant } from '../domain/written-time.ts'
import { withAdministrator } from '../start/with-administrator.ts'
import { runCommand, UsageError } from './command-line.ts'

const usage = `Usage: npm run -s revoke -- issuer <issuer>
       npm run -s revoke -- subject <issuer> <sub>
       npm run -s revoke -- client <issuer> <client_id>
       npm run -s revoke -- token <issuer> <jti>
       npm run -s revoke -- list
       npm run -s revoke -- lift <number>

Refuses, within a second and in every process, what an issuer signed. It stands until it is lifted; a token that
lives five minutes is revoked for ten. <issuer> is the iss of the tokens, as the agencies file has it.

  --from <time>     from when on, as in 2026-01-31T08:00:00+07:00; by default now
  --reason <text>   for the record; no names
  --help            this text

With an external database it needs DATABASE_ADMIN_URL beside DATABASE_URL.`

/** More than any token lives, and its clock may differ. */
const TOKEN_MINUTES = 10

const options = { from: { type: 'string' }, reason: { type: 'string' } } as const

await runCommand({ usage, options, takesWords: true }, async ({ values, positionals }) => {
  const [what, ...names] = positionals
  const config = readConfig(process.env)
  const directory = readDirectory(config.agenciesFile ?? foundingDirectory)

  switch (what) {
    case 'list':
      if (names.length > 0) break
      return withRegister(async register => (await register.list()).map(lineOf).join('\n') || 'nothing is revoked')
    case 'lift': {
      const [number = ''] = names
      if (names.length !== 1 || !/^\d{1,18}$/.test(number)) break
      return withRegister(async register => {
        if (await register.lift(number)) return `${number} is lifted`
        throw new UsageError(`there is no revocation ${number} that stands; see: list`)
      })
    }
    case 'issuer':
    case 'subject':
    case 'client':
    case 'token': {
      const [issuer, name = ''] = names
      if (issuer === undefined || names.length !== (what === 'issuer' ? 1 : 2)) break
      const revocation = {
        kind: what satisfies RevocationKind,
        issuer: checkIssuer(directory, issuer),
        digest: revocationDigest(what, issuer, name),
        from: checkTime(values.from),
        forMinutes: what === 'token' ? TOKEN_MINUTES : undefined,
        reason: checkReason(values.reason ?? ''),
      }
      return withRegister(async register => lineOf(await register.revoke(revocation)))
    }
  }
  throw new UsageError('expected what to revoke, as in: subject https://sso.example siti (--help says more)')

  function withRegister(work: (register: RevocationRegister) => Promise<string>): Promise<string> {
    return withAdministrator(config, 'revoke something', async ({ adminUrl, serviceUrl }) => {
      const register = openRevocationRegister(adminUrl, serviceUrl)
      try {
        return await work(register)
      } finally {
        await register.close()
      }
    })
  }
})

/** A slip in the name would revoke nothing and be believed. */
function checkIssuer({ issuers }: Directory, name: string): string {
  if (issuers.some(({ issuer }) => issuer === name)) return name
  throw new UsageError(`${name} is not an issuer; there are ${issuers.map(({ issuer }) => issuer).join(', ')}`)
}

function checkTime(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  if (isInstant(text)) return new Date(text)
  throw new UsageError('--from must be a time with an offset, as in 2026-01-31T08:00:00+07:00')
}

function checkReason(text: string): string {
  if (text.length > 300) throw new UsageError('--reason must have at most 300 characters')
  return text
}

function lineOf({ id, kind, issuer, from, until, reason }: Revocation): string {
  const end = until === null ? '' : ` until ${until.toISOString()}`
  return `${id}: ${kind} of ${issuer} from ${from.toISOString()}${end}${reason === '' ? '' : ` (${reason})`}`
}
