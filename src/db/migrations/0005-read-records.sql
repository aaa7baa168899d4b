-- why: who read what, from where and what for, is on record before it is given out; and a refusal says at what it was aimed.

set role {{prefix}}_owner;
set search_path = penerusan;

-- One row a read, hidden and absent things included. Written by the statement that reads. Never updated.
create table read_records (
  id bigint generated always as identity,
  at timestamptz not null,
  request_id text not null,
  agency text not null,
  person uuid not null,
  client text not null,
  roles text[] not null,
  operation text not null,
  target text not null constraint read_records_target check (target in ('violation', 'referral', 'evidence', 'upload',
    'reporter', 'violations', 'referrals', 'read-records', 'refusals')),
  target_id uuid, -- null for a list
  filter jsonb, -- of a list
  purpose text,
  address text not null,
  primary key (agency, at, id)
);
create index read_records_by_target on read_records (target_id, at) where target_id is not null;

alter table read_records enable row level security;
alter table read_records force row level security;
create policy gate_writes on read_records for insert to {{prefix}}_gate with check (agency = app_agency());
create policy agency_sees on read_records for select to {{prefix}}_service using (agency = app_agency());
grant insert on read_records to {{prefix}}_gate;
grant select on read_records to {{prefix}}_service;

alter table refusals
  add column client text,
  add column address text,
  add column target text,
  add column target_id uuid,
  add column left_out int check (left_out > 0); -- how many more like it were refused and are not on record one by one
create index refusals_by_request on refusals (request_id);
create policy agency_sees on refusals for select to {{prefix}}_service using (agency = app_agency());
grant select on refusals to {{prefix}}_service;

-- Whoever owns a case may ask who has read it, in whatever agency: the gate looks it up, and sees of the cases only whose they are.
create policy gate_looks_up on read_records for select to {{prefix}}_gate using (true);
create policy gate_looks_up on violations for select to {{prefix}}_gate using (owner = app_agency());
create policy gate_looks_up on referrals for select to {{prefix}}_gate using (sender = app_agency());
create policy gate_looks_up on evidence_items for select to {{prefix}}_gate using (owner = app_agency());
grant select on read_records to {{prefix}}_gate;
grant select (request_id) on refusals to {{prefix}}_gate;
grant select (id, owner) on violations to {{prefix}}_gate;
grant select (id, sender) on referrals to {{prefix}}_gate;
grant select (id, owner) on evidence_items to {{prefix}}_gate;

-- A read record may be lost with the last moment before a crash; an act never. Both may be in one transaction, in either order.
create function commit_acts_synchronously() returns trigger language plpgsql
  as $$ begin perform set_config('synchronous_commit', 'on', true); return null; end $$;
create trigger events_commit_synchronously before insert on events
  for each statement when (current_setting('synchronous_commit') = 'off') execute function commit_acts_synchronously();

reset role;
grant create on schema penerusan to {{prefix}}_gate;
set role {{prefix}}_gate;

-- Records a read, in the name of the connection's agency. To be the first of what a statement reads from, and joined to the
-- rest by left joins: so a hidden or absent row is recorded too, and when it cannot be recorded nothing is read.
create function record_read(
  p_request_id text, p_person uuid, p_client text, p_roles text, p_operation text, p_address text, p_purpose text,
  p_target text, p_target_id uuid, p_filter text
) returns boolean
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if app_agency() is null then raise exception 'no agency' using errcode = 'PN001'; end if;
  if pg_current_xact_id_if_assigned() is null then perform set_config('synchronous_commit', 'off', true); end if;
  insert into read_records (at, request_id, agency, person, client, roles, operation, target, target_id, filter, purpose, address)
    values (app_now(), left(p_request_id, 64), app_agency(), p_person, left(p_client, 256), string_to_array(p_roles, ','),
      left(p_operation, 64), p_target, p_target_id, p_filter::jsonb, left(p_purpose, 200), left(p_address, 64));
  return true;
end $$;

-- Who has read these things, of whatever agency, as far as they are the asking agency's own. What was refused was not read.
create function who_has_read(p_things uuid[])
  returns table (agency text, person uuid, roles text[], operation text, first_at timestamptz, last_at timestamptz, times int)
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select r.agency, r.person, r.roles, r.operation, min(r.at), max(r.at), count(*)::int
    from read_records r
   where r.target_id in (
       select id from violations where id = any (p_things) and owner = app_agency()
       union all select id from referrals where id = any (p_things) and sender = app_agency()
       union all select id from evidence_items where id = any (p_things) and owner = app_agency())
     and not exists (select from refusals f where f.request_id = r.request_id)
   group by r.agency, r.person, r.roles, r.operation $$;

-- Records a refused attempt of the connection's agency, or of nobody known. As before, with what it was aimed at.
drop function record_refusal(text, text, text, uuid, text, text, text);
create function record_refusal(
  p_request_id text, p_issuer text, p_person uuid, p_client text, p_address text, p_operation text,
  p_target text, p_target_id uuid, p_code text, p_rule text, p_left_out int
) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  insert into refusals (at, request_id, agency, issuer, person, client, address, operation, target, target_id, code, rule, left_out)
    values (app_now(), left(p_request_id, 64), app_agency(), left(p_issuer, 256), p_person, left(p_client, 256),
      left(p_address, 64), left(p_operation, 64), left(p_target, 32), p_target_id, left(p_code, 64), left(p_rule, 16),
      p_left_out) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_gate;

revoke all on function commit_acts_synchronously(), record_read(text, uuid, text, text, text, text, text, text, uuid, text),
  who_has_read(uuid[]), record_refusal(text, text, uuid, text, text, text, text, uuid, text, text, int) from public;
grant execute on function record_read(text, uuid, text, text, text, text, text, text, uuid, text), who_has_read(uuid[]),
  record_refusal(text, text, uuid, text, text, text, text, uuid, text, text, int) to {{prefix}}_service;
