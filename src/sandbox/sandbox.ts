import type { ServerResponse } from 'node:http'
import type { ClockReading } from '../db/move-clock.ts'
import type { AgencyId, Role } from '../domain/agencies.ts'
import type { ProblemPlace } from '../problems.ts'

/** The clock after it was moved, and what the service did by itself because of it. */
export type ClockMoved = ClockReading & {
  readonly recorded: readonly { readonly type: string; readonly count: number }[]
}

/** For whom a test token is asked. */
export type TestOfficer = {
  readonly agency: AgencyId
  readonly roles: readonly Role[]
  readonly subject: string | undefined
  /** The agency's own system, and no person. */
  readonly client: boolean | undefined
}

export type TestToken = {
  readonly accessToken: string
  readonly expiresIn: number
  readonly agency: AgencyId
  readonly roles: readonly Role[]
  readonly subject: string
}

/** Where a wish for a token cannot be met, and what could be. */
export type TestTokenRefused = { readonly place: ProblemPlace; readonly detail: string }

/** What a partner may do with a sandbox. */
export type Sandbox = {
  readClock(): Promise<ClockReading>
  /** Undefined when the clock says a later time already. */
  moveClock(to: string): Promise<ClockMoved | undefined>
  /**
   * Everything as it was set up, asked for with this response still to be given. False, and nothing done: somebody else is
   * connected to the database.
   */
  reset(asking: ServerResponse): Promise<boolean>
  giveToken(officer: TestOfficer): Promise<TestToken | TestTokenRefused>
}
