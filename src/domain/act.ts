import type { AgencyId, PersonId, Role } from './agencies.ts'

/** Who did something, for which agency, in which role and when. Every event carries one. */
export type Act = {
  readonly kind: 'person' | 'client'
  readonly agency: AgencyId
  readonly person: PersonId
  readonly role: Role
  /** RFC 3339, UTC, milliseconds; the database's clock, never before the stream's last event. */
  readonly at: string
}

/** An event as the log keeps it: what happened, and the act that made it happen. */
export type Recorded<Event> = Event & { readonly act: Act }
