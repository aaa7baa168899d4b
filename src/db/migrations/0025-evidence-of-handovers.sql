-- why: a hand-over to the election-crime track carries the evidence itself, and not only its digests: a criminal proceeding proves by originals.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Of hand-overs of before only digests went.
alter table handovers add column evidence_ids uuid[] not null default '{}';
alter table handovers alter column evidence_ids drop default;
create index handovers_by_item on handovers using gin (evidence_ids);

-- Its receiver sees the items that went along while the decision stands, and of their ledgers that they came, and what its own
-- officers opened: never what other agencies do with them.
create policy track_sees on evidence_items for select to {{prefix}}_service using (
  exists (select from handovers
    where handovers.receiver = app_agency() and handovers.decision_standing = 'issued' and evidence_items.id = any (handovers.evidence_ids)));
create policy track_sees on events for select to {{prefix}}_service using (
  stream = 'evidence' and audience = 'parties' and type in ('EvidenceHandedOn', 'EvidenceOpened', 'EvidenceDownloaded') and exists (
    select from handovers
     where handovers.receiver = app_agency() and handovers.decision_standing = 'issued' and events.stream_id = any (handovers.evidence_ids)
       and case events.type when 'EvidenceHandedOn' then handovers.sent_at = events.at else events.agency = app_agency() end));

grant select (evidence_ids, decision_standing, sent_at) on handovers to {{prefix}}_sequencer;

reset role;
grant create on schema penerusan to {{prefix}}_writer, {{prefix}}_sequencer;
set role {{prefix}}_writer;

drop function send_handover(jsonb, jsonb, jsonb, jsonb, jsonb);
-- Hands a criminal decision over: the sending on the referral, in the ledger of every item that goes along, and the beginning of the
-- hand-over, in one act. A process of before names no items, and hands on none.
create function send_handover(
  p_act jsonb, p_appends jsonb, p_referral jsonb, p_handover jsonb, p_event jsonb, p_evidence jsonb default null
) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  h handovers;
begin
  p_handover := '{"evidence_ids": []}' || p_handover;
  if not coalesce(has_exactly(p_handover, array['id', 'referral_id', 'decision_number', 'sender', 'receiver', 'status',
    'evidence_ids', 'version', 'sent_at', 'changed_at', 'state']), false) then
    raise exception 'not a hand-over' using errcode = 'PN005';
  end if;
  perform assert_handover_event(p_event, array['HandoverSent'], 'merit-supervision', p_act);
  h := jsonb_populate_record(null::handovers, p_handover || '{"decision_standing": "issued"}');
  if h.sender is distinct from app_agency() or h.sender is distinct from p_referral ->> 'receiver'
    or h.receiver is not distinct from p_referral ->> 'sender'
    or not coalesce(holds_mandate(h.receiver, 'election-supervision', legal_date((p_act ->> 'at')::timestamptz)), false) then
    raise exception 'not a hand-over between these' using errcode = 'PN004';
  end if;
  if h.version <> 1 or h.status <> 'sent' or h.referral_id is distinct from (p_referral ->> 'id')::uuid
    or not exists (
      select from jsonb_array_elements(p_appends) append, jsonb_array_elements(append -> 'events') event
       where (append ->> 'id')::uuid = h.referral_id and event ->> 'type' = 'CriminalHandoverSent'
         and ((event ->> 'payload')::jsonb ->> 'id')::uuid = h.id
         and ((event ->> 'payload')::jsonb ->> 'decisionNumber')::int = h.decision_number) then
    raise exception 'a hand-over begins with its sending' using errcode = 'PN005';
  end if;
  -- What goes on is of this case, clean, in the sender's hands, and goes on by this very act.
  if exists (
    select from unnest(h.evidence_ids) going (id) where not exists (
      select from evidence_items item
       where item.id = going.id and item.violation_id = (p_referral ->> 'violation_id')::uuid and item.status = 'clean'
         and h.sender = any (item.shared_with)))
    or (select coalesce(array_agg((append ->> 'id')::uuid order by append ->> 'id'), '{}')
          from jsonb_array_elements(p_appends) append, jsonb_array_elements(append -> 'events') event
         where event ->> 'type' = 'EvidenceHandedOn' and ((event ->> 'payload')::jsonb ->> 'handoverId')::uuid = h.id
           and (event ->> 'payload')::jsonb ->> 'to' = h.receiver)
      is distinct from array(select unnest(h.evidence_ids) order by 1) then
    raise exception 'not the evidence of this hand-over' using errcode = 'PN004';
  end if;
  perform record_act(p_act, p_appends, null, p_referral, null, p_evidence, null, null, null);
  insert into handovers select h.*;
  perform append_own(p_act, 'handover', h.id, p_event);
end $$;

-- The door, as in 0011; whoever runs the election-crime track opens what was handed on to it.
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
        ) or exists (
        select from handovers where receiver = v_agency and v_stream_id = any (evidence_ids) and decision_standing = 'issued'
        ) then v_agency end;
      -- The decision has just ceased to stand: whoever was about to open the item looks again, and finds nothing.
      if v_receiver is null and v_agency is distinct from v_owner and exists (
        select from handovers where receiver = v_agency and v_stream_id = any (evidence_ids)) then
        raise exception 'the hand-over has ended' using errcode = 'PN003';
      end if;
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
        if v_sender is distinct from v_owner or not may_be_sent_to(v_sender, v_receiver, v_today) then
          raise exception 'not a referral between these' using errcode = 'PN004';
        end if;
        if p_violation ->> 'id' is distinct from p_referral ->> 'violation_id'
          or p_violation ->> 'referral_id' is distinct from p_referral ->> 'id' then
          raise exception 'a referral is sent with its violation' using errcode = 'PN005';
        end if;
      end if;
      -- In a hand-over it becomes the successor's in the same act.
      if v_stream = 'examination' and p_examination ->> 'agency' is distinct from
        (case when (p_referral ->> 'id')::uuid = v_stream_id then p_referral ->> 'receiver' else v_receiver end) then
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
     where (copy ->> 'recipient' in (p_referral ->> 'sender', p_referral ->> 'receiver') and copy ->> 'ending' is null)
        or (not exists (select from copies known where known.id = (copy ->> 'id')::uuid)
            and not exists (
              select from jsonb_array_elements(p_appends) append, jsonb_array_elements(append -> 'events') event
               where event ->> 'type' = 'CopyGiven'))
        or exists (
          select from jsonb_array_elements(copy #> '{copy,evidence}') shown
           where not exists (
             select from evidence_items item
              where item.id = (shown ->> 'evidenceId')::uuid and item.violation_id = (p_referral ->> 'violation_id')::uuid
                and coalesce((select receiver from referrals where id = (p_referral ->> 'id')::uuid), p_referral ->> 'receiver')
                  = any (item.shared_with)))) then
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
set role {{prefix}}_sequencer;

-- As in 0022, and beside it: whoever runs the election-crime track is told of what was handed on to it.
create or replace function event_readers(p_stream text, p_stream_id uuid, p_version int, p_audience text, p_agency text, p_type text,
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
              where party.agency = p_agency and party.violation_id = recusals.violation_id order by party.referral_id desc limit 1),
            (select '/v1/former-referrals/' || former.referral_id from penerusan.former_parties former
              where former.agency = p_agency and former.violation_id = recusals.violation_id order by former.referral_id desc limit 1),
            '/v1/violations/' || violation_id || '/recusals')
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
  select holder, place.path, feed_type(p_type)
    from penerusan.evidence_items item, unnest(item.shared_with) holder, lateral (select coalesce(
      (select '/v1/referrals/' || party.referral_id || '/evidence/' || item.id from penerusan.referral_parties party
        where party.agency = holder and party.violation_id = item.violation_id order by party.referral_id desc limit 1),
      (select '/v1/former-referrals/' || former.referral_id from penerusan.former_parties former
        where former.agency = holder and former.violation_id = item.violation_id order by former.referral_id desc limit 1)) as path) place
   where p_stream = 'evidence' and p_audience = 'parties' and item.id = p_stream_id and holder <> item.owner
     and place.path is not null
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
  -- Of what went with a hand-over its receiver is told that it came and what its own officers opened, while the decision stands.
  select track.receiver, '/v1/handovers/' || track.id || '/evidence/' || p_stream_id, feed_type(p_type)
    from (select distinct on (h.receiver) h.receiver, h.id from penerusan.handovers h
           where p_stream = 'evidence' and p_audience = 'parties' and p_stream_id = any (h.evidence_ids) and h.decision_standing = 'issued'
             and case p_type when 'EvidenceHandedOn' then h.sent_at = p_at
               when 'EvidenceOpened' then h.receiver = p_agency when 'EvidenceDownloaded' then h.receiver = p_agency else false end
           order by h.receiver, h.id desc) track
   where not exists (select from penerusan.evidence_items item
     where item.id = p_stream_id and (item.owner = track.receiver or track.receiver = any (item.shared_with)))
  union all
  select given.recipient, '/v1/copies/' || given.id, feed_type(p_type) from given
   where not exists (select from penerusan.referral_parties party
     where party.agency = given.recipient and party.referral_id = p_stream_id) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer, {{prefix}}_sequencer;

revoke all on function send_handover(jsonb, jsonb, jsonb, jsonb, jsonb, jsonb) from public;
grant execute on function send_handover(jsonb, jsonb, jsonb, jsonb, jsonb, jsonb) to {{prefix}}_service;
