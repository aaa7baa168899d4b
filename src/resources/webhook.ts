import Type, { type Static } from 'typebox'
import type { WebhookId, WebhookKeyId } from '../domain/ids.ts'
import {
  type Delivery,
  deliveryStates,
  mostWebhooks,
  signatureSchemes,
  stallReasons,
  type Webhook,
  type WebhookKey,
  type WebhookStatus,
  webhookStates,
} from '../domain/webhook.ts'
import { attemptOutcomes } from '../domain/webhook-attempts.ts'
import { longestTarget } from '../domain/webhook-target.ts'
import { named, ref } from '../http/named-schema.ts'
import { feedNumber } from './feed.ts'
import {
  ActRecord,
  closed,
  count,
  id,
  instant,
  list,
  nullable,
  oneOf,
  oneOfThoseKnown,
  pageOf,
  toActRecord,
} from './words.ts'

const url = Type.String({
  minLength: 10,
  maxLength: longestTarget,
  pattern: '^[!-~]+$',
  description:
    'Where bells are delivered: https, on port 443 or 8443, without user information or fragment, and public by every address its name leads to (R-WHK-01). A sandbox may take its own machine too, by http.',
  examples: ['https://cases.kasn.example/penerusan/bells'],
})
const scheme = oneOf(
  signatureSchemes,
  '`v1a`: ed25519, which you verify with a public key. `v1`: HMAC-SHA256 with a secret that both sides have.',
)

export const WebhookInput = named(
  'WebhookInput',
  Type.Object(
    {
      url,
      signatures: Type.Optional(
        Type.Array(scheme, {
          minItems: 1,
          maxItems: 2,
          uniqueItems: true,
          description: 'How bells are signed; `v1a` unless you say otherwise, and both while you change over.',
        }),
      ),
      after: Type.Optional(
        feedNumber('Ring for what follows this number of your feed; without it, for what is numbered from now on.'),
      ),
    },
    {
      ...closed,
      description: 'Where bells are to be delivered, and how they are signed.',
      examples: [{ url: 'https://cases.kasn.example/penerusan/bells', signatures: ['v1a'] }],
    },
  ),
)

export const WebhookPatch = named(
  'WebhookPatch',
  Type.Object(
    { url },
    {
      ...closed,
      description: 'A change by JSON Merge Patch (RFC 7396).',
      examples: [{ url: 'https://cases.kasn.example/penerusan/bells-2' }],
    },
  ),
)

const key = {
  id: id<WebhookKeyId>('The key.'),
  scheme,
  publicKey: nullable(
    Type.String({
      maxLength: 60,
      pattern: '^whpk_[A-Za-z0-9+/]+=*$',
      description: 'The ed25519 public key: `whpk_` and base64, as Standard Webhooks has it.',
    }),
    'Null for `v1`.',
  ),
  madeAt: instant('When it was made.'),
  signsUntil: nullable(instant('It signs no longer from then on.'), 'Null until it is replaced.'),
}

export const WebhookKeyResource = named(
  'WebhookKey',
  Type.Object(key, { ...closed, description: 'A key that signs, or signed until a while ago.' }),
)

export const WebhookKeyMade = named(
  'WebhookKeyMade',
  Type.Object(
    {
      ...key,
      secret: nullable(
        Type.String({
          maxLength: 60,
          pattern: '^whsec_[A-Za-z0-9+/]+=*$',
          description: 'What both sides share: `whsec_` and base64 of 32 bytes. It is told in this answer only.',
        }),
        'Null for `v1a`, and when the key is gone by the time the answer is given again.',
      ),
    },
    { ...closed, description: 'A key as it is told once to whoever had it made.' },
  ),
)

const webhook = {
  id: id<WebhookId>('The webhook.'),
  url,
  state: oneOf(
    webhookStates,
    '`pending`: its endpoint has not consented, so nothing is sent. `active`: bells are delivered. `disabled`: its endpoint said that it is gone.',
  ),
  disabledBecause: nullable(oneOf(['gone'] as const, '`gone`: it answered 410.'), 'Null while it is not disabled.'),
  allowedRate: nullable(count('Requests a minute that the endpoint allowed when it consented.', 1), 'Null: no bound.'),
  by: ref(ActRecord),
  changedAt: instant('When it last changed.'),
  consentedAt: nullable(instant('When its endpoint consented.'), 'Null: not yet, at this address.'),
}

export const WebhookResource = named(
  'Webhook',
  Type.Object(
    { ...webhook, keys: list(ref(WebhookKeyResource), 16, 'What signs, the latest first.') },
    { ...closed, description: 'Where your bells are delivered.' },
  ),
)

export const WebhookMade = named(
  'WebhookMade',
  Type.Object(
    { ...webhook, keys: list(ref(WebhookKeyMade), 2, 'What signs, with the secrets.') },
    { ...closed, description: 'A webhook as it is told once to whoever had it made.' },
  ),
)

export const WebhookList = named(
  'WebhookList',
  Type.Object(
    { items: list(ref(WebhookResource), mostWebhooks, 'Oldest first; all there are.') },
    { ...closed, description: 'The webhooks of your agency.' },
  ),
)

export const WebhookStatusResource = named(
  'WebhookStatus',
  Type.Object(
    {
      through: feedNumber('Up to this number of your feed there are deliveries.'),
      last: feedNumber('The last number of your feed.'),
      waiting: count('Deliveries that are not made yet: held back, waiting or under way.'),
      oldestWaitingSince: nullable(instant('Since when the oldest of them waits.'), 'Null when there is none.'),
      parked: count('Deliveries that were given up until you ask for them again.'),
      parkedSince: nullable(
        instant('When the first of them was parked.'),
        'The alert: something of yours is parked since then. Null when nothing is.',
      ),
      failures: count('Attempts that failed in a row, the last one included.'),
      restingUntil: nullable(
        instant('Nothing is sent before.'),
        'Null while your endpoint asks for no rest and its keys can be used.',
      ),
      stalledBecause: nullable(
        oneOfThoseKnown(
          stallReasons,
          '`unread`: what is to be told could not be read in time; it is tried again by itself. `unsigned`: its keys cannot be used any more; make new ones with `overlapHours` 0, or wait for the operator.',
        ),
        'Why no attempt could be made the last time; none of those counts. Null while attempts are made.',
      ),
      stalledSince: nullable(instant('Since when no attempt could be made.'), 'Null while attempts are made.'),
      makerDepartedAt: nullable(
        instant('When it was recorded that whoever made this webhook has left your agency.'),
        'Bells ring on, because the webhook is your agency’s: see that the endpoint still is, and make new keys. Null otherwise.',
      ),
    },
    { ...closed, description: 'How a webhook fares at this moment.' },
  ),
)

const attempt = {
  outcome: oneOfThoseKnown(
    attemptOutcomes,
    '`delivered`: 2xx. `refused`: any other status; redirections are not followed. `timeout`: no answer within 15 seconds. `unreachable`: no connection, or a lost one. `tls-failed`: no certificate that anybody vouches for. `address-refused`: the name leads to an address that is not public. `answer-unfit`: no HTTP, or headers or interim answers without end.',
  ),
  status: nullable(
    Type.Integer({ format: 'int32', minimum: 100, maximum: 999, description: 'The HTTP status.' }),
    'Null without an answer.',
  ),
  tookMs: count('How long it took, in milliseconds.'),
}

export const DeliveryResource = named(
  'WebhookDelivery',
  Type.Object(
    {
      number: feedNumber('Its number in your feed.', 1),
      eventId: id('The event; also `webhook-id` and `id` of the bell, the same for every attempt.'),
      state: oneOf(
        deliveryStates,
        '`held`: an earlier one of the same case is not delivered yet. `waiting`: due at `dueAt`. `sending`: under way. `delivered`: your endpoint said so. `parked`: given up until you ask for it again.',
      ),
      attempts: count('Those that were made, to their end, since it was noted or asked for again.'),
      dueAt: nullable(
        instant('When the next attempt is due; while one is under way, when it counts as lost.'),
        'Null when none is.',
      ),
      notedAt: instant('Since when it is to be delivered.'),
      settledAt: nullable(instant('When it was delivered or parked.'), 'Null until then.'),
      tried: list(
        Type.Object({ at: instant('When it ended.'), ...attempt }, closed),
        20,
        'The last attempts, oldest first. Of what your endpoint answered, the status alone is kept.',
      ),
    },
    { ...closed, description: 'What became of one bell.' },
  ),
)
export const DeliveryPage = named('WebhookDeliveryPage', pageOf(ref(DeliveryResource), 'The latest number first.'))

export const ReplayInput = named(
  'WebhookReplayInput',
  Type.Object(
    {
      from: feedNumber('The first number of your feed.', 1),
      through: feedNumber('The last number; the same for one.', 1),
      onlyParked: Type.Optional(
        Type.Boolean({
          description: 'Nothing that was delivered already: only what is parked, and what waits for its next attempt.',
        }),
      ),
    },
    {
      ...closed,
      description: 'Numbers of your feed that are to be delivered once more.',
      examples: [{ from: 12, through: 40, onlyParked: true }],
    },
  ),
)

export const ReplayResource = named(
  'WebhookReplay',
  Type.Object(
    {
      again: count(
        'How many are delivered once more, or sooner. What is held back behind them follows by itself, and so does what your webhook has not come to yet (`through` of its status).',
      ),
    },
    { ...closed, description: 'What was asked for again.' },
  ),
)

export const KeyInput = named(
  'WebhookKeyInput',
  Type.Object(
    {
      scheme,
      overlapHours: Type.Optional(
        Type.Integer({
          format: 'int32',
          minimum: 0,
          maximum: 168,
          description:
            'How long the keys of this scheme before it sign beside it: 24 unless you say otherwise; 0 when one was lost.',
        }),
      ),
    },
    { ...closed, description: 'A new key.', examples: [{ scheme: 'v1a', overlapHours: 24 }] },
  ),
)

export const TestResource = named(
  'WebhookTest',
  Type.Object(attempt, { ...closed, description: 'What came of a test bell.' }),
)

function toWebhook({ id, url, state, disabledBecause, allowedRate, created, changedAt, consentedAt }: Webhook) {
  return { id, url, state, disabledBecause, allowedRate, by: toActRecord(created), changedAt, consentedAt }
}

export function toWebhookResource(webhook: Webhook): Static<typeof WebhookResource> {
  return { ...toWebhook(webhook), keys: [...webhook.keys] }
}

/** The secrets are put in by whoever may tell them, when they are told. */
export function toWebhookMade(webhook: Webhook): Static<typeof WebhookMade> {
  return { ...toWebhook(webhook), keys: webhook.keys.map(toKeyMade) }
}

export function toKeyMade(key: WebhookKey): Static<typeof WebhookKeyMade> {
  return { ...key, secret: null }
}

export function toStatusResource(status: WebhookStatus): Static<typeof WebhookStatusResource> {
  return { ...status }
}

export function toDeliveryResource(delivery: Delivery): Static<typeof DeliveryResource> {
  return { ...delivery, tried: [...delivery.tried] }
}
