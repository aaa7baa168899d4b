import type { Act, Recorded } from './act.ts'
import type { ReportedPersonId } from './ids.ts'
import { withChanged } from './numbered.ts'
import type { IdentifiedPerson } from './redacted-copy.ts'
import type { ReportedPerson } from './violation-content.ts'

/** How the receiving agency came to know who somebody is. */
export const identificationBases = [
  'told-by-sender',
  'own-examination',
  'personnel-authority',
  'civil-service-records',
  'population-records',
  'statement',
  'other',
] as const
export type IdentificationBasis = (typeof identificationBases)[number]

/** Who somebody is, whatever their id in the referral. */
export type Identity = Omit<IdentifiedPerson, 'id'>

type Change =
  | {
      readonly kind: 'identification'
      readonly personId: ReportedPersonId
      readonly basis: IdentificationBasis
      readonly identity: Identity
    }
  | { readonly kind: 'merge'; readonly survivorId: ReportedPersonId; readonly mergedId: ReportedPersonId }
  | { readonly kind: 'split'; readonly personId: ReportedPersonId; readonly parts: readonly ReportedPerson[] }

/**
 * Something that was found out about who the reported persons of a referral are. What was sent stays as it was sent; a
 * change is laid over it, and taken off again by its revocation. Nothing is deleted.
 */
export type PersonChange = Change & {
  /** Counts in the referral. */
  readonly number: number
  readonly act: Act
  readonly explanation: string
  readonly revocation: { readonly act: Act; readonly explanation: string } | null
}

type Said<Kind extends Change['kind']> = Omit<Extract<Change, { kind: Kind }>, 'kind'> & {
  readonly number: number
  readonly explanation: string
}
export type PersonEvent =
  | { type: 'PersonIdentified'; data: Said<'identification'> }
  | { type: 'PersonsMerged'; data: Said<'merge'> }
  | { type: 'PersonSplit'; data: Said<'split'> }
  | { type: 'PersonChangeRevoked'; data: { readonly number: number; readonly explanation: string } }

/** Rebuilds the list of changes from the log. */
export function evolvePersonChanges(
  changes: readonly PersonChange[],
  event: Recorded<PersonEvent>,
): readonly PersonChange[] {
  const { act, data } = event
  if (event.type !== 'PersonChangeRevoked' && data.number !== changes.length + 1) {
    throw new Error(`${event.type} ${data.number} out of turn`)
  }
  switch (event.type) {
    case 'PersonIdentified':
      return [...changes, { kind: 'identification', ...event.data, act, revocation: null }]
    case 'PersonsMerged':
      return [...changes, { kind: 'merge', ...event.data, act, revocation: null }]
    case 'PersonSplit':
      return [...changes, { kind: 'split', ...event.data, act, revocation: null }]
    case 'PersonChangeRevoked': {
      const { number, explanation } = event.data
      return withChanged(changes, number, change => ({ ...change, revocation: { act, explanation } }))
    }
  }
}

/** A reported person as far as is known now. */
export type KnownPerson = {
  readonly person: ReportedPerson
  /** Every id that stands for this person: their own first, then those that turned out to be the same person. */
  readonly ids: readonly ReportedPersonId[]
}

/** Who the persons are: those that were sent, with every change laid over them that stands and still finds its persons. */
export function overlaid(persons: readonly ReportedPerson[], changes: readonly PersonChange[]): readonly KnownPerson[] {
  return replayed(persons, changes).known
}

/** The same, with the numbers of the changes that were laid over them. */
export function replayed(
  persons: readonly ReportedPerson[],
  changes: readonly PersonChange[],
): { readonly known: readonly KnownPerson[]; readonly applied: readonly number[] } {
  let known: readonly KnownPerson[] = persons.map(person => ({ person, ids: [person.id] }))
  const applied: number[] = []
  for (const change of changes) {
    const next = change.revocation === null ? changed(known, change) : undefined
    if (next === undefined) continue
    known = next
    applied.push(change.number)
  }
  return { known, applied }
}

/** After one change; undefined when a person it is about is not there. */
export function changed(known: readonly KnownPerson[], change: Change): readonly KnownPerson[] | undefined {
  const there = (id: ReportedPersonId) => known.some(({ person }) => person.id === id)
  switch (change.kind) {
    case 'identification': {
      const { personId: id, identity } = change
      if (!there(id)) return undefined
      return known.map(each => (each.person.id === id ? { ...each, person: { id, ...identity } } : each))
    }
    case 'merge': {
      const { survivorId, mergedId } = change
      const merged = known.find(({ person }) => person.id === mergedId)
      if (merged === undefined || !there(survivorId) || survivorId === mergedId) return undefined
      return known
        .filter(each => each !== merged)
        .map(each => (each.person.id === survivorId ? { ...each, ids: [...each.ids, ...merged.ids] } : each))
    }
    case 'split': {
      const { personId, parts } = change
      if (!there(personId)) return undefined
      return known.flatMap(each =>
        each.person.id === personId ? parts.map(person => ({ person, ids: [person.id] })) : [each],
      )
    }
  }
}

/** The person for whom this id stands now. */
export function personOf(known: readonly KnownPerson[], id: ReportedPersonId): KnownPerson | undefined {
  return known.find(({ ids }) => ids.includes(id))
}

/** Every change that is about this person, by any of their ids, revoked ones too; in order. */
export function historyOf({ ids }: KnownPerson, changes: readonly PersonChange[]): readonly PersonChange[] {
  return changes.filter(change => namedBy(change).some(id => ids.includes(id)))
}

/** The ids of the persons that a change is about. */
export function namedBy(change: Change): readonly ReportedPersonId[] {
  switch (change.kind) {
    case 'identification':
      return [change.personId]
    case 'merge':
      return [change.survivorId, change.mergedId]
    case 'split':
      return [change.personId, ...change.parts.map(({ id }) => id)]
  }
}
