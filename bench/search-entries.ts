import type postgres from 'postgres'

/** The referrals whose entries are made as the service makes them; the others take their words from one in the same state. */
const pool = 2_000

/**
 * Fills what cases are found by for referrals and violations that were written straight into the tables. Making every
 * document by its own would take an hour for a million; each has its own places, number and rare word.
 */
export async function fillSearchEntries(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    set maintenance_work_mem = '512MB';
    drop index search_entries_by_word, search_entries_by_deadline;
    create unlogged table made as
      select row_number() over (partition by kind, agency, status order by id) - 1 as place, kind, agency, status,
             due_at, occurred_at, known_at,
             ts_delete(document, array(select lexeme from unnest(document) where lexeme ~ ('^=(' || agency || '|nip)/'))) as document
        from (
          select e.*, r.status from (select * from referrals order by md5(id::text) limit ${pool}) r,
                 search_entries_of_referral(r.id, r.violation_id, r.sender, r.receiver, r.status, r.due_on, r.state, null) e
          union all
          select e.*, v.status from (select * from violations order by md5(id::text) limit ${pool / 2}) v,
                 search_entries_of_violation(v.id, v.owner, v.status, v.referral_status, v.state) e) made;
    create unique index on made (kind, agency, status, place);
    analyze made;
    create unlogged table making as
      select kind, agency, status, count(*) as many from made group by kind, agency, status`)
  const entries = (kind: 'referral' | 'violation', id: string, violation: string, agency: string, from: string) => `
    insert into search_entries
      select made.agency, made.kind, thing.id, thing.violation_id, made.occurred_at, made.known_at, own.due_at, made.document || array_to_tsvector(
          array['=' || made.agency || '/${kind}', 'langka' || (hashtext(thing.id::text) & 65535)]
          || array(select search_place(made.agency, '${kind}', 'i', search_moment(thing.id), level) from unnest(array[27, 29, 31, 33, 35, 37]) level)
          || array(select search_place(made.agency, '${kind}', 'd', search_moment(own.due_at), level)
                     from unnest(array[27, 29, 31, 33, 35, 37]) level where own.due_at is not null))
        from (select ${id} as id, ${violation} as violation_id, ${agency} as agency, status,
                     -- Of what is open a third is due in the next months, each at its own time.
                     timestamptz '2026-01-01' + (hashtext(${id}::text) & 1048575) * interval '30 seconds' as due from ${from}) thing
        join making on making.kind = '${kind}' and making.agency = thing.agency and making.status = thing.status
        join made on (made.kind, made.agency, made.status) = (making.kind, making.agency, making.status)
          and made.place = (hashtext(thing.id::text) & 1073741823) % making.many,
       lateral (select case when made.due_at is not null or thing.status in ('accepted', 'under-examination') then thing.due end as due_at) own`
  await sql.unsafe(entries('referral', 'referral_id', 'violation_id', 'agency', 'referral_parties'))
  await sql.unsafe(entries('violation', 'id', 'id', 'owner', 'violations'))
  await sql.unsafe(`
    drop table made, making;
    create index search_entries_by_deadline on search_entries (agency, kind, due_at, id) where due_at is not null;
    create index search_entries_by_word on search_entries using gin (document) with (gin_pending_list_limit = 512);
    analyze search_entries`)
}
