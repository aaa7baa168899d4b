import type { PersonId } from './agencies.ts'

/** The list with the person in it, once. */
export function withPerson(persons: readonly PersonId[], person: PersonId): readonly PersonId[] {
  return persons.includes(person) ? persons : [...persons, person]
}
