import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import packageJson from '../package.json' with { type: 'json' }
import type { EndpointDesk } from './acts/ask-endpoint.ts'
import { sandboxTag, tags } from './api-tags.ts'
import { authentication } from './auth/authentication.ts'
import { certificateReader } from './auth/client-certificate.ts'
import { readCredentials } from './auth/credentials.ts'
import { createNonces } from './auth/dpop-nonces.ts'
import { createPossessionCheck } from './auth/possession.ts'
import { describeResource, resourceMetadataPath } from './auth/protected-resource.ts'
import { watchRevocations } from './auth/revocation-watch.ts'
import type { TokenVerifier } from './auth/token-verifier.ts'
import type { Config } from './config.ts'
import type { AgencyPools } from './db/agency-pools.ts'
import { DatabaseUnavailable, ObjectSwept, ReadNotRecorded } from './db/database-errors.ts'
import { readCountsKey, readCursorKey, readNonceKey } from './db/deployment-secrets.ts'
import { forgetExpiredProofs, rememberProof } from './db/dpop-proofs.ts'
import { exchangeCounts } from './db/exchange-counts.ts'
import { forgetExpiredReplies } from './db/expired-replies.ts'
import { createPersons } from './db/persons.ts'
import { readRevocations } from './db/revocations.ts'
import type { Directory } from './directory/directory.ts'
import type { ReviewedLaw } from './domain/catalogue.ts'
import { createArrivals } from './feed/arrivals.ts'
import type { Sequencer } from './feed/sequencer.ts'
import { limitAddresses } from './http/address-limit.ts'
import { weighRoutes } from './http/cost.ts'
import { type CountsExchange, createCountsExchange } from './http/counts-exchange.ts'
import { detectHarvest } from './http/harvest.ts'
import { admitLongBodies, type LongBodyLimits } from './http/long-bodies.ts'
import { addNamedSchemas } from './http/named-schema.ts'
import { answerNotModified } from './http/not-modified.ts'
import { describeApi, serveDescription } from './http/openapi.ts'
import { createPageCursors } from './http/page-cursor.ts'
import { renderProblems } from './http/problem-document.ts'
import { checkPurposes } from './http/purpose.ts'
import { limitRate } from './http/rate-limit.ts'
import { readRequestsStrictly, refuseExpectations } from './http/request-body.ts'
import { readHeadsStrictly } from './http/request-head.ts'
import { logRequests } from './http/request-log.ts'
import { sendSecurityHeaders } from './http/security-headers.ts'
import { serveDocument } from './http/serve-document.ts'
import { mostConnections, type RequestLimits, type ServerCertificate, serverOptions } from './http/server-options.ts'
import { Problem } from './problems.ts'
import { asyncApiDocument } from './resources/async-api.ts'
import type { OfficerRounds } from './rounds/officer-rounds.ts'
import { refuseTheDeparted } from './routes/departed-persons.ts'
import { describedSchemas, sandboxSchemas } from './routes/described-schemas.ts'
import type { EvidenceLimits } from './routes/evidence-intake.ts'
import { health } from './routes/health.ts'
import { recheckLongAnswers } from './routes/long-answers.ts'
import { type Behind, operations } from './routes/operations.ts'
import { protectedResource } from './routes/protected-resource.ts'
import { recordRefusals } from './routes/refused-attempts.ts'
import { sandboxes } from './routes/sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { finishedUploads } from './uploads/uploads.ts'
import type { KeyRing } from './vault/key-ring.ts'
import { ObjectMissing, StoreFull, StoreUnavailable } from './vault/object-store.ts'
import { ContentDamaged, ContentTooLarge, KeyUnknown, type Vault } from './vault/vault.ts'

type Needs = {
  readonly config: Pick<
    Config,
    'quotas' | 'emergencyMinutes' | 'trustedProxies' | 'audience' | 'publicUrl' | 'dpopNonces' | 'certificateProxy'
  > & { readonly evidence: EvidenceLimits }
  readonly directory: Directory
  readonly law: ReviewedLaw
  readonly database: AgencyPools
  readonly verifier: TokenVerifier
  readonly vault: Vault
  readonly reporterKeys: KeyRing
  /** Called when something was added that waits for its inspection. */
  readonly onEvidence: () => void
  readonly officers: Pick<OfficerRounds, 'knowsDeparturesOf' | 'hasLeft' | 'finishSoon'>
  readonly sequencer: Pick<Sequencer, 'onNumbered' | 'lag'>
  /** What speaks to the endpoints of webhooks; and whom to tell when one has something to be delivered. */
  readonly webhooks: { readonly desk: EndpointDesk; readonly onActive: () => Promise<void> }
  readonly log: FastifyBaseLogger
  readonly now: () => Date
  readonly limits?: Partial<RequestLimits & LongBodyLimits>
  readonly tls?: ServerCertificate | undefined
  /** Aborted when the process takes its leave; requests are still answered. */
  readonly leaving?: AbortSignal
  readonly traceRequests?: ((app: FastifyInstance) => void) | undefined
  /** What partners may do with it, where it is a sandbox. */
  readonly sandbox?: Sandbox | undefined
}

/** Puts the parts together. Read this to learn what the service is made of. */
export async function buildApp(needs: Needs): Promise<FastifyInstance> {
  const {
    config,
    directory,
    law,
    database,
    verifier,
    vault,
    reporterKeys,
    onEvidence,
    officers,
    sequencer,
    webhooks,
    log,
    now,
    limits = {},
    tls,
    leaving,
    traceRequests,
    sandbox,
  } = needs
  const app = Fastify(
    serverOptions({ log, limits, trustedProxies: config.trustedProxies, tls }),
  ).withTypeProvider<TypeBoxTypeProvider>()

  app.server.maxConnections = mostConnections
  traceRequests?.(app)
  renderProblems(app, nameOutage)
  sendSecurityHeaders(app)
  logRequests(app)
  refuseExpectations(app)
  weighRoutes(app)
  const exchange = await shareCounts(app, needs)
  const counted = { now: exchange.now, exchange }
  limitAddresses(app, {
    perMinute: config.quotas.addressPerMinute,
    isKnown: request => remembers(verifier, request),
    ...counted,
  })
  await authenticateRequests(app, needs)
  limitRate(app, { limits: config.quotas, ...counted })
  detectHarvest(app, { casesPerHour: config.quotas.casesPerHour, opensCase, ...counted })
  readHeadsStrictly(app)
  readRequestsStrictly(app)
  admitLongBodies(app, limits)
  checkPurposes(app)
  answerNotModified(app)
  const persons = createPersons(database)
  recordRefusals(app, { database, persons, now })
  const assertNotDeparted = refuseTheDeparted(app, { officers, persons })
  recheckLongAnswers(app, assertNotDeparted)

  addNamedSchemas(app, ...describedSchemas, sandbox === undefined ? {} : sandboxSchemas)
  await describeApi(app, { version: packageJson.version, tags: sandbox === undefined ? tags : [...tags, sandboxTag] })
  await serveDescription(app, { isSandbox: sandbox !== undefined })
  serveDocument(app, '/asyncapi.json', () => asyncApiDocument(packageJson))

  const office = {
    pools: database,
    persons,
    mandates: directory.mandates,
    agreements: directory.agreements,
    agencies: directory.agencies,
    law,
    vault,
    reporterKeys,
  }
  const cursors = createPageCursors(await readCursorKey(database))
  const behind: Behind = {
    office,
    law,
    cursors,
    uploads: { pools: database, vault },
    finished: finishedUploads({ pools: database, vault }, persons),
    limits: config.evidence,
    onEvidence,
    minutes: config.emergencyMinutes,
    onDeparture: officers.finishSoon,
    onConfirmed: officers.finishSoon,
    arrivals: createArrivals(sequencer),
    ...webhooks,
    now,
  }
  await app.register(
    async v1 => {
      for (const operation of operations) await v1.register(operation, behind)
      if (sandbox !== undefined) await v1.register(sandboxes, { sandbox })
    },
    { prefix: '/v1' },
  )
  await app.register(health, { lag: sequencer.lag, leaving })
  await app.register(protectedResource, {
    path: resourceMetadataPath(config.audience, config.publicUrl),
    metadata: describeResource({
      ...config,
      directory,
      readsCertificates: tls !== undefined || config.certificateProxy !== undefined,
    }),
  })
  forgetRepliesInTime(app, database)
  await app.ready()
  return app
}

/** Whatever of a case is asked for or done stands under the path of the case, or of the emergency it is read in. */
function opensCase(url: string): boolean {
  return /^\/v1\/((violations|referrals|former-referrals|former-handovers|copies|handovers|obligations)\/:id(\/|$)|emergency-accesses\/:id\/referral$)/.test(
    url,
  )
}

function remembers(verifier: TokenVerifier, { raw }: FastifyRequest): boolean {
  try {
    return verifier.remembers(readCredentials(raw.rawHeaders).token)
  } catch {
    return false
  }
}

/** An outage is told as one: the outcome is unknown, and the same request may be repeated. */
function nameOutage(cause: unknown): unknown {
  if (cause instanceof DatabaseUnavailable) {
    return new Problem('database-unavailable', { headers: { 'retry-after': '1' }, cause })
  }
  if (cause instanceof ReadNotRecorded) {
    return new Problem('read-not-recorded', { headers: { 'retry-after': '5' }, cause })
  }
  // Damage and loss are told by the rules, once they are in the ledger; what is met before that is an outage.
  const outages = [StoreUnavailable, KeyUnknown, ContentDamaged, ObjectMissing, ObjectSwept]
  if (outages.some(outage => cause instanceof outage)) {
    return new Problem('store-unavailable', { headers: { 'retry-after': '5' }, cause })
  }
  if (cause instanceof StoreFull) return new Problem('store-full', { cause })
  return cause instanceof ContentTooLarge ? new Problem('content-too-large', { cause }) : cause
}

/** What quotas count in this process and in the others; the clock of the database is known from here on. */
async function shareCounts(app: FastifyInstance, { database, log, now }: Needs): Promise<CountsExchange> {
  const exchange = createCountsExchange({
    exchange: (process, told) => exchangeCounts(database, process, told),
    secret: await readCountsKey(database),
    now,
    onFault: error => log.warn({ err: error }, 'quotas are counted without the other processes'),
  })
  app.addHook('onClose', exchange.stop)
  await exchange.atOnce()
  return exchange
}

/** Who calls, whether the token is theirs, and whether it still counts. */
async function authenticateRequests(
  app: FastifyInstance,
  { config, database, verifier, log, now }: Needs,
): Promise<void> {
  const { audience, publicUrl, dpopNonces, certificateProxy } = config
  const time = () => now().getTime()
  const revocations = watchRevocations({
    read: mark => readRevocations(database, mark),
    onFault: error => log.error({ err: error }, 'revocations could not be read'),
  })
  await revocations.look()
  const sweep = setInterval(
    () => forgetExpiredProofs(database).catch(error => log.warn({ err: error }, 'used proofs were not forgotten')),
    60 * 1000,
  ).unref()
  app.addHook('onClose', async () => {
    revocations.stop()
    clearInterval(sweep)
  })
  await app.register(authentication, {
    verifier,
    revocations,
    possession: createPossessionCheck({
      publicUrl,
      nonces: dpopNonces ? createNonces(await readNonceKey(database), time) : undefined,
      rememberProof: ({ agency }, digest) => rememberProof(database, agency, digest),
      now: time,
    }),
    certificateOf: certificateReader(certificateProxy),
    resourceMetadata: publicUrl + resourceMetadataPath(audience, publicUrl),
    now: time,
  })
}

/** Once an hour; what one process misses another forgets, or the next hour does. */
function forgetRepliesInTime(app: FastifyInstance, database: AgencyPools): void {
  const timer = setInterval(
    () =>
      forgetExpiredReplies(database).catch(error => app.log.warn({ err: error }, 'expired replies were not forgotten')),
    60 * 60 * 1000,
  ).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}
