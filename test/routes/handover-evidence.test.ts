import { createHash, randomUUID } from 'node:crypto'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { ledgersGrown } from '../../src/acts/act-on-evidence.ts'
import { evolvedReferral } from '../../src/acts/act-on-referral.ts'
import { loadReferralWithEvidence } from '../../src/db/case-store.ts'
import { recordHandoverSending } from '../../src/db/handovers.ts'
import { foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { Act } from '../../src/domain/act.ts'
import type { AgencyId, PersonId } from '../../src/domain/agencies.ts'
import { decideHandoverSending, evolveHandover, type Handover } from '../../src/domain/handed-over.ts'
import type { EvidenceId, HandoverId, ReferralId } from '../../src/domain/ids.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { exifSegment, jpeg, segment } from '../inspection/harmless-files.ts'
import {
  type Case,
  evidenceSaid,
  givenAnnulment,
  givenHandover,
  report,
  storiesOf,
  succeeded,
} from '../support/stories.ts'
import { buildTestApp, type Client, refusal } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, officer, commissioner, overseer, otherOverseer, personnelOfficer, compliance } = world.cast

const purpose = { headers: { 'x-purpose': 'Kajian awal 012/TM/PP/2024' } }
const hex = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
const put = (client: Client, path: string, body?: unknown, of = path) => stories.act(client, 'PUT', path, body, of)
const gps = Buffer.from('GPS-6.2088S106.8456E')
const photoOf = (salt: string) =>
  jpeg(
    exifSegment(1),
    segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), gps, Buffer.from(salt)])),
  )

type Marks = { readonly shown?: readonly number[]; readonly originals?: readonly number[] }

/** A report under examination with these items, of which the recording agency has marked some. */
async function examined(
  bytes: readonly (Buffer | string)[],
  { shown = [], originals = [] }: Marks,
  said: readonly object[] = [],
): Promise<Case> {
  const draft = await stories.reach('draft', report)
  const evidence: string[] = []
  for (const [index, content] of bytes.entries()) {
    evidence.push(
      (
        await stories.attach(
          draft.violation,
          content,
          said[index],
          Buffer.isBuffer(content) ? 'Foto Tri.jpg' : undefined,
        )
      )
        .split('/')
        .at(-1) ?? '',
    )
  }
  const of = (places: readonly number[]) => places.map(place => evidence[place])
  const full = {
    eventDescription: 'Staff were told in a meeting to campaign for a candidate.',
    occurredAt: '2023-11-29T09:30:00+07:00',
    knownAt: '2023-12-01T08:00:00+07:00',
    place: { onlineLocation: 'https://social.example/posts/88121' },
    suggestedCategory: 'PD-06',
    releasable: { excerpts: [], evidence: of(shown), originals: of(originals) },
    reportedPersons: [{ identification: 'identified', name: 'Sari Wulandari, S.Pd.', personnelAuthority: 'boyolali' }],
  }
  await stories.act(recorder, 'PATCH', draft.violation, full, draft.violation)
  await put(recorder, `${draft.violation}/documentation`, undefined, draft.violation)
  const { id } = succeeded(await referrer.post('/v1/referrals', { violationId: draft.violationId })).body
  const { body } = await recorder.get(draft.violation)
  const persons = body.content.reportedPersons.map(person => person.id)
  const found = { ...draft, id, referral: `/v1/referrals/${id}`, evidence, persons }
  for (const step of ['receipt', 'acceptance', 'assignment'] as const) await stories.take(found, step)
  return found
}

/** The same, handed over and received at Bawaslu; gives back the path of the hand-over too. */
async function handedOver(bytes: readonly (Buffer | string)[], marks: Marks, said: readonly object[] = []) {
  const found = await examined(bytes, marks, said)
  const path = await stories.handOver(found)
  await put(overseer, `${path}/receipt`, undefined, path)
  return { found, path, item: (place: number) => `${path}/evidence/${found.evidence[place]}` }
}

const entriesOf = async (client: Client, item: string) => (await client.get(`${item}/custody?limit=200`)).body.items
const sending = async (found: Case, decision: string, body: object = {}) =>
  commissioner.put(
    `${decision}/handover`,
    { ...givenHandover, ...body },
    {
      ifMatch: await commissioner.etag(found.referral),
    },
  )

t.test('Bawaslu gets the evidence itself: byte for byte what the frozen hand-over says', async t => {
  const photo = photoOf('one')
  const texts = ['A chat, word for word.', 'Nobody marked this.']
  const { found, path, item } = await handedOver([photo, ...texts], { shown: [1], originals: [0] })
  const frozen = (await overseer.get(path)).body.content as unknown as {
    evidence: { evidenceId: string; digest: string; given: { form: string; shown: { digest: string } } }[]
    evidenceWithheld: number
  }
  t.match(frozen, {
    evidence: [
      { evidenceId: found.evidence[0], digest: hex(photo), given: { form: 'original', size: photo.length } },
      { evidenceId: found.evidence[1], digest: hex(texts[0] ?? ''), given: { form: 'shown-copy' } },
    ],
    evidenceWithheld: 1,
  })

  const { items } = succeeded(await overseer.get(`${path}/evidence`)).body
  t.strictSame(
    items.map(({ allowedActions }) => allowedActions),
    [['handover-evidence-opening', 'handover-evidence-download'], ['handover-evidence-opening']],
  )
  t.match(items, [{ status: 'available', mediaType: 'image/jpeg' }, { mediaType: 'text/plain' }])
  t.strictSame((await overseer.get(item(0))).body, items[0])

  const original = await overseer.get(`${item(0)}/content`, purpose)
  t.equal(original.status, 200, original.text)
  t.ok(original.bytes.equals(photo))
  t.equal(original.headers['etag'], `"${frozen.evidence[0]?.digest}"`)
  t.match(original.headers['content-disposition'], `attachment; filename=bukti-${found.evidence[0]}.jpg`)
  const shown = await overseer.get(`${item(0)}/copy`, purpose)
  t.equal(hex(shown.bytes), frozen.evidence[0]?.given.shown.digest)
  t.notOk(shown.bytes.includes(gps))
  t.equal((await overseer.get(`${item(1)}/copy`, purpose)).text, texts[0])
  t.equal(
    refusal(await overseer.get(`${item(1)}/content`, purpose)),
    '409 original-not-handed-over R-CRH-08  shown-copy',
    'nobody marked the original',
  )

  const part = await overseer.get(`${item(0)}/content`, { headers: { ...purpose.headers, range: 'bytes=2-9' } })
  t.equal(part.status, 206)
  t.ok(part.bytes.equals(photo.subarray(2, 10)))
  const head = await overseer.send('HEAD', `${item(0)}/content`, undefined, purpose)
  t.equal(head.headers['content-length'], String(photo.length))
})

t.test('both sides read the custody: the parties all of it, Bawaslu what is of its hand-over', async t => {
  const { found, item } = await handedOver([photoOf('two')], { originals: [0] })
  await overseer.get(`${item(0)}/copy`, purpose)
  await otherOverseer.get(`${item(0)}/content`, { headers: { ...purpose.headers, range: 'bytes=0-4' } })
  succeeded(await officer.get(`${found.referral}/evidence/${found.evidence[0]}/copy`))
  const bawaslu = { agency: 'bawaslu', role: 'election-officer' }
  const handover = { handoverId: found.handover }
  const theirs = [
    { entry: 'handed-on', by: { agency: 'kasn', role: 'commissioner' }, details: { to: 'bawaslu', form: 'original' } },
    { entry: 'opened', by: bawaslu, details: handover },
    { entry: 'downloaded', by: bawaslu, details: { ...handover, range: '0-4' } },
  ]
  const entries = await entriesOf(overseer, item(0))
  t.equal(entries.length, 3)
  t.match(entries, theirs)
  t.notMatch(JSON.stringify(entries), new RegExp([found.id, found.violationId, 'kominfo'].join('|')))
  for (const [client, place] of [
    [recorder, found.violation],
    [officer, found.referral],
  ] as const) {
    const all = await entriesOf(client, `${place}/evidence/${found.evidence[0]}`)
    t.match(all.slice(-4), [...theirs, { entry: 'opened', by: { agency: 'kasn' } }], client.agency)
    t.strictSame(all.slice(-4, -1), entries, 'the same entries with the same digests')
  }
  const one = succeeded(await overseer.get(`${item(0)}/custody?limit=1`)).body
  t.match(succeeded(await overseer.get(one.next ?? '')).body.items, [{ entry: 'opened' }])
})

t.test('Bawaslu signs first, and says what for (R-EVI-12, R-AUD-01)', async t => {
  const found = await examined(['Sealed until received.'], { originals: [0] })
  const path = await stories.handOver(found)
  const item = `${path}/evidence/${found.evidence[0]}`
  t.match((await overseer.get(`${path}/evidence`)).body.items, [{ allowedActions: [] }], 'it sees what is coming')
  for (const noun of ['copy', 'content']) {
    t.equal(refusal(await overseer.get(`${item}/${noun}`)), '400 purpose-required R-AUD-01')
    t.equal(refusal(await overseer.get(`${item}/${noun}`, purpose)), '409 evidence-not-taken-over R-EVI-12')
  }
  t.match(await entriesOf(overseer, item), [{ entry: 'handed-on' }])
  await put(overseer, `${path}/receipt`, undefined, path)
  for (const noun of ['copy', 'content']) t.equal((await overseer.get(`${item}/${noun}`, purpose)).status, 200)
})

t.test('what was read is on record, with the purpose, and told to the agency whose evidence it is', async t => {
  const { found, item } = await handedOver(['On record.'], { originals: [0] })
  await overseer.get(`${item(0)}/content`, purpose)
  const rows = await world.sql`
    select operation, purpose, target, agency from read_records where target_id = ${found.evidence[0] ?? ''} and agency = 'bawaslu'`
  t.match(rows, [{ operation: 'downloadHandoverEvidence', purpose: purpose.headers['x-purpose'], target: 'evidence' }])
  const told = JSON.stringify((await referrer.get(`${found.violation}/access-explanation`)).body)
  t.match(told, /"agency":"bawaslu"[^}]*"act":"handover-evidence-download"/)
  t.match(told, /"agency":"bawaslu"[^}]*"operation":"downloadHandoverEvidence"/)
})

t.test('a stranger, another role and another item: as if there were nothing, on every path', async t => {
  const { found, path, item } = await handedOver(['Goes.', 'Stays.'], { originals: [0] })
  const elsewhere = await handedOver(['Of another case.'], { originals: [0] })
  const nouns = ['', '/copy', '/content', '/custody']
  for (const client of [compliance, personnelOfficer, referrer]) {
    for (const noun of ['', ...nouns.map(noun => `/${found.evidence[0]}${noun}`)]) {
      t.equal(refusal(await client.get(`${path}/evidence${noun}`, purpose)), '404 not-found', client.agency)
    }
  }
  for (const client of [commissioner, officer]) {
    for (const noun of ['', ...nouns.map(noun => `/${found.evidence[0]}${noun}`)]) {
      const answer = await client.get(`${path}/evidence${noun}`, purpose)
      t.equal(refusal(answer), '403 role-required R-ACC-01', `${client.agency} ${noun}`)
    }
  }
  for (const id of [found.evidence[1], elsewhere.found.evidence[0], randomUUID()]) {
    for (const noun of nouns) {
      t.equal(refusal(await overseer.get(`${path}/evidence/${id}${noun}`, purpose)), '404 not-found', noun)
    }
  }
  for (const place of [found.referral, found.violation, `/v1/copies/${found.handover}`]) {
    for (const noun of ['', ...nouns.map(noun => `/${found.evidence[0]}${noun}`)]) {
      const { status } = await overseer.get(`${place}/evidence${noun}`, purpose)
      t.equal(status, 404, `${place}${noun}`)
    }
  }
  const told = (await Promise.all([path, `${path}/evidence`, item(0)].map(of => overseer.get(of)))).map(
    ({ text }) => text,
  )
  for (const secret of [report.reporter.name, report.reporter.nip, 'bukti.txt', 'Foto', evidenceSaid.title]) {
    t.notMatch(told.join(), secret)
  }
})

t.test('with the decision what went with it ends: from then on it has never been, in the database too', async t => {
  const { found, path, item } = await handedOver(['Until it is annulled.'], { originals: [0] })
  const paths = [`${path}/evidence`, item(0), `${item(0)}/copy`, `${item(0)}/content`, `${item(0)}/custody`]
  for (const of of paths) t.equal((await overseer.get(of, purpose)).status, 200, of)
  const rowsOf = async () => {
    const counts = await world.kept.office.pools.run(
      'bawaslu' as AgencyId,
      'count',
      ({ sql }) => sql<{ count: number }[]>`
      select count(*)::int as count from evidence_items where id = ${found.evidence[0] ?? ''}
      union all select count(*)::int from evidence_contents
      union all select count(*)::int from events where stream = 'evidence' and stream_id = ${found.evidence[0] ?? ''}`,
    )
    return counts.map(({ count }) => count)
  }
  const [items, , events] = await rowsOf()
  t.strictSame([items, events], [1, 3])

  const decision = `${found.referral}/decisions/1`
  await put(commissioner, `${decision}/annulment`, givenAnnulment, decision)
  t.match((await overseer.get(path)).body, { decisionStanding: 'annulled' }, 'that there was a hand-over stays')
  const substance = ({ requestId: _, instance: __, ...body }: Record<string, unknown>) => body
  for (const of of paths) {
    const gone = await overseer.get(of, purpose)
    const never = await overseer.get(of.replace(found.handover ?? '', randomUUID()), purpose)
    t.equal(refusal(gone), '404 not-found', of)
    t.strictSame(substance(gone.body), substance(never.body))
  }
  const [after, , told] = await rowsOf()
  t.strictSame([after, told], [0, 0])
})

t.test('a superseded decision ends it as well', async t => {
  const { found, item } = await handedOver(['Until it is superseded.'], { originals: [0] })
  const body = {
    reportedPersonId: found.persons[0],
    track: 'criminal',
    outcome: 'not-proven',
    instrument: { kind: 'recommendation', number: 'R-2190', date: '2023-12-19', signatory: 'Ketua KASN' },
    reasons: 'He was elsewhere.',
    legalBasis: 'UU 7/2017',
    supersedes: 1,
  }
  const { number } = (await stories.act(officer, 'POST', `${found.referral}/decisions`, body, found.referral)).body
  const next = `${found.referral}/decisions/${number}`
  t.equal((await overseer.get(`${item(0)}/content`, purpose)).status, 200)
  await put(commissioner, `${next}/issuance`, undefined, next)
  t.equal(refusal(await overseer.get(`${item(0)}/content`, purpose)), '404 not-found')
})

t.test('while it is annulled many download: each gets the bytes with an entry, or finds nothing', async t => {
  for (let round = 0; round < 4; round++) {
    const text = `Contested ${round}.`
    const { found, item } = await handedOver([text], { originals: [0] })
    const decision = `${found.referral}/decisions/1`
    const ifMatch = await commissioner.etag(decision)
    const [annulment, ...answers] = await Promise.all([
      commissioner.put(`${decision}/annulment`, givenAnnulment, { ifMatch }),
      ...Array.from({ length: 12 }, () => overseer.get(`${item(0)}/content`, purpose)),
    ])
    succeeded(annulment)
    const given = answers.filter(({ status }) => status === 200)
    for (const answer of answers) {
      if (answer.status === 200) t.equal(answer.text, text)
      else t.equal(refusal(answer), '404 not-found')
    }
    const entries = await entriesOf(recorder, `${found.violation}/evidence/${found.evidence[0]}`)
    t.equal(entries.filter(({ entry }) => entry === 'downloaded').length, given.length)
    t.equal(refusal(await overseer.get(`${item(0)}/content`, purpose)), '404 not-found')
  }
})

t.test('R-CRH-07: what the commissioner chose goes, and what may not go is named', async t => {
  const bytes = ['Chosen.', 'Left out.', 'Not marked.', 'Onward no.', 'Strictly.', 'Secret.', 'Seen only.']
  const found = await examined(bytes, { originals: [0, 1, 3, 4, 5, 6] }, [
    {},
    {},
    {},
    { handling: ['no-onward-sharing'] },
    { confidentiality: 'strictly-confidential' },
    { confidentiality: 'confidential' },
    { handling: ['view-only'] },
  ])
  const decision = await stories.judgeAsCrime(found)
  const refused = await sending(found, decision, {
    evidence: [found.evidence[0], found.evidence[2], found.evidence[3], found.evidence[4], randomUUID()],
  })
  t.equal(refused.status, 422)
  t.match(refused.body, {
    rule: 'R-CRH-07',
    errors: [
      { pointer: '/evidence/1', code: 'not-marked' },
      { pointer: '/evidence/2', code: 'no-onward-sharing' },
      { pointer: '/evidence/3', code: 'strictly-confidential' },
      { pointer: '/evidence/4', code: 'not-in-the-version' },
    ],
  })
  const evidence = [found.evidence[6], found.evidence[5], found.evidence[0]]
  const sent = succeeded(await sending(found, decision, { evidence }))
  const path = sent.headers['location'] ?? ''
  t.equal((await sending(found, decision, { evidence: evidence.toReversed() })).status, 200, 'in whatever order')
  t.equal(refusal(await sending(found, decision, {})), '409 fact-stands-differently R-GEN-01')
  t.match((await referrer.get(decision)).body['handover'], {
    sending: { evidence: [found.evidence[0], found.evidence[5], found.evidence[6]] },
  })
  await put(overseer, `${path}/receipt`, undefined, path)
  const { items } = (await overseer.get(`${path}/evidence`)).body
  t.match(items, [
    { evidenceId: found.evidence[0], given: { form: 'original' } },
    { evidenceId: found.evidence[5], given: { form: 'original' } },
    { evidenceId: found.evidence[6], given: { form: 'shown-copy' } },
  ])
  t.equal(items.length, 3)
  t.equal(refusal(await overseer.get(`${path}/evidence/${found.evidence[1]}/content`, purpose)), '404 not-found')
  t.equal((await overseer.get(`${path}/evidence/${found.evidence[5]}/content`, purpose)).text, 'Secret.')
})

t.test('without a choice all goes that may, and what was taken out of the file since does not', async t => {
  const found = await examined(['Goes.', 'Taken out.', 'Onward no.'], { originals: [0, 1, 2] }, [
    {},
    {},
    { handling: ['no-onward-sharing'] },
  ])
  const out = `${found.violation}/evidence/${found.evidence[1]}`
  await put(recorder, `${out}/exclusion`, { reason: 'unlawfully-collected', explanation: 'No warrant.' }, out)
  const path = await stories.handOver(found)
  const { body } = await overseer.get(path)
  t.match(body.content, { evidence: [{ evidenceId: found.evidence[0] }], evidenceWithheld: 2 })
})

/** Harms the bytes that are stored of an item, or of the copy that is shown of it. */
async function harm(id: string, column: 'content_id' | 'copy_id' = 'content_id'): Promise<void> {
  const [row] = await world.sql`
    select c.object from evidence_contents c join evidence_items i on i.${world.sql(column)} = c.id where i.id = ${id}`
  const objects = join(world.kept.folder, 'objects')
  const name = (await readdir(objects, { recursive: true })).find(name => name.endsWith(row?.['object'])) ?? ''
  const file = await open(join(objects, name), 'r+')
  const [byte] = (await file.read(Buffer.alloc(1), 0, 1, 90)).buffer
  await file.write(Buffer.of((byte ?? 0) ^ 1), 0, 1, 90)
  await file.close()
}

t.test('R-CRH-07: all is re-hashed before it goes; what is damaged is never passed over in silence', async t => {
  for (const column of ['content_id', 'copy_id'] as const) {
    const found = await examined([photoOf(column), `Whole ${column}.`], { originals: [0, 1] })
    const [photo = '', text = ''] = found.evidence
    const decision = await stories.judgeAsCrime(found)
    // The items were looked at a moment ago when they were referred, and that counts for a while.
    await world.sql`update evidence_contents set verified_at = null`
    await harm(photo, column)
    t.equal(
      refusal(await sending(found, decision)),
      `422 evidence-not-for-handover R-CRH-07 /evidence/${photo} damaged`,
      column,
    )
    t.match((await recorder.get(`${found.violation}/evidence/${photo}`)).body, { damage: { found: 'damaged' } })
    t.equal(
      refusal(await sending(found, decision, { evidence: [photo, text] })),
      '422 evidence-not-for-handover R-CRH-07 /evidence/0 damaged',
    )
    const sent = succeeded(await sending(found, decision, { evidence: [text] }))
    t.match(sent.body.content, { evidence: [{ evidenceId: text }], evidenceWithheld: 1 })
    const entries = await entriesOf(recorder, `${found.violation}/evidence/${photo}`)
    t.notOk(entries.some(({ entry }) => entry === 'handed-on'))
  }
})

t.test('R-EVI-10, R-EVI-06: what is damaged or erased later is not given out', async t => {
  const { found, item } = await handedOver([photoOf('later'), 'Erased later.'], { originals: [0, 1] })
  await harm(found.evidence[0] ?? '')
  t.equal(refusal(await overseer.get(`${item(0)}/content`, purpose)), '409 evidence-damaged R-EVI-10')
  t.match((await overseer.get(item(0))).body, { status: 'damaged', allowedActions: [] })
  const entries = await entriesOf(overseer, item(0))
  t.notOk(entries.some(({ entry }) => entry === 'downloaded'))
  await world.sql`update evidence_items set status = 'erased', state = jsonb_set(state, '{erasure}', '{"legalBasis": "x"}')
    where id = ${found.evidence[1] ?? ''}`
  t.equal(refusal(await overseer.get(`${item(1)}/content`, purpose)), '409 evidence-erased R-EVI-06')
  t.match((await overseer.get(item(1))).body, { status: 'erased', allowedActions: [] })
})

t.test(
  'R-CRH-07, R-REF-28: what came with a supplement goes where the supplement marked it, and not where it did not',
  async t => {
    const found = await examined(['Sent at first.'], { shown: [0] })
    const [first = ''] = found.evidence
    const texts = ['Original, later.', 'Shown, later.', 'Unmarked, later.']
    const later: string[] = []
    for (const text of texts) later.push((await stories.attach(found.violation, text)).split('/').at(-1) ?? '')
    const [original = '', shown = '', unmarked = ''] = later
    const said = { explanation: 'They were found on a second account.' }
    const supplement = (releasable: object) => referrer.post(`${found.referral}/supplements`, { ...said, releasable })
    const before = await world.fingerprint()
    t.equal(
      refusal(await supplement({ originals: [original, randomUUID()] })),
      '422 mark-not-in-the-version R-REF-28 /releasable/originals/1 not-in-the-version',
    )
    t.equal((await supplement({ excerpts: ['Staff were told'] })).status, 400, 'words are marked before it is sent')
    t.equal(await world.fingerprint(), before, 'what is refused changes nothing')
    const { body: supplemented } = succeeded(await supplement({ evidence: [shown], originals: [original] }))
    t.match(supplemented, { versionNumber: 2, evidenceCount: 4, status: 'under-examination' })
    const marks = { excerpts: [], evidence: [first, shown], originals: [original] }
    t.match((await recorder.get(found.violation)).body, { status: 'referred', content: { releasable: marks } })
    t.strictSame(
      ((await officer.get(`${found.referral}/versions/2`)).body['content'] as unknown as { releasable: object })
        .releasable,
      marks,
    )
    const decision = await stories.judgeAsCrime(found)
    t.equal(
      refusal(await sending(found, decision, { evidence: [unmarked] })),
      '422 evidence-not-for-handover R-CRH-07 /evidence/0 not-marked',
    )
    const sent = succeeded(await sending(found, decision, { evidence: [original, shown] }))
    const path = sent.headers['location'] ?? ''
    t.match(sent.body.content, {
      evidence: [
        { evidenceId: original, given: { form: 'original' } },
        { evidenceId: shown, given: { form: 'shown-copy' } },
      ],
      evidenceWithheld: 2,
    })
    await put(overseer, `${path}/receipt`, undefined, path)
    t.equal((await overseer.get(`${path}/evidence/${original}/content`, purpose)).text, texts[0])
    t.equal((await overseer.get(`${path}/evidence/${shown}/copy`, purpose)).text, texts[1])
    t.equal(
      refusal(await overseer.get(`${path}/evidence/${shown}/content`, purpose)),
      '409 original-not-handed-over R-CRH-08  shown-copy',
    )
    for (const id of [first, unmarked]) {
      for (const noun of ['', '/copy', '/content', '/custody']) {
        t.equal(refusal(await overseer.get(`${path}/evidence/${id}${noun}`, purpose)), '404 not-found', noun)
      }
    }
  },
)

t.test('R-REF-22, R-REF-28: a supplement may mark alone what an earlier one brought', async t => {
  const found = await examined(['Sent at first.'], {})
  const id = (await stories.attach(found.violation, 'Marked afterwards.')).split('/').at(-1) ?? ''
  const said = { explanation: 'It was found on a second account.' }
  succeeded(await referrer.post(`${found.referral}/supplements`, said))
  const marking = { ...said, releasable: { originals: [id] } }
  t.equal(refusal(await officer.post(`${found.referral}/supplements`, marking)), '403 role-required R-ACC-01')
  succeeded(await referrer.post(`${found.referral}/supplements`, marking))
  t.equal(
    refusal(await referrer.post(`${found.referral}/supplements`, marking)),
    '422 supplement-adds-nothing R-REF-22',
    'it is marked already',
  )
  const path = await stories.handOver(found)
  await put(overseer, `${path}/receipt`, undefined, path)
  t.equal((await overseer.get(`${path}/evidence/${id}/content`, purpose)).text, 'Marked afterwards.')
  t.match((await overseer.get(path)).body.content, { evidenceWithheld: 1 })
})

t.test('what never passed the inspection cannot even be chosen: it is of no version', async t => {
  const found = await examined(['Clean.'], { originals: [0] })
  // Added since; a violation that was referred still takes evidence in, for a supplement.
  const id = await stories.add(found.violation, 'MZ\x90\0'.padEnd(600, 'This program cannot be run in DOS mode.'))
  const decision = await stories.judgeAsCrime(found)
  t.equal(
    refusal(await sending(found, decision, { evidence: [id] })),
    '422 evidence-not-for-handover R-CRH-07 /evidence/0 not-in-the-version',
  )
})

t.test('the door itself lets nothing else go: only of this case, and in the ledger by this very act', async t => {
  const found = await examined(['At the door.'], { originals: [0] })
  const other = await examined(['Of another case.'], { originals: [0] })
  await stories.judgeAsCrime(found)
  const { office } = world.kept
  const kasn = 'kasn' as AgencyId
  const person = randomUUID() as PersonId
  const { mandates } = readDirectory(foundingDirectory)
  const unkeyed = { caller: person, operation: 'sendHandover', key: null }
  const loaded = await loadReferralWithEvidence(office.pools, kasn, found.id as ReferralId, unkeyed)
  if (loaded === undefined) throw new Error('there is a referral')
  const act: Act = { kind: 'person', agency: kasn, person, role: 'commissioner', at: loaded.now }
  const outcome = decideHandoverSending(loaded.referral.state, loaded.evidence, mandates, {
    type: 'SendHandover',
    act,
    id: randomUUID() as HandoverId,
    decisionNumber: 1,
    reasonsExcerpts: [],
    evidence: null,
  })
  if (outcome instanceof Rejection) throw new Error(outcome.rule)
  const [event] = outcome.handover
  if (event === undefined) throw new Error('it begins with its sending')
  const next = evolvedReferral(loaded.referral, outcome.referral, act)
  const whole = evolveHandover(undefined, { ...event, act })
  const ledgers = ledgersGrown(loaded.evidence, outcome.evidence, act)
  const record = (evidence: Handover['content']['evidence'], grown: typeof ledgers) =>
    recordHandoverSending(office.pools, act, next, {
      events: outcome.referral,
      handover: { ...whole, content: { ...whole.content, evidence } },
      event,
      ledgers: grown,
    })
  const [item] = whole.content.evidence
  if (item === undefined) throw new Error('an item goes')
  const strange = { ...item, evidenceId: other.evidence[0] as EvidenceId }
  const closed = { name: 'DoorClosed', refusal: 'not-yours-to-do' }
  await t.rejects(record([item, strange], ledgers), closed, 'an item of another case')
  await t.rejects(record([], ledgers), closed, 'a ledger that says more')
  await t.rejects(record([item], { appends: [], rows: [] }), closed, 'a ledger that says nothing')
  await record([item], ledgers)
  t.equal((await overseer.get(`/v1/handovers/${whole.id}/evidence`)).body.items.length, 1)
})

t.test('its own system is told what came, and what its officers opened', async t => {
  const { item } = await handedOver(['Told to the system.'], { originals: [0] })
  await overseer.get(`${item(0)}/content`, purpose)
  const system = await world.as('bawaslu', 'integrator', 'integrator-1')
  await world.numberAll()
  const told = (await system.get('/v1/feed?limit=200')).body.items.filter(
    ({ ['subject']: subject }) => subject === item(0),
  )
  t.strictSame(
    told.map(({ ['type']: type }) => type),
    ['penerusan.evidence-handed-on', 'penerusan.evidence-downloaded'],
  )
})

t.end()
