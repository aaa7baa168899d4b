import { ConfigError } from '../config.ts'
import { rolesOfUrl } from './database-roles.ts'
import { asOwner, type Deployment } from './owner-connection.ts'

/** What was found of the log; nothing is told of what it says. */
export type LogFindings = {
  readonly events: number
  /** Events whose payload the law has had erased: their place still verifies. */
  readonly erased: number
  /** `stream/id/version` of events whose payload is not what was digested. */
  readonly altered: readonly string[]
  /** `stream/id` of streams that are not 1, 2, 3, …. */
  readonly gaps: readonly string[]
}

/**
 * Opens a new epoch, so that what is written from now on comes after all that was restored, and takes the server and the
 * timeline that are there for known. Throws ConfigError while the service is connected: what it has under way would belong
 * to neither life. Returns the number of the epoch.
 */
export async function openEpoch(place: Deployment): Promise<number> {
  return asOwner(place, 'verify', async sql => {
    const [connected] = await sql<[{ count: number }]>`
      select count(*)::int from pg_stat_activity
       where datname = current_database() and usename = ${rolesOfUrl(place.serviceUrl).service}`
    if (connected.count > 0) {
      throw new ConfigError(`the service is connected ${connected.count} times; stop it everywhere first`)
    }
    const [opened] = await sql<[{ epoch: number }]>`select penerusan.open_epoch() as epoch`
    return opened.epoch
  })
}

const atOnce = 5_000

/** Digests every payload anew and counts every stream; reads some events at a time, however many there are. */
export async function verifyLog(place: Deployment, say: (line: string) => void): Promise<LogFindings> {
  return asOwner(place, 'verify', async sql => {
    const altered: string[] = []
    const gaps: string[] = []
    let events = 0
    let erased = 0
    let last = { stream: '', id: '00000000-0000-0000-0000-000000000000', version: 0 }
    for (;;) {
      const rows = await sql<
        { stream: string; id: string; version: number; erased: boolean; altered: boolean; before: number | null }[]
      >`
        with page as (
          select stream, stream_id, version, digest from penerusan.events
           where (stream, stream_id, version) > (${last.stream}, ${last.id}::uuid, ${last.version})
           order by stream, stream_id, version limit ${atOnce})
        select stream, stream_id as id, version, salt is null as erased,
               coalesce(digest <> sha256(salt || convert_to(payload::text, 'UTF8')), false) as altered,
               lag(version) over (partition by stream, stream_id order by version) as before
          from page left join penerusan.event_payloads using (stream, stream_id, version)
         order by stream, stream_id, version`
      for (const row of rows) {
        const same = row.stream === last.stream && row.id === last.id
        if (row.version !== (row.before ?? (same ? last.version : 0)) + 1) gaps.push(`${row.stream}/${row.id}`)
        if (row.altered) altered.push(`${row.stream}/${row.id}/${row.version}`)
        if (row.erased) erased++
        last = row
      }
      events += rows.length
      if (rows.length < atOnce) break
      say(`events: ${events} verified`)
    }
    return { events, erased, altered, gaps: [...new Set(gaps)] }
  })
}
