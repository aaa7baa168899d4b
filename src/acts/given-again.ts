import { recordGiven } from '../db/recorded-read.ts'
import type { Asked, Office, Reply } from './act-on-case.ts'

/**
 * An answer that gives out a case without an act having happened: a stored reply, or a fact that already stands. It is a
 * read in all but name, and on record as one.
 */
export async function givenAgain(office: Office, asked: Asked, reply: Reply): Promise<Reply> {
  await recordAsRead(office, asked)
  return reply
}

/** Puts on record as a read what a request that is none tells of a case. */
export async function recordAsRead(office: Office, { actor, operation, from }: Asked): Promise<void> {
  if (from === null) return
  const { thing, ...origin } = from
  const { agency, issuer, subject, roles, clientId, kind } = actor
  const person = await office.persons.personOf(agency, issuer, subject)
  await recordGiven(office.pools, { ...origin, agency, person, roles, clientId, kind, operation }, thing)
}
