-- why: an appeal may demand a decision in a closed case, and the officer of it may have left.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
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

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
