import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../auth/authentication.ts'
import type { Persons } from '../db/persons.ts'
import type { AgencyId, PersonId } from '../domain/agencies.ts'
import { rules } from '../domain/rules.ts'
import { Problem } from '../problems.ts'

type Needs = {
  readonly persons: Persons
  readonly officers: {
    knowsDeparturesOf(agency: AgencyId): boolean
    hasLeft(agency: AgencyId, person: PersonId): boolean
  }
}

/**
 * Whoever has left is nobody any more, with whatever token (R-OFF-10); the database refuses their acts too. Returns the same
 * check, for an answer that takes long.
 */
export function refuseTheDeparted(
  app: FastifyInstance,
  { officers, persons }: Needs,
): (request: FastifyRequest) => Promise<void> {
  const check = async (request: FastifyRequest) => {
    const actor = actorOf(request)
    if (actor === undefined || !officers.knowsDeparturesOf(actor.agency)) return
    const person = await persons.personOf(actor.agency, actor.issuer, actor.subject)
    if (officers.hasLeft(actor.agency, person)) throw new Problem(rules['R-OFF-10'].code, { rule: 'R-OFF-10' })
  }
  app.addHook('onRequest', check)
  return check
}
