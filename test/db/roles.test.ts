import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { ConfigError } from '../../src/config.ts'
import { assertRestricted } from '../../src/db/assert-restricted.ts'
import { noteLooseObject } from '../../src/db/evidence-jobs.ts'
import { addUploadPart, beginUpload } from '../../src/db/uploads.ts'
import type { PersonId } from '../../src/domain/agencies.ts'
import type { UploadId } from '../../src/domain/ids.ts'
import { caseTables, createServiceDatabase, kominfo, openDesk, workOf } from './desk.ts'

const prefix = 'penerusan_test'
const service = `${prefix}_service`
/** Read through functions only. */
const unread = [
  'reporters',
  'persons',
  'evidence_loose_objects',
  'dpop_proofs',
  'quota_counts',
  'case_openings',
  'revocations',
  'case_officers',
  'catalogue_changes',
  'identity_marks',
  'mark_keys',
  'numbering',
  'deferred_events',
  'log_positions',
  'search_entries',
  'lives',
  'standbys',
]
const configuration = [
  'agencies',
  'agreements',
  'clock_shift',
  'deployment_secrets',
  'epochs',
  'event_types',
  'lives',
  'mandates',
  'standbys',
  'succession_runs',
  'successions',
]

t.test('who may do what is in the catalogue of the database', async t => {
  const desk = await openDesk(t)
  const { admin } = desk
  const list = async (...query: Parameters<typeof admin>) =>
    [...(await admin(...query))].map(row => Object.values(row)[0])

  t.test('no role of the deployment has a power of its own, and only the service may log in', async t => {
    const roles = await admin`
      select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as power
        from pg_roles where rolname like ${`${prefix}\\_%`} order by 1`
    t.strictSame(
      roles.map(role => [role['rolname'], role['rolcanlogin'], role['power']]),
      ['gate', 'jobs', 'owner', 'sequencer', 'service', 'writer'].map(name => [
        `${prefix}_${name}`,
        name === 'service',
        false,
      ]),
    )
    t.strictSame(
      await list`select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname like ${`${prefix}\\_%`}`,
      [],
      'and none is a member of another',
    )
  })

  t.test('every table is one of cases or one of configuration', async t => {
    const tables =
      await list`select relname::text from pg_class where relnamespace = 'penerusan'::regnamespace and relkind in ('r', 'p') order by 1`
    t.strictSame(tables, [...caseTables, ...configuration].sort())
  })

  t.test('the service may change nothing in any table', async t => {
    t.strictSame(
      await list`
        select format('%s on %s', privilege, c.oid::regclass) from pg_class c,
               unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
         where relnamespace = 'penerusan'::regnamespace and relkind in ('r', 'p', 'v', 'm')
           and has_table_privilege(${service}, c.oid, privilege)`,
      [],
    )
    t.strictSame(
      await list`select relname from pg_class where relnamespace = 'penerusan'::regnamespace and case when relkind = 'S' then has_sequence_privilege(${service}, oid, 'USAGE, SELECT, UPDATE') end`,
      [],
    )
    t.strictSame(
      await list`select nspname from pg_namespace where nspname !~ '^pg_(temp|toast)' and has_schema_privilege(${service}, oid, 'CREATE')`,
      [],
    )
    t.strictSame(
      await list`select privilege from unnest(array['CREATE', 'TEMPORARY']) privilege where has_database_privilege(${service}, 'penerusan_test_template', privilege)`,
      [],
    )
  })

  t.test('the service may read the cases and the configuration, but no reporter or person', async t => {
    t.strictSame(
      await list`
        select relname::text from pg_class where relnamespace = 'penerusan'::regnamespace and relkind = 'r'
           and has_table_privilege(${service}, oid, 'SELECT') order by 1`,
      [...caseTables, ...configuration].filter(name => !unread.includes(name)).sort(),
    )
  })

  t.test('the service may call these functions and no others', async t => {
    t.strictSame(
      await list`
        select proname::text from pg_proc where pronamespace = 'penerusan'::regnamespace and has_function_privilege(${service}, oid, 'EXECUTE')
         order by 1`,
      [
        'add_upload_part',
        'admit_person',
        'answer_handover',
        'app_agency',
        'app_now',
        'begin_upload',
        'case_of_referral',
        'changes_of_catalogue',
        'confirm_emergency_access',
        'consent_to_webhook',
        'contents_under_other_keys',
        'count_feed_entries',
        'create_webhook',
        'declare_recusal',
        'deliver_again',
        'departed_persons',
        'derive_deliveries',
        'derive_deliveries',
        'duplicate_hints',
        'end_upload',
        'end_webhook',
        'exchange_counts',
        'find_due',
        'find_newest',
        'forget_deliveries',
        'forget_expired_proofs',
        'forget_expired_replies',
        'forget_expired_uploads',
        'forget_loose_objects',
        'hold_deliveries',
        'hold_upload',
        'holds_events_of_another_life',
        'holds_mandate',
        'is_off',
        'is_party',
        'lead_numbering',
        'lease_contents_to_verify',
        'lease_pending_scans',
        'lift_recusal',
        'may_ask_webhook',
        'move_webhook',
        'note_case_left',
        'note_content_intact',
        'note_loose_object',
        'note_not_moved',
        'note_scan_fault',
        'number_events',
        'numbering_lag',
        'obligations_on_older_law',
        'obligations_to_act_on',
        'open_reporter',
        'overdue_clocks',
        'part_in_item_ended_at',
        'pending_successions',
        'pending_transfers',
        'read_in_emergency',
        'read_revocations',
        'receivers_of_handovers',
        'record_act',
        'record_catalogue_changes',
        'record_departure',
        'record_given',
        'record_obligations',
        'record_read',
        'record_refusal',
        'referral_sender_of',
        'referrals_cut_off_from',
        'referrals_to_watch',
        'remember_proof',
        'replace_content',
        'reporter_key',
        'reporters_under_other_keys',
        'request_emergency_access',
        'resign_numbering',
        'rewrap_content',
        'rewrap_reporter',
        'rewrap_webhook_key',
        'rfc3339',
        'rotate_webhook_key',
        'send_handover',
        'settle_deliveries',
        'take_loose_objects',
        'take_up_deliveries',
        'transfer_handover',
        'unknown_life',
        'unknown_objects',
        'untold_emergency_accesses',
        'webhook_backlog',
        'webhook_keys_under_other_keys',
        'who_has_read',
      ],
    )
  })

  t.test('nobody but the owners of the doors writes to the log, and nobody rewrites it', async t => {
    t.strictSame(
      await list`
        select format('%s: %s on %s', r.rolname, privilege, c.relname) from pg_class c, pg_roles r,
               unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege
         where c.oid in ('events'::regclass, 'event_payloads'::regclass) and not r.rolsuper and r.rolname not like 'pg\\_%'
           and r.oid <> c.relowner and has_table_privilege(r.oid, c.oid, privilege) order by 1`,
      [`${prefix}_writer: INSERT on event_payloads`, `${prefix}_writer: INSERT on events`],
    )
  })

  t.test('row security is on and forced for every table of cases', async t => {
    t.strictSame(
      await list`
        select relname::text from pg_class where relnamespace = 'penerusan'::regnamespace and relrowsecurity and relforcerowsecurity
         order by 1`,
      [...caseTables].sort(),
    )
  })

  t.test('whatever row the service may see, it sees by the agency of its connection', async t => {
    const policies = await admin<
      {
        table: string
        name: string
        verb: string
        permissive: string
        roles: string[]
        sees: string
        checks: string | null
      }[]
    >`
      select tablename::text as table, policyname::text as name, cmd as verb, permissive, roles::text[] as roles, qual as sees, with_check as checks
        from pg_policies where schemaname = 'penerusan' order by 1, 2`
    t.strictSame(
      policies.filter(({ roles }) => roles.includes('public')).map(({ table, name }) => `${table} ${name}`),
      [],
      'no policy is for everybody',
    )
    const ours = policies.filter(({ roles }) => roles.includes(service))
    t.ok(ours.length >= 12)
    for (const { table, name, verb, permissive, roles, sees, checks } of ours) {
      const policy = `${name} on ${table}`
      t.strictSame([verb, permissive, roles, checks], ['SELECT', 'PERMISSIVE', [service], null], policy)
      // Each alternative on its own: one that compares with nothing would open the table, whatever stands beside it.
      for (const alternative of alternativesOf(sees)) t.ok(isBound(alternative, ours), `${policy}: ${alternative}`)
    }
    t.strictSame(
      [...new Set(ours.map(({ table }) => table))].sort(),
      caseTables.filter(name => !unread.includes(name)).sort(),
      'and every table of cases that it reads has such a policy',
    )
  })

  t.test('configuration that is not under row security is about no case and no person', async t => {
    const columns = await list`
      select distinct column_name::text from information_schema.columns
       where table_schema = 'penerusan' and table_name = any (${configuration})
         and column_name ~ 'person|subject|violation|referral|reporter|payload|state$|content'`
    t.strictSame(columns, [])
  })

  t.test('functions that act with their owner’s rights do not look for names in the caller’s schemas', async t => {
    const definers = await admin`
      select proname::text, proconfig, pg_get_userbyid(proowner) as owner from pg_proc
       where pronamespace = 'penerusan'::regnamespace and prosecdef order by 1`
    t.ok(definers.length >= 4)
    for (const { proname, proconfig, owner } of definers) {
      t.ok(proconfig?.includes('search_path=penerusan, pg_temp'), proname)
      t.match(owner, /_(writer|gate|sequencer|jobs)$/, `${proname} belongs to a role that can do little else`)
    }
  })
})

t.test('the service cannot become another role', async t => {
  const { serviceUrl } = await createServiceDatabase(t)
  const sql = connect(t, serviceUrl, 'kominfo')
  for (const role of ['owner', 'writer', 'gate', 'sequencer', 'jobs']) {
    await t.rejects(sql.unsafe(`set role ${prefix}_${role}`), { code: '42501' }, role)
  }
  await t.rejects(sql`set session authorization postgres`, { code: '42501' })
})

t.test('each agency sees its own and nothing else, and without an agency there is nothing to see', async t => {
  const desk = await openDesk(t)
  const work = workOf(desk)
  const id = await work.record()
  await work.document(id)
  await work.record()
  const referral = await work.send(id)
  await work.receive(referral)
  await work.accept(referral)
  await work.assign(referral)
  await work.draft(referral)
  const holder = { agency: kominfo, person: randomUUID() as PersonId }
  const uploadId = randomUUID() as UploadId
  await beginUpload(desk.pools, holder, { id: uploadId, length: 5, metadata: '' }, { most: 1, quota: 5 })
  await noteLooseObject(desk.pools, 'o')
  const part = { size: 5, object: 'o', keyId: 'k', wrappedKey: 'w', digest: '0'.repeat(64) }
  await addUploadPart(desk.pools, holder, uploadId, { offset: 0, part })

  const seen = async (agency: string | null) => {
    const sql = connect(t, desk.serviceUrl, agency)
    const counts: Record<string, number> = {}
    for (const table of caseTables.filter(name => !unread.includes(name))) {
      const [row] = await sql`select count(*)::int as count from ${sql(`penerusan.${table}`)}`
      counts[table] = row?.['count']
    }
    return counts
  }
  const none = {
    events: 0,
    event_payloads: 0,
    violations: 0,
    referrals: 0,
    referral_parties: 0,
    examinations: 0,
    copies: 0,
    evidence_items: 0,
    evidence_contents: 0,
    evidence_usage: 0,
    evidence_scan_leases: 0,
    reporter_openings: 0,
    idempotency_records: 0,
    uploads: 0,
    upload_parts: 0,
    recusals: 0,
    departures: 0,
    departure_cases: 0,
    emergency_accesses: 0,
    referral_outcomes: 0,
    obligations: 0,
    obligation_parties: 0,
    succession_cases: 0,
    former_handovers: 0,
    former_parties: 0,
    handovers: 0,
    webhooks: 0,
    webhook_keys: 0,
    webhook_deliveries: 0,
    refusals: 0,
    read_records: 0,
    feeds: 0,
    feed_entries: 0,
  }
  // Sent, received, accepted and assigned; with the deadlines of review and intake, and the latter met.
  const referralEvents = 4 + 3
  const violationEvents = 4
  t.strictSame(await seen('kominfo'), {
    ...none,
    events: violationEvents + referralEvents,
    event_payloads: violationEvents + referralEvents,
    violations: 2,
    referrals: 1,
    referral_parties: 1,
    referral_outcomes: 1,
    idempotency_records: 3,
    uploads: 1,
    upload_parts: 1,
  })
  t.strictSame(await seen('kasn'), {
    ...none,
    events: referralEvents + 1,
    event_payloads: referralEvents + 1,
    referrals: 1,
    referral_parties: 1,
    referral_outcomes: 1,
    examinations: 1,
    idempotency_records: 1,
  })
  for (const agency of ['bkn', 'KASN', 'kasn ', "kasn' or true", '', null]) {
    t.strictSame(await seen(agency), none, JSON.stringify(agency))
  }
})

t.test('not even the owner or a superuser changes what the log says', async t => {
  const desk = await openDesk(t)
  await workOf(desk).record()
  const { admin } = desk
  const [before] = await admin`select md5(string_agg(e::text, '')) as digest from events e`
  for (const statement of ["update events set agency = 'kasn'", 'delete from events', 'truncate events cascade']) {
    await t.rejects(admin.unsafe(statement), { code: 'PN006' }, statement)
  }
  const owner = connect(t, desk.adminUrl, null, { role: `${prefix}_owner`, search_path: 'penerusan' })
  for (const statement of ["update events set agency = 'kasn'", 'delete from events']) {
    // Row security leaves it no row to change.
    t.equal((await owner.unsafe(statement)).count, 0, statement)
  }
  await t.rejects(owner`truncate events cascade`, { code: 'PN006' })
  const [after] = await admin`select md5(string_agg(e::text, '')) as digest from events e`
  t.strictSame(after, before)
})

t.test('the service refuses to start as somebody who could get round row security', async t => {
  const { adminUrl, serviceUrl } = await createServiceDatabase(t)
  await assertRestricted(serviceUrl)

  await refuses(t, adminUrl, 'a superuser')
  const admin = connect(t, adminUrl, null)
  const powers: Record<string, string> = {
    bypassrls: 'free of row security (BYPASSRLS)',
    createrole: 'allowed to create roles or databases',
    createdb: 'allowed to create roles or databases',
    [`in role ${prefix}_owner`]: 'an owner of the database, its tables or its functions',
    [`in role ${prefix}_writer`]: 'an owner of the database, its tables or its functions',
    'in role pg_monitor': 'a member of other roles',
  }
  for (const [index, [attribute, power]] of Object.entries(powers).entries()) {
    const name = `penerusan_odd_${process.pid}_${index}_service`
    await admin.unsafe(`create role ${name} login password 'odd' ${attribute}`)
    try {
      const url = new URL(serviceUrl)
      Object.assign(url, { username: name, password: 'odd' })
      await refuses(t, url.href, power)
    } finally {
      await admin.unsafe(`drop role ${name}`)
    }
  }
})

t.test('no request path opens a transaction or says whose a connection is', async t => {
  const src = join(import.meta.dirname, '../../src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
  t.ok(files.length > 50)
  const exempt = ['db/set-up.ts', 'db/rebuild.ts']
  for (const name of files) {
    const text = readFileSync(join(src, name), 'utf8')
    t.notMatch(text, /\b(set|reset)\s+(local\s+|session\s+)?"?app\.agency|set_config/i, relative('.', name))
    if (exempt.includes(name) || name.endsWith('-command.ts')) continue
    t.notMatch(text, /\.(begin|transaction|reserve)\s*\(|`\s*(begin|start transaction|savepoint)\b/i, name)
  }
})

/** The alternatives of a condition as PostgreSQL prints it: what stands between ORs at its outermost level. */
function alternativesOf(condition: string): string[] {
  const whole = unwrapped(condition)
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < whole.length; at++) {
    if (whole[at] === '(') depth += 1
    if (whole[at] === ')') depth -= 1
    if (depth > 0 || !whole.startsWith(' OR ', at)) continue
    parts.push(whole.slice(from, at))
    from = at + ' OR '.length
  }
  parts.push(whole.slice(from))
  return parts.length === 1 ? [whole] : parts.flatMap(alternativesOf)
}

/** Without the parentheses that enclose all of it. */
function unwrapped(condition: string): string {
  if (!condition.startsWith('(') || !condition.endsWith(')')) return condition
  let depth = 0
  for (const [at, character] of [...condition].entries()) {
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (depth === 0 && at < condition.length - 1) return condition
  }
  return unwrapped(condition.slice(1, -1))
}

/**
 * Whether a condition compares with the agency of the connection, or looks for a row of another table that the service sees
 * only so itself.
 */
function isBound(condition: string, policies: readonly { readonly table: string }[]): boolean {
  if (/= app_agency\(\)|app_agency\(\) = ANY/.test(condition)) return true
  const source = /^EXISTS \( SELECT\s+FROM (\w+)/.exec(condition.replace(/\s+/g, ' ').trim())?.[1]
  return source !== undefined && policies.some(({ table }) => table === source)
}

async function refuses(t: Test, url: string, power: string): Promise<void> {
  const error = await assertRestricted(url).then(
    () => undefined,
    error => error,
  )
  t.type(error, ConfigError)
  t.match(error.message, `DATABASE_URL names a user that is ${power};`)
  t.notMatch(error.message, '\n')
}

function connect(t: Test, url: string, agency: string | null, connection: Record<string, string> = {}): postgres.Sql {
  const sql = postgres(url, {
    max: 1,
    onnotice: () => {},
    connection: { ...(agency !== null && { 'app.agency': agency }), ...connection },
  })
  t.teardown(() => sql.end({ timeout: 1 }))
  return sql
}
