import postgres from 'postgres'
import type { AgencyPools } from './agency-pools.ts'

const written = 'penerusan_written'
const numbered = 'penerusan_feed'

type Listeners = {
  /** Something was committed that has no number yet. */
  readonly onWritten: () => void
  /** Entries were added to the feeds of these agencies; `everybody` where there are too many to name. */
  readonly onNumbered: (agencies: readonly string[] | 'everybody') => void
  /** Listening has begun, or begun again: whatever rang before was not heard. */
  readonly onListening: () => void
}

/**
 * What a process hears from the others through the database, on one connection of its own. A bell may be lost, and costs
 * only time then. The driver's own way to listen gives up for ever when the database is away at the moment it reconnects,
 * so a lost connection is replaced here, and one that does not answer counts as lost.
 */
export function listenForBells(
  url: string,
  { onWritten, onNumbered, onListening }: Listeners,
  { retryMs = 500, proveMs = 10_000 }: { readonly retryMs?: number; readonly proveMs?: number } = {},
): { stop(): Promise<void> } {
  let current: postgres.Sql | undefined
  let again: NodeJS.Timeout | undefined
  let stopped = false
  const proof = setInterval(prove, proveMs).unref()
  connect()

  return {
    async stop() {
      stopped = true
      clearInterval(proof)
      clearTimeout(again)
      await current?.end({ timeout: 1 })
    },
  }

  function connect(): void {
    const sql = postgres(url, {
      max: 1,
      max_lifetime: null,
      connect_timeout: 5,
      fetch_types: false,
      onnotice: () => {},
      onclose: () => replace(sql),
      // The driver knows this option; its types do not.
      ...{ onnotify: hear },
      connection: { application_name: 'penerusan bells' },
    })
    current = sql
    sql.unsafe(`listen ${written}; listen ${numbered}`).then(onListening, () => replace(sql))
  }

  function hear(channel: string, text: string): void {
    if (channel === written) onWritten()
    else onNumbered(text === '*' ? 'everybody' : text.split(','))
  }

  function replace(sql: postgres.Sql): void {
    if (current !== sql) return
    current = undefined
    sql.end({ timeout: 0 }).catch(() => {})
    if (!stopped) again = setTimeout(connect, retryMs).unref()
  }

  /** A connection whose other end is gone says nothing, for hours. */
  function prove(): void {
    const sql = current
    if (sql === undefined) return
    const late = setTimeout(() => replace(sql), proveMs / 2).unref()
    sql`select`.then(
      () => clearTimeout(late),
      () => replace(sql),
    )
  }
}

/** Tells every process that something was committed. Never within the act itself: ringing makes commits wait for one another. */
export async function ringWritten(pools: AgencyPools): Promise<void> {
  await pools.run(null, 'ring_written', ({ sql }) => sql`select pg_notify(${written}, '')`)
}
