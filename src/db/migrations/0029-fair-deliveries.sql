-- why: an agency whose endpoints all hang must not hold up the bells of the others; one long backlog must not be one long statement; and
-- what a killed process had taken up must not wait for a minute.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

alter table webhooks add column derived_at timestamptz; -- when entries last became deliveries; no part of the version
create index webhook_deliveries_under_way on webhook_deliveries (agency, webhook_id, due_at) where state = 'sending';

reset role;
grant create on schema penerusan to {{prefix}}_jobs;
set role {{prefix}}_jobs;

-- Turns entries of the feed into deliveries, so many in all and for each webhook, whoever waits longest first; returns how many. It is
-- called until there are none. A webhook is locked before its deliveries are looked at, here and wherever they change; one that somebody
-- else has at this moment is left to the next call.
create function derive_deliveries(p_most int, p_each int) returns int
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  w record;
  v_last bigint;
  v_left int := p_most;
begin
  for w in
    select h.id, h.agency, h.mark from webhooks h join feeds f on f.agency = h.agency
     where h.state = 'active' and h.mark < f.last_number
     order by h.derived_at nulls first, h.id for update of h skip locked
  loop
    with news as (
      select number, event_id, coalesce(violation_id, stream_id) as case_id from feed_entries
       where agency = w.agency and number > w.mark order by number limit least(p_each, v_left)
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
      update webhooks set mark = v_last, derived_at = app_now() where id = w.id;
      v_left := v_left - (v_last - w.mark)::int;
    end if;
    exit when v_left <= 0;
  end loop;
  return p_most - v_left;
end $$;

-- Takes up deliveries that are due, so many in all, for each agency and for each webhook: committed before anything is sent, and taken
-- back by itself when the process does not hold on to it. An endpoint that fails gets one at a time, so it holds up no more. An agency that has
-- nothing under way gets one whatever the others have: endpoints that hang hold up their own agency.
create function take_up_deliveries(p_most int, p_each_agency int, p_each int, p_seconds int)
  returns table (webhook_id uuid, agency text, person uuid, url text, number bigint, event_id uuid, attempt int, keys jsonb)
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
  end loop;
end $$;

-- As processes of the version before ask, until the last of them is replaced.
create or replace function derive_deliveries(p_most int) returns int
  language sql security definer set search_path = penerusan, pg_temp as $$ select derive_deliveries(2000, p_most) $$;
create or replace function take_up_deliveries(p_most int, p_each int, p_seconds int)
  returns table (webhook_id uuid, agency text, person uuid, url text, number bigint, event_id uuid, attempt int, keys jsonb)
  language sql security definer set search_path = penerusan, pg_temp as $$ select * from take_up_deliveries(p_most, 20, p_each, p_seconds) $$;

-- What a process has under way stays its own for so long from now, each if it is still the attempt that counts.
-- `p_held`: [{webhook, number, attempt}].
create function hold_deliveries(p_held jsonb, p_seconds int) returns void
  language sql security definer set search_path = penerusan, pg_temp as $$
  update webhook_deliveries d set due_at = app_now() + make_interval(secs => p_seconds)
    from jsonb_to_recordset(p_held) as held (webhook uuid, number bigint, attempt int)
   where d.webhook_id = held.webhook and d.number = held.number and d.attempts = held.attempt and d.state = 'sending' $$;

reset role;
revoke create on schema penerusan from {{prefix}}_jobs;

revoke all on function derive_deliveries(int, int), take_up_deliveries(int, int, int, int), hold_deliveries(jsonb, int) from public;
grant execute on function derive_deliveries(int, int), take_up_deliveries(int, int, int, int), hold_deliveries(jsonb, int)
  to {{prefix}}_service;
