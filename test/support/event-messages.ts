import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

export type EventMessage = {
  readonly name: string
  readonly payload: {
    readonly allOf?: readonly [object, { readonly properties: { readonly type: { readonly const: string } } }]
  }
  readonly examples: readonly { readonly payload: { readonly type?: string } }[]
}
type ItemSchema = { readonly properties: { readonly type: { readonly 'x-extensible-enum': readonly string[] } } }
type Listed = { readonly messages: Readonly<Record<string, { readonly $ref: string }>> }

export const committedEvents = readFileSync(new URL('../../openapi/asyncapi.json', import.meta.url), 'utf8')

/** The committed description of what the service tells by itself. */
export const describedEvents = JSON.parse(committedEvents) as {
  readonly channels: Readonly<Record<'feed' | 'stream' | 'webhooks', Listed>>
  readonly operations: Readonly<Record<string, { readonly messages: readonly { readonly $ref: string }[] }>>
  readonly components: {
    readonly messages: Readonly<Record<string, EventMessage>>
    readonly schemas: Readonly<Record<'FeedItem', ItemSchema>>
  }
}

const ajv = new Ajv2020({ strict: false, allErrors: true, inlineRefs: false })
addFormats.default(ajv)
ajv.addSchema({ $id: 'events', components: describedEvents.components })

/** What is wrong with a payload as the message of this name; undefined for nothing. */
export function faultOf(name: string, payload: unknown): string | undefined {
  const schema = `events#/components/messages/${name}/payload`
  const validate = ajv.getSchema(schema)
  if (validate === undefined) throw new Error(`no message is described as ${name}`)
  return validate(payload) ? undefined : ajv.errorsText(validate.errors)
}
