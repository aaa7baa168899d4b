-- why: whoever must act on a decision gets a redacted copy, for a time.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Projection: what was given to whom, from when to when. A recipient sees this row and nothing of the referral.
create table copies (
  id uuid primary key,
  referral_id uuid not null,
  number int not null check (number > 0),
  given_by text not null,
  recipient text not null,
  evidence_ids uuid[] not null,
  given_at timestamptz not null,
  ends_at timestamptz not null, -- the copy is no longer seen at this moment; moved forward when it is ended early
  state jsonb not null
);
create index copies_by_recipient on copies (recipient, id desc);
create index copies_of_referral on copies (referral_id);

update referrals set state = state || '{"copies": []}';

alter table copies enable row level security;
alter table copies force row level security;
create policy writer_writes on copies for all to {{prefix}}_writer using (true) with check (true);
create policy owner_maintains on copies for all to {{prefix}}_owner using (true) with check (true);
create policy recipient_sees on copies for select to {{prefix}}_service
  using (recipient = app_agency() and given_at <= app_now() and app_now() < ends_at);
grant select on copies to {{prefix}}_service;
grant select, insert, update on copies to {{prefix}}_writer;

-- A recipient sees the items of a copy while it lasts, and not their ledgers.
create policy recipients_see on evidence_items for select to {{prefix}}_service using (
  exists (select from copies where copies.recipient = app_agency() and evidence_items.id = any (copies.evidence_ids)));
drop policy holders_see on events;
create policy holders_see on events for select to {{prefix}}_service using (
  stream = 'evidence' and audience = 'parties' and exists (
    select from evidence_items item
     where item.id = events.stream_id and (item.owner = app_agency() or app_agency() = any (item.shared_with))));

alter table read_records drop constraint read_records_target;
alter table read_records add constraint read_records_target check (target in ('violation', 'referral', 'evidence', 'upload', 'reporter',
  'copy', 'violations', 'referrals', 'copies', 'read-records', 'refusals'));

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Writes projection rows: for the door, and for a rebuild, which has tables of the same names first in its search path.
create or replace function project(p_violation jsonb, p_referral jsonb, p_examination jsonb, p_evidence jsonb) returns void
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

    -- The dated rows by which recipients see what was shared with them; they end by themselves.
    insert into copies
      select (copy ->> 'id')::uuid, r.id, (copy ->> 'number')::int, r.receiver, copy ->> 'recipient',
          array(select (item ->> 'evidenceId')::uuid from jsonb_array_elements(copy -> 'copy' -> 'evidence') item),
          (copy #>> '{act,at}')::timestamptz,
          least((copy ->> 'until')::timestamptz, (copy #>> '{ending,act,at}')::timestamptz), copy
        from jsonb_array_elements(r.state -> 'copies') copy
      on conflict (id) do update set ends_at = excluded.ends_at, state = excluded.state
        where copies.referral_id = excluded.referral_id;
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
create or replace function record_act(
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
      v_receiver := case when v_agency = any (v_shared) or exists (
        select from copies where recipient = v_agency and v_stream_id = any (evidence_ids) and given_at <= v_at and v_at < ends_at
        ) then v_agency end;
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

  -- What goes on is of this case, and was handed over with it; and it comes with the act that gives it.
  if exists (
    select from jsonb_array_elements(p_referral #> '{state,copies}') copy
     where copy ->> 'recipient' in (p_referral ->> 'sender', p_referral ->> 'receiver')
        or (not exists (select from copies known where known.id = (copy ->> 'id')::uuid)
            and not exists (
              select from jsonb_array_elements(p_appends) append, jsonb_array_elements(append -> 'events') event
               where event ->> 'type' = 'CopyGiven'))
        or exists (
          select from jsonb_array_elements(copy #> '{copy,evidence}') shown
           where not exists (
             select from evidence_items item
              where item.id = (shown ->> 'evidenceId')::uuid and item.violation_id = (p_referral ->> 'violation_id')::uuid
                and p_referral ->> 'receiver' = any (item.shared_with)))) then
    raise exception 'not a copy of this case' using errcode = 'PN004';
  end if;
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

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
