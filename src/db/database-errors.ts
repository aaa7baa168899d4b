import postgres from 'postgres'
import { DrizzleQueryError } from './drizzle.ts'

/** The database could not be reached in time, or the connection was lost: whether a write happened is unknown. */
export class DatabaseUnavailable extends Error {
  constructor(statement: string, options?: { cause?: unknown }) {
    super(`no answer to ${statement}`, options)
    this.name = 'DatabaseUnavailable'
  }
}

/** A read could not be put on record, so nothing was read. */
export class ReadNotRecorded extends Error {
  constructor(statement: string, code: string) {
    super(`${statement} could not be put on record: ${code}`)
    this.name = 'ReadNotRecorded'
  }
}

/** What the door answers when it refuses; see the SQLSTATEs in the migrations. */
export type DoorRefusal =
  | 'request-in-progress'
  | 'stale-version'
  | 'not-yours-to-do'
  | 'referral-already-open'
  | 'no-room'
  | 'officer-not-available'
  | 'departure-recorded'
  | 'successor-unfit'
  | 'officer-departed'
  | 'no-oversight'
  | 'too-many-webhooks'
  | 'too-many-keys'

/** The door said no, and nothing was written. */
export class DoorClosed extends Error {
  readonly refusal: DoorRefusal

  constructor(refusal: DoorRefusal, options?: { cause?: unknown }) {
    super(refusal, options)
    this.name = 'DoorClosed'
    this.refusal = refusal
  }
}

/** What the functions for uploads answer when they refuse; see the SQLSTATEs in migration 0003. */
const uploadRefusals = {
  PN010: 'no-such-upload',
  PN011: 'another-offset',
  PN012: 'expired',
  PN013: 'too-many',
} as const
export type UploadRefusal = (typeof uploadRefusals)[keyof typeof uploadRefusals]

/** The database refused something about an upload, and nothing was written. */
export class UploadRefused extends Error {
  readonly refusal: UploadRefusal

  constructor(refusal: UploadRefusal) {
    super(refusal)
    this.name = 'UploadRefused'
    this.refusal = refusal
  }
}

/** The sweep of the store has begun to take away what was to be referred to: nothing was written. */
export class ObjectSwept extends Error {
  constructor(statement: string) {
    super(`${statement} refers to an object that is being taken away`)
    this.name = 'ObjectSwept'
  }
}

/**
 * A statement failed for a reason that is a fault of ours. Carries code and statement name only: PostgreSQL's own
 * message may quote the row.
 */
export class StatementFailed extends Error {
  readonly statement: string
  readonly code: string

  constructor(statement: string, code: string) {
    super(`${statement} failed with ${code}`)
    this.name = 'StatementFailed'
    this.statement = statement
    this.code = code
  }
}

/** Sorts what the driver throws into the kinds above. */
export function translateDatabaseError(thrown: unknown, statement: string): Error {
  // Drizzle wraps what the driver says in an error whose message holds every parameter.
  const error = thrown instanceof DrizzleQueryError ? thrown.cause : thrown
  if (error instanceof DatabaseUnavailable) return error
  const code = codeOf(error)
  if (error instanceof postgres.PostgresError) {
    if (code === 'PN009') return new ObjectSwept(statement)
    if (isUploadCode(code)) return new UploadRefused(uploadRefusals[code])
    const refusal = refusalOf(code, error.constraint_name)
    if (refusal) return new DoorClosed(refusal)
    if (isOutage(code)) return new DatabaseUnavailable(statement)
    return isOfRecording(error) ? new ReadNotRecorded(statement, code) : new StatementFailed(statement, code)
  }
  return isLostConnection(code)
    ? new DatabaseUnavailable(statement, { cause: error })
    : new StatementFailed(statement, code)
}

function refusalOf(code: string, constraint: string | undefined): DoorRefusal | undefined {
  if (code === 'PN002') return 'request-in-progress'
  if (code === 'PN003') return 'stale-version'
  if (code === 'PN001' || code === 'PN004') return 'not-yours-to-do'
  if (code === 'PN007') return 'no-room'
  // Whoever acts was cut off from the case since it was loaded: the next look finds nothing.
  if (code === 'PN080') return 'stale-version'
  if (code === 'PN081') return 'officer-not-available'
  if (code === 'PN082') return 'departure-recorded'
  if (code === 'PN085') return 'no-oversight'
  if (code === 'PN084') return 'officer-departed'
  if (code === 'PN083') return 'successor-unfit'
  if (code === 'PN170') return 'too-many-webhooks'
  if (code === 'PN171') return 'too-many-keys'
  if (code === '23505' && constraint === 'one_open_referral_per_violation') return 'referral-already-open'
  // Two writers at one version: the primary key lets one win.
  if (code === '23505' && constraint === 'events_one_writer_per_version') return 'stale-version'
  // The same bytes were stored, or the stored ones erased, between our look and our act.
  if (code === '23505' && constraint === 'evidence_contents_stored_once') return 'stale-version'
  if (code === '23503' && constraint?.startsWith('evidence_items_have_')) return 'stale-version'
  return undefined
}

/** The server says in which of its functions it was; or that it found or may call none of that name. */
function isOfRecording({ where = '', message }: postgres.PostgresError): boolean {
  return /\bfunction (penerusan\.)?record_(read|given)\b/.test(`${where}\n${message}`)
}

function isUploadCode(code: string): code is keyof typeof uploadRefusals {
  return Object.hasOwn(uploadRefusals, code)
}

/**
 * SQLSTATE classes 08, 40, 53, 57 (connection, rolled back by the server, resources, operator intervention), and 25006
 * while a standby takes over.
 */
function isOutage(code: string): boolean {
  return /^(08|40|53|57)/.test(code) || code === '25006'
}

function isLostConnection(code: string): boolean {
  return /^(CONNECT|E[A-Z]+)/.test(code)
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown'
}
