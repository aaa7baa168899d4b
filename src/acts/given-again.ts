import { recordRead } from '../db/recorded-read.ts'
import type { Asked, Office, Reply } from './act-on-case.ts'

/**
 * An answer that gives out a case without an act having happened: a stored reply, or a fact that already stands. It is a
 * read in all but name, and on record as one.
 */
export async function givenAgain(office: Office, { actor, operation, from }: Asked, reply: Reply): Promise<Reply> {
  if (from === null) return reply
  const { thing, ...origin } = from
  const { agency, issuer, subject, roles, clientId } = actor
  const person = await office.persons.personOf(agency, issuer, subject)
  await recordRead(office.pools, { ...origin, agency, person, roles, clientId, operation }, thing)
  return reply
}
