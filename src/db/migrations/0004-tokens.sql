-- why: a token that was stolen must be worth nothing. One bound to a key comes with a proof for each request, and a proof
-- counts once in all processes together (RFC 9449, section 11.1). One that is revoked counts no longer, in every process.
-- Neither table knows whose it is: they hold digests, and no token, no proof and no name.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Proofs that were used, as long as they could be accepted again. A digest of key, jti and target.
create table dpop_proofs (
  digest bytea primary key check (length(digest) = 32),
  expires_at timestamptz not null
);
create index dpop_proofs_by_expiry on dpop_proofs (expires_at);

-- What the operator revoked: everything of an issuer, or of one subject or client of it, or one token. Never deleted.
create table revocations (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('issuer', 'subject', 'client', 'token')),
  issuer text not null check (length(issuer) between 1 and 300),
  digest bytea not null check (length(digest) = 32), -- of kind, issuer and name: a subject may be somebody's number
  effective_from timestamptz not null,
  effective_until timestamptz check (effective_until > effective_from),
  reason text not null check (length(reason) <= 300),
  made_at timestamptz not null,
  lifted_at timestamptz
);
create index revocations_standing on revocations (id) where lifted_at is null;

insert into deployment_secrets
  values ('dpop-nonces', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

alter table dpop_proofs enable row level security;
alter table dpop_proofs force row level security;
alter table revocations enable row level security;
alter table revocations force row level security;

create policy gate_writes on dpop_proofs for all to {{prefix}}_gate using (true) with check (true);
create policy gate_reads on revocations for select to {{prefix}}_gate using (true);
create policy operator_revokes on revocations for all to {{prefix}}_owner using (true) with check (true);

grant select, insert, update, delete on dpop_proofs to {{prefix}}_gate;
grant select on revocations to {{prefix}}_gate;

reset role;
grant create on schema penerusan to {{prefix}}_gate;
set role {{prefix}}_gate;

-- Puts a proof on record; false when it was there already. Of two at once the second waits for the first. A proof can be
-- accepted for 70 seconds by one clock; what is kept longer is for processes whose clocks differ.
create function remember_proof(p_digest bytea) returns boolean
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  -- Seen by all at once, but not waited for until it is on disk: a server that crashes forgets what it took in its last
  -- half second, and until it is back no request is answered.
  perform set_config('synchronous_commit', 'off', true);
  insert into dpop_proofs values (p_digest, app_now() + interval '2 minutes') on conflict do nothing;
  return found;
end $$;

-- Forgets proofs that are past their time, some at once; returns how many.
create function forget_expired_proofs(p_most int) returns int
  language sql security definer set search_path = penerusan, pg_temp as $$
  with forgotten as (
    delete from dpop_proofs where digest in (
      select digest from dpop_proofs where expires_at <= app_now() order by expires_at limit p_most for update skip locked)
    returning 1)
  select count(*)::int from forgotten $$;

-- The digests of what is revoked now, with a mark of the list; null when the list is that of the mark given.
create function read_revocations(p_mark text) returns jsonb
  language sql security definer set search_path = penerusan, pg_temp as $$
  select case when mark <> p_mark then jsonb_build_object('mark', mark, 'digests', digests) end
    from (
      select md5(coalesce(string_agg(id::text, ',' order by id), '')) as mark,
             coalesce(jsonb_agg(encode(digest, 'hex')), '[]') as digests
        from revocations
       where lifted_at is null and effective_from <= app_now() and (effective_until is null or effective_until > app_now())
    ) standing $$;

reset role;
revoke create on schema penerusan from {{prefix}}_gate;

revoke all on function remember_proof(bytea), forget_expired_proofs(int), read_revocations(text) from public;
grant execute on function remember_proof(bytea), forget_expired_proofs(int), read_revocations(text) to {{prefix}}_service;
