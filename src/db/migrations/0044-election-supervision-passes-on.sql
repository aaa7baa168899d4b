-- why: election supervision can change hands too. What the old holder had received of criminal matters and not ended is somebody
-- else's then, or nobody could report what came of it.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

alter table successions drop constraint successions_mandate_check;
alter table successions add check (mandate in ('merit-supervision', 'election-supervision'));

-- One row a matter: a referral, or one hand-over of it.
alter table succession_cases drop constraint succession_cases_pkey;
alter table succession_cases add column handover_id uuid;
create unique index succession_cases_matter on succession_cases (code, coalesce(handover_id, referral_id));

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- As in 0008; the service may be who acts, in what is the service's alone to do.
create or replace function append_own(p_act jsonb, p_stream text, p_id uuid, p_event jsonb) returns void
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
    or coalesce(p_act ->> 'kind', '') not in ('person', 'client', 'system') or (p_act ->> 'person')::uuid is null
    or p_act ->> 'role' is null or v_at is null or p_id is null
    or not has_exactly(p_event, array['id', 'type', 'payload']) then
    raise exception 'not a complete act' using errcode = 'PN005';
  end if;
  select * into v_type from event_types where type = p_event ->> 'type';
  if v_type.stream is distinct from p_stream then
    raise exception 'not an event of this stream' using errcode = 'PN005';
  end if;
  if v_type.by_system is distinct from (p_act ->> 'kind' = 'system') then
    raise exception 'not an act of this kind' using errcode = 'PN004';
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

-- As in 0018; and it is found no more by whoever received it before.
create or replace function note_search_of_handover() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  perform put_search_entries('handover', new.id, case when tg_op = 'UPDATE' then array[old.sender, old.receiver] end, array(
    select entry from search_entries_of_handover(new.id, (select violation_id from referrals where id = new.referral_id),
      new.sender, new.receiver, new.status) entry));
  return null;
end $$;

-- As in 0011, of either kind of matter.
drop function note_not_moved(text, uuid, text);
create function note_not_moved(p_code text, p_matter uuid, p_outcome text) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update succession_cases set outcome = p_outcome, settled_at = app_now()
   where code = p_code and coalesce(handover_id, referral_id) = p_matter and from_agency = app_agency() and outcome = 'pending' $$;

-- A received hand-over goes to another receiver by an order that is in force, and by nothing else: where the order says by the
-- state it is in. Its referral is held first, as by everybody: the act by which its decision ceases to stand holds it too.
create function transfer_handover(p_act jsonb, p_code text, p_id uuid, p_after int, p_state jsonb, p_event jsonb) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_today constant date := legal_date((p_act ->> 'at')::timestamptz);
  v_said constant jsonb := (p_event ->> 'payload')::jsonb;
  v_order successions;
  v_case referrals;
  h handovers;
  v_begun boolean;
  v_to text;
begin
  select * into v_case from referrals where id = (select referral_id from handovers where id = p_id) for update;
  select * into h from handovers where id = p_id and receiver = app_agency() for update;
  if not found or h.version <> p_after then raise exception 'stale version' using errcode = 'PN003'; end if;
  select * into v_order from successions where code = p_code;
  v_begun := h.status = any (v_order.begun_statuses);
  v_to := case when v_begun then v_order.begun_to else v_order.not_begun_to end;
  if v_order.mandate is distinct from 'election-supervision' or v_order.from_agency <> h.receiver
    or v_order.takes_effect_on > v_today or h.status not in ('sent', 'received', 'registered')
    or v_to in (h.receiver, h.sender, v_case.sender) or not holds_mandate(v_to, v_order.mandate, v_today) then
    raise exception 'no succession says so' using errcode = 'PN004';
  end if;
  if p_event ->> 'type' is distinct from 'HandoverTransferred' or p_state ->> 'receiver' is distinct from v_to
    or v_said is distinct from jsonb_build_object('succession', p_code, 'from', h.receiver, 'to', v_to, 'begun', v_begun)
    or (p_state - 'receiver' - 'changedAt' - 'transfers') is distinct from (h.state - 'receiver' - 'changedAt' - 'transfers') then
    raise exception 'not a transfer of this hand-over' using errcode = 'PN005';
  end if;
  update handovers set receiver = v_to, version = p_after + 1, changed_at = (p_act ->> 'at')::timestamptz, state = p_state where id = p_id;
  perform append_own(p_act, 'handover', p_id, p_event);
  update succession_cases set outcome = 'moved', to_agency = v_to, begun = v_begun, settled_at = (p_act ->> 'at')::timestamptz
    where code = p_code and handover_id = p_id;
  if not found then raise exception 'not on the list of the succession' using errcode = 'PN004'; end if;
end $$;

-- Who received the hand-overs of a referral by now, for its parties: its sender sees no hand-over, and may know who can.
create function receivers_of_handovers(p_referral uuid) returns table (decision_number int, receiver text)
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select h.decision_number, h.receiver from handovers h
   where h.referral_id = p_referral and exists (
     select from referral_parties party where party.agency = app_agency() and party.referral_id = p_referral) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

revoke all on function note_not_moved(text, uuid, text), transfer_handover(jsonb, text, uuid, int, jsonb, jsonb),
  receivers_of_handovers(uuid) from public;
grant execute on function note_not_moved(text, uuid, text), transfer_handover(jsonb, text, uuid, int, jsonb, jsonb),
  receivers_of_handovers(uuid) to {{prefix}}_service;
