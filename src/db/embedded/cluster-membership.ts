import postgres from 'postgres'

/** Any fixed number; advisory locks are the database's own, so it only has to differ from others in `postgres`. */
const MEMBERS = 7_056_373_851

/**
 * Being counted among the processes that use a cluster.
 *
 * It is a shared advisory lock, held by an open session: when a member dies, however it dies, the operating system
 * closes the session and the lock is gone. Whoever gets the same lock for itself alone is the last member, and while
 * it holds it nobody new can come in.
 */
export type Membership = {
  /** Resolves when the session is lost without our doing. */
  lost: Promise<void>
  /** Stops being counted. True: nobody else is, and nobody will be until `close`. */
  leave(): Promise<boolean>
  close(): Promise<void>
}

/** Becomes a member. Undefined: the database is not taking sessions just now. Throws on any other refusal. */
export async function becomeMember(adminUrl: string): Promise<Membership | undefined> {
  const { promise: lost, resolve } = Promise.withResolvers<void>()
  const session = postgres(adminUrl, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 10,
    backoff: () => 0.02,
    fetch_types: false,
    connection: { application_name: 'penerusan member' },
    onclose: () => resolve(),
    onnotice: () => {},
  })
  const close = () => session.end({ timeout: 1 })

  try {
    await session`select pg_advisory_lock_shared(${MEMBERS})`
  } catch (error) {
    await close()
    if (isPassing(error)) return undefined
    throw error
  }

  async function leave(): Promise<boolean> {
    try {
      // Let go first: of two members that leave at once and both still hold it, neither would get it alone.
      await session`select pg_advisory_unlock_shared(${MEMBERS})`
      const [answer] = await session<{ alone: boolean }[]>`select pg_try_advisory_lock(${MEMBERS}) as alone`
      return answer?.alone === true
    } catch (error) {
      if (isPassing(error)) return false
      throw error
    }
  }
  return { lost, leave, close }
}

/** Refused, broken off, shutting down, starting up or full: all of them pass. */
function isPassing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(ECONN|EPIPE|ETIMEDOUT|CONNECT|57P0[123]$|53300$)/.test(code)
}
