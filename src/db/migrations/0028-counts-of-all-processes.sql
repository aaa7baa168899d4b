-- why: a quota is the caller's, however many processes serve them. Each process decides by what it counted itself and by what the
-- others had told when it last asked; it tells and asks in one statement, of many callers at once, and no request waits for it.
-- Nothing here says who or which case: keys and cases are digests under a secret of the deployment. Rows end by themselves.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- What one process counted of one key in the window that began then. Unlogged: of the last minute, a crash of the server may lose it all.
create unlogged table quota_counts (
  key uuid not null,
  process uuid not null,
  begins_at timestamptz not null,
  units bigint not null check (units > 0),
  primary key (key, process)
);
create index quota_counts_by_window on quota_counts (begins_at);

-- Which cases a person opened within the hour, and when first.
create table case_openings (
  person uuid not null,
  opening bigint not null check (opening >= 0),
  opened_at timestamptz not null,
  primary key (person, opening)
);
create index case_openings_by_time on case_openings (opened_at);

insert into deployment_secrets
  values ('counts', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

alter table quota_counts enable row level security;
alter table quota_counts force row level security;
alter table case_openings enable row level security;
alter table case_openings force row level security;

create policy gate_counts on quota_counts for all to {{prefix}}_gate using (true) with check (true);
create policy gate_counts on case_openings for all to {{prefix}}_gate using (true) with check (true);
grant select, insert, update, delete on quota_counts, case_openings to {{prefix}}_gate;

reset role;
grant create on schema penerusan to {{prefix}}_gate;
set role {{prefix}}_gate;

-- Keeps what a process counted, and tells what the others did.
-- `p_counts`: [{key, begins, units}], of each key all that this process counted in the window that began then (milliseconds), so that
-- whoever heard no answer may say it again. `p_persons`: [{person, known, opened: [[opening, at], …]}], with how many openings of the
-- last hour the process knows. Returns `now` (milliseconds); `others`, for each key in the order given; `persons`, for each of them
-- all openings, or null where as many are known.
create function exchange_counts(p_process uuid, p_counts jsonb, p_persons jsonb, p_most_forgotten int) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_now constant timestamptz := app_now();
  v_hour constant interval := interval '1 hour';
  v_keep constant interval := interval '2 minutes';
  -- Another process may be ahead of this moment; what is further ahead was written before the clock was set back.
  v_future constant timestamptz := v_now + interval '1 minute';
  v_others jsonb;
  v_persons jsonb;
begin
  -- Seen by all at once, but not waited for until it is on disk, as with proofs (0004).
  perform set_config('synchronous_commit', 'off', true);

  insert into quota_counts as q (key, process, begins_at, units)
    select key, p_process, to_timestamp(begins / 1000.0), units
      from jsonb_to_recordset(p_counts) as given (key uuid, begins bigint, units bigint)
     -- A process whose clock is not ours learns ours by the answer, and says it again.
     where to_timestamp(begins / 1000.0) between v_now - v_keep and v_future
     order by key
    on conflict (key, process) do update set begins_at = excluded.begins_at, units = excluded.units;

  -- In this order for everybody, so that no two wait for each other. What was opened again after its hour counts anew.
  insert into case_openings as o (person, opening, opened_at)
    select given.person, (pair ->> 0)::bigint, least(to_timestamp((pair ->> 1)::bigint / 1000.0), v_now)
      from jsonb_to_recordset(p_persons) as given (person uuid, opened jsonb), jsonb_array_elements(given.opened) pairs (pair)
     where to_timestamp((pair ->> 1)::bigint / 1000.0) > v_now - v_hour
     order by 1, 2
    on conflict (person, opening) do update set opened_at = excluded.opened_at
      where o.opened_at <= v_now - v_hour or o.opened_at > v_future;

  select jsonb_agg((
      select coalesce(sum(q.units), 0) from quota_counts q
       where q.key = (given ->> 'key')::uuid and q.process <> p_process
         and q.begins_at = to_timestamp((given ->> 'begins')::bigint / 1000.0)) order by place)
    into v_others from jsonb_array_elements(p_counts) with ordinality as counts (given, place);

  select jsonb_agg((
      select case when count(*) <> (given ->> 'known')::int
                  then jsonb_agg(jsonb_build_array(o.opening, round(extract(epoch from o.opened_at) * 1000)::bigint) order by o.opened_at) end
        from case_openings o
       where o.person = (given ->> 'person')::uuid and o.opened_at > v_now - v_hour and o.opened_at <= v_future) order by place)
    into v_persons from jsonb_array_elements(p_persons) with ordinality as persons (given, place);

  delete from quota_counts where (key, process) in (
    select key, process from quota_counts where begins_at < v_now - v_keep or begins_at > v_future
     limit p_most_forgotten for update skip locked);
  delete from case_openings where (person, opening) in (
    select person, opening from case_openings where opened_at <= v_now - v_hour or opened_at > v_future
     limit p_most_forgotten for update skip locked);

  return jsonb_build_object('now', round(extract(epoch from v_now) * 1000)::bigint,
    'others', coalesce(v_others, '[]'), 'persons', coalesce(v_persons, '[]'));
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_gate;

revoke all on function exchange_counts(uuid, jsonb, jsonb, int) from public;
grant execute on function exchange_counts(uuid, jsonb, jsonb, int) to {{prefix}}_service;
