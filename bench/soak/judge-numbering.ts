import type postgres from 'postgres'

/** What the database itself says of the numbers that it gave, by looking at every row. */
export async function judgeNumbering(sql: postgres.Sql) {
  const [row] = await sql<
    [
      {
        events: number
        missed: number
        doubled: number
        reordered: number
        gaps: number
        feedGaps: number
        unfed: number
      },
    ]
  >`
    select (select count(*)::int from events) as events,
           (select count(*)::int from events where not exists (select from log_positions where event_id = id)) as missed,
           (select count(*)::int - count(distinct (agency, event_id))::int from feed_entries) as doubled,
           (select count(*)::int from (
             select position < lag(position) over (partition by stream, stream_id order by version) as back from log_positions) p
             where back) as reordered,
           (select (coalesce(max(position), 0) - count(*))::int from log_positions) as gaps,
           (select coalesce(sum(last - count), 0)::int from (
             select max(number) as last, count(*) as count from feed_entries group by agency) f) as "feedGaps",
           (select count(*)::int from log_positions l where not exists (
             select from feed_entries f where f.event_id = l.event_id and f.position = l.position)) as unfed`
  return row
}
