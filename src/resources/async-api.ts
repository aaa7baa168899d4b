import { type EventTypeName, eventTypes, type StreamKind } from '../domain/event-types.ts'
import { feedSource, feedTypeOf, obligationChangedType, withheldType } from '../domain/feed-entry.ts'
import { FeedItem, FeedPage } from './feed.ts'

const cloudEvent = 'application/cloudevents+json'
const eventStream = 'text/event-stream'

/** Where the events of a stream are read about; each agency is named the path that it may read. */
const subjects: Record<StreamKind, string> = {
  violation: '/v1/violations/',
  referral: '/v1/referrals/',
  examination: '/v1/referrals/',
  evidence: '/v1/violations/019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4f/evidence/',
  recusal: '/v1/violations/',
  departure: '/v1/departures/',
  emergency: '/v1/emergency-accesses/',
  handover: '/v1/handovers/',
  obligation: '/v1/obligations/',
}
const anId = '019a7d3e-5b1c-7c3e-9d55-3f6b8a1c2d4e'

/**
 * The AsyncAPI description of what the service tells by itself: the feed, asked for or streamed, and webhooks. Each type of
 * event is a message of its own, with the name that the feed gives it.
 */
export function asyncApiDocument({ version }: { readonly version: string }) {
  const names = Object.keys(eventTypes) as EventTypeName[]
  const told = [
    ...names.map(name => toMessage(name, eventTypes[name].stream, feedTypeOf(name))),
    toMessage('ObligationChanged', 'obligation', obligationChangedType),
    withheldMessage,
  ]
  const inChannel = (channel: string) => told.map(({ name }) => ({ $ref: `#/channels/${channel}/messages/${name}` }))
  const shared = Object.fromEntries(told.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]))

  return {
    asyncapi: '3.1.0',
    id: 'urn:penerusan:events',
    info: {
      title: 'Penerusan: feed and webhooks',
      version,
      description: introduction,
      license: { name: 'EUPL-1.2', url: 'https://eupl.eu/1.2/en/' },
      contact: { name: 'The maintainers of Penerusan', url: 'https://penerusan.example/contact' },
      externalDocs: { description: 'The API itself, in OpenAPI.', url: 'https://penerusan.example/openapi.json' },
      tags: [
        { name: 'Feed', description: 'What has happened, by number.' },
        { name: 'Webhooks', description: 'Bells.' },
      ],
    },
    servers: {
      production: {
        host: 'penerusan.example',
        protocol: 'https',
        description: 'Production',
        security: [{ $ref: '#/components/securitySchemes/bearer' }],
      },
    },
    defaultContentType: cloudEvent,
    channels: {
      feed: {
        address: '/v1/feed',
        title: 'The feed, asked for',
        description: 'GET with `after=n`, and with `Prefer: wait=20` a long poll. `next` is where to go on.',
        servers: [{ $ref: '#/servers/production' }],
        messages: { FeedPage: { $ref: '#/components/messages/FeedPage' } },
      },
      stream: {
        address: '/v1/feed/stream',
        title: 'The feed, streamed',
        description: `Server-sent events (\`${eventStream}\`): \`id\` is the number, \`event\` the type, \`data\` the message. Go on with \`Last-Event-ID\`.`,
        servers: [{ $ref: '#/servers/production' }],
        messages: shared,
      },
      webhooks: {
        address: null,
        title: 'Your own address',
        description: 'The https address of a webhook that you registered. It may be told more than once; 2xx ends it.',
        messages: { ...shared, WebhookTest: { $ref: '#/components/messages/WebhookTest' } },
      },
    },
    operations: {
      answerWithFeed: {
        action: 'send',
        channel: { $ref: '#/channels/feed' },
        summary: 'Answers with what follows a number.',
        description: 'From any number on the same is told again. See `readFeed` in the OpenAPI description.',
        tags: [{ name: 'Feed' }],
        messages: [{ $ref: '#/channels/feed/messages/FeedPage' }],
        bindings: { http: { method: 'GET', query: feedQuery, bindingVersion: '0.3.0' } },
      },
      streamFeed: {
        action: 'send',
        channel: { $ref: '#/channels/stream' },
        summary: 'Tells each event as it is numbered.',
        description: 'In the order of the numbers, without a gap. It ends with the token; nothing is lost meanwhile.',
        tags: [{ name: 'Feed' }],
        messages: inChannel('stream'),
        bindings: {
          http: { method: 'GET', query: { type: 'object', properties: afterNumber }, bindingVersion: '0.3.0' },
        },
      },
      ringWebhook: {
        action: 'send',
        channel: { $ref: '#/channels/webhooks' },
        summary: 'Tells an event to whoever asked to be told.',
        description:
          'Signed by Standard Webhooks, repeated with back-off for at least 72 hours, in order for each case.',
        tags: [{ name: 'Webhooks' }],
        messages: [...inChannel('webhooks'), { $ref: '#/channels/webhooks/messages/WebhookTest' }],
        traits: [{ $ref: '#/components/operationTraits/signed' }],
      },
    },
    components: {
      messages: {
        FeedPage: pageMessage,
        WebhookTest: testMessage,
        ...Object.fromEntries(told.map(message => [message.name, message])),
      },
      schemas: { FeedItem: published(FeedItem), FeedPage: published(FeedPage), WebhookHeaders: webhookHeaders },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'An access token of the issuer of your own agency, for the role `integrator` or one that reads cases.',
        },
      },
      operationTraits: {
        signed: { bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } } },
      },
    },
  }
}

const introduction = `What Penerusan tells by itself. Every event that concerns an agency has a number in that agency's own feed:
1, 2, 3, … without a gap. Events are thin CloudEvents (1.0): that something happened, and where it is read with your own rights.

**At least once.** Keep the number of the last event that you have dealt with. A webhook is a bell: it may come twice or late, and
the feed has it too.

**New types** come without notice, as does \`penerusan.test\` to your webhook when you ask for it: pass over a type that you do not know, and go on with its
number.

**Proof.** \`entrydigest\` is the SHA-256 of \`number\`, \`id\`, \`type\`, \`subject\`, \`subjectversion\` and \`digest\`, each followed by a
line feed; \`runningdigest\` that of the running digest before it and \`entrydigest\`, 32 bytes each, beginning with 32 zero bytes. Compare
yours at any number with \`reconcileFeed\`.

**Withheld.** What you may not see, or not any more, keeps its number and its digests and loses the rest: \`${withheldType}\`.`

const webhookHeaders = {
  type: 'object',
  description:
    'Of a webhook, by Standard Webhooks 1.0.0; the feed has none. What is signed is id, time and body, with dots between.',
  properties: {
    'webhook-id': { type: 'string', description: 'The same in every attempt: whoever has seen it ignores it.' },
    'webhook-timestamp': {
      type: 'string',
      pattern: '^[0-9]+$',
      description: 'When this attempt was made, in seconds since 1970; refuse what is older or newer than 300 seconds.',
    },
    'webhook-signature': {
      type: 'string',
      description: 'One or more, with spaces between: `v1a,` and an ed25519 signature, or `v1,` and an HMAC-SHA256.',
    },
  },
}

const afterNumber = {
  after: { type: 'integer', minimum: 0, description: 'The last number that you have; 0 or nothing for all there is.' },
}
const feedQuery = {
  type: 'object',
  properties: {
    ...afterNumber,
    limit: { type: 'integer', minimum: 1, maximum: 1000, description: 'How many items there are at most.' },
  },
}

function toMessage(name: string, stream: StreamKind, type: string) {
  const words = name.replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return {
    name,
    title: words,
    summary: `${words}. Said of ${stream === 'examination' ? 'a referral' : `the ${stream}`} that \`subject\` names.`,
    contentType: cloudEvent,
    tags: [{ name: stream }],
    headers: { $ref: '#/components/schemas/WebhookHeaders' },
    payload: {
      allOf: [
        { $ref: '#/components/schemas/FeedItem' },
        {
          type: 'object',
          properties: { type: { const: type } },
          required: ['type', 'subject', 'subjectversion', 'digest'],
        },
      ],
    },
    examples: [
      {
        name,
        headers: exampleHeaders,
        payload: {
          ...exampleEnvelope,
          type,
          subject: `${subjects[stream]}${anId}`,
          time: '2026-03-02T08:00:00.000Z',
          number: 7,
          subjectversion: 1,
          digest: '11'.repeat(32),
          entrydigest: '22'.repeat(32),
          runningdigest: '33'.repeat(32),
        },
      },
    ],
  }
}

const exampleEnvelope = { specversion: '1.0', id: anId, source: feedSource }
const exampleHeaders = {
  'webhook-id': anId,
  'webhook-timestamp': '1772438400',
  'webhook-signature': `v1a,${Buffer.alloc(64, 1).toString('base64')}`,
}

const withheldMessage = {
  name: 'Withheld',
  title: 'Withheld',
  summary: 'Something that you may not see, or not any more. It keeps its number.',
  contentType: cloudEvent,
  tags: [{ name: 'withheld' }],
  headers: { $ref: '#/components/schemas/WebhookHeaders' },
  payload: {
    allOf: [
      { $ref: '#/components/schemas/FeedItem' },
      {
        type: 'object',
        properties: { type: { const: withheldType }, subject: false, subjectversion: false, digest: false },
      },
    ],
  },
  examples: [
    {
      name: 'Withheld',
      headers: exampleHeaders,
      payload: {
        ...exampleEnvelope,
        type: withheldType,
        time: '2026-03-02T08:00:00.000Z',
        number: 8,
        entrydigest: '44'.repeat(32),
        runningdigest: '55'.repeat(32),
      },
    },
  ],
}

const testMessage = {
  name: 'WebhookTest',
  title: 'A bell for nothing',
  summary: 'What `testWebhook` sends, to try an endpoint. It has no number.',
  contentType: cloudEvent,
  tags: [{ name: 'test' }],
  headers: { $ref: '#/components/schemas/WebhookHeaders' },
  payload: {
    type: 'object',
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string', format: 'uuid' },
      source: { type: 'string', pattern: '^/v1/webhooks/[0-9a-f-]{36}$' },
      type: { const: 'penerusan.test' },
      time: { type: 'string', format: 'date-time' },
    },
    required: ['specversion', 'id', 'source', 'type', 'time'],
    additionalProperties: false,
  },
  examples: [
    {
      name: 'WebhookTest',
      headers: exampleHeaders,
      payload: {
        specversion: '1.0',
        id: anId,
        source: `/v1/webhooks/${anId}`,
        type: 'penerusan.test',
        time: '2026-03-02T08:00:00.000Z',
      },
    },
  ],
}

const pageMessage = {
  name: 'FeedPage',
  title: 'A piece of the feed',
  summary: 'What follows the number that was asked for, and where to go on.',
  contentType: 'application/json',
  tags: [{ name: 'page' }],
  payload: { $ref: '#/components/schemas/FeedPage' },
  examples: [{ name: 'quiet', payload: { items: [], next: '/v1/feed?after=7', last: 7 } }],
}

/** A schema as it is published: by itself, with references into this document. */
function published(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === '$id') return undefined
    return key === '$ref' ? `#/components/schemas/${String(value).replace(/#$/, '')}` : value
  })
}
