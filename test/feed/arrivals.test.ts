import t from 'tap'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { createArrivals } from '../../src/feed/arrivals.ts'

/** Arrivals, and how an entry comes to the feed of an agency. */
function open() {
  let come = (_agencies: readonly string[]) => {}
  const arrivals = createArrivals({
    onNumbered(listener) {
      come = listener
      return () => {}
    },
  })
  return { arrivals, come: (agency: string) => come([agency]) }
}

const kasn = 'kasn' as AgencyId

t.test('who waits is woken by an entry of the own feed, and once', async t => {
  const { arrivals, come } = open()
  const arrival = arrivals.of(kasn)
  const waiting = arrival.next()
  come('bkn')
  come('kasn')
  t.equal(await waiting, true)
  t.equal(await arrival.next(1), false)
})

t.test('what comes between two waits is told by the next, also when the one before was given up', async t => {
  const { arrivals, come } = open()
  const arrival = arrivals.of(kasn)
  come('kasn')
  t.equal(await arrival.next(), true)
  t.equal(await arrival.next(1), false)
  come('kasn')
  // Whatever was left of the wait that was given up has its turn.
  await new Promise(setImmediate)
  t.equal(await arrival.next(), true)
})

t.test('a wait ends when nothing is to be waited for any more', async t => {
  const { arrivals } = open()
  const [one, other] = [arrivals.of(kasn), arrivals.of(kasn)]
  const waiting = Promise.all([one.next(), other.next()])
  one.end()
  arrivals.close()
  t.strictSame(await waiting, [false, false])
  t.equal(await arrivals.of(kasn).next(), false)
})

t.end()
