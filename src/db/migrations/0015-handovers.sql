-- why: a criminal decision is handed over to the agency that runs the election-crime track, with a frozen version of its own.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- One row a hand-over: its own little referral, between the agency that decided and the one that runs the track.
create table handovers (
  id uuid primary key,
  referral_id uuid not null,
  decision_number int not null check (decision_number > 0),
  sender text not null, -- whoever has the referral as its receiver
  receiver text not null check (receiver <> sender),
  status text not null check (status in ('sent', 'received', 'registered', 'not-registered', 'not-an-offence', 'forwarded-to-police')),
  decision_standing text not null default 'issued' check (decision_standing in ('issued', 'superseded', 'annulled')), -- follows the referral
  version int not null check (version > 0),
  sent_at timestamptz not null,
  changed_at timestamptz not null,
  state jsonb not null,
  constraint handovers_once_per_decision unique (referral_id, decision_number)
);
create index handovers_by_sender on handovers (sender, id desc);
create index handovers_by_receiver on handovers (receiver, id desc);

-- Referrals and decisions of before know neither hand-overs nor corrections.
update referrals set state = state || jsonb_build_object('handovers', '[]'::jsonb, 'decisions', (
  select coalesce(jsonb_agg(decision || '{"corrections": []}' order by place), '[]')
    from jsonb_array_elements(state -> 'decisions') with ordinality as decisions (decision, place)));

alter table handovers enable row level security;
alter table handovers force row level security;
create policy writer_writes on handovers for all to {{prefix}}_writer using (true) with check (true);
create policy parties_see on handovers for select to {{prefix}}_service using (sender = app_agency() or receiver = app_agency());
create policy handover_parties_see on events for select to {{prefix}}_service using (
  stream = 'handover' and audience = 'parties' and exists (
    select from handovers where handovers.id = events.stream_id
      and (handovers.sender = app_agency() or handovers.receiver = app_agency())));
grant select on handovers to {{prefix}}_service;
grant select, insert, update on handovers to {{prefix}}_writer;

alter table read_records drop constraint read_records_target;
alter table read_records add constraint read_records_target check (target in ('violation', 'referral', 'evidence', 'upload',
  'reporter', 'copy', 'violations', 'referrals', 'copies', 'read-records', 'refusals', 'departure', 'emergency-access',
  'former-referral', 'former-referrals', 'succession', 'obligation', 'obligations', 'handover', 'handovers'));

-- The agency that owns the case may ask who has read a hand-over of it, too (0005, 0008).
create policy gate_looks_up on handovers for select to {{prefix}}_gate using (
  exists (select from referrals where referrals.id = handovers.referral_id and referrals.sender = app_agency()));
grant select (id, referral_id) on handovers to {{prefix}}_gate;

reset role;
grant create on schema penerusan to {{prefix}}_gate, {{prefix}}_writer;
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
       union all select h.id from handovers h join referrals f on f.id = h.referral_id
        where h.id = any (p_things) and f.sender = app_agency()
       union all select id from obligations where id = any (p_things) and sender = app_agency()
       union all select id from evidence_items where id = any (p_things) and owner = app_agency())
     and not exists (select from refusals f where f.request_id = r.request_id)
   group by r.agency, r.person, r.roles, r.operation $$;
reset role;
set role {{prefix}}_writer;

-- Whether an event of a hand-over is one that this agency may append on this day.
create function assert_handover_event(p_event jsonb, p_types text[], p_mandate text, p_act jsonb) returns void
  language plpgsql stable security invoker as $$
begin
  if p_event ->> 'type' <> all (p_types) or p_act ->> 'kind' = 'system' then
    raise exception 'not an event of this act' using errcode = 'PN005';
  end if;
  if not coalesce(holds_mandate(app_agency(), p_mandate, legal_date((p_act ->> 'at')::timestamptz)), false) then
    raise exception 'not this agency''s to do' using errcode = 'PN004';
  end if;
end $$;

-- Hands a criminal decision over: the sending on the referral and the beginning of the hand-over, in one act.
create function send_handover(p_act jsonb, p_appends jsonb, p_referral jsonb, p_handover jsonb, p_event jsonb) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  h handovers;
begin
  if not coalesce(has_exactly(p_handover, array['id', 'referral_id', 'decision_number', 'sender', 'receiver', 'status',
    'version', 'sent_at', 'changed_at', 'state']), false) then
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
  perform record_act(p_act, p_appends, null, p_referral, null, null, null, null, null);
  insert into handovers select h.*;
  perform append_own(p_act, 'handover', h.id, p_event);
end $$;

-- What the receiving agency does with a hand-over: that it came, and what came of it.
create function answer_handover(p_act jsonb, p_id uuid, p_after int, p_handover jsonb, p_event jsonb) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if not coalesce(has_exactly(p_handover, array['status', 'changed_at', 'state']), false) then
    raise exception 'not an answer' using errcode = 'PN005';
  end if;
  perform assert_handover_event(p_event, array['HandoverReceived', 'HandoverOutcomeReported'], 'election-supervision', p_act);
  if not exists (select from handovers where id = p_id and receiver = app_agency()) then
    raise exception 'not this agency''s hand-over' using errcode = 'PN004';
  end if;
  update handovers set
    status = p_handover ->> 'status', version = p_after + 1, changed_at = (p_handover ->> 'changed_at')::timestamptz,
    state = p_handover -> 'state'
    where id = p_id and version = p_after;
  if not found then raise exception 'stale version' using errcode = 'PN003'; end if;
  perform append_own(p_act, 'handover', p_id, p_event);
end $$;

-- A decision that was handed over and does not stand any more: the hand-over says so.
create function tell_handovers() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_payload jsonb;
begin
  select payload::jsonb into v_payload from event_payloads
    where stream = new.stream and stream_id = new.stream_id and version = new.version;
  update handovers set
    decision_standing = case new.type when 'DecisionAnnulled' then 'annulled' else 'superseded' end
    where referral_id = new.stream_id
      and decision_number = (v_payload ->> case new.type when 'DecisionAnnulled' then 'number' else 'supersedes' end)::int;
  return null;
end $$;
grant execute on function tell_handovers() to {{prefix}}_owner;

-- A referral that another agency takes over brings its hand-overs with it; who sent them is in their state and in the log.
create function hand_handovers_over() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  update handovers set sender = new.receiver where referral_id = new.id and receiver <> new.receiver;
  return null;
end $$;
grant execute on function hand_handovers_over() to {{prefix}}_owner;

reset role;
revoke create on schema penerusan from {{prefix}}_gate, {{prefix}}_writer;

set role {{prefix}}_owner;
create constraint trigger handovers_are_told after insert on events
  deferrable initially deferred for each row when (new.type in ('DecisionAnnulled', 'DecisionIssued'))
  execute function tell_handovers();
create trigger handovers_are_handed_over after update of receiver on referrals
  for each row when (old.receiver is distinct from new.receiver) execute function hand_handovers_over();
reset role;

revoke all on function assert_handover_event(jsonb, text[], text, jsonb), send_handover(jsonb, jsonb, jsonb, jsonb, jsonb),
  answer_handover(jsonb, uuid, int, jsonb, jsonb), tell_handovers(), hand_handovers_over() from public;
grant execute on function send_handover(jsonb, jsonb, jsonb, jsonb, jsonb), answer_handover(jsonb, uuid, int, jsonb, jsonb)
  to {{prefix}}_service;
