-- why: a colleague lets back whoever is recused where an agency is no party. Nothing looked whether it is one: an agency that is obliged as
-- well, or that took a case over, had recusals of its supervisors lifted by their colleagues.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- Whether the case is the connection's agency's own, or was referred by or to it. Where its part is over its supervisors see the referral yet.
create function is_party(p_violation uuid) returns boolean
  language sql stable security definer set search_path = penerusan, pg_temp as $$
  select exists (select from violations where id = p_violation and owner = app_agency())
    or exists (select from referral_parties where agency = app_agency() and violation_id = p_violation) $$;

-- As in 0008, and at a party by a supervisor only: the roles are those of `recusal-lifting` in src/domain/access.ts, to which a test holds them.
create or replace function lift_recusal(p_act jsonb, p_id uuid, p_reason text, p_event jsonb) returns void
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  v_violation uuid;
begin
  update recusals set lifted = p_act - 'at', lifted_at = (p_act ->> 'at')::timestamptz, lift_reason = p_reason
    where id = p_id and agency = app_agency() and lifted_at is null
    returning violation_id into v_violation;
  if not found then raise exception 'nothing to lift' using errcode = 'PN003'; end if;
  if is_party(v_violation) and not coalesce(p_act ->> 'role' in ('commissioner', 'referrer'), false) then
    raise exception 'a supervisor lifts it' using errcode = 'PN004';
  end if;
  if is_off(app_agency(), (p_act ->> 'person')::uuid, v_violation) then
    raise exception 'off the case' using errcode = 'PN080';
  end if;
  perform append_own(p_act, 'recusal', p_id, p_event);
end $$;

revoke all on function is_party(uuid) from public;
grant execute on function is_party(uuid) to {{prefix}}_service;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
