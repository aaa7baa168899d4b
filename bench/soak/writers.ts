import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'

export type Writing = {
  readonly adminUrl: string
  readonly events: number
  readonly writers: number
  /** The longest that a transaction works. */
  readonly workMs: number
  readonly agencies: readonly string[]
  /** When writing ends, also before so many events are there. */
  readonly mostMs: number
  /** How often a backend of a writer is killed. */
  readonly killEveryMs: number
}

/** What became of the transactions. `unknown`: the connection died while it was committed. */
export type Written = { committed: number; rolledBack: number; refused: number; unknown: number; kills: number }

/**
 * Writers that begin, work for a random time, append to a few streams that they share, and commit or not, each in its own
 * pace; meanwhile their connections are killed. They insert as the door does, and as bare as can be.
 */
export async function write({
  adminUrl,
  events,
  writers,
  workMs,
  mostMs,
  agencies,
  killEveryMs,
}: Writing): Promise<Written> {
  const streams = Array.from({ length: 2_000 }, () => randomUUID())
  const written: Written = { committed: 0, rolledBack: 0, refused: 0, unknown: 0, kills: 0 }
  const endsAt = performance.now() + mostMs
  let inserted = 0
  let done = false
  const killer = killBackends()
  await Promise.all(Array.from({ length: writers }, keepWriting))
  done = true
  await killer
  return written

  async function keepWriting(): Promise<void> {
    let sql = connect()
    while (inserted < events && performance.now() < endsAt) {
      let committing = false
      const count = 1 + Math.floor(Math.random() * 80)
      try {
        // One connection each, so these are one transaction; the driver's own would hide which statement died.
        await sql`begin`
        // From here on it has its number, and others overtake it.
        await sql`select pg_current_xact_id()`
        await delay(Math.random() * workMs)
        for (const part of parted(count)) await append(sql, part)
        if (Math.random() < 0.1) {
          await sql`rollback`
          written.rolledBack += 1
          continue
        }
        committing = true
        await sql`commit`
        written.committed += 1
        inserted += count
      } catch (error) {
        const { code } = error as { code?: string }
        if (code === '23505') written.refused += 1
        else if (committing) written.unknown += 1
        await sql.end({ timeout: 0 }).catch(() => {})
        sql = connect()
      }
    }
    await sql.end({ timeout: 1 })
  }

  /** Half of it goes to one of a few streams that everybody writes to. */
  function parted(count: number): { stream: string; count: number }[] {
    const busy = streams[Math.floor(Math.random() * 8)] ?? ''
    const quiet = streams[Math.floor(Math.random() * streams.length)] ?? ''
    const half = Math.ceil(count / 2)
    return Math.random() < 0.3 && busy !== quiet
      ? [
          { stream: busy, count: half },
          { stream: quiet, count: count - half },
        ]
      : [{ stream: quiet, count }]
  }

  async function append(sql: postgres.Sql, { stream, count }: { stream: string; count: number }): Promise<void> {
    await sql`
      insert into penerusan.events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
      select 'violation', ${stream}, last.version + n, gen_random_uuid(), 'ViolationChanged', 'actor-agency',
             (string_to_array(${agencies.join(',')}, ','))[1 + floor(random() * ${agencies.length})], '{}', clock_timestamp(), 1, sha256(n::text::bytea)
        from generate_series(1, ${count}) n,
             (select coalesce(max(version), 0) as version from penerusan.events where stream = 'violation' and stream_id = ${stream}) last`
  }

  function connect(): postgres.Sql {
    return postgres(adminUrl, {
      max: 1,
      max_lifetime: null,
      // The driver asks for types by itself, and nobody hears when it is killed meanwhile.
      fetch_types: false,
      onnotice: () => {},
      connection: { application_name: 'soak writer' },
    })
  }

  async function killBackends(): Promise<void> {
    const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
    while (!done) {
      await delay(killEveryMs)
      const killed = await sql`
        select pg_terminate_backend(pid) from (
          select pid from pg_stat_activity where application_name in ('soak writer', 'penerusan', 'penerusan bells')
           order by random() limit 1) victim`
      written.kills += killed.length
    }
    await sql.end({ timeout: 1 })
  }
}
