import { createHash, randomUUID } from 'node:crypto'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { openApiDocument } from '../../src/http/openapi-document.ts'
import { evidenceForm, Form } from '../support/form.ts'
import { evidenceSaid, storiesOf } from '../support/stories.ts'
import { buildTestApp, refusal } from '../support/test-app.ts'
import { timesOver } from '../support/thorough.ts'
import { until } from '../support/until.ts'

const maxBytes = 256 * 1024
const world = await buildTestApp(t, { evidence: { maxBytes, quotaBytes: 8 * 1024 * 1024 } })
const stories = storiesOf(world)
const { recorder, otherRecorder, referrer, intake } = world.cast
const { port } = await listening()

const text = 'Salinan percakapan grup, 1 Desember 2023.'
const hex = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
const digestField = (algorithm: 'sha256' | 'sha512', bytes: string | Buffer) =>
  `${algorithm === 'sha256' ? 'sha-256' : 'sha-512'}=:${createHash(algorithm).update(bytes).digest('base64')}:`

async function listening(): Promise<{ port: number }> {
  const address = await world.app.listen({ host: '127.0.0.1', port: 0 })
  return { port: Number(new URL(address).port) }
}

/** Every file of the store, whatever it is. */
async function storedFiles(): Promise<string[]> {
  const entries = await readdir(world.kept.folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

/** What is kept, without what is being written. */
const storedObjects = async () => (await storedFiles()).filter(path => path.includes('objects'))

const file = (bytes: string | Buffer = text, more: { type?: string; fileName?: string } = {}) => ({
  bytes,
  type: 'text/plain',
  fileName: 'catatan.txt',
  ...more,
})

t.test('what arrives is hashed by the server, and pending until it has been inspected', async t => {
  const { violation } = await stories.reach('draft')
  const answer = await recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file()))
  t.equal(answer.status, 201, answer.text)
  t.match(answer.body, { kind: 'file', status: 'pending', digest: hex(text), size: text.length, mediaType: null })
  t.match(answer.body, { declaredType: 'text/plain', fileName: 'catatan.txt', holdings: [], seal: null })
  t.equal(answer.headers['location'], `${violation}/evidence/${answer.body.id}`)
  const early = await recorder.get(answer.headers['location'] ?? '')
  t.equal(early.body.id, answer.body.id)
})

t.test('a captured link says what was on the screen, and its file proves it', async t => {
  const { violation } = await stories.reach('draft')
  const link = {
    url: 'https://social.example/posts/88121',
    platform: 'Instagram',
    account: '@sari.w',
    interaction: 'photo-post',
    capturedAt: '2023-12-01T08:05:00+07:00',
  }
  const answer = await recorder.post(`${violation}/evidence`, evidenceForm({ ...evidenceSaid, link }, file()))
  t.match(answer.body, { kind: 'captured-link', link })
})

t.test('R-EVI-01: a reporter is not named with evidence', async t => {
  const { violation } = await stories.reach('draft')
  const collection = { ...evidenceSaid.collection, by: 'reporter' }
  const named = await recorder.post(`${violation}/evidence`, evidenceForm({ ...evidenceSaid, collection }, file()))
  t.equal(refusal(named), '422 reporter-named R-EVI-01 /collection/name rule')
  const { name: _, ...unnamed } = collection
  const answer = await recorder.post(
    `${violation}/evidence`,
    evidenceForm({ ...evidenceSaid, collection: unnamed }, file()),
  )
  t.equal(answer.status, 201)
})

t.test('R-EVI-02: evidence is not collected in the future', async t => {
  const { violation } = await stories.reach('draft')
  const collection = { ...evidenceSaid.collection, at: '2099-01-01T00:00:00Z' }
  const answer = await recorder.post(`${violation}/evidence`, evidenceForm({ ...evidenceSaid, collection }, file()))
  t.equal(refusal(answer), '422 collected-in-future R-EVI-02 /collection/at rule')
})

t.test('R-EVI-03: a dismissed violation takes no evidence', async t => {
  const { violation } = await stories.reach('dismissed')
  const answer = await recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file()))
  t.equal(refusal(answer), '409 evidence-not-accepted R-EVI-03')
})

t.test('D-F7: the same bytes are stored once, and each item keeps a ledger of its own', async t => {
  const { violation } = await stories.reach('draft')
  const bytes = `the same bytes ${randomUUID()}`
  const before = (await storedFiles()).length
  const add = () => recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file(bytes)))
  const items = await Promise.all([add(), add(), add()])
  t.strictSame(
    items.map(({ status }) => status),
    [201, 201, 201],
  )
  t.equal((await storedFiles()).length, before + 1)
  t.equal(new Set(items.map(({ body }) => body.id)).size, 3)
  for (const { headers } of items) {
    const ledger = await recorder.get(`${headers['location']}/custody`)
    t.match(ledger.body.items.map(({ entry }) => entry).slice(0, 2), ['collected', 'received'])
  }
})

t.test('D-F7: the digests of RFC 9530 are compared with what arrives', async t => {
  const { violation } = await stories.reach('draft')
  const path = `${violation}/evidence`
  const wrong = `sha-256=:${Buffer.alloc(32).toString('base64')}:`
  const send = (contentDigest: string | undefined, header?: (form: Form) => string) => {
    const form = evidenceForm({ ...evidenceSaid, ...(contentDigest !== undefined && { contentDigest }) }, file())
    return recorder.post(path, form, { headers: header === undefined ? {} : { 'content-digest': header(form) } })
  }
  t.equal((await send(digestField('sha256', text))).status, 201, 'of the file')
  t.equal((await send(digestField('sha512', text))).status, 201)
  t.equal((await send(`${digestField('sha256', text)}, ${digestField('sha512', text)}`)).status, 201)
  t.equal((await send(undefined, form => digestField('sha256', form.bytes))).status, 201, 'of the body')

  const before = await storedFiles()
  t.equal(refusal(await send(wrong)), '400 digest-mismatch /contentDigest digest')
  t.equal(refusal(await send(digestField('sha512', 'else'))), '400 digest-mismatch /contentDigest digest')
  const otherBody = await send(undefined, () => digestField('sha256', text))
  t.equal(refusal(otherBody), '400 digest-mismatch header/content-digest digest', 'the header covers the body')
  t.equal(refusal(await send('md5=:CY9rzUYh03PK3k6DJie09g==:')), '400 digest-unsupported /contentDigest algorithm')
  const sha1 = await send(undefined, () => 'sha=:2jmj7l5rSw0yVb/vlWAYkK/YBwk=:')
  t.equal(refusal(sha1), '400 digest-unsupported header/content-digest algorithm')
  t.equal(sha1.headers['want-content-digest'], 'sha-256=10, sha-512=5')
  t.equal(refusal(await send('sha-256=abc')), '400 invalid-request /contentDigest content-digest')
  for (const malformed of ['sha-256=:YWJj:', hex(text), `e${hex(text).slice(1)}`, 'sha-256', ' ']) {
    const answer = await send(malformed)
    t.equal(refusal(answer), '400 invalid-request /contentDigest content-digest', malformed)
    t.equal(answer.body['detail'], 'Write it as sha-256=:<base64>: (RFC 9530).')
  }
  t.strictSame(await storedFiles(), before, 'nothing is left of what was refused')
})

t.test('every documented example of metadata is accepted', async t => {
  const { violation } = await stories.reach('draft')
  const { components } = openApiDocument(world.app)
  const { examples } = components.schemas['EvidenceDescriptionInput'] as { examples: object[] }
  t.ok(examples.length > 0)
  for (const example of examples) {
    const answer = await recorder.post(`${violation}/evidence`, evidenceForm(example, file()))
    t.equal(answer.status, 201, answer.text)
  }
})

t.test('D-F5: a form has metadata and then a file, and nothing else', async t => {
  const { violation } = await stories.reach('draft')
  const path = `${violation}/evidence`
  const metadata = { name: 'metadata', type: 'application/json', bytes: JSON.stringify(evidenceSaid) }
  const bytes = { name: 'file', fileName: 'a.txt', bytes: text }
  const cases: [string, Form, string][] = [
    ['no file', new Form([metadata]), '400 invalid-request /file required'],
    ['no metadata', new Form([bytes]), '400 invalid-request /metadata first'],
    ['the file first', new Form([bytes, metadata]), '400 invalid-request /metadata first'],
    ['nothing', new Form([]), '400 invalid-request /metadata required'],
    ['another part', new Form([metadata, { name: 'other', bytes: 'x' }]), '400 invalid-request  unexpected-part'],
    ['a third part', new Form([metadata, bytes, bytes]), '400 invalid-request  unexpected-part'],
    ['a thousand parts', new Form([metadata, ...Array(1000).fill(bytes)]), '400 invalid-request  unexpected-part'],
    ['metadata twice', new Form([metadata, metadata]), '400 invalid-request  unexpected-part'],
    ['no JSON', new Form([{ ...metadata, bytes: '{' }, bytes]), '400 invalid-json /metadata syntax'],
    [
      'an unknown member',
      evidenceForm({ ...evidenceSaid, penalty: 'heavy' }, file()),
      '400 invalid-request /penalty additional-properties',
    ],
    [
      'a member too few',
      evidenceForm({ ...evidenceSaid, grade: undefined }, file()),
      '400 invalid-request /grade required',
    ],
    [
      'metadata without end',
      evidenceForm({ ...evidenceSaid, title: 'x'.repeat(70_000) }, file()),
      '400 invalid-request /metadata too-large',
    ],
    ['an empty file', evidenceForm(evidenceSaid, file('')), '400 invalid-request /file empty'],
  ]
  const shape = 'A form has two parts in this order: metadata (JSON) and file.'
  const before = await storedFiles()
  for (const [name, form, expected] of cases) {
    const answer = await recorder.post(path, form)
    t.equal(refusal(answer), expected, name)
    if (/required$|first$|unexpected-part$/.test(expected) && name !== 'a member too few') {
      t.equal(answer.body['detail'], shape, name)
    }
    if (/syntax$/.test(expected)) t.equal(answer.body['detail'], 'The metadata is not valid JSON.')
  }
  const cut = new Form([metadata, bytes])
  const answer = await world.app.inject({
    method: 'POST',
    url: path,
    headers: {
      authorization: `Bearer ${recorder.token}`,
      'content-type': cut.type,
      'idempotency-key': `"${randomUUID()}"`,
    },
    payload: cut.bytes.subarray(0, -20),
  })
  t.equal(answer.statusCode, 400, `cut short: ${answer.payload}`)
  t.equal(answer.json().detail, shape)
  t.strictSame(await storedFiles(), before)
})

t.test('D-F5: of a form that is refused after its file, nothing is left once it is answered', async t => {
  const { violation } = await stories.reach('draft')
  const path = `${violation}/evidence`
  const before = await storedFiles()
  const wrong = `sha-256=:${Buffer.alloc(32).toString('base64')}:`
  const post = (bytes: string, headers: Record<string, string>, cut: number) => {
    const form = evidenceForm(evidenceSaid, file(bytes))
    return world.app.inject({
      method: 'POST',
      url: path,
      headers: {
        authorization: `Bearer ${recorder.token}`,
        'content-type': form.type,
        'idempotency-key': `"${randomUUID()}"`,
        ...headers,
      },
      payload: form.bytes.subarray(0, form.bytes.length - cut),
    })
  }
  for (let round = 0; round < 4; round++) {
    for (const size of [10, 200_000]) {
      const another = await post(randomUUID().padEnd(size), { 'content-digest': wrong }, 0)
      t.equal(another.json().code, 'digest-mismatch')
      t.strictSame(await storedFiles(), before)
      const open = await post(randomUUID().padEnd(size), {}, 4)
      t.strictSame(open.json().errors, [{ pointer: '', code: 'multipart' }])
      t.strictSame(await storedFiles(), before)
    }
  }
})

t.test('D-F3: a file name never becomes a path or a header', async t => {
  const { violation } = await stories.reach('draft')
  const names: [string, string | null][] = [
    ['../../x', 'x'],
    ['..\\\\..\\\\boot.ini', 'boot.ini'],
    ['/etc/passwd', 'passwd'],
    ['..', null],
    ['a\u202Etxt.txt', 'atxt.txt'],
    ['CON', 'CON'],
    ['-rf', '-rf'],
    [`${'n'.repeat(300)}.txt`, 'n'.repeat(255)],
    ['catatan rapat.txt', 'catatan rapat.txt'],
  ]
  const before = await readdir(world.kept.folder)
  for (const [fileName, kept] of names) {
    const bytes = `file named ${fileName}`
    const answer = await recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file(bytes, { fileName })))
    t.equal(answer.status, 201, answer.text)
    t.equal(answer.body.fileName, kept, JSON.stringify(fileName))
    const item = answer.headers['location'] ?? ''
    await stories.inspected(item)
    const got = await recorder.get(`${item}/content`)
    t.equal(got.text, bytes)
    t.match(got.headers['content-disposition'], /^attachment; filename[=*][ -~]+$/)
    t.notMatch(got.headers['content-disposition'] ?? '', /[/\\]\.\./)
  }
  t.strictSame(await readdir(world.kept.folder), before)
})

t.test('D-F4: a file may be as large as the limit, and no byte larger', async t => {
  const { violation } = await stories.reach('draft')
  const send = (size: number) =>
    recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file(Buffer.alloc(size, 'a'))))
  t.equal((await send(maxBytes - 1)).status, 201)
  t.equal((await send(maxBytes)).status, 201)
  const before = await storedFiles()
  for (const size of [maxBytes + 1, 2 * maxBytes]) {
    const answer = await send(size)
    t.equal(refusal(answer), '413 content-too-large')
    t.equal(answer.body['detail'], `A file has at most ${maxBytes} bytes.`)
  }
  t.strictSame(await storedFiles(), before)
})

/** Sends a head and so much of a body over a real socket; resolves with what came back until the end. */
function overSocket(head: readonly string[], pieces: readonly (string | Buffer)[], { destroyAfter = false } = {}) {
  return new Promise<string>(resolve => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${head.join('\r\n')}\r\n\r\n`)
      for (const piece of pieces) socket.write(piece)
      if (destroyAfter) setTimeout(() => socket.destroy(), Math.random() * 4)
    })
    socket.setEncoding('latin1').on('data', data => {
      received += data
      if (/\r\n\r\n\{[\s\S]*\}$/.test(received)) socket.end()
    })
    socket.on('error', () => {}).on('close', () => resolve(received))
  })
}

function headOf(path: string, form: Form, more: readonly string[]): string[] {
  return [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${recorder.token}`,
    `Content-Type: ${form.type}`,
    `Idempotency-Key: "${randomUUID()}"`,
    ...more,
  ]
}

t.test('D-F4: what is announced as too large is refused before it is sent', async t => {
  const { violation } = await stories.reach('draft')
  const form = evidenceForm(evidenceSaid, file())
  const head = headOf(`${violation}/evidence`, form, [`Content-Length: ${2 ** 40}`, 'Expect: 100-continue'])
  const answer = await overSocket(head, [])
  t.match(answer, /^HTTP\/1.1 413 /)
  t.notMatch(answer, /100 Continue/)
  t.match(answer, /connection: close/i)
})

t.test('D-F4: a body without a length is cut off at the limit, and a lying length is found out', async t => {
  const { violation } = await stories.reach('draft')
  const before = await storedFiles()
  const form = evidenceForm(evidenceSaid, file(Buffer.alloc(2 * maxBytes, 'b')))
  const chunked = [`${form.bytes.length.toString(16)}\r\n`, form.bytes, '\r\n0\r\n\r\n']
  const answer = await overSocket(headOf(`${violation}/evidence`, form, ['Transfer-Encoding: chunked']), chunked)
  t.match(answer, /^HTTP\/1.1 413 /)

  const small = evidenceForm(evidenceSaid, file())
  const short = headOf(`${violation}/evidence`, small, [
    `Content-Length: ${small.bytes.length - 30}`,
    'Connection: close',
  ])
  t.match(await overSocket(short, [small.bytes]), /^HTTP\/1.1 400 /)
  await until(async () => JSON.stringify(await storedFiles()) === JSON.stringify(before))
})

t.test('D-F4: uploads that break off, however often, leave nothing behind', async t => {
  const { violation } = await stories.reach('draft')
  const before = { files: await storedFiles(), items: await world.count('evidence_items') }
  const form = evidenceForm(evidenceSaid, file(Buffer.alloc(maxBytes - 1, 'c')))
  const head = headOf(`${violation}/evidence`, form, [`Content-Length: ${form.bytes.length}`])
  const breakOff = () => {
    const sent = form.bytes.subarray(0, Math.floor(Math.random() * (form.bytes.length - 1)))
    return overSocket(head, [sent], { destroyAfter: true })
  }
  for (let round = 0; round < timesOver(40); round++) await Promise.all(Array.from({ length: 25 }, breakOff))
  await until(async () => JSON.stringify(await storedFiles()) === JSON.stringify(before.files))
  t.equal(await world.count('evidence_items'), before.items)
})

t.test('one key adds one item, however often the request is repeated', async t => {
  const { violation } = await stories.reach('draft')
  const bytes = `once ${randomUUID()}`
  const key = randomUUID()
  const contents = await world.count('evidence_contents')
  const items = await world.count('evidence_items')
  const send = (by = recorder, content = bytes) =>
    by.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file(content)), { key })
  const answers = await Promise.all(Array.from({ length: 20 }, () => send()))
  const made = answers.filter(({ status }) => status === 201)
  t.ok(made.length > 0)
  t.strictSame(
    [...new Set(answers.map(({ status }) => status))].filter(status => status !== 201 && status !== 409),
    [],
  )
  t.equal(new Set(made.map(({ body }) => body.id)).size, 1)
  const again = await send()
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.equal(again.body.id, made[0]?.body.id)
  t.equal(refusal(await send(recorder, 'other bytes')), '422 idempotency-key-reused')
  t.equal(await world.count('evidence_items'), items + 1)
  t.equal((await send(otherRecorder)).status, 201, 'somebody else’s key is another key')
  t.equal(await world.count('evidence_contents'), contents + 1)
  await until(async () => (await storedObjects()).length === contents + 1)
  for (const more of [{ fileName: 'lain.txt' }, { type: 'text/csv' }]) {
    const answer = await recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file(bytes, more)), { key })
    t.equal(refusal(answer), '422 idempotency-key-reused', JSON.stringify(more))
  }
})

t.test('a stored answer is given again although nothing can be stored any more', async t => {
  const other = await buildTestApp(t, { evidence: { maxBytes } })
  const { violation } = await storiesOf(other).reach('draft')
  const key = randomUUID()
  const send = (key: string, bytes: string | Buffer = text) =>
    other.cast.recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file(bytes)), { key })
  const first = await send(key)
  t.equal(first.status, 201, first.text)
  await rm(other.kept.folder, { recursive: true })
  await writeFile(other.kept.folder, '')
  t.equal(refusal(await send(randomUUID())), '503 store-unavailable')

  const again = await send(key)
  t.equal(again.status, 201, again.text)
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.strictSame(again.body, first.body)
  t.equal(refusal(await send(key, 'other bytes')), '422 idempotency-key-reused')
  t.equal(refusal(await send(key, '')), '400 invalid-request /file empty')
  t.equal(refusal(await send(key, Buffer.alloc(maxBytes + 1))), '413 content-too-large')
})

t.test('refusals come in their order, before the file is read where they can', async t => {
  const { violation } = await stories.reach('draft')
  const form = () => evidenceForm(evidenceSaid, file())
  const absent = `/v1/violations/${randomUUID()}/evidence`
  t.equal(refusal(await recorder.post(absent, form())), '404 not-found')
  t.equal(refusal(await intake.post(`${violation}/evidence`, form())), '404 not-found', 'hidden equals absent')
  t.equal(refusal(await referrer.post(`${violation}/evidence`, form())), '403 role-required R-ACC-01')
  t.equal(refusal(await recorder.post(`${violation}/evidence`, form(), { key: null })), '400 idempotency-key-missing')
  const plain = await recorder.post(`${violation}/evidence`, 'x', { headers: { 'content-type': 'text/plain' } })
  t.equal(refusal(plain), '415 unsupported-media-type')
  const noBoundary = await recorder.post(`${violation}/evidence`, 'x', {
    headers: { 'content-type': 'multipart/form-data' },
  })
  t.equal(refusal(noBoundary), '400 invalid-request header/content-type boundary')
})

t.test('R-EVI-17: the evidence of an agency takes no more room than its quota', async t => {
  const { violation } = await stories.reach('draft')
  let answer = await recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file()))
  for (let round = 0; answer.status === 201 && round < 60; round++) {
    const bytes = Buffer.alloc(maxBytes, `${round} ${randomUUID()}`)
    answer = await recorder.post(`${violation}/evidence`, evidenceForm(evidenceSaid, file(bytes)))
  }
  t.equal(refusal(answer), '409 quota-exhausted R-EVI-17')
  const [usage] = await world.sql`select bytes from evidence_usage where agency = 'kominfo'`
  const [sum] = await world.sql`select sum(size) as bytes from evidence_contents where owner = 'kominfo'`
  t.equal(usage?.['bytes'], sum?.['bytes'], 'what is counted is what is there')
  t.ok(Number(usage?.['bytes']) <= 8 * 1024 * 1024)
})

t.end()
