-- why: an officer of an agency that is no party, but obliged, given a copy or running the election-crime track, may have an interest in
-- the case as well, and could not be cut off from it.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
grant create on schema penerusan to {{prefix}}_writer, {{prefix}}_sequencer;
set role {{prefix}}_writer;

-- Whether the case is any of the connection's agency's: its own, or by a referral, an obligation, a copy or a hand-over.
create function is_concerned(p_violation uuid) returns boolean
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select exists (select from violations where id = p_violation and owner = app_agency())
    or exists (select from referral_parties where agency = app_agency() and violation_id = p_violation)
    or exists (
      select from violations v
        join referral_parties sent on sent.agency = v.owner and sent.violation_id = v.id
       where v.id = p_violation and (
         exists (select from obligation_parties party where party.agency = app_agency() and party.referral_id = sent.referral_id)
         or exists (select from copies where copies.recipient = app_agency() and copies.referral_id = sent.referral_id
           and given_at <= app_now() and app_now() < ends_at)
         or exists (select from handovers h where h.receiver = app_agency() and h.referral_id = sent.referral_id))) $$;

-- The case of a referral, for whoever is concerned with it and sees no referral.
create function case_of_referral(p_referral uuid) returns uuid
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select violation_id from referrals where id = p_referral and is_concerned(violation_id) $$;

-- As in 0008, of every referral of these cases: whoever is no party has a row of none of them.
create or replace function referrals_cut_off_from(p_person uuid) returns uuid[]
  language sql stable parallel safe security definer set search_path = penerusan, pg_temp as $$
  select coalesce(array_agg(sent.referral_id), '{}')
    from recusals r
    join violations v on v.id = r.violation_id
    join referral_parties sent on sent.agency = v.owner and sent.violation_id = v.id
   where r.agency = app_agency() and r.person = p_person and r.lifted_at is null $$;

create or replace function declare_recusal(p_act jsonb, p_recusal jsonb, p_event jsonb) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_person constant uuid := (p_act ->> 'person')::uuid;
  v_violation constant uuid := (p_recusal ->> 'violation_id')::uuid;
begin
  if not coalesce(has_exactly(p_recusal, array['id', 'violation_id', 'interest', 'explanation']), false) then
    raise exception 'not a recusal' using errcode = 'PN005';
  end if;
  perform pg_advisory_xact_lock(officer_lock(app_agency(), v_person));
  if not is_concerned(v_violation) then
    raise exception 'not this agency''s case' using errcode = 'PN004';
  end if;
  if is_off(app_agency(), v_person, v_violation) then raise exception 'off the case' using errcode = 'PN080'; end if;
  insert into recusals (id, agency, person, violation_id, interest, explanation, declared, declared_at)
    values ((p_recusal ->> 'id')::uuid, app_agency(), v_person, v_violation, p_recusal ->> 'interest',
      p_recusal ->> 'explanation', p_act - 'at', (p_act ->> 'at')::timestamptz);
  perform append_own(p_act, 'recusal', (p_recusal ->> 'id')::uuid, p_event);
end $$;

-- As in 0008, and for acts on hand-overs and obligations (0012) too.
create or replace function hold_officers_off() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_person constant uuid := (new.act ->> 'person')::uuid;
  v_case uuid;
  v_officer uuid;
begin
  v_case := case
    when new.stream = 'violation' then new.stream_id
    when new.stream = 'evidence' then (select violation_id from evidence_items where id = new.stream_id)
    else (select violation_id from referrals where id = case new.stream
      when 'obligation' then (select referral_id from obligations where id = new.stream_id)
      when 'handover' then (select referral_id from handovers where id = new.stream_id)
      else new.stream_id end)
  end;
  if new.act ->> 'kind' <> 'system' then
    perform pg_advisory_xact_lock_shared(officer_lock(new.agency, v_person));
    if exists (select from departures where agency = new.agency and person = v_person) then
      raise exception 'has left' using errcode = 'PN084';
    end if;
    if exists (select from recusals
      where agency = new.agency and person = v_person and violation_id = v_case and lifted_at is null) then
      raise exception 'off the case' using errcode = 'PN080';
    end if;
  end if;
  if new.type in ('CaseOfficerAssigned', 'CaseReassigned', 'CaseInherited') then
    select (payload ->> 'officer')::uuid into v_officer from event_payloads
      where stream = new.stream and stream_id = new.stream_id and version = new.version;
    perform pg_advisory_xact_lock_shared(officer_lock(new.agency, v_officer));
    if is_off(new.agency, v_officer, v_case) then raise exception 'named is off the case' using errcode = 'PN081'; end if;
    insert into case_officers values (new.stream_id, new.agency, v_officer)
      on conflict (referral_id) do update set officer = excluded.officer;
  end if;
  if new.type = 'CaseInherited' then
    update departure_cases set outcome = 'moved'
      where referral_id = new.stream_id and departure_id = (
        select (payload ->> 'departureId')::uuid from event_payloads
         where stream = new.stream and stream_id = new.stream_id and version = new.version);
  end if;
  if new.type = 'EmergencyAccessOpened' then
    update emergency_accesses set told_at = new.at
      where referral_id = new.stream_id and id = (
        select (payload ->> 'accessId')::uuid from event_payloads
         where stream = new.stream and stream_id = new.stream_id and version = new.version);
  end if;
  return null;
end $$;

-- As in 0038, and not to whoever is recused from the case.
create or replace function read_in_emergency(p_act jsonb, p_id uuid, p_event jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_access emergency_accesses;
  v_referral referrals;
begin
  select * into v_access from emergency_accesses
    where id = p_id and agency = app_agency() and person = (p_act ->> 'person')::uuid for update;
  if not found or v_access.told_at is null or not coalesce(app_now() < v_access.ends_at, false)
    or not coalesce(oversees(legal_date(app_now())), false) then
    return null;
  end if;
  -- Readings follow one another, also where the clock was set back.
  p_act := jsonb_set(p_act, '{at}', to_jsonb(rfc3339(greatest(app_now(), (
    select max(at) from events where stream = 'emergency' and stream_id = p_id)))));
  select * into v_referral from referrals
    where id = v_access.referral_id and app_agency() not in (sender, receiver)
      and not is_part_of_case(app_agency(), state, legal_date(app_now()))
      and not exists (select from recusals off where off.agency = app_agency() and off.person = v_access.person
        and off.violation_id = referrals.violation_id and off.lifted_at is null);
  if not found then return null; end if;
  perform append_own(p_act, 'emergency', p_id, p_event);
  return jsonb_build_object('state', v_referral.state, 'version', v_referral.version);
end $$;

revoke all on function is_concerned(uuid), case_of_referral(uuid) from public;
grant execute on function case_of_referral(uuid) to {{prefix}}_service;

reset role;
set role {{prefix}}_owner;
drop trigger officers_are_held_off_obligations on events;
grant select (referral_id) on obligation_parties to {{prefix}}_sequencer;

reset role;
set role {{prefix}}_writer;
drop function hold_officers_off_obligations();

reset role;
set role {{prefix}}_sequencer;

-- Which agencies may see an event, and where each of them reads what it is about. It says for all agencies at once what the
-- policies on `events` say for one; a test holds the one to the other. Whoever changes a policy there changes it here.
-- Beside them, an event is told to whoever sees what came of it and not the event: a copy that they were given, and an
-- obligation that is theirs or of which they were notified, of which they are told that it changed and not by what. Of evidence nobody
-- is told whose part in the case is over, or was when it happened; of its own recusals an agency always is, if need be under a path that it cannot read.
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
     where party.agency = given.recipient and party.referral_id = p_stream_id) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer, {{prefix}}_sequencer;
