-- why: an appeal that nobody answers is a clock of the law that has run out, as every other: whoever operates the service sees
-- how many there are. Found by an index of those alone.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

create index obligations_with_overdue_appeals on obligations (id)
  where status in ('open', 'executed')
    and jsonb_path_exists(state, '$.appeals[*] ? (@.decision == null && @.overdueSaidAt != null)');

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- As in 0021, with the appeals.
create or replace function overdue_clocks() returns table (kind text, clock text, overdue int)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select 'deadline', deadline ->> 'clock', count(*)::int
    from referrals cross join jsonb_path_query(state,
           '$.deadlines[*] ? (@.status == "running" && @.overdueSaidAt != null)') deadline
   where jsonb_path_exists(state, '$.deadlines[*] ? (@.status == "running" && @.overdueSaidAt != null)')
   group by 2
  union all
  select 'obligation', coalesce(state #>> '{deadlines,-1,clock}', 'none'), count(*)::int from obligations
   where due_at is not null and due_at <= (select app_now())
   group by 2
  union all
  select 'appeal', appeal #>> '{answer,clock}', count(*)::int
    from obligations cross join jsonb_path_query(state,
           '$.appeals[*] ? (@.decision == null && @.overdueSaidAt != null)') appeal
   where status in ('open', 'executed')
     and jsonb_path_exists(state, '$.appeals[*] ? (@.decision == null && @.overdueSaidAt != null)')
   group by 2 $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
