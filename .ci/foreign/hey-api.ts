// Compiled beside what @hey-api/openapi-ts made of openapi.json alone.
import type { Called, Foreign } from './caller.js'
import { createClient, createConfig } from './hey/client/index.js'
import { formDataBodySerializer } from './hey/core/bodySerializer.gen.js'
import * as sdk from './hey/sdk.gen.js'
import type { Referral, ViolationInput } from './hey/types.gen.js'

const violation: ViolationInput = {
  source: { kind: 'finding', channel: 'patrol' },
  eventDescription: 'The account of an ASN liked a post that campaigns for a candidate.',
  occurredAt: '2023-11-29T09:30:00+07:00',
  knownAt: '2023-12-01T08:00:00+07:00',
  place: { onlineLocation: 'https://social.example/posts/88121' },
  suggestedCategory: 'PD-06',
  interaction: 'like',
  reportedPersons: [{ identification: 'identified', name: 'Sari Wulandari', personnelAuthority: 'boyolali' }],
}

const key = () => ({ 'Idempotency-Key': `"${crypto.randomUUID()}"` })
const clientOf = (baseUrl: string, token: string) => createClient(createConfig({ baseUrl, auth: () => token }))

export const foreign: Foreign = {
  name: '@hey-api/openapi-ts',

  async firstCalls(baseUrl, tokens) {
    const [recorder, referrer, intake] = [tokens.recorder, tokens.referrer, tokens.intake].map(token =>
      clientOf(baseUrl, token),
    )
    if (recorder === undefined || referrer === undefined || intake === undefined) throw new Error('three clients')
    const recorded = await sdk.recordViolation({
      client: recorder,
      headers: key(),
      body: violation,
      throwOnError: true,
    })
    const documented = await sdk.documentViolation({
      client: recorder,
      path: { id: recorded.data.id },
      headers: { 'If-Match': recorded.response.headers.get('etag') ?? '' },
      throwOnError: true,
    })
    const missing: string[] = documented.data.missing.map(({ pointer }) => pointer)
    if (missing.length > 0) throw new Error(`it is complete, and yet lacks ${missing}`)

    const body = { violationId: documented.data.id }
    const refused = await sdk.sendReferral({ client: recorder, headers: key(), body })
    if (refused.error?.code !== 'role-required') throw new Error('a recorder may not refer')
    const sent = await sdk.sendReferral({ client: referrer, headers: key(), body, throwOnError: true })
    const received = await sdk.receiveReferral({
      client: intake,
      path: { id: sent.data.id },
      headers: { 'If-Match': sent.response.headers.get('etag') ?? '' },
      throwOnError: true,
    })
    const referral: Referral = received.data
    const page = await sdk.listReferrals({
      client: intake,
      query: { status: 'received', limit: 1 },
      throwOnError: true,
    })
    return page.data.items.find(({ id }) => id === referral.id)?.status ?? 'not listed'
  },

  callerOf(baseUrl) {
    const operations = sdk as unknown as Record<string, (options: object) => Promise<Record<string, unknown>>>
    return async ({ id }, { token, path, query, headers, body, form }) => {
      const call = operations[id]
      if (call === undefined) throw new Error(`the generator made no ${id}`)
      const { data, error, response } = await call({
        client: clientOf(baseUrl, token),
        path,
        query,
        headers: { ...headers, ...(form !== undefined && { 'Content-Type': null }) },
        ...(body !== undefined && { body }),
        // Of an operation that takes a form or JSON it makes the one that takes JSON, so the form is asked for.
        ...(form !== undefined && { body: form, ...formDataBodySerializer }),
      })
      return { response: response as Response, body: data ?? error } satisfies Called
    }
  },
}
