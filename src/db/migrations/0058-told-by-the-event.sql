-- why: whoever holds a copy was not told that its decision was corrected, and whoever had two copies was told of what happened to
-- both under one of them: who is told went by the time of the act. Whose part in an item is over is told of it up to then, and of
-- recusals an agency is told wherever it sees the case. And what election supervision had received stood still when the successor
-- had sent the case. Who is told, 0061 says.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
grant create on schema penerusan to {{prefix}}_writer;
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

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

set role {{prefix}}_owner;
revoke select (given_at, ends_at) on copies from {{prefix}}_sequencer;
grant select (number) on copies to {{prefix}}_sequencer;
reset role;
