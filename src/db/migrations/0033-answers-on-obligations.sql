-- why: what waits for the receiving agency's answer, and an appeal whose answer is overdue, stand in lists of work.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Whoever got a step addressed to it reads neither reports nor appeals, and learns of them by no term either.
create or replace function search_entries_of_obligation(
  p_id uuid, p_violation uuid, p_sender text, p_receiver text, p_addressee text, p_notified text[], p_status text,
  p_due_at timestamptz, p_state jsonb
) returns setof search_entries language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
declare
  v_agency text;
  v_asked constant boolean := p_status in ('open', 'executed') and (
    p_status = 'open' and jsonb_path_exists(p_state, '$.reports[*] ? (@.standing == "waiting")')
    or jsonb_path_exists(p_state, '$.appeals[*] ? (@.decision.standing == "waiting")'));
  v_unanswered constant boolean := p_status in ('open', 'executed')
    and jsonb_path_exists(p_state, '$.appeals[*] ? (@.decision == null && @.overdueSaidAt != null)');
begin
  for v_agency in
    select distinct agency from unnest(array[p_sender, p_receiver, p_addressee] || p_notified) agency where agency is not null
  loop
    return next search_entry(v_agency, 'obligation', p_id, p_violation, null, p_due_at, '', array['status:' || p_status,
      case when p_status = 'open' and jsonb_array_length(p_state -> 'steps') > 0 then 'step:taken' end,
      case when v_asked and v_agency = p_receiver then 'answer:ours' end,
      case when v_unanswered and v_agency in (p_sender, p_receiver, p_addressee) then 'appeal:overdue' end]);
  end loop;
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
set role {{prefix}}_owner;

-- Appeals of before: whatever outcome they have counts, and one that is pending is told to be overdue when its answer is.
update obligations set state = jsonb_set(state, '{appeals}', (
    select jsonb_agg('{"refusedOutcomes": [], "overdueSaidAt": null}' || appeal || case
        when jsonb_typeof(appeal -> 'decision') = 'object'
          then jsonb_build_object('decision', '{"standing": "accepted", "answer": null}' || (appeal -> 'decision'))
        else '{}' end order by place)
      from jsonb_array_elements(state -> 'appeals') with ordinality as appeals (appeal, place)))
  where jsonb_array_length(state -> 'appeals') > 0;
update obligations set
    next_at = (state #>> '{appeals,-1,answer,dueAt}')::timestamptz,
    state = jsonb_set(state, '{next}',
      jsonb_build_object('action', 'appeal-overdue', 'step', null, 'at', state #> '{appeals,-1,answer,dueAt}'))
  where next_at is null and status in ('open', 'executed') and state #>> '{appeals,-1,answer,dueAt}' is not null
    and state #> '{appeals,-1,decision}' = 'null' and state #> '{appeals,-1,overdueSaidAt}' = 'null';
-- Reports that wait are on the list from the start.
update obligations set state = state
  where status = 'open' and jsonb_path_exists(state, '$.reports[*] ? (@.standing == "waiting")');

reset role;
