-- why: whoever received a hand-over saw that its decision did not stand any more only when it looked, and was not told; that a slip of
-- it was corrected it never learned. Who is told of it, 0061 says.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Since it was handed over, as far as the hand-over says what was corrected; follows the referral, as the standing does.
alter table handovers add column corrections jsonb not null default '[]';
alter table handovers alter column corrections drop default;
grant select (decision_number) on handovers to {{prefix}}_sequencer;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Hands a criminal decision over: the sending on the referral, in the ledger of every item that goes along, and the beginning of the
-- hand-over, in one act. A process of before names no items, and hands on none.
create or replace function send_handover(
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
  h := jsonb_populate_record(null::handovers, p_handover || '{"decision_standing": "issued", "corrections": []}');
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

-- As in 0015; and of a correction it says what was corrected.
create or replace function tell_handovers() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_payload jsonb;
begin
  select payload::jsonb into v_payload from event_payloads
    where stream = new.stream and stream_id = new.stream_id and version = new.version;
  if new.type = 'HandedDecisionCorrected' then
    update handovers set corrections = corrections || ((v_payload -> 'correction') || jsonb_build_object('at', rfc3339(new.at)))
      where referral_id = new.stream_id and decision_number = (v_payload ->> 'decisionNumber')::int;
  else
    update handovers set
      decision_standing = case new.type when 'DecisionAnnulled' then 'annulled' else 'superseded' end
      where referral_id = new.stream_id
        and decision_number = (v_payload ->> case new.type when 'DecisionAnnulled' then 'number' else 'supersedes' end)::int;
  end if;
  return null;
end $$;

-- Which decision of its referral was handed over that an event is of. Whoever numbers reads this of the payloads and nothing else of them.
create function handed_decision_of_event(p_referral uuid, p_version int) returns int
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select (payload ->> 'decisionNumber')::int from event_payloads
   where stream = 'referral' and stream_id = p_referral and version = p_version $$;
revoke all on function handed_decision_of_event(uuid, int) from public;
grant execute on function handed_decision_of_event(uuid, int) to {{prefix}}_sequencer;

-- Hand-overs of before: what was corrected since they were sent, as their receivers are told of it from now on.
update handovers h set corrections = (
  with said as (
    select version, at, payload::jsonb -> 'correction' as correction from events join event_payloads using (stream, stream_id, version)
     where stream = 'referral' and stream_id = h.referral_id and type = 'DecisionCorrected' and at > h.sent_at
       and (payload ->> 'number')::int = h.decision_number)
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'correctionNumber', correction -> 'number',
      'instrument', case when correction #> '{after}' ? 'instrument' then (h.state #> '{content,decision,instrument}') || (
        select jsonb_object_agg(key, value order by until_then.version)
          from said until_then, jsonb_each(until_then.correction #> '{after,instrument}') where until_then.version <= said.version) end,
      'legalBasis', correction #> '{after,legalBasis}',
      'reasons', case when correction #> '{after}' ? 'reasons' then true end,
      'at', rfc3339(at))) order by version), '[]')
    from said);

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

set role {{prefix}}_owner;
drop trigger handovers_are_told on events;
create constraint trigger handovers_are_told after insert on events
  deferrable initially deferred for each row
  when (new.type in ('DecisionAnnulled', 'DecisionIssued', 'HandedDecisionCorrected')) execute function tell_handovers();
reset role;
