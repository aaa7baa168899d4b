import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { purpose, report, succeeded } from '../support/stories.ts'
import { eve } from '../support/succession.ts'
import type { AnyBody, Client } from '../support/test-app.ts'
import { everyOperation } from './every-operation.ts'

// The evening before KASN's matters pass to BKN; every list has more than one item.
const { world, stories, pass } = await eve(t)
const { recorder, intake, officer, auditor, overseer, personnelOfficer, integrator } = world.cast
const pages = { evidence: ['One page.', 'Another page.'], releasable: true }
const copied = await stories.reach('copied', {}, pages)
await stories.reach('copied', {}, pages)
await stories.reach('sent')
await stories.reach('sent')
const reported = await stories.reach('draft', report)
for (let opened = 0; opened < 2; opened++) {
  succeeded(await recorder.send('GET', `${reported.violation}/reporter`, undefined, { headers: purpose }))
}
const over = { outcome: 'not-registered', explanation: 'It was known for too long.' }
for (let ended = 0; ended < 2; ended++) {
  const path = await stories.handOver(await stories.reach('under-examination'))
  await stories.act(overseer, 'PUT', `${path}/receipt`, undefined, path)
  await stories.act(overseer, 'PUT', `${path}/outcome`, over, path)
}
const handed = await stories.reach('under-examination', {}, pages)
const handover = await stories.handOver(handed, { evidence: handed.evidence })
await stories.act(overseer, 'PUT', `${handover}/receipt`, undefined, handover)
const handedItem = `${handover}/evidence/${handed.evidence[0]}`
succeeded(await overseer.send('GET', `${handedItem}/copy`, undefined, { headers: purpose }))
for (let absent = 0; absent < 2; absent++) await recorder.get(`/v1/violations/${randomUUID()}`)

const webhook = everyOperation.find(({ id }) => id === 'listWebhookDeliveries')
const deliveries = (await webhook?.own?.(integrator, { world, stories })) ?? ''
await world.sql`
  insert into webhook_deliveries (webhook_id, number, agency, event_id, case_id, state, noted_at)
    select id, number, agency, gen_random_uuid(), gen_random_uuid(), 'delivered', app_now()
      from webhooks, generate_series(1, 3) number`

type List = { readonly by: Client; readonly path: string; readonly body?: object }
const item = `${copied.violation}/evidence/${copied.evidence[0]}`
const lists: Record<string, List> = {
  listViolations: { by: recorder, path: '/v1/violations' },
  searchViolations: { by: recorder, path: '/v1/violations/search', body: { text: 'candidate' } },
  listEvidence: { by: recorder, path: `${copied.violation}/evidence` },
  readCustody: { by: recorder, path: `${item}/custody` },
  listReporterOpenings: { by: recorder, path: `${reported.violation}/reporter-openings` },
  listReferrals: { by: intake, path: '/v1/referrals' },
  searchReferrals: { by: intake, path: '/v1/referrals/search', body: { text: 'candidate' } },
  listReferredEvidence: { by: intake, path: `${copied.referral}/evidence` },
  readReferredCustody: { by: intake, path: `${copied.referral}/evidence/${copied.evidence[0]}/custody` },
  readTimeline: { by: officer, path: `${copied.referral}/timeline` },
  listHandovers: { by: officer, path: '/v1/handovers' },
  readHandoverCustody: { by: overseer, path: `${handedItem}/custody` },
  listReceivedCopies: { by: personnelOfficer, path: '/v1/copies' },
  listObligations: { by: personnelOfficer, path: '/v1/obligations' },
  readWorkList: { by: intake, path: '/v1/work-lists/waiting-for-receipt' },
  readCatalogue: { by: recorder, path: '/v1/catalogue/sanctions' },
  listReadRecords: { by: auditor, path: '/v1/read-records?operation=listReporterOpenings' },
  listRefusals: { by: auditor, path: '/v1/refusals' },
  listWebhookDeliveries: { by: integrator, path: deliveries },
}

async function walk({ by, path, body }: List, limit: number): Promise<AnyBody[]> {
  const items: AnyBody[] = []
  const ask = (url: string) => (body === undefined ? by.get(url) : by.send('POST', url, body))
  for (let next: string | null = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`; next !== null; ) {
    const page: AnyBody = succeeded(await ask(next)).body
    if (page.items.length > limit) throw new Error(`a page of ${page.items.length}`)
    items.push(...page.items)
    next = page.next
  }
  return items
}

async function walked(test: Pick<typeof t, 'test'>, all: Record<string, List>): Promise<void> {
  for (const [operation, list] of Object.entries(all)) {
    await test.test(`${operation}: item by item it is the list that it is at once`, async t => {
      const whole = await walk(list, 200)
      t.ok(whole.length > 1, 'it has a second page')
      t.strictSame(await walk(list, 1), whole)
    })
  }
}

await walked(t, lists)

const { archivist } = await pass()
const ofFormer: Record<string, List> = {
  listFormerReferrals: { by: archivist, path: '/v1/former-referrals' },
  listFormerHandovers: { by: archivist, path: '/v1/former-handovers' },
  readFormerTimeline: { by: archivist, path: `/v1/former-referrals/${copied.id}/timeline` },
  readSuccession: { by: archivist, path: '/v1/successions/kasn-bkn-2024' },
}
await walked(t, ofFormer)

t.test('every list of the API description is walked', async t => {
  type Described = { operationId: string; parameters?: { name: string }[] }
  const { paths } = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as { paths: Record<string, object> }
  const described = Object.values(paths).flatMap(path => Object.values(path) as Described[])
  const paged = described.filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'cursor'))
  t.strictSame(paged.map(({ operationId }) => operationId).sort(), Object.keys({ ...lists, ...ofFormer }).sort())
})

t.end()
