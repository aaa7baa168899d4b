-- why: who the reported persons are is found out later, and the same person may be in another case. Hints at that compare
-- marks and not identifiers, and only among cases that the agency sees anyway.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Referrals of before know no changes of persons.
update referrals set state = state || '{"personChanges": []}' where not state ? 'personChanges';

-- HMAC-SHA-256 (RFC 2104) of identifiers, under a key that nobody reads but the function that marks. A derived table: it is
-- filled by triggers from the projections, is in no event, and is made anew with a new key by renew_mark_key().
create table identity_marks (
  agency text not null, -- the owner of the violation or the receiver of the referral, who alone is given hints by it
  case_kind text not null check (case_kind in ('violation', 'referral')),
  case_id uuid not null,
  violation_id uuid not null,
  kind text not null check (kind in ('nip', 'ni-pppk', 'nik', 'link', 'evidence')),
  mark bytea not null,
  primary key (agency, case_kind, mark, case_id)
);
create index identity_marks_by_case on identity_marks (case_kind, case_id);

create table mark_keys (
  version int primary key,
  inner_pad bytea not null check (length(inner_pad) = 64),
  outer_pad bytea not null check (length(outer_pad) = 64),
  made_at timestamptz not null
);

alter table identity_marks enable row level security;
alter table identity_marks force row level security;
alter table mark_keys enable row level security;
alter table mark_keys force row level security;
create policy writer_writes on identity_marks for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on mark_keys for all to {{prefix}}_writer using (true) with check (true);
grant select, insert, delete on identity_marks, mark_keys to {{prefix}}_writer;
reset role;

grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- What a case says by which it may be known again: of its persons, also those found out later, its links and its evidence.
-- An agency that gave a referral back has no use for it any more.
create function identifiers_of(p_kind text, p_case uuid)
  returns table (agency text, violation_id uuid, kind text, value text) language sql stable as $$
  with found as (
    select v.owner as agency, v.id as violation_id, v.state -> 'content' as content,
        v.state -> 'content' -> 'reportedPersons' as persons,
        (select jsonb_agg(jsonb_build_object('digest', i.state #>> '{original,digest}', 'url', i.state #>> '{description,link,url}'))
           from penerusan.evidence_items i
          where i.violation_id = v.id and i.owner = v.owner and i.status <> 'erased' and i.state ->> 'exclusion' is null) as items
      from penerusan.violations v where p_kind = 'violation' and v.id = p_case
    union all
    select r.receiver, r.violation_id, r.state -> 'versions' -> -1 -> 'content',
        (r.state -> 'versions' -> -1 -> 'content' -> 'reportedPersons')
          || jsonb_path_query_array(r.state, '$.personChanges[*] ? (@.revocation == null).identity')
          || jsonb_path_query_array(r.state, '$.personChanges[*] ? (@.revocation == null).parts[*]'),
        r.state -> 'versions' -> -1 -> 'manifest'
      from penerusan.referrals r where p_kind = 'referral' and r.id = p_case and r.status not in ('rejected', 'withdrawn')
  )
  select found.agency, found.violation_id, said.kind,
      case said.kind when 'link' then regexp_replace(said.value, '/*(#.*)?$', '') else said.value end
    from found cross join lateral (
      select pair.kind, pair.value from jsonb_array_elements(found.persons) person
        cross join lateral (values ('nip', person ->> 'nip'), ('ni-pppk', person ->> 'niPppk'), ('nik', person ->> 'nik')) pair (kind, value)
      union all select 'link', found.content #>> '{place,onlineLocation}'
      union all select pair.kind, pair.value from jsonb_array_elements(found.items) item
        cross join lateral (values ('link', item ->> 'url'), ('evidence', item ->> 'digest')) pair (kind, value)
    ) said where said.value is not null $$;

-- Marks a case anew. Whoever calls it holds the row of the case, so that of two none goes by what the other has changed.
create function mark_case(p_kind text, p_case uuid) returns void language plpgsql security invoker as $$
declare
  v_key mark_keys;
begin
  select * into strict v_key from mark_keys order by version desc limit 1;
  delete from identity_marks where case_kind = p_kind and case_id = p_case;
  insert into identity_marks (agency, case_kind, case_id, violation_id, kind, mark)
    select distinct said.agency, p_kind, p_case, said.violation_id, said.kind,
        sha256(v_key.outer_pad || sha256(v_key.inner_pad || convert_to(said.kind || E'\x1f' || said.value, 'UTF8')))
      from identifiers_of(p_kind, p_case) said;
end $$;

create function mark_violation() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  perform mark_case('violation', coalesce(new.id, old.id));
  return null;
end $$;
create function mark_violation_of_item() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  -- Acts on the same item or case have waited for each other at the log before, so this closes no circle.
  perform from violations where id = coalesce(new.violation_id, old.violation_id) for no key update;
  perform mark_case('violation', coalesce(new.violation_id, old.violation_id));
  return null;
end $$;
create function mark_referral() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  perform mark_case('referral', coalesce(new.id, old.id));
  return null;
end $$;
grant execute on function mark_violation(), mark_violation_of_item(), mark_referral() to {{prefix}}_owner;

-- Other cases of the same agency that say the same, newest first; none from which this person is cut off.
create function duplicate_hints(p_kind text, p_case uuid, p_person uuid) returns table (case_id uuid, kinds text[])
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select other.case_id, array_agg(distinct other.kind)
    from identity_marks own join identity_marks other using (agency, case_kind, mark)
   where own.agency = app_agency() and own.case_kind = p_kind and own.case_id = p_case
     and other.violation_id <> own.violation_id
     and not exists (select from recusals r where r.agency = app_agency() and r.person = p_person
       and r.violation_id in (own.violation_id, other.violation_id) and r.lifted_at is null)
   group by other.case_id order by other.case_id desc limit 100 $$;

-- Begins with a new key and marks every case anew; nothing that is marked under the old one is left. Acts wait meanwhile.
create function renew_mark_key() returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_key constant bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
    || decode(repeat('00', 32), 'hex');
  v_inner bytea := v_key;
  v_outer bytea := v_key;
  v_version constant int := (select coalesce(max(version), 0) + 1 from mark_keys);
begin
  lock table violations, referrals, evidence_items in share mode;
  for i in 0 .. 63 loop
    v_inner := set_byte(v_inner, i, get_byte(v_key, i) # 54);
    v_outer := set_byte(v_outer, i, get_byte(v_key, i) # 92);
  end loop;
  delete from mark_keys;
  insert into mark_keys values (v_version, v_inner, v_outer, app_now());
  delete from identity_marks;
  perform mark_case('violation', id) from violations;
  perform mark_case('referral', id) from referrals;
end $$;
grant execute on function renew_mark_key() to {{prefix}}_owner;
reset role;
revoke create on schema penerusan from {{prefix}}_writer;

set role {{prefix}}_owner;
select renew_mark_key();
create trigger violations_are_marked after insert or delete on violations for each row execute function mark_violation();
create trigger violations_are_marked_anew after update on violations for each row
  when (old.state -> 'content' is distinct from new.state -> 'content') execute function mark_violation();
create trigger referrals_are_marked after insert or delete on referrals for each row execute function mark_referral();
create trigger referrals_are_marked_anew after update on referrals for each row
  when (old.version_number <> new.version_number or old.status <> new.status or old.receiver <> new.receiver
    or old.state -> 'personChanges' is distinct from new.state -> 'personChanges') execute function mark_referral();
create trigger items_are_marked after insert or delete on evidence_items for each row execute function mark_violation_of_item();
create trigger items_are_marked_anew after update on evidence_items for each row
  when (old.status <> new.status or old.state -> 'description' is distinct from new.state -> 'description'
    or old.state -> 'exclusion' is distinct from new.state -> 'exclusion') execute function mark_violation_of_item();
reset role;

revoke all on function identifiers_of(text, uuid), mark_case(text, uuid), mark_violation(), mark_violation_of_item(),
  mark_referral(), duplicate_hints(text, uuid, uuid), renew_mark_key() from public;
grant execute on function duplicate_hints(text, uuid, uuid) to {{prefix}}_service;
