import t from 'tap'
import { createKeySource } from '../../src/auth/key-source.ts'
import { createTokenVerifier } from '../../src/auth/token-verifier.ts'
import {
  type Directory,
  readDirectory,
  signatureAlgorithms,
  successionDirectory,
} from '../../src/directory/directory.ts'
import type { AgencyId } from '../../src/domain/agencies.ts'
import {
  audience,
  directoryOf,
  forge,
  goodClaims,
  goodHeader,
  jwkOf,
  keyPairs,
  noon,
  noonSeconds,
  outcomeOf,
  signedBy,
} from './forge.ts'

const pair = keyPairs.EdDSA()
const good = (claims: object = {}) => forge(goodHeader, goodClaims({ ...claims }), signedBy(pair, 'EdDSA'))

t.test('a verified token is not verified again', async t => {
  const { verifier } = start()
  const token = good()
  t.equal(await verifier.verify(token), await verifier.verify(token), 'the very same actor')
  t.equal(verifier.remembered, 1)
})

t.test('a remembered token still expires', async t => {
  const { verifier, clock } = start()
  const token = good({ exp: noonSeconds + 60 })
  t.equal(await outcomeOf(verifier.verify(token)), 'accepted')
  clock.ms = (noonSeconds + 64) * 1000 + 999
  t.equal(await outcomeOf(verifier.verify(token)), 'accepted')
  clock.ms = (noonSeconds + 65) * 1000
  t.equal(await outcomeOf(verifier.verify(token)), 'invalid-token')
  t.equal(verifier.remembered, 0)
})

t.test('a bad token is never remembered', async t => {
  const { verifier } = start()
  for (const token of [good({ aud: 'other' }), `${good().slice(0, -8)}AAAAAAAA`, 'x', '']) {
    t.equal(await outcomeOf(verifier.verify(token)), 'invalid-token')
  }
  t.equal(verifier.remembered, 0)
})

t.test('a token that differs in one character is another token', async t => {
  const { verifier } = start()
  const token = good()
  t.equal(await outcomeOf(verifier.verify(token)), 'accepted')
  const i = token.length - 10
  const other = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`
  t.equal(await outcomeOf(verifier.verify(other)), 'invalid-token')
})

t.test('memory is bounded; the tokens in use stay', async t => {
  const { verifier } = start({ rememberedTokens: 10 })
  const inUse = good()
  const actor = await verifier.verify(inUse)
  for (let i = 0; i < 50; i += 1) {
    await verifier.verify(good())
    t.equal(await verifier.verify(inUse), actor)
  }
  t.equal(verifier.remembered, 10)
})

t.test('a rotation drops what the old key verified, and only that', async t => {
  const old = keyPairs.EdDSA()
  const { verifier, clock, source } = start()
  source.keys = [jwkOf(pair, { kid: 'k1' }), jwkOf(old, { kid: 'k0' })]
  const [stays, goes] = [good(), forge({ ...goodHeader, kid: 'k0' }, goodClaims(), signedBy(old, 'EdDSA'))]
  const actor = await verifier.verify(stays)
  t.equal(await outcomeOf(verifier.verify(goes)), 'accepted')

  source.keys = [jwkOf(keyPairs.EdDSA(), { kid: 'k2' }), jwkOf(pair, { kid: 'k1' })]
  clock.ms += 1000
  t.equal(await verifier.verify(stays), actor, 'remembered across the rotation')
  t.equal(await outcomeOf(verifier.verify(goes)), 'invalid-token')
  t.equal(verifier.remembered, 1)
})

t.test('a key replaced under its old name is another key', async t => {
  const { verifier, clock, source } = start()
  const token = good()
  t.equal(await outcomeOf(verifier.verify(token)), 'accepted')
  source.keys = [jwkOf(keyPairs.EdDSA(), { kid: 'k1' })]
  clock.ms += 1000
  t.equal(await outcomeOf(verifier.verify(token)), 'invalid-token')
})

t.test('when a mandate passes on at midnight in Jakarta, a remembered token passes no longer', async t => {
  const midnight = Date.parse('2024-08-24T00:00:00+07:00')
  const { verifier, clock } = start(
    {},
    {
      ...readDirectory(successionDirectory),
      issuers: directoryOf({ issuer: 'https://kasn.example', agency: 'kasn' as AgencyId }).issuers,
    },
  )
  const claims = {
    iss: 'https://kasn.example',
    roles: ['commissioner'],
    iat: midnight / 1000 - 60,
    exp: midnight / 1000 + 60,
  }
  const token = good(claims)
  clock.ms = midnight - 1
  t.equal(await outcomeOf(verifier.verify(token)), 'accepted')
  t.equal(await outcomeOf(verifier.verify(token)), 'accepted')
  clock.ms = midnight
  t.equal(await outcomeOf(verifier.verify(token)), 'role-not-allowed')
})

t.test('where a clock for roles is moved, they go by it both ways, and the token by the true time', async t => {
  const directory = {
    ...readDirectory(successionDirectory),
    issuers: directoryOf({ issuer: 'https://kasn.example', agency: 'kasn' as AgencyId }).issuers,
  }
  const roleClock = { ms: Date.parse('2024-08-21T08:00:00+07:00') }
  const { verifier, clock } = start({ rolesNow: () => roleClock.ms }, directory)
  clock.ms = Date.parse('2026-11-26T08:00:00+07:00')
  const seconds = clock.ms / 1000
  const token = good({
    iss: 'https://kasn.example',
    roles: ['commissioner'],
    iat: seconds,
    exp: seconds + 60,
  })
  t.equal(await outcomeOf(verifier.verify(token)), 'accepted')
  roleClock.ms = Date.parse('2024-08-24T00:00:00+07:00')
  t.equal(await outcomeOf(verifier.verify(token)), 'role-not-allowed')
  roleClock.ms -= 1
  t.equal(await outcomeOf(verifier.verify(token)), 'accepted')
  roleClock.ms = Date.parse('2014-01-01T00:00:00+07:00')
  t.equal(await outcomeOf(verifier.verify(token)), 'role-not-allowed', 'before there was the mandate')
  roleClock.ms = Date.parse('2024-08-23T08:00:00+07:00')
  clock.ms += 66_000
  t.equal(await outcomeOf(verifier.verify(token)), 'invalid-token')
})

/** A verifier over a source that is read anew every second. */
function start(
  needs: { rememberedTokens?: number; rolesNow?: () => number } = {},
  directory: Directory = directoryOf({}),
) {
  const clock = { ms: noon }
  const source = { keys: [jwkOf(pair, { kid: 'k1' })] }
  const verifier = createTokenVerifier({
    directory,
    audience,
    mode: 'test',
    dataDir: '',
    now: () => clock.ms,
    monotonic: () => clock.ms,
    keySourceOf: () =>
      createKeySource({
        read: async () => JSON.stringify(source),
        algorithms: signatureAlgorithms,
        times: { renewAfter: 1000, maxAge: 1000, cooldown: 1000, staleLimit: 10_000 },
        monotonic: () => clock.ms,
        onFault: () => {},
      }),
    ...needs,
  })
  return { verifier, clock, source }
}
