-- why: an export took cases away in full, and nobody could see who has them; and one refused line of a batch hid the reads of all its
-- other lines. What was given out for certain is on record case by case, as given.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Known to have been given out when it was recorded; of the others a refusal of the same request says that nothing was.
alter table read_records add column given boolean not null default false;

reset role;
grant create on schema penerusan to {{prefix}}_gate;
set role {{prefix}}_gate;

-- Records what is about to be given out, in the name of the connection's agency: one row a thing, or one for a list with its filter.
create function record_given(
  p_request_id text, p_person uuid, p_client text, p_roles text, p_operation text, p_address text, p_purpose text,
  p_target text, p_target_ids uuid[], p_filter text
) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if app_agency() is null then raise exception 'no agency' using errcode = 'PN001'; end if;
  if pg_current_xact_id_if_assigned() is null then perform set_config('synchronous_commit', 'off', true); end if;
  insert into read_records (at, request_id, agency, person, client, roles, operation, target, target_id, filter, purpose, address, given)
    select app_now(), left(p_request_id, 64), app_agency(), p_person, left(p_client, 256), string_to_array(p_roles, ','),
           left(p_operation, 64), p_target::read_target, thing, p_filter::jsonb, left(p_purpose, 200), left(p_address, 64), true
      from unnest(case when p_filter is null then p_target_ids else array[null::uuid] end) thing;
end $$;

-- As before (0015); what was given out stays seen, whatever else of the same request was refused.
create or replace function who_has_read(p_things uuid[])
  returns table (agency text, person uuid, roles text[], operation text, first_at timestamptz, last_at timestamptz, times int)
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select r.agency, r.person, r.roles, r.operation, min(r.at), max(r.at), count(*)::int
    from read_records r
   where r.target_id in (
       select id from violations where id = any (p_things) and owner = app_agency()
       union all select id from referrals where id = any (p_things) and sender = app_agency()
       union all select c.id from copies c join referrals f on f.id = c.referral_id
        where c.id = any (p_things) and f.sender = app_agency()
       union all select h.id from handovers h join referrals f on f.id = h.referral_id
        where h.id = any (p_things) and f.sender = app_agency()
       union all select id from obligations where id = any (p_things) and sender = app_agency()
       union all select id from evidence_items where id = any (p_things) and owner = app_agency())
     and (r.given or not exists (select from refusals f where f.request_id = r.request_id))
   group by r.agency, r.person, r.roles, r.operation $$;

reset role;
revoke create on schema penerusan from {{prefix}}_gate;
revoke all on function record_given(text, uuid, text, text, text, text, text, text, uuid[], text) from public;
grant execute on function record_given(text, uuid, text, text, text, text, text, text, uuid[], text) to {{prefix}}_service;
