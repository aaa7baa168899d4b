import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { eventTypes } from '../src/domain/event-types.ts'
import { feedTypeOf, withheldType } from '../src/domain/feed-entry.ts'
import { asyncApiDocument } from '../src/resources/async-api.ts'

type Message = {
  name: string
  payload: { allOf?: [{ $ref: string }, { properties: { type: { const: string } } }] }
  examples: { payload: { type?: string } }[]
}
type Listed = { messages: { [name: string]: { $ref: string } } }

const read = (name: string) => readFileSync(new URL(`../openapi/${name}`, import.meta.url), 'utf8')
const committed = read('asyncapi.json')
const document = JSON.parse(committed) as {
  channels: Record<'feed' | 'stream' | 'webhooks', Listed>
  operations: Record<string, { messages: { $ref: string }[] }>
  components: { messages: Record<string, Message>; schemas: object }
}
const messages = document.components.messages

/** Validators of the messages by the type that they are told under. */
function validatorsOf() {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'events', components: document.components })
  return (name: string) => {
    const validate = ajv.compile({ $ref: `events#/components/messages/${name}/payload` })
    return (payload: unknown) => (validate(payload) ? undefined : ajv.errorsText(validate.errors))
  }
}
const validatorOf = validatorsOf()

t.test('the committed description of events is the one that the code generates', async t => {
  const { info } = JSON.parse(read('openapi.json'))
  t.equal(`${JSON.stringify(asyncApiDocument(info), null, 2)}\n`, committed, 'npm run openapi writes it anew')
})

t.test(
  'every type of event is one message, in the stream and in webhooks, and nothing else is but what is withheld',
  async t => {
    const types = Object.keys(eventTypes)
    const expected = [...types, 'Withheld'].sort()
    t.strictSame(Object.keys(messages).sort(), [...expected, 'FeedPage'].sort())
    for (const channel of ['stream', 'webhooks'] as const) {
      t.strictSame(Object.keys(document.channels[channel].messages).sort(), expected, channel)
    }
    for (const operation of ['streamFeed', 'ringWebhook']) {
      const told = document.operations[operation]?.messages.map(({ $ref }) => $ref.split('/').at(-1)).sort()
      t.strictSame(told, expected, operation)
    }
    for (const name of types) t.equal(messages[name]?.payload.allOf?.[1].properties.type.const, feedTypeOf(name))
    t.equal(messages['Withheld']?.payload.allOf?.[1].properties.type.const, withheldType)
  },
)

t.test('the examples of every message are such messages, and no other type of event is', async t => {
  const wrong = Object.values(messages).flatMap(({ name, examples }) =>
    examples.map(({ payload }) => validatorOf(name)(payload)).filter(fault => fault !== undefined),
  )
  t.strictSame(wrong, [])
  const [example] = messages['ReferralSent']?.examples ?? []
  t.match(validatorOf('ReferralReceived')(example?.payload), 'type')
  t.match(validatorOf('ReferralSent')({ ...example?.payload, name: 'Sari' }), 'additional')
  t.match(validatorOf('Withheld')({ ...example?.payload, type: withheldType }), 'boolean schema is false')
})
