-- why: whoever watches over cases from outside may read one in an emergency, in full. An agency whose head is part of that case,
-- or that stands on the way of its copies, would so read what a copy never says.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;
set search_path = penerusan;

-- Whether an agency is part of a case, or an authority of one of its reported persons, or above one, or the one beyond the last:
-- by the current version, by what was put on record since, and by every standing change of who the persons are.
create function is_part_of_case(p_agency text, p_state jsonb, p_on date) returns boolean language sql stable as $$
  with recursive implicated as (
    select jsonb_path_query(p_state, '$.versions[last].content.implicated[*].agency') #>> '{}' as agency
    union select jsonb_path_query(p_state, '$.implications[*].agency') #>> '{}'),
  persons as (
    select jsonb_path_query(p_state, '$.versions[last].content.reportedPersons[*]') as said
    union select jsonb_path_query(p_state, '$.personChanges[*] ? (@.revocation == null).identity')
    union select jsonb_path_query(p_state, '$.personChanges[*] ? (@.revocation == null).parts[*]')),
  -- The secretary of a region is a matter of whoever stands above.
  ways (began, agency) as (
    select began, began from (
      select coalesce(case when said -> 'regionalSecretary' = 'true' then higher_authority end, id) as began
        from penerusan.agencies join persons on said ->> 'personnelAuthority' = id) beginning
    union select ways.began, below.higher_authority from ways join penerusan.agencies below on below.id = ways.agency
      where below.higher_authority is not null)
  select exists (select from implicated where agency = p_agency)
    or exists (select from ways where agency = p_agency)
    or penerusan.holds_mandate(p_agency, 'civil-service-administration', p_on) and exists (
      select from ways began where began.agency = began.began and not exists (
        select from ways where ways.began = began.began
          and penerusan.holds_mandate(ways.agency, 'personnel-authority', p_on)
          and ways.agency not in (select agency from implicated))) $$;

-- As in 0008, and whether there is nothing for that agency to read: the parties are told of that too.
create or replace function untold_emergency_accesses(p_id uuid, p_most int)
  returns table (sender text, referral_id uuid, told jsonb)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select referral.sender, referral.id, jsonb_build_object(
      'accessId', access.id, 'agency', access.agency, 'role', access.role, 'requestedBy', access.person,
      'confirmedBy', access.confirmed ->> 'person', 'reason', access.reason, 'explanation', access.explanation,
      'requestedAt', rfc3339(access.requested_at), 'confirmedAt', rfc3339(access.confirmed_at), 'endsAt', rfc3339(access.ends_at))
      || case when is_part_of_case(access.agency, referral.state, legal_date(app_now()))
           then '{"refused": true}'::jsonb else '{}'::jsonb end
    from emergency_accesses access join referrals referral on referral.id = access.referral_id
   where access.told_at is null and access.confirmed_at is not null and (p_id is null or access.id = p_id)
     and access.agency not in (referral.sender, referral.receiver)
   order by access.id limit p_most $$;

-- As in 0008, and nothing is read by who is part of the case: the answer is that of a case that does not exist.
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
      and not is_part_of_case(app_agency(), state, legal_date(app_now()));
  if not found then return null; end if;
  perform append_own(p_act, 'emergency', p_id, p_event);
  return jsonb_build_object('state', v_referral.state, 'version', v_referral.version);
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
revoke all on function is_part_of_case(text, jsonb, date) from public;
