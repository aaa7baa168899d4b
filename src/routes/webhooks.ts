import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { assertRemit, type Office, refused } from '../acts/act-on-case.ts'
import { foundOr404 } from '../acts/act-on-referral.ts'
import { type EndpointDesk, obtainConsent, ringOnce } from '../acts/ask-endpoint.ts'
import { createWebhook, moveWebhook, rotateKey } from '../acts/keep-webhook.ts'
import {
  deliverAgain,
  endWebhook,
  listDeliveries,
  listWebhooks,
  readWebhook,
  readWebhookStatus,
} from '../db/webhooks.ts'
import { access } from '../domain/access.ts'
import type { WebhookId } from '../domain/ids.ts'
import { deliveryStates, refusalOfReplay } from '../domain/webhook.ts'
import { costs } from '../http/cost.ts'
import { toEtag } from '../http/etag.ts'
import { ref } from '../http/named-schema.ts'
import { type PageCursors, pageParameters } from '../http/page-cursor.ts'
import { headerSchemas } from '../http/problem-responses.ts'
import { success } from '../http/success-response.ts'
import {
  DeliveryPage,
  KeyInput,
  ReplayInput,
  ReplayResource,
  TestResource,
  toDeliveryResource,
  toStatusResource,
  toWebhookResource,
  WebhookInput,
  WebhookKeyMade,
  WebhookList,
  WebhookMade,
  WebhookPatch,
  WebhookResource,
  WebhookStatusResource,
} from '../resources/webhook.ts'
import { closed, IdInPath, oneOf } from '../resources/words.ts'
import { askedOf, refusals, send } from './asked.ts'
import { pageAsked, pageOfRows } from './page.ts'

type Needs = { office: Office; cursors: PageCursors; desk: EndpointDesk; onActive: () => Promise<void> }

const { ETag, Link, Location } = headerSchemas
const tags = ['Webhooks']
const { roles } = access['webhook-keeping']

/** Where an agency's bells are delivered, and what became of each. No case is read here, so nothing is put on record. */
export const webhooks: FastifyPluginAsyncTypebox<Needs> = async (app, { office, cursors, desk, onActive }) => {
  const { pools } = office

  app.route({
    method: 'POST',
    url: '/webhooks',
    config: { roles, idempotencyKey: true, problems: refusals('R-WHK-01', 'R-WHK-03', 'R-FED-01') },
    schema: {
      operationId: 'createWebhook',
      summary: 'Have bells delivered',
      description:
        'A bell says that your feed has a new number, and of which case; you fetch the rest with your own rights. Nothing is sent before the endpoint has consented. A shared secret is told in this answer only.',
      tags,
      body: ref(WebhookInput),
      response: { 201: success('The webhook, pending.', ref(WebhookMade), { ETag, Location }) },
    },
    async handler(request, reply) {
      const { url, signatures = ['v1a'], after = null } = request.body
      return send(reply, await createWebhook(office, desk, askedOf(request), { url, signatures, mark: after }))
    },
  })

  app.route({
    method: 'GET',
    url: '/webhooks',
    config: { roles },
    schema: {
      operationId: 'listWebhooks',
      summary: 'List webhooks',
      description: 'Those of your agency, oldest first; there are at most 10.',
      tags,
      response: { 200: success('The webhooks.', ref(WebhookList)) },
    },
    async handler({ actor }) {
      assertRemit('webhook-keeping', actor, {})
      return { items: (await listWebhooks(pools, actor.agency)).map(toWebhookResource) }
    },
  })

  app.route({
    method: 'GET',
    url: '/webhooks/:id',
    config: { roles },
    schema: {
      operationId: 'readWebhook',
      summary: 'Read a webhook',
      description: 'Where it leads, whether it is active, and the public keys that verify its bells.',
      tags,
      params: IdInPath,
      response: { 200: success('The webhook.', ref(WebhookResource), { ETag }) },
    },
    async handler({ actor, params }, reply) {
      assertRemit('webhook-keeping', actor, {})
      const webhook = foundOr404(await readWebhook(pools, actor.agency, params.id as WebhookId))
      reply.header('etag', toEtag(webhook.version))
      return toWebhookResource(webhook)
    },
  })

  app.route({
    method: 'PATCH',
    url: '/webhooks/:id',
    config: { roles, ifMatch: true, problems: refusals('R-WHK-01') },
    schema: {
      operationId: 'changeWebhook',
      summary: 'Change a webhook',
      description:
        'Another address, by JSON Merge Patch (RFC 7396). It is pending until the endpoint there has consented; what is not delivered yet goes there then. The address that it has already changes nothing, so repeating the request is harmless.',
      tags,
      params: IdInPath,
      body: ref(WebhookPatch),
      response: { 200: success('The webhook, changed.', ref(WebhookResource), { ETag }) },
    },
    async handler(request, reply) {
      const id = request.params.id as WebhookId
      return send(reply, await moveWebhook(office, desk, askedOf(request), id, request.body.url))
    },
  })

  app.route({
    method: 'DELETE',
    url: '/webhooks/:id',
    config: { roles },
    schema: {
      operationId: 'endWebhook',
      summary: 'End a webhook',
      description: 'It is gone with its keys and its deliveries. Your feed stays, with every number.',
      tags,
      params: IdInPath,
      response: { 204: { type: 'null', description: 'It is gone.' } },
    },
    async handler({ actor, params }, reply) {
      assertRemit('webhook-keeping', actor, {})
      foundOr404((await endWebhook(pools, actor.agency, params.id as WebhookId)) || undefined)
      return noContent(reply)
    },
  })

  app.route({
    method: 'PUT',
    url: '/webhooks/:id/consent',
    config: { roles, cost: costs.dial, problems: refusals('R-WHK-02', 'R-WHK-06') },
    schema: {
      operationId: 'obtainConsent',
      summary: 'Ask the endpoint for its consent',
      description:
        'Sends `OPTIONS` with `WebHook-Request-Origin` to the endpoint, as the HTTP 1.1 Web Hooks of CloudEvents have it. When it answers with that name or `*` in `WebHook-Allowed-Origin`, the webhook is active; `WebHook-Allowed-Rate` bounds the requests a minute. Repeat it whenever you like: to change the rate, or after the endpoint was gone.',
      tags,
      params: IdInPath,
      response: {
        200: success('It has consented once more.', ref(WebhookResource), { ETag }),
        201: success('It has consented, and the webhook is active.', ref(WebhookResource), { ETag }),
      },
    },
    async handler({ actor, params }, reply) {
      const answer = await obtainConsent(office, desk, actor, params.id as WebhookId)
      void onActive()
      return send(reply, answer)
    },
  })

  app.route({
    method: 'POST',
    url: '/webhooks/:id/keys',
    config: { roles, idempotencyKey: true, problems: refusals('R-WHK-05') },
    schema: {
      operationId: 'rotateWebhookKey',
      summary: 'Make a new signing key',
      description:
        'From now on it signs, and the keys of its scheme before it sign beside it for 24 hours, or as long as you say. A shared secret is told in this answer only.',
      tags,
      params: IdInPath,
      body: ref(KeyInput),
      response: { 201: success('The key.', ref(WebhookKeyMade), { Location }) },
    },
    async handler(request, reply) {
      const { scheme, overlapHours = 24 } = request.body
      const id = request.params.id as WebhookId
      return send(reply, await rotateKey(office, desk, askedOf(request), id, { scheme, overlapHours }))
    },
  })

  app.route({
    method: 'POST',
    url: '/webhooks/:id/tests',
    config: { roles, cost: costs.dial, problems: refusals('R-WHK-02') },
    schema: {
      operationId: 'testWebhook',
      summary: 'Ring once for nothing',
      description:
        'Sends a signed bell of the type `penerusan.test` at once, once, and says what came of it. It has no number and is not in the delivery log.',
      tags,
      params: IdInPath,
      response: { 200: success('What came of it.', ref(TestResource)) },
    },
    async handler({ actor, params }) {
      return ringOnce(office, desk, actor, params.id as WebhookId)
    },
  })

  app.route({
    method: 'GET',
    url: '/webhooks/:id/status',
    config: { roles },
    schema: {
      operationId: 'readWebhookStatus',
      summary: 'Read how a webhook fares',
      description: 'What waits, what is parked and since when, and whether the endpoint fails.',
      tags,
      params: IdInPath,
      response: { 200: success('How it fares.', ref(WebhookStatusResource)) },
    },
    async handler({ actor, params }) {
      assertRemit('webhook-keeping', actor, {})
      return toStatusResource(foundOr404(await readWebhookStatus(pools, actor.agency, params.id as WebhookId)))
    },
  })

  app.route({
    method: 'GET',
    url: '/webhooks/:id/deliveries',
    config: { roles },
    schema: {
      operationId: 'listWebhookDeliveries',
      summary: 'List deliveries',
      description:
        'What became of each bell, the latest number first. What was delivered is listed for 30 days; what is parked, until you ask for it again.',
      tags,
      params: IdInPath,
      querystring: Type.Object(
        { ...pageParameters, state: Type.Optional(oneOf(deliveryStates, 'Only those in this state.')) },
        closed,
      ),
      response: { 200: success('A page of deliveries.', ref(DeliveryPage), { Link }) },
    },
    async handler({ actor, params, query, url }, reply) {
      assertRemit('webhook-keeping', actor, {})
      const id = params.id as WebhookId
      foundOr404(await readWebhook(pools, actor.agency, id))
      const { scope, page } = pageAsked(cursors, actor.agency, `listWebhookDeliveries ${id}`, query)
      const before = page.before === null ? null : Number(page.before)
      const found = await listDeliveries(pools, actor.agency, id, { limit: page.limit, before, state: query.state })
      const rows = found.map(delivery => ({ id: String(delivery.number), delivery }))
      const toItem = (row: (typeof rows)[number]) => toDeliveryResource(row.delivery)
      const { link, ...body } = pageOfRows(rows, page, toItem, { url, cursors, scope })
      if (link !== undefined) reply.header('link', link)
      return body
    },
  })

  app.route({
    method: 'POST',
    url: '/webhooks/:id/replays',
    config: { roles, problems: refusals('R-WHK-04') },
    schema: {
      operationId: 'replayWebhookDeliveries',
      summary: 'Have numbers delivered once more',
      description:
        'One number or a range of your feed, all or the parked ones, under the same `webhook-id` as before and in the order of each case. What waits for its next attempt is tried at once, also when your endpoint had asked for a pause, and has all its attempts again. Repeating it is harmless: what is under way is left alone.',
      tags,
      params: IdInPath,
      body: ref(ReplayInput),
      response: { 200: success('How many.', ref(ReplayResource)) },
    },
    async handler({ actor, params, body }) {
      assertRemit('webhook-keeping', actor, {})
      const id = params.id as WebhookId
      const { last } = foundOr404(await readWebhookStatus(pools, actor.agency, id))
      const refusal = refusalOfReplay(body, last)
      if (refusal) throw refused(refusal)
      const { from, through, onlyParked = false } = body
      const again = foundOr404(await deliverAgain(pools, actor.agency, id, { from, through, onlyParked }))
      void onActive()
      return { again }
    },
  })
}

function noContent(reply: FastifyReply): FastifyReply {
  return reply.code(204).send()
}
