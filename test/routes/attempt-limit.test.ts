import t from 'tap'
import { createAttemptLimit } from '../../src/routes/attempt-limit.ts'

function openLimit({ failing = false } = {}) {
  const clock = { now: 1_000 }
  const told: number[] = []
  const fault = { failing }
  const limit = createAttemptLimit({
    most: 2,
    windowMs: 100,
    now: () => clock.now,
    onLeftOut: async count => {
      if (fault.failing) throw new Error('the database is gone')
      told.push(count)
    },
  })
  return { limit, clock, told, fault }
}

t.test('so many are let through in each window, and the others are counted and told once', async t => {
  const { limit, clock, told } = openLimit()
  const admitted = (times: number) => Array.from({ length: times }, () => limit.admit())
  t.strictSame(admitted(4), [true, true, false, false])
  await limit.settle()
  t.strictSame(told, [], 'not before the window is over')
  clock.now += 100
  await limit.settle()
  await limit.settle()
  t.strictSame(told, [2])
  t.strictSame(admitted(3), [true, true, false])
  clock.now += 100
  t.strictSame(admitted(1), [true], 'what was counted is not forgotten when the next window begins')
  await limit.settle('ending')
  t.strictSame(told, [2, 1])
})

t.test('what could not be told is told the next time', async t => {
  const { limit, clock, told, fault } = openLimit({ failing: true })
  for (let count = 0; count < 5; count++) limit.admit()
  clock.now += 100
  await t.rejects(limit.settle())
  fault.failing = false
  await limit.settle()
  t.strictSame(told, [3])
})
