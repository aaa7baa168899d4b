import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { ProtectedResourceMetadata } from '../auth/protected-resource.ts'
import { named, ref } from '../http/named-schema.ts'
import { success } from '../http/success-response.ts'
import { closed } from '../resources/words.ts'

type Needs = { readonly path: string; readonly metadata: ProtectedResourceMetadata }

const address = (description: string) => Type.String({ format: 'uri', maxLength: 300, description })
const algorithm = Type.String({ maxLength: 20, pattern: '^[A-Za-z0-9]+$' })

export const ProtectedResource = named(
  'ProtectedResource',
  Type.Object(
    {
      resource: address('This API as tokens must name it in `aud`.'),
      authorization_servers: Type.Optional(
        Type.Array(address('An issuer.'), { maxItems: 2000, description: 'The issuers whose tokens are accepted.' }),
      ),
      bearer_methods_supported: Type.Array(Type.Enum(['header'], { type: 'string' }), {
        maxItems: 1,
        description: 'A token is sent in the Authorization header and nowhere else.',
      }),
      dpop_signing_alg_values_supported: Type.Array(algorithm, {
        maxItems: 10,
        description: 'The algorithms of DPoP proofs (RFC 9449).',
      }),
      dpop_bound_access_tokens_required: Type.Boolean({
        description: 'Whether every issuer’s tokens must be bound to a key.',
      }),
      tls_client_certificate_bound_access_tokens: Type.Boolean({
        description: 'Whether tokens bound to a certificate (RFC 8705) can be used.',
      }),
      resource_name: Type.String({ maxLength: 100, pattern: '^[A-Za-z]+$', description: 'The name of this API.' }),
      resource_documentation: address('Where it can be read about.'),
    },
    { ...closed, description: 'How tokens are got and presented (RFC 9728).' },
  ),
)

/** What a client reads first, without a token: which issuers and which ways of presenting a token this API accepts. */
export const protectedResource: FastifyPluginAsyncTypebox<Needs> = async (app, { path, metadata }) => {
  app.route({
    method: 'GET',
    url: path,
    config: { public: true },
    schema: {
      operationId: 'readProtectedResource',
      summary: 'Read how tokens are got and presented',
      description:
        'Protected-resource metadata (RFC 9728). Every answer that refuses credentials leads here by `resource_metadata`.',
      tags: ['Service'],
      response: { 200: success('The metadata.', ref(ProtectedResource)) },
    },
    handler: async () => metadata,
  })
}
