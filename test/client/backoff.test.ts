import { mock } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import t from 'tap'
import { sleep } from '../../openapi/typescript/src/backoff.ts'

const longest = 2 ** 31 - 1
const days = 86_400_000

t.test('a wait that is longer than any timer is waited to its end', async t => {
  const begun: number[] = []
  const { setTimeout: real } = globalThis
  mock.method(globalThis, 'setTimeout', (run: () => void, ms: number) => {
    begun.push(ms)
    return real(run, 0)
  })
  t.teardown(() => mock.restoreAll())
  for (const ms of [0, 5, longest, longest + 1, 40 * days, 60 * days]) {
    begun.length = 0
    await sleep(ms)
    t.ok(begun.every(timer => timer <= longest))
    t.equal(
      begun.reduce((sum, timer) => sum + timer, 0),
      ms,
    )
  }
})

t.test('who waits for forty days waits still, and stops when told to', async t => {
  const stop = new AbortController()
  let over = false
  const waiting = sleep(40 * days, stop.signal).finally(() => {
    over = true
  })
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(over, false)
  stop.abort(new Error('told to'))
  await t.rejects(waiting, { message: 'told to' })
  await settled()
  await t.rejects(sleep(1, AbortSignal.abort(new Error('before'))), { message: 'before' })
})

t.end()
