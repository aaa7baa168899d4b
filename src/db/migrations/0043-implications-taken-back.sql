-- why: that an authority is part of the case can be a mistake. Taken back, it counts no more: in what an agency may read in an
-- emergency, in whom an obligation may be taken from, and in whom its steps reach.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;
set search_path = penerusan;

-- Whom obligations obliged until they were addressed anew, in the order in which they did.
update obligations set state = state || jsonb_build_object('formerAddressees', (
    select jsonb_agg(payload::jsonb -> 'addressee' order by version) from events join event_payloads using (stream, stream_id, version)
     where stream = 'obligation' and stream_id = obligations.id and type in ('ObligationImposed', 'ObligationAddressed')
       and payload::jsonb ->> 'addressee' is not null and version < (
         select max(version) from events where stream = 'obligation' and stream_id = obligations.id and type = 'ObligationAddressed')))
  where state ? 'earlierSteps';

-- As in 0038, without what was taken back.
create or replace function is_part_of_case(p_agency text, p_state jsonb, p_on date) returns boolean language sql stable as $$
  with recursive implicated as (
    select jsonb_path_query(p_state, '$.versions[last].content.implicated[*].agency') #>> '{}' as agency
    union select jsonb_path_query(p_state, '$.implications[*] ? (!exists (@.revocation)).agency') #>> '{}'),
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

-- As in 0038, and not to whoever is recused from the case; and what the parties were told is refused stays so, though somebody may
-- ask anew.
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
        and off.violation_id = referrals.violation_id and off.lifted_at is null)
      and not jsonb_path_exists(state, '$.emergencyAccesses[*] ? (@.accessId == $access && @.refused == true)',
        jsonb_build_object('access', p_id));
  if not found then return null; end if;
  perform append_own(p_act, 'emergency', p_id, p_event);
  return jsonb_build_object('state', v_referral.state, 'version', v_referral.version);
end $$;

-- As in 0039; nobody is part of the case by what was taken back, and what was addressed to them is theirs again.
create or replace function record_obligations(p_act jsonb, p_case jsonb, p_obligations jsonb, p_reply jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_agency constant text := app_agency();
  v_at constant timestamptz := (p_act ->> 'at')::timestamptz;
  v_today constant date := legal_date(v_at);
  v_answer jsonb := '{}';
  v_append jsonb;
  v_event jsonb;
  v_row jsonb;
  v_id uuid;
  v_version int;
  v_last timestamptz;
  v_latest timestamptz;
  v_type event_types;
  v_obligation obligations;
  v_referral referrals;
  v_salt bytea;
begin
  if v_agency is null or v_agency is distinct from p_act ->> 'agency' then
    raise exception 'act of another agency' using errcode = 'PN001';
  end if;
  if not coalesce(has_exactly(p_act, array['kind', 'agency', 'person', 'role', 'at']), false)
    or coalesce(p_act ->> 'kind', '') not in ('person', 'client', 'system')
    or (p_act ->> 'person')::uuid is null or p_act ->> 'role' is null or v_at is null
    or jsonb_typeof(p_obligations) is distinct from 'array' or jsonb_array_length(p_obligations) = 0
    or not coalesce(has_exactly(p_case, array['appends', 'violation', 'referral', 'examination', 'evidence', 'contents', 'reporter']), true) then
    raise exception 'not a complete act' using errcode = 'PN005';
  end if;
  if v_at < app_now() - interval '1 minute' then raise exception 'act in the past' using errcode = 'PN005'; end if;

  if p_case is not null then
    v_answer := record_act(p_act, p_case -> 'appends', nullif(p_case -> 'violation', 'null'), nullif(p_case -> 'referral', 'null'),
      nullif(p_case -> 'examination', 'null'), nullif(p_case -> 'evidence', 'null'), nullif(p_case -> 'contents', 'null'),
      nullif(p_case -> 'reporter', 'null'), p_reply);
    if v_answer ? 'stored' then return v_answer; end if;
  elsif p_reply is not null then
    v_answer := reply_before(p_act, p_reply);
    if v_answer is not null then return v_answer; end if;
    v_answer := '{}';
  end if;

  -- The referral is held before anything is appended: an act on it holds it before it comes to its obligations, and two that
  -- held them the other way round would wait for each other.
  perform 1 from referrals
    where id in (select (append #>> '{row,referral_id}')::uuid from jsonb_array_elements(p_obligations) append)
    order by id for update;

  for v_append in select * from jsonb_array_elements(p_obligations) loop
    v_id := (v_append ->> 'id')::uuid;
    v_row := v_append -> 'row';
    if not has_exactly(v_append, array['id', 'after', 'events', 'row']) or v_id is null or (v_append ->> 'after')::int is null
      or jsonb_typeof(v_append -> 'events') <> 'array' or jsonb_array_length(v_append -> 'events') = 0
      or not coalesce(has_exactly(v_row, array['id', 'referral_id', 'number', 'addressee', 'notified', 'status', 'settled', 'due_at',
        'next_at', 'version', 'issued_at', 'changed_at', 'state']), false) or (v_row ->> 'id')::uuid is distinct from v_id then
      raise exception 'nothing to append' using errcode = 'PN005';
    end if;
    select version, at into v_version, v_last
      from events where stream = 'obligation' and stream_id = v_id order by version desc limit 1;
    v_version := coalesce(v_version, 0);
    v_latest := greatest(v_latest, v_last);
    if v_version <> (v_append ->> 'after')::int then raise exception 'stale version' using errcode = 'PN003'; end if;
    if v_last > v_at then raise exception 'act before the last event' using errcode = 'PN003'; end if;

    select * into v_obligation from obligations where id = v_id;
    select * into v_referral from referrals where id = coalesce(v_obligation.referral_id, (v_row ->> 'referral_id')::uuid);
    -- An obligation begins with the decision that brings it, and goes to no other referral.
    if v_referral.id is null or (v_row ->> 'referral_id')::uuid is distinct from v_referral.id
      or (v_version = 0) <> (v_append -> 'events' -> 0 ->> 'type' = 'ObligationImposed')
      or v_version = 0 and not exists (
        select from jsonb_array_elements(p_case -> 'appends') append, jsonb_array_elements(append -> 'events') event
         where append ->> 'stream' = 'referral' and (append ->> 'id')::uuid = v_referral.id and event ->> 'type' = 'DecisionIssued') then
      raise exception 'not an obligation of this case' using errcode = 'PN004';
    end if;

    for v_event in select * from jsonb_array_elements(v_append -> 'events') loop
      v_version := v_version + 1;
      select * into v_type from event_types where type = v_event ->> 'type';
      if not has_exactly(v_event, array['id', 'type', 'audience', 'payload']) or v_type.stream is distinct from 'obligation'
        or v_type.audience is distinct from v_event ->> 'audience' then
        raise exception 'not an event of this stream' using errcode = 'PN005';
      end if;
      if v_type.by_system is distinct from (p_act ->> 'kind' = 'system')
        or not coalesce(case v_type.side
            when 'receiver' then v_agency = v_referral.receiver
            when 'obliged' then v_agency = v_obligation.addressee
            when 'obliged-or-receiver' then v_agency = v_obligation.addressee or v_agency = v_referral.receiver
            when 'notified' then v_agency = any (v_obligation.notified)
          end, false)
        or (v_type.mandate is not null and not holds_mandate(v_agency, v_type.mandate, v_today)) then
        raise exception 'not this agency''s to do' using errcode = 'PN004';
      end if;
      v_salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
      insert into events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
        values ('obligation', v_id, v_version, (v_event ->> 'id')::uuid, v_type.type, v_type.audience, v_agency,
          p_act - 'at', v_at, (select max(epoch) from epochs), sha256(v_salt || convert_to(v_event ->> 'payload', 'UTF8')));
      insert into event_payloads (stream, stream_id, version, salt, payload)
        values ('obligation', v_id, v_version, v_salt, (v_event ->> 'payload')::json);
    end loop;
    if (v_row ->> 'version')::int is distinct from v_version then
      raise exception 'projection does not fit the log' using errcode = 'PN005';
    end if;
    -- Whom it obliges is said by the receiving agency, once and when that agency is part of the case anew; and whom a step is
    -- addressed to by the service; it is theirs again when they turn out to be no part of the case.
    if v_row ->> 'addressee' is distinct from v_obligation.addressee and v_obligation.addressee is not null
        and not jsonb_path_exists(v_referral.state, '$.implications[*] ? (@.agency == $agency && !exists (@.revocation))',
          jsonb_build_object('agency', v_obligation.addressee))
      or exists (select from jsonb_array_elements_text(v_row -> 'notified') agency
        where agency <> all (coalesce(v_obligation.notified, '{}')) and p_act ->> 'kind' <> 'system'
          and not exists (select from jsonb_array_elements(v_append -> 'events') event
            where event ->> 'type' = 'ImplicationLifted' and (event ->> 'payload')::jsonb ->> 'agency' = agency)) then
      raise exception 'not this agency''s to say' using errcode = 'PN004';
    end if;
  end loop;

  -- Where the clock was set back, an act has the time of the event before it; an act on the case has been looked at already.
  if p_case is null and v_at > greatest(app_now() + interval '1 second', v_latest) then
    raise exception 'act in the future' using errcode = 'PN005';
  end if;
  perform project_obligations((select jsonb_agg(append -> 'row') from jsonb_array_elements(p_obligations) append));
  if p_case is null and p_reply is not null then perform keep_reply(p_act, p_reply); end if;
  return v_answer;
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
