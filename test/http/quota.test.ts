import fc from 'fast-check'
import t from 'tap'
import { createQuota } from '../../src/http/quota.ts'

t.test('in a window nobody gets more than the quota, and nobody who asks for less is refused', async t => {
  const request = fc.record({ key: fc.constantFrom('a', 'b', 'c'), units: fc.nat(6), pause: fc.nat(20) })
  fc.assert(
    fc.property(fc.array(request, { maxLength: 60 }), requests => {
      let time = 0
      const quota = createQuota({ name: 'x', units: 10, windowSeconds: 60, now: () => new Date(time * 1000) })
      let window = { endsAt: 60, asked: new Map<string, number>() }
      for (const { key, units, pause } of requests) {
        time += pause
        if (time >= window.endsAt) window = { endsAt: time - (time % 60) + 60, asked: new Map() }
        const asked = (window.asked.get(key) ?? 0) + units
        window.asked.set(key, asked)
        const left = quota.take(key, units)
        if (left.exceeded !== asked > 10 || left.units !== Math.max(10 - asked, 0)) return false
        if (left.seconds !== window.endsAt - time || quota.left(key) !== left.units) return false
      }
      return true
    }),
  )
  t.pass()
})

t.test('however many keys there are, no more than the most are remembered', async t => {
  const quota = createQuota({ name: 'x', units: 10, windowSeconds: 60, now: () => new Date(0), mostKeys: 100 })
  quota.take('first', 10)
  for (let number = 0; number < 99; number += 1) quota.take(`key ${number}`, 1)
  t.equal(quota.left('first'), 0)
  for (let number = 0; number < 1000; number += 1) quota.take(`other ${number}`, 1)
  t.equal(quota.size, 100)
  t.equal(quota.left('first'), 10, 'the oldest is forgotten')
})
