import { v4 as uuidv4 } from 'uuid'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { AgencyPools } from './agency-pools.ts'

const mostRemembered = 10_000

/** The person behind a token's subject, for the acts of one agency. */
export type Persons = { personOf(agency: AgencyId, issuer: string, subject: string): Promise<PersonId> }

/**
 * Maps (issuer, subject) to the person in acts; makes the person when first seen. The mapping never changes, so what
 * was looked up once is remembered, up to a bound.
 */
export function createPersons(pools: AgencyPools): Persons {
  const remembered = new Map<string, PersonId>()

  return {
    async personOf(agency, issuer, subject) {
      const key = JSON.stringify([agency, issuer, subject])
      const known = remembered.get(key)
      if (known) return known

      const [row] = await pools.run(
        agency,
        'admit_person',
        ({ sql }) => sql<[{ person: PersonId }]>`
          select penerusan.admit_person(${uuidv4()}, ${issuer}, ${subject}) as person`,
      )
      if (remembered.size >= mostRemembered) remembered.clear()
      remembered.set(key, row.person)
      return row.person
    },
  }
}
