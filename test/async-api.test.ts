import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { eventTypes } from '../src/domain/event-types.ts'
import { feedTypeOf, withheldType } from '../src/domain/feed-entry.ts'
import { asyncApiDocument } from '../src/resources/async-api.ts'
import { committedEvents, describedEvents, faultOf } from './support/event-messages.ts'

const read = (name: string) => readFileSync(new URL(`../openapi/${name}`, import.meta.url), 'utf8')
const document = describedEvents
const messages = document.components.messages

t.test('the committed description of events is the one that the code generates', async t => {
  const { info } = JSON.parse(read('openapi.json'))
  t.equal(`${JSON.stringify(asyncApiDocument(info), null, 2)}\n`, committedEvents, 'npm run openapi writes it anew')
})

t.test(
  'every type of event is one message, in the stream and in webhooks, and nothing else is but what is withheld',
  async t => {
    const types = Object.keys(eventTypes)
    const expected = [...types, 'ObligationChanged', 'Withheld'].sort()
    t.strictSame(Object.keys(messages).sort(), [...expected, 'FeedPage', 'WebhookTest'].sort())
    const toldIn = { stream: expected, webhooks: [...expected, 'WebhookTest'].sort() }
    const operationOf = { stream: 'streamFeed', webhooks: 'ringWebhook' } as const
    for (const channel of ['stream', 'webhooks'] as const) {
      t.strictSame(Object.keys(document.channels[channel].messages).sort(), toldIn[channel], channel)
      const told = document.operations[operationOf[channel]]?.messages.map(({ $ref }) => $ref.split('/').at(-1))
      t.strictSame(told?.sort(), toldIn[channel], operationOf[channel])
    }
    for (const name of types) t.equal(messages[name]?.payload.allOf?.[1].properties.type.const, feedTypeOf(name))
    t.equal(messages['Withheld']?.payload.allOf?.[1].properties.type.const, withheldType)
  },
)

t.test('a type that comes later is an item of the feed by the descriptions of today', async t => {
  const [example] = messages['ReferralSent']?.examples ?? []
  const later = { ...example?.payload, type: 'penerusan.something-new' }
  const described = { events: document.components, api: JSON.parse(read('openapi.json')).components }
  for (const [name, components] of Object.entries(described)) {
    const ajv = new Ajv2020({ strict: false, inlineRefs: false })
    addFormats.default(ajv)
    const validate = ajv.addSchema({ $id: name, components }).getSchema(`${name}#/components/schemas/FeedItem`)
    t.ok(validate?.(later), `${name}: ${ajv.errorsText(validate?.errors)}`)
    t.notOk(validate?.({ ...later, type: 'Something new' }), 'though not whatever is written')
    t.ok(components.schemas.FeedItem.properties.type['x-extensible-enum'].includes('penerusan.referral-sent'))
  }
})

t.test('the examples of every message are such messages, and no other type of event is', async t => {
  const wrong = Object.values(messages).flatMap(({ name, examples }) =>
    examples.map(({ payload }) => faultOf(name, payload)).filter(fault => fault !== undefined),
  )
  t.strictSame(wrong, [])
  const [example] = messages['ReferralSent']?.examples ?? []
  t.match(faultOf('ReferralReceived', example?.payload), 'type')
  t.match(faultOf('ReferralSent', { ...example?.payload, name: 'Sari' }), 'additional')
  t.match(faultOf('Withheld', { ...example?.payload, type: withheldType }), 'boolean schema is false')
})
