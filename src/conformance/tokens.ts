import { readFile } from 'node:fs/promises'
import { MAX_LIFETIME_SECONDS } from '../auth/access-token-claims.ts'
import { mintToken, openLocalIssuer } from '../auth/local-issuers.ts'
import { type Config, ConfigError } from '../config.ts'
import { foundingDirectory, readDirectory } from '../directory/directory.ts'
import type { Role } from '../domain/agencies.ts'
import { CannotTry } from './check.ts'
import { exchange } from './exchange.ts'

/** Somebody of an agency; `number` tells two of one role apart. */
export type Officer = { readonly agency: string; readonly role: Role; readonly number: 1 | 2 }

/** Gives a token for an officer; throws CannotTry where there is none. */
export type Tokens = (officer: Officer) => Promise<string>

const renewBeforeMs = 60_000

/** Of the local issuers in a data folder, as the token command makes them. */
export function localTokens({
  dataDir,
  agenciesFile,
  audience,
}: Pick<Config, 'dataDir' | 'agenciesFile' | 'audience'>): Tokens {
  const { issuers } = readDirectory(agenciesFile ?? foundingDirectory)
  return kept(async ({ agency, role, number }) => {
    const issuer = issuers.find(one => one.agency === agency && one.keys.kind === 'local')
    if (issuer === undefined) throw new CannotTry(`${agency} has no local issuer`)
    return mintToken(await openLocalIssuer(dataDir, issuer.agency), {
      issuer: issuer.issuer,
      audience,
      subject: `conformance-${role}-${number}`,
      clientId: 'conformance',
      roles: [role],
      lifetimeSeconds: MAX_LIFETIME_SECONDS,
      issuedAt: Date.now(),
    })
  })
}

/** Of the server itself, which is a sandbox. */
export function sandboxTokens(target: string): Tokens {
  return kept(async ({ agency, role, number }) => {
    const { status, body } = await exchange(`${target}/v1/sandbox/tokens`, 'POST', {
      headers: { 'content-type': 'application/json' },
      body: { agency, roles: [role], subject: `conformance-${role}-${number}` },
    })
    if (status === 200 && typeof body['accessToken'] === 'string') return body['accessToken']
    throw new CannotTry(`the sandbox gave no token for ${agency} ${role}: ${status}`)
  })
}

/** From a JSON file: `{"kominfo recorder": "ey…", "kominfo recorder 2": "ey…"}`. */
export async function givenTokens(path: string): Promise<Tokens> {
  const given = await readFile(path, 'utf8')
    .then(text => JSON.parse(text) as unknown)
    .catch((cause: unknown) => {
      throw new ConfigError(`--tokens ${path} cannot be read as JSON`, { cause })
    })
  if (typeof given !== 'object' || given === null) throw new ConfigError(`--tokens ${path} is no JSON object`)
  const tokens = given as Readonly<Record<string, unknown>>
  return async ({ agency, role, number }) => {
    const name = number === 1 ? `${agency} ${role}` : `${agency} ${role} ${number}`
    const token = tokens[name]
    if (typeof token !== 'string') throw new CannotTry(`no token for ${name} was given`)
    return token
  }
}

/** The same token while it lives, because a new one costs a request or a signature. One that was not given is asked for anew. */
export function kept(mint: Tokens): Tokens {
  const held = new Map<string, { readonly token: Promise<string>; readonly renewAt: number }>()
  return officer => {
    const name = `${officer.agency} ${officer.role} ${officer.number}`
    const known = held.get(name)
    if (known !== undefined && Date.now() < known.renewAt) return known.token
    const token = mint(officer)
    held.set(name, { token, renewAt: Date.now() + MAX_LIFETIME_SECONDS * 1000 - renewBeforeMs })
    token.catch(() => {
      if (held.get(name)?.token === token) held.delete(name)
    })
    return token
  }
}
