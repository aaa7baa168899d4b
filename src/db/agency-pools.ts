import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { AgencyId } from '../domain/agencies.ts'
import { DatabaseUnavailable, translateDatabaseError } from './database-errors.ts'
import { drizzle } from './drizzle.ts'

/** One agency's connections, as the statements see them. */
export type Connections = {
  readonly sql: postgres.Sql
  readonly orm: PostgresJsDatabase
  /** Statements prepared for this pool, by name, made on first use. */
  readonly prepared: Map<string, unknown>
}

export type AgencyPools = {
  /**
   * Runs one statement as this agency (null: as none, which sees no row). A business transaction is exactly one
   * statement, because a driver that loses a connection in the middle of several may go on in another's.
   * Throws DatabaseUnavailable after the deadline or a lost connection, DoorClosed or StatementFailed.
   */
  run<Result>(
    agency: AgencyId | null,
    name: string,
    statement: (connections: Connections) => PromiseLike<Result>,
  ): Promise<Result>
  close(): Promise<void>
}

type Pool = Connections & { readonly key: string; inFlight: number; lastUsed: number; replaced: boolean }

/**
 * A pool per agency. A connection carries its agency from its first byte (start-up parameter `app.agency`), so there
 * is no moment at which it belongs to nobody or to another.
 */
export function createAgencyPools({
  url,
  connectionsPerAgency = 4,
  connectionsInAll = 40,
  deadlineMs = 5_000,
}: {
  url: string
  connectionsPerAgency?: number
  connectionsInAll?: number
  deadlineMs?: number
}): AgencyPools {
  const pools = new Map<string, Pool>()
  const waiting: (() => void)[] = []
  const mostPools = Math.max(1, Math.floor(connectionsInAll / connectionsPerAgency))
  let uses = 0
  let closing = 0

  return { run, close }

  async function run<Result>(
    agency: AgencyId | null,
    name: string,
    statement: (connections: Connections) => PromiseLike<Result>,
  ): Promise<Result> {
    const deadline = new Deadline(deadlineMs, name)
    const pool = await Promise.race([poolOf(agency ?? '', deadline), deadline.passed])
    pool.inFlight++
    pool.lastUsed = ++uses
    try {
      return await Promise.race([statement(pool), deadline.passed])
    } catch (error) {
      if (deadline.isOver) replace(pool)
      throw translateDatabaseError(error, name)
    } finally {
      deadline.stop()
      pool.inFlight--
      waiting.shift()?.()
    }
  }

  /** The agency's pool; where there are too many, in the place of the least used idle one. */
  async function poolOf(key: string, deadline: Deadline): Promise<Pool> {
    for (;;) {
      const existing = pools.get(key)
      if (existing) return existing
      if (pools.size + closing < mostPools) return open(key)
      const idle = [...pools.values()].filter(pool => pool.inFlight === 0).sort((a, b) => a.lastUsed - b.lastUsed)[0]
      if (idle) {
        await retire(idle)
      } else {
        await new Promise<void>(resolve => waiting.push(resolve))
      }
      if (deadline.isOver) throw new DatabaseUnavailable('a free pool')
    }
  }

  function open(key: string): Pool {
    const sql = postgres(url, {
      max: connectionsPerAgency,
      ...oneStatementPerConnection,
      connect_timeout: Math.ceil(deadlineMs / 1000),
      idle_timeout: 300,
      fetch_types: false,
      onnotice: () => {},
      connection: {
        'app.agency': key,
        search_path: 'penerusan',
        TimeZone: 'UTC',
        application_name: 'penerusan',
        // The server gives up before we do, so that an answer "unknown" is rare.
        statement_timeout: Math.max(100, deadlineMs - 500),
      },
    })
    const pool: Pool = {
      key,
      sql,
      orm: drizzle(sql),
      prepared: new Map(),
      inFlight: 0,
      lastUsed: ++uses,
      replaced: false,
    }
    pools.set(key, pool)
    return pool
  }

  async function retire(pool: Pool): Promise<void> {
    pools.delete(pool.key)
    closing++
    try {
      await pool.sql.end({ timeout: 1 })
    } finally {
      closing--
      for (const wake of waiting.splice(0)) wake()
    }
  }

  /** A pool that stopped answering is left to die; the next statement opens another. */
  function replace(pool: Pool): void {
    if (pool.replaced) return
    pool.replaced = true
    if (pools.get(pool.key) === pool) retire(pool).catch(() => {})
  }

  async function close(): Promise<void> {
    await Promise.all([...pools.values()].map(pool => pool.sql.end({ timeout: 5 })))
    pools.clear()
  }
}

/** With pipelining a killed connection cripples the whole pool. The driver knows this option; its types do not. */
const oneStatementPerConnection = { max_pipeline: 1 }

/** One timer for waiting and working together. */
class Deadline {
  readonly passed: Promise<never>
  isOver = false
  stop: () => void

  constructor(ms: number, statement: string) {
    let timer: NodeJS.Timeout | undefined
    this.passed = new Promise((_, reject) => {
      timer = setTimeout(() => {
        this.isOver = true
        reject(new DatabaseUnavailable(statement))
      }, ms)
    })
    // Nobody may be listening when it passes between two races.
    this.passed.catch(() => {})
    this.stop = () => clearTimeout(timer)
  }
}
