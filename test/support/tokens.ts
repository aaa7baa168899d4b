import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { AuthenticationNeeds } from '../../src/auth/authentication.ts'
import { type KeySet, readKeySet } from '../../src/auth/key-set.ts'
import type { KeySource } from '../../src/auth/key-source.ts'
import { createPossessionCheck } from '../../src/auth/possession.ts'
import { createTokenVerifier, type TokenRefusal, type TokenVerifier } from '../../src/auth/token-verifier.ts'
import { type Directory, foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { Role } from '../../src/domain/agencies.ts'

export const testAudience = 'https://penerusan.example/v1'

type TokenOptions = {
  /** By default the first role and a number: `recorder-1`. */
  readonly sub?: string
  /** A machine client: `client_id` is `sub`. */
  readonly client?: boolean
  /** Seconds; by default 300. */
  readonly ttl?: number
  /** Added to the claims or put in their place; undefined takes a claim away. */
  readonly claims?: Record<string, unknown>
  /** Likewise for the header. */
  readonly header?: Record<string, unknown>
}

export type TestIssuers = {
  readonly directory: Directory
  readonly audience: string
  readonly verifier: TokenVerifier
  /** What the verifier reported as claiming too much, oldest first. */
  readonly refusals: readonly TokenRefusal[]
  token(agency: string, roles: readonly Role[], options?: TokenOptions): Promise<string>
  /** The same as the value of an Authorization header. */
  authorization(agency: string, roles: readonly Role[], options?: TokenOptions): Promise<string>
}

type Options = {
  readonly directory?: Directory
  readonly audience?: string
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** Issuers in memory for every agency of a directory, and a verifier that trusts exactly them. */
export async function createTestIssuers({
  directory = readDirectory(foundingDirectory),
  audience = testAudience,
  now = Date.now,
}: Options = {}): Promise<TestIssuers> {
  const signers = new Map<string, Signer>()
  for (const { agency, issuer } of directory.issuers) signers.set(agency, await createSigner(issuer))
  const sources = new Map([...signers.values()].map(({ issuer, source }) => [issuer, source]))

  const refusals: TokenRefusal[] = []
  const verifier = createTokenVerifier({
    directory,
    audience,
    mode: 'test',
    dataDir: '',
    now,
    keySourceOf: ({ issuer }) => sources.get(issuer)!,
    onRefusal: refusal => {
      refusals.push(refusal)
    },
  })

  const token: TestIssuers['token'] = async (agency, roles, options = {}) => {
    const signer = signers.get(agency)
    if (signer === undefined) throw new Error(`no issuer of ${agency} in this directory`)
    const sub = options.sub ?? `${roles[0]}-1`
    const issuedAt = Math.floor(now() / 1000)
    const claims: JWTPayload = {
      iss: signer.issuer,
      aud: audience,
      sub,
      client_id: options.client === true ? sub : 'test-client',
      roles,
      iat: issuedAt,
      exp: issuedAt + (options.ttl ?? 300),
      jti: randomUUID(),
      ...options.claims,
    }
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'test-key', ...options.header })
      .sign(signer.privateKey)
  }

  return {
    directory,
    audience,
    verifier,
    refusals,
    token,
    authorization: async (agency, roles, options) => `Bearer ${await token(agency, roles, options)}`,
  }
}

type Signer = {
  readonly issuer: string
  readonly privateKey: Parameters<SignJWT['sign']>[0]
  readonly source: KeySource
}

/** Every issuer names its key the same, so that nothing may rest on the name. */
async function createSigner(issuer: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test-key' }] }
  return { issuer, privateKey, source: staticKeySource(await readKeySet(jwks, ['EdDSA'], [], () => {})) }
}

/** Authentication with a verifier and nothing more: nothing is revoked, no proof is on record, no certificate comes. */
export function plainAuthentication(verifier: TokenVerifier): AuthenticationNeeds {
  return {
    verifier,
    revocations: { check: async () => {} },
    possession: createPossessionCheck({
      publicUrl: 'https://penerusan.example',
      nonces: undefined,
      rememberProof: async () => true,
      now: Date.now,
    }),
    certificateOf: () => undefined,
    resourceMetadata: 'https://penerusan.example/.well-known/oauth-protected-resource/v1',
    now: Date.now,
  }
}

/** Keys that never change. */
export function staticKeySource(keys: KeySet): KeySource {
  return { freshUntil: () => Number.POSITIVE_INFINITY, current: async () => keys, renewed: async () => keys }
}
