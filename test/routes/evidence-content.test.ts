import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { open, readdir, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { exifSegment, jpeg, segment } from '../inspection/harmless-files.ts'
import { evidenceForm } from '../support/form.ts'
import { evidenceSaid, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { recorder, referrer, intake } = world.cast
const address = await world.app.listen({ host: '127.0.0.1', port: 0 })

const hex = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
const digestField = (bytes: Buffer) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`

/** Text of some length, because random bytes are of no type and an inspection may wonder. */
function textOf(length: number): Buffer {
  return Buffer.from(
    randomBytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length),
  )
}

async function itemWith(bytes: Buffer): Promise<string> {
  const { violation } = await stories.reach('draft')
  const form = evidenceForm(evidenceSaid, { bytes, fileName: 'percakapan.txt', type: 'text/plain' })
  const item = (await recorder.post(`${violation}/evidence`, form)).headers['location'] ?? ''
  await stories.inspected(item)
  return item
}

const bytes = textOf(700_000)
const item = await itemWith(bytes)
const etag = `"${hex(bytes)}"`
const ledgerLength = async (path = item) => (await recorder.get(`${path}/custody?limit=200`)).body.items.length

t.test('all of it comes with everything that proves it and nothing that runs it', async t => {
  const answer = await recorder.get(`${item}/content`)
  t.equal(answer.status, 200)
  t.strictSame(answer.bytes, bytes)
  t.match(answer.headers, {
    etag,
    'content-type': 'application/octet-stream',
    'content-length': String(bytes.length),
    'accept-ranges': 'bytes',
    'content-digest': digestField(bytes),
    'repr-digest': digestField(bytes),
    'content-disposition': 'attachment; filename=percakapan.txt',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  t.match(answer.headers['content-security-policy'], /^sandbox;/)
})

t.test('ranges of bytes are what RFC 9110 says they are', async t => {
  const size = bytes.length
  const cases: [string, number, Buffer | null][] = [
    ['bytes=0-0', 206, bytes.subarray(0, 1)],
    ['bytes=0-99', 206, bytes.subarray(0, 100)],
    ['bytes=262143-262144', 206, bytes.subarray(262_143, 262_145)],
    [`bytes=${size - 1}-`, 206, bytes.subarray(-1)],
    ['bytes=-5', 206, bytes.subarray(-5)],
    [`bytes=-${size * 2}`, 206, bytes],
    [`bytes=10-${size * 2}`, 206, bytes.subarray(10)],
    [`bytes=${size}-`, 416, null],
    ['bytes=-0', 416, null],
    ['bytes=5-2', 200, bytes],
    ['bytes=0-1,5-6', 200, bytes],
    ['chars=0-1', 200, bytes],
    ['bytes=x', 200, bytes],
  ]
  for (const [range, status, expected] of cases) {
    const answer = await recorder.get(`${item}/content`, { headers: { range } })
    t.equal(answer.status, status, range)
    if (expected !== null) t.ok(answer.bytes.equals(expected), range)
    if (status === 206) {
      t.equal(answer.headers['content-length'], String(expected?.length))
      t.match(answer.headers['content-range'], new RegExp(`^bytes \\d+-\\d+/${size}$`))
      t.equal(answer.headers['content-digest'], undefined, 'the digest of a part is not known beforehand')
      t.equal(answer.headers['repr-digest'], digestField(bytes))
    }
    if (status === 416) t.equal(answer.headers['content-range'], `bytes */${size}`)
  }
  const current = await recorder.get(`${item}/content`, { headers: { range: 'bytes=0-1', 'if-range': etag } })
  t.equal(current.status, 206)
  const other = await recorder.get(`${item}/content`, { headers: { range: 'bytes=0-1', 'if-range': '"other"' } })
  t.equal(other.status, 200, 'of another version, all of it')
})

t.test('HEAD knows no ranges, and what is unchanged is not asked for ranges', async t => {
  const head = await recorder.send('HEAD', `${item}/content`, undefined, { headers: { range: 'bytes=0-1' } })
  t.equal(head.status, 200)
  t.equal(head.headers['content-length'], String(bytes.length))
  const headers = { range: `bytes=${bytes.length}-`, 'if-none-match': '*' }
  t.equal((await recorder.get(`${item}/content`, { headers })).status, 304)
})

t.test('any two ranges that meet make the whole', async t => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 1 }), async at => {
      const [head, tail] = await Promise.all(
        [`bytes=0-${at - 1}`, `bytes=${at}-`].map(range => recorder.get(`${item}/content`, { headers: { range } })),
      )
      return Buffer.concat([head?.bytes ?? Buffer.of(), tail?.bytes ?? Buffer.of()]).equals(bytes)
    }),
    { numRuns: 15 },
  )
  t.pass()
})

t.test('every download is in the ledger, with its range; what gives no bytes is not', async t => {
  const before = await ledgerLength()
  await recorder.get(`${item}/content`, { headers: { range: 'bytes=3-9' } })
  await recorder.get(`${item}/copy`)
  const entries = (await recorder.get(`${item}/custody?limit=200`)).body.items
  t.match(entries.slice(before), [
    { entry: 'downloaded', by: { agency: 'kominfo', role: 'recorder' }, details: { range: '3-9', referralId: null } },
    { entry: 'opened' },
  ])
  const head = await recorder.send('HEAD', `${item}/content`)
  t.equal(head.status, 200)
  t.equal(head.headers['content-length'], String(bytes.length))
  t.equal(head.text, '')
  const known = await recorder.get(`${item}/content`, { headers: { 'if-none-match': etag } })
  t.equal(known.status, 304)
  t.equal(known.text, '')
  await recorder.get(`${item}/content`, { headers: { range: `bytes=${bytes.length}-` } })
  t.equal(await ledgerLength(), entries.length)
})

t.test('a hundred downloads at once are a hundred entries', async t => {
  const before = await ledgerLength()
  const range = { headers: { range: 'bytes=0-9' } }
  const answers = await Promise.all(Array.from({ length: 100 }, () => recorder.get(`${item}/content`, range)))
  t.strictSame([...new Set(answers.map(({ status }) => status))], [206])
  t.equal(await ledgerLength(), before + 100)
})

t.test('D-F8: a picture is shown without its location, which stays in the original', async t => {
  const gps = Buffer.from('GPS-6.2088S106.8456E')
  const photo = jpeg(exifSegment(1), segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), gps])))
  const { violation } = await stories.reach('draft')
  const form = evidenceForm(evidenceSaid, { bytes: photo, fileName: 'foto.jpg', type: 'image/jpeg' })
  const added = (await recorder.post(`${violation}/evidence`, form)).headers['location'] ?? ''
  const { body } = await stories.inspected(added)
  t.match(body, { status: 'clean', mediaType: 'image/jpeg', copy: { kind: 'stripped' } })
  const shown = await recorder.get(`${added}/copy`)
  t.equal(shown.status, 200, shown.text)
  t.notOk(shown.bytes.includes(gps))
  t.equal(shown.headers['etag'], `"${hex(shown.bytes)}"`)
  t.equal((body['copy'] as { digest: string }).digest, hex(shown.bytes))
  t.ok((await recorder.get(`${added}/content`)).bytes.includes(gps))
})

/** The stored object that holds these bytes, found by its size. */
async function objectOf(path: string): Promise<string> {
  const id = path.split('/').at(-1) ?? ''
  const [row] = await world.sql`
    select object from evidence_contents c join evidence_items i on i.content_id = c.id where i.id = ${id}`
  const objects = join(world.kept.folder, 'objects')
  const files = await readdir(objects, { recursive: true })
  return join(objects, files.find(name => name.endsWith(row?.['object'])) ?? '')
}

async function flip(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+')
  const [byte] = (await file.read(Buffer.alloc(1), 0, 1, at)).buffer
  await file.write(Buffer.of((byte ?? 0) ^ 1), 0, 1, at)
  await file.close()
}

t.test('R-EVI-10: one flipped byte at the beginning, and nothing is given out', async t => {
  const damaged = await itemWith(textOf(5_000))
  await flip(await objectOf(damaged), 100)
  t.equal(refusal(await recorder.get(`${damaged}/content`)), '409 evidence-damaged R-EVI-10')
  t.equal(refusal(await recorder.get(`${damaged}/copy`)), '409 evidence-damaged R-EVI-10')
  const entries = (await recorder.get(`${damaged}/custody`)).body.items.map(({ entry }) => entry)
  t.equal(entries.at(-1), 'damaged')
  t.notOk(entries.includes('downloaded'))
  t.match((await recorder.get(damaged)).body, { damage: { found: 'damaged' } })
})

t.test('R-EVI-10: one flipped byte at the end, and the connection breaks off before it', async t => {
  const content = textOf(900_000)
  const damaged = await itemWith(content)
  const path = await objectOf(damaged)
  await flip(path, 880_000)
  const received = await new Promise<Buffer>(resolve => {
    const pieces: Buffer[] = []
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () =>
      socket.write(`GET ${damaged}/content HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${recorder.token}\r\n\r\n`),
    )
    socket.on('data', piece => pieces.push(piece)).on('error', () => {})
    socket.on('close', () => resolve(Buffer.concat(pieces)))
  })
  const body = received.subarray(received.indexOf('\r\n\r\n') + 4)
  t.match(received.toString('latin1', 0, 20), /^HTTP\/1.1 200/)
  t.ok(body.length < content.length, 'it is shorter than announced')
  t.ok(content.subarray(0, body.length).equals(body), 'and every byte of it is right')
  t.match((await recorder.get(damaged)).body, { damage: { found: 'damaged' } })
  t.equal(refusal(await recorder.get(`${damaged}/content`)), '409 evidence-damaged R-EVI-10')
})

t.test(
  'R-EVI-10: who adds the same bytes again has them kept again, when those that were kept are damaged',
  async t => {
    for (const harm of ['damaged', 'missing'] as const) {
      const content = textOf(4_000)
      const first = await itemWith(content)
      if (harm === 'damaged') await flip(await objectOf(first), 1_000)
      else await rm(await objectOf(first))
      // The first time nobody has noticed it yet.
      const second = await itemWith(content)
      t.strictSame((await recorder.get(`${second}/content`)).bytes, content)
      t.match((await recorder.get(second)).body, { status: 'clean', damage: null })
    }
  },
)

t.test('R-EVI-16: what the store no longer holds as it was taken in is not handed over', async t => {
  for (const found of ['damaged', 'missing'] as const) {
    const { violation, violationId } = await stories.reach('documented', {}, { evidence: [textOf(3_000)] })
    const [first] = (await recorder.get(`${violation}/evidence`)).body.items
    const path = await objectOf(`${violation}/evidence/${first?.id}`)
    if (found === 'damaged') await flip(path, 2_000)
    else await rm(path)
    const refused = await referrer.post('/v1/referrals', { violationId })
    t.equal(refusal(refused), `409 custody-gap R-EVI-16 /evidence/${first?.id} ${found}`)
    t.match((await recorder.get(`${violation}/evidence/${first?.id}`)).body, { damage: { found } })
  }
})

/** What is read of the store from now on and not closed yet. `meanwhile` runs once, when the first is opened. */
function watchReads(t: Test, meanwhile: () => Promise<unknown> = async () => {}) {
  const open = new Set<object>()
  const { store } = world.kept
  const { read } = store
  let once: typeof meanwhile | undefined = meanwhile
  t.teardown(() => Object.assign(store, { read }))
  Object.assign(store, {
    async *read(...asked: Parameters<typeof read>) {
      open.add(asked)
      try {
        const run = once
        once = undefined
        await run?.()
        yield* read(...asked)
      } finally {
        open.delete(asked)
      }
    },
  })
  return open
}

t.test('what was opened for whoever left before the first byte is closed, and the opening is on record', async t => {
  const ledger = await ledgerLength()
  const open = watchReads(t)
  const arrived = once(world.app.server, 'connection') as Promise<[Socket]>
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  const [accepted] = await arrived
  await world.sql.begin(async sql => {
    await sql`lock table events in share mode`
    socket.write(`GET ${item}/content HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${recorder.token}\r\n\r\n`)
    await until(async () => {
      const acts = await world.sql`
        select from pg_stat_activity
         where datname = current_database() and query like '%record_act%' and wait_event_type = 'Lock'`
      return acts.length > 0
    })
    t.equal(open.size, 1)
    socket.destroy()
    await until(() => accepted.destroyed)
  })
  await until(async () => (await ledgerLength()) > ledger)
  await until(() => open.size === 0)
})

t.test('what was opened is closed when somebody else acts on the item meanwhile', async t => {
  const changed = await itemWith(bytes)
  const open = watchReads(t, async () => {
    const ifMatch = await recorder.etag(changed)
    t.equal((await recorder.patch(changed, { title: 'Percakapan grup' }, { ifMatch })).status, 200)
  })
  t.ok((await recorder.get(`${changed}/content`)).bytes.equals(bytes), 'and opened once more')
  await until(() => open.size === 0)
})

t.test('what was opened is closed when the act turns out to be refused', async t => {
  const erased = await itemWith(bytes)
  const open = watchReads(t, async () => {
    const ifMatch = await referrer.etag(erased)
    const erasure = { legalBasis: 'UU 27/2022 pasal 44', explanation: 'Retention has ended.' }
    t.equal((await referrer.put(`${erased}/erasure`, erasure, { ifMatch })).status, 201)
  })
  t.match(refusal(await recorder.get(`${erased}/content`)), /R-EVI-06$/)
  await until(() => open.size === 0)
})

t.test('the receiver gets a name that says nothing of the sender', async t => {
  const { violation, violationId } = await stories.reach('documented')
  const form = evidenceForm(evidenceSaid, { bytes: textOf(100), fileName: 'dari Budi Santoso.txt', type: 'text/plain' })
  const added = (await recorder.post(`${violation}/evidence`, form)).headers['location'] ?? ''
  const { headers } = await stories.inspected(added)
  await recorder.put(`${added}/seal`, undefined, { ifMatch: headers['etag'] })
  const sent = await referrer.post('/v1/referrals', { violationId })
  const { id } = sent.body
  await intake.put(`/v1/referrals/${id}/receipt`, undefined, { ifMatch: sent.headers['etag'] })
  const theirs = `/v1/referrals/${id}/evidence/${added.split('/').at(-1)}`
  const answer = await intake.get(`${theirs}/content`)
  t.match(answer.headers['content-disposition'], /^attachment; filename=bukti-[0-9a-f-]+\.txt$/)
  for (const path of ['', '/custody']) t.notMatch((await intake.get(`${theirs}${path}`)).text, /Budi/)
  t.match((await recorder.get(`${added}/content`)).headers['content-disposition'], /Budi/)
})

t.end()
