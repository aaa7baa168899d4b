import Type, { type Static } from 'typebox'
import type { ReadRecordListed, RefusalListed } from '../db/audit-lists.ts'
import { type Role, roles } from '../domain/agencies.ts'
import { named, ref } from '../http/named-schema.ts'
import { closed, id, instant, list, nullable, oneOfThoseKnown, pageOf } from './words.ts'

const word = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[ -~]+$', description, examples: [example] })

const person = id('Who: the same person always has the same id, which says nothing about them.')
const client = Type.String({
  maxLength: 256,
  pattern: '^[^\\u0000-\\u001f]*$',
  description: 'The `client_id` of the token.',
  examples: ['sipena'],
})
const operation = word(64, 'The operation of this description, by its `operationId`.', 'readReferral')
const address = Type.String({
  maxLength: 64,
  pattern: '^[ -~]*$',
  description: 'Where the connection came from, as the server sees it.',
  examples: ['192.0.2.17'],
})
const purpose = Type.String({
  maxLength: 200,
  pattern: '^[ -~]*$',
  description: 'What the request said it was for.',
  examples: ['Pemeriksaan perkara R-2024-0113'],
})
const target = (description: string) =>
  Type.Object(
    {
      kind: word(32, 'What kind of thing; in the plural a list.', 'referral'),
      id: nullable(id('Which one.'), 'Which one; null for a list.'),
    },
    { ...closed, description },
  )

export const ReadRecord = named(
  'ReadRecord',
  Type.Object(
    {
      at: instant("When, by the database's clock."),
      requestId: id('The request; problem documents and the log of the service name it too.'),
      person,
      clientId: client,
      roles: list(oneOfThoseKnown(Object.keys(roles) as Role[], 'A role.'), 20, 'The roles in the token.'),
      operation,
      target: target('What was asked for, whether it was there or not.'),
      filter: Type.Unsafe<Record<string, unknown> | null>({
        type: ['object', 'null'],
        description: 'For a list: what it was narrowed by, and which page it was. Null for a single thing.',
        additionalProperties: true,
      }),
      purpose: nullable(purpose),
      address,
      refusedWith: nullable(
        word(64, 'The code of the refusal.', 'not-found'),
        'The code of the refusal, when nothing was given out because of one.',
      ),
    },
    { ...closed, description: 'That somebody of your agency read something.' },
  ),
)
export const ReadRecordPage = named('ReadRecordPage', pageOf(ref(ReadRecord), 'Reads, newest first.'))

export const Refusal = named(
  'Refusal',
  Type.Object(
    {
      at: instant("When, by the database's clock."),
      requestId: Type.String({
        maxLength: 64,
        pattern: '^[ -~]*$',
        description: 'The request, as its problem document named it.',
      }),
      person: nullable(person),
      clientId: nullable(client),
      operation: Type.String({
        maxLength: 64,
        pattern: '^[ -~]*$',
        description: 'The operation, by its `operationId`.',
      }),
      target: nullable(
        target('At what it was aimed.'),
        'At what it was aimed; null where the request names no one thing.',
      ),
      code: word(64, 'The code of the problem.', 'role-required'),
      rule: nullable(word(16, 'The rule that refused.', 'R-ACC-01')),
      address: nullable(address),
    },
    { ...closed, description: 'That somebody of your agency was refused something.' },
  ),
)
export const RefusalPage = named('RefusalPage', pageOf(ref(Refusal), 'Refusals, newest first.'))

export function toReadRecord(row: ReadRecordListed): Static<typeof ReadRecord> {
  const { at, requestId, person, clientId, roles, operation, target, targetId, filter, purpose, address, refusedWith } =
    row
  return {
    at,
    requestId,
    person,
    clientId,
    roles: [...roles],
    operation,
    target: { kind: target, id: targetId },
    filter,
    purpose,
    address,
    refusedWith,
  }
}

export function toRefusal(row: RefusalListed): Static<typeof Refusal> {
  const { at, requestId, person, clientId, operation, target, targetId, code, rule, address } = row
  const aim = target === null ? null : { kind: target, id: targetId }
  return { at, requestId, person, clientId, operation, target: aim, code, rule, address }
}
