-- why: a recovery to a point in time, a standby that is promoted behind what was acknowledged, or a backup that is put back takes
-- events away whose numbers partners have. Their numbers must not be given to others before somebody was told. PostgreSQL opens a
-- new timeline at each of the first two, and a logical restore makes the table of the log anew: so both are kept.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Where the log has been written, one after another: on which server, on which of its timelines, in which table.
create table lives (
  life int primary key check (life > 0),
  epoch int not null references epochs,
  system_identifier bigint not null,
  timeline int not null,
  log oid not null,
  how text not null check (how in ('found', 'restored', 'promoted')),
  began_at timestamptz not null default clock_timestamp()
);

-- Whether every standby that may be promoted has all that was acknowledged: what the operator says of them.
create table standbys (
  only_row boolean primary key default true check (only_row),
  have_everything boolean not null default false
);
insert into standbys default values;
grant select, insert on lives to {{prefix}}_sequencer;
grant select on standbys to {{prefix}}_sequencer;

reset role;
grant create on schema penerusan to {{prefix}}_sequencer;
set role {{prefix}}_sequencer;

-- What the newest life has to be for this database to go on. The name of the file that the log of PostgreSQL is written to begins
-- with the timeline; what `pg_control_checkpoint` says of it lags behind a promotion.
create function present_life() returns table (system_identifier bigint, timeline int, log oid)
  language sql volatile security definer set search_path = penerusan, pg_temp as $$
  select (pg_control_system()).system_identifier, ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int,
         'penerusan.events'::regclass::oid $$;

create function is_known_life() returns boolean
  language sql volatile security definer set search_path = penerusan, pg_temp as $$
  select (l.system_identifier, l.timeline, l.log) = (p.system_identifier, p.timeline, p.log)
    from (select * from lives order by life desc limit 1) l, present_life() p $$;

-- Whether a standby of the server that was known may have been promoted: the same log on a later timeline, and no point in time at
-- which the recovery was to end.
create function may_be_promotion() returns boolean
  language sql volatile security definer set search_path = penerusan, pg_temp as $$
  select l.system_identifier = p.system_identifier and l.log = p.log and l.timeline < p.timeline and concat(
      current_setting('recovery_target'), current_setting('recovery_target_lsn'), current_setting('recovery_target_name'),
      current_setting('recovery_target_time'), current_setting('recovery_target_xid')) = ''
    from (select * from lives order by life desc limit 1) l, present_life() p $$;

create function begin_life(p_how text) returns void
  language sql volatile security definer set search_path = penerusan, pg_temp as $$
  insert into lives (life, epoch, system_identifier, timeline, log, how)
    select (select coalesce(max(life), 0) + 1 from lives), (select max(epoch) from epochs), p.*, p_how from present_life() p
    on conflict (life) do nothing $$;

-- Null where this database may go on; otherwise why somebody has to be asked first. A promotion is taken for one in which nothing
-- was lost where the operator says that of every standby and somebody had the lead in numbering a moment ago, as in no backup.
create function unknown_life() returns text
  language plpgsql volatile security definer set search_path = penerusan, pg_temp as $$
begin
  if not is_known_life() and may_be_promotion() and (select have_everything from standbys)
    and (select held_until > clock_timestamp() - interval '5 minutes' from numbering) then
    perform begin_life('promoted');
  end if;
  return case when is_known_life() then null when may_be_promotion() then 'promoted' else 'restored' end;
end $$;

-- Takes the lead, or keeps it: its fence, or null while another has it. Never waits for anybody. Nobody leads in a life that is not known.
create or replace function lead_numbering(p_holder uuid, p_seconds int) returns bigint
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_fence bigint;
begin
  if unknown_life() is not null then
    raise exception 'restored, recovered or promoted, and nobody was told' using errcode = 'PN160';
  end if;
  perform from numbering where holder = p_holder or held_until <= clock_timestamp();
  if not found then return null; end if;
  perform from numbering where holder = p_holder or held_until <= clock_timestamp() for update skip locked;
  if not found then return null; end if;
  update numbering set
    holder = p_holder,
    fence = case when holder = p_holder and held_until > clock_timestamp() then fence else fence + 1 end,
    held_until = clock_timestamp() + make_interval(secs => p_seconds)
    returning fence into v_fence;
  return v_fence;
end $$;

-- Lets the lead go, so that the next one need not wait for its end. That somebody had it just now is kept.
create or replace function resign_numbering(p_fence bigint) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update numbering set held_until = clock_timestamp() where fence = p_fence and held_until > clock_timestamp() $$;

-- Numbers what has been committed, for all and for each agency, about so many events at once: whole transactions, in one
-- statement. Says how many, whom they concern, whether there are more, and whether some are held up by a transaction under way;
-- says nothing when the lead is lost.
--
-- A transaction may begin first and finish last, so nothing is numbered before every transaction that began earlier is
-- finished. The order is that in which transactions began, except that what follows in a stream never goes before what it
-- follows: such an event counts with the latest transaction that its stream has had up to then. So the order is a matter of
-- the log alone, whoever numbers, in however many steps. Within a transaction the ids of the events decide.
--
-- It looks rows up, some at a time, however many the log has: the planner cannot know that and is told.
create or replace function number_events(p_fence bigint, p_most int)
  returns table (numbered int, agencies text[], more boolean, held boolean)
  language plpgsql security definer set search_path = penerusan, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_epoch constant int := (select max(epochs.epoch) from epochs);
  -- Before anything is written, because our own transaction would count as unfinished.
  v_horizon constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
  v_from numbering;
  v_to_epoch int;
  v_to_xid xid8;
  v_found int;
begin
  -- Most looks find nothing new, and then nothing is written.
  select * into v_from from numbering where fence = p_fence and held_until > clock_timestamp();
  if found and exists (select from events e
    where (e.epoch, e.xid) > (v_from.epoch, v_from.xid) and (e.epoch, e.xid) < (v_epoch, v_horizon)) then
    select * into v_from from numbering where fence = p_fence and held_until > clock_timestamp() for update skip locked;
  end if;
  if not found then return; end if;
  if v_from.epoch = v_epoch and v_from.xid >= pg_snapshot_xmax(pg_current_snapshot()) or not is_known_life() then
    -- What is written now would be taken for old and never be numbered, or be given a number that a partner has of something else.
    raise exception 'restored, recovered or promoted, and nobody was told' using errcode = 'PN160';
  end if;
  held := exists (select from events e where (e.epoch, e.xid) >= (v_epoch, v_horizon));

  select step.epoch, step.xid, step.place into v_to_epoch, v_to_xid, v_found from (
    select e.epoch, e.xid, row_number() over (order by e.epoch, e.xid) as place from events e
     where (e.epoch, e.xid) > (v_from.epoch, v_from.xid) and (e.epoch, e.xid) < (v_epoch, v_horizon)
     order by e.epoch, e.xid limit p_most) step
   order by step.place desc limit 1;
  if v_found is null then
    numbered := 0; agencies := '{}'; more := false;
    return next;
    return;
  end if;
  more := v_found = p_most;

  with considered as materialized (
    select e.stream, e.stream_id, e.version, e.id, e.type, e.audience, e.agency, e.at, e.epoch, e.xid, e.digest, false as deferred
      from events e where (e.epoch, e.xid) > (v_from.epoch, v_from.xid) and (e.epoch, e.xid) <= (v_to_epoch, v_to_xid)
    union all
    select e.stream, e.stream_id, e.version, e.id, e.type, e.audience, e.agency, e.at, e.epoch, e.xid, e.digest, true
      from deferred_events join events e on e.id = event_id
  ), traced as (
    select c.*, array[c.epoch::bigint, c.xid::text::bigint] as own,
           max(array[c.epoch::bigint, c.xid::text::bigint]) over along as latest,
           bool_or(coalesce((before.epoch, before.xid) > (v_to_epoch, v_to_xid), false)) over along as waits
      from considered c
      left join events before on before.stream = c.stream and before.stream_id = c.stream_id and before.version = c.version - 1
    window along as (partition by c.stream, c.stream_id order by c.version)
  ), ranked as (
    select t.*, bool_or(t.own <> t.latest) over level as follows, max(t.id::text collate "C") over level as rank
      from traced t where not t.waits window level as (partition by t.stream, t.stream_id, t.latest order by t.version)
  ), placed as materialized (
    select r.*, v_from.position + row_number() over (order by r.latest, r.follows, r.rank, r.version) as position
      from ranked r
  ), told as (
    select p.*, reader.agency as reader, reader.subject, reader.told_type,
           coalesce(f.last_number, 0) + row_number() over (partition by reader.agency order by p.position) as number,
           coalesce(f.running_digest, decode(repeat('00', 32), 'hex')) as running_before
      from placed p
      cross join lateral event_readers(p.stream, p.stream_id, p.version, p.audience, p.agency, p.type, p.at) reader
      left join feeds f on f.agency = reader.agency
  ), digested as (
    select t.*, feed_entry_digest(t.number, t.id, t.told_type, t.subject, t.version, t.digest) as entry_digest from told t
  ), entries as materialized (
    select d.*, running_digest(d.entry_digest, d.running_before) over (partition by d.reader order by d.number) as running
      from digested d
  ), positioned as (
    insert into log_positions (position, epoch, xid, stream, stream_id, version, event_id, numbered_at)
    select p.position, p.epoch, p.xid, p.stream, p.stream_id, p.version, p.id, clock_timestamp() from placed p
  ), entered as (
    insert into feed_entries (agency, number, position, event_id, stream, stream_id, violation_id, type, subject, subject_version,
      digest, at, entry_digest, running_digest)
    select e.reader, e.number, e.position, e.id, e.stream, e.stream_id, case_of_event(e.stream, e.stream_id), e.told_type, e.subject,
           e.version, e.digest, e.at, e.entry_digest, e.running from entries e
  ), advanced as (
    insert into feeds (agency, last_number, running_digest)
    select distinct on (e.reader) e.reader, e.number, e.running from entries e order by e.reader, e.number desc
    on conflict (agency) do update set last_number = excluded.last_number, running_digest = excluded.running_digest
    returning feeds.agency
  ), settled as (
    delete from deferred_events using placed p where p.deferred and event_id = p.id
  ), put_off as (
    insert into deferred_events select t.id from traced t where t.waits and not t.deferred
  )
  select (select count(*) from placed), (select coalesce(array_agg(a.agency order by a.agency), '{}') from advanced a)
    into numbered, agencies;

  update numbering set epoch = v_to_epoch, xid = v_to_xid, position = v_from.position + numbered;
  if cardinality(agencies) > 0 then
    perform pg_notify('penerusan_feed', case
      when length(array_to_string(agencies, ',')) < 7000 then array_to_string(agencies, ',') else '*' end);
  end if;
  return next;
end $$;

-- What this database is now, it was when this came to it.
select begin_life('found');

reset role;
revoke create on schema penerusan from {{prefix}}_sequencer;
revoke all on function present_life(), is_known_life(), may_be_promotion(), begin_life(text), unknown_life() from public;
grant execute on function unknown_life() to {{prefix}}_service;
grant execute on function is_known_life(), may_be_promotion(), begin_life(text) to {{prefix}}_owner;

set role {{prefix}}_owner;

-- What is written from now on comes after all that is there, on whatever server and timeline this is. Returns the epoch.
create function open_epoch() returns int language plpgsql set search_path = penerusan, pg_temp as $$
declare
  v_epoch int;
begin
  insert into epochs (epoch) select max(epoch) + 1 from epochs returning epoch into v_epoch;
  perform begin_life('restored');
  return v_epoch;
end $$;
revoke all on function open_epoch() from public;

reset role;
