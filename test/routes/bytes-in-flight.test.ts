import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { revocationDigest } from '../../src/auth/revocation.ts'
import { openRevocationRegister } from '../../src/db/revoke.ts'
import { type Case, givenReturn, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp, type Client } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake, commissioner, personnelOfficer } = world.cast
const address = await world.app.listen({ host: '127.0.0.1', port: 0 })
const interest = { interest: 'same-work-unit', explanation: 'We sit in one room.' }

/** More than the buffers between two processes hold. */
const bytes = Buffer.alloc(32 * 1024 * 1024, 'a liked post, and then another one\n')

/** A download whose reader stops after the head; the rest is what comes once it reads on. */
async function begin(client: Client, path: string): Promise<() => Promise<number>> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  t.teardown(() => socket.destroy())
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-Purpose: Check\r\nAuthorization: Bearer ${client.token}\r\n\r\n`)
  const [first] = (await once(socket, 'data')) as [Buffer]
  socket.pause()
  if (!/^HTTP\/1.1 200/.test(first.toString('latin1'))) throw new Error(first.toString('latin1'))
  return async () => {
    let received = first.length - (first.indexOf('\r\n\r\n') + 4)
    socket.on('data', piece => {
      received += piece.length
      if (received >= bytes.length) socket.destroy()
    })
    socket.on('error', () => {})
    const closed = once(socket, 'close')
    socket.resume()
    await closed
    return received
  }
}

/** What comes of a download that stood still while this happened, and for longer than a look takes. */
async function received(client: Client, path: string, meanwhile: () => Promise<unknown>): Promise<number> {
  const readOn = await begin(client, path)
  await meanwhile()
  await setTimeout(1_500)
  return readOn()
}

async function accepted(): Promise<Case> {
  return stories.reach('accepted', {}, { evidence: [bytes] })
}

const found = await accepted()
const content = `${found.referral}/evidence/${found.evidence[0]}/content`
const officer = () => world.as('kasn', 'case-officer', `officer-${randomUUID()}`)

t.test('R-EVI-06: whoever reads slowly and is not cut off gets every byte', async t => {
  t.equal(await received(await officer(), content, async () => {}), bytes.length)
})

t.test('R-CRH-07: whoever runs the election-crime track gets every byte of what was handed over', async t => {
  const judged = await stories.reach('under-examination', {}, { evidence: [bytes], releasable: true })
  const path = `${await stories.handOver(judged, { evidence: judged.evidence })}/evidence/${judged.evidence[0]}/content`
  const { overseer } = world.cast
  const handover = `/v1/handovers/${judged.handover}`
  await stories.act(overseer, 'PUT', `${handover}/receipt`, undefined, handover)
  t.equal(await received(overseer, path, async () => {}), bytes.length)
})

t.test('R-OFF-05: the bytes end when their reader is recused meanwhile', async t => {
  const reader = await officer()
  const recuse = () => reader.put(`${found.referral}/recusal`, interest).then(succeeded)
  t.ok((await received(reader, content, recuse)) < bytes.length)
})

t.test('R-OFF-10: the bytes end when their reader has left meanwhile', async t => {
  const name = `leaver-${randomUUID()}`
  const reader = await world.as('kasn', 'case-officer', name)
  const end = await received(reader, content, async () => {
    succeeded(
      await commissioner.post('/v1/departures', { officer: name, successor: 'case-officer-1', reason: 'Transferred.' }),
    )
    await until(async () => (await reader.get('/v1/agencies')).status === 403)
  })
  t.ok(end < bytes.length)
})

t.test('RFC 6750: the bytes end when the token is revoked meanwhile', async t => {
  const register = openRevocationRegister(world.urls.adminUrl, world.urls.serviceUrl)
  t.teardown(register.close)
  const name = `revoked-${randomUUID()}`
  const reader = await world.as('kasn', 'case-officer', name)
  const issuer = 'https://kasn.penerusan.example'
  const end = await received(reader, content, async () => {
    await register.revoke({
      kind: 'subject',
      issuer,
      digest: revocationDigest('subject', issuer, name),
      from: undefined,
      forMinutes: undefined,
      reason: 'Stolen.',
    })
    await until(async () => (await reader.get('/v1/agencies')).status === 401)
  })
  t.ok(end < bytes.length)
})

t.test('RFC 6750: the bytes end when the token expires meanwhile', async t => {
  const token = await world.issuers.token('kasn', ['case-officer'], { ttl: 1, sub: `expiring-${randomUUID()}` })
  // As long as at the door, so that whoever is let in gets something.
  const end = await received({ token } as Client, content, () => setTimeout(7_000))
  t.ok(end > 0 && end < bytes.length, 'they are fewer than announced')
})

t.test('R-CPY-08: the bytes end when the copy they came with is ended meanwhile', async t => {
  const decided = await stories.reach('decided', {}, { evidence: [bytes], releasable: true })
  await stories.take(decided, 'copy')
  const shown = `/v1/copies/${decided.copy}/evidence/${decided.evidence[0]}/copy`
  t.equal(await received(personnelOfficer, shown, async () => {}), bytes.length)
  const end = () =>
    stories.act(
      commissioner,
      'PUT',
      `${decided.referral}/copies/1/ending`,
      { explanation: 'Given in error.' },
      decided.referral,
    )
  t.ok((await received(personnelOfficer, shown, end)) < bytes.length)
})

t.test('R-EVI-13: the bytes end when the item goes back to its owner meanwhile', async t => {
  const returned = await stories.reach('received', {}, { evidence: [bytes] })
  const path = `${returned.referral}/evidence/${returned.evidence[0]}/content`
  const giveBack = () => stories.act(intake, 'POST', `${returned.referral}/returns`, givenReturn, returned.referral)
  t.ok((await received(await officer(), path, giveBack)) < bytes.length)
})

t.test('R-EVI-06: the bytes end when the item is erased meanwhile', async t => {
  const { violation, evidence } = await stories.reach('draft', {}, { evidence: [bytes] })
  const item = `${violation}/evidence/${evidence[0]}`
  const erase = () =>
    stories.act(referrer, 'PUT', `${item}/erasure`, { legalBasis: 'court-order', explanation: 'Ordered.' }, item)
  t.ok((await received(recorder, `${item}/content`, erase)) < bytes.length)
})

t.end()
