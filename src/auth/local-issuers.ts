import { randomUUID, type webcrypto } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { type Config, ConfigError } from '../config.ts'
import type { Directory } from '../directory/directory.ts'
import type { AgencyId, Role } from '../domain/agencies.ts'

/** The key pair with which this machine itself plays an agency's issuer, for trying the service out. */
export type LocalIssuer = {
  readonly privateKey: webcrypto.CryptoKey
  readonly publicKey: JWK & { readonly kid: string }
}

/**
 * Whoever can read a local key can be any person of that agency, so none may be trusted where it counts.
 *
 * @throws {ConfigError} in production mode, naming the agencies
 */
export function assertNoLocalIssuers({ issuers }: Directory, mode: Config['mode']): void {
  if (mode !== 'production') return
  const agencies = issuers.filter(({ keys }) => keys.kind === 'local').map(({ agency }) => agency)
  if (agencies.length === 0) return
  throw new ConfigError(
    `production mode refuses local issuers; name an agencies file with keys by url or file for ${agencies.join(', ')}`,
  )
}

/**
 * Reads the agency's key pair from the data directory, after making it when there is none yet.
 *
 * @throws {ConfigError} when the file holds anything else; it is not overwritten
 */
export async function openLocalIssuer(dataDir: string, agency: AgencyId): Promise<LocalIssuer> {
  const folder = join(dataDir, 'issuers')
  const path = join(folder, `${agency}.json`)
  const text = (await readIfThere(path)) ?? (await makeKeyPair(folder, path))
  try {
    return await toLocalIssuer(JSON.parse(text))
  } catch (cause) {
    throw new ConfigError(`${path} is not a key pair of a local issuer; remove it to have a new one made`, { cause })
  }
}

async function toLocalIssuer(keyPair: JWK): Promise<LocalIssuer> {
  const { kty, crv, x, d, kid } = keyPair
  if (kty !== 'OKP' || x === undefined || d === undefined || kid === undefined) throw new TypeError('parts are missing')
  const privateKey = (await importJWK({ kty, crv, x, d } as JWK, 'EdDSA')) as webcrypto.CryptoKey
  return { privateKey, publicKey: { kty, crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' } }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The service and the token command may both come first: `link` lets one file win, complete from its first moment. */
async function makeKeyPair(folder: string, path: string): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = await exportJWK(privateKey)
  const text = `${JSON.stringify({ ...jwk, kid: await calculateJwkThumbprint(jwk) })}\n`

  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, text, { flag: 'wx', mode: 0o600, flush: true })
    await link(draft, path)
    return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return await readFile(path, 'utf8')
  } finally {
    await rm(draft, { force: true })
  }
}

type TokenContent = {
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  readonly clientId: string
  readonly roles: readonly Role[]
  readonly lifetimeSeconds: number
  /** Milliseconds since 1970. */
  readonly issuedAt: number
  /** What it is bound to, as in the claim `cnf` (RFC 7800); absent: nothing. */
  readonly confirmation?: { readonly jkt: string } | { readonly 'x5t#S256': string } | undefined
}

/** Signs an access token (RFC 9068) as a local issuer. */
export function mintToken({ privateKey, publicKey }: LocalIssuer, content: TokenContent): Promise<string> {
  const issuedAt = Math.floor(content.issuedAt / 1000)
  const { confirmation: cnf } = content
  return new SignJWT({ client_id: content.clientId, roles: content.roles, ...(cnf && { cnf }) })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: publicKey.kid })
    .setIssuer(content.issuer)
    .setAudience(content.audience)
    .setSubject(content.subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + content.lifetimeSeconds)
    .setJti(randomUUID())
    .sign(privateKey)
}
