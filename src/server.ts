import './node-version.js'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { assertNoLocalIssuers } from './auth/local-issuers.ts'
import { createTokenVerifier } from './auth/token-verifier.ts'
import { readCatalogues } from './catalogue/catalogue.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { foundingDirectory, readDirectory } from './directory/directory.ts'
import { logOptions } from './http/request-log.ts'
import type { ServerCertificate } from './http/server-options.ts'
import { watchUnused } from './http/unused-connections.ts'
import { createFront } from './sandbox/front.ts'
import { createRoleClock } from './sandbox/role-clock.ts'
import { startSandbox } from './sandbox/start-sandbox.ts'
import { hostInUrl, onAddress } from './start/on-address.ts'
import { openDatabase } from './start/open-database.ts'
import { openService, type Parts } from './start/open-service.ts'
import { closeAll, type Opened } from './start/opened.ts'
import { onStopSignal } from './start/stop-signal.ts'
import { observe } from './telemetry/observe.ts'
import { startTraces } from './telemetry/traces.ts'

/**
 * Many lines in one write, but none held back for long: a write for each line took a twelfth of a request's time. At an
 * exit and after a fatal line everything is written; a process that is killed may lose its last tenth of a second.
 */
const logWriting = { sync: false, minLength: 4096, periodicFlush: 100 }

const { version } = packageJson

const opened: Opened = []

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
      await closeAll(opened, log)
      process.exit()
    },
    force: () => process.exit(1),
  })
  await starting.catch(async error => {
    await closeAll(opened, log)
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
  const urls = await openDatabase(config, directory, log, opened)

  const traces = config.traces && (await startTraces({ ...config.traces, version, log }))
  if (traces) opened.push({ what: 'traces', close: traces.stop })
  const instruments = config.metrics && (await import('./telemetry/instruments.ts')).createInstruments({ version })
  if (instruments) {
    opened.push({ what: 'counting', close: observe(instruments) })
    leaving.addEventListener('abort', () => instruments.stopping.set(1))
  }

  const roleClock = config.sandbox ? createRoleClock() : undefined
  const verifier = createTokenVerifier({
    directory,
    rolesNow: roleClock?.now,
    audience: config.audience,
    mode: config.mode,
    dataDir: config.dataDir,
    onKeyFault: fault => log.warn(fault, 'keys: an issuer’s keys could not be read'),
  })
  const tls = readServerCertificate(config)
  const parts: Parts = {
    config,
    directory,
    law,
    urls,
    verifier,
    roleClock,
    tls,
    instruments,
    traces,
    leaving,
    log,
    say,
  }
  const app = config.sandbox ? await openSandbox(parts) : (await openService(parts, opened)).app
  const endUnused = watchUnused(app.server)
  opened.push({ what: 'http', close: () => drain(app, endUnused, config.finishSeconds) })

  const { host, port } = config
  await onAddress('', config, () => app.listen({ host, port }))
  await verifier.loadKeys()
  greet(app, config)
}

/** What listens outlives each life of the service behind it. */
async function openSandbox(parts: Parts): Promise<FastifyInstance> {
  const { config, directory, tls, log } = parts
  const { serviceUrl, adminUrl = '' } = parts.urls
  const front = await createFront({ log, trustedProxies: config.trustedProxies, tls })
  const sandbox = await startSandbox({
    front,
    urls: { serviceUrl, adminUrl },
    directory,
    log,
    async open(reset) {
      const inThisLife: Opened = []
      const close = () => closeAll(inThisLife, log)
      try {
        const { app, emptyStore } = await openService(parts, inThisLife, reset)
        inThisLife.push({ what: 'app', close: () => app.close() })
        return { app, emptyStore, close }
      } catch (error) {
        await close()
        throw error
      }
    },
  })
  opened.push({ what: 'sandbox', close: sandbox.close })
  return front.app
}

function readServerCertificate({ tls }: Config): ServerCertificate | undefined {
  return tls && { cert: readFileSync(tls.certFile, 'utf8'), key: readFileSync(tls.keyFile, 'utf8') }
}

function greet(app: FastifyInstance, { host, mode, tls, sandbox }: Config): void {
  const { port } = app.server.address() as AddressInfo
  const base = `http${tls === undefined ? '' : 's'}://${hostInUrl(host)}:${port}`
  say(`Penerusan listens on ${base}`)
  say(`  to read the API          ${base}/docs`)
  say(`  to generate a client     ${base}/openapi.json`)
  say(`  to begin, step by step   ${base}/docs/start`)
  if (sandbox) say(`  for a token to try it    POST ${base}/v1/sandbox/tokens`)
  else if (mode === 'development')
    say(`  for a token to try it    ${inSameFolder()}npm run -s token -- kominfo recorder`)
}

/** The token command reads the keys where the service keeps them. */
function inSameFolder(): string {
  const folder = process.env['DATA_DIR'] ?? ''
  return folder === '' ? '' : `DATA_DIR='${folder}' `
}

/** Takes no new requests, and finishes those under way, for a limited time. */
async function drain(app: FastifyInstance, endUnused: () => void, finishSeconds: number): Promise<void> {
  // A connection that was busy when the closing began becomes idle later, and one that was never used is not idle to Node:
  // both would be waited for.
  const sweep = setInterval(() => {
    app.server.closeIdleConnections()
    endUnused()
  }, 50)
  const patience = setTimeout(() => app.server.closeAllConnections(), finishSeconds * 1000)
  try {
    await app.close()
  } finally {
    clearInterval(sweep)
    clearTimeout(patience)
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
