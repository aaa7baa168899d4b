-- why: a decision obliges somebody, who reports and is chased by rule until it is executed, has lapsed or is annulled.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Projection: one row an obligation, from its stream. Sender and receiver are those of its referral.
create table obligations (
  id uuid primary key,
  referral_id uuid not null,
  number int not null check (number > 0),
  sender text not null,
  receiver text not null,
  addressee text, -- null while nobody can be named
  notified text[] not null, -- whom its steps are addressed to
  status text not null check (status in ('open', 'executed', 'lapsed', 'annulled')),
  settled boolean not null, -- nothing is left to do: its referral may be closed
  due_at timestamptz, -- from then on it is late; null once it is settled, and while it waits for somebody else
  next_at timestamptz, -- from then on the service has something to do about it by itself
  version int not null,
  issued_at timestamptz not null,
  changed_at timestamptz not null,
  state jsonb not null,
  constraint obligations_count_in_their_referral unique (referral_id, number)
);
create index obligations_to_act_on on obligations (next_at, id) where next_at is not null;

-- Projection: who may see an obligation, and the index that every list scans.
create table obligation_parties (
  agency text not null,
  obligation_id uuid not null,
  referral_id uuid not null,
  side text not null check (side in ('party', 'concerned')), -- a party of the referral, or whom it obliges or notifies
  status text not null,
  due_at timestamptz,
  primary key (agency, obligation_id)
);
create index obligation_parties_by_status on obligation_parties (agency, status, obligation_id desc);
create index obligation_parties_due on obligation_parties (agency, obligation_id desc) where due_at is not null;
create index obligation_parties_of_obligation on obligation_parties (obligation_id);
create index obligation_parties_of_referral on obligation_parties (referral_id);

alter table obligations enable row level security;
alter table obligations force row level security;
alter table obligation_parties enable row level security;
alter table obligation_parties force row level security;
create policy writer_writes on obligations for all to {{prefix}}_writer using (true) with check (true);
create policy writer_writes on obligation_parties for all to {{prefix}}_writer using (true) with check (true);
create policy owner_maintains on obligations for all to {{prefix}}_owner using (true) with check (true);
create policy owner_maintains on obligation_parties for all to {{prefix}}_owner using (true) with check (true);
create policy concerned_see on obligation_parties for select to {{prefix}}_service using (agency = app_agency());
create policy concerned_see on obligations for select to {{prefix}}_service using (
  exists (select from obligation_parties party where party.agency = app_agency() and party.obligation_id = obligations.id));
-- What happened to an obligation is told to the parties of its referral; the others see how it stands.
create policy parties_see_obligations on events for select to {{prefix}}_service using (
  exists (select from obligation_parties party
    where party.agency = app_agency() and party.obligation_id = events.stream_id and party.side = 'party'
      and events.stream = 'obligation' and events.audience = 'parties'));
grant select on obligations, obligation_parties to {{prefix}}_service;
grant select, insert, update on obligations, obligation_parties to {{prefix}}_writer;
grant delete on obligation_parties to {{prefix}}_writer;

-- Referrals of before had no obligations, and are closed without any.
update referrals set state = state || '{"obligations": {"total": 0, "unsettled": []}}';

-- Whoever owns a case may ask who has read an obligation of it, too (`who_has_read` is in 0015).
create policy gate_looks_up on obligations for select to {{prefix}}_gate using (sender = app_agency());
grant select (id, sender) on obligations to {{prefix}}_gate;

reset role;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- What a referral's row says of its obligations.
create function obligations_of(p_referral uuid) returns jsonb language sql stable
  as $$ select jsonb_build_object('total', count(*),
      'unsettled', coalesce(jsonb_agg(number order by number) filter (where not settled), '[]'))
    from obligations where referral_id = p_referral $$;

-- A referral's row always says what its obligations' rows say, whoever wrote it: it is held first, so whoever comes second
-- sees the other's work.
create function keep_obligations_of_referral() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  new.state := jsonb_set(new.state, '{obligations}', obligations_of(new.id));
  return new;
end $$;
grant execute on function keep_obligations_of_referral() to {{prefix}}_owner;

-- Writes rows of obligations: for the door, and for a rebuild, which has tables of the same names first in its search path.
create function project_obligations(p_rows jsonb) returns void
  language plpgsql security invoker as $$
declare
  o obligations;
  r referrals;
begin
  -- The referral is held first, by everybody in the same order.
  for r in select * from referrals
    where id in (select (row ->> 'referral_id')::uuid from jsonb_array_elements(p_rows) row) order by id for update loop
    for o in select (jsonb_populate_record(null::obligations,
        row || jsonb_build_object('sender', r.sender, 'receiver', r.receiver))).*
      from jsonb_array_elements(p_rows) row where (row ->> 'referral_id')::uuid = r.id
    loop
      insert into obligations select o.*
        on conflict (id) do update set
          sender = excluded.sender, receiver = excluded.receiver, addressee = excluded.addressee, notified = excluded.notified,
          status = excluded.status, settled = excluded.settled, due_at = excluded.due_at, next_at = excluded.next_at,
          version = excluded.version, changed_at = excluded.changed_at, state = excluded.state
        where obligations.referral_id = excluded.referral_id and obligations.number = excluded.number;
      if not found then raise exception 'obligation row not written' using errcode = 'PN005'; end if;
      insert into obligation_parties
        select agency, o.id, o.referral_id, max(side), o.status, o.due_at
          from (select o.sender, 'party' union all select o.receiver, 'party' union all select o.addressee, 'concerned'
            union all select unnest(o.notified), 'concerned') concerned (agency, side)
         where agency is not null
         group by agency
        on conflict (agency, obligation_id) do update set side = excluded.side, status = excluded.status, due_at = excluded.due_at;
    end loop;
    update referrals set state = jsonb_set(state, '{obligations}', penerusan.obligations_of(r.id)) where id = r.id;
  end loop;
end $$;

-- The door for what obligations are about: their events and rows, with the act on their referral that brings or ends them where
-- there is one (as `record_act` takes it), and the stored answer; all or nothing. As `record_act` it believes neither the
-- agency nor the clock of its caller, and looks up by itself who is obliged and whom a step was addressed to.
create function record_obligations(p_act jsonb, p_case jsonb, p_obligations jsonb, p_reply jsonb) returns jsonb
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_agency constant text := app_agency();
  v_at constant timestamptz := (p_act ->> 'at')::timestamptz;
  v_today constant date := legal_date(v_at);
  v_answer jsonb := '{}';
  v_append jsonb;
  v_event jsonb;
  v_row jsonb;
  v_id uuid;
  v_version int;
  v_last timestamptz;
  v_latest timestamptz;
  v_type event_types;
  v_obligation obligations;
  v_referral referrals;
  v_salt bytea;
begin
  if v_agency is null or v_agency is distinct from p_act ->> 'agency' then
    raise exception 'act of another agency' using errcode = 'PN001';
  end if;
  if not coalesce(has_exactly(p_act, array['kind', 'agency', 'person', 'role', 'at']), false)
    or coalesce(p_act ->> 'kind', '') not in ('person', 'client', 'system')
    or (p_act ->> 'person')::uuid is null or p_act ->> 'role' is null or v_at is null
    or jsonb_typeof(p_obligations) is distinct from 'array' or jsonb_array_length(p_obligations) = 0
    or not coalesce(has_exactly(p_case, array['appends', 'violation', 'referral', 'examination', 'evidence', 'contents', 'reporter']), true) then
    raise exception 'not a complete act' using errcode = 'PN005';
  end if;
  if v_at < app_now() - interval '1 minute' then raise exception 'act in the past' using errcode = 'PN005'; end if;

  if p_case is not null then
    v_answer := record_act(p_act, p_case -> 'appends', nullif(p_case -> 'violation', 'null'), nullif(p_case -> 'referral', 'null'),
      nullif(p_case -> 'examination', 'null'), nullif(p_case -> 'evidence', 'null'), nullif(p_case -> 'contents', 'null'),
      nullif(p_case -> 'reporter', 'null'), p_reply);
    if v_answer ? 'stored' then return v_answer; end if;
  elsif p_reply is not null then
    v_answer := reply_before(p_act, p_reply);
    if v_answer is not null then return v_answer; end if;
    v_answer := '{}';
  end if;

  -- The referral is held before anything is appended: an act on it holds it before it comes to its obligations, and two that
  -- held them the other way round would wait for each other.
  perform 1 from referrals
    where id in (select (append #>> '{row,referral_id}')::uuid from jsonb_array_elements(p_obligations) append)
    order by id for update;

  for v_append in select * from jsonb_array_elements(p_obligations) loop
    v_id := (v_append ->> 'id')::uuid;
    v_row := v_append -> 'row';
    if not has_exactly(v_append, array['id', 'after', 'events', 'row']) or v_id is null or (v_append ->> 'after')::int is null
      or jsonb_typeof(v_append -> 'events') <> 'array' or jsonb_array_length(v_append -> 'events') = 0
      or not coalesce(has_exactly(v_row, array['id', 'referral_id', 'number', 'addressee', 'notified', 'status', 'settled', 'due_at',
        'next_at', 'version', 'issued_at', 'changed_at', 'state']), false) or (v_row ->> 'id')::uuid is distinct from v_id then
      raise exception 'nothing to append' using errcode = 'PN005';
    end if;
    select version, at into v_version, v_last
      from events where stream = 'obligation' and stream_id = v_id order by version desc limit 1;
    v_version := coalesce(v_version, 0);
    v_latest := greatest(v_latest, v_last);
    if v_version <> (v_append ->> 'after')::int then raise exception 'stale version' using errcode = 'PN003'; end if;
    if v_last > v_at then raise exception 'act before the last event' using errcode = 'PN003'; end if;

    select * into v_obligation from obligations where id = v_id;
    select * into v_referral from referrals where id = coalesce(v_obligation.referral_id, (v_row ->> 'referral_id')::uuid);
    -- An obligation begins with the decision that brings it, and goes to no other referral.
    if v_referral.id is null or (v_row ->> 'referral_id')::uuid is distinct from v_referral.id
      or (v_version = 0) <> (v_append -> 'events' -> 0 ->> 'type' = 'ObligationImposed')
      or v_version = 0 and not exists (
        select from jsonb_array_elements(p_case -> 'appends') append, jsonb_array_elements(append -> 'events') event
         where append ->> 'stream' = 'referral' and (append ->> 'id')::uuid = v_referral.id and event ->> 'type' = 'DecisionIssued') then
      raise exception 'not an obligation of this case' using errcode = 'PN004';
    end if;

    for v_event in select * from jsonb_array_elements(v_append -> 'events') loop
      v_version := v_version + 1;
      select * into v_type from event_types where type = v_event ->> 'type';
      if not has_exactly(v_event, array['id', 'type', 'audience', 'payload']) or v_type.stream is distinct from 'obligation'
        or v_type.audience is distinct from v_event ->> 'audience' then
        raise exception 'not an event of this stream' using errcode = 'PN005';
      end if;
      if v_type.by_system is distinct from (p_act ->> 'kind' = 'system')
        or not coalesce(case v_type.side
            when 'receiver' then v_agency = v_referral.receiver
            when 'obliged' then v_agency = v_obligation.addressee
            when 'obliged-or-receiver' then v_agency = v_obligation.addressee or v_agency = v_referral.receiver
            when 'notified' then v_agency = any (v_obligation.notified)
          end, false)
        or (v_type.mandate is not null and not holds_mandate(v_agency, v_type.mandate, v_today)) then
        raise exception 'not this agency''s to do' using errcode = 'PN004';
      end if;
      v_salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
      insert into events (stream, stream_id, version, id, type, audience, agency, act, at, epoch, digest)
        values ('obligation', v_id, v_version, (v_event ->> 'id')::uuid, v_type.type, v_type.audience, v_agency,
          p_act - 'at', v_at, (select max(epoch) from epochs), sha256(v_salt || convert_to(v_event ->> 'payload', 'UTF8')));
      insert into event_payloads (stream, stream_id, version, salt, payload)
        values ('obligation', v_id, v_version, v_salt, (v_event ->> 'payload')::json);
    end loop;
    if (v_row ->> 'version')::int is distinct from v_version then
      raise exception 'projection does not fit the log' using errcode = 'PN005';
    end if;
    -- Whom it obliges is said by the receiving agency, and whom a step is addressed to by the service.
    if v_row ->> 'addressee' is distinct from v_obligation.addressee and v_obligation.addressee is not null
      or exists (select from jsonb_array_elements_text(v_row -> 'notified') agency
        where agency <> all (coalesce(v_obligation.notified, '{}')) and p_act ->> 'kind' <> 'system') then
      raise exception 'not this agency''s to say' using errcode = 'PN004';
    end if;
  end loop;

  -- Where the clock was set back, an act has the time of the event before it; an act on the case has been looked at already.
  if p_case is null and v_at > greatest(app_now() + interval '1 second', v_latest) then
    raise exception 'act in the future' using errcode = 'PN005';
  end if;
  perform project_obligations((select jsonb_agg(append -> 'row') from jsonb_array_elements(p_obligations) append));
  if p_case is null and p_reply is not null then perform keep_reply(p_act, p_reply); end if;
  return v_answer;
end $$;

-- No referral is closed while one of its obligations is not settled (R-OBL-09); whoever was not quick enough looks once more.
create function hold_closure_off() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if exists (select from obligations where referral_id = new.stream_id and not settled) then
    raise exception 'an obligation is not settled' using errcode = 'PN003';
  end if;
  return new;
end $$;
grant execute on function hold_closure_off() to {{prefix}}_owner;

-- An officer who is recused from a case (0008) acts on none of its obligations either.
create function hold_officers_off_obligations() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if exists (select from obligations o join referrals r on r.id = o.referral_id
    where o.id = new.stream_id and is_off(new.agency, (new.act ->> 'person')::uuid, r.violation_id)) then
    raise exception 'off the case' using errcode = 'PN080';
  end if;
  return null;
end $$;
grant execute on function hold_officers_off_obligations() to {{prefix}}_owner;

-- A referral that another agency takes over brings its obligations with it; whoever had it sees them no more than the referral.
create function hand_obligations_over() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  update obligations set receiver = new.receiver where referral_id = new.id;
  delete from obligation_parties party using obligations o
   where o.id = party.obligation_id and o.referral_id = new.id and party.agency = old.receiver
     and o.addressee is distinct from old.receiver and old.receiver <> all (o.notified);
  update obligation_parties set side = 'concerned' where referral_id = new.id and agency = old.receiver;
  insert into obligation_parties
    select new.receiver, o.id, o.referral_id, 'party', o.status, o.due_at
      from obligations o where o.referral_id = new.id
    on conflict (agency, obligation_id) do update set side = 'party';
  return null;
end $$;
grant execute on function hand_obligations_over() to {{prefix}}_owner;

-- Obligations about which the service has something to do by itself, of whatever agency; after a place in that order, so that
-- one that cannot be done keeps no other waiting.
create function obligations_to_act_on(p_after timestamptz, p_id uuid, p_most int)
  returns table (id uuid, receiver text, next_at timestamptz)
  language sql security definer set search_path = penerusan, pg_temp as $$
  select o.id, o.receiver, o.next_at from obligations o
   where o.next_at <= app_now() and (o.next_at, o.id) > (p_after, p_id)
   order by o.next_at, o.id limit p_most $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;

set role {{prefix}}_owner;
create trigger obligations_are_kept before insert or update on referrals
  for each row execute function keep_obligations_of_referral();
create trigger obligations_are_handed_over after update of receiver on referrals
  for each row when (old.receiver is distinct from new.receiver) execute function hand_obligations_over();
create trigger obligations_are_settled_first before insert on events
  for each row when (new.type = 'ReferralClosed') execute function hold_closure_off();
create constraint trigger officers_are_held_off_obligations after insert on events
  deferrable initially deferred for each row when (new.stream = 'obligation') execute function hold_officers_off_obligations();
reset role;

revoke all on function obligations_of(uuid), keep_obligations_of_referral(), project_obligations(jsonb),
  record_obligations(jsonb, jsonb, jsonb, jsonb), hold_closure_off(), hold_officers_off_obligations(), hand_obligations_over(),
  obligations_to_act_on(timestamptz, uuid, int) from public;
grant execute on function record_obligations(jsonb, jsonb, jsonb, jsonb),
  obligations_to_act_on(timestamptz, uuid, int) to {{prefix}}_service;
grant execute on function obligations_of(uuid), project_obligations(jsonb) to {{prefix}}_owner;
