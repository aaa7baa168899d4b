-- why: cases stayed where they were: closed ones in which an appeal demands a decision and whose officer has left, and whatever
-- stood behind others that could not be moved.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
set role {{prefix}}_owner;
alter table succession_cases drop constraint succession_cases_outcome_check;
alter table succession_cases add constraint succession_cases_outcome_check
  check (outcome in ('pending', 'moved', 'stays', 'successor-is-sender', 'no-longer-open', 'no-longer-theirs'));
reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Records that somebody has left, with the list of the cases they have in which something may be to decide: of the closed ones those
-- with something unsettled again. Departures of one agency follow one another.
create or replace function record_departure(p_act jsonb, p_departure jsonb, p_event jsonb, p_reply jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_id constant uuid := (p_departure ->> 'id')::uuid;
  v_person constant uuid := (p_departure ->> 'person')::uuid;
  v_successor constant uuid := (p_departure ->> 'successor')::uuid;
  v_before jsonb;
begin
  if not coalesce(has_exactly(p_departure, array['id', 'person', 'successor', 'reason', 'left_on']), false)
    or v_person is null or v_person = (p_act ->> 'person')::uuid then
    raise exception 'not a departure' using errcode = 'PN005';
  end if;
  v_before := reply_before(p_act, p_reply);
  if v_before is not null then return v_before; end if;
  perform pg_advisory_xact_lock(hashtextextended(app_agency(), 9));
  perform pg_advisory_xact_lock(officer_lock(app_agency(), v_person));
  if exists (select from departures where agency = app_agency() and person = v_person) then
    raise exception 'has left already' using errcode = 'PN082';
  end if;
  if exists (select from departures where agency = app_agency() and person = v_successor) then
    raise exception 'the successor has left' using errcode = 'PN083';
  end if;
  insert into departures (id, agency, person, successor, reason, left_on, recorded, recorded_at)
    values (v_id, app_agency(), v_person, v_successor, p_departure ->> 'reason', (p_departure ->> 'left_on')::date,
      p_act - 'at', (p_act ->> 'at')::timestamptz);
  insert into departure_cases
    select v_id, app_agency(), held.referral_id, 'pending' from case_officers held
      join referrals on referrals.id = held.referral_id and (referrals.status in ('under-examination', 'decided')
        or referrals.status = 'closed' and referrals.state #> '{obligations,unsettled}' <> '[]')
     where held.agency = app_agency() and held.officer = v_person;
  perform append_own(p_act, 'departure', v_id, p_event);
  perform keep_reply(p_act, p_reply);
  return '{}';
end $$;

-- The same from one place on, in the order of the departures and then of the cases: what cannot be handed on keeps nobody up.
drop function pending_successions(uuid, int);
create function pending_successions(p_departure uuid, p_after_departure uuid, p_after_referral uuid, p_most int)
  returns table (departure_id uuid, agency text, referral_id uuid, departed uuid, successor uuid)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select held.departure_id, held.agency, held.referral_id, departure.person, departure.successor
    from departure_cases held join departures departure on departure.id = held.departure_id
   where held.outcome = 'pending' and (p_departure is null or held.departure_id = p_departure)
     and (p_after_departure is null or (held.departure_id, held.referral_id) > (p_after_departure, p_after_referral))
   order by held.departure_id, held.referral_id limit p_most $$;

-- Lists what the successions of this day are to move, referrals or, where election supervision passes on, the received hand-overs in
-- which something is left to do; and answers some of what is pending, from one place on: in the order of the days
-- and then of the matters. Whoever begins again goes on where a crash has left it; what arrived at the last moment of the old day is
-- listed with the next round. No order is finished while one before it is not: what that one moves may be for this one to move on.
drop function pending_transfers(text, int);
create function pending_transfers(p_code text, p_after_code text, p_after_referral uuid, p_after_handover uuid, p_most int)
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

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
revoke all on function pending_successions(uuid, uuid, uuid, int), pending_transfers(text, text, uuid, uuid, int) from public;
grant execute on function pending_successions(uuid, uuid, uuid, int), pending_transfers(text, text, uuid, uuid, int) to {{prefix}}_service;
