import { tracingChannel } from 'node:diagnostics_channel'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { AgencyId } from '../domain/agencies.ts'
import { DatabaseUnavailable, translateDatabaseError } from './database-errors.ts'
import { drizzle } from './drizzle.ts'

/** One connection of an agency, as a statement sees it: through the driver, and through drizzle on top of it. */
export type Connections = {
  readonly sql: postgres.Sql
  readonly orm: PostgresJsDatabase
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

/** Tells of every statement, by its name alone, to whoever subscribes. */
export const statementRuns = tracingChannel<StatementRun, StatementRun>('penerusan:statement')
export type StatementRun = { readonly statement: string }

/** How the connections are, and what became of those there were since the start. */
export type PoolFigures = {
  readonly busy: number
  readonly idle: number
  readonly most: number
  readonly waiting: number
  readonly opened: number
  /** By whom: closed by the server or for idleness, never opened, given no answer, or made room for another agency. */
  readonly ended: Readonly<Record<EndOfConnection, number>>
  /** Statements whose time was over, by where they were then. */
  readonly late: Readonly<Record<'waiting' | 'running', number>>
}
export type EndOfConnection = 'closed' | 'failed' | 'stuck' | 'room'

type Connection = Connections & {
  readonly key: string
  readonly openedAt: number
  busy: boolean
  lastUsed: number
  /** Until it is ended for want of use. */
  idle: NodeJS.Timeout | undefined
  agencyRead: Promise<void> | undefined
}

/** Somebody who waits for a connection of one agency. */
type Waiter = (connection: Connection) => void

/** How many connections, and how long a statement may take, its wait in line included. */
export const usualPools = { connectionsPerAgency: 4, connectionsInAll: 40, deadlineMs: 5_000 } as const

/** A backend never gives back what its plans and its cache have taken. */
const longestLifeMs = 45 * 60_000

/**
 * A pool of connections per agency. A connection carries its agency from its first byte (start-up parameter
 * `app.agency`), so there is no moment at which it belongs to nobody or to another.
 *
 * The driver is given one connection at a time and never a second chance with it: when it reconnects by itself, it
 * goes on with what it knew of the dead connection, and answers with an old error or with rows that are shifted.
 * Statements wait here and not in the driver: who gives up leaves the line, and what the driver does not answer is stuck
 * and not merely late. When there are as many connections as there may be, the least used idle one makes room; when none
 * is idle, an agency without any gets the next that is done, so busy agencies cannot shut out the others.
 */
export function createAgencyPools({
  url,
  connectionsPerAgency = usualPools.connectionsPerAgency,
  connectionsInAll = usualPools.connectionsInAll,
  deadlineMs = usualPools.deadlineMs,
  idleMs = 300_000,
}: {
  url: string
  connectionsPerAgency?: number
  connectionsInAll?: number
  deadlineMs?: number
  /** How long a connection without use is kept. */
  idleMs?: number
}): AgencyPools & { figures(): PoolFigures } {
  const pools = new Map<string, Set<Connection>>()
  /** By agency, the longest waiting first. */
  const lines = new Map<string, Set<Waiter>>()
  /** How long an agency keeps its only connection, if it has use for it. */
  const turnMs = deadlineMs / 20
  let open = 0
  let closing = 0
  let uses = 0
  let closed = false
  let opened = 0
  const ended = { closed: 0, failed: 0, stuck: 0, room: 0 }
  const late = { waiting: 0, running: 0 }

  return {
    run: (agency, name, statement) =>
      statementRuns.tracePromise(() => run(agency, name, statement), { statement: name }),
    close,
    figures,
  }

  function figures(): PoolFigures {
    const busy = [...pools.values()].flatMap(pool => [...pool].filter(connection => connection.busy)).length
    const waiting = [...lines.values()].reduce((count, line) => count + line.size, 0)
    return { busy, idle: open - busy, most: connectionsInAll, waiting, opened, ended: { ...ended }, late: { ...late } }
  }

  async function run<Result>(
    agency: AgencyId | null,
    name: string,
    statement: (connections: Connections) => PromiseLike<Result>,
  ): Promise<Result> {
    if (closed) throw new DatabaseUnavailable(name)
    const giveUpAt = performance.now() + deadlineMs
    const key = agency ?? ''
    const connection = (lines.size === 0 ? takeFree(key) : undefined) ?? (await waitInLine(key, name))
    const startedAt = performance.now()
    const work = readAgency(connection).then(
      () => statement(connection),
      cause => {
        // It never came to be: the driver would answer the next statement with this error again.
        drop(connection, 'failed')
        throw new DatabaseUnavailable(name, { cause })
      },
    )

    return new Promise<Result>((resolve, reject) => {
      let answered = false
      const timer = setTimeout(
        () => {
          late.running++
          reject(new DatabaseUnavailable(name))
          // It may have waited in line for most of the time; the database gets all of it.
          setTimeout(
            () => answered || drop(connection, 'stuck'),
            Math.max(0, startedAt + deadlineMs - performance.now()),
          )
        },
        Math.max(0, giveUpAt - startedAt),
      )
      const settle = () => {
        answered = true
        clearTimeout(timer)
        release(connection)
      }
      work.then(
        result => {
          settle()
          resolve(result)
        },
        error => {
          settle()
          reject(translateDatabaseError(error, name))
        },
      )
    })
  }

  /** An idle connection of the agency, or a new one where there is room. */
  function takeFree(key: string): Connection | undefined {
    const pool = pools.get(key)
    const idle = pool && [...pool].find(connection => !connection.busy)
    const mayOpen = !closed && countOf(key) < connectionsPerAgency && open + closing < connectionsInAll
    const connection = idle ?? (mayOpen ? connect(key) : undefined)
    // In the same breath as it is chosen, so that nobody closes it in between.
    if (connection) {
      clearTimeout(connection.idle)
      Object.assign(connection, { busy: true, lastUsed: ++uses })
    }
    return connection
  }

  function countOf(key: string): number {
    return pools.get(key)?.size ?? 0
  }

  function release(connection: Connection): void {
    connection.busy = false
    if (isWantedElsewhere(connection)) drop(connection, 'room')
    else if (performance.now() > connection.openedAt + longestLifeMs) drop(connection, 'closed')
    else connection.idle = setTimeout(() => drop(connection, 'closed'), idleMs).unref()
    serveLines()
  }

  function isWantedElsewhere({ key, openedAt }: Connection): boolean {
    const someHaveNone = [...lines.keys()].some(other => countOf(other) === 0)
    const inItsTurn = lines.has(key) && countOf(key) === 1 && performance.now() < openedAt + turnMs
    return someHaveNone && open + closing >= connectionsInAll && !inItsTurn
  }

  function waitInLine(key: string, name: string): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = connection => {
        clearTimeout(timer)
        resolve(connection)
      }
      const timer = setTimeout(() => {
        leaveLine(key, waiter)
        late.waiting++
        reject(new DatabaseUnavailable(name))
      }, deadlineMs)
      lines.set(key, (lines.get(key) ?? new Set()).add(waiter))
      serveLines()
    })
  }

  function leaveLine(key: string, waiter: Waiter): void {
    const line = lines.get(key)
    line?.delete(waiter)
    if (line?.size === 0) lines.delete(key)
  }

  function serveLines(): void {
    let wanted = 0
    const hasSome = (key: string) => Number(countOf(key) > 0)
    for (const [key, line] of [...lines].sort(([a], [b]) => hasSome(a) - hasSome(b))) {
      for (const waiter of line) {
        const connection = takeFree(key)
        if (connection === undefined) break
        leaveLine(key, waiter)
        waiter(connection)
      }
      if (line.size > 0) wanted += Math.min(line.size, connectionsPerAgency - countOf(key))
    }
    if (wanted > closing) makeRoom(wanted - closing)
  }

  function makeRoom(wanted: number): void {
    const idle = [...pools.values()].flatMap(pool => [...pool].filter(connection => !connection.busy))
    for (const connection of idle.sort((a, b) => a.lastUsed - b.lastUsed).slice(0, wanted)) drop(connection, 'room')
  }

  function connect(key: string): Connection {
    const sql = postgres(url, {
      max: 1,
      // With pipelining, what was sent ahead is lost with a connection. The driver knows this option; its types do not.
      ...{ max_pipeline: 1 },
      connect_timeout: Math.ceil(deadlineMs / 1000),
      // Whose time is over is taken out of its pool before it is ended; the driver would end it in its place, where it is found.
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      onnotice: () => {},
      onclose: () => drop(connection, 'closed'),
      connection: {
        'app.agency': key,
        search_path: 'penerusan',
        TimeZone: 'UTC',
        application_name: 'penerusan',
        // The server gives up before we do, so that an answer "unknown" is rare.
        statement_timeout: Math.max(100, deadlineMs - 500),
      },
    })
    const connection: Connection = {
      key,
      sql,
      orm: drizzle(sql),
      openedAt: performance.now(),
      busy: false,
      lastUsed: 0,
      idle: undefined,
      agencyRead: undefined,
    }
    pools.set(key, (pools.get(key) ?? new Set()).add(connection))
    open++
    opened++
    return connection
  }

  /** Asks the database, before a connection's first statement, whose connection it takes this for. */
  function readAgency(connection: Connection): Promise<void> {
    connection.agencyRead ??= connection.sql<[{ agency: string }]>`select coalesce(app_agency(), '') as agency`.then(
      ([{ agency }]) => {
        if (agency !== connection.key) throw new Error('the database takes the connection for another agency’s')
      },
    )
    return connection.agencyRead
  }

  /** Never to be used again. One that was lost, or does not answer, is not waited for. */
  async function drop(connection: Connection, why: EndOfConnection): Promise<void> {
    const { key, sql } = connection
    const pool = pools.get(key)
    if (!pool?.delete(connection)) return
    clearTimeout(connection.idle)
    open--
    closing++
    ended[why]++
    if (pool.size === 0) {
      pools.delete(key)
      // Its agency has had its turn: whoever of it still waits goes behind the others.
      const line = lines.get(key)
      if (line !== undefined && lines.delete(key)) lines.set(key, line)
    }
    await sql.end({ timeout: why === 'room' ? 1 : 0 }).catch(() => {})
    closing--
    serveLines()
  }

  async function close(): Promise<void> {
    closed = true
    const all = [...pools.values()].flatMap(pool => [...pool])
    pools.clear()
    for (const { idle } of all) clearTimeout(idle)
    await Promise.all(all.map(({ sql }) => sql.end({ timeout: 5 })))
  }
}
