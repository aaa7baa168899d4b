-- why: the same name can be written in many ways that look alike: composed or not, in full width, with characters that nobody sees. Whoever
-- typed it one way was not found by it in another, by chance or on purpose. Words are folded before they are kept and before they are sought.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set search_path = penerusan;
grant create on schema penerusan to {{prefix}}_gate, {{prefix}}_writer;
set role {{prefix}}_writer;

-- A text as it is sought: compatible forms are one (NFKC), marks over letters are left out, and so is what is not seen (default ignorable
-- code points, Unicode 16, DerivedCoreProperties). Letters with a stroke, a missing or an added dot, and the sharp s have no such form and are
-- named. Hyphens become that of a keyboard; other signs beyond ASCII part words, also where the locale takes them for letters, as C does.
-- Upper and lower case are the dictionaries' affair.
create or replace function search_folded(p_text text) returns text language sql immutable parallel safe as $$
  select case when octet_length(p_text) = char_length(p_text) then p_text else
    normalize(replace(translate(
      regexp_replace(regexp_replace(normalize(p_text, NFKD),
        '[\u0300-\u036F\u0483-\u0489\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F'
        || '\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8'
        || '\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]', '', 'g'),
        '[\u0080-\u00A9\u00AB\u00AC\u00AE-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u00D7\u00F7\u02B9-\u02DF\u2012-\u2029\u2030-\u205F\u20A0-\u20CF'
        || '\u2190-\u2211\u2213-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\u3030\uFFFC\uFFFD\U0001F000-\U0001FAFF]', ' ', 'g'),
      U&'\0131\0237\00D8\00F8\0110\0111\0141\0142\0126\0127\0166\0167\1E9E\03C2\2010\2212', U&'ijOoDdLlHhTt\00DF\03C3--'),
      U&'\00DF', 'ss'), NFKC) end $$;

-- Of what is said, its texts, folded.
create or replace function search_folded(p_said jsonb) returns jsonb language plpgsql immutable parallel safe
  set search_path = penerusan, pg_temp as $$
declare
  v_text constant text := p_said::text;
begin
  if octet_length(v_text) = char_length(v_text) then return p_said; end if;
  return (select jsonb_agg(search_folded(said #>> '{}')) from jsonb_path_query(p_said, 'strict $.** ? (@.type() == "string")') said);
end $$;

-- What is said in both languages, and names as they are written. Identifiers are not here: not everybody reads them. It is cut
-- where a document would grow beyond what one can hold, before it is folded and after: no act fails because much was said.
create or replace function search_words(p_prose jsonb, p_names jsonb) returns tsvector
  language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
declare
  v_prose jsonb := p_prose;
  v_names jsonb := p_names;
begin
  -- What was sent twice says it twice.
  if jsonb_array_length(p_prose) > 8 then v_prose := (select jsonb_agg(distinct said) from jsonb_array_elements(p_prose) said); end if;
  if jsonb_array_length(p_names) > 4 then v_names := (select jsonb_agg(distinct said) from jsonb_array_elements(p_names) said); end if;
  if octet_length(v_prose::text) > 240000 then v_prose := to_jsonb(left(v_prose::text, 60000)); end if;
  if octet_length(v_names::text) > 240000 then v_names := to_jsonb(left(v_names::text, 60000)); end if;
  v_prose := search_folded(v_prose);
  v_names := search_folded(v_names);
  if octet_length(v_prose::text) > 240000 then v_prose := to_jsonb(left(v_prose::text, 60000)); end if;
  if octet_length(v_names::text) > 240000 then v_names := to_jsonb(left(v_names::text, 60000)); end if;
  return to_tsvector('pg_catalog.simple', v_names) || to_tsvector('pg_catalog.indonesian', v_prose)
    || to_tsvector('pg_catalog.english', v_prose);
end $$;
revoke all on function search_folded(text), search_folded(jsonb) from public;
grant execute on function search_folded(text), search_folded(jsonb) to {{prefix}}_owner;
grant execute on function search_folded(text) to {{prefix}}_gate;

reset role;
set role {{prefix}}_gate;

-- What a search asks for: every one of its words by any of its stems, one lexeme of each of its filters, none of what it excludes. A
-- number is also looked for among the identifiers that the caller reads, in the states in which they read them. Null when it asks
-- for nothing of this; no text of the caller is ever read as an operator.
create or replace function search_query(p_search jsonb) returns tsquery language plpgsql immutable parallel safe
  set search_path = penerusan, pg_temp as $$
declare
  v_word record;
  v_said text;
  v_guard record;
  v_one tsquery;
  v_all tsquery := '';
begin
  for v_word in select * from jsonb_to_recordset(p_search -> 'words') as word (said text, phrase boolean) loop
    v_said := search_folded(v_word.said);
    v_one := case when v_word.phrase
      then phraseto_tsquery('pg_catalog.simple', v_said) || phraseto_tsquery('pg_catalog.indonesian', v_said)
        || phraseto_tsquery('pg_catalog.english', v_said)
      else plainto_tsquery('pg_catalog.simple', v_said) || plainto_tsquery('pg_catalog.indonesian', v_said)
        || plainto_tsquery('pg_catalog.english', v_said) end;
    if v_said ~ '^[0-9]{16,18}$' then
      for v_guard in select * from jsonb_to_recordset(p_search -> 'guards') as guard (prefix text, states text[]) loop
        v_one := v_one || case when v_guard.states is null then search_term('=' || v_guard.prefix || v_said)
          else search_term('=' || v_guard.prefix || v_said)
            && search_any(array(select '=status:' || state from unnest(v_guard.states) state)) end;
      end loop;
    end if;
    -- What no index holds is found nowhere.
    v_all := v_all && case when numnode(v_one) = 0 then search_term('=nothing') else v_one end;
  end loop;
  for v_one in
    select search_any(array(select '=' || jsonb_array_elements_text(one))) from jsonb_array_elements(p_search -> 'all') one
  loop
    v_all := v_all && v_one;
  end loop;
  for v_one in select !! search_term('=' || term) from jsonb_array_elements_text(p_search -> 'none') term loop
    v_all := v_all && v_one;
  end loop;
  return nullif(v_all, '');
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_gate, {{prefix}}_writer;
set role {{prefix}}_owner;

-- Cases of before, in which anything is not plain ASCII; all others have their words as they are. At once, and acts wait for it: what they
-- would write meanwhile, they would write unfolded. Which cases these are is found out before, so they wait for the making alone.
do $$
declare
  v_since constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
  v_epoch constant int := (select max(epoch) from epochs);
  v_violations uuid[];
  v_referrals uuid[];
begin
  v_violations := array(select id from violations where octet_length(state::text) <> char_length(state::text));
  v_referrals := array(select id from referrals where octet_length(state::text) <> char_length(state::text));
  lock table events in share mode;
  v_violations := v_violations || array(
    select distinct stream_id from events where (epoch, xid) >= (v_epoch, v_since) and stream = 'violation');
  v_referrals := v_referrals || array(
    select distinct stream_id from events where (epoch, xid) >= (v_epoch, v_since) and stream in ('referral', 'examination'));
  update search_entries s set document = entry.document
    from violations v cross join lateral search_entries_of_violation(v.id, v.owner, v.status, v.referral_status, v.state) entry
   where v.id = any (v_violations) and s.agency = entry.agency and s.kind = entry.kind and s.id = entry.id
     and s.document <> entry.document;
  update search_entries s set document = entry.document
    from referrals r left join examinations x on x.referral_id = r.id
         cross join lateral search_entries_of_referral(r.id, r.violation_id, r.sender, r.receiver, r.status, r.due_on, r.state,
           x.state -> 'drafts') entry
   where r.id = any (v_referrals) and s.agency = entry.agency and s.kind = entry.kind and s.id = entry.id
     and s.document <> entry.document;
end $$;

reset role;
