-- why: cases are found by words and by what stands in them, and each agency finds by what it may read and by nothing else.
-- {{prefix}} is the deployment's role prefix; every statement runs in one transaction.

set role {{prefix}}_owner;
set search_path = penerusan;

-- Projection: what one agency finds one thing by. A word is found by its Indonesian and its English stem, a name as it is written;
-- what a filter asks for is a lexeme too, and begins with `=`, as no word does. So one index answers any combination.
create table search_entries (
  agency text not null,
  kind text not null check (kind in ('violation', 'referral', 'obligation', 'handover')),
  id uuid not null,
  violation_id uuid not null, -- the case, for whoever is cut off from it
  occurred_at timestamptz,
  known_at timestamptz,
  due_at timestamptz, -- of the earliest running deadline that this agency bears
  document tsvector not null,
  primary key (agency, kind, id)
);
create index search_entries_by_deadline on search_entries (agency, kind, due_at, id) where due_at is not null;
-- What is not in the index yet is looked through by every search, so it is little.
create index search_entries_by_word on search_entries using gin (document) with (gin_pending_list_limit = 512);

alter table search_entries enable row level security;
alter table search_entries force row level security;
create policy writer_writes on search_entries for all to {{prefix}}_writer using (true) with check (true);
create policy owner_maintains on search_entries for all to {{prefix}}_owner using (true) with check (true);
-- Row security would take the index of words away, because its operators are not leakproof: `find_newest` and `find_due` ask for the agency.
create policy gate_finds on search_entries for select to {{prefix}}_gate using (true);
grant select, insert, update, delete on search_entries to {{prefix}}_writer;
grant select on search_entries to {{prefix}}_gate;
create policy gate_finds on recusals for select to {{prefix}}_gate using (agency = app_agency());
grant select (agency, person, violation_id, lifted_at) on recusals to {{prefix}}_gate;
-- Hand-overs are not folded from the log; a rebuild takes what they are found by from their rows.
create policy owner_maintains on handovers for select to {{prefix}}_owner using (true);

reset role;
grant create on schema penerusan to {{prefix}}_gate, {{prefix}}_writer;
set role {{prefix}}_writer;

-- The stretch of history that a moment (milliseconds since 1970) lies in: those of level 27 are a day and a half long, and
-- each level is twice as long as the one before.
create function search_stretch(p_moment bigint, p_level int) returns bigint language sql immutable parallel safe
  as $$ select p_moment >> p_level $$;

-- The milliseconds that a UUIDv7 begins with (RFC 9562, section 5.7).
create function search_moment(p_id uuid) returns bigint language sql immutable parallel safe
  as $$ select ('x' || lpad(left(replace(p_id::text, '-', ''), 12), 16, '0'))::bit(64)::bigint $$;

create function search_moment(p_at timestamptz) returns bigint language sql immutable parallel safe
  as $$ select floor(extract(epoch from p_at) * 1000)::bigint $$;

-- The name of whose entries, and in which stretch of an order: `i` that of ids, `d` that of deadlines.
create function search_place(p_agency text, p_kind text, p_order text, p_moment bigint, p_level int) returns text
  language sql immutable parallel safe
  as $$ select '=' || p_agency || '/' || p_kind || '/' || p_order || p_level::text || ':'
    || penerusan.search_stretch(p_moment, p_level)::text $$;

-- What follows is part of every act: it runs no query where there is nothing to ask.

-- What is said in both languages, and names as they are written. Identifiers are not here: not everybody reads them. It is cut
-- where a document would grow beyond what one can hold: no act fails because much was said.
create function search_words(p_prose jsonb, p_names jsonb) returns tsvector
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
  return to_tsvector('pg_catalog.simple', v_names) || to_tsvector('pg_catalog.indonesian', v_prose)
    || to_tsvector('pg_catalog.english', v_prose);
end $$;

-- Identifiers of persons, for whoever reads them on this side.
create function search_identifiers(p_persons jsonb, p_side text) returns text[]
  language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
declare
  v_person jsonb;
  v_found text[] := '{}';
begin
  for v_person in select * from jsonb_array_elements(p_persons) loop
    v_found := v_found || array['nip/' || p_side || ':' || (v_person ->> 'nip'),
      'nipppk/' || p_side || ':' || (v_person ->> 'niPppk'), 'nik/' || p_side || ':' || (v_person ->> 'nik')];
  end loop;
  return v_found;
end $$;

-- Which category was suggested, where it happened, and the months in which it happened and became known.
create function search_terms_of_content(p_content jsonb) returns text[]
  language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
declare
  v_region constant text := p_content #>> '{place,regionCode}';
begin
  return array[
    'suggested:' || (p_content ->> 'suggestedCategory'),
    'occurred:' || to_char((p_content ->> 'occurredAt')::timestamptz at time zone 'UTC', 'YYYY-MM'),
    'known:' || to_char((p_content ->> 'knownAt')::timestamptz at time zone 'UTC', 'YYYY-MM'),
    'region:' || left(v_region, 2), 'region:' || left(v_region, 5), 'region:' || left(v_region, 8), 'region:' || v_region];
end $$;

-- An entry from its words and terms, with its places in both orders.
create function search_entry(
  p_agency text, p_kind text, p_id uuid, p_violation uuid, p_content jsonb, p_due_at timestamptz, p_words tsvector, p_terms text[]
) returns search_entries
  language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
declare
  v_entry search_entries;
  v_made constant bigint := search_moment(p_id);
  v_due constant bigint := search_moment(p_due_at);
  v_level int;
  v_term text;
  v_lexemes text[] := array['=' || p_agency || '/' || p_kind];
begin
  foreach v_level in array array[27, 29, 31, 33, 35, 37] loop
    v_lexemes := v_lexemes || search_place(p_agency, p_kind, 'i', v_made, v_level);
    if v_due is not null then v_lexemes := v_lexemes || search_place(p_agency, p_kind, 'd', v_due, v_level); end if;
  end loop;
  foreach v_term in array p_terms loop
    if v_term is not null then v_lexemes := v_lexemes || ('=' || v_term); end if;
  end loop;
  v_entry := row(p_agency, p_kind, p_id, p_violation, (p_content ->> 'occurredAt')::timestamptz,
    (p_content ->> 'knownAt')::timestamptz, p_due_at,
    p_words || array_to_tsvector(v_lexemes));
  return v_entry;
end $$;

-- What a violation's own agency finds it by.
create function search_entries_of_violation(p_id uuid, p_owner text, p_status text, p_referral_status text, p_state jsonb)
  returns setof search_entries language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
declare
  v_content constant jsonb := p_state -> 'content';
begin
  return next search_entry(p_owner, 'violation', p_id, p_id, v_content, null,
    search_words(
      jsonb_build_array(v_content -> 'eventDescription', v_content -> 'place', p_state #> '{dismissal,explanation}')
        || jsonb_path_query_array(v_content, '$.reportedPersons[*].description'),
      jsonb_path_query_array(v_content,
        '$.reportedPersons[*].keyvalue() ? (@.key == "name" || @.key == "position" || @.key == "workUnit" || @.key == "employer").value')),
    array['status:' || p_status, 'referral:' || p_referral_status, 'source:' || (v_content #>> '{source,kind}')]
      || search_terms_of_content(v_content) || search_identifiers(v_content -> 'reportedPersons', 'owner'));
end $$;

-- What each party finds a referral by: what was sent and said between the two. Drafts give words to nobody; that there are some, the
-- receiver finds.
create function search_entries_of_referral(
  p_id uuid, p_violation uuid, p_sender text, p_receiver text, p_status text, p_due_on date, p_state jsonb, p_drafts jsonb
) returns setof search_entries language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
declare
  v_state constant jsonb := p_state || '{}'; -- unpacked once, and not for every question
  v_contents constant jsonb := jsonb_path_query_array(v_state, '$.versions[*].content');
  v_content constant jsonb := v_contents -> -1;
  v_decisions constant jsonb := v_state -> 'decisions';
  -- Everybody who was ever named, by whatever version or finding.
  v_persons jsonb := jsonb_path_query_array(v_contents, '$[*].reportedPersons[*]');
  v_prose jsonb := jsonb_path_query_array(v_contents, '$[*].eventDescription') || jsonb_path_query_array(v_contents, '$[*].place.*')
    || jsonb_path_query_array(v_state, '$.versions[*].manifest[*].title')
    || jsonb_build_array(v_state #> '{rejection,explanation}', v_state #> '{withdrawal,explanation}',
      v_state #> '{withdrawalRequest,explanation}', v_state #> '{withdrawalRequest,answer,explanation}');
  v_names jsonb := '[]';
  v_terms text[] := array['status:' || p_status, 'sender:' || p_sender, 'receiver:' || p_receiver,
      'officer:' || (v_state #>> '{assignment,officer}'),
      case when v_state #>> '{withdrawalRequest,outcome}' = 'open' then 'withdrawal:open' end,
      case when jsonb_array_length(v_state #> '{obligations,unsettled}') > 0 then 'obligations:unsettled' end]
    || search_terms_of_content(v_content);
  v_words tsvector;
  v_side text;
  v_own text[];
  v_due_at timestamptz;
begin
  for v_round in 1 .. least(jsonb_array_length(v_state -> 'returns'), 20) loop
    v_terms := v_terms || ('returned:' || v_round::text);
  end loop;
  if v_state -> 'returns' <> '[]' then
    v_prose := v_prose || jsonb_path_query_array(v_state, '$.returns[*].items[*].note')
      || jsonb_path_query_array(v_state, '$.returns[*].answers[*].answer');
  end if;
  if v_state -> 'questions' <> '[]' then
    v_prose := v_prose || jsonb_path_query_array(v_state, '$.questions[*].text')
      || jsonb_path_query_array(v_state, '$.questions[*].answers[*].text');
  end if;
  if v_state -> 'personChanges' <> '[]' then
    v_persons := v_persons || jsonb_path_query_array(v_state, '$.personChanges[*].identity')
      || jsonb_path_query_array(v_state, '$.personChanges[*].parts[*]');
    v_prose := v_prose || jsonb_path_query_array(v_state, '$.personChanges[*].explanation');
  end if;
  if v_decisions <> '[]' then
    v_prose := v_prose || jsonb_path_query_array(v_decisions, '$[*].reasons') || jsonb_path_query_array(v_decisions, '$[*].legalBasis')
      || jsonb_path_query_array(v_decisions, '$[*].annulment.explanation');
    v_names := jsonb_path_query_array(v_decisions, '$[*].instrument.number') || jsonb_path_query_array(v_decisions, '$[*].instrument.signatory');
    v_terms := v_terms || array(
      select distinct unnest(array['track:' || (decision ->> 'track'), 'outcome:' || (decision ->> 'outcome')]
          || array(select 'decided:' || breach from jsonb_array_elements_text(decision -> 'violationTypes') breach))
        from jsonb_array_elements(v_decisions) decision where decision ->> 'standing' = 'issued');
    if v_state -> 'handovers' <> '[]' then
      v_terms := v_terms || array(
        select 'handover:unsent' from jsonb_array_elements(v_state -> 'handovers') handover
         where handover -> 'sending' = 'null' and exists (
           select from jsonb_array_elements(v_decisions) decision
            where decision -> 'number' = handover -> 'decisionNumber' and decision ->> 'standing' = 'issued') limit 1);
    end if;
  end if;
  v_words := search_words(
    v_prose || jsonb_path_query_array(v_persons, '$[*].description'),
    v_names || jsonb_path_query_array(v_persons,
      '$[*].keyvalue() ? (@.key == "name" || @.key == "position" || @.key == "workUnit" || @.key == "employer").value'));

  foreach v_side in array array['sender', 'receiver'] loop
    v_own := v_terms || ('side:' || v_side) || search_identifiers(v_persons, v_side);
    v_due_at := case when v_side = 'sender' then (p_due_on + 1)::timestamp at time zone 'Asia/Jakarta' end;
    if v_state -> 'questions' <> '[]' then
      v_own := v_own || array(
        select 'asked:us' from jsonb_array_elements(v_state -> 'questions') question
         where question -> 'answers' = '[]' and (question #>> '{act,agency}' = p_sender) = (v_side = 'receiver') limit 1);
    end if;
    if v_state -> 'deadlines' <> '[]' then
      v_due_at := least(v_due_at, (
        select min((deadline ->> 'dueAt')::timestamptz) from jsonb_array_elements(v_state -> 'deadlines') deadline
         where deadline ->> 'status' = 'running'
           and deadline ->> 'bearer' = case v_side when 'sender' then 'neutrality-monitoring' else 'merit-supervision' end));
    end if;
    if v_side = 'receiver' and p_drafts @> '[{"status": "draft"}]' then
      -- Whoever had a hand in every draft there is has nothing to issue.
      v_own := v_own || 'draft:any'::text || array(
        select distinct 'drafted:' || person
          from jsonb_array_elements(p_drafts) draft, jsonb_array_elements_text(draft -> 'drafters') person
         where not exists (
           select from jsonb_array_elements(p_drafts) other
            where other ->> 'status' = 'draft' and not other -> 'drafters' ? person));
    end if;
    return next search_entry(case v_side when 'sender' then p_sender else p_receiver end, 'referral', p_id, p_violation, v_content,
      v_due_at, v_words, v_own);
  end loop;
end $$;

create function search_entries_of_obligation(
  p_id uuid, p_violation uuid, p_sender text, p_receiver text, p_addressee text, p_notified text[], p_status text,
  p_due_at timestamptz, p_state jsonb
) returns setof search_entries language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
declare
  v_agency text;
begin
  for v_agency in
    select distinct agency from unnest(array[p_sender, p_receiver, p_addressee] || p_notified) agency where agency is not null
  loop
    return next search_entry(v_agency, 'obligation', p_id, p_violation, null, p_due_at, '', array['status:' || p_status,
      case when p_status = 'open' and jsonb_array_length(p_state -> 'steps') > 0 then 'step:taken' end]);
  end loop;
end $$;

create function search_entries_of_handover(p_id uuid, p_violation uuid, p_sender text, p_receiver text, p_status text)
  returns setof search_entries language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
begin
  return next search_entry(p_sender, 'handover', p_id, p_violation, null, null, '', array['status:' || p_status]);
  return next search_entry(p_receiver, 'handover', p_id, p_violation, null, null, '', array['status:' || p_status]);
end $$;

-- Puts these entries in the place of those that the thing had.
create function put_search_entries(p_kind text, p_id uuid, p_agencies text[], p_entries search_entries[]) returns void
  language plpgsql set search_path = penerusan, pg_temp as $$
begin
  if cardinality(array_remove(p_agencies, null)) > 0 then
    delete from search_entries where kind = p_kind and id = p_id and agency = any (p_agencies)
      and agency <> all (array(select agency from unnest(p_entries)));
  end if;
  insert into search_entries select * from unnest(p_entries)
    on conflict (agency, kind, id) do update set
      violation_id = excluded.violation_id, occurred_at = excluded.occurred_at, known_at = excluded.known_at,
      due_at = excluded.due_at, document = excluded.document
      where search_entries.document <> excluded.document
        or (search_entries.violation_id, search_entries.occurred_at, search_entries.known_at, search_entries.due_at)
          is distinct from (excluded.violation_id, excluded.occurred_at, excluded.known_at, excluded.due_at);
end $$;

create function note_search_of_violation() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    delete from search_entries where agency = old.owner and kind = 'violation' and id = old.id;
    return null;
  end if;
  perform put_search_entries('violation', new.id, array[]::text[], array(
    select entry from search_entries_of_violation(new.id, new.owner, new.status, new.referral_status, new.state) entry));
  return null;
end $$;

create function note_search_of_referral() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    delete from search_entries where agency in (old.sender, old.receiver) and kind = 'referral' and id = old.id;
    return null;
  end if;
  perform put_search_entries('referral', new.id, array[case when tg_op = 'UPDATE' then old.receiver end], array(
    select entry from search_entries_of_referral(new.id, new.violation_id, new.sender, new.receiver, new.status, new.due_on, new.state,
      (select state -> 'drafts' from examinations where referral_id = new.id)) entry));
  return null;
end $$;

create function note_search_of_examination() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
declare
  r referrals;
begin
  select * into r from referrals where id = coalesce(new.referral_id, old.referral_id);
  if r.id is not null then
    perform put_search_entries('referral', r.id, array[]::text[], array(
      select entry from search_entries_of_referral(r.id, r.violation_id, r.sender, r.receiver, r.status, r.due_on, r.state,
        new.state -> 'drafts') entry));
  end if;
  return null;
end $$;

create function note_search_of_obligation() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    delete from search_entries where kind = 'obligation' and id = old.id
      and agency = any (array[old.sender, old.receiver, old.addressee] || old.notified);
    return null;
  end if;
  perform put_search_entries('obligation', new.id,
    case when tg_op = 'UPDATE' then array[old.sender, old.receiver, old.addressee] || old.notified end, array(
      select entry from search_entries_of_obligation(new.id, (select violation_id from referrals where id = new.referral_id),
        new.sender, new.receiver, new.addressee, new.notified, new.status, new.due_at, new.state) entry));
  return null;
end $$;

create function note_search_of_handover() returns trigger
  language plpgsql security definer set search_path = penerusan, pg_temp as $$
begin
  perform put_search_entries('handover', new.id, array[case when tg_op = 'UPDATE' then old.sender end], array(
    select entry from search_entries_of_handover(new.id, (select violation_id from referrals where id = new.referral_id),
      new.sender, new.receiver, new.status) entry));
  return null;
end $$;
grant execute on function note_search_of_violation(), note_search_of_referral(), note_search_of_examination(),
  note_search_of_obligation(), note_search_of_handover(),
  search_entries_of_violation(uuid, text, text, text, jsonb),
  search_entries_of_referral(uuid, uuid, text, text, text, date, jsonb, jsonb),
  search_entries_of_obligation(uuid, uuid, text, text, text, text[], text, timestamptz, jsonb),
  search_entries_of_handover(uuid, uuid, text, text, text), search_entry(text, text, uuid, uuid, jsonb, timestamptz, tsvector, text[]),
  search_words(jsonb, jsonb), search_identifiers(jsonb, text), search_terms_of_content(jsonb),
  search_place(text, text, text, bigint, int), search_stretch(bigint, int), search_moment(uuid), search_moment(timestamptz)
  to {{prefix}}_owner;

-- Cases of before.
insert into search_entries select entry.* from violations v,
  search_entries_of_violation(v.id, v.owner, v.status, v.referral_status, v.state) entry;
insert into search_entries select entry.* from referrals r left join examinations x on x.referral_id = r.id,
  search_entries_of_referral(r.id, r.violation_id, r.sender, r.receiver, r.status, r.due_on, r.state, x.state -> 'drafts') entry;
insert into search_entries select entry.* from obligations o join referrals r on r.id = o.referral_id,
  search_entries_of_obligation(o.id, r.violation_id, o.sender, o.receiver, o.addressee, o.notified, o.status, o.due_at, o.state) entry;
insert into search_entries select entry.* from handovers h join referrals r on r.id = h.referral_id,
  search_entries_of_handover(h.id, r.violation_id, h.sender, h.receiver, h.status) entry;

grant execute on function search_stretch(bigint, int), search_moment(uuid), search_moment(timestamptz),
  search_place(text, text, text, bigint, int) to {{prefix}}_gate;

reset role;
set role {{prefix}}_gate;

-- A lexeme as a query, whatever characters it has.
create function search_term(p_lexeme text) returns tsquery language sql immutable parallel safe
  as $$ select ('''' || replace(replace(p_lexeme, '\', '\\'), '''', '''''') || '''')::tsquery $$;

create function search_any(p_lexemes text[]) returns tsquery language plpgsql immutable parallel safe
  set search_path = penerusan, pg_temp as $$
declare
  v_lexeme text;
  v_any tsquery;
begin
  foreach v_lexeme in array p_lexemes loop
    v_any := case when v_any is null then search_term(v_lexeme) else v_any || search_term(v_lexeme) end;
  end loop;
  return v_any;
end $$;

-- What a search asks for: every one of its words by any of its stems, one lexeme of each of its filters, none of what it excludes. A
-- number is also looked for among the identifiers that the caller reads, in the states in which they read them. Null when it asks
-- for nothing of this; no text of the caller is ever read as an operator.
create function search_query(p_search jsonb) returns tsquery language plpgsql immutable parallel safe
  set search_path = penerusan, pg_temp as $$
declare
  v_word record;
  v_guard record;
  v_one tsquery;
  v_all tsquery := '';
begin
  for v_word in select * from jsonb_to_recordset(p_search -> 'words') as word (said text, phrase boolean) loop
    v_one := case when v_word.phrase
      then phraseto_tsquery('pg_catalog.simple', v_word.said) || phraseto_tsquery('pg_catalog.indonesian', v_word.said)
        || phraseto_tsquery('pg_catalog.english', v_word.said)
      else plainto_tsquery('pg_catalog.simple', v_word.said) || plainto_tsquery('pg_catalog.indonesian', v_word.said)
        || plainto_tsquery('pg_catalog.english', v_word.said) end;
    if v_word.said ~ '^[0-9]{16,18}$' then
      for v_guard in select * from jsonb_to_recordset(p_search -> 'guards') as guard (prefix text, states text[]) loop
        v_one := v_one || case when v_guard.states is null then search_term('=' || v_guard.prefix || v_word.said)
          else search_term('=' || v_guard.prefix || v_word.said)
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

-- Whether an entry is of a case that the caller is not cut off from, and of the times that are asked for.
create function search_fits(
  p_violation uuid, p_cut uuid[], p_occurred_at timestamptz, p_occurred tstzrange, p_known_at timestamptz, p_known tstzrange
) returns boolean language sql immutable parallel safe
  as $$ select p_violation <> all (p_cut) and (p_occurred is null or coalesce(p_occurred_at <@ p_occurred, false))
    and (p_known is null or coalesce(p_known_at <@ p_known, false)) $$;

create function search_range(p_range jsonb) returns tstzrange language sql stable parallel safe
  as $$ select tstzrange((p_range ->> 'from')::timestamptz, (p_range ->> 'until')::timestamptz) where p_range is not null $$;

-- The first id that can be made at a time, and null for none.
create function search_first_id(p_at timestamptz) returns uuid language sql immutable parallel safe
  as $$ select (lpad(to_hex(greatest(0, penerusan.search_moment(p_at))), 12, '0') || repeat('0', 20))::uuid where p_at is not null $$;

create type search_hit as (id uuid, due_at timestamptz, fits boolean);

-- What the connection's agency finds, newest first, as many as asked for after a place in that order. Whatever it asks for, a page
-- costs a page: first some rows are looked at in their order, which is enough for what is frequent; then ever longer stretches of
-- history by the index of words, and a stretch with more in it than fits is looked at part by part. Whoever is cut off from a
-- case finds nothing of it.
create function find_newest(p_kind text, p_person uuid, p_search jsonb, p_limit int) returns table (id uuid, due_at timestamptz)
  language plpgsql stable security definer set search_path = penerusan, pg_temp set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  v_agency constant text := app_agency();
  v_query constant tsquery := search_query(p_search);
  v_cut constant uuid[] := array(
    select violation_id from recusals where agency = v_agency and person = p_person and lifted_at is null);
  v_occurred constant tstzrange := search_range(p_search -> 'occurred');
  v_known constant tstzrange := search_range(p_search -> 'known');
  v_window constant int := p_limit + 150;
  v_from constant uuid := coalesce(search_first_id((p_search #>> '{made,from}')::timestamptz), '00000000-0000-0000-0000-000000000000');
  v_before uuid := least(search_first_id((p_search #>> '{made,until}')::timestamptz), (p_search #>> '{after,id}')::uuid,
    'ffffffff-ffff-ffff-ffff-ffffffffffff');
  v_last uuid;
  v_most constant int := p_limit + 550;
  v_levels int[] := '{}';
  v_stretches bigint[] := '{}';
  v_level int;
  v_stretch bigint;
  v_begins uuid;
  v_hits search_hit[];
  v_left int := p_limit;
  v_found int;
  v_moment bigint;
  v_place tsquery;
begin
  if v_agency is null then raise exception 'no agency' using errcode = 'PN001'; end if;
  return query
    select e.id, e.due_at from (
      select * from search_entries s where s.agency = v_agency and s.kind = p_kind and s.id < v_before and s.id >= v_from
       order by s.id desc limit v_window) e
     where (v_query is null or e.document @@ v_query)
       and search_fits(e.violation_id, v_cut, e.occurred_at, v_occurred, e.known_at, v_known)
     order by e.id desc limit v_left;
  get diagnostics v_found = row_count;
  v_left := v_left - v_found;
  v_last := (
    select s.id from search_entries s where s.agency = v_agency and s.kind = p_kind and s.id < v_before and s.id >= v_from
     order by s.id desc offset v_window - 1 limit 1);
  if v_left = 0 or v_last is null then return; end if;

  -- The nearest is on top.
  v_before := v_last;
  v_moment := search_moment(v_before);
  foreach v_level in array array[37, 35, 33, 31, 29, 27] loop
    v_levels := v_levels || v_level || v_level;
    v_stretches := v_stretches || (search_stretch(v_moment, v_level) - 1) || search_stretch(v_moment, v_level);
  end loop;
  loop
    v_level := v_levels[cardinality(v_levels)];
    v_stretch := v_stretches[cardinality(v_stretches)];
    v_levels := trim_array(v_levels, least(1, cardinality(v_levels)));
    v_stretches := trim_array(v_stretches, least(1, cardinality(v_stretches)));
    v_begins := coalesce(search_first_id(to_timestamp((greatest(v_stretch, 0) << v_level) / 1000.0)), v_from);
    continue when v_begins >= v_before and v_level is not null;
    -- Beyond the longest stretches there is rarely anything.
    exit when v_level is null and not exists (
      select from search_entries s where s.agency = v_agency and s.kind = p_kind and s.id < v_before and s.id >= v_from);
    v_place := search_term(case when v_level is null then '=' || v_agency || '/' || p_kind
      else search_place(v_agency, p_kind, 'i', v_stretch << v_level, v_level) end);
    v_hits := array(
      select row(s.id, s.due_at, s.id < v_before and s.id >= v_from
          and search_fits(s.violation_id, v_cut, s.occurred_at, v_occurred, s.known_at, v_known))::search_hit
        from search_entries s where s.document @@ (v_place && coalesce(v_query, ''))
       limit case when v_level > 27 then v_most + 1 end);
    if v_level > 27 and cardinality(v_hits) > v_most then
      v_levels := v_levels || (v_level - 2) || (v_level - 2) || (v_level - 2) || (v_level - 2);
      v_stretches := v_stretches || (v_stretch * 4) || (v_stretch * 4 + 1) || (v_stretch * 4 + 2) || (v_stretch * 4 + 3);
      continue;
    end if;
    return query select hit.id, hit.due_at from unnest(v_hits) hit where hit.fits order by hit.id desc limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
    v_before := v_begins;
    exit when v_left = 0 or v_level is null or v_before <= v_from;
  end loop;
end $$;

-- The stretches of the order of ids that cover a range of times, as few as may be; null where the range has no beginning.
create function search_stretches(p_agency text, p_kind text, p_made jsonb) returns tsquery
  language plpgsql stable parallel safe set search_path = penerusan, pg_temp as $$
declare
  v_from constant bigint := search_moment((p_made ->> 'from')::timestamptz);
  v_until constant bigint := search_moment(coalesce((p_made ->> 'until')::timestamptz, app_now()));
  v_level int := 27;
begin
  while v_level < 37 and (v_until >> v_level) - (v_from >> v_level) > 5 loop v_level := v_level + 2; end loop;
  return search_any(array(
    select search_place(p_agency, p_kind, 'i', stretch << v_level, v_level)
      from generate_series(v_from >> v_level, least(v_until >> v_level, (v_from >> v_level) + 100)) stretch));
end $$;

-- The same of what has a deadline that the agency bears, the earliest first, up to the time that is asked for.
create function find_due(p_kind text, p_person uuid, p_search jsonb, p_limit int) returns table (id uuid, due_at timestamptz)
  language plpgsql stable security definer set search_path = penerusan, pg_temp set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  v_agency constant text := app_agency();
  v_query constant tsquery := coalesce(search_query(p_search) && search_stretches(v_agency, p_kind, p_search -> 'made'),
    search_query(p_search), search_stretches(v_agency, p_kind, p_search -> 'made'));
  v_cut constant uuid[] := array(
    select violation_id from recusals where agency = v_agency and person = p_person and lifted_at is null);
  v_occurred constant tstzrange := search_range(p_search -> 'occurred');
  v_known constant tstzrange := search_range(p_search -> 'known');
  v_window constant int := p_limit + 150;
  v_from constant uuid := coalesce(search_first_id((p_search #>> '{made,from}')::timestamptz), '00000000-0000-0000-0000-000000000000');
  v_until constant uuid := coalesce(search_first_id((p_search #>> '{made,until}')::timestamptz), 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  v_before timestamptz := coalesce((p_search #>> '{due,before}')::timestamptz, 'infinity');
  v_after timestamptz := '-infinity';
  v_after_id uuid := '00000000-0000-0000-0000-000000000000';
  v_last search_entries;
  v_most constant int := p_limit + 550;
  v_levels int[] := '{}';
  v_stretches bigint[] := '{}';
  v_level int;
  v_stretch bigint;
  v_ends timestamptz;
  v_hits search_hit[];
  v_left int := p_limit;
  v_found int;
  v_moment bigint;
  v_place tsquery;
begin
  if v_agency is null then raise exception 'no agency' using errcode = 'PN001'; end if;
  if p_search #> '{due,overdue}' is not null then
    v_before := app_now() + interval '1 millisecond';
  elsif p_search #> '{due,withinDays}' is not null then
    -- From now to the end of the last day in Asia/Jakarta, which the next begins with.
    v_after := app_now();
    v_before := ((v_after at time zone 'Asia/Jakarta')::date + (p_search #>> '{due,withinDays}')::int + 1)::timestamp
      at time zone 'Asia/Jakarta' + interval '1 millisecond';
  end if;
  if p_search #> '{after,dueAt}' is not null then
    v_after := (p_search #>> '{after,dueAt}')::timestamptz;
    v_after_id := (p_search #>> '{after,id}')::uuid;
  end if;
  return query
    select e.id, e.due_at from (
      select * from search_entries s where s.agency = v_agency and s.kind = p_kind and s.due_at is not null
         and (s.due_at, s.id) > (v_after, v_after_id) and s.due_at < v_before
       order by s.due_at, s.id limit v_window) e
     where (v_query is null or e.document @@ v_query) and e.id >= v_from and e.id < v_until
       and search_fits(e.violation_id, v_cut, e.occurred_at, v_occurred, e.known_at, v_known)
     order by e.due_at, e.id limit v_left;
  get diagnostics v_found = row_count;
  v_left := v_left - v_found;
  select * into v_last from search_entries s where s.agency = v_agency and s.kind = p_kind and s.due_at is not null
     and (s.due_at, s.id) > (v_after, v_after_id) and s.due_at < v_before
   order by s.due_at, s.id offset v_window - 1 limit 1;
  if v_left = 0 or v_last.id is null then return; end if;

  v_after := v_last.due_at;
  v_after_id := v_last.id;
  v_moment := search_moment(v_after);
  foreach v_level in array array[37, 35, 33, 31, 29, 27] loop
    v_levels := v_levels || v_level || v_level;
    v_stretches := v_stretches || (search_stretch(v_moment, v_level) + 1) || search_stretch(v_moment, v_level);
  end loop;
  loop
    v_level := v_levels[cardinality(v_levels)];
    v_stretch := v_stretches[cardinality(v_stretches)];
    v_levels := trim_array(v_levels, least(1, cardinality(v_levels)));
    v_stretches := trim_array(v_stretches, least(1, cardinality(v_stretches)));
    -- The last moment of it; deadlines are given to the millisecond.
    v_ends := to_timestamp((((v_stretch + 1) << v_level) - 1) / 1000.0);
    continue when v_ends <= v_after;
    exit when v_level is null and not exists (
      select from search_entries s where s.agency = v_agency and s.kind = p_kind and s.due_at is not null
         and (s.due_at, s.id) > (v_after, v_after_id) and s.due_at < v_before);
    v_place := search_term(case when v_level is null then '=' || v_agency || '/' || p_kind
      else search_place(v_agency, p_kind, 'd', v_stretch << v_level, v_level) end);
    v_hits := array(
      select row(s.id, s.due_at, (s.due_at, s.id) > (v_after, v_after_id) and s.due_at < v_before and s.id >= v_from and s.id < v_until
          and search_fits(s.violation_id, v_cut, s.occurred_at, v_occurred, s.known_at, v_known))::search_hit
        from search_entries s where s.document @@ (v_place && coalesce(v_query, ''))
       limit case when v_level > 27 then v_most + 1 end);
    if v_level > 27 and cardinality(v_hits) > v_most then
      v_levels := v_levels || (v_level - 2) || (v_level - 2) || (v_level - 2) || (v_level - 2);
      v_stretches := v_stretches || (v_stretch * 4 + 3) || (v_stretch * 4 + 2) || (v_stretch * 4 + 1) || (v_stretch * 4);
      continue;
    end if;
    return query select hit.id, hit.due_at from unnest(v_hits) hit where hit.fits order by hit.due_at, hit.id limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
    v_after := v_ends;
    v_after_id := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    exit when v_left = 0 or v_level is null or v_after >= v_before;
  end loop;
end $$;

reset role;
revoke create on schema penerusan from {{prefix}}_gate, {{prefix}}_writer;

set role {{prefix}}_owner;
create trigger search_is_noted after insert or delete on violations for each row execute function note_search_of_violation();
create trigger search_is_noted_anew after update on violations for each row
  when ((old.status, old.referral_status) is distinct from (new.status, new.referral_status) or old.state is distinct from new.state)
  execute function note_search_of_violation();
create trigger search_is_noted after insert or delete on referrals for each row execute function note_search_of_referral();
create trigger search_is_noted_anew after update on referrals for each row
  when (old.receiver <> new.receiver or old.state is distinct from new.state) execute function note_search_of_referral();
create trigger search_is_noted after insert or update or delete on examinations
  for each row execute function note_search_of_examination();
create trigger search_is_noted after insert or update or delete on obligations
  for each row execute function note_search_of_obligation();
create trigger search_is_noted after insert or update on handovers for each row execute function note_search_of_handover();
reset role;

revoke all on function search_stretch(bigint, int), search_moment(uuid), search_moment(timestamptz),
  search_place(text, text, text, bigint, int), search_words(jsonb, jsonb),
  search_identifiers(jsonb, text), search_terms_of_content(jsonb), search_entry(text, text, uuid, uuid, jsonb, timestamptz, tsvector, text[]),
  search_entries_of_violation(uuid, text, text, text, jsonb),
  search_entries_of_referral(uuid, uuid, text, text, text, date, jsonb, jsonb),
  search_entries_of_obligation(uuid, uuid, text, text, text, text[], text, timestamptz, jsonb),
  search_entries_of_handover(uuid, uuid, text, text, text), put_search_entries(text, uuid, text[], search_entries[]),
  note_search_of_violation(), note_search_of_referral(), note_search_of_examination(), note_search_of_obligation(),
  note_search_of_handover(), search_term(text), search_any(text[]), search_query(jsonb),
  search_fits(uuid, uuid[], timestamptz, tstzrange, timestamptz, tstzrange), search_range(jsonb), search_first_id(timestamptz),
  search_stretches(text, text, jsonb), find_newest(text, uuid, jsonb, int), find_due(text, uuid, jsonb, int) from public;
grant execute on function find_newest(text, uuid, jsonb, int), find_due(text, uuid, jsonb, int) to {{prefix}}_service;
