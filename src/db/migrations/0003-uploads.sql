-- why: large files arrive in pieces, over hours and several connections, before they become evidence. What has arrived is
-- known here and nowhere else, so that any process can go on. No part of any case: it has no events, and it expires.
-- Their objects are loose (0002) until they are recorded here, and again from the moment the upload is gone.

set role {{prefix}}_owner;
set search_path = penerusan;

-- A file on its way in. Only the person who began it goes on with it or hands it over.
create table uploads (
  id uuid primary key,
  agency text not null,
  person uuid not null,
  length bigint not null check (length > 0), -- as announced
  received bigint not null default 0 check (received between 0 and length), -- always the sum of its parts
  metadata text not null check (length(metadata) <= 2000), -- as the client wrote it: file name and media type
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index uploads_by_person on uploads (agency, person);
create index uploads_by_expiry on uploads (expires_at);

-- The encrypted objects it consists of, in their order. Part 1 begins at byte 0, and each next one where the last ended.
create table upload_parts (
  upload_id uuid not null references uploads (id) on delete cascade,
  number int not null check (number > 0),
  starts_at bigint not null check (starts_at >= 0),
  size bigint not null check (size > 0),
  object text not null unique,
  key_id text not null,
  wrapped_key text not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  primary key (upload_id, number)
);

alter table uploads enable row level security;
alter table uploads force row level security;
alter table upload_parts enable row level security;
alter table upload_parts force row level security;

create policy writer_writes on uploads for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on upload_parts for all to {{prefix}}_writer using (true) with check (true);
create policy agency_sees on uploads for select to {{prefix}}_service using (agency = app_agency());
create policy agency_sees on upload_parts for select to {{prefix}}_service using (
  exists (select from uploads where uploads.id = upload_parts.upload_id));

grant select on uploads, upload_parts to {{prefix}}_service;
grant select, insert, update, delete on uploads to {{prefix}}_writer;
grant select, insert on upload_parts to {{prefix}}_writer;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- How long nothing may happen to an upload: 24 hours after its last byte it is gone.
create function upload_expiry() returns timestamptz language sql volatile
  as $$ select penerusan.app_now() + interval '24 hours' $$;

-- Begins an upload; returns when it expires. What uploads have announced counts against the agency's room (0002) too.
-- SQLSTATEs of the functions for uploads, beside those of record_act: PN010 no such upload of this person · PN011 the
-- upload has another offset · PN012 it has expired · PN013 this person has too many of them.
create function begin_upload(p_id uuid, p_person uuid, p_length bigint, p_metadata text, p_most int, p_quota bigint) returns text
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_agency constant text := app_agency();
  v_expires_at constant timestamptz := upload_expiry();
begin
  if v_agency is null or not holds_mandate(v_agency, 'neutrality-monitoring', (app_now() at time zone 'Asia/Jakarta')::date) then
    raise exception 'not this agency''s to do' using errcode = 'PN004';
  end if;
  -- One after the other for each agency, so that count and sum are true.
  perform pg_advisory_xact_lock(hashtextextended(v_agency, 3));
  if (select count(*) from uploads where agency = v_agency and person = p_person and expires_at > app_now()) >= p_most then
    raise exception 'too many uploads' using errcode = 'PN013';
  end if;
  if p_length + coalesce((select bytes from evidence_usage where agency = v_agency), 0)
    + (select coalesce(sum(length), 0) from uploads where agency = v_agency) > p_quota then
    raise exception 'no room for more' using errcode = 'PN007';
  end if;
  insert into uploads (id, agency, person, length, metadata, created_at, expires_at)
    values (p_id, v_agency, p_person, p_length, p_metadata, app_now(), v_expires_at);
  return rfc3339(v_expires_at);
end $$;

-- Adds a stored part, if the upload still ends where it begins. Who comes second at one offset is refused
-- here and nowhere else. Returns when the upload now expires.
create function add_upload_part(p_upload uuid, p_person uuid, p_offset bigint, p_part jsonb) returns text
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

  -- What is loose no longer may be taken away at any moment.
  delete from evidence_loose_objects where object = p_part ->> 'object';
  if not found then raise exception 'the object is not loose' using errcode = 'PN005'; end if;
  insert into upload_parts
    select p_upload, 1 + count(*), p_offset, (p_part ->> 'size')::bigint, p_part ->> 'object', p_part ->> 'keyId',
        p_part ->> 'wrappedKey', p_part ->> 'digest'
      from upload_parts where upload_id = p_upload;
  update uploads set received = p_offset + (p_part ->> 'size')::bigint, expires_at = v_expires_at where id = p_upload;
  return rfc3339(v_expires_at);
end $$;

-- Keeps a finished upload from expiring while it is read into a case. Returns whether there is one.
create function hold_upload(p_upload uuid, p_person uuid) returns boolean
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  update uploads set expires_at = upload_expiry()
    where id = p_upload and agency = app_agency() and person = p_person and expires_at > app_now() and received = length;
  return found;
end $$;

-- Takes uploads out, and leaves their objects loose. Returns those, for whoever takes them away at once.
create function remove_uploads(p_uploads uuid[]) returns jsonb
  language plpgsql security invoker as $$
declare
  v_objects jsonb;
begin
  -- Nobody adds to them any more.
  perform from uploads where id = any (p_uploads) order by id for update;
  with loose as (
    insert into evidence_loose_objects select object, app_now() from upload_parts where upload_id = any (p_uploads)
      on conflict do nothing
    returning object
  )
  select coalesce(jsonb_agg(object), '[]') into v_objects from loose;
  delete from uploads where id = any (p_uploads);
  return v_objects;
end $$;

-- Ends an upload; returns its objects, or null when there is none.
create function end_upload(p_upload uuid, p_person uuid) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  perform from uploads where id = p_upload and agency = app_agency() and person = p_person for update;
  if not found then return null; end if;
  return remove_uploads(array[p_upload]);
end $$;

-- Forgets expired uploads of whatever agency, some at once; returns how many.
create function forget_expired_uploads(p_most int) returns int
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_expired constant uuid[] := array(
    select id from uploads where expires_at <= app_now() order by expires_at limit p_most for update skip locked);
begin
  perform remove_uploads(v_expired);
  return cardinality(v_expired);
end $$;

-- As in 0002: an object that is part of an upload is neither loose nor unknown.
create or replace function loose_objects(p_before timestamptz, p_most int) returns setof text
  language sql security definer set search_path = penerusan, pg_temp as $$
  select object from evidence_loose_objects loose
   where noted_at < p_before
     and not exists (select from evidence_contents content where content.object = loose.object)
     and not exists (select from upload_parts part where part.object = loose.object)
   order by noted_at limit p_most $$;

create or replace function unknown_objects(p_objects text[]) returns setof text
  language sql security definer set search_path = penerusan, pg_temp as $$
  select wanted from unnest(p_objects) wanted
   where not exists (select from evidence_contents content where content.object = wanted)
     and not exists (select from upload_parts part where part.object = wanted)
     and not exists (select from evidence_loose_objects loose where loose.object = wanted) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

revoke all on function upload_expiry(), begin_upload(uuid, uuid, bigint, text, int, bigint),
  add_upload_part(uuid, uuid, bigint, jsonb), hold_upload(uuid, uuid), remove_uploads(uuid[]), end_upload(uuid, uuid),
  forget_expired_uploads(int) from public;
grant execute on function begin_upload(uuid, uuid, bigint, text, int, bigint), add_upload_part(uuid, uuid, bigint, jsonb),
  hold_upload(uuid, uuid), end_upload(uuid, uuid), forget_expired_uploads(int) to {{prefix}}_service;
