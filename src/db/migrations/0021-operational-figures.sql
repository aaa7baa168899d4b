-- why: whoever operates the service sees how many clocks of the law have run out, and how far the feeds are, without
-- seeing any case; and a database that was restored is known for one. What is counted is what is over, and a row for each
-- agency; nothing else is scanned.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

create index referrals_with_overdue_deadlines on referrals (id)
  where jsonb_path_exists(state, '$.deadlines[*] ? (@.status == "running" && @.overdueSaidAt != null)');
create index obligations_by_due on obligations (due_at) where due_at is not null;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- By clock, of all agencies together: a name of the catalogue and a number, no more.
create function overdue_clocks() returns table (kind text, clock text, overdue int)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select 'deadline', deadline ->> 'clock', count(*)::int
    from referrals cross join jsonb_path_query(state,
           '$.deadlines[*] ? (@.status == "running" && @.overdueSaidAt != null)') deadline
   where jsonb_path_exists(state, '$.deadlines[*] ? (@.status == "running" && @.overdueSaidAt != null)')
   group by 2
  union all
  select 'obligation', coalesce(state #>> '{deadlines,-1,clock}', 'none'), count(*)::int from obligations
   where due_at is not null and due_at <= (select app_now())
   group by 2 $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
revoke all on function overdue_clocks() from public;
grant execute on function overdue_clocks() to {{prefix}}_service;

grant create on schema penerusan to {{prefix}}_sequencer;
set role {{prefix}}_sequencer;

create function count_feed_entries() returns bigint
  language sql security definer set search_path = penerusan, pg_temp as $$
  select coalesce(sum(last_number), 0)::bigint from feeds $$;

-- Whether this life of the database has events of a transaction that it has not begun yet: then they come from a backup of
-- another, and no epoch was opened for this one. Nothing they say is looked at.
create function holds_events_of_another_life() returns boolean
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select exists (select from events
    where (events.epoch, events.xid) >= ((select max(epochs.epoch) from epochs), pg_snapshot_xmax(pg_current_snapshot()))) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_sequencer;
revoke all on function count_feed_entries(), holds_events_of_another_life() from public;
grant execute on function count_feed_entries(), holds_events_of_another_life() to {{prefix}}_service;
