-- why: deadlines of referrals warn, run out and follow the law by themselves. What is to be done is found by an index,
-- however many referrals there are.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Referrals of before have none.
update referrals set state = state || '{"deadlines": [], "deadlineWatch": {"at": null, "clocks": null, "calendars": null}}';

-- Times are RFC 3339 in UTC with milliseconds, so their order is that of their texts.
create index referrals_by_next_deadline on referrals ((state #>> '{deadlineWatch,at}') collate "C")
  where state #>> '{deadlineWatch,at}' is not null;
create index referrals_by_clock_version on referrals (((state #>> '{deadlineWatch,clocks}')::int))
  where state #>> '{deadlineWatch,clocks}' is not null;
create index referrals_by_calendar_version on referrals (((state #>> '{deadlineWatch,calendars}')::int))
  where state #>> '{deadlineWatch,calendars}' is not null;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Referrals of which a deadline has come near or is over, or was computed by an older law than this, whoever's they are;
-- some at once, and none of those that this caller could not do before.
create function referrals_to_watch(p_clocks int, p_calendars int, p_except uuid[], p_most int)
  returns table (agency text, referral_id uuid)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select sender, id from referrals where id in (
      select id from referrals where state #>> '{deadlineWatch,at}' is not null
         and (state #>> '{deadlineWatch,at}') collate "C" <= (select rfc3339(app_now()))
      union select id from referrals where state #>> '{deadlineWatch,clocks}' is not null
         and (state #>> '{deadlineWatch,clocks}')::int < p_clocks
      union select id from referrals where state #>> '{deadlineWatch,calendars}' is not null
         and (state #>> '{deadlineWatch,calendars}')::int < p_calendars)
     and id <> all (p_except)
   limit p_most $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
revoke all on function referrals_to_watch(int, int, uuid[], int) from public;
grant execute on function referrals_to_watch(int, int, uuid[], int) to {{prefix}}_service;
