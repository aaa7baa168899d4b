-- why: what a hand-over had come to before a succession nobody could read any more at whose it had been: the roles that read it rest on
-- the mandate that passed on, and archivists saw the other parts of old matters only.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Hand-overs that had ended when their sender or their receiver gave its matters to a successor: who it was, and what was known of the
-- decision by then. Of such a hand-over there is no later event but what is told of its decision.
create table former_handovers (
  agency text not null,
  handover_id uuid not null,
  referral_id uuid not null,
  violation_id uuid not null,
  succession text not null,
  version int not null,
  decision_standing text not null check (decision_standing in ('issued', 'superseded', 'annulled')),
  corrections jsonb not null,
  ended_at timestamptz not null, -- of its part
  primary key (agency, handover_id)
);
create index former_handovers_of_referral on former_handovers (referral_id);

alter table former_handovers enable row level security;
alter table former_handovers force row level security;
create policy writer_writes on former_handovers for all to {{prefix}}_writer using (true) with check (true);
create policy sequencer_looks on former_handovers for select to {{prefix}}_sequencer using (true);
create policy former_holder_and_parties_see on former_handovers for select to {{prefix}}_service using (
  agency = app_agency() or exists (
    select from referral_parties party where party.agency = app_agency() and party.referral_id = former_handovers.referral_id));
create policy former_holder_of_handover_sees on events for select to {{prefix}}_service using (
  stream = 'handover' and audience = 'parties' and exists (
    select from former_handovers former
     where former.agency = app_agency() and former.handover_id = events.stream_id and events.version <= former.version));
grant select on former_handovers to {{prefix}}_service;
grant select, insert on former_handovers to {{prefix}}_writer;
grant select (agency, handover_id, version, ended_at) on former_handovers to {{prefix}}_sequencer;
grant select on mandates to {{prefix}}_sequencer;
grant execute on function holds_mandate(text, text, date) to {{prefix}}_sequencer;

reset role;
grant create on schema penerusan to {{prefix}}_writer, {{prefix}}_sequencer;
set role {{prefix}}_writer;

-- States of a hand-over in which nothing is left to report.
create function has_ended(p_status text) returns boolean language sql immutable parallel safe as $$
  select p_status in ('not-registered', 'not-an-offence', 'forwarded-to-police') $$;
revoke all on function has_ended(text) from public;

-- As in 0015; and what had ended of them is open to the archivists of whoever had begun the referral.
create or replace function hand_handovers_over() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  -- By the move under way: it may have begun it before, given it on and had it again.
  insert into former_handovers
    select old.receiver, h.id, new.id, new.violation_id, new.state #>> '{transfers,-1,succession}', h.version, h.decision_standing,
        h.corrections, new.changed_at
      from handovers h join former_parties former on former.agency = h.sender and former.referral_id = h.referral_id
     where h.referral_id = new.id and h.sender = old.receiver and has_ended(h.status)
    on conflict do nothing;
  update handovers set sender = new.receiver where referral_id = new.id and receiver <> new.receiver;
  return null;
end $$;

-- Lists what the successions of this day are to move, referrals or, where election supervision passes on, the received hand-overs in
-- which something is left to do; and answers some of what is pending, from one place on: in the order of the days
-- and then of the matters. Whoever begins again goes on where a crash has left it; what arrived at the last moment of the old day is
-- listed with the next round. What had ended of the hand-overs stays with whoever received it, and is open to its archivists. No order is finished while one before it is not: what that one moves may be for this one to move on.
create or replace function pending_transfers(p_code text, p_after_code text, p_after_referral uuid, p_after_handover uuid, p_most int)
  returns table (code text, agency text, referral_id uuid, handover_id uuid)
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
#variable_conflict use_column
declare
  v_after successions;
  v_order successions;
begin
  select * into v_after from successions o where o.code = p_after_code;
  for v_order in
    select o.* from successions o left join succession_runs run using (code)
     where o.takes_effect_on <= (app_now() at time zone 'Asia/Jakarta')::date and run.finished_at is null
       and (p_code is null or o.code = p_code)
       and (v_after.code is null or (o.takes_effect_on, o.code) >= (v_after.takes_effect_on, v_after.code))
     order by o.takes_effect_on, o.code
  loop
    insert into succession_runs values (v_order.code, v_order.from_agency, app_now(), null) on conflict do nothing;
    if v_order.mandate = 'merit-supervision' then
      insert into succession_cases
        select v_order.code, r.id, r.violation_id, r.sender, r.receiver, destination.agency, destination.begun,
            destination.outcome, case when destination.outcome <> 'pending' then app_now() end, null
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
    else
      insert into succession_cases
        select v_order.code, r.id, r.violation_id, h.sender, h.receiver, destination.agency, destination.begun,
            destination.outcome, case when destination.outcome <> 'pending' then app_now() end, h.id
          from handovers h join referrals r on r.id = h.referral_id
         cross join lateral (
           select case when h.status = any (v_order.begun_statuses) then v_order.begun_to else v_order.not_begun_to end as agency,
                  h.status = any (v_order.begun_statuses) as begun) named
         cross join lateral (
           select named.agency, named.begun, case when named.agency = h.receiver then 'stays'
                  when named.agency in (h.sender, r.sender) then 'successor-is-sender' else 'pending' end as outcome) destination
         where h.receiver = v_order.from_agency and h.status in ('sent', 'received', 'registered')
        on conflict do nothing;
      insert into former_handovers
        select h.receiver, h.id, r.id, r.violation_id, v_order.code, h.version, h.decision_standing, h.corrections, app_now()
          from handovers h join referrals r on r.id = h.referral_id
         where h.receiver = v_order.from_agency and has_ended(h.status)
        on conflict do nothing;
    end if;
    return query
      select c.code, c.from_agency, c.referral_id, c.handover_id from succession_cases c
       where c.code = v_order.code and c.outcome = 'pending'
         and (v_after.code is distinct from v_order.code or c.referral_id > p_after_referral
           or c.referral_id = p_after_referral and c.handover_id > p_after_handover)
       order by c.referral_id, c.handover_id limit p_most;
    if found then return; end if;
    -- An act may say a minute less than the clock, and a statement may take long.
    update succession_runs set finished_at = app_now()
      where code = v_order.code and app_now() > (v_order.takes_effect_on::timestamp at time zone 'Asia/Jakarta') + interval '1 hour'
        and not exists (
          select from succession_cases c join successions o using (code)
           where c.outcome = 'pending' and (o.takes_effect_on, o.code) <= (v_order.takes_effect_on, v_order.code));
  end loop;
end $$;

-- Successions of before: of the decisions what was known by then.
insert into former_handovers
  select past.agency, h.id, r.id, r.violation_id, past.succession, h.version, by_then.standing, by_then.corrections, past.ended_at
    from (
      select former.agency, h.id as handover_id, former.succession, former.ended_at
        from former_parties former join handovers h on h.referral_id = former.referral_id and h.receiver <> former.agency
      union all
      select h.receiver, h.id, code, run.began_at
        from succession_runs run join successions o using (code) join handovers h on h.receiver = o.from_agency
       where o.mandate = 'election-supervision') past
    join handovers h on h.id = past.handover_id
    join referrals r on r.id = h.referral_id
   cross join lateral (
     select coalesce((
         select case type when 'DecisionAnnulled' then 'annulled' else 'superseded' end
           from events join event_payloads using (stream, stream_id, version)
          where stream = 'referral' and stream_id = r.id and at <= past.ended_at and h.decision_number = case type
            when 'DecisionAnnulled' then (payload ->> 'number')::int when 'DecisionIssued' then (payload ->> 'supersedes')::int end
          order by version desc limit 1), 'issued') as standing,
       (select coalesce(jsonb_agg(correction order by place), '[]')
          from jsonb_array_elements(h.corrections) with ordinality known (correction, place)
         where (correction ->> 'at')::timestamptz <= past.ended_at) as corrections) by_then
   where has_ended(h.status) and h.changed_at <= past.ended_at
  on conflict do nothing;

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
  select former.agency, '/v1/former-handovers/' || p_stream_id, feed_type(p_type) from penerusan.former_handovers former
   where p_stream = 'handover' and p_audience = 'parties' and former.handover_id = p_stream_id and p_version <= former.version
     and not exists (select from penerusan.handovers h where h.id = p_stream_id and former.agency in (h.sender, h.receiver))
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
     and not exists (select from penerusan.former_handovers former
       where former.agency = handed.receiver and former.handover_id = handed.id and former.ended_at < p_at
         and not penerusan.holds_mandate(handed.receiver, 'election-supervision', (p_at at time zone 'Asia/Jakarta')::date))
     and not exists (select from penerusan.referral_parties party
       where party.agency = handed.receiver and party.referral_id = p_stream_id) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer, {{prefix}}_sequencer;
