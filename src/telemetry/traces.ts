import type { AttributeValue, Context, Span } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type StatementRun, statementRuns } from '../db/agency-pools.ts'
import type { Log } from '../log.ts'

type Needs = {
  /** The collector's base URL (OTLP over HTTP). */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  /** Which part of the traces that begin here, or come in, is kept. */
  readonly ratio: number
  readonly version: string
  readonly log: Log
}

export type Traces = {
  /** Gives every request a span, under the caller's if it names one. Call it before anything else is hooked in. */
  traceRequests(app: FastifyInstance): void
  /** Does work of the service itself in a span; it is given the headers that carry the trace on. */
  inSpan<Result>(name: string, work: (headers: Readonly<Record<string, string>>) => Promise<Result>): Promise<Result>
  /** Sends what is left, and ends. */
  stop(): Promise<void>
}

/**
 * Starts OpenTelemetry: a span for each request by its operation, and one for each statement in it by its name. The
 * packages are loaded here and nowhere else, so that whoever does not want traces pays nothing. No URL, parameter, header
 * or body is ever in a span, and no message of an error: only names of this code and of the API description.
 */
export async function startTraces({ endpoint, headers, ratio, version, log }: Needs): Promise<Traces> {
  const [api, sdk, { W3CTraceContextPropagator }, { resourceFromAttributes }, { OTLPTraceExporter }, contexts] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/core'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/context-async-hooks'),
    ])
  const { context, diag, DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api
  const told = (message: string) => log.warn({}, `traces: ${message.replaceAll('\n', ' ')}`)
  const quiet = () => {}
  diag.setLogger({ error: told, warn: told, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN)
  context.setGlobalContextManager(new contexts.AsyncLocalStorageContextManager().enable())

  const sampled = new sdk.TraceIdRatioBasedSampler(ratio)
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'penerusan', 'service.version': version }),
    // What others decided about their part of the trace does not make us keep ours.
    sampler: new sdk.ParentBasedSampler({
      root: sampled,
      remoteParentSampled: sampled,
      remoteParentNotSampled: sampled,
    }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, headers: { ...headers } }),
      }),
    ],
  })
  const tracer = provider.getTracer('penerusan', version)
  const propagator = new W3CTraceContextPropagator()
  const requests = new WeakMap<FastifyRequest, { readonly span: Span; readonly within: Context }>()
  const statements = new WeakMap<StatementRun, Span>()

  const onStatement = {
    start(run: StatementRun) {
      // The service's own rounds look at the database all the time, and nobody asked for it.
      if (trace.getActiveSpan() === undefined) return
      const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': run.statement }
      statements.set(run, tracer.startSpan(run.statement, { kind: SpanKind.CLIENT, attributes }))
    },
    end() {},
    asyncStart() {},
    error(run: StatementRun & { error?: unknown }) {
      const { error } = run
      statements.get(run)?.setStatus({ code: SpanStatusCode.ERROR })
      if (error instanceof Error) statements.get(run)?.setAttribute('error.type', error.name)
    },
    asyncEnd(run: StatementRun) {
      statements.get(run)?.end()
    },
  }
  statementRuns.subscribe(onStatement)

  return {
    traceRequests(app) {
      app.addHook('onRequest', (request, _reply, done) => {
        const { method, routeOptions, headers } = request
        const { traceparent } = headers
        const parent = propagator.extract(ROOT_CONTEXT, { traceparent }, api.defaultTextMapGetter)
        const span = tracer.startSpan(
          routeOptions.schema?.operationId ?? 'none',
          {
            kind: SpanKind.SERVER,
            attributes: attributesOf({ 'http.request.method': method, 'http.route': routeOptions.url }),
          },
          parent,
        )
        const within = trace.setSpan(parent, span)
        requests.set(request, { span, within })
        context.with(within, done)
      })
      // A body arrives in the context of its connection; from here on it is the request's again.
      app.addHook('preValidation', (request, _reply, done) => {
        context.with(requests.get(request)?.within ?? ROOT_CONTEXT, done)
      })
      app.addHook('onResponse', (request, reply, done) => {
        const span = requests.get(request)?.span
        const { problem, statusCode } = reply
        span?.setAttributes(
          attributesOf({
            'http.response.status_code': statusCode,
            'error.type': problem?.code,
            'penerusan.rule': problem?.rule,
          }),
        )
        if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR })
        span?.end()
        done()
      })
    },
    async inSpan(name, work) {
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT }, ROOT_CONTEXT)
      const within = trace.setSpan(ROOT_CONTEXT, span)
      const carrier: Record<string, string> = {}
      propagator.inject(within, carrier, api.defaultTextMapSetter)
      try {
        return await context.with(within, () => work(carrier))
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
      }
    },
    async stop() {
      statementRuns.unsubscribe(onStatement)
      await provider.shutdown()
    },
  }
}

/** Those that have a value. */
function attributesOf(values: Record<string, AttributeValue | undefined>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
    string,
    AttributeValue
  >
}
