-- why: whoever received a hand-over saw that its decision did not stand any more only when it looked, and was not told; that a slip of
-- it was corrected it never learned.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Since it was handed over, as far as the hand-over says what was corrected; follows the referral, as the standing does.
alter table handovers add column corrections jsonb not null default '[]';
alter table handovers alter column corrections drop default;
grant select (decision_number) on handovers to {{prefix}}_sequencer;

reset role;
grant create on schema penerusan to {{prefix}}_writer, {{prefix}}_sequencer;
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

reset role;
set role {{prefix}}_sequencer;

-- Which agencies may see an event, and where each of them reads what it is about. It says for all agencies at once what the
-- policies on `events` say for one; a test holds the one to the other. Whoever changes a policy there changes it here.
-- Beside them, an event is told to whoever sees what came of it and not the event: a copy that they were given, and an
-- obligation that is theirs or of which they were notified, of which they are told that it changed and not by what, and what became
-- of a decision that was handed over to them. Of evidence nobody
-- is told whose part in the case is over, or was when it happened; of its own recusals an agency always is, if need be under a path that it cannot read.
create or replace function event_readers(p_stream text, p_stream_id uuid, p_version int, p_audience text, p_agency text, p_type text,
    p_at timestamptz)
  returns table (agency text, subject text, told_type text) language sql stable as $$
  with given as (
    select copy.recipient, copy.id from penerusan.copies copy
     where p_stream = 'referral' and copy.referral_id = p_stream_id
       and p_type in ('CopyGiven', 'CopyCorrected', 'CopyEnded') and copy.number = penerusan.copy_of_event(p_stream_id, p_version))
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
            (select '/v1/obligations/' || party.obligation_id || '/recusals' from penerusan.obligation_parties party, penerusan.referrals r
              where party.agency = p_agency and r.id = party.referral_id and r.violation_id = recusals.violation_id
              order by party.obligation_id desc limit 1),
            (select '/v1/handovers/' || handovers.id || '/recusals' from penerusan.handovers, penerusan.referrals r
              where handovers.receiver = p_agency and r.id = handovers.referral_id and r.violation_id = recusals.violation_id
              order by handovers.id desc limit 1),
            (select '/v1/copies/' || copies.id || '/recusals' from penerusan.copies, penerusan.referrals r
              where copies.recipient = p_agency and r.id = copies.referral_id and r.violation_id = recusals.violation_id
              order by copies.id desc limit 1),
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
  select party.agency, '/v1/referrals/' || party.referral_id || '/evidence/' || item.id, feed_type(p_type)
    from penerusan.evidence_items item, unnest(item.shared_with) holder, lateral (
      select theirs.agency, theirs.referral_id from penerusan.referral_parties theirs
       where theirs.agency = holder and theirs.referral_id = any (item.handed_with)
         and (theirs.ended_at is null or p_at <= theirs.ended_at) order by theirs.referral_id limit 1) party
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
  -- Of what went with a hand-over its receiver is told that it came and what its own officers opened, while the decision stands.
  select track.receiver, '/v1/handovers/' || track.id || '/evidence/' || p_stream_id, feed_type(p_type)
    from (select distinct on (h.receiver) h.receiver, h.id from penerusan.handovers h
           where p_stream = 'evidence' and p_audience = 'parties' and p_stream_id = any (h.evidence_ids) and h.decision_standing = 'issued'
             and case p_type when 'EvidenceHandedOn' then h.sent_at = p_at
               when 'EvidenceOpened' then h.receiver = p_agency when 'EvidenceDownloaded' then h.receiver = p_agency else false end
           order by h.receiver, h.id desc) track
  union all
  select given.recipient, '/v1/copies/' || given.id, feed_type(p_type) from given
   where not exists (select from penerusan.referral_parties party
     where party.agency = given.recipient and party.referral_id = p_stream_id)
  union all
  select handed.receiver, '/v1/handovers/' || handed.id, feed_type(p_type) from penerusan.handovers handed
   where p_stream = 'referral' and p_type in ('HandedDecisionCorrected', 'HandedDecisionSuperseded', 'HandedDecisionAnnulled')
     and handed.referral_id = p_stream_id and handed.decision_number = penerusan.handed_decision_of_event(p_stream_id, p_version)
     and not exists (select from penerusan.referral_parties party
       where party.agency = handed.receiver and party.referral_id = p_stream_id) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer, {{prefix}}_sequencer;

set role {{prefix}}_owner;
drop trigger handovers_are_told on events;
create constraint trigger handovers_are_told after insert on events
  deferrable initially deferred for each row
  when (new.type in ('DecisionAnnulled', 'DecisionIssued', 'HandedDecisionCorrected')) execute function tell_handovers();
reset role;
