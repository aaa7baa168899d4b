import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { forgetExpiredProofs } from '../../src/db/dpop-proofs.ts'
import { openDesk } from '../db/desk.ts'
import { buildInstance } from '../support/app-instances.ts'
import { createProofKey, proofBy } from '../support/proofs.ts'
import { isThorough } from '../support/thorough.ts'
import { createTestIssuers } from '../support/tokens.ts'

/** Ten thousand take a minute and more on a small machine:  DOUBLE_SENDS=10000 npx tap test/auth/replay.test.ts */
const doubleSends = Number(process.env['DOUBLE_SENDS'] ?? (isThorough ? 1_000 : 250))
const atOnce = 250

const desk = await openDesk(t)
const issuers = await createTestIssuers()
const instances = [await instance(), await instance()] as const
const key = await createProofKey('EdDSA')
const token = await issuers.token('kominfo', ['recorder'], { claims: { cnf: { jkt: key.thumbprint } } })

t.test(
  `RFC 9449, section 11.1: of ${doubleSends} proofs, each sent to two instances at once, each counts once`,
  async t => {
    const outcomes = { accepted: 0, refused: 0, unavailable: 0 }
    let replays = 0
    let lost = 0
    for (let sent = 0; sent < doubleSends; sent += atOnce) {
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          const proof = await proofBy(key, { method: 'GET', uri: 'https://penerusan.example/nowhere', token })
          const answers = await Promise.all(instances.map(app => outcomeOf(app, proof)))
          for (const answer of answers) outcomes[answer] += 1
          const accepted = answers.filter(answer => answer === 'accepted').length
          replays += accepted === 2 ? 1 : 0
          lost += answers.every(answer => answer === 'refused') ? 1 : 0
        }),
      )
    }
    t.equal(replays, 0, 'none counts twice')
    t.equal(lost, 0, 'and none is lost')
    // An instance that is too busy to look at the revocations lets nobody in (503), and is not what is tried here.
    t.equal(outcomes.accepted + outcomes.refused + outcomes.unavailable, 2 * doubleSends)
    t.ok(outcomes.accepted > doubleSends / 2, `${outcomes.unavailable} were answered 503`)
  },
)

t.test('a proof that one instance took is refused by another, and by one that starts later', async t => {
  const proof = await proofBy(key, { method: 'GET', uri: 'https://penerusan.example/nowhere', token })
  t.equal(await outcomeOf(instances[0], proof), 'accepted')
  t.equal(await outcomeOf(instances[1], proof), 'refused')
  t.equal(await outcomeOf(await instance(), proof), 'refused')
})

t.test('proofs are forgotten when they can no longer be accepted, and not before', async t => {
  const { admin, pools } = desk
  const count = async () => Number((await admin`select count(*) from dpop_proofs`)[0]?.['count'])
  const kept = await count()
  t.ok(kept > doubleSends)
  t.equal(await forgetExpiredProofs(pools), 0)
  const [row] = await admin`select min(expires_at - app_now()) > interval '70 seconds' as long from dpop_proofs
    where digest in (select digest from dpop_proofs order by expires_at desc limit 1)`
  t.ok(row?.['long'], 'each is kept for longer than a proof can be accepted')
  await admin`insert into clock_shift values (true, interval '3 minutes')`
  t.equal(await forgetExpiredProofs(pools), kept)
  t.equal(await count(), 0)
  await admin`delete from clock_shift`
})

t.end()

function instance(): Promise<FastifyInstance> {
  return buildInstance(t, { urls: desk, directory: issuers.directory, verifier: issuers.verifier })
}

/** Authentication comes before the path is looked for: 404 means that the proof counted. */
async function outcomeOf(app: FastifyInstance, proof: string): Promise<'accepted' | 'refused' | 'unavailable'> {
  const { statusCode } = await app.inject({
    url: '/nowhere',
    headers: { authorization: `DPoP ${token}`, dpop: proof },
  })
  if (statusCode === 503) return 'unavailable'
  if (statusCode !== 404 && statusCode !== 401) throw new Error(`an answer that is none of these: ${statusCode}`)
  return statusCode === 404 ? 'accepted' : 'refused'
}
