// Compiled beside what openapi-typescript made of openapi.json alone.
import createClient from 'openapi-fetch'
import type { Called, Foreign } from './caller.js'
import type { components, paths } from './openapi-typescript.js'

const violation: components['schemas']['ViolationInput'] = {
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
const clientOf = (baseUrl: string, token: string) =>
  createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } })

function given<Data>({ data, error }: { data?: Data; error?: unknown }): Data {
  if (data === undefined) throw new Error(`refused: ${JSON.stringify(error)}`)
  return data
}

export const foreign: Foreign = {
  name: 'openapi-typescript with openapi-fetch',

  async firstCalls(baseUrl, tokens) {
    const recorder = clientOf(baseUrl, tokens.recorder)
    const referrer = clientOf(baseUrl, tokens.referrer)
    const intake = clientOf(baseUrl, tokens.intake)
    const recorded = await recorder.POST('/v1/violations', { params: { header: key() }, body: violation })
    const { id } = given(recorded)
    const header = { 'If-Match': recorded.response.headers.get('etag') ?? '' }
    const documented = await recorder.PUT('/v1/violations/{id}/documentation', { params: { path: { id }, header } })
    const missing: string[] = given(documented).missing.map(({ pointer }) => pointer)
    if (missing.length > 0) throw new Error(`it is complete, and yet lacks ${missing}`)

    const referral = { params: { header: key() }, body: { violationId: id } }
    const { error } = await recorder.POST('/v1/referrals', referral)
    if (error?.code !== 'role-required') throw new Error('a recorder may not refer')
    const sent = await referrer.POST('/v1/referrals', { ...referral, params: { header: key() } })
    const received = await intake.PUT('/v1/referrals/{id}/receipt', {
      params: {
        path: { id: given(sent).id },
        header: { 'If-Match': sent.response.headers.get('etag') ?? '' },
      },
    })
    const page = await intake.GET('/v1/referrals', { params: { query: { status: 'received', limit: 1 } } })
    return given(page).items.find(one => one.id === given(received).id)?.status ?? 'not listed'
  },

  callerOf(baseUrl) {
    return async ({ method, path: template }, { token, path, query, headers, body, form }) => {
      const client = clientOf(baseUrl, token) as unknown as Record<
        string,
        (path: string, options: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>
      >
      const { data, error, response } = await (client[method] as NonNullable<(typeof client)[string]>)(template, {
        params: { path, query, header: headers },
        ...(body !== undefined && { body }),
        ...(method === 'PATCH' && { headers: { 'content-type': 'application/merge-patch+json' } }),
        ...(form !== undefined && { body: form, bodySerializer: toForm }),
        ...(/\/(copy|content)$/.test(template) && { parseAs: 'arrayBuffer' }),
      })
      return { response, body: data ?? error } satisfies Called
    }
  },
}

function toForm({ metadata, file }: { metadata: unknown; file: File }): FormData {
  const form = new FormData()
  form.append('metadata', JSON.stringify(metadata))
  form.append('file', file)
  return form
}
