-- why: whoever holds a copy was not told that its decision was corrected, and whoever had two copies was told of what happened to
-- both under one of them: who is told went by the time of the act. Whose part in an item is over is told of it up to then, and of
-- recusals an agency is told wherever it sees the case. And what election supervision had received stood still when the successor
-- had sent the case.
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

reset role;
set role {{prefix}}_sequencer;

-- Which agencies may see an event, and where each of them reads what it is about. It says for all agencies at once what the
-- policies on `events` say for one; a test holds the one to the other. Whoever changes a policy there changes it here.
-- Beside them, an event is told to whoever sees what came of it and not the event: a copy that they were given, and an
-- obligation that is theirs or of which they were notified, of which they are told that it changed and not by what. Of evidence nobody
-- is told whose part in the case is over, or was when it happened; of its own recusals an agency always is, if need be under a path that it cannot read.
create or replace function event_readers(p_stream text, p_stream_id uuid, p_version int, p_audience text, p_agency text, p_type text,
    p_at timestamptz)
  returns table (agency text, subject text, told_type text) language sql stable as $$
  with given as (
    select copy.recipient, copy.id from penerusan.copies copy
     where p_stream = 'referral' and copy.referral_id = p_stream_id
       and p_type in ('CopyGiven', 'CopyCorrected', 'CopyEnded') and copy.number = penerusan.copy_of_event(p_stream_id, p_version))
  select p_agency, case p_stream
      when 'violation' then '/v1/violations/' || p_stream_id
      when 'examination' then '/v1/referrals/' || p_stream_id
      when 'recusal' then (
        select coalesce(
            (select '/v1/violations/' || id || '/recusals' from penerusan.violations where id = violation_id and owner = p_agency),
            (select '/v1/referrals/' || party.referral_id || '/recusals' from penerusan.referral_parties party
              where party.agency = p_agency and party.violation_id = recusals.violation_id order by party.referral_id desc limit 1),
            (select '/v1/former-referrals/' || former.referral_id from penerusan.former_parties former
              where former.agency = p_agency and former.violation_id = recusals.violation_id order by former.referral_id desc limit 1),
            (select '/v1/obligations/' || party.obligation_id || '/recusals' from penerusan.obligation_parties party, penerusan.referrals r
              where party.agency = p_agency and r.id = party.referral_id and r.violation_id = recusals.violation_id
              order by party.obligation_id desc limit 1),
            (select '/v1/handovers/' || handovers.id || '/recusals' from penerusan.handovers, penerusan.referrals r
              where handovers.receiver = p_agency and r.id = handovers.referral_id and r.violation_id = recusals.violation_id
              order by handovers.id desc limit 1),
            (select '/v1/copies/' || copies.id || '/recusals' from penerusan.copies, penerusan.referrals r
              where copies.recipient = p_agency and r.id = copies.referral_id and r.violation_id = recusals.violation_id
              order by copies.id desc limit 1),
            '/v1/violations/' || violation_id || '/recusals')
          from penerusan.recusals where id = p_stream_id)
      when 'departure' then '/v1/departures/' || p_stream_id
      when 'emergency' then '/v1/emergency-accesses/' || p_stream_id
    end, feed_type(p_type)
   where p_audience = 'actor-agency'
  union all
  select party.agency, '/v1/referrals/' || p_stream_id, feed_type(p_type) from penerusan.referral_parties party
   where p_audience = 'parties' and party.referral_id = p_stream_id
  union all
  select former.agency, '/v1/former-referrals/' || p_stream_id, feed_type(p_type) from penerusan.former_parties former
   where p_stream = 'referral' and p_audience = 'parties' and former.referral_id = p_stream_id and p_version <= former.version
     and not exists (select from penerusan.referral_parties party
       where party.agency = former.agency and party.referral_id = former.referral_id)
  union all
  select item.owner, '/v1/violations/' || item.violation_id || '/evidence/' || item.id, feed_type(p_type)
    from penerusan.evidence_items item
   where p_stream = 'evidence' and p_audience = 'parties' and item.id = p_stream_id
  union all
  select party.agency, '/v1/referrals/' || party.referral_id || '/evidence/' || item.id, feed_type(p_type)
    from penerusan.evidence_items item, unnest(item.shared_with) holder, lateral (
      select theirs.agency, theirs.referral_id from penerusan.referral_parties theirs
       where theirs.agency = holder and theirs.referral_id = any (item.handed_with)
         and (theirs.ended_at is null or p_at <= theirs.ended_at) order by theirs.referral_id limit 1) party
   where p_stream = 'evidence' and p_audience = 'parties' and item.id = p_stream_id and holder <> item.owner
  union all
  select party.agency, '/v1/obligations/' || p_stream_id, case
      when party.side = 'party' or p_type = 'ObligationImposed' then feed_type(p_type) else 'penerusan.obligation-changed' end
    from penerusan.obligation_parties party
   where p_stream = 'obligation' and p_audience = 'parties' and party.obligation_id = p_stream_id
  union all
  select party, '/v1/handovers/' || p_stream_id, feed_type(p_type)
    from penerusan.handovers, unnest(array[sender, receiver]) party
   where p_stream = 'handover' and p_audience = 'parties' and handovers.id = p_stream_id
  union all
  -- Of what went with a hand-over its receiver is told that it came and what its own officers opened, while the decision stands.
  select track.receiver, '/v1/handovers/' || track.id || '/evidence/' || p_stream_id, feed_type(p_type)
    from (select distinct on (h.receiver) h.receiver, h.id from penerusan.handovers h
           where p_stream = 'evidence' and p_audience = 'parties' and p_stream_id = any (h.evidence_ids) and h.decision_standing = 'issued'
             and case p_type when 'EvidenceHandedOn' then h.sent_at = p_at
               when 'EvidenceOpened' then h.receiver = p_agency when 'EvidenceDownloaded' then h.receiver = p_agency else false end
           order by h.receiver, h.id desc) track
  union all
  select given.recipient, '/v1/copies/' || given.id, feed_type(p_type) from given
   where not exists (select from penerusan.referral_parties party
     where party.agency = given.recipient and party.referral_id = p_stream_id) $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer, {{prefix}}_sequencer;

set role {{prefix}}_owner;
revoke select (given_at, ends_at) on copies from {{prefix}}_sequencer;
grant select (number) on copies to {{prefix}}_sequencer;
reset role;
