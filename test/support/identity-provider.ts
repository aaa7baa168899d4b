import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'
import * as oauth from 'oauth4webapi'
import Provider from 'oidc-provider'
import type { Test } from 'tap'
import type { Role } from '../../src/domain/agencies.ts'

/** A machine client of an agency: a key of its own at its issuer, and the roles its issuer gives it. */
type ClientSpec = { readonly id: string; readonly roles: readonly Role[] }

/** A real authorization server on this machine, and the agency's clients that it knows. */
export type IdentityProvider = {
  readonly issuer: string
  /** From now on it signs with a new key and publishes no other. */
  rotate(): Promise<void>
  /** From now on it hangs up on everybody, until it is called again with false. */
  fail(down: boolean): void
  /** A client that has its token, bound to a DPoP key of its own. */
  client(id: string): Promise<ProvenClient>
}

/** What an independent client library sends: a fresh proof with each request, and the nonce it was given. */
export type ProvenClient = {
  readonly token: string
  send(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** How often it was asked for a nonce. */
  readonly nonceRequests: number
}

const insecure = { [oauth.allowInsecureRequests]: true } // on loopback

export async function startIdentityProvider(
  t: Pick<Test, 'after'>,
  { audience, clients }: { audience: string; clients: readonly ClientSpec[] },
): Promise<IdentityProvider> {
  let answer: RequestListener = (_, reply) => reply.writeHead(503).end()
  let down = false
  const server = createServer((request, reply) => (down ? request.socket.destroy() : answer(request, reply)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const keys = new Map<string, { privateKey: CryptoKey; jwk: JWK }>()
  for (const { id } of clients) keys.set(id, await createKey())
  const rotate = async () => {
    const { privateKey } = await createKey()
    const signingKey = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' }
    answer = new Provider(issuer, configuration(signingKey)).callback()
  }
  await rotate()

  return {
    issuer,
    rotate,
    fail: value => {
      down = value
    },
    async client(id) {
      const key = keys.get(id)
      if (key === undefined) throw new Error(`no client ${id}`)
      const url = new URL(issuer)
      const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure))
      const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
      const authentication = oauth.PrivateKeyJwt({ key: key.privateKey, kid: 'client-key' })
      const grant = async () => {
        const parameters = new URLSearchParams({ resource: audience })
        const options = { ...insecure, DPoP }
        const reply = await oauth.clientCredentialsGrantRequest(
          as,
          { client_id: id },
          authentication,
          parameters,
          options,
        )
        return oauth.processClientCredentialsResponse(as, { client_id: id }, reply)
      }
      let nonceRequests = 0
      // The provider asks for nonces of its own, and the API for its own: each first try is told which.
      const withNonce = <Answer>(attempt: () => Promise<Answer>): Promise<Answer> =>
        attempt().catch(error => {
          if (!oauth.isDPoPNonceError(error)) throw error
          nonceRequests += 1
          return attempt()
        })
      const { access_token: token, token_type } = await withNonce(grant)
      if (token_type !== 'dpop') throw new Error(`the provider gave a token of type ${token_type}`)
      return {
        token,
        send: (method, target, body, headers = {}) =>
          withNonce(() =>
            oauth.protectedResourceRequest(
              token,
              method,
              new URL(target),
              new Headers({ ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }),
              body === undefined ? null : JSON.stringify(body),
              { ...insecure, DPoP },
            ),
          ),
        get nonceRequests() {
          return nonceRequests
        },
      }
    },
  }

  function configuration(signingKey: JWK): object {
    return {
      clients: clients.map(({ id }) => ({
        client_id: id,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        id_token_signed_response_alg: 'ES256',
        dpop_bound_access_tokens: true,
        jwks: { keys: [{ ...keys.get(id)?.jwk, kid: 'client-key', alg: 'ES256', use: 'sig' }] },
      })),
      jwks: { keys: [signingKey] },
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            scope: '',
            audience,
            accessTokenTTL: 300,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          }),
        },
      },
      extraTokenClaims: (_: unknown, { clientId }: { clientId: string }) => ({
        roles: clients.find(({ id }) => id === clientId)?.roles,
      }),
    }
  }
}

async function createKey(): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  return { privateKey, jwk: await exportJWK(publicKey) }
}
