import { createHash } from 'node:crypto'
import t from 'tap'
import { evidenceForm } from '../support/form.ts'
import {
  evidenceSaid,
  givenAnswers,
  givenRejection,
  givenReturn,
  givenWithdrawal,
  storiesOf,
} from '../support/stories.ts'
import { buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, otherRecorder, referrer, otherReferrer, intake, officer, otherOfficer, commissioner } = world.cast

const hex = (bytes: string) => createHash('sha256').update(bytes).digest('hex')
const idOf = (item: string) => item.split('/').at(-1) ?? ''

/** The whole ledger of an item, page by page. */
async function ledger(path: string, client: Client = recorder) {
  const entries: Awaited<ReturnType<Client['get']>>['body']['items'][number][] = []
  for (let next: string | null = `${path}/custody?limit=3`; next !== null; ) {
    const { body }: Awaited<ReturnType<Client['get']>> = await client.get(next)
    entries.push(...body.items)
    next = body.next
  }
  return entries
}

const entriesOf = async (path: string, client?: Client) => (await ledger(path, client)).map(({ entry }) => entry)
const put = (client: Client, path: string, of: string, body?: unknown, reader = client) =>
  reader.etag(of).then(ifMatch => client.put(path, body, { ifMatch }))

t.test('an item is followed from its collection to the court', async t => {
  const found = await stories.reach('draft', {}, { evidence: ['the capture'] })
  const { violation, violationId } = found
  const item = (await recorder.get(`${violation}/evidence`)).body.items[0]?.id ?? ''
  const own = `${violation}/evidence/${item}`
  t.strictSame(await entriesOf(own), ['collected', 'received', 'scanned', 'copied', 'sealed'])

  await put(recorder, `${violation}/documentation`, violation)
  const sent = await referrer.post('/v1/referrals', { violationId })
  const referral = `/v1/referrals/${sent.body.id}`
  const theirs = `${referral}/evidence/${item}`
  await put(intake, `${referral}/receipt`, referral)
  t.equal((await intake.get(`${theirs}/copy`)).text, 'the capture')
  t.equal((await officer.get(`${theirs}/content`)).text, 'the capture')
  const entries = await ledger(theirs, officer)
  t.strictSame(
    entries.map(({ entry }) => entry),
    ['collected', 'received', 'scanned', 'copied', 'sealed', 'handed-over', 'taken-over', 'opened', 'downloaded'],
  )
  t.strictSame(
    entries.map(({ position }) => position),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  )
  t.match(entries[5], { by: { agency: 'kominfo', role: 'referrer' }, details: { to: 'kasn', versionNumber: 1 } })
  t.match(entries[2], { by: { agency: 'kominfo', role: 'evidence-scanner', kind: 'system' } })
  t.match(entries[8], { by: { agency: 'kasn', role: 'case-officer' }, details: { range: null } })
  t.strictSame(await entriesOf(own), await entriesOf(theirs, officer), 'both sides read the same ledger')
  t.notOk('fileName' in (entries[1]?.details ?? {}), 'but a file name may say who sent it')
  t.ok('fileName' in ((await ledger(own))[1]?.details ?? {}))
})

t.test('sending freezes a manifest whose digest is part of the referral', async t => {
  const { referral, violation } = await stories.reach('sent', {}, { evidence: ['one', 'two'] })
  const version = await intake.get(`${referral}/versions/1`)
  const manifest = version.body['manifest'] as { digest: string; number: number; custodyPosition: number }[]
  t.strictSame(
    manifest.map(({ number, digest, custodyPosition }) => [number, digest, custodyPosition]),
    [
      [1, hex('one'), 5],
      [2, hex('two'), 5],
    ],
  )
  const canonical = JSON.stringify(
    manifest.map(entry => Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))),
  )
  t.equal(version.body['manifestDigest'], hex(canonical), 'as anybody can compute it (RFC 8785)')
  t.match((await intake.get(referral)).body, { evidenceCount: 2, manifestDigest: version.body['manifestDigest'] })
  t.equal((await intake.get(`${referral}/evidence`)).body.items.length, 2)
  await stories.attach(violation, 'three, too late')
  t.equal((await intake.get(`${referral}/evidence`)).body.items.length, 2, 'what came later was not handed over')
})

t.test('R-EVI-15: nothing is referred while an item is pending or quarantined', async t => {
  const { violation, violationId } = await stories.reach('documented')
  const executable = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])
  const form = evidenceForm(evidenceSaid, { bytes: executable, fileName: 'foto.png', type: 'image/png' })
  const item = (await recorder.post(`${violation}/evidence`, form)).headers['location'] ?? ''
  const pending = await referrer.post('/v1/referrals', { violationId })
  t.equal(pending.body.rule, 'R-EVI-15')
  const { body } = await stories.inspected(item)
  t.equal(body.status, 'quarantined')
  const findings = (body['inspection'] as { findings: { code: string }[] }).findings.map(({ code }) => code)
  t.ok(findings.includes('executable'), 'its own agency sees why')
  const refused = await referrer.post('/v1/referrals', { violationId })
  t.equal(refusal(refused), `409 evidence-not-clean R-EVI-15 /evidence/${idOf(item)} quarantined`)
  t.equal(refusal(await recorder.get(`${item}/content`)), '409 evidence-not-released R-EVI-09')
  t.equal(refusal(await recorder.get(`${item}/copy`)), '409 evidence-not-released R-EVI-09')

  const exclusion = { reason: 'unsafe', explanation: 'It is a program.' }
  t.equal((await put(recorder, `${item}/exclusion`, item, exclusion)).status, 201)
  t.equal((await put(recorder, `${item}/exclusion`, item, exclusion)).status, 200)
  const otherwise = await put(recorder, `${item}/exclusion`, item, { ...exclusion, reason: 'other' })
  t.equal(refusal(otherwise), '409 fact-stands-differently R-GEN-01')
  const sent = await referrer.post('/v1/referrals', { violationId })
  t.equal(sent.status, 201, 'what was taken out of the file stays behind')
  t.equal(sent.body['evidenceCount'], 0)
  t.equal(refusal(await intake.get(`/v1/referrals/${sent.body.id}/evidence/${idOf(item)}`)), '404 not-found')
})

t.test('R-EVI-16: an item that was never sealed is not handed over', async t => {
  const { violation, violationId } = await stories.reach('documented')
  const form = evidenceForm(evidenceSaid, { bytes: 'loose', fileName: 'a.txt' })
  const item = (await recorder.post(`${violation}/evidence`, form)).headers['location'] ?? ''
  await stories.inspected(item)
  const refused = await referrer.post('/v1/referrals', { violationId })
  t.equal(refusal(refused), `409 custody-gap R-EVI-16 /evidence/${idOf(item)} not-sealed`)
  await put(recorder, `${item}/seal`, item)
  t.equal((await referrer.post('/v1/referrals', { violationId })).status, 201)
})

t.test('R-EVI-05: what is said about an item is changed only before it is sealed', async t => {
  const { violation } = await stories.reach('draft')
  const form = evidenceForm(evidenceSaid, { bytes: 'said', fileName: 'a.txt' })
  const item = (await recorder.post(`${violation}/evidence`, form)).headers['location'] ?? ''
  await stories.inspected(item)
  const patch = { title: 'Another title', collection: { name: null }, confidentiality: 'limited' }
  const stale = await recorder.patch(item, patch, { ifMatch: '"1"' })
  t.equal(refusal(stale), '412 stale-version')
  t.equal(refusal(await recorder.patch(item, patch)), '428 precondition-required')
  const changed = await recorder.patch(item, patch, { ifMatch: await recorder.etag(item) })
  t.match(changed.body, { title: 'Another title', confidentiality: 'limited', effectiveConfidentiality: 'limited' })
  t.notOk('name' in (changed.body['collection'] as object))
  await put(recorder, `${item}/seal`, item)
  const late = await recorder.patch(item, { title: 'x' }, { ifMatch: await recorder.etag(item) })
  t.equal(refusal(late), '409 evidence-sealed R-EVI-05')
})

t.test('R-EVI-12, R-EVI-13: the receiver opens after its receipt, and not what it has given back', async t => {
  const ends: [string, (referral: string) => Promise<unknown>, string[]][] = [
    [
      'returned',
      async referral => intake.post(`${referral}/returns`, givenReturn, { ifMatch: await intake.etag(referral) }),
      ['returned'],
    ],
    ['rejected', referral => put(intake, `${referral}/rejection`, referral, givenRejection), ['returned']],
    ['withdrawn', referral => put(referrer, `${referral}/withdrawal`, referral, givenWithdrawal), ['returned']],
  ]
  for (const [name, end, entries] of ends) {
    const { referral } = await stories.reach('sent', {}, { evidence: [`for ${name}`] })
    const item = `${referral}/evidence/${(await intake.get(`${referral}/evidence`)).body.items[0]?.id}`
    t.equal(refusal(await intake.get(`${item}/copy`)), '409 evidence-not-taken-over R-EVI-12')
    await put(intake, `${referral}/receipt`, referral)
    t.equal((await intake.get(`${item}/copy`)).status, 200)
    await end(referral)
    t.equal(refusal(await intake.get(`${item}/copy`)), '409 evidence-given-back R-EVI-13', name)
    t.equal((await intake.get(item)).status, 200, 'that it was there stays on record')
    t.strictSame((await entriesOf(item, intake)).slice(-1), entries, name)
    t.match((await ledger(item, intake)).at(-1)?.details, { reason: name })
  }
})

t.test('a resubmission hands over anew, and older versions stay readable', async t => {
  const { referral, violation } = await stories.reach('returned', {}, { evidence: ['blurred'] })
  const [first] = (await recorder.get(`${violation}/evidence`)).body.items
  const blurred = `${violation}/evidence/${first?.id}`
  await put(recorder, `${blurred}/exclusion`, blurred, { reason: 'superseded', explanation: 'A sharper one is there.' })
  await stories.attach(violation, 'sharp')
  const answer = await referrer.post(`${referral}/resubmissions`, givenAnswers, {
    ifMatch: await referrer.etag(referral),
  })
  t.equal(answer.status, 201, answer.text)
  const digests = async (number: number) =>
    ((await officer.get(`${referral}/versions/${number}`)).body['manifest'] as { digest: string }[]).map(
      ({ digest }) => digest,
    )
  t.strictSame(await digests(1), [hex('blurred')])
  t.strictSame(await digests(2), [hex('sharp')])
  await put(intake, `${referral}/receipt`, referral)
  const sharp = (await officer.get(`${referral}/evidence`)).body.items.at(-1)
  t.equal((await officer.get(`${referral}/evidence/${sharp?.id}/content`)).text, 'sharp')
  t.equal(refusal(await officer.get(`${referral}/evidence/${first?.id}/content`)), '409 evidence-given-back R-EVI-13')
})

t.test('R-REF-22, R-REF-23: a supplement adds evidence to a referral that is with the receiver', async t => {
  const { referral, violation } = await stories.reach('under-examination', {}, { evidence: ['first'] })
  const said = { explanation: 'The full video was found.' }
  const nothing = await referrer.post(`${referral}/supplements`, said)
  t.equal(refusal(nothing), '422 supplement-adds-nothing R-REF-22')
  await stories.attach(violation, 'second')
  const added = await referrer.post(`${referral}/supplements`, said)
  t.equal(added.status, 201, added.text)
  t.equal(added.headers['location'], `${referral}/versions/2`)
  t.match(added.body, { status: 'under-examination', versionNumber: 2, evidenceCount: 2 })
  const items = (await officer.get(`${referral}/evidence`)).body.items
  t.equal((await officer.get(`${referral}/evidence/${items[1]?.id}/content`)).text, 'second')
  t.strictSame(
    (await entriesOf(`${referral}/evidence/${items[0]?.id}`, officer)).filter(entry => entry === 'handed-over'),
    ['handed-over'],
    'what the receiver holds is not handed over again',
  )
  const timeline = (await officer.get(`${referral}/timeline`)).body.items
  t.match(timeline.at(-1), { type: 'ReferralSupplemented', details: { versionNumber: 2, ...said } })

  const early = await stories.reach('sent', {}, { evidence: ['x'] })
  await stories.attach(early.violation, 'y')
  t.equal(refusal(await referrer.post(`${early.referral}/supplements`, said)), '409 supplement-not-possible R-REF-23')
  t.equal(refusal(await intake.post(`${referral}/supplements`, said)), '403 role-required R-ACC-01')
})

t.test('R-REF-02: whoever recorded an item may not refer it', async t => {
  const both = await world.as('kominfo', ['recorder', 'referrer'], 'both-1')
  const { violation, violationId } = await stories.reach('documented')
  const form = evidenceForm(evidenceSaid, { bytes: 'mine', fileName: 'a.txt' })
  const item = (await both.post(`${violation}/evidence`, form)).headers['location'] ?? ''
  await stories.inspected(item)
  await put(recorder, `${item}/seal`, item)
  t.equal(refusal(await both.post('/v1/referrals', { violationId })), '403 referrer-is-recorder R-REF-02')
  t.equal((await referrer.post('/v1/referrals', { violationId })).status, 201)
})

t.test('a decision is pinned to what was on the table, and warns of what nobody opened', async t => {
  const { referral, persons } = await stories.reach('drafted', {}, { evidence: ['seen', 'unseen'] })
  const items = (await officer.get(`${referral}/evidence`)).body.items.map(({ id }) => id)
  const decision = `${referral}/decisions/1`
  await officer.get(`${referral}/evidence/${items[0]}/copy`)
  const warned = await commissioner.get(`${decision}/evidence`)
  t.strictSame(warned.body['warnings'], [
    { evidenceId: items[0], code: 'unopened-by-you' },
    { evidenceId: items[1], code: 'unopened-by-drafters' },
    { evidenceId: items[1], code: 'unopened-by-you' },
  ])
  await commissioner.get(`${referral}/evidence/${items[0]}/content`)
  const issued = await put(commissioner, `${decision}/issuance`, decision)
  t.equal(issued.status, 201, 'a warning is no bar')
  const { manifestDigest } = (await officer.get(referral)).body
  t.equal(issued.body['manifestDigest'], manifestDigest)
  t.strictSame(
    (issued.body['openings'] as { evidenceIds: string[] }[]).map(({ evidenceIds }) => evidenceIds),
    [[items[0]], [items[0]]],
    'for the drafter and for the issuer',
  )
  await commissioner.get(`${referral}/evidence/${items[1]}/copy`)
  t.strictSame((await officer.get(decision)).body['openings'], issued.body['openings'], 'and it never changes')
  t.equal(refusal(await recorder.get(`${decision}/evidence`)), '403 role-required R-ACC-01')
  t.ok(persons.length)
})

t.test('R-EVI-14: the stricter of case and item decides who may open what', async t => {
  const { referral, violation } = await stories.reach(
    'under-examination',
    { confidentiality: 'confidential' },
    {
      evidence: ['of a confidential case'],
    },
  )
  await stories.attach(violation, 'only to look at', { handling: ['view-only'] })
  await stories.attach(violation, 'for few eyes', { confidentiality: 'strictly-confidential' })
  await referrer.post(`${referral}/supplements`, { explanation: 'More.' })
  const [confidential, viewOnly, strict] = (await officer.get(`${referral}/evidence`)).body.items
  t.match(
    [confidential, viewOnly, strict],
    [
      { effectiveConfidentiality: 'confidential' },
      { effectiveHandling: ['view-only'] },
      { effectiveConfidentiality: 'strictly-confidential' },
    ],
  )
  const at = (item: typeof strict, noun: string) => `${referral}/evidence/${item?.id}/${noun}`
  const stated = { headers: { 'x-purpose': 'Pemeriksaan perkara' } }
  const forbidden = (by: string) => `403 handling-forbids R-EVI-14  ${by}`
  t.equal(
    refusal(await intake.get(at(confidential, 'copy'))),
    forbidden('confidential'),
    'intake sees that it is there',
  )
  t.equal((await intake.get(`${referral}/evidence/${confidential?.id}`)).status, 200)
  t.equal((await otherOfficer.get(at(confidential, 'content'), stated)).status, 200)
  t.equal(refusal(await officer.get(at(viewOnly, 'content'))), forbidden('view-only'))
  t.equal((await officer.get(at(viewOnly, 'copy'), stated)).text, 'only to look at')
  t.equal(
    refusal(await otherOfficer.get(at(strict, 'copy'))),
    forbidden('strictly-confidential'),
    'it is not their case',
  )
  t.equal((await officer.get(at(strict, 'copy'), stated)).status, 200)
  t.equal((await commissioner.get(at(strict, 'copy'), stated)).status, 200)
  const own = `${violation}/evidence/${strict?.id}/copy`
  t.equal(refusal(await otherRecorder.get(own)), forbidden('strictly-confidential'))
  t.equal((await recorder.get(own, stated)).status, 200, 'whoever took it in')
  t.equal((await otherReferrer.get(own, stated)).status, 200)
  const refusedRow = await world.sql`select code from refusals where code = 'handling-forbids' limit 1`
  t.equal(refusedRow.length, 1, 'and refused attempts are on record')
})

t.test(
  'R-EVI-06, R-EVI-07, R-EVI-08: an item is erased by a second person, and not while another agency holds it',
  async t => {
    const { referral, violation } = await stories.reach('received', {}, { evidence: ['to be erased'] })
    const [first] = (await recorder.get(`${violation}/evidence`)).body.items
    const item = `${violation}/evidence/${first?.id}`
    const erasure = { legalBasis: 'UU 27/2022 pasal 44', explanation: 'Retention has ended.' }
    t.equal(refusal(await put(referrer, `${item}/erasure`, item, erasure)), '409 evidence-in-custody R-EVI-07')
    await put(referrer, `${referral}/withdrawal`, referral, givenWithdrawal)
    const both = await world.as('kominfo', ['recorder', 'referrer'], 'recorder-1')
    t.equal(refusal(await put(both, `${item}/erasure`, item, erasure)), '403 eraser-is-recorder R-EVI-08')
    t.equal(refusal(await put(recorder, `${item}/erasure`, item, erasure)), '403 role-required R-ACC-01')

    const objects = async () => {
      let count = 0
      for await (const _ of world.kept.store.list()) count++
      return count
    }
    const before = { objects: await objects(), contents: await world.count('evidence_contents') }
    const erased = await put(referrer, `${item}/erasure`, item, erasure)
    t.match(erased.body, { status: 'erased', erasure, digest: hex('to be erased'), allowedActions: [] })
    t.equal(await objects(), before.objects - 1, 'the bytes are gone')
    t.equal(await world.count('evidence_contents'), before.contents - 1, 'and the key to them')
    t.equal((await put(referrer, `${item}/erasure`, item, erasure)).status, 200)
    t.equal(refusal(await recorder.get(`${item}/content`)), '409 evidence-erased R-EVI-06')
    t.equal((await entriesOf(item)).at(-1), 'erased', 'the ledger stays')
  },
)

t.test('bytes that two items share outlive the erasure of one', async t => {
  const { violation } = await stories.reach('draft', {}, { evidence: ['shared bytes', 'shared bytes'] })
  const [one, other] = (await recorder.get(`${violation}/evidence`)).body.items.map(
    ({ id }) => `${violation}/evidence/${id}`,
  )
  const erasure = { legalBasis: 'JRA', explanation: 'A duplicate.' }
  t.equal((await put(referrer, `${one}/erasure`, `${one}`, erasure)).status, 201)
  t.equal((await recorder.get(`${other}/content`)).text, 'shared bytes')
  t.equal((await put(referrer, `${other}/erasure`, `${other}`, erasure)).status, 201)
  t.equal(refusal(await recorder.get(`${other}/content`)), '409 evidence-erased R-EVI-06')
})

t.test('hidden and absent items are told alike, and an item is found only under its own parent', async t => {
  const mine = await stories.reach('sent', {}, { evidence: ['mine'] })
  const other = await stories.reach('sent', {}, { evidence: ['other'] })
  const [item] = (await recorder.get(`${mine.violation}/evidence`)).body.items
  const bkn = await world.as('bkn', 'compliance-officer')
  for (const noun of ['', '/content', '/copy', '/custody']) {
    t.equal(refusal(await intake.get(`${mine.violation}/evidence/${item?.id}${noun}`)), '404 not-found')
    t.equal(refusal(await intake.get(`${other.referral}/evidence/${item?.id}${noun}`)), '404 not-found')
    t.equal(refusal(await recorder.get(`${other.violation}/evidence/${item?.id}${noun}`)), '404 not-found')
    t.equal(refusal(await bkn.get(`${mine.referral}/evidence/${item?.id}${noun}`)), '404 not-found')
  }
})

t.test('lists of evidence come page by page', async t => {
  const { violation } = await stories.reach('draft', {}, { evidence: ['1', '2', '3', '4', '5'] })
  const seen: string[] = []
  for (let next: string | null = `${violation}/evidence?limit=2`; next !== null; ) {
    const { body }: Awaited<ReturnType<Client['get']>> = await recorder.get(next)
    t.ok(body.items.length <= 2)
    seen.push(...body.items.map(({ digest }) => String(digest)))
    next = body.next
  }
  t.strictSame(seen, ['1', '2', '3', '4', '5'].map(hex))
})

t.end()
