import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client'

/** From what a cached read takes to where a request is given up. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const statementBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export type Instruments = ReturnType<typeof createInstruments>

/**
 * Everything the service counts and measures. Names and base units are those of Prometheus. A label only ever holds a
 * word of this code, of the API description, of the rules or of the catalogue of clocks: no case, no person, no agency.
 */
export function createInstruments({ version }: { readonly version: string }) {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Counter({ name: `penerusan_${name}`, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Gauge({ name: `penerusan_${name}`, help, labelNames, registers })

  collectDefaultMetrics({ register: registry })
  gauge('build_info', 'Always 1; the labels say what runs.', 'version', 'node').set(
    { version, node: process.version },
    1,
  )
  return {
    registry,
    stopping: gauge('stopping', '1 while the process takes its leave and `/readyz` says so.'),
    requests: counter(
      'http_requests_total',
      'Requests that are over, by operation and status; `none` for what is no operation, `aborted` where the caller went away.',
      'operation',
      'status',
    ),
    requestSeconds: new Histogram({
      name: 'penerusan_http_request_duration_seconds',
      help: 'From the headers of a request to the end of its answer, by operation and class of status.',
      labelNames: ['operation', 'status'],
      buckets: requestBuckets,
      registers,
    }),
    refusals: counter(
      'refusals_total',
      'Requests answered with a problem, by its code and by the rule that refused, if one did.',
      'code',
      'rule',
    ),
    statementSeconds: new Histogram({
      name: 'penerusan_database_statement_duration_seconds',
      help: 'From the wish for a statement to its answer, the wait for a connection included.',
      labelNames: ['outcome'],
      buckets: statementBuckets,
      registers,
    }),
    connections: gauge('database_connections', 'Connections of this process, by what they do.', 'state'),
    mostConnections: gauge('database_connections_max', 'So many connections this process may have.'),
    statementsWaiting: gauge('database_statements_waiting', 'Statements that wait for a connection.'),
    connectionsOpened: counter('database_connections_opened_total', 'Connections that were opened.'),
    connectionsEnded: counter(
      'database_connections_ended_total',
      'Connections that ended: `closed` by the server or for idleness, `failed` to open, `stuck` and replaced, or made `room`.',
      'reason',
    ),
    lateStatements: counter(
      'database_deadlines_exceeded_total',
      'Statements whose time was over, by whether they were `waiting` for a connection or `running`.',
      'while',
    ),
    readable: gauge('figures_readable', 'Whether the figures of this source could be read for this answer.', 'source'),
    overdue: {
      deadline: gauge(
        'deadlines_overdue',
        'Deadlines of referrals that are running and over, by clock; the same in every process.',
        'clock',
      ),
      obligation: gauge(
        'obligations_overdue',
        'Open obligations that are late, by clock; the same in every process.',
        'clock',
      ),
      appeal: gauge(
        'appeals_overdue',
        'Appeals without an outcome whose answer is overdue, by clock; the same in every process.',
        'clock',
      ),
    },
    waitingEvents: gauge(
      'sequencer_waiting_events',
      'Events that have no place in the feed yet; the same in every process.',
    ),
    oldestWaitingEvent: gauge(
      'sequencer_oldest_waiting_seconds',
      'For how long the oldest of them has waited; the same in every process.',
    ),
    feedEntries: counter('feed_entries_total', 'Entries of all feeds; the same in every process.'),
    waitingDeliveries: gauge(
      'webhook_deliveries_waiting',
      'Bells that are still to be rung; the same in every process.',
    ),
    parkedDeliveries: gauge(
      'webhook_deliveries_parked',
      'Bells that were given up on until somebody asks for them; the same in every process.',
    ),
    oldestWaitingDelivery: gauge(
      'webhook_oldest_waiting_seconds',
      'For how long the oldest of those waiting has waited; the same in every process.',
    ),
    attempts: counter(
      'webhook_attempts_total',
      'Attempts of this process to ring a bell, by outcome; `given-back` where it was told to end before there was an answer.',
      'outcome',
    ),
    roundSuccess: gauge(
      'round_last_success_timestamp_seconds',
      'When this process last got through its own work of this name.',
      'round',
    ),
    roundFaults: counter('round_faults_total', 'Runs of that work that did not get through.', 'round'),
  }
}
