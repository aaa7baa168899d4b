-- why: evidence items with a ledger each, the sealed bytes behind them, and the door for both.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Whether only the service itself may write an event of this type, and no official.
alter table event_types add column by_system boolean not null default false;

-- Stored bytes: sealed in the object store under a name and a data key. The same bytes of one agency are stored once.
-- Not derived from the log, which knows the digests; deleting the row, and the wrapped key with it, is erasure.
create table evidence_contents (
  id uuid primary key,
  owner text not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'), -- SHA-256 of the bytes themselves
  size bigint not null check (size >= 0),
  object text not null,
  key_id text not null,
  wrapped_key text not null,
  stored_at timestamptz not null,
  leased_at timestamptz not null default '-infinity', -- when somebody last set out to re-hash it
  verified_at timestamptz, -- when it was last re-hashed and found to be what was taken in
  constraint evidence_contents_stored_once unique (owner, digest),
  constraint evidence_contents_object_once unique (object)
);
create index evidence_contents_by_lease on evidence_contents (leased_at, id);
create index evidence_contents_by_key on evidence_contents (key_id, id);

-- How much room an agency's evidence takes, so that a quota can hold without counting.
create table evidence_usage (
  agency text primary key,
  bytes bigint not null check (bytes >= 0)
);

-- Projection: one row an item, from its ledger.
create table evidence_items (
  id uuid primary key,
  violation_id uuid not null,
  owner text not null,
  status text not null check (status in ('pending', 'clean', 'quarantined', 'erased')),
  content_id uuid constraint evidence_items_have_content references evidence_contents (id), -- null once erased
  copy_id uuid constraint evidence_items_have_copy references evidence_contents (id),
  shared_with text[] not null, -- agencies it has ever been handed to
  version int not null,
  received_at timestamptz not null,
  changed_at timestamptz not null,
  state jsonb not null
);
create index evidence_items_by_violation on evidence_items (violation_id, id);
create index evidence_items_by_content on evidence_items (content_id);
create index evidence_items_by_copy on evidence_items (copy_id);
create index evidence_items_pending on evidence_items (id) where status = 'pending';

-- Objects of the store that nothing refers to: not yet, or not any more. Noted before they are there, and when the last
-- reference goes, so that what a crash leaves behind is known by name and nothing else is ever taken away.
create table evidence_loose_objects (
  object text primary key,
  noted_at timestamptz not null
);
create index evidence_loose_objects_by_time on evidence_loose_objects (noted_at);

-- Who is inspecting a pending item, until when, and why the last attempt found nothing out. The pending item is the job:
-- a lease that is lost only delays it.
create table evidence_scan_leases (
  evidence_id uuid primary key,
  attempts int not null,
  leased_until timestamptz not null,
  fault text
);

-- Versions sent before there was evidence had none: the digest is that of an empty manifest.
update referrals set state = jsonb_set(state, '{versions}', (
  select jsonb_agg(entry || '{"manifest": [], "manifestDigest": "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"}' order by place)
    from jsonb_array_elements(state -> 'versions') with ordinality as version (entry, place)));
update referrals set state = jsonb_set(state, '{decisions}', (
  select coalesce(jsonb_agg(entry || '{"openings": [], "manifestDigest": "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"}' order by place), '[]')
    from jsonb_array_elements(state -> 'decisions') with ordinality as decision (entry, place)));

insert into deployment_secrets
  values ('evidence-addresses', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

alter table evidence_contents enable row level security;
alter table evidence_contents force row level security;
alter table evidence_usage enable row level security;
alter table evidence_usage force row level security;
alter table evidence_items enable row level security;
alter table evidence_items force row level security;
alter table evidence_loose_objects enable row level security;
alter table evidence_loose_objects force row level security;
alter table evidence_scan_leases enable row level security;
alter table evidence_scan_leases force row level security;

create policy writer_writes on evidence_contents for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on evidence_usage for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on evidence_items for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on evidence_loose_objects for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on evidence_scan_leases for all to {{prefix}}_writer using (true) with check (true);

create policy holders_see on evidence_items for select to {{prefix}}_service
  using (owner = app_agency() or app_agency() = any (shared_with));
create policy holders_see on evidence_contents for select to {{prefix}}_service using (
  owner = app_agency() or exists (
    select from evidence_items item where item.content_id = evidence_contents.id or item.copy_id = evidence_contents.id));
create policy owner_sees on evidence_usage for select to {{prefix}}_service using (agency = app_agency());
create policy owner_sees on evidence_scan_leases for select to {{prefix}}_service using (
  exists (select from evidence_items item where item.id = evidence_id and item.owner = app_agency()));
-- An item's ledger is read by whoever holds or held it.
create policy holders_see on events for select to {{prefix}}_service using (
  stream = 'evidence' and audience = 'parties' and exists (
    select from evidence_items item where item.id = events.stream_id));

create policy owner_maintains on evidence_items for all to {{prefix}}_owner using (true) with check (true);
create policy owner_maintains on evidence_contents for all to {{prefix}}_owner using (true) with check (true);

grant select on evidence_contents, evidence_usage, evidence_items, evidence_scan_leases to {{prefix}}_service;
grant select, insert, update, delete on evidence_contents, evidence_usage, evidence_loose_objects, evidence_scan_leases
  to {{prefix}}_writer;
grant select, insert, update on evidence_items to {{prefix}}_writer;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

drop function record_act(jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb);
drop function project(jsonb, jsonb, jsonb);

-- Writes projection rows: for the door, and for a rebuild, which has tables of the same names first in its search path.
create function project(p_violation jsonb, p_referral jsonb, p_examination jsonb, p_evidence jsonb) returns void
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

  if p_evidence is not null then
    insert into evidence_items select * from jsonb_populate_recordset(null::evidence_items, p_evidence)
      on conflict (id) do update set
        status = excluded.status, content_id = excluded.content_id, copy_id = excluded.copy_id,
        shared_with = excluded.shared_with, version = excluded.version, changed_at = excluded.changed_at,
        state = excluded.state
      where evidence_items.owner = excluded.owner and evidence_items.violation_id = excluded.violation_id;
    get diagnostics touched = row_count;
    if touched <> jsonb_array_length(p_evidence) then
      raise exception 'evidence row not written' using errcode = 'PN005';
    end if;
  end if;
end $$;

-- The one door for writes of case data: events, projections, stored content, the reporter and the stored answer, all or nothing.
-- Checks by itself whose connection this is, whether the event types fit, who is party and who holds the mandate.
-- SQLSTATEs: PN001 act of another agency · PN002 the same key is being worked on · PN003 the stream has moved on ·
-- PN004 not this agency's to do · PN005 the call contradicts itself · PN006 the log is append-only · PN007 no room for more.
-- Answers `stored`, a reply given before, or `discarded`, the objects that nothing refers to any more.
create function record_act(
  p_act jsonb, p_appends jsonb, p_violation jsonb, p_referral jsonb, p_examination jsonb, p_evidence jsonb,
  p_contents jsonb, p_reporter jsonb, p_reply jsonb
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
  v_shared text[];
  v_item jsonb; -- the row of the item whose ledger grows
  v_violation violations; -- the one it belongs to, while it begins
  v_content jsonb;
  v_erased uuid[] := '{}';
  v_discarded jsonb := '[]';
  v_salt bytea;
  v_projected int;
  v_stored idempotency_records;
begin
  if v_agency is null or v_agency is distinct from p_act ->> 'agency' then
    raise exception 'act of another agency' using errcode = 'PN001';
  end if;
  -- Whatever is missing or nobody knows is refused: a null would slip through the comparisons below.
  if not has_exactly(p_act, array['kind', 'agency', 'person', 'role', 'at'])
    or coalesce(p_act ->> 'kind', '') not in ('person', 'client', 'system')
    or (p_act ->> 'person')::uuid is null or p_act ->> 'role' is null or v_at is null
    or jsonb_typeof(p_appends) is distinct from 'array' or jsonb_array_length(p_appends) = 0
    or not coalesce(has_exactly(p_violation, array['id', 'owner', 'status', 'own_status', 'referral_id', 'referral_status',
      'version', 'recorded_at', 'changed_at', 'state']), true)
    or not coalesce(has_exactly(p_referral, array['id', 'violation_id', 'sender', 'receiver', 'status', 'open',
      'releases_violation', 'version_number', 'due_on', 'version', 'sent_at', 'changed_at', 'state']), true)
    or not coalesce(has_exactly(p_examination, array['referral_id', 'agency', 'version', 'state']), true)
    or jsonb_typeof(coalesce(p_evidence, '[]')) <> 'array' or jsonb_typeof(coalesce(p_contents, '[]')) <> 'array'
    or exists (select from jsonb_array_elements(p_evidence) item where not has_exactly(item, array['id', 'violation_id',
      'owner', 'status', 'content_id', 'copy_id', 'shared_with', 'version', 'received_at', 'changed_at', 'state']))
    or exists (select from jsonb_array_elements(p_contents) content where not has_exactly(content, array['id', 'digest',
      'size', 'object', 'key_id', 'wrapped_key', 'quota']))
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
    v_owner := null; v_sender := null; v_receiver := null; v_shared := '{}'; v_item := null;
    if v_stream = 'evidence' then
      select item into v_item from jsonb_array_elements(p_evidence) item where (item ->> 'id')::uuid = v_stream_id;
      select owner, shared_with into v_owner, v_shared from evidence_items where id = v_stream_id;
      if v_first = 0 then
        -- Its row is held, so that neither a dismissal nor another item comes in between (R-EVI-03, R-EVI-04).
        select * into v_violation from violations where id = (v_item ->> 'violation_id')::uuid for update;
        if v_violation.own_status = 'dismissed'
          or (select count(*) from evidence_items where violation_id = v_violation.id) >= 200 then
          raise exception 'the violation has moved on' using errcode = 'PN003';
        end if;
        v_owner := v_violation.owner;
        v_shared := '{}';
        if v_owner is distinct from v_item ->> 'owner' then
          raise exception 'evidence belongs to a violation' using errcode = 'PN004';
        end if;
      end if;
      v_sender := v_owner;
      v_receiver := case when v_agency = any (v_shared) then v_agency end;
      -- Nobody comes to see an item but by a referral of this very act.
      if exists (select from jsonb_array_elements_text(v_item -> 'shared_with') agency
        where agency <> all (v_shared) and agency is distinct from p_referral ->> 'receiver') then
        raise exception 'an item is shared by handing it over' using errcode = 'PN005';
      end if;
    elsif v_stream = 'violation' then
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
      if v_type.by_system is distinct from (p_act ->> 'kind' = 'system') then
        raise exception 'not an act of this kind' using errcode = 'PN004';
      end if;
      if v_type.type = 'EvidenceErased' then
        v_erased := v_erased || array(select unnest(array[content_id, copy_id]) from evidence_items where id = v_stream_id);
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
      when 'evidence' then (v_item ->> 'version')::int
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
     + jsonb_array_length(coalesce(p_evidence, '[]')) <> jsonb_array_length(p_appends) then
    raise exception 'a row without its events' using errcode = 'PN005';
  end if;

  for v_content in select * from jsonb_array_elements(p_contents) loop
    insert into evidence_contents (id, owner, digest, size, object, key_id, wrapped_key, stored_at)
      values ((v_content ->> 'id')::uuid, v_agency, v_content ->> 'digest', (v_content ->> 'size')::bigint,
        v_content ->> 'object', v_content ->> 'key_id', v_content ->> 'wrapped_key', v_at);
    delete from evidence_loose_objects where object = v_content ->> 'object';
    insert into evidence_usage as used values (v_agency, (v_content ->> 'size')::bigint)
      on conflict (agency) do update set bytes = used.bytes + excluded.bytes;
    if (select bytes from evidence_usage where agency = v_agency) > (v_content ->> 'quota')::bigint then
      raise exception 'no room for more' using errcode = 'PN007';
    end if;
  end loop;

  perform project(p_violation, p_referral, p_examination, p_evidence);

  if cardinality(v_erased) > 0 then
    with gone as (
      delete from evidence_contents content where content.id = any (v_erased) and not exists (
        select from evidence_items item where item.content_id = content.id or item.copy_id = content.id)
      returning object, size
    ), loose as (
      insert into evidence_loose_objects select object, v_at from gone on conflict do nothing
    ), freed as (
      update evidence_usage set bytes = bytes - (select coalesce(sum(size), 0) from gone) where agency = v_agency
    )
    select coalesce(jsonb_agg(object), '[]') into v_discarded from gone;
  end if;

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
  return jsonb_build_object('discarded', v_discarded);
end $$;

-- Pending items that nobody is inspecting, for whoever asks to do it; their agencies are told, and nothing of the items.
create function lease_pending_scans(p_most int, p_seconds int) returns table (evidence_id uuid, agency text)
  language sql security definer set search_path = penerusan, pg_temp as $$
  with settled as (
    delete from evidence_scan_leases lease where not exists (
      select from evidence_items item where item.id = lease.evidence_id and item.status = 'pending')
  ), due as (
    select item.id, item.owner, (item.state #>> '{original,size}')::float8 as size from evidence_items item
     where item.status = 'pending' and not exists (
       select from evidence_scan_leases lease where lease.evidence_id = item.id and lease.leased_until > app_now())
     order by item.id limit p_most for update skip locked
  ), leased as (
    insert into evidence_scan_leases as lease (evidence_id, attempts, leased_until)
      -- Whoever dies over it delays it by as long as an inspection may take.
      select id, 1, app_now() + make_interval(secs => p_seconds + size / 4194304) from due
      on conflict on constraint evidence_scan_leases_pkey do update set
        attempts = lease.attempts + 1, leased_until = excluded.leased_until
  )
  select id, owner from due $$;

-- Why an inspection found nothing out, and when to try again: each time twice as late, so that what is built to be slow
-- does not keep us busy.
create function note_scan_fault(p_evidence_id uuid, p_fault text, p_seconds int) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update evidence_scan_leases set
    fault = left(p_fault, 64),
    leased_until = app_now() + make_interval(secs => least(p_seconds * power(2, least(attempts, 12) - 1), 3600))
   where evidence_id = p_evidence_id and exists (
     select from evidence_items item where item.id = p_evidence_id and item.owner = app_agency()) $$;

-- An object is about to be stored.
create function note_loose_object(p_object text) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  insert into evidence_loose_objects values (left(p_object, 200), app_now()) on conflict do nothing $$;

-- Objects that have been loose since before then, and to which nothing refers.
create function loose_objects(p_before timestamptz, p_most int) returns setof text
  language sql security definer set search_path = penerusan, pg_temp as $$
  select object from evidence_loose_objects loose
   where noted_at < p_before and not exists (select from evidence_contents content where content.object = loose.object)
   order by noted_at limit p_most $$;

-- They are gone.
create function forget_loose_objects(p_objects text[]) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  delete from evidence_loose_objects where object = any (p_objects) $$;

-- Which of these objects nothing refers to.
create function unknown_objects(p_objects text[]) returns setof text
  language sql security definer set search_path = penerusan, pg_temp as $$
  select wanted from unnest(p_objects) wanted
   where not exists (select from evidence_contents content where content.object = wanted)
     and not exists (select from evidence_loose_objects loose where loose.object = wanted) $$;

-- Contents whose re-hashing is due, longest ago first; their owners are told, and nothing else.
create function lease_contents_to_verify(p_before timestamptz, p_most int) returns table (content_id uuid, agency text)
  language sql security definer set search_path = penerusan, pg_temp as $$
  update evidence_contents set leased_at = app_now() where id in (
    select id from evidence_contents where leased_at < p_before order by leased_at, id limit p_most for update skip locked)
  returning id, owner $$;

-- The stored bytes are what was taken in: known as of now.
create function note_content_intact(p_content_id uuid) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update evidence_contents set verified_at = app_now() where id = p_content_id and owner = app_agency() $$;

-- A data key wrapped anew, when it is still the one that was read.
create function rewrap_content(p_content_id uuid, p_known text, p_key_id text, p_wrapped_key text) returns boolean
  language sql security definer set search_path = penerusan, pg_temp as $$
  with wrapped as (
    update evidence_contents set key_id = p_key_id, wrapped_key = p_wrapped_key
     where id = p_content_id and owner = app_agency() and wrapped_key = p_known returning 1)
  select exists (select from wrapped) $$;

-- The same bytes, stored anew because the object that held them no longer does, when it is still the one that was read.
create function replace_content(p_content_id uuid, p_digest text, p_known text, p_object text, p_key_id text, p_wrapped_key text)
  returns boolean
  language sql security definer set search_path = penerusan, pg_temp as $$
  with replaced as (
    update evidence_contents set object = p_object, key_id = p_key_id, wrapped_key = p_wrapped_key, verified_at = app_now()
     where id = p_content_id and owner = app_agency() and digest = p_digest and object = p_known returning 1
  ), taken as (
    delete from evidence_loose_objects where object = p_object and exists (select from replaced)
  ), loose as (
    insert into evidence_loose_objects select p_known, app_now() from replaced on conflict do nothing)
  select exists (select from replaced) $$;

-- Contents whose data key is not wrapped under this key, some at once; their owners are told, and nothing else.
create function contents_under_other_keys(p_key_id text, p_after uuid, p_most int) returns table (content_id uuid, agency text)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select id, owner from evidence_contents where key_id <> p_key_id and id > p_after order by id limit p_most $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

revoke all on function project(jsonb, jsonb, jsonb, jsonb),
  record_act(jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb), lease_pending_scans(int, int),
  note_scan_fault(uuid, text, int), lease_contents_to_verify(timestamptz, int), note_content_intact(uuid),
  rewrap_content(uuid, text, text, text), replace_content(uuid, text, text, text, text, text),
  contents_under_other_keys(text, uuid, int), note_loose_object(text), loose_objects(timestamptz, int), forget_loose_objects(text[]), unknown_objects(text[]) from public;
grant execute on function project(jsonb, jsonb, jsonb, jsonb) to {{prefix}}_owner;
grant execute on function record_act(jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb),
  lease_pending_scans(int, int), note_scan_fault(uuid, text, int), lease_contents_to_verify(timestamptz, int),
  note_content_intact(uuid), rewrap_content(uuid, text, text, text), replace_content(uuid, text, text, text, text, text),
  contents_under_other_keys(text, uuid, int), note_loose_object(text), loose_objects(timestamptz, int), forget_loose_objects(text[]), unknown_objects(text[])
  to {{prefix}}_service;
