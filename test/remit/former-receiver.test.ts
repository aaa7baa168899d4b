import t from 'tap'
import { carryOutSuccessions } from '../../src/acts/carry-out-succession.ts'
import { readDirectory, successionDirectory } from '../../src/directory/directory.ts'
import { type Role, roles } from '../../src/domain/agencies.ts'
import { everyOperation } from '../routes/every-operation.ts'
import { type Case, decisionOn, storiesOf } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'
import { someAtTurn } from '../support/thorough.ts'
import { published } from './published-table.ts'
import { remitOfOperations } from './remit-of-operations.ts'
import { send } from './replies.ts'

// KASN had begun one case and not begun another when both went to BKN, which has gone on with the first since.
const directory = readDirectory(successionDirectory)
const world = await buildTestApp(t, { at: '2024-08-23T22:00:00+07:00', directory })
const stories = storiesOf(world)
const page = { evidence: ['A page of the case.'] }
const begun = await stories.reach('copied', {}, { evidence: ['A page of the case.'], releasable: true })
const examined = await stories.reach('drafted', { eventDescription: 'What happened before the hand-over.' }, page)
// One was handed over to Bawaslu as a crime, and had ended there; another was still there.
const overseer = world.cast.overseer
const judged = async (outcome?: object) => {
  const found = await stories.reach('under-examination', {}, page)
  const path = await stories.handOver(found)
  await stories.act(overseer, 'PUT', `${path}/receipt`, undefined, path)
  if (outcome !== undefined) await stories.act(overseer, 'PUT', `${path}/outcome`, outcome, path)
  return { found, handover: path, former: path.replace('handovers', 'former-handovers') }
}
const ended = await judged({ outcome: 'not-registered', explanation: 'It was known for too long.' })
const running = await judged()
const unbegun = await stories.reach(
  'received',
  { eventDescription: 'What happened, and nobody at KASN had looked at.' },
  page,
)
await world.moveTo('2024-08-24T00:00:00+07:00')
await carryOutSuccessions(world.kept.office.pools, directory.successions)
await world.moveTo('2024-08-24T08:00:00+07:00')
const commissioner = await world.as('bkn', 'commissioner', 'bkn-commissioner')
const officer = await world.as('bkn', 'case-officer', 'bkn-officer')
const later = 'What the successor found out'
await stories.act(commissioner, 'PUT', `${examined.referral}/assignment`, { officer: 'bkn-officer' }, examined.referral)
const draft = decisionOn(examined.persons[0], { reasons: later })
await stories.act(officer, 'POST', `${examined.referral}/decisions`, draft, examined.referral)
await officer.post(`${examined.referral}/questions`, { text: `${later}, is that all?` })
await stories.act(
  commissioner,
  'PUT',
  `${examined.referral}/decisions/2/issuance`,
  undefined,
  `${examined.referral}/decisions/2`,
)

const own = published.acts.get('former-referral-reading')
const formerPaths = (found: Case) => [`/v1/former-referrals/${found.id}`, `/v1/former-referrals/${found.id}/timeline`]

t.test('the published table gives a former receiver two acts, by a role that rests on no mandate', async t => {
  t.strictSame(own?.roles, ['archivist'])
  t.equal(own?.relation, 'former-receiver')
  const ofFormer = [...published.acts].filter(([, { relation }]) => relation === 'former-receiver')
  t.strictSame(
    ofFormer.map(([act]) => act),
    ['former-referral-reading', 'former-handover-reading'],
  )
  t.equal(published.roles.get('archivist'), null)
})

t.test('no operation on a case does or shows anything to its former receiver, in whatever role', async t => {
  const before = await world.fingerprint()
  const wrong: string[] = []
  let cells = 0
  for (const [turn, role] of (Object.keys(roles) as Role[]).entries()) {
    const given = published.roles.get(role) === null
    const client = await world.as('kasn', role, `${role}-9`)
    for (const operation of someAtTurn(everyOperation, turn)) {
      const remit = remitOfOperations[operation.id]
      if (remit?.act === null || !['violation', 'referral', 'copy', 'handover'].includes(remit?.ground ?? '')) continue
      for (const found of [begun, examined, unbegun, ended.found]) {
        cells += 1
        const { status, text } = await send(operation, found, client)
        const expected = given ? [403, 404] : [401, 403]
        const leaks = [found.persons[0] ?? '-', 'Sari', 'What happened', later].some(secret => text.includes(secret))
        if (!expected.includes(status) || leaks) wrong.push(`${operation.id} ${role} ${found.id}: ${status}`)
      }
    }
  }
  t.strictSame(wrong, [])
  t.equal(await world.fingerprint(), before)
  t.comment(`${cells} cells`)
  t.ok(cells > 500)
})

t.test('an archivist reads what had been begun, up to the hand-over; nobody else reads any of it', async t => {
  const archivist = await world.as('kasn', 'archivist', 'archivist-9')
  for (const path of [...formerPaths(begun), ...formerPaths(examined)]) {
    const { status, text } = await archivist.get(`${path}`)
    t.equal(status, 200, path)
    t.notMatch(text, later)
  }
  for (const path of formerPaths(unbegun)) t.equal((await archivist.get(path)).status, 404, path)
  t.equal((await archivist.get('/v1/former-referrals')).body.items.length, 4)
  t.equal((await archivist.get(ended.former)).status, 200)
  t.equal((await archivist.get(running.former)).status, 404)
  t.match((await archivist.get('/v1/former-handovers')).body.items, [{ id: ended.found.handover }])
  for (const { handover } of [ended, running]) t.equal((await archivist.get(handover)).status, 404)

  const others: [string, Role][] = [
    ['kasn', 'observer'],
    ['kasn', 'auditor'],
    ['bkn', 'commissioner'],
    ['bkn', 'archivist'],
    ['kominfo', 'referrer'],
    ['kominfo', 'archivist'],
    ['bawaslu', 'archivist'],
    ['boyolali', 'archivist'],
  ]
  for (const [agency, role] of others) {
    const client = await world.as(agency, role, `${role}-9`)
    for (const path of [...formerPaths(begun), ...formerPaths(unbegun), ended.former, running.former]) {
      t.equal((await client.get(path)).status, role === 'archivist' ? 404 : 403, `${agency}/${role} ${path}`)
    }
  }
})

t.test('an archivist reads no number by which a person is known, and no channel', async t => {
  const { body } = await (await world.as('kasn', 'archivist', 'archivist-9')).get(`/v1/former-referrals/${examined.id}`)
  const { referral } = body as unknown as { referral: { content: { source: object }; masked: string[] } }
  t.notMatch(JSON.stringify(referral.content), /198504122010012003|patrol/)
  t.strictSame(referral.masked, ['/content/source/channel', '/content/reportedPersons/0/nip'])
})

t.end()
