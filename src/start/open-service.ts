import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import type { TokenVerifier } from '../auth/token-verifier.ts'
import type { Config } from '../config.ts'
import { createAgencyPools } from '../db/agency-pools.ts'
import { recordCatalogueChanges } from '../db/catalogue-changes.ts'
import { countFeedEntries, overdueClocks } from '../db/operational-figures.ts'
import { webhookBacklog } from '../db/webhook-deliveries.ts'
import type { Agency, Directory } from '../directory/directory.ts'
import type { ReviewedLaw } from '../domain/catalogue.ts'
import { ringAfterActs } from '../feed/ringing-pools.ts'
import { startSequencer } from '../feed/sequencer.ts'
import type { ServerCertificate } from '../http/server-options.ts'
import { createClamd } from '../inspection/clamd.ts'
import { createInspector } from '../inspection/inspect.ts'
import type { Log } from '../log.ts'
import { startDeadlineRounds } from '../rounds/deadline-rounds.ts'
import { startEvidenceRounds } from '../rounds/evidence-rounds.ts'
import { startObligationRounds } from '../rounds/obligation-rounds.ts'
import { startOfficerRounds } from '../rounds/officer-rounds.ts'
import { startSuccessionRounds } from '../rounds/succession-rounds.ts'
import { createSandboxClock } from '../sandbox/clock.ts'
import type { RoleClock } from '../sandbox/role-clock.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { createTestTokens } from '../sandbox/test-tokens.ts'
import type { Sources } from '../telemetry/gather.ts'
import type { Instruments } from '../telemetry/instruments.ts'
import { listenForMetrics, type MetricsListener } from '../telemetry/metrics-listener.ts'
import type { Traces } from '../telemetry/traces.ts'
import { watchSend } from '../telemetry/watched-send.ts'
import type { ObjectStore } from '../vault/object-store.ts'
import { createBellReader } from '../webhooks/bell.ts'
import { startDeliverer } from '../webhooks/deliverer.ts'
import { hostInUrl, onAddress } from './on-address.ts'
import type { DatabaseUrls } from './open-database.ts'
import { openEvidence } from './open-evidence.ts'
import { openKeys } from './open-keys.ts'
import { openWebhooks } from './open-webhooks.ts'
import type { Opened } from './opened.ts'

/** What a process has for as long as it lives. */
export type Parts = {
  readonly config: Config
  readonly directory: Directory
  readonly law: ReviewedLaw
  readonly urls: DatabaseUrls
  readonly verifier: TokenVerifier
  /** Undefined where it is no sandbox. */
  readonly roleClock: RoleClock | undefined
  readonly tls: ServerCertificate | undefined
  /** Undefined where nobody asked for metrics. */
  readonly instruments: Instruments | undefined
  /** Undefined where nobody asked for traces. */
  readonly traces: Traces | undefined
  /** Aborted when the process takes its leave; requests are still answered. */
  readonly leaving: AbortSignal
  readonly log: FastifyBaseLogger
  /** Says a line to the person who started the process. */
  readonly say: (line: string) => void
}

/** The service on its database. What it opens on the way goes on the list; with `reset` it is a sandbox, and has a role clock. */
export async function openService(
  { config, directory, law, urls, verifier, roleClock, tls, instruments, traces, leaving, log, say }: Parts,
  opened: Opened,
  reset?: Sandbox['reset'],
): Promise<{ app: FastifyInstance; emptyStore(): Promise<void> }> {
  const url = urls.serviceUrl
  const connections = createAgencyPools({ url })
  opened.push({ what: 'connections', close: connections.close })

  const { agencies, mandates } = directory
  const sequencer = startSequencer({ pools: connections, url, agencies: agencies.map(({ id }) => id), log })
  opened.push({ what: 'sequencer', close: sequencer.stop })
  const database = ringAfterActs(connections, sequencer.numberSoon)

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
    say(`Metrics for Prometheus are on http://${hostInUrl(config.metrics.host)}:${listener.port}/metrics`)
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
    tls,
    leaving,
    traceRequests: traces?.traceRequests,
    sandbox: reset && roleClock && { reset, ...(await openSandboxActs(roleClock)) },
  })
  return { app, emptyStore: () => emptyStore(store) }

  async function openSandboxActs(roleClock: RoleClock): Promise<Omit<Sandbox, 'reset'>> {
    const [{ id: anybody }] = agencies as [Agency]
    const followed = await roleClock.follow(connections, anybody, log)
    opened.push({ what: 'sandbox clock', close: followed.stop })
    return {
      giveToken: createTestTokens({ config, directory, roleClock }),
      ...createSandboxClock({
        urls: { serviceUrl: urls.serviceUrl, adminUrl: urls.adminUrl ?? '' },
        office: { pools: database, law, agencies, mandates },
        successions: directory.successions,
        onMoved: followed.look,
        log,
      }),
    }
  }
}

async function openMetrics(
  place: NonNullable<Config['metrics']>,
  log: Log,
  instruments: Instruments,
  sources: Sources,
): Promise<MetricsListener> {
  return onAddress('METRICS_', place, () => listenForMetrics({ ...place, instruments, sources, log }))
}

async function emptyStore(store: ObjectStore): Promise<void> {
  await store.sweep(new Date())
  for await (const { name } of store.list()) await store.remove(name)
}
