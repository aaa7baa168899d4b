-- why: the next step of an obligation is counted anew when a process with older files has taken the last one; and by when an
-- appeal is to be answered follows a corrected clock or calendar, as every other deadline that runs.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
set role {{prefix}}_owner;

-- Hardly ever any.
create index obligations_counted_by_older_law on obligations (id) where status = 'open' and state ->> 'countedByOlderLaw' is not null;
-- Only the last appeal of an obligation can be pending.
create index obligations_by_answer_clocks on obligations (((state #>> '{appeals,-1,answer,clockVersion}')::int))
  where status in ('open', 'executed') and state #>> '{appeals,-1,answer}' is not null and state #>> '{appeals,-1,decision}' is null;
create index obligations_by_answer_calendars on obligations (((state #>> '{appeals,-1,answer,calendarVersion}')::int))
  where status in ('open', 'executed') and state #>> '{appeals,-1,answer}' is not null and state #>> '{appeals,-1,decision}' is null;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Obligations, of whatever agency, of which something that runs was computed from older versions than these, and from none that is
-- newer: the deadline, by when an appeal is to be answered, or the next step. In the order of their ids.
create or replace function obligations_on_older_law(p_clocks int, p_calendars int, p_after uuid, p_most int)
  returns table (id uuid, receiver text)
  language sql stable security definer set search_path = penerusan, pg_temp set enable_seqscan = off as $$
  -- Each branch asks its own index one thing; what else must hold is looked at afterwards, in what little was found.
  with outdated as materialized (
    select o.id, o.receiver, o.state #> '{deadlines,-1}' as counted from obligations o
     where o.status = 'open' and (o.state #>> '{deadlines,-1,clockVersion}')::int < p_clocks
    union all
    select o.id, o.receiver, o.state #> '{deadlines,-1}' from obligations o
     where o.status = 'open' and (o.state #>> '{deadlines,-1,calendarVersion}')::int < p_calendars
    union all
    select o.id, o.receiver, o.state #> '{deadlines,-1}' from obligations o
     where o.status = 'open' and o.state ->> 'countedByOlderLaw' is not null
    union all
    select o.id, o.receiver, o.state #> '{appeals,-1,answer}' from obligations o
     where o.status in ('open', 'executed') and o.state #>> '{appeals,-1,answer}' is not null
       and o.state #>> '{appeals,-1,decision}' is null and (o.state #>> '{appeals,-1,answer,clockVersion}')::int < p_clocks
    union all
    select o.id, o.receiver, o.state #> '{appeals,-1,answer}' from obligations o
     where o.status in ('open', 'executed') and o.state #>> '{appeals,-1,answer}' is not null
       and o.state #>> '{appeals,-1,decision}' is null and (o.state #>> '{appeals,-1,answer,calendarVersion}')::int < p_calendars
  )
  select distinct o.id, o.receiver from outdated o
   where (o.counted ->> 'clockVersion')::int <= p_clocks
     and coalesce((o.counted ->> 'calendarVersion')::int, p_calendars) <= p_calendars
     and o.id > p_after
   order by o.id limit p_most $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
