import { randomUUID } from 'node:crypto'
import autocannon from 'autocannon'
import { percentile, type Run } from './figures.ts'
import type { Load } from './load.ts'

process.on('message', (load: Load) => {
  run(load).then(
    answer => process.send?.(answer),
    (error: Error) => process.send?.({ failure: error.message }),
  )
})

/** Keeps every connection busy with one request at a time, and looks at each answer itself: to the microsecond. */
async function run({
  url,
  method,
  headers,
  body,
  paths,
  keyed = false,
  connections,
  seconds,
  amount,
}: Load): Promise<Run> {
  const latencies: number[] = []
  const faults = new Map<number, number>()
  let next = 0

  const running = autocannon({
    url,
    connections,
    ...(amount === undefined ? { duration: seconds } : { amount }),
    requests: [
      {
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { body }),
        setupRequest(request) {
          const path = paths[next++ % paths.length]
          if (!keyed) return { ...request, path }
          return { ...request, path, headers: { ...request.headers, 'idempotency-key': `"${randomUUID()}"` } }
        },
      },
    ],
  })
  const began = performance.now()
  let ended = began
  running.on('response', (_client, status, _bytes, milliseconds) => {
    ended = performance.now()
    latencies.push(milliseconds)
    if (status >= 300) faults.set(status, (faults.get(status) ?? 0) + 1)
  })
  const { errors, timeouts } = await running

  // A refusal is quick; counting it would be measuring nothing.
  if (faults.size > 0 || errors > 0 || timeouts > 0 || latencies.length === 0) {
    const statuses = [...faults].map(([status, times]) => `${times} × ${status}`).join(', ')
    throw new Error(`${latencies.length} answers, ${statuses || 'no refusals'}, ${errors} errors, ${timeouts} timeouts`)
  }
  return {
    perSecond: (latencies.length * 1000) / (ended - began),
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
  }
}
