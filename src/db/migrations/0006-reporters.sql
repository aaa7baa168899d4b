-- why: who reported is sealed by the service before it arrives here, given out through one function that itself checks for
-- whom and records it, and asked for by the receiving agency in the log.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Before this, referrals had no requests.
update referrals set state = jsonb_set(state, '{reporterRequests}', '[]');

-- An identity is ciphertext, and its key is wrapped by a key that is not in this database. Rows from before are not, and
-- cannot be sealed here: `npm run reporter:seal` does it and then declares this valid; the service does not start before.
alter table reporters add constraint reporters_are_sealed check (coalesce(
  case when jsonb_typeof(identity) = 'object' then
    identity - array['keyId', 'wrappedKey', 'iv', 'ciphertext'] = '{}'
    and length(identity ->> 'keyId') between 1 and 200
    and identity ->> 'wrappedKey' ~ '^[A-Za-z0-9_-]{80}$'
    and identity ->> 'iv' ~ '^[A-Za-z0-9_-]{16}$'
    and identity ->> 'ciphertext' ~ '^[A-Za-z0-9_-]+$' and length(identity ->> 'ciphertext') >= 300
  end, false)) not valid;
do $$ begin
  alter table reporters validate constraint reporters_are_sealed;
exception when check_violation then null;
end $$;
create index reporters_by_key on reporters ((identity ->> 'keyId'), id);

-- Every time somebody opened who reported: whom, by which right, and what for. Never updated, never deleted; what it says
-- stays true when the reporter is erased.
create table reporter_openings (
  id uuid primary key,
  reporter_id uuid not null,
  violation_id uuid not null,
  owner text not null, -- the agency that took the reporter in
  referral_id uuid, -- through which it was opened; null at that agency itself
  request_number int, -- the request that was consented to
  agency text not null,
  person uuid not null,
  kind text not null check (kind in ('person', 'client')),
  role text not null,
  purpose text not null check (length(purpose) between 1 and 200),
  at timestamptz not null,
  check ((referral_id is null) = (request_number is null))
);
create index reporter_openings_by_violation on reporter_openings (violation_id, id);
create trigger openings_are_append_only before update or delete on reporter_openings
  for each row execute function refuse_to_rewrite_the_log();
create trigger openings_are_never_truncated before truncate on reporter_openings
  for each statement execute function refuse_to_rewrite_the_log();

alter table reporter_openings enable row level security;
alter table reporter_openings force row level security;
create policy writer_writes on reporter_openings for all to {{prefix}}_writer using (true) with check (true);
create policy owner_sees on reporter_openings for select to {{prefix}}_service using (owner = app_agency());

grant select on reporter_openings to {{prefix}}_service;
grant insert on reporter_openings to {{prefix}}_writer;
grant select on reporters to {{prefix}}_writer;
grant update (identity) on reporters to {{prefix}}_writer;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Gives out a sealed identity, and records that it did; null where there is none for this person. To the officer who took
-- the reporter in: p_violation and no referral. To an officer of the receiving agency: p_referral and no violation, while
-- a request of theirs is consented to and the referral goes on.
create function open_reporter(p_id uuid, p_violation uuid, p_referral uuid, p_act jsonb, p_purpose text) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_agency constant text := app_agency();
  v_person constant uuid := (p_act ->> 'person')::uuid;
  v_now constant timestamptz := app_now();
  v_reporter reporters;
  v_request jsonb;
begin
  if v_agency is null or v_agency is distinct from p_act ->> 'agency' or v_person is null
    or num_nonnulls(p_violation, p_referral) <> 1 then
    return null;
  end if;

  if p_referral is null then
    select * into v_reporter from reporters
      where violation_id = p_violation and agency = v_agency and taken_in_by = v_person;
  elsif holds_mandate(v_agency, 'merit-supervision', (v_now at time zone 'Asia/Jakarta')::date) then
    select request into v_request
      from referrals referral cross join jsonb_array_elements(referral.state -> 'reporterRequests') request
     where referral.id = p_referral and referral.receiver = v_agency
       and referral.status in ('accepted', 'under-examination', 'decided')
       and request ->> 'outcome' = 'consented' and request #>> '{act,person}' = v_person::text
       and request #>> '{act,agency}' = v_agency and v_now < (request #>> '{answer,endsAt}')::timestamptz
     order by (request ->> 'number')::int desc limit 1;
    select reporter.* into v_reporter
      from reporters reporter join referrals referral on referral.violation_id = reporter.violation_id
     where referral.id = p_referral and reporter.agency = referral.sender and v_request is not null;
  end if;
  if v_reporter.id is null then return null; end if;

  insert into reporter_openings (id, reporter_id, violation_id, owner, referral_id, request_number, agency, person, kind,
      role, purpose, at)
    values (p_id, v_reporter.id, v_reporter.violation_id, v_reporter.agency, p_referral, (v_request ->> 'number')::int,
      v_agency, v_person, p_act ->> 'kind', p_act ->> 'role', p_purpose, v_now);
  return jsonb_build_object('reporterId', v_reporter.id, 'violationId', v_reporter.violation_id, 'agency', v_reporter.agency,
    'takenInAt', rfc3339(v_reporter.taken_in_at), 'sealed', v_reporter.identity, 'openedAt', rfc3339(v_now),
    'endsAt', v_request #>> '{answer,endsAt}');
end $$;

-- Reporters whose data key is not wrapped under this key, some at once; their agencies are told, and nothing else.
create function reporters_under_other_keys(p_key_id text, p_after uuid, p_most int)
  returns table (reporter_id uuid, agency text)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select reporter.id, reporter.agency from reporters reporter
   where reporter.identity ->> 'keyId' <> p_key_id and reporter.id > p_after order by reporter.id limit p_most $$;

-- The wrapped data key of a reporter without what it opens, to wrap it anew.
create function reporter_key(p_reporter uuid) returns jsonb
  language sql security definer set search_path = penerusan, pg_temp as $$
  select jsonb_build_object('violationId', violation_id, 'keyId', identity ->> 'keyId', 'wrappedKey', identity ->> 'wrappedKey')
    from reporters where id = p_reporter and agency = app_agency() $$;

-- A data key wrapped anew, when it is still the one that was read.
create function rewrap_reporter(p_reporter uuid, p_known text, p_key_id text, p_wrapped_key text) returns boolean
  language sql security definer set search_path = penerusan, pg_temp as $$
  with wrapped as (
    update reporters set identity = identity || jsonb_build_object('keyId', p_key_id, 'wrappedKey', p_wrapped_key)
     where id = p_reporter and agency = app_agency() and identity ->> 'wrappedKey' = p_known returning 1)
  select exists (select from wrapped) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

revoke all on function open_reporter(uuid, uuid, uuid, jsonb, text), reporters_under_other_keys(text, uuid, int),
  reporter_key(uuid), rewrap_reporter(uuid, text, text, text) from public;
grant execute on function open_reporter(uuid, uuid, uuid, jsonb, text), reporters_under_other_keys(text, uuid, int),
  reporter_key(uuid), rewrap_reporter(uuid, text, text, text) to {{prefix}}_service;
