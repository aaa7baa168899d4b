import type { Role } from './agencies.ts'
import type { JsonValue } from './canonical-json.ts'
import type { ReferralStatus, ViolationStatus } from './transitions.ts'

/** Who looks at the content of a violation: from which side, in which roles, and how far its referral is. */
export type Viewer = {
  /** An overseer reads in an emergency, and nothing that is guarded. */
  readonly relation: 'owner' | 'receiver' | 'overseer'
  readonly roles: readonly Role[]
  /** Undefined while the violation has not been referred. */
  readonly status: ReferralStatus | undefined
}

type Readers = {
  /** Roles of the agency that recorded it; they read it in every state. */
  readonly owner: readonly Role[]
  readonly receiver: readonly Role[]
  /** While the referral is in these, for the receiving agency. */
  readonly while: readonly ReferralStatus[]
  readonly reason: string
}

const atWork: readonly ReferralStatus[] = ['accepted', 'under-examination', 'decided', 'closed']
const everyRecordingRole: readonly Role[] = ['recorder', 'referrer']
const everyReceivingRole: readonly Role[] = ['intake-officer', 'case-officer', 'commissioner']
const notGivenBack: readonly ReferralStatus[] = ['sent', 'received', 'returned', ...atWork]

/**
 * The members of a violation's content that not everybody reads who may read the rest; `*` stands for every element.
 * What is not here is read by whoever may read the violation or the referral.
 */
export const guardedFields = {
  '/source/channel': {
    owner: everyRecordingRole,
    receiver: ['case-officer', 'commissioner'],
    while: atWork,
    reason: 'It can tell who reported.',
  },
  '/reportedPersons/*/nik': {
    owner: ['recorder'],
    receiver: ['case-officer', 'commissioner'],
    while: atWork,
    reason: 'Only those who record and examine a case tell one person from another by it.',
  },
  '/reportedPersons/*/nip': {
    owner: everyRecordingRole,
    receiver: everyReceivingRole,
    while: notGivenBack,
    reason: 'An agency that gave a case back has no use for it any more.',
  },
  '/reportedPersons/*/niPppk': {
    owner: everyRecordingRole,
    receiver: everyReceivingRole,
    while: notGivenBack,
    reason: 'An agency that gave a case back has no use for it any more.',
  },
} as const satisfies Record<string, Readers>

/** Every member that can be written, by the role that changes a violation and the state it may do so in. */
export const writableFields = {
  recorder: {
    states: ['draft', 'documented'],
    fields: [
      'eventDescription',
      'occurredAt',
      'knownAt',
      'place',
      'suggestedCategory',
      'interaction',
      'implicated',
      'confidentiality',
      'handling',
      'releasable',
      'reportedPersons',
    ],
  },
  // Marking what may go on is not recording: it needs no second hand for the sending.
  referrer: { states: ['draft', 'documented'], fields: ['confidentiality', 'handling', 'releasable'] },
} as const satisfies Partial<
  Record<Role, { readonly states: readonly ViolationStatus[]; readonly fields: readonly string[] }>
>

/** Whether somebody in this role may write this member of a violation in this state. */
export function mayWrite(role: string, field: string, status: ViolationStatus): boolean {
  const row = Object.entries(writableFields).find(([name]) => name === role)?.[1]
  if (row === undefined) return false
  const { states, fields }: { states: readonly string[]; fields: readonly string[] } = row
  return states.includes(status) && fields.includes(field)
}

function mayRead({ owner, receiver, while: states }: Readers, { relation, roles, status }: Viewer): boolean {
  if (relation === 'overseer') return false
  if (relation === 'owner') return roles.some(role => owner.includes(role))
  return status !== undefined && states.includes(status) && roles.some(role => receiver.includes(role))
}

/**
 * The content without what this viewer may not read, and where that was: JSON Pointers (RFC 6901) into the content, of
 * members that are there and were taken out. Content that is masked already stays so.
 */
export function withoutGuarded<Content extends JsonValue>(
  content: Content,
  viewer: Viewer,
): { readonly content: Content; readonly masked: readonly string[] } {
  const hidden = Object.entries<Readers>(guardedFields)
    .filter(([, readers]) => !mayRead(readers, viewer))
    .map(([pointer]) => pointer.slice(1).split('/'))
  const masked: string[] = []
  const strip = (value: JsonValue, path: string, paths: readonly (readonly string[])[]): JsonValue => {
    if (paths.length === 0 || typeof value !== 'object' || value === null) return value
    const below = (name: string) => paths.filter(([first]) => first === name).map(([, ...rest]) => rest)
    if (Array.isArray(value)) return value.map((element, index) => strip(element, `${path}/${index}`, below('*')))
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]): [string, JsonValue | undefined][] => {
        const rest = name === '*' ? [] : below(name)
        if (member !== undefined && rest.some(({ length }) => length === 0)) {
          masked.push(`${path}/${name}`)
          return []
        }
        return [[name, member === undefined ? member : strip(member, `${path}/${name}`, rest)]]
      }),
    )
  }
  return { content: strip(content, '', hidden) as Content, masked }
}

/** Where a search looks for an identifier: under this prefix, and only in these states; null for any. */
export type IdentifierGuard = { readonly prefix: string; readonly states: readonly ReferralStatus[] | null }

/** The identifiers of persons by which somebody in these roles finds a case, on each side: those that they read there. */
export function guardsFor(
  sides: readonly ('owner' | 'sender' | 'receiver')[],
  callerRoles: readonly Role[],
): IdentifierGuard[] {
  return Object.entries<Readers>(guardedFields).flatMap(([pointer, { owner, receiver, while: states }]) => {
    const name = /^\/reportedPersons\/\*\/(.+)$/.exec(pointer)?.[1]?.toLowerCase()
    if (name === undefined) return []
    return sides
      .filter(side => callerRoles.some(role => (side === 'receiver' ? receiver : owner).includes(role)))
      .map(side => ({ prefix: `${name}/${side}:`, states: side === 'receiver' ? states : null }))
  })
}
