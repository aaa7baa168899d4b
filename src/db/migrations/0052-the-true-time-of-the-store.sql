-- What the service does with its store goes by the true time, also where the clock of the cases was moved: by a moved one a
-- re-hashing never ended or never began, and what had just been stored was swept. And nothing comes to be referred to that a
-- sweep has begun to take away.
-- why: whatever was acknowledged is there. The sweep looked, and took away a little later; an act that recorded the object in
-- between was acknowledged without its bytes.
-- SQLSTATE beside those of the migrations before: PN009 the object is not loose any more.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;
set search_path = penerusan;

-- Whatever a moved clock has noted begins anew.
update evidence_loose_objects set noted_at = clock_timestamp() where noted_at > clock_timestamp();
update evidence_contents set leased_at = '-infinity' where leased_at > clock_timestamp();
update evidence_contents set verified_at = null where verified_at > clock_timestamp();

-- Takes what has been loose since before then, and to which nothing refers, so that nothing will: noted at no time. What a
-- sweep took and did not get to, the next one takes again.
drop function loose_objects(timestamptz, int);
create function take_loose_objects(p_before timestamptz, p_most int) returns setof text
  language sql security definer set search_path = penerusan, pg_temp as $$
  update evidence_loose_objects set noted_at = '-infinity' where object in (
    select object from evidence_loose_objects loose
     where noted_at < p_before
       and not exists (select from evidence_contents content where content.object = loose.object)
       and not exists (select from upload_parts part where part.object = loose.object)
     order by noted_at limit p_most for update skip locked)
  returning object $$;

create or replace function lease_contents_to_verify(p_before timestamptz, p_most int) returns table (content_id uuid, agency text)
  language sql security definer set search_path = penerusan, pg_temp as $$
  update evidence_contents set leased_at = clock_timestamp() where id in (
    select id from evidence_contents where leased_at < p_before order by leased_at, id limit p_most for update skip locked)
  returning id, owner $$;

create or replace function note_content_intact(p_content_id uuid) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update evidence_contents set verified_at = clock_timestamp() where id = p_content_id and owner = app_agency() $$;

-- As in 0002; the object is taken from the loose ones by the table.
create or replace function replace_content(p_content_id uuid, p_digest text, p_known text, p_object text, p_key_id text,
    p_wrapped_key text) returns boolean
  language sql security definer set search_path = penerusan, pg_temp as $$
  with replaced as (
    update evidence_contents
       set object = p_object, key_id = p_key_id, wrapped_key = p_wrapped_key, verified_at = clock_timestamp()
     where id = p_content_id and owner = app_agency() and digest = p_digest and object = p_known returning 1
  ), loose as (
    insert into evidence_loose_objects select p_known, clock_timestamp() from replaced on conflict do nothing)
  select exists (select from replaced) $$;

-- As in 0003; the object is taken from the loose ones by the table.
create or replace function add_upload_part(p_upload uuid, p_person uuid, p_offset bigint, p_part jsonb) returns text
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_upload uploads;
  v_expires_at constant timestamptz := upload_expiry();
begin
  if not has_exactly(p_part, array['size', 'object', 'keyId', 'wrappedKey', 'digest']) then
    raise exception 'not a part' using errcode = 'PN005';
  end if;
  select * into v_upload from uploads
    where id = p_upload and agency = app_agency() and person = p_person for update;
  if not found then raise exception 'no such upload' using errcode = 'PN010'; end if;
  if v_upload.expires_at <= app_now() then raise exception 'the upload has expired' using errcode = 'PN012'; end if;
  if v_upload.received is distinct from p_offset then raise exception 'another offset' using errcode = 'PN011'; end if;

  insert into upload_parts
    select p_upload, 1 + count(*), p_offset, (p_part ->> 'size')::bigint, p_part ->> 'object', p_part ->> 'keyId',
        p_part ->> 'wrappedKey', p_part ->> 'digest'
      from upload_parts where upload_id = p_upload;
  update uploads set received = p_offset + (p_part ->> 'size')::bigint, expires_at = v_expires_at where id = p_upload;
  return rfc3339(v_expires_at);
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
revoke all on function take_loose_objects(timestamptz, int) from public;
grant execute on function take_loose_objects(timestamptz, int) to {{prefix}}_service;

set role {{prefix}}_owner;

-- Whoever notes one gives the time of the clock it has.
create function clock_of_the_store() returns trigger language plpgsql as $$
begin
  new.noted_at := clock_timestamp();
  return new;
end $$;

-- What is referred to is taken from the loose ones, so that for each object either this or its sweeping happens.
create function take_from_the_loose() returns trigger language plpgsql as $$
begin
  delete from penerusan.evidence_loose_objects where object = new.object and noted_at > '-infinity';
  if not found then raise exception 'the object is not loose' using errcode = 'PN009'; end if;
  return null;
end $$;

create trigger noted_by_the_true_time before insert on evidence_loose_objects
  for each row execute function clock_of_the_store();
create trigger was_loose after insert or update of object on evidence_contents
  for each row execute function take_from_the_loose();
create trigger was_loose after insert on upload_parts for each row execute function take_from_the_loose();

revoke all on function clock_of_the_store(), take_from_the_loose() from public;
reset role;
