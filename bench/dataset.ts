import postgres from 'postgres'
import { type ExampleCase, exampleCases, placeholders } from './examples.ts'
import { fillSearchEntries } from './search-entries.ts'

/** Rows written by one statement. */
const chunk = 25_000
/** The newest cases have their whole log; of older ones there are only the rows that lists and reads use. */
const withLog = 10_000
const years = 5
/** Cases whose log is written by one statement: a transaction is numbered as a whole, and in operation it is one act. */
const logChunk = 100
/** What is found by a search, of which the entries are filled afterwards. */
const found = ['violations', 'referrals']
const logTables = ['events', 'event_payloads', 'log_positions', 'feed_entries']

/**
 * Fills a database with referrals of the last five years, straight into the tables: what the domain makes of one case in each
 * state, with ids, times, names and lengths of their own. Leaves alone what is filled already.
 */
export async function fill(
  adminUrl: string,
  { referrals, kind, say }: { referrals: number; kind: 'mixed' | 'sent'; say: (line: string) => void },
): Promise<void> {
  const sql = postgres(adminUrl, {
    max: 2,
    fetch_types: false,
    onnotice: () => {},
    connection: { search_path: 'penerusan,public', synchronous_commit: 'off', TimeZone: 'UTC' },
  })
  try {
    const [{ there }] = await sql<[{ there: number }]>`select count(*)::int as there from referrals`
    if (there >= referrals) return
    await sql`alter system set max_wal_size = '8GB'`
    await sql`select pg_reload_conf()`
    await writeExamples(sql, exampleCases(kind))
    for (const table of found) await sql.unsafe(`alter table ${table} disable trigger search_is_noted`)

    const newest = Date.now() - 60 * 60 * 1000
    let filled = 0
    let next = 0
    const fillChunks = async () => {
      while (next < referrals) {
        const from = next
        const until = Math.min(from + chunk, referrals)
        next = until
        await writeCases(sql, { from, until, referrals, newest })
        filled += until - from
        if (referrals > chunk) say(`  ${filled} of ${referrals} referrals`)
      }
    }
    await Promise.all([fillChunks(), fillChunks()])
    await writeLog(sql, {
      from: Math.max(0, referrals - withLog),
      until: referrals,
      referrals,
      newest,
      whole: kind === 'sent',
    })
    await numberLog(sql)

    await fillSearchEntries(sql)
    for (const table of found) await sql.unsafe(`alter table ${table} enable trigger search_is_noted`)
    await sql`drop table examples, example_events`
    for (const table of [...found, 'referral_parties', 'search_entries', ...logTables]) {
      await sql.unsafe(`vacuum (analyze, freeze) ${table}`)
    }
    await sql`alter system reset max_wal_size`
    await sql`select pg_reload_conf()`
    await sql`checkpoint`
  } finally {
    await sql.end()
  }
}

async function writeExamples(sql: postgres.Sql, cases: readonly ExampleCase[]): Promise<void> {
  await sql.unsafe(`
    drop table if exists examples, example_events;
    create table examples (bucket int primary key, violation jsonb, referral jsonb);
    create table example_events (bucket int, stream text, version int, type text, audience text, act text, payload text)`)
  let bucket = 0
  for (const { of100, violation, referral, events } of cases) {
    for (const end = bucket + of100; bucket < end; bucket++) {
      await sql`insert into examples
        values (${bucket}, ${JSON.stringify(violation)}::text::jsonb, ${JSON.stringify(referral)}::text::jsonb)`
      for (const { stream, version, type, audience, act, payload } of events) {
        await sql`insert into example_events
          values (${bucket}, ${stream}, ${version}, ${type}, ${audience}, ${JSON.stringify(act)}, ${payload})`
      }
    }
  }
}

/** A stretch of the cases. `newest` is the time of the last of all, in milliseconds since 1970. */
type Range = { readonly from: number; readonly until: number; readonly referrals: number; readonly newest: number }

/** Ids have the form of a UUIDv7 (RFC 9562, section 5.7) and the time of the sending; neighbours stand in different states. */
const cases = ({ from, until, referrals, newest }: Range) => `
  select n, (n * 7919 % 100)::int as bucket, at,
         (lpad(to_hex(at), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid as referral_id,
         (lpad(to_hex(at - 172800000), 12, '0') || '7' || substr(hash, 5, 3) || '9' || substr(hash, 9, 15))::uuid as violation_id,
         to_char(to_timestamp(at / 1000.0) - interval '2 days', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as recorded_at,
         to_char(to_timestamp(at / 1000.0), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as sent_at,
         to_char(to_timestamp(at / 1000.0) + interval '30 minutes', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as changed_at,
         (array['Sari', 'Budi', 'Dewi', 'Agus', 'Rina', 'Eko', 'Wayan', 'Maria'])[1 + n % 8] || ' '
           || (array['Wulandari', 'Santoso', 'Lestari', 'Hidayat', 'Siregar', 'Nasution', 'Putra'])[1 + n % 7] as name,
         '19' || lpad((n % 10000000000000000)::text, 16, '0') as nip,
         left(repeat('The account of an ASN shared a post that campaigns for a candidate of the election. ', 12),
           80 + (n * 37 % 900)::int) as description
    from (select n, md5(n::text) as hash,
                 ${newest}::bigint - (${referrals} - n) * ${Math.floor((years * 365 * 86_400_000) / referrals)} as at
            from generate_series(${from}::bigint, ${until - 1}::bigint) n) numbered`

const replaced = (text: string) =>
  Object.entries({
    [placeholders.violation]: 'c.violation_id::text',
    [placeholders.referral]: 'c.referral_id::text',
    [placeholders.recordedAt]: 'c.recorded_at',
    [placeholders.sentAt]: 'c.sent_at',
    [placeholders.changedAt]: 'c.changed_at',
    [placeholders.name]: 'c.name',
    [placeholders.nip]: 'c.nip',
    [placeholders.description]: 'c.description',
  }).reduce((expression, [example, own]) => `replace(${expression}, '${example}', ${own})`, text)

/** The rows of one stretch of cases, in one statement. */
async function writeCases(sql: postgres.Sql, range: Range): Promise<void> {
  await sql.unsafe(`
    with made as materialized (
      select jsonb_populate_record(null::violations, ${replaced('e.violation::text')}::jsonb) as v,
             jsonb_populate_record(null::referrals, ${replaced('e.referral::text')}::jsonb) as r
        from (${cases(range)}) c join examples e using (bucket)),
    recorded as (insert into violations select (v).* from made),
    sent as (insert into referrals select (r).* from made)
    insert into referral_parties (agency, referral_id, side, status, violation_id)
      select agency, (r).id, side, (r).status, (r).violation_id
        from made, lateral (values ((r).sender, 'sender'), ((r).receiver, 'receiver')) party (agency, side)`)
}

/** The log of the newest cases, so that acts on them find what they follow; for writing, that of all. */
async function writeLog(
  sql: postgres.Sql,
  { from, until, referrals, newest, whole }: Range & { whole: boolean },
): Promise<void> {
  for (let first = whole ? 0 : from; first < until; first += logChunk) {
    const range = { from: first, until: Math.min(first + logChunk, until), referrals, newest }
    await sql.unsafe(`
      with made as materialized (
        select e.stream, case e.stream when 'referral' then c.referral_id else c.violation_id end as stream_id, e.version,
               e.type, e.audience, ${replaced('e.act')}::jsonb as act, ${replaced('e.payload')} as payload,
               uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) as salt
          from (${cases(range)}) c join example_events e using (bucket)),
      logged as (
        insert into events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
          select stream, stream_id, version, gen_random_uuid(), type, audience, act ->> 'agency', act - 'at',
                 (act ->> 'at')::timestamptz, 1, sha256(salt || convert_to(payload, 'UTF8')) from made
          returning 1)
      insert into event_payloads (stream, stream_id, version, salt, payload)
        select stream, stream_id, version, salt, payload::json from made`)
  }
}

/** Numbers the whole log, as it is in operation: otherwise the service would do it while it is measured. */
async function numberLog(sql: postgres.Sql): Promise<void> {
  const [lead] = await sql<[{ fence: string }]>`select lead_numbering(gen_random_uuid(), 3600) as fence`
  for (let more = true; more; ) {
    const [step] = await sql<[{ more: boolean }]>`select more from number_events(${lead.fence}, 1000)`
    more = step.more
  }
  await sql`select resign_numbering(${lead.fence})`
}
