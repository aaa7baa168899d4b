import './node-version.js'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { buildApp } from './app.ts'
import { assertNoLocalIssuers } from './auth/local-issuers.ts'
import { createTokenVerifier } from './auth/token-verifier.ts'
import { readCatalogues } from './catalogue/catalogue.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { createAgencyPools } from './db/agency-pools.ts'
import { assertEpoch } from './db/assert-epoch.ts'
import { assertMigrated } from './db/assert-migrated.ts'
import { assertRestricted } from './db/assert-restricted.ts'
import { recordCatalogueChanges } from './db/catalogue-changes.ts'
import { joinCluster } from './db/embedded/cluster.ts'
import { assertClockUnmoved } from './db/move-clock.ts'
import { countFeedEntries, overdueClocks } from './db/operational-figures.ts'
import { reachDatabase } from './db/reach-database.ts'
import { assertReportersSealed } from './db/seal-reporters.ts'
import { setUpDatabase } from './db/set-up.ts'
import { webhookBacklog } from './db/webhook-deliveries.ts'
import { startDeadlineRounds } from './deadline-rounds.ts'
import { type Directory, foundingDirectory, readDirectory } from './directory/directory.ts'
import { startEvidenceRounds } from './evidence-rounds.ts'
import { ringAfterActs } from './feed/ringing-pools.ts'
import { startSequencer } from './feed/sequencer.ts'
import { logOptions } from './http/request-log.ts'
import type { ServerCertificate } from './http/server-options.ts'
import { createClamd } from './inspection/clamd.ts'
import { createInspector } from './inspection/inspect.ts'
import type { Log } from './log.ts'
import { startObligationRounds } from './obligation-rounds.ts'
import { startOfficerRounds } from './officer-rounds.ts'
import { openEvidence } from './open-evidence.ts'
import { openKeys } from './open-keys.ts'
import { openWebhooks } from './open-webhooks.ts'
import { onStopSignal } from './stop-signal.ts'
import { startSuccessionRounds } from './succession-rounds.ts'
import type { Sources } from './telemetry/gather.ts'
import type { Instruments } from './telemetry/instruments.ts'
import { listenForMetrics, type MetricsListener } from './telemetry/metrics-listener.ts'
import { observe } from './telemetry/observe.ts'
import { startTraces } from './telemetry/traces.ts'
import { watchSend } from './telemetry/watched-send.ts'
import { createBellReader } from './webhooks/bell.ts'
import { startDeliverer } from './webhooks/deliverer.ts'

/**
 * Many lines in one write, but none held back for long: a write for each line took a twelfth of a request's time. At an
 * exit and after a fatal line everything is written; a process that is killed may lose its last tenth of a second.
 */
const logWriting = { sync: false, minLength: 4096, periodicFlush: 100 }

const { version } = packageJson

/** What has been opened, in that order; closed in the opposite one. */
const opened: { what: string; close(): unknown }[] = []

// Standard output is the log, one JSON object a line. What is said to the person who starts it goes to standard error.
try {
  const config = readConfig(process.env)
  const log = pino(logOptions(config.logLevel), pino.destination(logWriting))
  endOnFaults(log)

  const leaving = new AbortController()
  const starting = start(config, log, leaving.signal)
  onStopSignal({
    underNpm: 'npm_lifecycle_event' in process.env,
    async stop(signal) {
      log.info({ signal }, 'stopping')
      await starting.catch(() => {})
      // Requests go on coming until whoever spreads them has seen that this process is not ready.
      leaving.abort()
      if (opened.some(({ what }) => what === 'http')) await delay(config.drainSeconds * 1000)
      await closeAll(log)
      process.exit()
    },
    force: () => process.exit(1),
  })
  await starting.catch(async error => {
    await closeAll(log)
    throw error
  })
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  say(error instanceof ConfigError ? why : `Penerusan could not start: ${why}`.replaceAll('\n', ' '))
  process.exit(1)
}

async function start(config: Config, log: pino.Logger, leaving: AbortSignal): Promise<void> {
  const directory = readDirectory(config.agenciesFile ?? foundingDirectory)
  assertNoLocalIssuers(directory, config.mode)
  const law = readCatalogues(config.catalogueFolder)

  const url = await openDatabase(config, directory, log)
  const connections = createAgencyPools({ url })
  opened.push({ what: 'connections', close: connections.close })

  const traces = config.traces && (await startTraces({ ...config.traces, version, log }))
  if (traces) opened.push({ what: 'traces', close: traces.stop })
  const instruments = config.metrics && (await import('./telemetry/instruments.ts')).createInstruments({ version })
  if (instruments) {
    opened.push({ what: 'counting', close: observe(instruments) })
    leaving.addEventListener('abort', () => instruments.stopping.set(1))
  }

  const { agencies, mandates } = directory
  const sequencer = startSequencer({ pools: connections, url, agencies: agencies.map(({ id }) => id), log })
  opened.push({ what: 'sequencer', close: sequencer.stop })
  const database = ringAfterActs(connections, sequencer.numberSoon)

  const verifier = createTokenVerifier({
    directory,
    audience: config.audience,
    mode: config.mode,
    dataDir: config.dataDir,
    onKeyFault: fault => log.warn(fault, 'keys: an issuer’s keys could not be read'),
  })

  await recordCatalogueChanges(database, law)

  const { store, vault } = await openEvidence(config, database)
  const reporterKeys = await openKeys('reporters', config.reporterKeyFile, config)
  const { clamd, scrubHours } = config.evidence
  const inspector = createInspector(
    clamd === undefined ? {} : { clamd: createClamd({ address: clamd, timeoutMs: 60_000 }) },
  )
  const rounds = startEvidenceRounds({ office: { pools: database, vault }, store, inspector, scrubHours, log })
  opened.push({ what: 'evidence rounds', close: rounds.stop })

  const officers = await startOfficerRounds({ office: { pools: database }, log })
  opened.push({ what: 'officer rounds', close: officers.stop })

  const successions = startSuccessionRounds({ pools: database, successions: directory.successions, log })
  opened.push({ what: 'succession rounds', close: successions.stop })
  const deadlines = startDeadlineRounds({ office: { pools: database, law }, log })
  opened.push({ what: 'deadline rounds', close: deadlines.stop })
  const obligationRounds = startObligationRounds({ office: { pools: database, law, agencies, mandates }, log })
  opened.push({ what: 'obligation rounds', close: obligationRounds.stop })

  const desk = await openWebhooks(config)
  const deliverer = startDeliverer({
    pools: connections,
    keys: desk.keys,
    send: watchSend(desk.send, { ...(instruments && { attempts: instruments.attempts }), traces }),
    bellOf: createBellReader(connections),
    log,
    now: () => new Date(),
    random: Math.random,
  })
  opened.push({ what: 'webhooks', close: deliverer.stop })
  sequencer.onNumbered(() => deliverer.deliverSoon())

  if (config.metrics && instruments) {
    const listener = await openMetrics(config.metrics, log, instruments, {
      connections: connections.figures,
      overdue: () => overdueClocks(database),
      sequencer: sequencer.lag,
      webhooks: () => webhookBacklog(database),
      feedEntries: () => countFeedEntries(database),
    })
    opened.push({ what: 'metrics', close: listener.stop })
  }

  const app = await buildApp({
    config,
    directory,
    law,
    database,
    verifier,
    vault,
    reporterKeys,
    onEvidence: rounds.scanSoon,
    officers,
    sequencer,
    webhooks: { desk, onActive: deliverer.deliverSoon },
    log,
    now: () => new Date(),
    tls: readServerCertificate(config),
    leaving,
    traceRequests: traces?.traceRequests,
  })
  opened.push({ what: 'http', close: () => drain(app, config.finishSeconds) })

  const { host, port } = config
  await onAddress('', config, () => app.listen({ host, port }))
  await verifier.loadKeys()
  greet(app, config)
}

/** The service's URL of a database that is there and set up. */
async function openDatabase({ database, dataDir, mode }: Config, directory: Directory, log: Log): Promise<string> {
  const migrated = (line: string) => log.info({}, `database: ${line}`)
  if (database.kind === 'embedded') {
    const cluster = await joinCluster({ dataDir, log })
    opened.push({ what: 'database', close: cluster.release })
    await setUpDatabase({ ...cluster, directory, log: migrated })
    await assertRestricted(cluster.serviceUrl)
    await assertEpoch(cluster.serviceUrl)
    await assertReportersSealed(cluster.serviceUrl)
    if (mode === 'production') await assertClockUnmoved(cluster.serviceUrl)
    return cluster.serviceUrl
  }

  const { url, adminUrl } = database
  if (adminUrl !== undefined) {
    await reachDatabase('DATABASE_ADMIN_URL', adminUrl)
    await setUpDatabase({ adminUrl, serviceUrl: url, directory, log: migrated })
  }
  await reachDatabase('DATABASE_URL', url)
  await assertMigrated(url)
  await assertRestricted(url)
  await assertEpoch(url)
  await assertReportersSealed(url)
  if (mode === 'production') await assertClockUnmoved(url)
  return url
}

async function openMetrics(
  place: NonNullable<Config['metrics']>,
  log: Log,
  instruments: Instruments,
  sources: Sources,
): Promise<MetricsListener> {
  const listen = () => listenForMetrics({ ...place, instruments, sources, log })
  const listener = await onAddress('METRICS_', place, listen)
  say(`Metrics for Prometheus are on http://${hostInUrl(place.host)}:${listener.port}/metrics`)
  return listener
}

function readServerCertificate({ tls }: Config): ServerCertificate | undefined {
  return tls && { cert: readFileSync(tls.certFile, 'utf8'), key: readFileSync(tls.keyFile, 'utf8') }
}

/** Listens; what prevents it is told in the words of the variables. */
async function onAddress<Result>(
  prefix: '' | 'METRICS_',
  { host, port }: { readonly host: string; readonly port: number },
  listen: () => Promise<Result>,
): Promise<Result> {
  try {
    return await listen()
  } catch (error) {
    switch (error instanceof Error && 'code' in error && error.code) {
      case 'EADDRINUSE':
        throw new ConfigError(
          `${prefix}PORT ${port} is already in use on ${host}; choose another, or 0 for any free one`,
        )
      case 'EACCES':
        throw new ConfigError(`${prefix}PORT ${port} may not be used by this user; choose one from 1024 on`)
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        throw new ConfigError(`${prefix}HOST ${host} is not an address of this machine`)
    }
    throw error
  }
}

function greet(app: FastifyInstance, { host, mode, tls }: Config): void {
  const { port } = app.server.address() as AddressInfo
  const base = `http${tls === undefined ? '' : 's'}://${hostInUrl(host)}:${port}`
  say(`Penerusan listens on ${base}`)
  say(`  to read the API          ${base}/docs`)
  say(`  to generate a client     ${base}/openapi.json`)
  if (mode === 'development') say('  for a token to try it    npm run -s token -- kominfo recorder')
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** Takes no new requests, and finishes those under way, for a limited time. */
async function drain(app: FastifyInstance, finishSeconds: number): Promise<void> {
  // A connection that was busy when the closing began becomes idle later, and would be waited for.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50)
  const patience = setTimeout(() => app.server.closeAllConnections(), finishSeconds * 1000)
  try {
    await app.close()
  } finally {
    clearInterval(sweep)
    clearTimeout(patience)
  }
}

async function closeAll(log: Log): Promise<void> {
  for (const { what, close } of opened.splice(0).reverse()) {
    try {
      await close()
    } catch (error) {
      process.exitCode = 1
      log.error({ err: error }, `stopping: ${what} did not close`)
    }
  }
}

/** After a fault that nobody expected the state is unknown; whoever supervises us starts a fresh process. */
function endOnFaults(log: pino.Logger): void {
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error: unknown) => {
      log.fatal({ err: error }, fault)
      process.exit(1)
    })
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
