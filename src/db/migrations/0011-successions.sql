-- why: the law moves the matters of one agency to another on a day. Who agreed with whom and who follows whom is dated data; each
-- matter moves once, in one act, and whoever had begun it keeps what it had seen up to then.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Configuration, from the directory file. A mandate without new matters is held to finish what is there.
alter table mandates add column takes_new boolean not null default true;

create table agreements (
  code text not null,
  sender text not null references agencies (id),
  receiver text not null references agencies (id),
  purpose text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from), -- half-open, as of mandates
  legal_basis text not null,
  primary key (code, valid_from)
);

create table successions (
  code text primary key,
  mandate text not null check (mandate = 'merit-supervision'),
  from_agency text not null references agencies (id),
  takes_effect_on date not null,
  legal_basis text not null,
  begun_to text not null references agencies (id),
  not_begun_to text not null references agencies (id),
  begun_statuses text[] not null,
  confidence text not null
);

-- Whether a new referral may go from one to the other on that day.
create function may_be_sent_to(p_sender text, p_receiver text, p_on date) returns boolean
  language sql stable parallel safe
  as $$ select exists (
      select from penerusan.mandates
       where agency = p_receiver and mandate = 'merit-supervision' and takes_new and valid_from <= p_on and (valid_to is null or p_on < valid_to))
    and exists (
      select from penerusan.agreements
       where sender = p_sender and receiver = p_receiver and valid_from <= p_on and (valid_to is null or p_on < valid_to)) $$;

-- That a succession is being carried out, and since when; finished when nothing can come after it any more.
create table succession_runs (
  code text primary key,
  from_agency text not null,
  began_at timestamptz not null,
  finished_at timestamptz
);

-- What becomes of each matter. Written before anything moves, so that a crash leaves only work to do.
create table succession_cases (
  code text not null references succession_runs (code),
  referral_id uuid not null,
  violation_id uuid not null,
  sender text not null,
  from_agency text not null,
  to_agency text not null,
  begun boolean not null,
  outcome text not null check (outcome in ('pending', 'moved', 'stays', 'successor-is-sender', 'no-longer-open')),
  settled_at timestamptz, -- when it came to that
  primary key (code, referral_id),
  check ((outcome = 'pending') = (settled_at is null))
);
create index succession_cases_pending on succession_cases (code, referral_id) where outcome = 'pending';

-- Who had begun a matter before it was handed over, and the last version of it that they may read: the hand-over itself.
create table former_parties (
  agency text not null,
  referral_id uuid not null,
  violation_id uuid not null,
  succession text not null,
  version int not null,
  ended_at timestamptz not null,
  primary key (agency, referral_id)
);
create index former_parties_of_referral on former_parties (referral_id);

-- Referrals of before have had one receiver.
update referrals set state = state || '{"transfers": []}';

alter table succession_cases enable row level security;
alter table succession_cases force row level security;
alter table former_parties enable row level security;
alter table former_parties force row level security;

create policy writer_writes on succession_cases for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on former_parties for all to {{prefix}}_writer using (true) with check (true);
-- Which matters moved is for whose they are or were; for the successor, once they are.
create policy whose_it_is_or_was_sees on succession_cases for select to {{prefix}}_service using (
  sender = app_agency() or from_agency = app_agency() or (to_agency = app_agency() and outcome = 'moved'));
create policy former_party_and_parties_see on former_parties for select to {{prefix}}_service using (
  agency = app_agency() or exists (
    select from referral_parties party where party.agency = app_agency() and party.referral_id = former_parties.referral_id));
create policy former_party_sees on events for select to {{prefix}}_service using (
  stream = 'referral' and audience = 'parties' and exists (
    select from former_parties former
     where former.agency = app_agency() and former.referral_id = events.stream_id and events.version <= former.version));

grant select on agreements, successions to {{prefix}}_writer, {{prefix}}_service;
grant select on succession_runs, succession_cases, former_parties to {{prefix}}_service;
grant select, insert, update on succession_runs, succession_cases to {{prefix}}_writer;
grant select, insert on former_parties to {{prefix}}_writer;
grant delete on referral_parties, case_officers to {{prefix}}_writer;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- A receiver changes by an order that is in force, and by nothing else: where the order says by the state the referral was
-- in, in the act that says so in its stream. With it go the parties, the officer and the list of the succession.
create function move_by_succession() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_said jsonb;
  v_at timestamptz;
  v_order successions;
  v_begun boolean;
begin
  select payload::jsonb, events.at into v_said, v_at
    from events join event_payloads using (stream, stream_id, version)
   where stream = 'referral' and stream_id = new.id and version = new.version and type = 'ReferralTransferred'
     and agency = old.receiver;
  select * into v_order from successions where code = v_said ->> 'succession';
  v_begun := old.status = any (v_order.begun_statuses);
  if v_order.code is null or v_order.from_agency <> old.receiver
    or v_order.takes_effect_on > (v_at at time zone 'Asia/Jakarta')::date
    or new.receiver is distinct from (case when v_begun then v_order.begun_to else v_order.not_begun_to end)
    or v_said ->> 'from' is distinct from old.receiver or v_said ->> 'to' is distinct from new.receiver
    or (v_said ->> 'begun')::boolean is distinct from v_begun
    or new.receiver = new.sender or not holds_mandate(new.receiver, v_order.mandate, (v_at at time zone 'Asia/Jakarta')::date) then
    raise exception 'no succession says so' using errcode = 'PN004';
  end if;
  delete from referral_parties where agency = old.receiver and referral_id = new.id;
  delete from case_officers where referral_id = new.id;
  if v_begun then
    insert into former_parties values (old.receiver, new.id, new.violation_id, v_order.code, new.version, v_at)
      on conflict do nothing;
  end if;
  update succession_cases set outcome = 'moved', to_agency = new.receiver, begun = v_begun, settled_at = v_at
    where code = v_order.code and referral_id = new.id;
  if not found then raise exception 'not on the list of the succession' using errcode = 'PN004'; end if;
  return new;
end $$;
grant execute on function move_by_succession() to {{prefix}}_owner;

-- Lists what the successions of this day are to move, and answers some of what is pending. Whoever asks again goes on where
-- a crash has left it; what arrived at the last moment of the old day is listed with the next round.
create function pending_transfers(p_code text, p_most int) returns table (code text, agency text, referral_id uuid)
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
#variable_conflict use_column
declare
  v_order successions;
begin
  for v_order in
    select o.* from successions o left join succession_runs run using (code)
     where o.takes_effect_on <= (app_now() at time zone 'Asia/Jakarta')::date and run.finished_at is null
       and (p_code is null or o.code = p_code)
     order by o.takes_effect_on, o.code
  loop
    insert into succession_runs values (v_order.code, v_order.from_agency, app_now(), null) on conflict do nothing;
    insert into succession_cases
      select v_order.code, r.id, r.violation_id, r.sender, r.receiver, destination.agency, destination.begun,
          destination.outcome, case when destination.outcome <> 'pending' then app_now() end
        from referral_parties party
        join referrals r on r.id = party.referral_id
       cross join lateral (
         select case when r.status = any (v_order.begun_statuses) then v_order.begun_to else v_order.not_begun_to end as agency,
                r.status = any (v_order.begun_statuses) as begun) named
       cross join lateral (
         select named.agency, named.begun, case when named.agency = r.receiver then 'stays'
                when named.agency = r.sender then 'successor-is-sender' else 'pending' end as outcome) destination
       where party.agency = v_order.from_agency and party.side = 'receiver'
         and party.status in ('sent', 'received', 'returned', 'accepted', 'under-examination', 'decided', 'closed')
      on conflict do nothing;
    return query
      select c.code, c.from_agency, c.referral_id from succession_cases c
       where c.code = v_order.code and c.outcome = 'pending' order by c.referral_id limit p_most;
    if found then return; end if;
    -- An act may say a minute less than the clock, and a statement may take long.
    update succession_runs set finished_at = app_now()
      where code = v_order.code and app_now() > (v_order.takes_effect_on::timestamp at time zone 'Asia/Jakarta') + interval '1 hour';
  end loop;
end $$;

-- Why a matter was not moved.
create function note_not_moved(p_code text, p_referral uuid, p_outcome text) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update succession_cases set outcome = p_outcome, settled_at = app_now()
   where code = p_code and referral_id = p_referral and from_agency = app_agency() and outcome = 'pending' $$;

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
        receiver = excluded.receiver, status = excluded.status, open = excluded.open, releases_violation = excluded.releases_violation,
        version_number = excluded.version_number, due_on = excluded.due_on, version = excluded.version,
        changed_at = excluded.changed_at, state = excluded.state
      where referrals.sender = excluded.sender -- its receiver changes by a succession only: referrals_move_by_succession
        and referrals.violation_id = excluded.violation_id;
    get diagnostics touched = row_count;
    if touched <> 1 then raise exception 'referral row not written' using errcode = 'PN005'; end if;

    insert into referral_parties
      values (r.sender, r.id, 'sender', r.status, r.violation_id), (r.receiver, r.id, 'receiver', r.status, r.violation_id)
      on conflict (agency, referral_id) do update set status = excluded.status;

    -- The dated rows by which recipients see what was shared with them; they end by themselves.
    insert into copies
      select (copy ->> 'id')::uuid, r.id, (copy ->> 'number')::int, copy #>> '{act,agency}', copy ->> 'recipient',
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
      on conflict (referral_id) do update set agency = excluded.agency, version = excluded.version, state = excluded.state;
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
revoke create on schema penerusan from {{prefix}}_writer;

set role {{prefix}}_owner;
create trigger referrals_move_by_succession before update of receiver on referrals
  for each row when (new.receiver is distinct from old.receiver) execute function move_by_succession();
reset role;

revoke all on function may_be_sent_to(text, text, date), move_by_succession(), pending_transfers(text, int),
  note_not_moved(text, uuid, text) from public;
grant execute on function may_be_sent_to(text, text, date) to {{prefix}}_writer;
grant execute on function pending_transfers(text, int), note_not_moved(text, uuid, text) to {{prefix}}_service;
