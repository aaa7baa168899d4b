import type postgres from 'postgres'
import { ConfigError } from '../config.ts'
import type { Act } from '../domain/act.ts'
import type { StreamKind } from '../domain/event-types.ts'
import { type Evidence, type EvidenceEvent, evolveEvidence } from '../domain/evidence.ts'
import { type Examination, type ExaminationEvent, evolveExamination } from '../domain/examination.ts'
import type { Obligation, RecordedObligationEvent } from '../domain/obligation.ts'
import { evolveObligation } from '../domain/obligation-history.ts'
import type { Referral, ReferralEvent } from '../domain/referral.ts'
import { evolveReferral } from '../domain/referral-history.ts'
import { evolveViolation, type Violation, type ViolationEvent } from '../domain/violation.ts'
import { folded, type LoggedFact } from './folded.ts'
import { connectAsOwner } from './owner-connection.ts'
import { evidenceRow, examinationRow, obligationRow, referralRow, violationRow } from './projection-rows.ts'

/** Streams folded at a time: what is in memory does not depend on how many cases there are. */
const batchSize = 200
/** After so many the rest is folded while acts wait, however much it is. */
const mostRounds = 10

const keys = {
  // A referral's row says how its obligations stand, so they are put in their place before it.
  obligations: ['id'],
  obligation_parties: ['agency', 'obligation_id'],
  referral_outcomes: ['agency', 'month', 'referral_id'],
  violations: ['id'],
  referrals: ['id'],
  referral_parties: ['agency', 'referral_id'],
  examinations: ['referral_id'],
  copies: ['id'],
  evidence_items: ['id'],
  search_entries: ['agency', 'kind', 'id'],
} as const
/** The streams that these rows are folded from; what an agency records about its officers has rows of its own. */
const foldedKinds = [
  'violation',
  'referral',
  'examination',
  'evidence',
  'obligation',
] as const satisfies readonly StreamKind[]
type FoldedKind = (typeof foldedKinds)[number]
const tables = Object.keys(keys) as (keyof typeof keys)[]

/** By table: rows that were wrong or had no business there, and rows that were written in their place. */
export type Rebuilt = Readonly<Record<keyof typeof keys, { readonly removed: number; readonly written: number }>>

/**
 * Makes the projections anew from the log, by the same functions that keep them up to date, and puts them in the place
 * of those that stand: only rows that differ are touched, in one transaction, while acts wait. Readers are not
 * disturbed. When the log has grown meanwhile, what was added is folded first.
 *
 * Throws when the log contradicts itself or an event has no payload; nothing is changed then.
 */
export async function rebuildProjections({
  adminUrl,
  serviceUrl,
  log,
}: {
  adminUrl: string
  serviceUrl: string
  log: (line: string) => void
}): Promise<Rebuilt> {
  // The copies are temporary tables of this session, and it can see no others by their bare names: if the connection is
  // lost, they are gone and the next statement fails, instead of writing into the tables that stand or outside of the
  // transaction.
  const sql = connectAsOwner({ adminUrl, serviceUrl }, 'rebuild', 'pg_temp')
  try {
    await makeCopies(sql)
    const horizon = await readHorizon(sql)
    for (const kind of foldedKinds) await foldAll(sql, kind, log)
    for (let round = 0; round < mostRounds && (await foldBehind(sql, nothing)) > batchSize; round++) {
      log('the log has grown meanwhile')
    }

    await sql`begin`
    // Every act appends to the log before it touches a projection: beyond this line none is under way.
    await sql`lock table penerusan.events in share mode`
    await foldBehind(sql, horizon)
    const [row] = await sql<[{ rebuilt: Rebuilt }]>`select pg_temp.swap() as rebuilt`
    await sql`commit`
    return row.rebuilt
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Whatever committed before it was seen by the first fold. */
type Horizon = { readonly epoch: number; readonly xid: string }
const nothing: Horizon = { epoch: 0, xid: '0' }

async function makeCopies(sql: postgres.Sql): Promise<void> {
  const [found] = await sql`select to_regclass('penerusan.events') is not null as there`
  if (found?.['there'] !== true) throw new ConfigError('the database is not set up; run npm run db:migrate first')
  await sql.unsafe(`
    ${tables.map(table => `create temp table ${table} (like penerusan.${table} including all)`).join(';\n')};
    create temp table folded (stream text, stream_id uuid, version int not null, primary key (stream, stream_id));
    create function pg_temp.behind(p_epoch int, p_since xid8) returns jsonb language sql as $$
      select coalesce(jsonb_agg(distinct jsonb_build_object('stream', stream, 'id', stream_id)), '[]')
        from penerusan.events left join pg_temp.folded using (stream, stream_id)
       where events.version > coalesce(folded.version, 0) and (epoch, xid) >= (p_epoch, p_since)
         and events.stream in (${foldedKinds.map(kind => `'${kind}'`).join(', ')}) $$;
    create function pg_temp.swap() returns jsonb language plpgsql as $$
    declare
      v_removed bigint;
      v_written bigint;
      v_rebuilt jsonb := '{}';
    begin
      -- A referral folded after its obligations does not say yet how they stand.
      update pg_temp.referrals set state = jsonb_set(state, '{obligations}', penerusan.obligations_of(id));
      ${outcomes}
      ${searchEntries}
      ${tables.map(swapOf).join('\n')}
      return v_rebuilt;
    end $$`)
}

/** They follow from the referrals; of a party that a referral no longer has, what stands is all there is. */
const outcomes = `
      insert into pg_temp.referral_outcomes
        select outcome.* from pg_temp.referrals,
               penerusan.outcomes_of(id, sender, receiver, status, sent_at, state) outcome
        union all
        select live.* from penerusan.referral_outcomes live join pg_temp.referrals r on r.id = live.referral_id
         where live.agency not in (r.sender, r.receiver);`

/** They follow from the cases; hand-overs are not folded, and theirs follow from the rows that stand. */
const searchEntries = `
      insert into pg_temp.search_entries
        select entry.* from pg_temp.violations v,
               penerusan.search_entries_of_violation(v.id, v.owner, v.status, v.referral_status, v.state) entry
        union all
        select entry.* from pg_temp.referrals r left join pg_temp.examinations x on x.referral_id = r.id,
               penerusan.search_entries_of_referral(r.id, r.violation_id, r.sender, r.receiver, r.status, r.due_on, r.state,
                 x.state -> 'drafts') entry
        union all
        select entry.* from pg_temp.obligations o join pg_temp.referrals r on r.id = o.referral_id,
               penerusan.search_entries_of_obligation(o.id, r.violation_id, o.sender, o.receiver, o.addressee, o.notified,
                 o.status, o.due_at, o.state) entry
        union all
        select entry.* from penerusan.handovers h join pg_temp.referrals r on r.id = h.referral_id,
               penerusan.search_entries_of_handover(h.id, r.violation_id, h.sender, h.receiver, h.status) entry;`

/** Rows are compared byte by byte (*=), not by what they mean. */
function swapOf(table: keyof typeof keys): string {
  const same = keys[table].map(key => `copy.${key} = live.${key}`).join(' and ')
  return `
      delete from penerusan.${table} live where not exists (select from pg_temp.${table} copy where ${same} and copy *= live);
      get diagnostics v_removed = row_count;
      insert into penerusan.${table} select * from pg_temp.${table} copy
        where not exists (select from penerusan.${table} live where ${same});
      get diagnostics v_written = row_count;
      v_rebuilt := v_rebuilt || jsonb_build_object('${table}', jsonb_build_object('removed', v_removed, 'written', v_written));`
}

async function readHorizon(sql: postgres.Sql): Promise<Horizon> {
  const [horizon] = await sql<[Horizon]>`
    select max(epoch) as epoch, pg_snapshot_xmin(pg_current_snapshot())::text as xid from penerusan.epochs`
  return horizon
}

/** Folds the streams of which not every event is folded, looking at what came after the horizon; returns how many. */
async function foldBehind(sql: postgres.Sql, { epoch, xid }: Horizon): Promise<number> {
  const [{ behind }] = await sql<[{ behind: { stream: StreamKind; id: string }[] }]>`
    select pg_temp.behind(${epoch}, ${xid}::text::xid8) as behind`
  for (const kind of foldedKinds) {
    const ids = behind.filter(({ stream }) => stream === kind).map(({ id }) => id)
    if (kind === 'obligation') ids.push(...(await movedObligations(sql)))
    for (let from = 0; from < ids.length; from += batchSize) await fold(sql, kind, ids.slice(from, from + batchSize))
  }
  return behind.length
}

/** Obligations folded before their referral went to another agency, which is in no event of theirs; without their parties. */
async function movedObligations(sql: postgres.Sql): Promise<string[]> {
  const moved = await sql<{ id: string }[]>`
    delete from obligation_parties party using obligations o, referrals r
     where o.id = party.obligation_id and r.id = o.referral_id and r.receiver <> o.receiver returning o.id`
  return [...new Set(moved.map(({ id }) => id))]
}

async function foldAll(sql: postgres.Sql, kind: FoldedKind, log: (line: string) => void): Promise<void> {
  let done = 0
  for (let last = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await sql<{ id: string }[]>`
      select stream_id as id from penerusan.events
       where stream = ${kind} and version = 1 and stream_id > ${last} order by stream_id limit ${batchSize}`
    const ids = rows.map(({ id }) => id)
    await fold(sql, kind, ids)
    done += ids.length
    last = ids.at(-1) ?? last
    if (ids.length < batchSize) break
    if (done % (batchSize * 50) === 0) log(`${kind} streams: ${done} folded`)
  }
  log(`${kind} streams: ${done} folded`)
}

type LoggedEvent = LoggedFact & { readonly id: string; readonly version: number }

/** Folds whole streams and writes their rows into the copies. */
async function fold(sql: postgres.Sql, kind: FoldedKind, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const events = await sql<LoggedEvent[]>`
    select stream_id as id, version, type, act, penerusan.rfc3339(at) as at, payload
      from penerusan.events left join penerusan.event_payloads using (stream, stream_id, version)
     where stream = ${kind} and stream_id = any(${ids}::uuid[]) order by stream_id, version`
  const streams = Map.groupBy(events, ({ id }) => id)
  for (const [id, stream] of streams) assertWhole(kind, id, stream)

  const receivers = kind === 'examination' ? await readReceivers(sql, ids) : new Map<string, Referral['receiver']>()
  const rows = [...streams].map(([id, stream]) => rowOf(kind, stream, receivers.get(id)))
  if (kind === 'obligation') await sql`select penerusan.project_obligations(${JSON.stringify(rows)}::text::jsonb)`
  else
    await sql`
    select penerusan.project(
             case ${kind}::text when 'violation' then row end, case ${kind}::text when 'referral' then row end,
             case ${kind}::text when 'examination' then row end,
             case ${kind}::text when 'evidence' then jsonb_build_array(row) end)
      from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) row`
  const folded = [...streams].map(([id, stream]) => ({ stream: kind, stream_id: id, version: stream.length }))
  await sql`
    insert into folded select * from jsonb_populate_recordset(null::folded, ${JSON.stringify(folded)}::text::jsonb)
      on conflict (stream, stream_id) do update set version = excluded.version`
}

/** A version that is missing or an event that says nothing: the log cannot be believed, so we stop rather than guess. */
function assertWhole(kind: StreamKind, id: string, stream: readonly LoggedEvent[]): void {
  const astray = stream.find(({ version, payload }, index) => version !== index + 1 || payload === null)
  if (astray !== undefined) throw new Error(`the ${kind} stream ${id} is not whole at version ${astray.version}`)
}

async function readReceivers(sql: postgres.Sql, ids: readonly string[]): Promise<Map<string, Referral['receiver']>> {
  const rows = await sql<{ id: string; receiver: Referral['receiver'] }[]>`
    select id, receiver from referrals where id = any(${ids}::uuid[])`
  return new Map(rows.map(({ id, receiver }) => [id, receiver]))
}

function rowOf(kind: FoldedKind, stream: readonly LoggedEvent[], receiver: Referral['receiver'] | undefined) {
  switch (kind) {
    case 'violation': {
      const state = whole<Violation, ViolationEvent & { act: Act }>(stream, evolveViolation)
      // Its referral's row, once that is folded, says what state it is in.
      return violationRow(state, stream.length, undefined)
    }
    case 'referral':
      return referralRow(whole<Referral, ReferralEvent & { act: Act }>(stream, evolveReferral), stream.length)
    case 'examination': {
      if (receiver === undefined) throw new Error('there is an examination without its referral')
      const state = whole<Examination, ExaminationEvent & { act: Act }>(stream, evolveExamination)
      return examinationRow(state, stream.length, receiver)
    }
    case 'obligation':
      return obligationRow(whole<Obligation, RecordedObligationEvent>(stream, evolveObligation), stream.length)
    case 'evidence':
      return evidenceRow(whole<Evidence, EvidenceEvent & { act: Act }>(stream, evolveEvidence), stream.length)
  }
}

function whole<State, Event>(
  stream: readonly LoggedEvent[],
  evolve: (state: State | undefined, event: Event) => State,
): State {
  const state = folded(stream, evolve)
  if (state === undefined) throw new Error('a stream has at least one event')
  return state
}
