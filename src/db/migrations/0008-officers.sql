-- why: no shortcuts. An officer with an interest is cut off from the case, one who has left does nothing more and hands the
-- cases on, and oversight from outside reads one referral for minutes, with two persons and before the parties' eyes.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- An officer's own word that a case is not for them. The case is the violation: its referrals, evidence and decisions with it.
create table recusals (
  id uuid primary key,
  agency text not null,
  person uuid not null,
  violation_id uuid not null,
  interest text not null check (interest in ('family', 'friendship', 'same-work-unit', 'financial', 'political', 'own-report', 'other')),
  explanation text not null,
  declared jsonb not null, -- the act
  declared_at timestamptz not null,
  lifted jsonb, -- the act that ended it
  lifted_at timestamptz,
  lift_reason text,
  check ((lifted is null) = (lifted_at is null) and (lifted is null) = (lift_reason is null)),
  check (lifted ->> 'person' is distinct from person::text)
);
create unique index recusals_stand_once on recusals (agency, person, violation_id) where lifted_at is null;
create index recusals_by_case on recusals (agency, violation_id, id);

-- Who has left, for ever: whoever comes back gets a new subject.
create table departures (
  id uuid primary key,
  agency text not null,
  person uuid not null,
  successor uuid not null check (successor <> person),
  reason text not null,
  left_on date,
  recorded jsonb not null, -- the act
  recorded_at timestamptz not null,
  constraint departures_once unique (agency, person)
);

-- What becomes of each case that the departed officer had. Written with the departure, so that a crash leaves only work to do.
create table departure_cases (
  departure_id uuid not null references departures (id),
  agency text not null,
  referral_id uuid not null,
  outcome text not null check (outcome in ('pending', 'moved', 'successor-unavailable', 'no-longer-theirs')),
  primary key (departure_id, referral_id)
);
create index departure_cases_pending on departure_cases (departure_id, referral_id) where outcome = 'pending';

-- Which officer has a case: follows the events, so that a departure finds the cases without looking at all of them.
create table case_officers (
  referral_id uuid primary key,
  agency text not null,
  officer uuid not null
);
create index case_officers_by_officer on case_officers (agency, officer);

-- Leave to read one referral. Whether there is such a referral is not looked at when it is asked for or confirmed.
create table emergency_accesses (
  id uuid primary key,
  agency text not null,
  referral_id uuid not null,
  person uuid not null, -- who asked, and alone may read
  role text not null check (role in ('election-officer', 'compliance-officer')),
  reason text not null check (reason in ('imminent-harm', 'evidence-at-risk', 'parallel-proceeding', 'court-order', 'other')),
  explanation text not null,
  requested jsonb not null, -- the act
  requested_at timestamptz not null,
  confirmed jsonb, -- the act of the second person
  confirmed_at timestamptz,
  ends_at timestamptz,
  told_at timestamptz, -- when the parties were told; nothing is read before
  check ((confirmed is null) = (confirmed_at is null) and (confirmed is null) = (ends_at is null)),
  check (confirmed ->> 'person' is distinct from person::text and confirmed ->> 'role' is not distinct from case when confirmed is not null then role end),
  check (confirmed_at < requested_at + interval '1 hour' and ends_at <= confirmed_at + interval '15 minutes')
);
create index emergency_accesses_untold on emergency_accesses (id) where told_at is null and confirmed_at is not null;

-- Reads of departures and of emergency accesses are on record too (0005, 0007).
alter table read_records drop constraint read_records_target;
alter table read_records add constraint read_records_target check (target in ('violation', 'referral', 'evidence', 'upload',
  'reporter', 'copy', 'violations', 'referrals', 'copies', 'read-records', 'refusals', 'departure', 'emergency-access'));

-- Referrals of before know neither.
update referrals set state = state || '{"reassignments": [], "emergencyAccesses": []}';
insert into case_officers
  select id, receiver, (state #>> '{assignment,officer}')::uuid from referrals where state #>> '{assignment,officer}' is not null;

alter table recusals enable row level security;
alter table recusals force row level security;
alter table departures enable row level security;
alter table departures force row level security;
alter table departure_cases enable row level security;
alter table departure_cases force row level security;
alter table case_officers enable row level security;
alter table case_officers force row level security;
alter table emergency_accesses enable row level security;
alter table emergency_accesses force row level security;

create policy writer_writes on recusals for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on departures for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on departure_cases for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on case_officers for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on emergency_accesses for all to {{prefix}}_writer using (true) with check (true);
create policy agency_sees on recusals for select to {{prefix}}_service using (agency = app_agency());
create policy agency_sees on departures for select to {{prefix}}_service using (agency = app_agency());
create policy agency_sees on departure_cases for select to {{prefix}}_service using (agency = app_agency());
create policy agency_sees on emergency_accesses for select to {{prefix}}_service using (agency = app_agency());

grant select on recusals, departures, departure_cases, emergency_accesses to {{prefix}}_service;
grant select, insert, update on recusals, departure_cases, case_officers, emergency_accesses to {{prefix}}_writer;
grant select, insert on departures to {{prefix}}_writer;
grant select on event_payloads to {{prefix}}_writer;

-- Whoever owns a case may ask who has read a copy of it, too (0005, 0007).
create policy gate_looks_up on copies for select to {{prefix}}_gate using (
  exists (select from referrals where referrals.id = copies.referral_id and referrals.sender = app_agency()));
grant select (id, referral_id) on copies to {{prefix}}_gate;

reset role;
grant create on schema penerusan to {{prefix}}_gate;
set role {{prefix}}_gate;
create or replace function who_has_read(p_things uuid[])
  returns table (agency text, person uuid, roles text[], operation text, first_at timestamptz, last_at timestamptz, times int)
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select r.agency, r.person, r.roles, r.operation, min(r.at), max(r.at), count(*)::int
    from read_records r
   where r.target_id in (
       select id from violations where id = any (p_things) and owner = app_agency()
       union all select id from referrals where id = any (p_things) and sender = app_agency()
       union all select c.id from copies c join referrals f on f.id = c.referral_id
        where c.id = any (p_things) and f.sender = app_agency()
       union all select id from evidence_items where id = any (p_things) and owner = app_agency())
     and not exists (select from refusals f where f.request_id = r.request_id)
   group by r.agency, r.person, r.roles, r.operation $$;
reset role;
revoke create on schema penerusan from {{prefix}}_gate;

grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- The referrals from which a person of this agency is cut off, for lists that know no violation. Asked once for a statement.
create function referrals_cut_off_from(p_person uuid) returns uuid[] language sql stable parallel safe
  as $$ select coalesce(array_agg(referral_id), '{}') from penerusan.referral_parties
   where agency = penerusan.app_agency() and violation_id = any (array(
     select violation_id from penerusan.recusals
      where agency = penerusan.app_agency() and person = p_person and lifted_at is null)) $$;

-- Whether a person has left, or is cut off from the case.
create function is_off(p_agency text, p_person uuid, p_violation uuid) returns boolean language sql stable parallel safe
  as $$ select exists (select from penerusan.departures where agency = p_agency and person = p_person)
     or exists (select from penerusan.recusals
       where agency = p_agency and person = p_person and violation_id = p_violation and lifted_at is null) $$;

-- The name of the lock under which a person's acts (shared) and their recusal or departure (alone) follow one another.
create function officer_lock(p_agency text, p_person uuid) returns bigint language sql immutable parallel safe
  as $$ select hashtextextended(concat_ws(E'\x1f', p_agency, p_person), 8) $$;

-- Whatever an act says, at its end: nobody acts on a case they are cut off from, or after they have left, and nobody
-- such is given a case. An act that was under way is finished first or refused; there is nothing in between.
-- SQLSTATEs of this migration: PN080 whoever acts is off the case · PN081 whoever is named is · PN082 the person has left
-- already · PN083 the successor will not do · PN084 whoever acts has left · PN085
-- the agency has no oversight.
create function hold_officers_off() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_person constant uuid := (new.act ->> 'person')::uuid;
  v_case uuid;
  v_officer uuid;
begin
  v_case := case
    when new.stream = 'violation' then new.stream_id
    when new.stream = 'evidence' then (select violation_id from evidence_items where id = new.stream_id)
    when new.stream in ('referral', 'examination') then (select violation_id from referrals where id = new.stream_id)
  end;
  if new.act ->> 'kind' <> 'system' then
    perform pg_advisory_xact_lock_shared(officer_lock(new.agency, v_person));
    if exists (select from departures where agency = new.agency and person = v_person) then
      raise exception 'has left' using errcode = 'PN084';
    end if;
    if exists (select from recusals
      where agency = new.agency and person = v_person and violation_id = v_case and lifted_at is null) then
      raise exception 'off the case' using errcode = 'PN080';
    end if;
  end if;
  if new.type in ('CaseOfficerAssigned', 'CaseReassigned', 'CaseInherited') then
    select (payload ->> 'officer')::uuid into v_officer from event_payloads
      where stream = new.stream and stream_id = new.stream_id and version = new.version;
    perform pg_advisory_xact_lock_shared(officer_lock(new.agency, v_officer));
    if is_off(new.agency, v_officer, v_case) then raise exception 'named is off the case' using errcode = 'PN081'; end if;
    insert into case_officers values (new.stream_id, new.agency, v_officer)
      on conflict (referral_id) do update set officer = excluded.officer;
  end if;
  if new.type = 'CaseInherited' then
    update departure_cases set outcome = 'moved'
      where referral_id = new.stream_id and departure_id = (
        select (payload ->> 'departureId')::uuid from event_payloads
         where stream = new.stream and stream_id = new.stream_id and version = new.version);
  end if;
  if new.type = 'EmergencyAccessOpened' then
    update emergency_accesses set told_at = new.at
      where referral_id = new.stream_id and id = (
        select (payload ->> 'accessId')::uuid from event_payloads
         where stream = new.stream and stream_id = new.stream_id and version = new.version);
  end if;
  return null;
end $$;
grant execute on function hold_officers_off() to {{prefix}}_owner;

-- The same for whoever opens who reported (0006), before anything is given out.
create function hold_openers_off() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if exists (select from departures where agency = new.agency and person = new.person) then
    raise exception 'has left' using errcode = 'PN084';
  end if;
  if is_off(new.agency, new.person, new.violation_id) then
    raise exception 'off the case' using errcode = 'PN080';
  end if;
  return new;
end $$;
grant execute on function hold_openers_off() to {{prefix}}_owner;

-- The stored reply to this key, or null; whoever comes while the same request is being worked on is told so (PN002).
create function reply_before(p_act jsonb, p_reply jsonb) returns jsonb
  language plpgsql security invoker as $$
declare
  v_stored idempotency_records;
begin
  if not coalesce(has_exactly(p_reply, array['operation', 'key', 'fingerprint', 'status', 'headers', 'body']), false) then
    raise exception 'not a reply' using errcode = 'PN005';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended(
    concat_ws(E'\x1f', app_agency(), p_act ->> 'person', p_reply ->> 'operation', p_reply ->> 'key'), 1)) then
    raise exception 'request in progress' using errcode = 'PN002';
  end if;
  select * into v_stored from idempotency_records
    where agency = app_agency() and caller = (p_act ->> 'person')::uuid
      and operation = p_reply ->> 'operation' and key = p_reply ->> 'key' and expires_at > app_now();
  if not found then return null; end if;
  return jsonb_build_object('stored', jsonb_build_object('status', v_stored.status, 'headers', v_stored.headers,
    'body', v_stored.body, 'fingerprint', encode(v_stored.fingerprint, 'hex')));
end $$;

create function keep_reply(p_act jsonb, p_reply jsonb) returns void
  language sql security invoker as $$
  insert into idempotency_records
    values (app_agency(), (p_act ->> 'person')::uuid, p_reply ->> 'operation', p_reply ->> 'key',
      decode(p_reply ->> 'fingerprint', 'hex'), (p_reply ->> 'status')::int, p_reply -> 'headers', p_reply ->> 'body',
      (p_act ->> 'at')::timestamptz, app_now() + interval '24 hours')
    on conflict (agency, caller, operation, key) do update set
      fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers, body = excluded.body,
      recorded_at = excluded.recorded_at, expires_at = excluded.expires_at $$;

-- Appends an event to a stream that belongs to no case. As record_act it believes neither the agency nor the clock of the caller.
create function append_own(p_act jsonb, p_stream text, p_id uuid, p_event jsonb) returns void
  language plpgsql security invoker as $$
declare
  v_at constant timestamptz := (p_act ->> 'at')::timestamptz;
  v_version int;
  v_last timestamptz;
  v_type event_types;
  v_salt constant bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
begin
  if app_agency() is null or app_agency() is distinct from p_act ->> 'agency' then
    raise exception 'act of another agency' using errcode = 'PN001';
  end if;
  if not has_exactly(p_act, array['kind', 'agency', 'person', 'role', 'at'])
    or coalesce(p_act ->> 'kind', '') not in ('person', 'client') or (p_act ->> 'person')::uuid is null
    or p_act ->> 'role' is null or v_at is null or p_id is null
    or not has_exactly(p_event, array['id', 'type', 'payload']) then
    raise exception 'not a complete act' using errcode = 'PN005';
  end if;
  select * into v_type from event_types where type = p_event ->> 'type';
  if v_type.stream is distinct from p_stream then
    raise exception 'not an event of this stream' using errcode = 'PN005';
  end if;
  select version, at into v_version, v_last
    from events where stream = p_stream and stream_id = p_id order by version desc limit 1;
  if v_last > v_at then raise exception 'act before the last event' using errcode = 'PN003'; end if;
  if v_at < app_now() - interval '1 minute' or v_at > greatest(app_now() + interval '1 second', v_last) then
    raise exception 'act at another time' using errcode = 'PN005';
  end if;
  insert into events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
    values (p_stream, p_id, coalesce(v_version, 0) + 1, (p_event ->> 'id')::uuid, v_type.type, v_type.audience, app_agency(),
      p_act - 'at', v_at, (select max(epoch) from epochs), sha256(v_salt || convert_to(p_event ->> 'payload', 'UTF8')));
  insert into event_payloads (stream, stream_id, version, salt, payload)
    values (p_stream, p_id, coalesce(v_version, 0) + 1, v_salt, (p_event ->> 'payload')::json);
end $$;

-- An officer declares an interest in a case that their agency sees. From the moment this returns, they act on it no more.
create function declare_recusal(p_act jsonb, p_recusal jsonb, p_event jsonb) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_person constant uuid := (p_act ->> 'person')::uuid;
  v_violation constant uuid := (p_recusal ->> 'violation_id')::uuid;
begin
  if not coalesce(has_exactly(p_recusal, array['id', 'violation_id', 'interest', 'explanation']), false) then
    raise exception 'not a recusal' using errcode = 'PN005';
  end if;
  perform pg_advisory_xact_lock(officer_lock(app_agency(), v_person));
  if not exists (select from violations where id = v_violation and owner = app_agency())
    and not exists (select from referral_parties where agency = app_agency() and violation_id = v_violation) then
    raise exception 'not this agency''s case' using errcode = 'PN004';
  end if;
  if is_off(app_agency(), v_person, v_violation) then raise exception 'off the case' using errcode = 'PN080'; end if;
  insert into recusals (id, agency, person, violation_id, interest, explanation, declared, declared_at)
    values ((p_recusal ->> 'id')::uuid, app_agency(), v_person, v_violation, p_recusal ->> 'interest',
      p_recusal ->> 'explanation', p_act - 'at', (p_act ->> 'at')::timestamptz);
  perform append_own(p_act, 'recusal', (p_recusal ->> 'id')::uuid, p_event);
end $$;

-- Ends a recusal; the table refuses whoever declared it.
create function lift_recusal(p_act jsonb, p_id uuid, p_reason text, p_event jsonb) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_violation uuid;
begin
  update recusals set lifted = p_act - 'at', lifted_at = (p_act ->> 'at')::timestamptz, lift_reason = p_reason
    where id = p_id and agency = app_agency() and lifted_at is null
    returning violation_id into v_violation;
  if not found then raise exception 'nothing to lift' using errcode = 'PN003'; end if;
  if is_off(app_agency(), (p_act ->> 'person')::uuid, v_violation) then
    raise exception 'off the case' using errcode = 'PN080';
  end if;
  perform append_own(p_act, 'recusal', p_id, p_event);
end $$;

-- Records that somebody has left, with the list of the cases they have. Departures of one agency follow one another.
create function record_departure(p_act jsonb, p_departure jsonb, p_event jsonb, p_reply jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_id constant uuid := (p_departure ->> 'id')::uuid;
  v_person constant uuid := (p_departure ->> 'person')::uuid;
  v_successor constant uuid := (p_departure ->> 'successor')::uuid;
  v_before jsonb;
begin
  if not coalesce(has_exactly(p_departure, array['id', 'person', 'successor', 'reason', 'left_on']), false)
    or v_person is null or v_person = (p_act ->> 'person')::uuid then
    raise exception 'not a departure' using errcode = 'PN005';
  end if;
  v_before := reply_before(p_act, p_reply);
  if v_before is not null then return v_before; end if;
  perform pg_advisory_xact_lock(hashtextextended(app_agency(), 9));
  perform pg_advisory_xact_lock(officer_lock(app_agency(), v_person));
  if exists (select from departures where agency = app_agency() and person = v_person) then
    raise exception 'has left already' using errcode = 'PN082';
  end if;
  if exists (select from departures where agency = app_agency() and person = v_successor) then
    raise exception 'the successor has left' using errcode = 'PN083';
  end if;
  insert into departures (id, agency, person, successor, reason, left_on, recorded, recorded_at)
    values (v_id, app_agency(), v_person, v_successor, p_departure ->> 'reason', (p_departure ->> 'left_on')::date,
      p_act - 'at', (p_act ->> 'at')::timestamptz);
  insert into departure_cases
    select v_id, app_agency(), held.referral_id, 'pending' from case_officers held
      join referrals on referrals.id = held.referral_id and referrals.status in ('under-examination', 'decided')
     where held.agency = app_agency() and held.officer = v_person;
  perform append_own(p_act, 'departure', v_id, p_event);
  perform keep_reply(p_act, p_reply);
  return '{}';
end $$;

-- Cases that wait for their new officer, of whatever agency, for whoever asks to move them.
create function pending_successions(p_departure uuid, p_most int)
  returns table (departure_id uuid, agency text, referral_id uuid, departed uuid, successor uuid)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select held.departure_id, held.agency, held.referral_id, departure.person, departure.successor
    from departure_cases held join departures departure on departure.id = held.departure_id
   where held.outcome = 'pending' and (p_departure is null or held.departure_id = p_departure)
   order by held.departure_id, held.referral_id limit p_most $$;

-- A case that does not go to the successor, and why.
create function note_case_left(p_departure uuid, p_referral uuid, p_outcome text) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update departure_cases set outcome = p_outcome
   where departure_id = p_departure and referral_id = p_referral and agency = app_agency() and outcome = 'pending' $$;

-- Everybody who has left, by agency, when there are more of them than were known; nobody ever comes off this list.
create function departed_persons(p_known int) returns table (agency text, person uuid)
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select agency, person from departures where (select count(*) from departures) <> p_known $$;

-- Whether this agency watches over such cases from outside on this day.
create function oversees(p_on date) returns boolean language sql stable
  as $$ select (penerusan.holds_mandate(penerusan.app_agency(), 'election-supervision', p_on)
      or penerusan.holds_mandate(penerusan.app_agency(), 'civil-service-administration', p_on))
    and not penerusan.holds_mandate(penerusan.app_agency(), 'personnel-authority', p_on) $$;

create function legal_date(p_at timestamptz) returns date language sql stable
  as $$ select (p_at at time zone 'Asia/Jakarta')::date $$;

-- Asks for leave to read one referral. Nothing is looked up by its id.
create function request_emergency_access(p_act jsonb, p_access jsonb, p_event jsonb, p_reply jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_before jsonb;
begin
  if not coalesce(has_exactly(p_access, array['id', 'referral_id', 'reason', 'explanation']), false) then
    raise exception 'not a request' using errcode = 'PN005';
  end if;
  if not coalesce(oversees(legal_date(app_now())), false) then raise exception 'no oversight' using errcode = 'PN085'; end if;
  v_before := reply_before(p_act, p_reply);
  if v_before is not null then return v_before; end if;
  insert into emergency_accesses (id, agency, referral_id, person, role, reason, explanation, requested, requested_at)
    values ((p_access ->> 'id')::uuid, app_agency(), (p_access ->> 'referral_id')::uuid, (p_act ->> 'person')::uuid,
      p_act ->> 'role', p_access ->> 'reason', p_access ->> 'explanation', p_act - 'at', (p_act ->> 'at')::timestamptz);
  perform append_own(p_act, 'emergency', (p_access ->> 'id')::uuid, p_event);
  perform keep_reply(p_act, p_reply);
  return '{}';
end $$;

-- The second person's word; the table refuses the first, another role, and whatever is too late or too long.
create function confirm_emergency_access(p_act jsonb, p_id uuid, p_ends_at timestamptz, p_event jsonb) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if not coalesce(oversees(legal_date(app_now())), false) then raise exception 'no oversight' using errcode = 'PN085'; end if;
  update emergency_accesses set confirmed = p_act - 'at', confirmed_at = (p_act ->> 'at')::timestamptz, ends_at = p_ends_at
    where id = p_id and agency = app_agency() and confirmed_at is null;
  if not found then raise exception 'nothing to confirm' using errcode = 'PN003'; end if;
  perform append_own(p_act, 'emergency', p_id, p_event);
end $$;

-- Confirmed accesses of which the parties do not know yet, to whatever agency they belong, with whom to tell first.
create function untold_emergency_accesses(p_id uuid, p_most int) returns table (sender text, referral_id uuid, told jsonb)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select referral.sender, referral.id, jsonb_build_object(
      'accessId', access.id, 'agency', access.agency, 'role', access.role, 'requestedBy', access.person,
      'confirmedBy', access.confirmed ->> 'person', 'reason', access.reason, 'explanation', access.explanation,
      'requestedAt', rfc3339(access.requested_at), 'confirmedAt', rfc3339(access.confirmed_at), 'endsAt', rfc3339(access.ends_at))
    from emergency_accesses access join referrals referral on referral.id = access.referral_id
   where access.told_at is null and access.confirmed_at is not null and (p_id is null or access.id = p_id)
     and access.agency not in (referral.sender, referral.receiver)
   order by access.id limit p_most $$;

-- Reads the referral of an access that is open, for whoever asked for it, and records that; null when there is nothing to
-- read. The database's clock ends it, and nothing is read of which the parties have not been told.
create function read_in_emergency(p_act jsonb, p_id uuid, p_event jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_access emergency_accesses;
  v_referral referrals;
begin
  select * into v_access from emergency_accesses
    where id = p_id and agency = app_agency() and person = (p_act ->> 'person')::uuid for update;
  if not found or v_access.told_at is null or not coalesce(app_now() < v_access.ends_at, false)
    or not coalesce(oversees(legal_date(app_now())), false) then
    return null;
  end if;
  -- Readings follow one another, also where the clock was set back.
  p_act := jsonb_set(p_act, '{at}', to_jsonb(rfc3339(greatest(app_now(), (
    select max(at) from events where stream = 'emergency' and stream_id = p_id)))));
  select * into v_referral from referrals
    where id = v_access.referral_id and app_agency() not in (sender, receiver);
  if not found then return null; end if;
  perform append_own(p_act, 'emergency', p_id, p_event);
  return jsonb_build_object('state', v_referral.state, 'version', v_referral.version);
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

set role {{prefix}}_owner;
-- At the end of the transaction, when the rows of the act are there; only then it is known to which case an item belongs.
create constraint trigger officers_are_held_off after insert on events
  deferrable initially deferred for each row execute function hold_officers_off();
create trigger openers_are_held_off before insert on reporter_openings
  for each row execute function hold_openers_off();
reset role;

revoke all on function referrals_cut_off_from(uuid), is_off(text, uuid, uuid), officer_lock(text, uuid), hold_officers_off(),
  hold_openers_off(), reply_before(jsonb, jsonb), keep_reply(jsonb, jsonb), append_own(jsonb, text, uuid, jsonb),
  declare_recusal(jsonb, jsonb, jsonb), lift_recusal(jsonb, uuid, text, jsonb), record_departure(jsonb, jsonb, jsonb, jsonb),
  pending_successions(uuid, int), note_case_left(uuid, uuid, text), departed_persons(int), oversees(date), legal_date(timestamptz),
  request_emergency_access(jsonb, jsonb, jsonb, jsonb), confirm_emergency_access(jsonb, uuid, timestamptz, jsonb),
  untold_emergency_accesses(uuid, int), read_in_emergency(jsonb, uuid, jsonb) from public;
grant execute on function referrals_cut_off_from(uuid), is_off(text, uuid, uuid),
  declare_recusal(jsonb, jsonb, jsonb), lift_recusal(jsonb, uuid, text, jsonb), record_departure(jsonb, jsonb, jsonb, jsonb),
  pending_successions(uuid, int), note_case_left(uuid, uuid, text), departed_persons(int),
  request_emergency_access(jsonb, jsonb, jsonb, jsonb), confirm_emergency_access(jsonb, uuid, timestamptz, jsonb),
  untold_emergency_accesses(uuid, int), read_in_emergency(jsonb, uuid, jsonb) to {{prefix}}_service;
