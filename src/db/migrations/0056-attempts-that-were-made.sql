-- why: an attempt that was never made is none of the ten after which a bell is parked: what was taken up and not sent counted like what
-- an endpoint refused. And why nothing is sent must be seen by whoever waits for it.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- How often a delivery was taken up: whoever settles names it, so that a process that was too slow settles nothing. `attempts` are those that
-- were made, to their end, since it was noted or asked for again.
alter table webhook_deliveries add column taken int not null default 0 check (taken >= 0);
alter table webhooks
  add column stalled_because text check (stalled_because in ('unread', 'unsigned')), -- why no attempt can be made; no part of the version
  add column stalled_since timestamptz,
  add check ((stalled_because is null) = (stalled_since is null));

reset role;
grant create on schema penerusan to {{prefix}}_jobs;
set role {{prefix}}_jobs;

update webhook_deliveries set taken = attempts, attempts = attempts - (state = 'sending')::int
  where state <> 'delivered' and attempts > 0;

-- For processes of the version before 0029.
drop function take_up_deliveries(int, int, int);
drop function take_up_deliveries(int, int, int, int);

-- As in 0029. `attempt` is the one to be settled, `made` how many were made before it. A process that dies has made none, whether it had sent
-- or not: nobody knows, and the bell is rung again under the same id.
create function take_up_deliveries(p_most int, p_each_agency int, p_each int, p_seconds int)
  returns table (webhook_id uuid, agency text, person uuid, url text, number bigint, event_id uuid, attempt int, made int, keys jsonb)
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
#variable_conflict use_column
declare
  w webhooks;
  v_now constant timestamptz := app_now();
  v_left int := p_most;
  v_of_agency int;
  v_own int;
  v_taken int;
  v_room int;
begin
  for w in
    select h.* from webhooks h, lateral (
        select count(*) as of_agency, count(*) filter (where d.webhook_id = h.id) as own from webhook_deliveries d
         where d.agency = h.agency and d.state = 'sending' and d.due_at > v_now) under_way
     where h.state = 'active' and (h.resting_until is null or h.resting_until <= v_now)
       and exists (select from webhook_deliveries d
                    where d.webhook_id = h.id and d.state in ('waiting', 'sending') and d.due_at <= v_now)
       and under_way.of_agency < p_each_agency and under_way.own < case when h.failures > 0 then 1 else p_each end
       and (p_most > 0 or under_way.of_agency = 0)
     order by under_way.of_agency > 0, h.served_at nulls first limit greatest(p_most, 50) for update of h skip locked
  loop
    -- Two processes that take up for one agency at once would each count without the other.
    continue when not pg_try_advisory_xact_lock(hashtextextended(w.agency, 29));
    select count(*), count(*) filter (where d.webhook_id = w.id) into v_of_agency, v_own from webhook_deliveries d
     where d.agency = w.agency and d.state = 'sending' and d.due_at > v_now;
    v_room := least(
      greatest(v_left, (v_of_agency = 0)::int),
      p_each_agency - v_of_agency,
      case
        when w.failures > 0 then 1
        when w.allowed_rate is not null then least(p_each, greatest(1, w.allowed_rate / 60))
        else p_each end - v_own);
    continue when v_room <= 0;
    return query
      with due as (
        select d.number from webhook_deliveries d
         where d.webhook_id = w.id and d.state in ('waiting', 'sending') and d.due_at <= v_now
         order by d.due_at, d.number limit v_room
      ), taken as (
        update webhook_deliveries d
           set state = 'sending', taken = d.taken + 1, due_at = v_now + make_interval(secs => p_seconds)
          from due where d.webhook_id = w.id and d.number = due.number
        returning d.number, d.event_id, d.taken, d.attempts
      )
      select w.id, w.agency, (w.created ->> 'person')::uuid, w.url, taken.number, taken.event_id, taken.taken, taken.attempts, (
          select jsonb_agg(jsonb_build_object('id', k.id, 'scheme', k.scheme, 'sealed', k.sealed) order by k.made_at desc)
            from webhook_keys k where k.webhook_id = w.id and (k.signs_until is null or k.signs_until > v_now))
        from taken;
    get diagnostics v_taken = row_count;
    v_left := v_left - v_taken;
    update webhooks set
      served_at = v_now,
      resting_until = v_now + make_interval(secs => 60.0 * v_taken / w.allowed_rate)
      where id = w.id;
  end loop;
end $$;

-- As in 0029.
create or replace function hold_deliveries(p_held jsonb, p_seconds int) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update webhook_deliveries d set due_at = app_now() + make_interval(secs => p_seconds)
    from jsonb_to_recordset(p_held) as held (webhook uuid, number bigint, attempt int)
   where d.webhook_id = held.webhook and d.number = held.number and d.taken = held.attempt and d.state = 'sending' $$;

-- As in 0017. Of what was not made (`back`), `stalled` says why: `unread` (what it tells could not be read) · `unsigned` (its keys cannot be
-- used) · null (it was told to stop).
create or replace function settle_deliveries(p_settlements jsonb) returns table (webhook_id uuid, number bigint, first_parked boolean)
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
      after_ms bigint, rest_ms bigint, stalled text) order by given.webhook, given.number
  loop
    if s.next is null or s.next not in ('delivered', 'waiting', 'parked', 'gone', 'back') then
      raise exception 'nothing that can become of it' using errcode = 'PN005';
    end if;
    select h.* into w from webhooks h where h.id = s.webhook for update;
    continue when not found;
    update webhook_deliveries d set
      state = case s.next when 'delivered' then 'delivered' when 'parked' then 'parked' else 'waiting' end,
      due_at = case when s.next in ('waiting', 'gone', 'back') then app_now() + make_interval(secs => s.after_ms / 1000.0) end,
      attempts = d.attempts + (s.next in ('delivered', 'waiting', 'parked'))::int,
      tried = case when s.tried is null then d.tried
        else (case when jsonb_array_length(d.tried) >= 20 then d.tried - 0 else d.tried end) || jsonb_build_array(
          s.tried || jsonb_build_object('at', rfc3339(app_now()))) end,
      settled_at = case when s.next in ('delivered', 'parked') then app_now() end
      where d.webhook_id = s.webhook and d.number = s.number and d.state = 'sending' and d.taken = s.attempt
      returning d.case_id into v_case;
    continue when not found;
    perform let_next_go(s.webhook, v_case);
    update webhooks h set
      failures = case s.next when 'delivered' then 0 when 'back' then h.failures else h.failures + 1 end,
      resting_until = greatest(h.resting_until, case when s.rest_ms > 0 then app_now() + make_interval(secs => s.rest_ms / 1000.0) end),
      stalled_because = case when s.next = 'back' then coalesce(s.stalled, h.stalled_because) end,
      stalled_since = case when s.next = 'back' and s.stalled is not null then coalesce(h.stalled_since, app_now())
        when s.next = 'back' then h.stalled_since end,
      parked_since = case when s.next = 'parked' then coalesce(h.parked_since, app_now()) else h.parked_since end,
      state = case when s.next = 'gone' and h.state = 'active' then 'disabled' else h.state end,
      disabled_because = case when s.next = 'gone' and h.state = 'active' then 'gone' else h.disabled_because end,
      version = h.version + (s.next = 'gone' and h.state = 'active')::int,
      changed_at = case when s.next = 'gone' and h.state = 'active' then app_now() else h.changed_at end
      where h.id = s.webhook and (s.next <> 'delivered' or h.failures > 0 or h.stalled_because is not null);
    webhook_id := s.webhook;
    number := s.number;
    first_parked := s.next = 'parked' and w.parked_since is null;
    return next;
  end loop;
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_jobs;

revoke all on function take_up_deliveries(int, int, int, int) from public;
grant execute on function take_up_deliveries(int, int, int, int) to {{prefix}}_service;
