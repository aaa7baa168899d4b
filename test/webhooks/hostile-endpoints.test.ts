import { fork } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { startHostileEndpoints } from '../support/hostile-endpoints.ts'
import { isThorough } from '../support/thorough.ts'
import { until } from '../support/until.ts'

const mebibyte = 1024 ** 2
/** Of each kind; a thousand in all when thorough. */
const times = isThorough ? 125 : 10

t.test(
  'whatever an endpoint does to whoever rings, it ends, no place stays taken, and the memory of the process stays as it was',
  async t => {
    const hostile = await startHostileEndpoints()
    t.teardown(hostile.close)
    const named = new Map(Object.entries(hostile.urls).map(([what, url]) => [url, what]))
    // Tests run with much room for what is let go of and not yet collected; here it counts what is held.
    const program = new URL('../support/send-process.ts', import.meta.url)
    const silent = ['nothing at all', 'headers that come by drops'].map(what => hostile.urls[what])
    const ringing = fork(program, [`${times}`, JSON.stringify(silent), ...named.keys()], {
      execArgv: ['--max-semi-space-size=2'],
    })
    const [{ outcomes, grownBytes }] = (await once(ringing, 'message')) as [
      { outcomes: Record<string, Record<string, number>>; grownBytes: number },
    ]
    t.strictSame(Object.fromEntries(Object.entries(outcomes).map(([url, of]) => [named.get(url), of])), {
      'a redirection inward': { 'refused 307': times },
      'ten gigabytes': { 'delivered 200': times },
      'a bomb': { 'delivered 200': times },
      'a body that comes by drops': { 'delivered 200': times },
      'nothing at all': { 'timeout null': times },
      'headers that come by drops': { 'timeout null': times },
      'headers without end': { 'answer-unfit null': times },
      'interim answers without end': { 'answer-unfit null': times },
    })
    t.ok(grownBytes < 50 * mebibyte, `it grew by ${Math.round(grownBytes / mebibyte)} MiB`)
    await until(() => hostile.open() === 0)
  },
)

t.end()
