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
import { DatabaseUnavailable, ReadNotRecorded } from './db/database-errors.ts'
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
import * as accessExplanationSchemas from './resources/access-explanation.ts'
import * as agencySchemas from './resources/agency.ts'
import { asyncApiDocument } from './resources/async-api.ts'
import * as caseSearchSchemas from './resources/case-search.ts'
import * as catalogueSchemas from './resources/catalogue.ts'
import * as catalogueRowSchemas from './resources/catalogue-rows.ts'
import * as checklistSchemas from './resources/checklist.ts'
import * as classificationSchemas from './resources/classification.ts'
import * as copySchemas from './resources/copy.ts'
import * as custodySchemas from './resources/custody.ts'
import * as deadlineSchemas from './resources/deadline.ts'
import * as decisionSchemas from './resources/decision.ts'
import * as decisionEvidenceSchemas from './resources/decision-evidence.ts'
import * as decisionInputSchemas from './resources/decision-input.ts'
import * as departureSchemas from './resources/departure.ts'
import * as duplicateHintSchemas from './resources/duplicate-hints.ts'
import * as emergencySchemas from './resources/emergency-access.ts'
import * as evidenceSchemas from './resources/evidence.ts'
import * as exportSchemas from './resources/export.ts'
import * as feedSchemas from './resources/feed.ts'
import * as handoverSchemas from './resources/handover.ts'
import * as obligationSchemas from './resources/obligation.ts'
import * as obligationInputSchemas from './resources/obligation-input.ts'
import * as personSchemas from './resources/person.ts'
import * as readAuditSchemas from './resources/read-audit.ts'
import * as recusalSchemas from './resources/recusal.ts'
import * as referralSchemas from './resources/referral.ts'
import * as referralBatchSchemas from './resources/referral-batch.ts'
import * as referralInputSchemas from './resources/referral-input.ts'
import * as reportedPersonSchemas from './resources/reported-person.ts'
import * as reporterSchemas from './resources/reporter.ts'
import * as sandboxSchemas from './resources/sandbox.ts'
import * as statisticsSchemas from './resources/statistics.ts'
import * as successionSchemas from './resources/succession.ts'
import * as timelineSchemas from './resources/timeline.ts'
import * as violationSchemas from './resources/violation.ts'
import * as violationInputSchemas from './resources/violation-input.ts'
import * as webhookSchemas from './resources/webhook.ts'
import * as sharedSchemas from './resources/words.ts'
import * as workListSchemas from './resources/work-list.ts'
import type { OfficerRounds } from './rounds/officer-rounds.ts'
import { accessExplanation } from './routes/access-explanation.ts'
import { agencies } from './routes/agencies.ts'
import { caseSearch } from './routes/case-search.ts'
import { catalogue } from './routes/catalogue.ts'
import { classification } from './routes/classification.ts'
import { copies } from './routes/copies.ts'
import { corrections } from './routes/corrections.ts'
import { deadlines } from './routes/deadlines.ts'
import { decisions } from './routes/decisions.ts'
import { refuseTheDeparted } from './routes/departed-persons.ts'
import { departures } from './routes/departures.ts'
import { duplicateHints } from './routes/duplicate-hints.ts'
import { emergencyAccesses } from './routes/emergency-accesses.ts'
import { evidence } from './routes/evidence.ts'
import { evidenceContent } from './routes/evidence-content.ts'
import type { EvidenceLimits } from './routes/evidence-intake.ts'
import * as evidenceIntakeSchemas from './routes/evidence-intake.ts'
import { exports } from './routes/exports.ts'
import { feed } from './routes/feed.ts'
import { formerReferrals } from './routes/former-referrals.ts'
import { handoverEvidence } from './routes/handover-evidence.ts'
import { handovers } from './routes/handovers.ts'
import * as healthSchemas from './routes/health.ts'
import { implications } from './routes/implications.ts'
import { recheckLongAnswers } from './routes/long-answers.ts'
import { obligationActs } from './routes/obligation-acts.ts'
import { obligations } from './routes/obligations.ts'
import { persons as reportedPersons } from './routes/persons.ts'
import { preflights } from './routes/preflight.ts'
import * as protectedResourceSchemas from './routes/protected-resource.ts'
import { questions } from './routes/questions.ts'
import { readAudit } from './routes/read-audit.ts'
import { reassignments } from './routes/reassignments.ts'
import { receivedCopies } from './routes/received-copies.ts'
import { recusals } from './routes/recusals.ts'
import { referralActs } from './routes/referral-acts.ts'
import { referralBatch } from './routes/referral-batch.ts'
import { referrals } from './routes/referrals.ts'
import { recordRefusals } from './routes/refused-attempts.ts'
import { reporters } from './routes/reporters.ts'
import { sandboxes } from './routes/sandbox.ts'
import { statistics } from './routes/statistics.ts'
import { successions } from './routes/successions.ts'
import { uploads } from './routes/uploads.ts'
import { violations } from './routes/violations.ts'
import { webhooks } from './routes/webhooks.ts'
import { workLists } from './routes/work-lists.ts'
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

  addNamedSchemas(
    app,
    sharedSchemas,
    reportedPersonSchemas,
    violationInputSchemas,
    violationSchemas,
    referralInputSchemas,
    referralSchemas,
    decisionInputSchemas,
    decisionSchemas,
    decisionEvidenceSchemas,
    evidenceSchemas,
    evidenceIntakeSchemas,
    custodySchemas,
    copySchemas,
    timelineSchemas,
    agencySchemas,
    readAuditSchemas,
    accessExplanationSchemas,
    reporterSchemas,
    recusalSchemas,
    departureSchemas,
    emergencySchemas,
    checklistSchemas,
    statisticsSchemas,
    successionSchemas,
    personSchemas,
    duplicateHintSchemas,
    handoverSchemas,
    obligationInputSchemas,
    obligationSchemas,
    caseSearchSchemas,
    workListSchemas,
    deadlineSchemas,
    catalogueRowSchemas,
    catalogueSchemas,
    classificationSchemas,
    feedSchemas,
    webhookSchemas,
    referralBatchSchemas,
    exportSchemas,
    healthSchemas,
    protectedResourceSchemas,
    sandbox === undefined ? {} : sandboxSchemas,
  )
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
  const kept = { pools: database, vault }
  const cursors = createPageCursors(await readCursorKey(database))
  await app.register(
    async v1 => {
      await v1.register(violations, { office, cursors })
      await v1.register(uploads, { office, uploads: kept, limits: config.evidence })
      await v1.register(evidence, {
        office,
        cursors,
        uploads: finishedUploads(kept, persons),
        limits: config.evidence,
        onEvidence,
      })
      await v1.register(evidenceContent, { office, cursors })
      await v1.register(referrals, { office, cursors })
      await v1.register(referralActs, { office })
      await v1.register(questions, { office })
      await v1.register(decisions, { office })
      await v1.register(corrections, { office })
      await v1.register(handovers, { office, cursors })
      await v1.register(handoverEvidence, { office, cursors })
      await v1.register(copies, { office })
      await v1.register(receivedCopies, { office, cursors })
      await v1.register(agencies, { office })
      await v1.register(catalogue, { office, law, cursors })
      await v1.register(classification, { office })
      await v1.register(readAudit, { office, cursors })
      await v1.register(accessExplanation, { office })
      await v1.register(reporters, { office, cursors })
      await v1.register(reassignments, { office })
      await v1.register(implications, { office })
      await v1.register(reportedPersons, { office })
      await v1.register(duplicateHints, { office })
      await v1.register(recusals, { office })
      await v1.register(deadlines, { office })
      await v1.register(departures, { office, onDeparture: officers.finishSoon })
      await v1.register(emergencyAccesses, {
        office,
        minutes: config.emergencyMinutes,
        onConfirmed: officers.finishSoon,
      })
      await v1.register(preflights, { office })
      await v1.register(statistics, { office })
      await v1.register(successions, { office, cursors })
      await v1.register(formerReferrals, { office, cursors })
      await v1.register(obligations, { office, cursors })
      await v1.register(obligationActs, { office })
      await v1.register(caseSearch, { office, cursors })
      await v1.register(workLists, { office, cursors })
      if (sandbox !== undefined) await v1.register(sandboxes, { sandbox })
      await v1.register(feed, {
        office,
        arrivals: createArrivals(sequencer),
      })
      await v1.register(webhooks, { office, cursors, ...needs.webhooks })
      await v1.register(referralBatch, { office, now })
      await v1.register(exports, { office, now })
    },
    { prefix: '/v1' },
  )
  await app.register(healthSchemas.health, { lag: sequencer.lag, leaving })
  await app.register(protectedResourceSchemas.protectedResource, {
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
  return /^\/v1\/((violations|referrals|former-referrals|copies|handovers|obligations)\/:id(\/|$)|emergency-accesses\/:id\/referral$)/.test(
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
  const outages = [StoreUnavailable, KeyUnknown, ContentDamaged, ObjectMissing]
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
