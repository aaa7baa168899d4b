-- why: an agency that rejected a referral, or from which it was withdrawn, went on reading what became of the items that it had been
-- handed. It keeps what it could see until then, and sees nothing after, as whoever handed a case to a successor.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
set role {{prefix}}_owner;

-- When the receiver's part in a referral was over: a return is no end, since the sender may resubmit. Null while it goes on.
create function part_ended_at(p_referral jsonb) returns timestamptz language sql immutable parallel safe as $$
  select case p_referral ->> 'status'
    when 'rejected' then (p_referral #>> '{rejection,act,at}')::timestamptz
    when 'withdrawn' then coalesce(p_referral #>> '{withdrawal,act,at}', p_referral #>> '{withdrawalRequest,answer,act,at}')::timestamptz end $$;
-- The referrals with which an item was ever handed over.
create function handed_with(p_item jsonb) returns uuid[] language sql immutable parallel safe as $$
  select array(select distinct (holding ->> 'referralId')::uuid from jsonb_array_elements(p_item -> 'holdings') holding order by 1) $$;
revoke all on function part_ended_at(jsonb), handed_with(jsonb) from public;
grant execute on function part_ended_at(jsonb), handed_with(jsonb) to {{prefix}}_writer;

alter table referral_parties add column ended_at timestamptz; -- of the receiver's part, when it is over
alter table evidence_items add column handed_with uuid[] not null default '{}'; -- referrals, whoever received them
update referral_parties party set ended_at = part_ended_at(state) from referrals
 where referrals.id = party.referral_id and part_ended_at(state) is not null;
update evidence_items set handed_with = handed_with(state) where handed_with(state) <> '{}';

grant select (ended_at) on referral_parties to {{prefix}}_sequencer;
grant select (handed_with) on evidence_items to {{prefix}}_sequencer;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Until when the agency of the connection had a part in an item that it was handed; null where it has none that is over.
create function part_in_item_ended_at(p_item uuid) returns timestamptz
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select max(party.ended_at) from evidence_items item, referral_parties party
   where item.id = p_item and app_agency() = any (item.shared_with)
     and party.agency = app_agency() and party.referral_id = any (item.handed_with) $$;
revoke all on function part_in_item_ended_at(uuid) from public;
grant execute on function part_in_item_ended_at(uuid) to {{prefix}}_service;

-- Writes projection rows: for the door, and for a rebuild, which has tables of the same names first in its search path.
create or replace function project(p_violation jsonb, p_referral jsonb, p_examination jsonb, p_evidence jsonb) returns void
  language plpgsql security invoker as $$
declare
  v violations;
  r referrals;
  x examinations;
  touched int;
begin
  if p_violation is not null then
    v := jsonb_populate_record(null::violations, p_violation);
    insert into violations select v.*
      on conflict (id) do update set
        status = excluded.status, own_status = excluded.own_status, referral_id = excluded.referral_id,
        referral_status = excluded.referral_status, version = excluded.version,
        changed_at = excluded.changed_at, state = excluded.state
      where violations.owner = excluded.owner;
    get diagnostics touched = row_count;
    if touched <> 1 then raise exception 'violation row not written' using errcode = 'PN005'; end if;
  end if;

  if p_referral is not null then
    r := jsonb_populate_record(null::referrals, p_referral);
    insert into referrals select r.*
      on conflict (id) do update set
        receiver = excluded.receiver, status = excluded.status, open = excluded.open, releases_violation = excluded.releases_violation,
        version_number = excluded.version_number, due_on = excluded.due_on, version = excluded.version,
        changed_at = excluded.changed_at, state = excluded.state
      where referrals.sender = excluded.sender -- its receiver changes by a succession only: referrals_move_by_succession
        and referrals.violation_id = excluded.violation_id;
    get diagnostics touched = row_count;
    if touched <> 1 then raise exception 'referral row not written' using errcode = 'PN005'; end if;

    insert into referral_parties (agency, referral_id, side, status, violation_id, ended_at)
      select party.agency, r.id, party.side, r.status, r.violation_id, penerusan.part_ended_at(r.state)
        from (values (r.sender, 'sender'), (r.receiver, 'receiver')) party (agency, side)
      on conflict (agency, referral_id) do update set status = excluded.status, ended_at = excluded.ended_at;

    -- The dated rows by which recipients see what was shared with them; they end by themselves.
    insert into copies
      select (copy ->> 'id')::uuid, r.id, (copy ->> 'number')::int, copy #>> '{act,agency}', copy ->> 'recipient',
          array(select (item ->> 'evidenceId')::uuid from jsonb_array_elements(copy -> 'copy' -> 'evidence') item),
          (copy #>> '{act,at}')::timestamptz,
          least((copy ->> 'until')::timestamptz, (copy #>> '{ending,act,at}')::timestamptz), copy
        from jsonb_array_elements(r.state -> 'copies') copy
      on conflict (id) do update set ends_at = excluded.ends_at, state = excluded.state
        where copies.referral_id = excluded.referral_id;
  end if;

  -- The violation's agency sees the state of its current referral. The two may move at the same moment, in acts of two
  -- agencies: whoever comes second has waited for the violation's row above or waits for it here, and sees the other's work.
  update violations set
    referral_status = referrals.status,
    status = case when own_status = 'referred' and referrals.releases_violation then 'documented' else own_status end
    from referrals
    where violations.id = coalesce(v.id, r.violation_id) and referrals.id = violations.referral_id;

  if p_examination is not null then
    x := jsonb_populate_record(null::examinations, p_examination);
    insert into examinations select x.*
      on conflict (referral_id) do update set agency = excluded.agency, version = excluded.version, state = excluded.state;
    get diagnostics touched = row_count;
    if touched <> 1 then raise exception 'examination row not written' using errcode = 'PN005'; end if;
  end if;

  if p_evidence is not null then
    insert into evidence_items
      select (jsonb_populate_record(null::evidence_items, item || jsonb_build_object('handed_with', penerusan.handed_with(item -> 'state')))).*
        from jsonb_array_elements(p_evidence) item
      on conflict (id) do update set
        status = excluded.status, content_id = excluded.content_id, copy_id = excluded.copy_id,
        shared_with = excluded.shared_with, handed_with = excluded.handed_with, version = excluded.version,
        changed_at = excluded.changed_at, state = excluded.state
      where evidence_items.owner = excluded.owner and evidence_items.violation_id = excluded.violation_id;
    get diagnostics touched = row_count;
    if touched <> jsonb_array_length(p_evidence) then
      raise exception 'evidence row not written' using errcode = 'PN005';
    end if;
  end if;
end $$;

reset role;
set role {{prefix}}_owner;

-- What an item is now, is for its own agency and for whoever has a part in a referral it was handed over with. Its ledger is also for
-- those whose part is over, up to that moment.
drop policy holders_see on evidence_items;
create policy holders_see on evidence_items for select to {{prefix}}_service using (
  owner = app_agency() or (app_agency() = any (shared_with) and exists (
    select from referral_parties party
     where party.agency = app_agency() and party.referral_id = any (handed_with) and party.ended_at is null)));
drop policy holders_see on events;
create policy holders_see on events for select to {{prefix}}_service using (
  stream = 'evidence' and audience = 'parties' and (
    exists (
      select from evidence_items item
       where item.id = events.stream_id and (item.owner = app_agency() or (app_agency() = any (item.shared_with) and exists (
         select from referral_parties party
          where party.agency = app_agency() and party.referral_id = any (item.handed_with) and party.ended_at is null))))
    or at <= part_in_item_ended_at(stream_id)));

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
