-- why: how often referrals are accepted at the first attempt is counted without looking at any case: one small row a party,
-- in the order of months, that follows the referral. What a return or an acceptance keeps of the checklist it was made under
-- is in the events; of those from before there is none.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Projection: what came of a referral, for each party. A party of before keeps what was its last word.
create table referral_outcomes (
  agency text not null,
  month date not null check (extract(day from month) = 1), -- Asia/Jakarta, of the first version's sending
  referral_id uuid not null,
  side text not null check (side in ('sender', 'receiver')),
  outcome text not null check (outcome in ('waiting', 'returned', 'accepted', 'rejected', 'withdrawn')),
  rounds int not null, -- how often it was returned
  rejection text, -- the coded reason
  cited text[] not null, -- the items that its returns cite, one for each time
  primary key (agency, month, referral_id)
);

alter table referral_outcomes enable row level security;
alter table referral_outcomes force row level security;
create policy writer_writes on referral_outcomes for all to {{prefix}}_writer using (true) with check (true);
create policy owner_maintains on referral_outcomes for all to {{prefix}}_owner using (true) with check (true);
create policy agency_sees on referral_outcomes for select to {{prefix}}_service using (agency = app_agency());
grant select on referral_outcomes to {{prefix}}_service;
grant select, insert, update, delete on referral_outcomes to {{prefix}}_writer;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- What came of a referral, as it is now, for each of its parties.
create function outcomes_of(p_id uuid, p_sender text, p_receiver text, p_status text, p_sent_at timestamptz, p_state jsonb)
  returns setof referral_outcomes language sql stable parallel safe set search_path = penerusan, pg_temp as $$
  select party.agency, date_trunc('month', p_sent_at at time zone 'Asia/Jakarta')::date, p_id, party.side,
         case when p_status in ('sent', 'received') then 'waiting'
              when p_status in ('returned', 'rejected') then p_status
              when p_status = 'withdrawn' and not coalesce(p_state -> 'acceptance' <> 'null', false) then 'withdrawn'
              else 'accepted' end,
         jsonb_array_length(coalesce(p_state -> 'returns', '[]')), p_state #>> '{rejection,reason}',
         array(select item ->> 'code' from jsonb_array_elements(coalesce(p_state -> 'returns', '[]')) given,
                      jsonb_array_elements(given -> 'items') item)
    from (values (p_sender, 'sender'), (p_receiver, 'receiver')) party (agency, side) $$;

-- Keeps the rows of both parties beside the referral's own, in the same act.
create function note_outcome() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    delete from referral_outcomes
      where referral_id = old.id and month = date_trunc('month', old.sent_at at time zone 'Asia/Jakarta')::date
        and agency in (old.sender, old.receiver);
    return null;
  end if;
  insert into referral_outcomes
    select * from outcomes_of(new.id, new.sender, new.receiver, new.status, new.sent_at, new.state)
    on conflict (agency, month, referral_id) do update set
      outcome = excluded.outcome, rounds = excluded.rounds, rejection = excluded.rejection, cited = excluded.cited
      where (referral_outcomes.outcome, referral_outcomes.rounds, referral_outcomes.rejection)
        is distinct from (excluded.outcome, excluded.rounds, excluded.rejection);
  return null;
end $$;
grant execute on function outcomes_of(uuid, text, text, text, timestamptz, jsonb) to {{prefix}}_owner;
grant execute on function note_outcome() to {{prefix}}_owner;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
revoke all on function note_outcome(), outcomes_of(uuid, text, text, text, timestamptz, jsonb) from public;

set role {{prefix}}_owner;
create trigger outcomes_are_noted after insert or update or delete on referrals
  for each row execute function note_outcome();

-- Referrals of before: none of their returns and acceptances was made under a checklist. Each is noted with this.
update referrals set state = state || jsonb_build_object(
  'lastSentAt', (select rfc3339(max(at)) from events
    where stream = 'referral' and stream_id = referrals.id and type in ('ReferralSent', 'ReferralResubmitted')),
  'acceptance', case when state -> 'acceptance' = 'null' then null
    else state -> 'acceptance' || '{"checklist": null, "marks": []}' end,
  'returns', (select coalesce(jsonb_agg(given || '{"checklist": null, "mostRounds": null}' order by round), '[]')
    from jsonb_array_elements(state -> 'returns') with ordinality known (given, round)));
reset role;
