import { revocationDigest } from '../../src/auth/revocation.ts'
import { openRevocationRegister } from '../../src/db/revoke.ts'
import type { buildTestApp, Client } from './test-app.ts'
import { until } from './until.ts'

/** Revokes the token of a client, and waits until the service knows. */
export async function revokeTokenOf(world: Awaited<ReturnType<typeof buildTestApp>>, client: Client): Promise<void> {
  const [, claims] = client.token.split('.').map(part => Buffer.from(part, 'base64url').toString())
  const { iss: issuer, jti } = JSON.parse(claims ?? '') as { iss: string; jti: string }
  const digest = revocationDigest('token', issuer, jti)
  const register = openRevocationRegister(world.urls.adminUrl, world.urls.serviceUrl)
  await register.revoke({ kind: 'token', issuer, digest, from: undefined, forMinutes: undefined, reason: 'Lost.' })
  await register.close()
  await until(async () => (await client.get('/v1/agencies')).status === 401)
}
