-- why: the append-only log, what is read from it, and the one function through which all of it is written.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

create schema penerusan authorization {{prefix}}_owner;
set role {{prefix}}_owner;
set search_path = penerusan;

grant usage on schema penerusan to {{prefix}}_writer, {{prefix}}_service, {{prefix}}_gate, {{prefix}}_sequencer;

-- The agency a connection belongs to, from its start-up parameter. Null when there is none, and then no row is visible.
create function app_agency() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.agency', true), '') $$;

-- Configuration: how far the clock is moved, for sandboxes and tests. Empty in production; only the owner writes it.
create table clock_shift (
  only_row boolean primary key default true check (only_row),
  shift interval not null
);

-- The database's clock, in milliseconds, because that is what a JSON time carries.
create function app_now() returns timestamptz language sql volatile parallel restricted
  as $$ select date_trunc('milliseconds', clock_timestamp() + coalesce((select shift from penerusan.clock_shift), '0')) $$;

-- Stable like to_char itself: only then the planner writes it into the query instead of calling it row by row.
create function rfc3339(moment timestamptz) returns text language sql stable parallel safe
  as $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- Configuration: the directory file, as loaded at the last start.
create table agencies (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{0,62}$'),
  kind text not null,
  name_en text not null,
  name_id text not null,
  higher_authority text references agencies (id)
);

create table mandates (
  agency text not null references agencies (id),
  mandate text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from), -- half-open: the mandate has ended on this date
  legal_basis text not null,
  primary key (agency, mandate, valid_from)
);

create function holds_mandate(p_agency text, p_mandate text, p_on date) returns boolean
  language sql stable parallel safe
  as $$ select exists (
    select from penerusan.mandates
     where agency = p_agency and mandate = p_mandate and valid_from <= p_on and (valid_to is null or p_on < valid_to)) $$;

-- Configuration: the domain's catalogue of event types, written at set-up.
create table event_types (
  type text primary key,
  stream text not null,
  audience text not null,
  side text not null,
  mandate text
);

-- A restore from backup restarts the transaction numbers, so each life of the database has an epoch.
create table epochs (
  epoch int primary key check (epoch > 0),
  began_at timestamptz not null default clock_timestamp()
);
insert into epochs values (1);

-- The log. Never updated, never deleted.
create table events (
  stream text not null,
  stream_id uuid not null,
  version int not null check (version > 0), -- 1, 2, 3, … within the stream
  id uuid not null,
  type text not null,
  audience text not null check (audience in ('parties', 'actor-agency', 'sealed')),
  agency text not null,
  act jsonb not null,
  at timestamptz not null,
  epoch int not null,
  xid xid8 not null default pg_current_xact_id(), -- with the epoch: which transactions a reader may rely on
  digest bytea not null, -- SHA-256 over salt and payload, so that the event verifies after its payload is erased
  constraint events_one_writer_per_version primary key (stream, stream_id, version),
  constraint events_id_once unique (id)
);
create index events_in_commit_horizon on events (epoch, xid);

-- What an event says, beside the log so that the law can have it erased. `json` keeps the canonical text as it was digested.
create table event_payloads (
  stream text not null,
  stream_id uuid not null,
  version int not null,
  salt bytea not null check (length(salt) = 32),
  payload json not null,
  primary key (stream, stream_id, version),
  foreign key (stream, stream_id, version) references events (stream, stream_id, version)
);

create function refuse_to_rewrite_the_log() returns trigger language plpgsql
  as $$ begin raise exception 'the log is append-only' using errcode = 'PN006'; end $$;
create trigger events_are_append_only before update or delete on events
  for each row execute function refuse_to_rewrite_the_log();
create trigger events_are_never_truncated before truncate on events
  for each statement execute function refuse_to_rewrite_the_log();

-- Projection: one row a violation, from its stream and the state of its current referral.
create table violations (
  id uuid primary key,
  owner text not null,
  status text not null check (status in ('draft', 'documented', 'referred', 'dismissed')), -- as its agency sees it
  own_status text not null check (own_status in ('draft', 'documented', 'referred', 'dismissed')), -- as its stream says
  referral_id uuid,
  referral_status text,
  version int not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  state jsonb not null
);
create index violations_by_owner on violations (owner, id desc);
create index violations_by_status on violations (owner, status, id desc);

-- Projection: one row a referral.
create table referrals (
  id uuid primary key,
  violation_id uuid not null,
  sender text not null,
  receiver text not null,
  status text not null check (status in ('sent', 'received', 'returned', 'accepted', 'under-examination', 'decided', 'closed', 'rejected', 'withdrawn')),
  open boolean not null,
  releases_violation boolean not null, -- the violation may be changed again
  version_number int not null,
  due_on date, -- of the last return, while it is returned
  version int not null,
  sent_at timestamptz not null,
  changed_at timestamptz not null,
  state jsonb not null
);
create unique index one_open_referral_per_violation on referrals (violation_id) where open;

-- Projection: who may see a referral, and the index that every list scans. Ids are UUIDv7, so their order is the order of sending.
create table referral_parties (
  agency text not null,
  referral_id uuid not null,
  side text not null check (side in ('sender', 'receiver')),
  status text not null,
  violation_id uuid not null,
  primary key (agency, referral_id)
);
create index referral_parties_by_status on referral_parties (agency, status, referral_id desc);
create index referral_parties_by_violation on referral_parties (agency, violation_id, referral_id desc);
create index referral_parties_of_referral on referral_parties (referral_id);

-- Projection: the receiving agency's own work on a referral; the sender never sees it.
create table examinations (
  referral_id uuid primary key,
  agency text not null,
  version int not null,
  state jsonb not null
);

-- A reporter is kept apart from everything else, and no role of the service may read it.
create table reporters (
  id uuid primary key,
  violation_id uuid not null unique,
  agency text not null,
  taken_in_by uuid not null,
  taken_in_at timestamptz not null,
  identity jsonb not null
);

-- The erasable mapping from a token's subject, which may be a NIP or an e-mail, to the person in acts.
create table persons (
  id uuid primary key,
  agency text not null,
  issuer text not null,
  subject text not null,
  constraint persons_once_per_subject unique (agency, issuer, subject)
);

-- The stored answers to requests that carry an Idempotency-Key.
create table idempotency_records (
  agency text not null,
  caller uuid not null,
  operation text not null,
  key text not null,
  fingerprint bytea not null,
  status int not null,
  headers jsonb not null,
  body text not null,
  recorded_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (agency, caller, operation, key)
);
create index idempotency_records_by_expiry on idempotency_records (expires_at);

-- Attempts that were refused: by whom, at what, and under which rule. No content of the request.
create table refusals (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  request_id text not null,
  agency text,
  issuer text,
  person uuid,
  operation text not null,
  code text not null,
  rule text
);
create index refusals_by_agency on refusals (agency, at desc);

-- Secrets that all processes of one deployment share.
create table deployment_secrets (
  name text primary key,
  secret bytea not null
);
insert into deployment_secrets
  values ('page-cursors', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- Row security: forced, so that it binds the owner too. The writer has its own policy on each table it writes.
alter table events enable row level security;
alter table events force row level security;
alter table event_payloads enable row level security;
alter table event_payloads force row level security;
alter table violations enable row level security;
alter table violations force row level security;
alter table referrals enable row level security;
alter table referrals force row level security;
alter table referral_parties enable row level security;
alter table referral_parties force row level security;
alter table examinations enable row level security;
alter table examinations force row level security;
alter table reporters enable row level security;
alter table reporters force row level security;
alter table persons enable row level security;
alter table persons force row level security;
alter table idempotency_records enable row level security;
alter table idempotency_records force row level security;
alter table refusals enable row level security;
alter table refusals force row level security;

create policy writer_writes on events for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on event_payloads for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on violations for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on referrals for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on referral_parties for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on examinations for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on reporters for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on persons for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on idempotency_records for all to {{prefix}}_writer using (true) with check (true);
create policy gate_writes on refusals for all to {{prefix}}_gate using (true) with check (true);

create policy parties_see on referral_parties for select to {{prefix}}_service using (agency = app_agency());
create policy parties_see on referrals for select to {{prefix}}_service using (
  exists (select from referral_parties party where party.agency = app_agency() and party.referral_id = referrals.id));
create policy owner_sees on violations for select to {{prefix}}_service using (owner = app_agency());
create policy receiver_sees on examinations for select to {{prefix}}_service using (agency = app_agency());
create policy audience_sees on events for select to {{prefix}}_service using (
  (audience = 'actor-agency' and agency = app_agency())
  or (audience = 'parties' and exists (
    select from referral_parties party where party.agency = app_agency() and party.referral_id = events.stream_id)));
create policy audience_sees on event_payloads for select to {{prefix}}_service using (
  exists (select from events
    where events.stream = event_payloads.stream and events.stream_id = event_payloads.stream_id and events.version = event_payloads.version));
create policy caller_sees on idempotency_records for select to {{prefix}}_service using (agency = app_agency());

-- The owner rebuilds projections and measures; under forced row security it needs to say so.
create policy owner_maintains on events for select to {{prefix}}_owner using (true);
create policy owner_maintains on event_payloads for select to {{prefix}}_owner using (true);
create policy owner_maintains on violations for all to {{prefix}}_owner using (true) with check (true);
create policy owner_maintains on referrals for all to {{prefix}}_owner using (true) with check (true);
create policy owner_maintains on referral_parties for all to {{prefix}}_owner using (true) with check (true);
create policy owner_maintains on examinations for all to {{prefix}}_owner using (true) with check (true);

grant select on agencies, mandates, event_types, epochs, clock_shift to {{prefix}}_writer, {{prefix}}_service;
grant select on clock_shift to {{prefix}}_gate;
grant select on deployment_secrets to {{prefix}}_service;
grant select on events, event_payloads, violations, referrals, referral_parties, examinations, idempotency_records to {{prefix}}_service;
grant select, insert on events to {{prefix}}_writer;
grant insert on event_payloads, reporters to {{prefix}}_writer;
grant select, insert, update on violations, referrals, referral_parties, examinations to {{prefix}}_writer;
grant select, insert on persons to {{prefix}}_writer;
grant select, insert, update, delete on idempotency_records to {{prefix}}_writer;
grant insert on refusals to {{prefix}}_gate;

reset role;
grant create on schema penerusan to {{prefix}}_writer, {{prefix}}_gate;

set role {{prefix}}_writer;

-- Writes projection rows: for the door, and for a rebuild, which has tables of the same names first in its search path.
create function project(p_violation jsonb, p_referral jsonb, p_examination jsonb) returns void
  language plpgsql security invoker as $$
declare
  v violations;
  r referrals;
  x examinations;
  touched int;
begin
  if p_violation is not null then
    v := jsonb_populate_record(null::violations, p_violation);
    insert into violations select v.*
      on conflict (id) do update set
        status = excluded.status, own_status = excluded.own_status, referral_id = excluded.referral_id,
        referral_status = excluded.referral_status, version = excluded.version,
        changed_at = excluded.changed_at, state = excluded.state
      where violations.owner = excluded.owner;
    get diagnostics touched = row_count;
    if touched <> 1 then raise exception 'violation row not written' using errcode = 'PN005'; end if;
  end if;

  if p_referral is not null then
    r := jsonb_populate_record(null::referrals, p_referral);
    insert into referrals select r.*
      on conflict (id) do update set
        status = excluded.status, open = excluded.open, releases_violation = excluded.releases_violation,
        version_number = excluded.version_number, due_on = excluded.due_on, version = excluded.version,
        changed_at = excluded.changed_at, state = excluded.state
      where referrals.sender = excluded.sender and referrals.receiver = excluded.receiver
        and referrals.violation_id = excluded.violation_id;
    get diagnostics touched = row_count;
    if touched <> 1 then raise exception 'referral row not written' using errcode = 'PN005'; end if;

    insert into referral_parties
      values (r.sender, r.id, 'sender', r.status, r.violation_id), (r.receiver, r.id, 'receiver', r.status, r.violation_id)
      on conflict (agency, referral_id) do update set status = excluded.status;
  end if;

  -- The violation's agency sees the state of its current referral. The two may move at the same moment, in acts of two
  -- agencies: whoever comes second has waited for the violation's row above or waits for it here, and sees the other's work.
  update violations set
    referral_status = referrals.status,
    status = case when own_status = 'referred' and referrals.releases_violation then 'documented' else own_status end
    from referrals
    where violations.id = coalesce(v.id, r.violation_id) and referrals.id = violations.referral_id;

  if p_examination is not null then
    x := jsonb_populate_record(null::examinations, p_examination);
    insert into examinations select x.*
      on conflict (referral_id) do update set version = excluded.version, state = excluded.state
      where examinations.agency = excluded.agency;
    get diagnostics touched = row_count;
    if touched <> 1 then raise exception 'examination row not written' using errcode = 'PN005'; end if;
  end if;
end $$;

-- Whether a value is an object with these members and no others.
create function has_exactly(p_value jsonb, p_members text[]) returns boolean language sql immutable parallel safe
  as $$ select jsonb_typeof(p_value) = 'object' and p_value ?& p_members and p_value - p_members = '{}' $$;

-- The one door for writes of case data: events, projections, the reporter and the stored answer, all or nothing.
-- Checks by itself whose connection this is, whether the event types fit, who is party and who holds the mandate.
-- SQLSTATEs: PN001 act of another agency · PN002 the same key is being worked on · PN003 the stream has moved on ·
-- PN004 not this agency's to do · PN005 the call contradicts itself · PN006 the log is append-only.
create function record_act(
  p_act jsonb, p_appends jsonb, p_violation jsonb, p_referral jsonb, p_examination jsonb, p_reporter jsonb, p_reply jsonb
) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_agency constant text := app_agency();
  v_at constant timestamptz := (p_act ->> 'at')::timestamptz;
  v_today constant date := (v_at at time zone 'Asia/Jakarta')::date;
  v_epoch constant int := (select max(epoch) from epochs);
  v_append jsonb;
  v_event jsonb;
  v_stream text;
  v_stream_id uuid;
  v_version int;
  v_last timestamptz;
  v_latest timestamptz; -- the last event before this act, in any of its streams
  v_first int;
  v_type event_types;
  v_owner text;
  v_sender text;
  v_receiver text;
  v_salt bytea;
  v_projected int;
  v_stored idempotency_records;
begin
  if v_agency is null or v_agency is distinct from p_act ->> 'agency' then
    raise exception 'act of another agency' using errcode = 'PN001';
  end if;
  -- Whatever is missing or nobody knows is refused: a null would slip through the comparisons below.
  if not has_exactly(p_act, array['kind', 'agency', 'person', 'role', 'at'])
    or coalesce(p_act ->> 'kind', '') not in ('person', 'client')
    or (p_act ->> 'person')::uuid is null or p_act ->> 'role' is null or v_at is null
    or jsonb_typeof(p_appends) is distinct from 'array' or jsonb_array_length(p_appends) = 0
    or not coalesce(has_exactly(p_violation, array['id', 'owner', 'status', 'own_status', 'referral_id', 'referral_status',
      'version', 'recorded_at', 'changed_at', 'state']), true)
    or not coalesce(has_exactly(p_referral, array['id', 'violation_id', 'sender', 'receiver', 'status', 'open',
      'releases_violation', 'version_number', 'due_on', 'version', 'sent_at', 'changed_at', 'state']), true)
    or not coalesce(has_exactly(p_examination, array['referral_id', 'agency', 'version', 'state']), true)
    or not coalesce(has_exactly(p_reporter, array['id', 'identity']), true)
    or not coalesce(has_exactly(p_reply, array['operation', 'key', 'fingerprint', 'status', 'headers', 'body']), true) then
    raise exception 'not a complete act' using errcode = 'PN005';
  end if;
  if v_at < app_now() - interval '1 minute' then raise exception 'act in the past' using errcode = 'PN005'; end if;

  if p_reply is not null then
    -- Tried first, so that of many identical requests one works and the others neither wait nor work.
    if not pg_try_advisory_xact_lock(hashtextextended(
      concat_ws(E'\x1f', v_agency, p_act ->> 'person', p_reply ->> 'operation', p_reply ->> 'key'), 1)) then
      raise exception 'request in progress' using errcode = 'PN002';
    end if;
    select * into v_stored from idempotency_records
      where agency = v_agency and caller = (p_act ->> 'person')::uuid
        and operation = p_reply ->> 'operation' and key = p_reply ->> 'key' and expires_at > app_now();
    if found then
      return jsonb_build_object('stored', jsonb_build_object('status', v_stored.status, 'headers', v_stored.headers,
        'body', v_stored.body, 'fingerprint', encode(v_stored.fingerprint, 'hex')));
    end if;
  end if;

  for v_append in select * from jsonb_array_elements(p_appends) loop
    v_stream := v_append ->> 'stream';
    v_stream_id := (v_append ->> 'id')::uuid;
    v_first := (v_append ->> 'after')::int;
    if not has_exactly(v_append, array['stream', 'id', 'after', 'events']) or v_stream_id is null or v_first is null
      or jsonb_typeof(v_append -> 'events') <> 'array' or jsonb_array_length(v_append -> 'events') = 0 then
      raise exception 'nothing to append' using errcode = 'PN005';
    end if;

    select version, at into v_version, v_last
      from events where stream = v_stream and stream_id = v_stream_id order by version desc limit 1;
    v_version := coalesce(v_version, 0);
    v_latest := greatest(v_latest, v_last);
    if v_version <> v_first then raise exception 'stale version' using errcode = 'PN003'; end if;
    if v_last > v_at then raise exception 'act before the last event' using errcode = 'PN003'; end if;

    -- Who is party: from what stands, or for a new stream from the row that opens it.
    v_owner := null; v_sender := null; v_receiver := null;
    if v_stream = 'violation' then
      select owner into v_owner from violations where id = v_stream_id;
      if v_first = 0 then v_owner := p_violation ->> 'owner'; end if;
    else
      select sender, receiver into v_sender, v_receiver from referrals where id = v_stream_id;
      if v_stream = 'referral' and v_first = 0 then
        v_owner := (select owner from violations where id = (p_referral ->> 'violation_id')::uuid);
        v_sender := p_referral ->> 'sender';
        v_receiver := p_referral ->> 'receiver';
        if v_sender is distinct from v_owner or not holds_mandate(v_receiver, 'merit-supervision', v_today) then
          raise exception 'not a referral between these' using errcode = 'PN004';
        end if;
        if p_violation ->> 'id' is distinct from p_referral ->> 'violation_id'
          or p_violation ->> 'referral_id' is distinct from p_referral ->> 'id' then
          raise exception 'a referral is sent with its violation' using errcode = 'PN005';
        end if;
      end if;
      if v_stream = 'examination' and p_examination ->> 'agency' is distinct from v_receiver then
        raise exception 'an examination is the receiver''s' using errcode = 'PN005';
      end if;
    end if;

    for v_event in select * from jsonb_array_elements(v_append -> 'events') loop
      v_version := v_version + 1;
      if not has_exactly(v_event, array['id', 'type', 'audience', 'payload']) then
        raise exception 'not an event' using errcode = 'PN005';
      end if;
      select * into v_type from event_types where type = v_event ->> 'type';
      if v_type.stream is distinct from v_stream or v_type.audience is distinct from v_event ->> 'audience' then
        raise exception 'not an event of this stream' using errcode = 'PN005';
      end if;
      if not (case v_type.side
          when 'owner' then v_agency is not distinct from coalesce(v_owner, v_sender)
          when 'any' then v_agency is not distinct from v_owner
          when 'sender' then v_agency is not distinct from v_sender
          when 'receiver' then v_agency is not distinct from v_receiver
          when 'either' then v_agency is not distinct from v_sender or v_agency is not distinct from v_receiver
          else false
        end)
        or (v_type.mandate is not null and not holds_mandate(v_agency, v_type.mandate, v_today)) then
        raise exception 'not this agency''s to do' using errcode = 'PN004';
      end if;

      v_salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
      insert into events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
        values (v_stream, v_stream_id, v_version, (v_event ->> 'id')::uuid, v_type.type, v_type.audience, v_agency,
          p_act - 'at', v_at, v_epoch, sha256(v_salt || convert_to(v_event ->> 'payload', 'UTF8')));
      insert into event_payloads (stream, stream_id, version, salt, payload)
        values (v_stream, v_stream_id, v_version, v_salt, (v_event ->> 'payload')::json);
    end loop;

    -- A stream that moves without its projection, or a row of another stream, would make readers see what never happened.
    v_projected := case v_stream
      when 'violation' then case when (p_violation ->> 'id')::uuid = v_stream_id then (p_violation ->> 'version')::int end
      when 'referral' then case when (p_referral ->> 'id')::uuid = v_stream_id then (p_referral ->> 'version')::int end
      when 'examination' then case when (p_examination ->> 'referral_id')::uuid = v_stream_id then (p_examination ->> 'version')::int end
    end;
    if v_projected is distinct from v_version then
      raise exception 'projection does not fit the log' using errcode = 'PN005';
    end if;
  end loop;

  -- Where the clock was set back, an act has the time of the event before it.
  if v_at > greatest(app_now() + interval '1 second', v_latest) then
    raise exception 'act in the future' using errcode = 'PN005';
  end if;
  if (p_violation is not null)::int + (p_referral is not null)::int + (p_examination is not null)::int
     <> jsonb_array_length(p_appends) then
    raise exception 'a row without its events' using errcode = 'PN005';
  end if;
  perform project(p_violation, p_referral, p_examination);

  if p_reporter is not null then
    if p_violation ->> 'version' is distinct from '1' then
      raise exception 'a reporter comes with the recording' using errcode = 'PN005';
    end if;
    insert into reporters (id, violation_id, agency, taken_in_by, taken_in_at, identity)
      values ((p_reporter ->> 'id')::uuid, (p_violation ->> 'id')::uuid, v_agency, (p_act ->> 'person')::uuid, v_at,
        p_reporter -> 'identity');
  end if;

  if p_reply is not null then
    insert into idempotency_records
      values (v_agency, (p_act ->> 'person')::uuid, p_reply ->> 'operation', p_reply ->> 'key',
        decode(p_reply ->> 'fingerprint', 'hex'), (p_reply ->> 'status')::int, p_reply -> 'headers', p_reply ->> 'body',
        v_at, app_now() + interval '24 hours')
      on conflict (agency, caller, operation, key) do update set
        fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers, body = excluded.body,
        recorded_at = excluded.recorded_at, expires_at = excluded.expires_at;
  end if;
  return '{}';
end $$;

-- The person behind a token's subject, for this agency; made when first seen.
create function admit_person(p_id uuid, p_issuer text, p_subject text) returns uuid
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_agency constant text := app_agency();
  v_person uuid;
begin
  if v_agency is null then raise exception 'no agency' using errcode = 'PN001'; end if;
  select id into v_person from persons where agency = v_agency and issuer = p_issuer and subject = p_subject;
  if v_person is null then
    insert into persons values (p_id, v_agency, p_issuer, p_subject)
      on conflict on constraint persons_once_per_subject do nothing;
    select id into v_person from persons where agency = v_agency and issuer = p_issuer and subject = p_subject;
  end if;
  return v_person;
end $$;

-- Forgets stored replies that are past their time, some at once; returns how many. Whose they were does not matter.
create function forget_expired_replies(p_most int) returns int
  language sql security definer set search_path = penerusan, pg_temp as $$
  with forgotten as (
    delete from idempotency_records where (agency, caller, operation, key) in (
      select agency, caller, operation, key from idempotency_records
       where expires_at <= app_now() order by expires_at limit p_most for update skip locked)
    returning 1)
  select count(*)::int from forgotten $$;

reset role;
set role {{prefix}}_gate;

-- Records a refused attempt, also one that belongs to no agency.
create function record_refusal(
  p_request_id text, p_agency text, p_issuer text, p_person uuid, p_operation text, p_code text, p_rule text
) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  insert into refusals (at, request_id, agency, issuer, person, operation, code, rule)
    values (app_now(), left(p_request_id, 64), left(p_agency, 64), left(p_issuer, 256), p_person,
      left(p_operation, 64), left(p_code, 64), left(p_rule, 16)) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer, {{prefix}}_gate;

revoke all on all functions in schema penerusan from public;
grant execute on function app_agency(), app_now(), rfc3339(timestamptz), holds_mandate(text, text, date)
  to {{prefix}}_owner, {{prefix}}_writer, {{prefix}}_service, {{prefix}}_gate;
grant execute on function project(jsonb, jsonb, jsonb) to {{prefix}}_owner;
grant execute on function record_act(jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb), admit_person(uuid, text, text),
  forget_expired_replies(int), record_refusal(text, text, text, uuid, text, text, text) to {{prefix}}_service;
