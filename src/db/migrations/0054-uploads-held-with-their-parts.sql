-- why: between being held and being read an upload could end, and then had no parts: what was handed over became evidence of
-- no bytes.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;
set search_path = penerusan;

drop function hold_upload(uuid, uuid);

-- Keeps a finished upload from expiring while it is read into a case. Returns its parts in their order, or null when there is none.
create function hold_upload(p_upload uuid, p_person uuid) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  update uploads set expires_at = upload_expiry()
    where id = p_upload and agency = app_agency() and person = p_person and expires_at > app_now() and received = length;
  if not found then return null; end if;
  return (select jsonb_agg(jsonb_build_object('size', size, 'object', object, 'keyId', key_id, 'wrappedKey', wrapped_key,
      'digest', digest) order by number) from upload_parts where upload_id = p_upload);
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

revoke all on function hold_upload(uuid, uuid) from public;
grant execute on function hold_upload(uuid, uuid) to {{prefix}}_service;
