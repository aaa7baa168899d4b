import t from 'tap'
import type { Actor } from '../../src/auth/actor.ts'
import { type RevocationKind, revocationDigest } from '../../src/auth/revocation.ts'
import { watchRevocations } from '../../src/auth/revocation-watch.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { outcomeOf } from './forge.ts'

const issuer = 'https://kominfo.penerusan.example'
const actor: Actor = {
  agency: 'kominfo' as AgencyId,
  issuer,
  subject: 'recorder-1',
  clientId: 'monitoring-desk',
  kind: 'person',
  roles: ['recorder'],
  tokenId: 'token-1',
  expiresAt: 0,
}

t.test(
  'RFC 6750, section 3.1: a token is refused by its issuer, subject, client or id, and by nothing that is another’s',
  async t => {
    const revoked: [kind: RevocationKind, issuer: string, name: string, outcome: string][] = [
      ['issuer', issuer, '', 'invalid-token'],
      ['subject', issuer, 'recorder-1', 'invalid-token'],
      ['client', issuer, 'monitoring-desk', 'invalid-token'],
      ['token', issuer, 'token-1', 'invalid-token'],
      ['issuer', 'https://kasn.penerusan.example', '', 'accepted'],
      ['subject', 'https://kasn.penerusan.example', 'recorder-1', 'accepted'],
      ['subject', issuer, 'recorder-2', 'accepted'],
      ['subject', issuer, 'monitoring-desk', 'accepted'],
      ['client', issuer, 'recorder-1', 'accepted'],
      ['token', issuer, 'recorder-1', 'accepted'],
      ['issuer', issuer, 'recorder-1', 'accepted'],
    ]
    for (const [kind, by, name, outcome] of revoked) {
      const { watch } = start(t, [revocationDigest(kind, by, name)])
      await watch.look()
      t.equal(await outcomeOf(watch.check(actor)), outcome, `${kind} ${name} of ${by}`)
    }
  },
)

t.test('a list that is unchanged is not sent again, and one that is lifted counts no longer', async t => {
  const { watch, register } = start(t, [])
  await watch.look()
  t.equal(await outcomeOf(watch.check(actor)), 'accepted')
  register.digests = [revocationDigest('issuer', issuer, '')]
  await watch.look()
  await watch.look()
  t.equal(await outcomeOf(watch.check(actor)), 'invalid-token')
  register.digests = []
  await watch.look()
  t.equal(await outcomeOf(watch.check(actor)), 'accepted')
  t.strictSame(register.sent, [true, true, false, true])
})

t.test(
  'when the list cannot be read for 10 seconds requests are refused as unavailable, and told when to come back',
  async t => {
    const { watch, register, clock, faults } = start(t, [])
    await watch.look()
    register.down = true
    await watch.look()
    clock.ms += 9999
    t.equal(await outcomeOf(watch.check(actor)), 'accepted', 'not yet')
    clock.ms += 1
    const problem = await watch.check(actor).catch(error => error)
    t.match(problem, { code: 'revocations-unavailable', status: 503, headers: { 'retry-after': '1' } })
    t.equal(faults.length, 1, 'the fault is told once')
    register.down = false
    t.equal(await outcomeOf(watch.check(actor)), 'accepted', 'and it comes back with the next request')
  },
)

t.test('before the list was ever read nobody is let in', async t => {
  const { watch, register } = start(t, [])
  register.down = true
  t.equal(await outcomeOf(watch.check(actor)), 'revocations-unavailable')
})

t.test('a process that was busy for long looks before it believes its list', async t => {
  const { watch, register, clock } = start(t, [])
  await watch.look()
  register.digests = [revocationDigest('issuer', issuer, '')]
  clock.ms += 60_000
  const answers = await Promise.all(Array.from({ length: 50 }, () => outcomeOf(watch.check(actor))))
  t.ok(answers.every(answer => answer === 'invalid-token'))
  t.equal(register.sent.length, 2, 'all share one look')
})

t.test('a process that was paused while it looked looks again, and then believes its list', async t => {
  const { watch, register, clock } = start(t, [])
  const begun = watch.look()
  clock.ms += 60_000
  t.equal(await outcomeOf(watch.check(actor)), 'accepted')
  await begun
  t.equal(register.sent.length, 2)
})

/** A watch over a register in memory that looks only when it is told to. */
function start(t: { teardown(stop: () => void): void }, digests: string[]) {
  const register = { digests, down: false, sent: [] as boolean[] }
  const clock = { ms: 0 }
  const faults: unknown[] = []
  const watch = watchRevocations({
    async read(mark) {
      if (register.down) throw new Error('no answer')
      const current = `of ${register.digests.join()}`
      register.sent.push(mark !== current)
      return mark === current ? null : { mark: current, digests: register.digests }
    },
    everyMs: 2 ** 30,
    monotonic: () => clock.ms,
    onFault: error => faults.push(error),
  })
  t.teardown(watch.stop)
  return { watch, register, clock, faults }
}
