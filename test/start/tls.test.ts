import { once } from 'node:events'
import { request } from 'node:https'
import { join } from 'node:path'
import t from 'tap'
import { mintToken, openLocalIssuer } from '../../src/auth/local-issuers.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { selfSigned } from '../support/self-signed.ts'
import { launch } from '../support/service.ts'
import { createDataDir } from '../support/test-cluster.ts'
import { until } from '../support/until.ts'

t.test('with a certificate of its own the service speaks TLS, and knows the certificate of the client', async t => {
  const own = selfSigned()
  const client = selfSigned('sapa-kasn')
  const folder = t.testdir({ 'cert.pem': own.cert, 'key.pem': own.key })
  const DATA_DIR = await createDataDir()
  const service = launch(t, { DATA_DIR, TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') })
  const url = await until(() => /listens on (https:\S+)\n/.exec(service.said())?.[1])
  const token = await mintToken(await openLocalIssuer(DATA_DIR, 'kasn' as AgencyId), {
    issuer: 'https://kasn.penerusan.example',
    audience: 'https://penerusan.example/v1',
    subject: 'sapa-kasn',
    clientId: 'sapa-kasn',
    roles: ['observer'],
    lifetimeSeconds: 300,
    issuedAt: Date.now(),
    confirmation: { 'x5t#S256': client.thumbprint },
  })
  const ask = async (path: string, certificate?: typeof client) => {
    const outgoing = request(`${url}${path}`, {
      ca: own.cert,
      agent: false,
      checkServerIdentity: () => undefined,
      headers: { authorization: `Bearer ${token}` },
      ...(certificate && { cert: certificate.cert, key: certificate.key }),
    })
    outgoing.end()
    const [incoming] = await once(outgoing, 'response')
    let text = ''
    for await (const chunk of incoming) text += chunk
    return { status: incoming.statusCode as number, body: JSON.parse(text) }
  }

  t.equal((await ask('/v1/agencies', client)).status, 200)
  t.match(await ask('/v1/agencies', selfSigned('sapa-kasn')), { status: 401, body: { code: 'invalid-token' } })
  t.match(await ask('/v1/agencies'), { status: 401, body: { code: 'invalid-token' } })
  t.match(await ask('/.well-known/oauth-protected-resource/v1'), {
    status: 200,
    body: { tls_client_certificate_bound_access_tokens: true },
  })
})
