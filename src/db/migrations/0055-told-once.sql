-- why: the receiver of a hand-over that is also a party of the case was told of one event under two numbers: as the one and as
-- the other. Since an event is numbered once, an agency is told of it once when the numbering makes one entry of it for each.
-- An index could only refuse the whole step, and every entry would pay for it.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

grant create on schema penerusan to {{prefix}}_sequencer;
set role {{prefix}}_sequencer;
set search_path = penerusan;

-- As it stands, with one entry for each agency, whatever paths it is told by: of those, an own case goes before a case that is read
-- as a referral, and this before a hand-over or a copy. That is the alphabet backwards. Only this line of it changes.
do $$
declare
  v_standing constant text := pg_get_functiondef('number_events(bigint, int)'::regprocedure);
  v_readers constant text := 'event_readers(p.stream, p.stream_id, p.version, p.audience, p.agency, p.type, p.at)';
begin
  if position('lateral ' || v_readers || ' reader' in v_standing) = 0 then raise exception 'number_events does not say who is told'; end if;
  execute replace(v_standing, v_readers, format(
    '(select distinct on (path.agency) path.* from %s path order by path.agency, path.subject collate "C" desc)', v_readers));
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_sequencer;
