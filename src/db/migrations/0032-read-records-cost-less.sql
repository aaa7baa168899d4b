-- why: a read record was half of what PostgreSQL did for a read; the same record costs less this way (docs/benchmarks.md).
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- What a read record may be about. The check of a table is parsed anew by every statement that inserts, value by value; that of a
-- domain once in the life of a connection. The function below is all that writes there.
create domain read_target as text check (value in ('violation', 'referral', 'evidence', 'upload', 'reporter', 'copy', 'violations',
  'referrals', 'copies', 'read-records', 'refusals', 'departure', 'emergency-access', 'former-referral', 'former-referrals',
  'succession', 'obligation', 'obligations', 'handover', 'handovers'));
alter table read_records drop constraint read_records_target;

reset role;
grant create on schema penerusan to {{prefix}}_gate;
set role {{prefix}}_gate;

-- As before (0005): to be the first of what a statement reads from, and joined to the rest by left joins. One statement does it all,
-- because each has a price of its own.
create or replace function record_read(
  p_request_id text, p_person uuid, p_client text, p_roles text, p_operation text, p_address text, p_purpose text,
  p_target text, p_target_id uuid, p_filter text
) returns boolean
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if app_agency() is null then raise exception 'no agency' using errcode = 'PN001'; end if;
  insert into read_records (at, request_id, agency, person, client, roles, operation, target, target_id, filter, purpose, address)
    select app_now(), left(p_request_id, 64), app_agency(), p_person, left(p_client, 256), string_to_array(p_roles, ','),
           left(p_operation, 64), p_target::read_target, p_target_id, p_filter::jsonb, left(p_purpose, 200), left(p_address, 64)
     -- May commit asynchronously, if nothing was written before it in the same transaction.
     where pg_current_xact_id_if_assigned() is not null or set_config('synchronous_commit', 'off', true) = 'off';
  return true;
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_gate;
