import t from 'tap'
import { kept } from '../../src/conformance/tokens.ts'
import type { Role } from '../../src/domain/agencies.ts'

t.test('a token is kept while it lives; one that was not given is asked for again', async t => {
  let asked = 0
  let isDown = true
  const tokens = kept(async ({ agency }) => {
    asked += 1
    if (isDown) throw new Error('no token now')
    return `${agency} ${asked}`
  })
  const recorder = { agency: 'kominfo', role: 'recorder' as Role, number: 1 } as const
  await t.rejects(tokens(recorder), { message: 'no token now' })
  isDown = false
  t.equal(await tokens(recorder), 'kominfo 2')
  t.equal(await tokens(recorder), 'kominfo 2')
  t.equal(await tokens({ ...recorder, number: 2 }), 'kominfo 3')
})

t.end()
