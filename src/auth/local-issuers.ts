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

/** Reads the agency's key pair from the data directory, after making it when there is none yet. */
export async function openLocalIssuer(dataDir: string, agency: AgencyId): Promise<LocalIssuer> {
  const folder = join(dataDir, 'issuers')
  const path = join(folder, `${agency}.json`)
  const jwk = (await readKeyPair(path)) ?? (await makeKeyPair(folder, path))
  const { kty, crv, x, kid } = jwk
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined || kid === undefined) {
    throw new ConfigError(`${path} is not a key pair of a local issuer; remove it to have a new one made`)
  }
  const privateKey = (await importJWK(jwk, 'EdDSA')) as webcrypto.CryptoKey
  return { privateKey, publicKey: { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' } }
}

async function readKeyPair(path: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The service and the token command may both come first: `link` lets one file win, complete from its first moment. */
async function makeKeyPair(folder: string, path: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = await exportJWK(privateKey)
  const keyPair = { ...jwk, kid: await calculateJwkThumbprint(jwk) }

  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, `${JSON.stringify(keyPair)}\n`, { flag: 'wx', mode: 0o600, flush: true })
    await link(draft, path)
    return keyPair
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return (await readKeyPair(path)) ?? {}
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
}

/** Signs an access token (RFC 9068) as a local issuer. */
export function mintToken({ privateKey, publicKey }: LocalIssuer, content: TokenContent): Promise<string> {
  const issuedAt = Math.floor(content.issuedAt / 1000)
  return new SignJWT({ client_id: content.clientId, roles: content.roles })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: publicKey.kid })
    .setIssuer(content.issuer)
    .setAudience(content.audience)
    .setSubject(content.subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + content.lifetimeSeconds)
    .setJti(randomUUID())
    .sign(privateKey)
}
