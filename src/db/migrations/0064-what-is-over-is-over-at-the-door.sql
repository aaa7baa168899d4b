-- why: an agency whose part in an item was over read nothing more of its ledger, but the door still let it write there: only the
-- service refused it. Whoever has no part in an item any more is no party to its ledger either.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;
set search_path = penerusan;

-- The door as it stands; only who is party to an item changes. An act that ends the part may still write, since its row is written last. Whose
-- part has just ended looks again, and finds nothing, as when the decision of a hand-over has ceased to stand.
do $$
declare
  v_door text := pg_get_functiondef('record_act(jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb)'::regprocedure);
  v_change text[];
begin
  foreach v_change slice 1 in array array[
    ['case when v_agency = any (v_shared) or exists (',
     'case when (v_agency = any (v_shared) and exists (
        select from evidence_items item, referral_parties party
         where item.id = v_stream_id and party.agency = v_agency and party.referral_id = any (item.handed_with) and party.ended_at is null)
        ) or exists ('],
    ['select from handovers where receiver = v_agency and v_stream_id = any (evidence_ids)) then
        raise exception ''the hand-over has ended''',
     'select from handovers where receiver = v_agency and v_stream_id = any (evidence_ids)
        union all select where v_agency = any (v_shared)) then
        raise exception ''the part in the item has ended''']] loop
    if position(v_change[1] in v_door) = 0 then raise exception 'the door does not say: %', v_change[1]; end if;
    v_door := replace(v_door, v_change[1], v_change[2]);
  end loop;
  execute v_door;
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
