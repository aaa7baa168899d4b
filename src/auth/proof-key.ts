import { hash, randomUUID, type webcrypto } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { ConfigError } from '../config.ts'

/** The key with which somebody who tries the service out proves that a token is theirs. */
export type ProofKey = {
  readonly privateKey: webcrypto.CryptoKey
  readonly publicKey: JWK
  /** As `cnf.jkt` of a token (RFC 9449, section 6.1). */
  readonly thumbprint: string
}

/**
 * Reads the key from a file, after making it when there is no such file.
 *
 * @throws {ConfigError} when the file holds anything else
 */
export async function openProofKey(path: string): Promise<ProofKey> {
  const text = await readFile(path, 'utf8').catch(error => {
    if (error.code === 'ENOENT') return makeKey(path)
    throw new ConfigError(`${path} cannot be read (${error.code})`, { cause: error })
  })
  try {
    const { kty, crv, x, y, d } = JSON.parse(text) as JWK
    const publicKey = { kty, crv, x, y } as JWK
    const privateKey = (await importJWK({ ...publicKey, d } as JWK, 'ES256')) as webcrypto.CryptoKey
    if (privateKey.type !== 'private') throw new TypeError('not private')
    return { privateKey, publicKey, thumbprint: await calculateJwkThumbprint(publicKey) }
  } catch (cause) {
    throw new ConfigError(`${path} is not a private key for ES256; name another file to have one made`, { cause })
  }
}

async function makeKey(path: string): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const text = `${JSON.stringify(await exportJWK(privateKey))}\n`
  await writeFile(path, text, { flag: 'wx', mode: 0o600 })
  return text
}

type Proven = {
  readonly method: string
  readonly uri: string
  readonly token: string
  readonly nonce: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A proof for one request (RFC 9449, section 4.2). */
export function makeProof(
  { privateKey, publicKey }: ProofKey,
  { method, uri, token, nonce, now }: Proven,
): Promise<string> {
  return new SignJWT({
    jti: randomUUID(),
    htm: method,
    htu: uri.split(/[?#]/, 1)[0],
    iat: Math.floor(now / 1000),
    ath: hash('sha256', token, 'base64url'),
    ...(nonce !== undefined && { nonce }),
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicKey })
    .sign(privateKey)
}
