-- why: the law is corrected in files, without a developer. Who changed a catalogue, when and why stays on record like the log,
-- and rows that are others without such an entry are found out at the next start.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

create table catalogue_changes (
  catalogue text not null check (catalogue in ('violation-types', 'provisions', 'sanctions', 'criminal-provisions', 'checklists',
    'reason-codes', 'contests', 'clocks', 'calendars', 'regions', 'escalation-steps')),
  version int not null check (version > 0),
  changed_on date not null,
  changed_by text not null,
  why text not null,
  rows_digest bytea check (octet_length(rows_digest) = 32), -- null: a later version was the first of which the rows came here
  recorded_at timestamptz not null,
  primary key (catalogue, version)
);

create trigger catalogue_changes_are_append_only before update or delete on catalogue_changes
  for each row execute function refuse_to_rewrite_the_log();
create trigger catalogue_changes_are_never_truncated before truncate on catalogue_changes
  for each statement execute function refuse_to_rewrite_the_log();

alter table catalogue_changes enable row level security;
alter table catalogue_changes force row level security;
create policy writer_writes on catalogue_changes for all to {{prefix}}_writer using (true) with check (true);
grant select, insert on catalogue_changes to {{prefix}}_writer;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Takes the change entries of all catalogues as a service brings them when it starts: [{catalogue, changes, digest}]. Adds
-- those that are new, or nothing when a catalogue contradicts what is on record, and gives back the contradictions. Services
-- that start together come one after the other.
create function record_catalogue_changes(p_catalogues jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_faults jsonb;
begin
  perform pg_advisory_xact_lock(7300442092);
  with brought as (
    select given ->> 'catalogue' as catalogue, (entry ->> 'version')::int as version, (entry ->> 'date')::date as changed_on,
           entry ->> 'by' as changed_by, entry ->> 'why' as why,
           case when (entry ->> 'version')::int = jsonb_array_length(given -> 'changes') then decode(given ->> 'digest', 'hex') end as digest
      from jsonb_array_elements(p_catalogues) given, jsonb_array_elements(given -> 'changes') entry
  ), faults as (
    select kept.catalogue, kept.version,
           case when brought.version is null then 'gone'
                when (brought.changed_on, brought.changed_by, brought.why) is distinct from (kept.changed_on, kept.changed_by, kept.why) then 'rewritten'
                when brought.digest is not null and kept.rows_digest is distinct from brought.digest then 'other-rows'
           end as fault
      from catalogue_changes kept
      left join brought on brought.catalogue = kept.catalogue and brought.version = kept.version
     where kept.catalogue in (select catalogue from brought)
  ), added as (
    insert into catalogue_changes (catalogue, version, changed_on, changed_by, why, rows_digest, recorded_at)
      select catalogue, version, changed_on, changed_by, why, digest, app_now() from brought
       where not exists (select from faults where fault is not null)
      on conflict (catalogue, version) do nothing
  )
  select jsonb_agg(jsonb_build_object('catalogue', catalogue, 'version', version, 'fault', fault) order by catalogue, version)
    into v_faults from faults where fault is not null;
  return coalesce(v_faults, '[]');
end $$;

-- The changes of one catalogue, the newest first. The law is the same for every agency, and about nobody.
create function changes_of_catalogue(p_catalogue text, p_most int)
  returns table (version int, changed_on date, changed_by text, why text, rows_digest bytea, recorded_at timestamptz)
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select version, changed_on, changed_by, why, rows_digest, recorded_at from catalogue_changes
   where catalogue = p_catalogue order by version desc limit p_most $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

revoke all on function record_catalogue_changes(jsonb), changes_of_catalogue(text, int) from public;
grant execute on function record_catalogue_changes(jsonb), changes_of_catalogue(text, int) to {{prefix}}_service;
