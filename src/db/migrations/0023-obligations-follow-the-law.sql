-- why: the deadlines of open obligations follow a corrected clock or calendar, as those of referrals do.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
set role {{prefix}}_owner;

-- What an open obligation was computed from. Nearly always all of them have the newest versions, and nothing is found.
create index obligations_by_clocks on obligations (((state #>> '{deadlines,-1,clockVersion}')::int)) where status = 'open';
create index obligations_by_calendars on obligations (((state #>> '{deadlines,-1,calendarVersion}')::int)) where status = 'open';

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Open obligations whose deadline was computed from older versions than these, and from none that is newer, of whatever agency;
-- in the order of their ids.
create function obligations_on_older_law(p_clocks int, p_calendars int, p_after uuid, p_most int)
  returns table (id uuid, receiver text)
  language sql stable security definer set search_path = penerusan, pg_temp set enable_seqscan = off as $$
  select o.id, o.receiver from obligations o
   where o.id in (
       select c.id from obligations c where c.status = 'open' and (c.state #>> '{deadlines,-1,clockVersion}')::int < p_clocks
       union
       select k.id from obligations k where k.status = 'open' and (k.state #>> '{deadlines,-1,calendarVersion}')::int < p_calendars)
     and (o.state #>> '{deadlines,-1,clockVersion}')::int <= p_clocks
     and coalesce((o.state #>> '{deadlines,-1,calendarVersion}')::int, p_calendars) <= p_calendars
     and o.id > p_after
   order by o.id limit p_most $$;
revoke all on function obligations_on_older_law(int, int, uuid, int) from public;
grant execute on function obligations_on_older_law(int, int, uuid, int) to {{prefix}}_service;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
