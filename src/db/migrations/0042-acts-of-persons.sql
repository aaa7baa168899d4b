-- why: what only a person may do (R-ACC-06) was held by the service alone. The database holds it too, by the same table, at whatever door an
-- act comes in.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
set role {{prefix}}_owner;
alter table event_types add column not_by_client boolean not null default false; -- written at start from src/domain/access.ts

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

create function refuse_client() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if (select not_by_client from event_types where type = new.type) then
    raise exception 'an act of a person' using errcode = 'PN004';
  end if;
  return new;
end $$;
create function refuse_opening_client() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  raise exception 'an act of a person' using errcode = 'PN004';
end $$;
grant execute on function refuse_client(), refuse_opening_client() to {{prefix}}_owner;

reset role;
set role {{prefix}}_owner;
create trigger persons_act_themselves before insert on events
  for each row when (new.act ->> 'kind' = 'client') execute function refuse_client();
create trigger persons_open_themselves before insert on reporter_openings
  for each row when (new.kind = 'client') execute function refuse_opening_client();

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
revoke all on function refuse_client(), refuse_opening_client() from public;
