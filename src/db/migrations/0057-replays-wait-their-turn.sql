-- why: a number that was asked for again before it was delivered for the first time came before the earlier ones of its case. And whoever has
-- made new keys, in place of those that could not be used, need not wait until the rest is over.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
grant create on schema penerusan to {{prefix}}_jobs;
set role {{prefix}}_jobs;

-- As in 0024. Deliveries of these numbers once more, with all their attempts: all, or those that are parked. What waits for its next attempt is
-- due at once, in both cases. Returns how many. What the webhook has not come to yet is none of them: it is delivered in its turn.
create or replace function deliver_again(p_webhook uuid, p_from bigint, p_through bigint, p_only_parked boolean) returns int
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  w webhooks;
  v_through bigint;
  v_hastened int;
  v_again int;
  v_cases uuid[];
begin
  select * into w from webhooks where id = p_webhook and agency = app_agency() for update;
  if not found then return null; end if;
  v_through := least(p_through, w.mark);
  update webhook_deliveries set due_at = app_now(), attempts = 0
    where webhook_id = p_webhook and number between p_from and v_through and state = 'waiting' and due_at > app_now();
  get diagnostics v_hastened = row_count;
  -- Whoever asks is ready, whatever pause it asked for when it failed; the rate that it allows stays.
  update webhooks set resting_until = null where id = p_webhook and (failures > 0 or stalled_because is not null);
  with again as (
    insert into webhook_deliveries as d (webhook_id, number, agency, event_id, case_id, state, noted_at)
      select p_webhook, number, agency, event_id, coalesce(violation_id, stream_id), 'held', app_now()
        from feed_entries
       where agency = app_agency() and number between p_from and v_through
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
  return v_hastened + v_again;
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_jobs;
