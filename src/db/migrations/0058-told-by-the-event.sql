-- why: whoever had two copies was told of what happened to both under one of them, and of two corrections only of the later one: who
-- is told went by the time of the act. And what election supervision had received stood still when the successor had sent the case.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
grant create on schema penerusan to {{prefix}}_writer, {{prefix}}_sequencer;
set role {{prefix}}_writer;

-- Which copy of its referral an event is of. Whoever numbers reads this of the payloads and nothing else of them.
create function copy_of_event(p_referral uuid, p_version int) returns int
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select (payload ->> 'number')::int from event_payloads
   where stream = 'referral' and stream_id = p_referral and version = p_version $$;
revoke all on function copy_of_event(uuid, int) from public;
grant execute on function copy_of_event(uuid, int) to {{prefix}}_sequencer;

-- Who sent the case of a hand-over, for its receiver: no succession gives it to that agency.
create function referral_sender_of(p_handover uuid) returns text
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select r.sender from handovers h join referrals r on r.id = h.referral_id where h.id = p_handover and h.receiver = app_agency() $$;
revoke all on function referral_sender_of(uuid) from public;
grant execute on function referral_sender_of(uuid) to {{prefix}}_service;

-- As it stands, without the time of the last correction. Only these lines of it change.
do $$
declare
  v_project text := pg_get_functiondef('project(jsonb, jsonb, jsonb, jsonb)'::regprocedure);
  v_line text;
begin
  foreach v_line in array array[', corrected_at = excluded.corrected_at', E',\n          (copy #>> ''{corrections,-1,act,at}'')::timestamptz'] loop
    if position(v_line in v_project) = 0 then raise exception 'project does not say when a copy was corrected'; end if;
    v_project := replace(v_project, v_line, '');
  end loop;
  execute v_project;
end $$;

reset role;
set role {{prefix}}_sequencer;

-- As it stands, by the copy that the event is of. Only these lines of it change.
do $$
declare
  v_standing constant text := pg_get_functiondef('event_readers(text, uuid, int, text, text, text, timestamptz)'::regprocedure);
  v_told constant text := 'p_type = ''CopyGiven'' and copy.given_at = p_at or p_type = ''CopyEnded'' and copy.ends_at = p_at '
    'or p_type = ''CopyCorrected'' and copy.corrected_at = p_at';
begin
  if position('(' || v_told || ')' in v_standing) = 0 then raise exception 'event_readers does not say who is told of a copy'; end if;
  execute replace(v_standing, '(' || v_told || ')',
    'p_type in (''CopyGiven'', ''CopyCorrected'', ''CopyEnded'') and copy.number = penerusan.copy_of_event(p_stream_id, p_version)');
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer, {{prefix}}_sequencer;

set role {{prefix}}_owner;
revoke select (given_at, ends_at) on copies from {{prefix}}_sequencer;
grant select (number) on copies to {{prefix}}_sequencer;
alter table copies drop column corrected_at;
reset role;
