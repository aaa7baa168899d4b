-- why: whoever was given a copy of a decision acts on it, and was not told when a slip in the decision was corrected.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;
alter table copies add column corrected_at timestamptz; -- when its decision was corrected last, while the copy was open
grant select (corrected_at) on copies to {{prefix}}_sequencer;

reset role;
grant create on schema penerusan to {{prefix}}_writer, {{prefix}}_sequencer;
set role {{prefix}}_writer;

-- As in 0040, with that.
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
          least((copy ->> 'until')::timestamptz, (copy #>> '{ending,act,at}')::timestamptz), copy,
          (copy #>> '{corrections,-1,act,at}')::timestamptz
        from jsonb_array_elements(r.state -> 'copies') copy
      on conflict (id) do update set ends_at = excluded.ends_at, state = excluded.state, corrected_at = excluded.corrected_at
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
set role {{prefix}}_sequencer;

-- As it stands, and a recipient is told that its copy was corrected. Only this line of it changes.
do $$
declare
  v_standing constant text := pg_get_functiondef('event_readers(text, uuid, int, text, text, text, timestamptz)'::regprocedure);
  v_told constant text := 'p_type = ''CopyEnded'' and copy.ends_at = p_at';
begin
  if position(v_told in v_standing) = 0 then raise exception 'event_readers does not say who is told that a copy ended'; end if;
  execute replace(v_standing, v_told, v_told || ' or p_type = ''CopyCorrected'' and copy.corrected_at = p_at');
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer, {{prefix}}_sequencer;
