import type { AgencyId, PersonId, Role } from './agencies.ts'

/** What the service does by itself, for the agency whose matter it is. Each has a fixed id in place of a person. */
export const systemJobs = {
  'evidence-scanner': '00000000-0000-7000-8000-000000000001',
  'evidence-scrubber': '00000000-0000-7000-8000-000000000002',
  'case-succession': '00000000-0000-7000-8000-000000000081',
  'emergency-notice': '00000000-0000-7000-8000-000000000082',
  'agency-succession': '00000000-0000-7000-8000-000000000111',
  'deadline-watch': '00000000-0000-7000-8000-000000000101',
  'obligation-sweep': '00000000-0000-7000-8000-000000000121',
} as const
export type SystemJob = keyof typeof systemJobs

/** Who did something, for which agency, in which role and when. Every event carries one. */
export type Act = {
  readonly kind: 'person' | 'client' | 'system'
  readonly agency: AgencyId
  readonly person: PersonId
  readonly role: Role | SystemJob
  /** RFC 3339, UTC, milliseconds; the database's clock, never before the stream's last event. */
  readonly at: string
}

/** An event as the log keeps it: what happened, and the act that made it happen. */
export type Recorded<Event> = Event & { readonly act: Act }
