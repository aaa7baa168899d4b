// Compiled and never run: what a consumer may write, and what the compiler refuses.
import {
  type Client,
  createClient,
  isProblem,
  type NotModified,
  type Referral,
  type ReferralSummary,
} from '../../openapi/typescript/src/index.ts'

export async function consume(): Promise<void> {
  const client: Client = createClient({ baseUrl: 'https://penerusan.example', token: async () => 'a token' })

  const { data, etag } = await client.readReferral({ id: 'an id' })
  const referral: Referral = data
  const status: 'sent' | 'received' | undefined =
    referral.status === 'sent' || referral.status === 'received' ? referral.status : undefined
  // @ts-expect-error what is read has no such member
  referral.penalty
  // @ts-expect-error an id is needed
  await client.readReferral({})
  // @ts-expect-error an operation that is not there
  await client.deleteReferral({ id: 'an id' })
  // @ts-expect-error a misspelt argument
  await client.readReferral({ id: 'an id', purpos: 'Pemeriksaan' })

  const changed: Awaited<ReturnType<typeof client.readReferral>> | NotModified = await client.readReferral({
    id: 'an id',
    ifNoneMatch: etag ?? '',
  })
  // @ts-expect-error it may be the version that is known
  changed.data.status
  if (changed.data !== undefined) changed.data.status

  await client.acceptReferral({ id: 'an id', ifMatch: { etag } })
  // @ts-expect-error the version that the act was decided upon
  await client.acceptReferral({ id: 'an id' })
  // @ts-expect-error a reason without words
  await client.rejectReferral({ id: 'an id', ifMatch: '"1"', body: { reason: 'duplicate' } })
  // @ts-expect-error a body is needed
  await client.askQuestion({ id: 'an id' })
  await client.askQuestion({ id: 'an id', body: { text: 'Since when?' }, idempotencyKey: 'a key of my own' })

  await client.listAgencies()
  for await (const summary of client.each('listReferrals', { status: 'sent' })) {
    const one: ReferralSummary = summary
    one.id
  }
  // @ts-expect-error no list
  client.each('readReferral', { id: 'an id' })
  // @ts-expect-error a list of something that is named by its path
  client.each('readTimeline')
  // @ts-expect-error where a page begins, the list says itself
  client.each('listReferrals', { cursor: 'a cursor' })

  try {
    await client.downloadEvidence({ id: 'an id', evidenceId: 'another' }).then(({ data }) => data.cancel())
  } catch (error) {
    // @ts-expect-error a code that no problem has
    isProblem(error, 'teapot')
    if (isProblem(error, 'stale-version', 'not-found')) {
      const code: 'stale-version' | 'not-found' = error.code
      code satisfies string
    }
  }
  status satisfies string | undefined
}
