-- why: bells for partners. What is to be delivered is derived from the numbered entries of the feed (0016), so no bell is lost with
-- a process; what became of each is kept here, for the sender of the bells and for the partner.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

grant usage on schema penerusan to {{prefix}}_jobs;
grant execute on function app_agency(), app_now(), rfc3339(timestamptz) to {{prefix}}_jobs;
grant select on clock_shift to {{prefix}}_jobs;

create table webhooks (
  id uuid primary key,
  agency text not null,
  url text not null check (length(url) <= 2000),
  state text not null check (state in ('pending', 'active', 'disabled')),
  disabled_because text check (disabled_because in ('gone')),
  allowed_rate int check (allowed_rate > 0), -- requests a minute, as the endpoint answered when it consented; null: as many as we like
  version int not null default 1 check (version > 0),
  mark bigint not null check (mark >= 0), -- entries up to this number have become deliveries
  created jsonb not null, -- the act
  created_at timestamptz not null,
  changed_at timestamptz not null,
  asked_at timestamptz, -- when the endpoint was last asked for its consent
  consented_at timestamptz,
  -- What the sender of the bells knows of the endpoint; no part of the version.
  failures int not null default 0 check (failures >= 0), -- in a row
  resting_until timestamptz, -- the endpoint asked for a pause, or its rate does
  served_at timestamptz, -- when deliveries were last taken up
  parked_since timestamptz, -- the first delivery was parked then, and some are still
  check ((state = 'disabled') = (disabled_because is not null))
);
create index webhooks_by_agency on webhooks (agency, id);

create table webhook_keys (
  id uuid primary key,
  webhook_id uuid not null references webhooks (id) on delete cascade,
  agency text not null,
  scheme text not null check (scheme in ('v1', 'v1a')),
  sealed jsonb not null, -- encrypted before it came here
  public_key text check ((scheme = 'v1a') = (public_key is not null)),
  made_at timestamptz not null,
  signs_until timestamptz -- null: until it is replaced
);
create index webhook_keys_of_webhook on webhook_keys (webhook_id, made_at);

-- One row for each bell. `held`: an earlier one of the same case is not delivered yet. `waiting`: due at `due_at`. `sending`: taken
-- up by a process, which has until `due_at`. `parked`: given up until somebody asks for it again.
create table webhook_deliveries (
  webhook_id uuid not null references webhooks (id) on delete cascade,
  number bigint not null,
  agency text not null,
  event_id uuid not null,
  case_id uuid not null, -- what keeps its order
  state text not null check (state in ('held', 'waiting', 'sending', 'delivered', 'parked')),
  attempts int not null default 0 check (attempts >= 0), -- since it was noted or asked for again
  due_at timestamptz check ((due_at is not null) = (state in ('waiting', 'sending'))),
  tried jsonb not null default '[]', -- what became of the last attempts, oldest first
  noted_at timestamptz not null,
  settled_at timestamptz,
  primary key (webhook_id, number)
);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, due_at, number) where state in ('waiting', 'sending');
create index webhook_deliveries_open on webhook_deliveries (webhook_id, case_id, number) where state <> 'delivered';
create index webhook_deliveries_by_state on webhook_deliveries (webhook_id, state, number);
create index webhook_deliveries_settled on webhook_deliveries (settled_at) where state = 'delivered';

alter table webhooks enable row level security;
alter table webhooks force row level security;
alter table webhook_keys enable row level security;
alter table webhook_keys force row level security;
alter table webhook_deliveries enable row level security;
alter table webhook_deliveries force row level security;

create policy writer_writes on webhooks for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on webhook_keys for all to {{prefix}}_writer using (true) with check (true);
create policy jobs_deliver on webhooks for all to {{prefix}}_jobs using (true) with check (true);
create policy jobs_deliver on webhook_keys for select to {{prefix}}_jobs using (true);
create policy jobs_deliver on webhook_deliveries for all to {{prefix}}_jobs using (true) with check (true);
create policy agency_sees on webhooks for select to {{prefix}}_service using (agency = app_agency());
create policy agency_sees on webhook_keys for select to {{prefix}}_service using (agency = app_agency());
create policy agency_sees on webhook_deliveries for select to {{prefix}}_service using (agency = app_agency());

grant select on webhooks, webhook_keys, webhook_deliveries to {{prefix}}_service;
grant select, insert, update, delete on webhooks, webhook_keys to {{prefix}}_writer;
grant select, update on webhooks to {{prefix}}_jobs;
grant select on webhook_keys to {{prefix}}_jobs;
grant select, insert, update, delete on webhook_deliveries to {{prefix}}_jobs;

-- What the deliveries are derived from; nothing of any case.
create policy jobs_derive on feeds for select to {{prefix}}_jobs using (true);
create policy jobs_derive on feed_entries for select to {{prefix}}_jobs using (true);
grant select on feeds, feed_entries to {{prefix}}_jobs;

create policy writer_looks_up on feeds for select to {{prefix}}_writer using (true);
grant select on feeds to {{prefix}}_writer;

reset role;
grant create on schema penerusan to {{prefix}}_writer, {{prefix}}_jobs;
set role {{prefix}}_writer;

-- Notes a webhook with its keys, unless the agency has as many as it may (PN170). Bells ring for entries after `mark`; null: for
-- those to come.
create function create_webhook(p_act jsonb, p_webhook jsonb, p_keys jsonb, p_most int, p_reply jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_id constant uuid := (p_webhook ->> 'id')::uuid;
  v_at constant timestamptz := (p_act ->> 'at')::timestamptz;
  v_last constant bigint := coalesce((select last_number from feeds where agency = app_agency()), 0);
  v_before jsonb;
begin
  perform assert_own_act(p_act);
  if not coalesce(has_exactly(p_webhook, array['id', 'url', 'mark']), false) or v_id is null
    or jsonb_array_length(p_keys) = 0 then
    raise exception 'not a webhook' using errcode = 'PN005';
  end if;
  v_before := reply_before(p_act, p_reply);
  if v_before is not null then return v_before; end if;
  perform pg_advisory_xact_lock(hashtextextended(app_agency(), 17));
  if (select count(*) from webhooks where agency = app_agency()) >= p_most then
    raise exception 'too many webhooks' using errcode = 'PN170';
  end if;
  insert into webhooks (id, agency, url, state, mark, created, created_at, changed_at)
    values (v_id, app_agency(), p_webhook ->> 'url', 'pending', least(coalesce((p_webhook ->> 'mark')::bigint, v_last), v_last),
      p_act - 'at', v_at, v_at);
  perform add_webhook_keys(v_id, p_keys, v_at);
  perform keep_reply(p_act, p_reply);
  return '{}';
end $$;

-- Whether this is an act of the connection's agency, now.
create function assert_own_act(p_act jsonb) returns void
  language plpgsql stable security invoker as $$
begin
  if app_agency() is null or app_agency() is distinct from p_act ->> 'agency' then
    raise exception 'act of another agency' using errcode = 'PN001';
  end if;
  if not coalesce(has_exactly(p_act, array['kind', 'agency', 'person', 'role', 'at']), false)
    or coalesce(p_act ->> 'kind', '') not in ('person', 'client') or (p_act ->> 'person')::uuid is null
    or coalesce(abs(extract(epoch from (p_act ->> 'at')::timestamptz - app_now())) > 60, true) then
    raise exception 'not a complete act' using errcode = 'PN005';
  end if;
end $$;

create function add_webhook_keys(p_webhook uuid, p_keys jsonb, p_at timestamptz) returns void
  language sql security invoker as $$
  insert into webhook_keys (id, webhook_id, agency, scheme, sealed, public_key, made_at)
    select (key ->> 'id')::uuid, p_webhook, app_agency(), key ->> 'scheme', key -> 'sealed', key ->> 'public_key', p_at
      from jsonb_array_elements(p_keys) key $$;

-- A new key of a scheme. Those before it sign on until then; what has ended is forgotten. At most so many sign at a time (PN171).
create function rotate_webhook_key(p_act jsonb, p_webhook uuid, p_key jsonb, p_until timestamptz, p_most int, p_reply jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_before jsonb;
begin
  perform assert_own_act(p_act);
  v_before := reply_before(p_act, p_reply);
  if v_before is not null then return v_before; end if;
  perform from webhooks where id = p_webhook and agency = app_agency() for update;
  if not found then raise exception 'no such webhook' using errcode = 'PN003'; end if;
  update webhook_keys set signs_until = least(signs_until, p_until)
    where webhook_id = p_webhook and scheme = p_key ->> 'scheme';
  delete from webhook_keys where webhook_id = p_webhook and signs_until <= app_now();
  if (select count(*) from webhook_keys where webhook_id = p_webhook and scheme = p_key ->> 'scheme') >= p_most then
    raise exception 'too many keys' using errcode = 'PN171';
  end if;
  perform add_webhook_keys(p_webhook, jsonb_build_array(p_key), (p_act ->> 'at')::timestamptz);
  update webhooks set version = version + 1, changed_at = (p_act ->> 'at')::timestamptz where id = p_webhook;
  perform keep_reply(p_act, p_reply);
  return '{}';
end $$;

-- Another address, which has not consented yet.
create function move_webhook(p_act jsonb, p_webhook uuid, p_after int, p_url text) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  perform assert_own_act(p_act);
  update webhooks set
    url = p_url, state = 'pending', disabled_because = null, consented_at = null, allowed_rate = null, failures = 0,
    resting_until = null, version = version + 1, changed_at = (p_act ->> 'at')::timestamptz
    where id = p_webhook and agency = app_agency() and version = p_after;
  if not found then raise exception 'stale version' using errcode = 'PN003'; end if;
end $$;

-- Whether the endpoint may be asked for its consent now: not so soon after the last time, so that nobody is flooded who never consented.
create function may_ask_webhook(p_webhook uuid, p_seconds int) returns boolean
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  update webhooks set asked_at = app_now()
    where id = p_webhook and agency = app_agency()
      and (asked_at is null or asked_at <= app_now() - make_interval(secs => p_seconds));
  return found;
end $$;

-- The endpoint at this address has consented. Returns whether the webhook still has that address.
create function consent_to_webhook(p_webhook uuid, p_url text, p_rate int) returns boolean
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  update webhooks set
    state = 'active', disabled_because = null, allowed_rate = p_rate, resting_until = null, failures = 0,
    version = version + 1, changed_at = app_now(), consented_at = app_now()
    where id = p_webhook and agency = app_agency() and url = p_url;
  return found;
end $$;

-- Keys that another key than this one wraps, after that id, some at once; and the new wrapping of one, if it is still the one known.
create function webhook_keys_under_other_keys(p_key_id text, p_after uuid, p_most int) returns table (id uuid, sealed jsonb)
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select k.id, k.sealed from webhook_keys k
   where k.sealed ->> 'keyId' <> p_key_id and k.id > p_after order by k.id limit p_most $$;
create function rewrap_webhook_key(p_id uuid, p_known text, p_key_id text, p_wrapped_key text) returns boolean
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  update webhook_keys set sealed = sealed || jsonb_build_object('keyId', p_key_id, 'wrappedKey', p_wrapped_key)
    where id = p_id and sealed ->> 'wrappedKey' = p_known;
  return found;
end $$;

-- Ends a webhook with its keys and its deliveries; returns whether there was one.
create function end_webhook(p_webhook uuid) returns boolean
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  delete from webhooks where id = p_webhook and agency = app_agency();
  return found;
end $$;

reset role;
set role {{prefix}}_jobs;

-- Turns entries of the feed into deliveries, some for each webhook; returns how many. Whoever consents later gets them too. A webhook is
-- locked before its deliveries are looked at, here and wherever they change: so nobody misses what another just did.
create function derive_deliveries(p_most int) returns int
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  w record;
  v_last bigint;
  v_derived int := 0;
begin
  for w in
    select h.id, h.agency, h.mark from webhooks h join feeds f on f.agency = h.agency
     where h.state = 'active' and h.mark < f.last_number order by h.id for update of h
  loop
    with news as (
      select number, event_id, coalesce(violation_id, stream_id) as case_id from feed_entries
       where agency = w.agency and number > w.mark order by number limit p_most
    ), noted as (
      insert into webhook_deliveries (webhook_id, number, agency, event_id, case_id, state, due_at, noted_at)
        select w.id, number, w.agency, event_id, case_id, case when first then 'waiting' else 'held' end,
               case when first then app_now() end, app_now()
          from (select *, row_number() over (partition by case_id order by number) = 1 and not exists (
                    select from webhook_deliveries d
                     where d.webhook_id = w.id and d.case_id = news.case_id and d.state <> 'delivered') as first
                  from news) sorted
        on conflict do nothing -- asked for by number before its turn
    )
    select max(number) into v_last from news;
    if v_last is not null then
      update webhooks set mark = v_last where id = w.id;
      v_derived := v_derived + (v_last - w.mark)::int;
    end if;
  end loop;
  return v_derived;
end $$;

-- Takes up deliveries that are due, so many in all and for each webhook: committed before anything is sent, and taken back by itself
-- when the process does not say in time what became of it. An endpoint that fails gets one at a time, so it holds up no more.
create function take_up_deliveries(p_most int, p_each int, p_seconds int)
  returns table (webhook_id uuid, agency text, person uuid, url text, number bigint, event_id uuid, attempt int, keys jsonb)
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
#variable_conflict use_column
declare
  w webhooks;
  v_now constant timestamptz := app_now();
  v_left int := p_most;
  v_taken int;
  v_room int;
begin
  for w in
    select h.* from webhooks h
     where h.state = 'active' and (h.resting_until is null or h.resting_until <= v_now)
       and exists (select from webhook_deliveries d
                    where d.webhook_id = h.id and d.state in ('waiting', 'sending') and d.due_at <= v_now)
     order by h.served_at nulls first limit p_most for update skip locked
  loop
    v_room := least(v_left, case
        when w.failures > 0 then 1
        when w.allowed_rate is not null then least(p_each, greatest(1, w.allowed_rate / 60))
        else p_each end - (
      select count(*) from webhook_deliveries d
       where d.webhook_id = w.id and d.state = 'sending' and d.due_at > v_now)::int);
    continue when v_room <= 0;
    return query
      with due as (
        select d.number from webhook_deliveries d
         where d.webhook_id = w.id and d.state in ('waiting', 'sending') and d.due_at <= v_now
         order by d.due_at, d.number limit v_room
      ), taken as (
        update webhook_deliveries d
           set state = 'sending', attempts = d.attempts + 1, due_at = v_now + make_interval(secs => p_seconds)
          from due where d.webhook_id = w.id and d.number = due.number
        returning d.number, d.event_id, d.attempts
      )
      select w.id, w.agency, (w.created ->> 'person')::uuid, w.url, taken.number, taken.event_id, taken.attempts, (
          select jsonb_agg(jsonb_build_object('id', k.id, 'scheme', k.scheme, 'sealed', k.sealed) order by k.made_at desc)
            from webhook_keys k where k.webhook_id = w.id and (k.signs_until is null or k.signs_until > v_now))
        from taken;
    get diagnostics v_taken = row_count;
    v_left := v_left - v_taken;
    update webhooks set
      served_at = v_now,
      resting_until = v_now + make_interval(secs => 60.0 * v_taken / w.allowed_rate)
      where id = w.id;
    exit when v_left <= 0;
  end loop;
end $$;

-- Says what became of attempts, of each if it is still the one that counts. Returns which counted, and by which a webhook has the
-- first time something parked.
-- `next`: delivered · waiting (again after so long) · parked · gone (the endpoint wants nothing any more) · back (not tried).
create function settle_deliveries(p_settlements jsonb) returns table (webhook_id uuid, number bigint, first_parked boolean)
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
#variable_conflict use_column
declare
  s record;
  w webhooks;
  v_case uuid;
begin
  -- In this order for everybody, so that no two wait for each other.
  for s in
    select * from jsonb_to_recordset(p_settlements) as given (webhook uuid, number bigint, attempt int, next text, tried jsonb,
      after_ms bigint, rest_ms bigint) order by given.webhook, given.number
  loop
    if s.next is null or s.next not in ('delivered', 'waiting', 'parked', 'gone', 'back') then
      raise exception 'nothing that can become of it' using errcode = 'PN005';
    end if;
    select h.* into w from webhooks h where h.id = s.webhook for update;
    continue when not found;
    update webhook_deliveries d set
      state = case s.next when 'delivered' then 'delivered' when 'parked' then 'parked' else 'waiting' end,
      due_at = case when s.next in ('waiting', 'gone', 'back') then app_now() + make_interval(secs => s.after_ms / 1000.0) end,
      attempts = d.attempts - case when s.next in ('gone', 'back') then 1 else 0 end,
      tried = case when s.tried is null then d.tried
        else (case when jsonb_array_length(d.tried) >= 20 then d.tried - 0 else d.tried end) || jsonb_build_array(
          s.tried || jsonb_build_object('at', rfc3339(app_now()))) end,
      settled_at = case when s.next in ('delivered', 'parked') then app_now() end
      where d.webhook_id = s.webhook and d.number = s.number and d.state = 'sending' and d.attempts = s.attempt
      returning d.case_id into v_case;
    continue when not found;
    perform let_next_go(s.webhook, v_case);
    update webhooks h set
      failures = case s.next when 'delivered' then 0 when 'back' then h.failures else h.failures + 1 end,
      resting_until = greatest(h.resting_until, case when s.rest_ms > 0 then app_now() + make_interval(secs => s.rest_ms / 1000.0) end),
      parked_since = case when s.next = 'parked' then coalesce(h.parked_since, app_now()) else h.parked_since end,
      state = case when s.next = 'gone' and h.state = 'active' then 'disabled' else h.state end,
      disabled_because = case when s.next = 'gone' and h.state = 'active' then 'gone' else h.disabled_because end,
      version = h.version + (s.next = 'gone' and h.state = 'active')::int,
      changed_at = case when s.next = 'gone' and h.state = 'active' then app_now() else h.changed_at end
      where h.id = s.webhook and (s.next <> 'delivered' or h.failures > 0);
    webhook_id := s.webhook;
    number := s.number;
    first_parked := s.next = 'parked' and w.parked_since is null;
    return next;
  end loop;
end $$;

-- The first of a case that is not delivered yet goes now, if it was held back; those after it do not go before it.
create function let_next_go(p_webhook uuid, p_case uuid) returns void
  language plpgsql security invoker as $$
declare
  v_first constant bigint := (select min(number) from webhook_deliveries
    where webhook_id = p_webhook and case_id = p_case and state <> 'delivered');
begin
  update webhook_deliveries set state = 'held', due_at = null
    where webhook_id = p_webhook and case_id = p_case and number > v_first and state = 'waiting';
  update webhook_deliveries set state = 'waiting', due_at = app_now()
    where webhook_id = p_webhook and number = v_first and state = 'held';
end $$;

-- Deliveries of these numbers once more: all, or those that are parked. Returns how many.
create function deliver_again(p_webhook uuid, p_from bigint, p_through bigint, p_only_parked boolean) returns int
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_again int;
  v_cases uuid[];
begin
  perform from webhooks where id = p_webhook and agency = app_agency() for update;
  if not found then return null; end if;
  with again as (
    insert into webhook_deliveries as d (webhook_id, number, agency, event_id, case_id, state, noted_at)
      select p_webhook, number, agency, event_id, coalesce(violation_id, stream_id), 'held', app_now()
        from feed_entries
       where agency = app_agency() and number between p_from and p_through
         and (not p_only_parked or exists (
           select from webhook_deliveries p where p.webhook_id = p_webhook and p.number = feed_entries.number and p.state = 'parked'))
      on conflict (webhook_id, number) do update set state = 'held', due_at = null, attempts = 0, settled_at = null
        where d.state in ('delivered', 'parked')
    returning case_id
  )
  select count(*), array_agg(distinct case_id) into v_again, v_cases from again;
  perform let_next_go(p_webhook, asked) from unnest(v_cases) asked;
  update webhooks set parked_since = null
    where id = p_webhook and not exists (
      select from webhook_deliveries d where d.webhook_id = p_webhook and d.state = 'parked');
  return v_again;
end $$;

-- How much is still to be delivered, over all agencies: for whoever watches the service. What waits for a consent is not counted.
create function webhook_backlog() returns table (waiting bigint, parked bigint, oldest_seconds float8)
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select
    (select count(*) from webhook_deliveries d join webhooks w on w.id = d.webhook_id
      where d.state in ('held', 'waiting', 'sending') and w.state = 'active')
      + coalesce((select sum(f.last_number - w.mark)::bigint from webhooks w join feeds f on f.agency = w.agency where w.state = 'active'), 0),
    (select count(*) from webhook_deliveries where state = 'parked'),
    coalesce((select extract(epoch from app_now() - min(d.noted_at))::float8 from webhook_deliveries d join webhooks w on w.id = d.webhook_id
      where d.state in ('held', 'waiting', 'sending') and w.state = 'active'), 0) $$;

-- What was delivered 30 days ago is forgotten, some at once; returns how many. It can still be asked for again by number.
create function forget_deliveries(p_most int) returns int
  language sql security definer set search_path = penerusan, pg_temp as $$
  with forgotten as (
    delete from webhook_deliveries where (webhook_id, number) in (
      select webhook_id, number from webhook_deliveries
       where state = 'delivered' and settled_at < app_now() - interval '30 days'
       order by settled_at limit p_most for update skip locked)
    returning 1)
  select count(*)::int from forgotten $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer, {{prefix}}_jobs;

revoke all on function create_webhook(jsonb, jsonb, jsonb, int, jsonb), assert_own_act(jsonb), add_webhook_keys(uuid, jsonb, timestamptz),
  rotate_webhook_key(jsonb, uuid, jsonb, timestamptz, int, jsonb), move_webhook(jsonb, uuid, int, text),
  may_ask_webhook(uuid, int), consent_to_webhook(uuid, text, int), end_webhook(uuid), webhook_keys_under_other_keys(text, uuid, int),
  rewrap_webhook_key(uuid, text, text, text), derive_deliveries(int),
  take_up_deliveries(int, int, int), settle_deliveries(jsonb), let_next_go(uuid, uuid),
  deliver_again(uuid, bigint, bigint, boolean), webhook_backlog(), forget_deliveries(int) from public;
grant execute on function create_webhook(jsonb, jsonb, jsonb, int, jsonb),
  rotate_webhook_key(jsonb, uuid, jsonb, timestamptz, int, jsonb), move_webhook(jsonb, uuid, int, text),
  may_ask_webhook(uuid, int), consent_to_webhook(uuid, text, int), end_webhook(uuid), webhook_keys_under_other_keys(text, uuid, int),
  rewrap_webhook_key(uuid, text, text, text), derive_deliveries(int), take_up_deliveries(int, int, int),
  settle_deliveries(jsonb), deliver_again(uuid, bigint, bigint, boolean),
  webhook_backlog(), forget_deliveries(int) to {{prefix}}_service;
