-- why: one place numbers what has been committed, for everybody and for each agency, so that no reader misses or doubles anything.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Who numbers, and how far it has come: every event up to (epoch, xid) either has its number or is in `deferred_events`.
create table numbering (
  only_row boolean primary key default true check (only_row),
  holder uuid,
  fence bigint not null default 0, -- grows each time the lead changes, so that whoever had it numbers nothing any more
  held_until timestamptz not null default '-infinity',
  epoch int not null default 0,
  xid xid8 not null default '0',
  position bigint not null default 0
);
insert into numbering default values;

-- Events that follow, in their stream, one of a transaction that began later and is not finished for all readers yet.
create table deferred_events (
  event_id uuid primary key
);

-- The one order of everything: 1, 2, 3 … without a gap.
create table log_positions (
  position bigint primary key,
  epoch int not null,
  xid xid8 not null,
  stream text not null,
  stream_id uuid not null,
  version int not null,
  event_id uuid not null,
  numbered_at timestamptz not null,
  constraint log_positions_number_an_event_once unique (event_id)
);

-- How far each agency's feed has come.
create table feeds (
  agency text primary key,
  last_number bigint not null check (last_number > 0),
  running_digest bytea not null check (length(running_digest) = 32)
);

-- What each agency is told: its own numbers, 1, 2, 3 … without a gap. Nothing of it says what an event says.
create table feed_entries (
  agency text not null,
  number bigint not null check (number > 0),
  position bigint not null,
  event_id uuid not null,
  stream text not null,
  stream_id uuid not null,
  violation_id uuid, -- the case it belongs to, for officers who are recused from it; never told
  type text not null, -- as the feed tells it: `penerusan.referral-sent`
  subject text not null, -- the path by which this agency reads what the event is about
  subject_version int not null,
  digest bytea not null,
  at timestamptz not null,
  entry_digest bytea not null,
  running_digest bytea not null,
  primary key (agency, number)
);

alter table numbering enable row level security;
alter table numbering force row level security;
alter table deferred_events enable row level security;
alter table deferred_events force row level security;
alter table log_positions enable row level security;
alter table log_positions force row level security;
alter table feeds enable row level security;
alter table feeds force row level security;
alter table feed_entries enable row level security;
alter table feed_entries force row level security;
create policy sequencer_numbers on numbering for all to {{prefix}}_sequencer using (true) with check (true);
create policy sequencer_numbers on deferred_events for all to {{prefix}}_sequencer using (true) with check (true);
create policy sequencer_numbers on log_positions for all to {{prefix}}_sequencer using (true) with check (true);
create policy sequencer_numbers on feeds for all to {{prefix}}_sequencer using (true) with check (true);
create policy sequencer_numbers on feed_entries for all to {{prefix}}_sequencer using (true) with check (true);
create policy agency_sees on feeds for select to {{prefix}}_service using (agency = app_agency());
create policy agency_sees on feed_entries for select to {{prefix}}_service using (agency = app_agency());
grant select, update on numbering to {{prefix}}_sequencer;
grant select, insert, delete on deferred_events to {{prefix}}_sequencer;
grant insert on log_positions, feed_entries to {{prefix}}_sequencer;
grant select, insert, update on feeds to {{prefix}}_sequencer;
grant select on feeds, feed_entries to {{prefix}}_service;

-- The sequencer sees what is needed to know whom an event concerns, and nothing of what it says.
create policy sequencer_looks on events for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on violations for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on referrals for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on referral_parties for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on former_parties for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on evidence_items for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on obligations for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on obligation_parties for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on handovers for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on recusals for select to {{prefix}}_sequencer using (true);
create policy sequencer_looks on emergency_accesses for select to {{prefix}}_sequencer using (true);
grant select (stream, stream_id, version, id, type, audience, agency, at, epoch, xid, digest) on events to {{prefix}}_sequencer;
grant select (id, owner) on violations to {{prefix}}_sequencer;
grant select (id, violation_id) on referrals, recusals to {{prefix}}_sequencer;
grant select (agency, referral_id, violation_id) on referral_parties to {{prefix}}_sequencer;
grant select (agency, referral_id, violation_id, version) on former_parties to {{prefix}}_sequencer;
grant select (id, violation_id, owner, shared_with) on evidence_items to {{prefix}}_sequencer;
grant select (id, referral_id) on obligations, emergency_accesses to {{prefix}}_sequencer;
grant select (agency, obligation_id, side) on obligation_parties to {{prefix}}_sequencer;
grant select (id, referral_id, sender, receiver) on handovers to {{prefix}}_sequencer;
create policy sequencer_looks on copies for select to {{prefix}}_sequencer using (true);
grant select (id, referral_id, recipient, given_at, ends_at) on copies to {{prefix}}_sequencer;
grant select on epochs, clock_shift to {{prefix}}_sequencer;
grant execute on function app_now() to {{prefix}}_sequencer;

reset role;
grant create on schema penerusan to {{prefix}}_sequencer;
set role {{prefix}}_sequencer;

-- `ReferralSent` as the feed tells it: `penerusan.referral-sent`.
create function feed_type(p_type text) returns text language sql immutable parallel safe
  as $$ select 'penerusan' || regexp_replace(lower(regexp_replace(p_type, '([A-Z])', '-\1', 'g')), '^-', '.') $$;

-- Which agencies may see an event, and where each of them reads what it is about. It says for all agencies at once what the
-- policies on `events` say for one; a test holds the one to the other. Whoever changes a policy there changes it here.
-- Beside them, an event is told to whoever sees what came of it and not the event: a copy that they were given, and an
-- obligation that is theirs or of which they were notified, of which they are told that it changed and not by what.
create function event_readers(p_stream text, p_stream_id uuid, p_version int, p_audience text, p_agency text, p_type text,
    p_at timestamptz)
  returns table (agency text, subject text, told_type text) language sql stable as $$
  with given as (
    select copy.recipient, copy.id from penerusan.copies copy
     where p_stream = 'referral' and copy.referral_id = p_stream_id
       and (p_type = 'CopyGiven' and copy.given_at = p_at or p_type = 'CopyEnded' and copy.ends_at = p_at))
  select p_agency, case p_stream
      when 'violation' then '/v1/violations/' || p_stream_id
      when 'examination' then '/v1/referrals/' || p_stream_id
      when 'recusal' then (
        select coalesce(
            (select '/v1/violations/' || id || '/recusals' from penerusan.violations where id = violation_id and owner = p_agency),
            (select '/v1/referrals/' || party.referral_id || '/recusals' from penerusan.referral_parties party
              where party.agency = p_agency and party.violation_id = recusals.violation_id order by party.referral_id desc limit 1))
          from penerusan.recusals where id = p_stream_id)
      when 'departure' then '/v1/departures/' || p_stream_id
      when 'emergency' then '/v1/emergency-accesses/' || p_stream_id
    end, feed_type(p_type)
   where p_audience = 'actor-agency'
  union all
  select party.agency, '/v1/referrals/' || p_stream_id, feed_type(p_type) from penerusan.referral_parties party
   where p_audience = 'parties' and party.referral_id = p_stream_id
  union all
  select former.agency, '/v1/former-referrals/' || p_stream_id, feed_type(p_type) from penerusan.former_parties former
   where p_stream = 'referral' and p_audience = 'parties' and former.referral_id = p_stream_id and p_version <= former.version
     and not exists (select from penerusan.referral_parties party
       where party.agency = former.agency and party.referral_id = former.referral_id)
  union all
  select item.owner, '/v1/violations/' || item.violation_id || '/evidence/' || item.id, feed_type(p_type)
    from penerusan.evidence_items item
   where p_stream = 'evidence' and p_audience = 'parties' and item.id = p_stream_id
  union all
  select holder, coalesce(
      (select '/v1/referrals/' || party.referral_id || '/evidence/' || item.id from penerusan.referral_parties party
        where party.agency = holder and party.violation_id = item.violation_id order by party.referral_id desc limit 1),
      (select '/v1/former-referrals/' || former.referral_id from penerusan.former_parties former
        where former.agency = holder and former.violation_id = item.violation_id order by former.referral_id desc limit 1)), feed_type(p_type)
    from penerusan.evidence_items item, unnest(item.shared_with) holder
   where p_stream = 'evidence' and p_audience = 'parties' and item.id = p_stream_id and holder <> item.owner
  union all
  select party.agency, '/v1/obligations/' || p_stream_id, case
      when party.side = 'party' or p_type = 'ObligationImposed' then feed_type(p_type) else 'penerusan.obligation-changed' end
    from penerusan.obligation_parties party
   where p_stream = 'obligation' and p_audience = 'parties' and party.obligation_id = p_stream_id
  union all
  select party, '/v1/handovers/' || p_stream_id, feed_type(p_type)
    from penerusan.handovers, unnest(array[sender, receiver]) party
   where p_stream = 'handover' and p_audience = 'parties' and handovers.id = p_stream_id
  union all
  select given.recipient, '/v1/copies/' || given.id, feed_type(p_type) from given
   where not exists (select from penerusan.referral_parties party
     where party.agency = given.recipient and party.referral_id = p_stream_id) $$;

-- The case an event belongs to; null for what belongs to none.
create function case_of_event(p_stream text, p_stream_id uuid) returns uuid language sql stable as $$
  select case p_stream
    when 'violation' then p_stream_id
    when 'evidence' then (select violation_id from penerusan.evidence_items where id = p_stream_id)
    when 'recusal' then (select violation_id from penerusan.recusals where id = p_stream_id)
    when 'departure' then null
    else (select violation_id from penerusan.referrals where id = case p_stream
      when 'obligation' then (select referral_id from penerusan.obligations where id = p_stream_id)
      when 'handover' then (select referral_id from penerusan.handovers where id = p_stream_id)
      when 'emergency' then (select referral_id from penerusan.emergency_accesses where id = p_stream_id)
      else p_stream_id end)
  end $$;

-- What of an entry its digest is over.
create function feed_entry_digest(p_number bigint, p_id uuid, p_type text, p_subject text, p_version int, p_digest bytea)
  returns bytea language sql immutable parallel safe
  as $$ select sha256(convert_to(
    concat_ws(E'\n', p_number, p_id, p_type, p_subject, p_version, encode(p_digest, 'hex')) || E'\n', 'UTF8')) $$;

-- The running digest of a feed: from that of the entry before, or from `start`, with each entry's own.
create function extend_running_digest(p_running bytea, p_entry bytea, p_start bytea) returns bytea language sql immutable
  as $$ select sha256(coalesce(p_running, p_start) || p_entry) $$;
create aggregate running_digest(entry bytea, start bytea) (sfunc = extend_running_digest, stype = bytea);

-- Takes the lead, or keeps it: its fence, or null while another has it. Never waits for anybody.
create function lead_numbering(p_holder uuid, p_seconds int) returns bigint
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_fence bigint;
begin
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

-- Lets the lead go, so that the next one need not wait for its end.
create function resign_numbering(p_fence bigint) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update numbering set held_until = '-infinity' where fence = p_fence $$;

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
create function number_events(p_fence bigint, p_most int)
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
  if v_from.epoch = v_epoch and v_from.xid >= pg_snapshot_xmax(pg_current_snapshot()) then
    -- What is written now would be taken for old and never be numbered.
    raise exception 'restored from a backup without a new epoch' using errcode = 'PN160';
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

-- How many committed events wait for their number, counted to a bound, and when the oldest of them happened.
create function numbering_lag(p_most int) returns table (waiting int, oldest_seconds float8)
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  with unnumbered as (
    select at from deferred_events join events on id = event_id
    union all
    (select events.at from numbering, events where (events.epoch, events.xid) > (numbering.epoch, numbering.xid)
      order by events.epoch, events.xid limit p_most))
  select count(*)::int, coalesce(greatest(0, extract(epoch from app_now() - min(at))), 0)::float8 from unnumbered $$;

reset role;
revoke create on schema penerusan from {{prefix}}_sequencer;

revoke all on function event_readers(text, uuid, int, text, text, text, timestamptz), case_of_event(text, uuid), feed_type(text),
  feed_entry_digest(bigint, uuid, text, text, int, bytea), extend_running_digest(bytea, bytea, bytea), running_digest(bytea, bytea),
  lead_numbering(uuid, int), resign_numbering(bigint), number_events(bigint, int), numbering_lag(int) from public;
grant execute on function lead_numbering(uuid, int), resign_numbering(bigint), number_events(bigint, int), numbering_lag(int)
  to {{prefix}}_service;
