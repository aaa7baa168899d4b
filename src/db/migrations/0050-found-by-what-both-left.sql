-- why: an act on a referral and one on a draft at the same moment left the referral found by what one of them had read before the other.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
grant create on schema penerusan to {{prefix}}_writer;
set role {{prefix}}_writer;

-- The referral is held first, as by every act on it, so whoever comes second sees the other's work. Acts that write a draft and
-- the referral have waited for those on the drafts alone at the log before, so this closes no circle.
create or replace function note_search_of_examination() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  r referrals;
begin
  select * into r from referrals where id = coalesce(new.referral_id, old.referral_id) for no key update;
  if r.id is not null then
    perform put_search_entries('referral', r.id, array[]::text[], array(
      select entry from search_entries_of_referral(r.id, r.violation_id, r.sender, r.receiver, r.status, r.due_on, r.state,
        new.state -> 'drafts') entry));
  end if;
  return null;
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_writer;
set role {{prefix}}_owner;

-- What was left stale before is found anew by what stands.
update examinations set state = state;

reset role;
