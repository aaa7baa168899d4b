-- why: an officer of an agency that is no party, but obliged, given a copy or running the election-crime track, may have an interest in
-- the case as well, and could not be cut off from it.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
grant create on schema penerusan to {{prefix}}_writer;
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
revoke create on schema penerusan from {{prefix}}_writer;
