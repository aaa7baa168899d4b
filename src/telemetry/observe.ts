import { type StatementRun, statementRuns } from '../db/agency-pools.ts'
import { type RoundRun, roundRuns } from '../every-so-often.ts'
import { type EndedRequest, endedRequests } from '../http/request-log.ts'
import type { Instruments } from './instruments.ts'

/** Counts what happens in this process, as it happens, until the returned function is called. */
export function observe(instruments: Instruments): () => void {
  const { requests, requestSeconds, refusals, statementSeconds, roundSuccess, roundFaults } = instruments
  const beganAt = new WeakMap<StatementRun, number>()
  const failed = new WeakSet<StatementRun>()

  const onRequest = (message: unknown) => {
    const { operation = 'none', status, durationMs, problem, rule = '', aborted } = message as EndedRequest
    requests.inc({ operation, status: aborted ? 'aborted' : String(status) })
    requestSeconds.observe({ operation, status: aborted ? 'aborted' : `${String(status)[0]}xx` }, durationMs / 1000)
    if (problem !== undefined) refusals.inc({ code: problem, rule })
  }
  const onRound = (message: unknown) => {
    const { round, failed } = message as RoundRun
    if (failed) roundFaults.inc({ round })
    else {
      // So that the first fault of a round is a rise and not a beginning.
      roundFaults.inc({ round }, 0)
      roundSuccess.set({ round }, Date.now() / 1000)
    }
  }
  const onStatement = {
    start: (run: StatementRun) => void beganAt.set(run, performance.now()),
    end() {},
    asyncStart() {},
    error: (run: StatementRun) => void failed.add(run),
    asyncEnd(run: StatementRun) {
      const seconds = (performance.now() - (beganAt.get(run) ?? performance.now())) / 1000
      statementSeconds.observe({ outcome: failed.has(run) ? 'failed' : 'answered' }, seconds)
    },
  }

  endedRequests.subscribe(onRequest)
  roundRuns.subscribe(onRound)
  statementRuns.subscribe(onStatement)
  return () => {
    endedRequests.unsubscribe(onRequest)
    roundRuns.unsubscribe(onRound)
    statementRuns.unsubscribe(onStatement)
  }
}
