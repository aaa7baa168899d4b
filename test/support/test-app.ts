import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import postgres from 'postgres'
import type { Test } from 'tap'
import type { Office } from '../../src/acts/act-on-case.ts'
import { escalateObligations } from '../../src/acts/escalate-obligations.ts'
import { buildApp } from '../../src/app.ts'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { createAgencyPools } from '../../src/db/agency-pools.ts'
import { recordCatalogueChanges } from '../../src/db/catalogue-changes.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { type Directory, foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { Role } from '../../src/domain/agencies.ts'
import type { ReviewedLaw } from '../../src/domain/catalogue.ts'
import type { TargetPolicy } from '../../src/domain/webhook-target.ts'
import type { OpenApiDocument } from '../../src/http/openapi-document.ts'
import { logOptions } from '../../src/http/request-log.ts'
import { createInspector } from '../../src/inspection/inspect.ts'
import type { Inspector } from '../../src/inspection/inspection.ts'
import type { Log } from '../../src/log.ts'
import { startEvidenceRounds } from '../../src/rounds/evidence-rounds.ts'
import { startOfficerRounds } from '../../src/rounds/officer-rounds.ts'
import type { EvidenceLimits } from '../../src/routes/evidence-intake.ts'
import type { Resolve } from '../../src/webhooks/public-addresses.ts'
import { createReplyCheck } from './document-conformance.ts'
import { createTestStore, type TestStore } from './evidence-store.ts'
import { Form } from './form.ts'
import { createHandSequencer } from './hand-sequencer.ts'
import { createTestDatabase } from './test-cluster.ts'
import { createTestIssuers, type TestIssuers } from './tokens.ts'
import { testDesk } from './webhook-desk.ts'

/** What tests look at in any answer. A member that this answer lacks is undefined at run time. */
export type AnyBody = {
  readonly [member: string]: unknown
  readonly id: string
  readonly number: number
  readonly status: string | number
  readonly code: string
  readonly rule: string
  readonly requestId: string
  readonly content: AnyContent
  readonly items: readonly AnyBody[]
  readonly canSee: readonly AnyBody[]
  readonly seenBy: readonly AnyBody[]
  readonly next: string | null
  readonly allowedActions: readonly string[]
  readonly errors: readonly { readonly pointer: string; readonly code: string }[]
  readonly missing: readonly { readonly pointer: string; readonly code: string }[]
  readonly warnings: readonly { readonly pointer: string; readonly code: string }[]
  readonly referral: { readonly id: string; readonly status: string } | null
  readonly by: { readonly at: string; readonly agency: string; readonly role: string; readonly person: string }
  readonly details: { readonly [member: string]: unknown }
  readonly answers: readonly AnyBody[]
  readonly returns: readonly AnyBody[]
  readonly addressee: string | null
  readonly settled: boolean
  readonly penalty: {
    readonly penaltyClass: string
    readonly sanction: string | null
    readonly inForceInstead: string | null
  }
  readonly steps: readonly AnyBody[]
  readonly reports: readonly AnyBody[]
  readonly appeals: readonly AnyBody[]
  readonly deadlines: readonly AnyBody[]
}
type AnyContent = {
  readonly [member: string]: unknown
  readonly reportedPersons: readonly { readonly [member: string]: unknown; readonly id: string }[]
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: AnyBody
  readonly text: string
  readonly bytes: Buffer
}

type Sending = {
  /** An Idempotency-Key without its quotes; a fresh one by default on POST, null for none. */
  readonly key?: string | null
  /** An entity tag; null or absent for none. */
  readonly ifMatch?: string | null | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Somebody with a token, and what they can send. A body that is a text is sent as it is. */
export type Client = {
  readonly agency: string
  readonly roles: readonly Role[]
  readonly token: string
  get(path: string, sending?: Sending): Promise<Answer>
  post(path: string, body?: unknown, sending?: Sending): Promise<Answer>
  put(path: string, body?: unknown, sending?: Sending): Promise<Answer>
  patch(path: string, body?: unknown, sending?: Sending): Promise<Answer>
  send(method: string, path: string, body?: unknown, sending?: Sending): Promise<Answer>
  /** The current entity tag of a resource. */
  etag(path: string): Promise<string>
}

export type TestApp = {
  readonly app: FastifyInstance
  readonly issuers: TestIssuers
  /** The superuser's connection: sees everything, row security or not. */
  readonly sql: postgres.Sql
  /** Where its database is. */
  readonly urls: { readonly adminUrl: string; readonly serviceUrl: string }
  /** Every line that the service logged. */
  readonly logLines: readonly string[]
  /** The texts and headers of every reply. */
  readonly replies: readonly string[]
  as(agency: string, roles: Role | readonly Role[], sub?: string): Promise<Client>
  /** Somebody with this Authorization header, or without one. */
  withAuthorization(authorization: string | undefined): Client
  /** Tells whether anything was written into the case tables since another one. */
  fingerprint(): Promise<string>
  /** Where its evidence is kept, and what the service needs to look after it. */
  readonly kept: TestStore & { readonly office: Pick<Office, 'pools' | 'vault'>; readonly log: Log }
  /** Moves the clocks of the database and of the tokens; whoever calls after it needs a new token. */
  moveTo(moment: string): Promise<void>
  /**
   * Moves them to where a minute has just begun, so that what is then counted is counted in one; tokens stay good. To be called
   * before the first request: quotas take the time over from the database, which must not be asked while one of the two is moved.
   */
  beginMinute(): Promise<void>
  /** How many rows a table has. */
  count(table: string): Promise<number>
  readonly cast: Cast
  /** Takes every step that is due about silent obligations. None is taken unless a test asks for it. */
  readonly chase: () => Promise<void>
  /** Numbers everything that has happened, and wakes who waits for it. */
  readonly numberAll: () => Promise<void>
}

type CastName =
  | 'recorder'
  | 'otherRecorder'
  | 'referrer'
  | 'otherReferrer'
  | 'intake'
  | 'officer'
  | 'otherOfficer'
  | 'commissioner'
  | 'otherCommissioner'
  | 'personnelOfficer'
  | 'otherPersonnelOfficer'
  | 'auditor'
  | 'overseer'
  | 'otherOverseer'
  | 'archivist'
  | 'compliance'
  | 'integrator'

/**
 * Who plays in every test: Kominfo records and refers, KASN receives and decides, Boyolali employs, Bawaslu watches
 * over elections.
 */
export type Cast = Readonly<Record<CastName, Client>>

type Options = {
  quotas?: Partial<Config['quotas']>
  trustedProxies?: string[]
  /** How long the database may take for a statement, waiting in line included. */
  databaseDeadlineMs?: number
  directory?: Directory
  law?: ReviewedLaw
  /** What the clocks of the database and of the tokens say at the start. */
  at?: string
  evidence?: Partial<EvidenceLimits>
  inspector?: Inspector
  /** How much of the disk the store leaves free. */
  reserveBytes?: number
  emergencyMinutes?: number
  /** Where webhooks may lead, and how names are looked up. By itself no name is known, so nothing is ever dialled. */
  webhooks?: { policy?: TargetPolicy; resolve?: Resolve; onActive?: () => void }
}

/** Quotas that no test reaches by accident. */
export const plenty = {
  agencyPerMinute: 1_000_000,
  personPerMinute: 1_000_000,
  addressPerMinute: 1_000_000,
  casesPerHour: 1_000_000,
}

/** The description as it is published; test/openapi.test.ts holds it to the code, and `npm run openapi` writes it anew. */
const committed = JSON.parse(
  readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'),
) as OpenApiDocument
const check = createReplyCheck(committed)

/** The real app over a database of its own. Each reply is held to the API description, and none may be a 500. */
export async function buildTestApp(
  t: Pick<Test, 'after'>,
  {
    quotas,
    trustedProxies = [],
    databaseDeadlineMs = 20_000,
    directory = readDirectory(foundingDirectory),
    law = readCatalogues(),
    at,
    evidence,
    inspector,
    reserveBytes,
    emergencyMinutes = 15,
    webhooks = {},
  }: Options = {},
): Promise<TestApp> {
  let shiftMs = at === undefined ? 0 : Date.parse(at) - Date.now()
  const issuers = await createTestIssuers({ directory, now: () => Date.now() + shiftMs })
  const { verifier } = issuers
  const mandates = createHash('sha256')
    .update(JSON.stringify([directory.mandates, directory.agreements, directory.successions]))
    .digest('hex')
    .slice(0, 12)
  const urls = await createTestDatabase(t, {
    template: `penerusan_test_template_${mandates}`,
    setUp: (adminUrl, serviceUrl) => setUpDatabase({ adminUrl, serviceUrl, directory, log: () => {} }),
  })
  const database = createAgencyPools({ url: urls.serviceUrl, deadlineMs: databaseDeadlineMs })
  const sql = postgres(urls.adminUrl, { max: 2, onnotice: () => {}, connection: { search_path: 'penerusan' } })
  if (shiftMs !== 0) await sql`insert into clock_shift values (true, make_interval(secs => ${shiftMs / 1000}))`
  await recordCatalogueChanges(database, law)
  const logLines: string[] = []
  const log = pino(logOptions('info'), { write: line => logLines.push(line) })
  const kept = await createTestStore(t, database, { ...(reserveBytes !== undefined && { reserveBytes }) })
  const office = { pools: database, vault: kept.vault }
  const rounds = startEvidenceRounds({
    office,
    store: kept.store,
    inspector: inspector ?? createInspector(),
    scrubHours: 24,
    log,
  })
  const officers = await startOfficerRounds({ office, log })
  const { agencies, mandates: held } = directory
  const sequencer = createHandSequencer(database)
  const app = await buildApp({
    config: {
      ...readConfig({}),
      quotas: { ...plenty, ...quotas },
      trustedProxies,
      emergencyMinutes,
      evidence: { maxBytes: 64 * 1024 * 1024, quotaBytes: 1024 ** 3, ...evidence },
    },
    directory,
    law,
    database,
    verifier,
    vault: kept.vault,
    reporterKeys: kept.reporterKeys,
    onEvidence: rounds.scanSoon,
    officers,
    sequencer,
    webhooks: { desk: testDesk(kept.webhookKeys, webhooks), onActive: async () => webhooks.onActive?.() },
    log,
    now: () => new Date(Date.now() + shiftMs),
  })
  t.after(async () => {
    await app.close()
    await rounds.stop()
    await officers.stop()
    await database.close()
    await sql.end({ timeout: 5 })
  })

  const routeOf = routeMatcher(Object.keys(committed.paths))
  const replies: string[] = []

  const withAuthorization = (authorization: string | undefined, who: Partial<Client> = {}): Client => {
    const send: Client['send'] = async (method, path, body, { key, ifMatch, headers = {} } = {}) => {
      const keyed = key === undefined ? (method === 'POST' ? randomUUID() : null) : key
      const response = await app.inject({
        method: method as 'GET',
        url: path,
        headers: {
          ...(authorization !== undefined && { authorization }),
          ...(body !== undefined && { 'content-type': body instanceof Form ? body.type : mediaTypeOf(method) }),
          ...(keyed !== null && { 'idempotency-key': `"${keyed}"` }),
          ...(typeof ifMatch === 'string' && { 'if-match': ifMatch }),
          ...headers,
        },
        ...(body !== undefined && { payload: payloadOf(body) }),
      })
      const answer = {
        status: response.statusCode,
        headers: response.headers as Record<string, string | undefined>,
        text: response.payload,
        bytes: response.rawPayload,
      }
      replies.push(`${JSON.stringify(answer.headers)} ${answer.text}`)
      if (answer.status === 500) throw new Error(`${method} ${path}: a fault of ours\n${logLines.at(-2)}`)
      const route = routeOf(path)
      check({ method, route, status: answer.status, headers: answer.headers, body: answer.text })
      const isJson = /\bjson\b/.test(answer.headers['content-type'] ?? '')
      return { ...answer, body: (isJson && answer.text !== '' ? JSON.parse(answer.text) : {}) as AnyBody }
    }
    return {
      agency: '',
      roles: [],
      token: '',
      ...who,
      send,
      get: (path, sending) => send('GET', path, undefined, sending),
      post: (path, body, sending) => send('POST', path, body, sending),
      put: (path, body, sending) => send('PUT', path, body, sending),
      patch: (path, body, sending) => send('PATCH', path, body, sending),
      etag: async path => {
        const { status, headers, text } = await send('GET', path)
        if (headers['etag'] === undefined) throw new Error(`GET ${path} gave no ETag: ${status} ${text}`)
        return headers['etag']
      },
    }
  }

  const as: TestApp['as'] = async (agency, role, sub) => {
    const roles = typeof role === 'string' ? [role] : role
    const token = await issuers.token(agency, roles, sub === undefined ? {} : { sub })
    return withAuthorization(`Bearer ${token}`, { agency, roles, token })
  }

  const cast: Cast = {
    recorder: await as('kominfo', 'recorder', 'recorder-1'),
    otherRecorder: await as('kominfo', 'recorder', 'recorder-2'),
    referrer: await as('kominfo', 'referrer', 'referrer-1'),
    otherReferrer: await as('kominfo', 'referrer', 'referrer-2'),
    intake: await as('kasn', 'intake-officer', 'intake-officer-1'),
    officer: await as('kasn', 'case-officer', 'case-officer-1'),
    otherOfficer: await as('kasn', 'case-officer', 'case-officer-2'),
    commissioner: await as('kasn', 'commissioner', 'commissioner-1'),
    otherCommissioner: await as('kasn', 'commissioner', 'commissioner-2'),
    personnelOfficer: await as('boyolali', 'personnel-officer', 'personnel-officer-1'),
    otherPersonnelOfficer: await as('boyolali', 'personnel-officer', 'personnel-officer-2'),
    auditor: await as('kominfo', 'auditor', 'auditor-1'),
    overseer: await as('bawaslu', 'election-officer', 'election-officer-1'),
    otherOverseer: await as('bawaslu', 'election-officer', 'election-officer-2'),
    archivist: await as('kasn', 'archivist', 'archivist-1'),
    compliance: await as('bkn', 'compliance-officer', 'compliance-officer-1'),
    integrator: await as('kominfo', 'integrator', 'integrator-1'),
  }

  const moveTo: TestApp['moveTo'] = async moment => {
    shiftMs = Date.parse(moment) - Date.now()
    const shift = sql`make_interval(secs => ${shiftMs / 1000})`
    await sql`insert into clock_shift values (true, ${shift}) on conflict (only_row) do update set shift = ${shift}`
  }

  return {
    app,
    issuers,
    sql,
    urls,
    logLines,
    replies,
    as,
    withAuthorization,
    cast,
    chase: async () => {
      await escalateObligations({ pools: database, law, agencies, mandates: held }, log)
    },
    numberAll: sequencer.numberAll,
    kept: { ...kept, office, log },
    fingerprint: () => fingerprintOf(sql),
    moveTo,
    beginMinute: () => moveTo(new Date(Math.ceil((Date.now() + shiftMs) / 60_000) * 60_000 + 1_000).toISOString()),
    count: async table => {
      const [row] = await sql<[{ count: number }]>`select count(*)::int as count from ${sql(table)}`
      return row.count
    },
  }
}

const caseTables = [
  'events',
  'event_payloads',
  'violations',
  'referrals',
  'referral_parties',
  'examinations',
  'copies',
  'evidence_items',
  'evidence_contents',
  'evidence_usage',
  'reporters',
  'reporter_openings',
  'idempotency_records',
  'recusals',
  'departures',
  'departure_cases',
  'case_officers',
  'emergency_accesses',
  'referral_outcomes',
  'succession_runs',
  'succession_cases',
  'former_parties',
  'obligations',
  'obligation_parties',
  'webhooks',
  'webhook_keys',
  'webhook_deliveries',
  'search_entries',
]

/** Of each table, which versions of which rows it holds: any insert, update or delete makes another, whatever it wrote. */
async function fingerprintOf(sql: postgres.Sql): Promise<string> {
  const digests = caseTables.map(
    table => sql`
      select ${table} as of, count(*)::int as rows, sum(hashtextextended(ctid::text || ' ' || xmin::text, 0))::text as versions
        from ${sql(table)}`,
  )
  const rows = await digests.reduce((all, digest) => sql`${all} union all ${digest}`)
  return rows.map(({ of, rows, versions }) => `${of}: ${rows} rows, ${versions ?? 0}`).join('\n')
}

function payloadOf(body: unknown): string | Buffer {
  if (body instanceof Form) return body.bytes
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function mediaTypeOf(method: string): string {
  return method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
}

/** Finds the route of a path among the templates of the description, as Fastify names it. */
function routeMatcher(templates: readonly string[]): (path: string) => string | undefined {
  const routes = templates.map(template => ({
    pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
    route: template.replace(/\{(\w+)\}/g, ':$1'),
  }))
  return path => routes.find(({ pattern }) => pattern.test(path.split('?', 1)[0] ?? ''))?.route
}

/** Status, code and rule of a refusal in one line, with the places it names. */
export function refusal({ status, body }: Answer): string {
  const places = (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)
  return [status, body.code, body.rule, ...places].filter(part => part !== undefined).join(' ')
}
