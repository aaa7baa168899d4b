import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { sweepStore } from '../../src/acts/sweep-store.ts'
import { forgetExpiredUploads } from '../../src/db/uploads.ts'
import type { PersonId } from '../../src/domain/agencies.ts'
import type { UploadId } from '../../src/domain/ids.ts'
import { problems } from '../../src/problems.ts'
import { discardUpload, openFinishedUpload } from '../../src/uploads/uploads.ts'
import { kominfo } from '../db/desk.ts'
import { evidenceSaid, storiesOf } from '../support/stories.ts'
import { buildTestApp, type Client, refusal, type TestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const world = await buildTestApp(t)
const { recorder, otherRecorder, referrer, intake } = world.cast
const { office: uploads, store } = world.kept
await world.app.listen({ host: '127.0.0.1', port: 0 })
const { port } = world.app.server.address() as AddressInfo

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const tus = { 'tus-resumable': '1.0.0' }
const octets = { ...tus, 'content-type': 'application/offset+octet-stream' }
const metadata = `filename ${Buffer.from('rapat.mp4').toString('base64')},filetype ${Buffer.from('video/mp4').toString('base64')}`

function begin(length: number | string, headers: Record<string, string> = {}, client: Client = recorder) {
  return client.send('POST', '/v1/uploads', undefined, {
    key: null,
    headers: { ...tus, 'upload-length': String(length), ...headers },
  })
}
async function begun(length: number, client: Client = recorder): Promise<string> {
  const { headers, text } = await begin(length, { 'upload-metadata': metadata }, client)
  if (headers['location'] === undefined) throw new Error(text)
  return headers['location']
}
function append(path: string, offset: number | string, body: string, headers = {}, client: Client = recorder) {
  return client.send('PATCH', path, body, { headers: { ...octets, 'upload-offset': String(offset), ...headers } })
}
function head(path: string, client: Client = recorder) {
  return client.send('HEAD', path, undefined, { headers: tus })
}
function end(path: string, client: Client = recorder) {
  return client.send('DELETE', path, undefined, { headers: tus })
}
/** Of a HEAD only the status is left of a refusal. */
const absent = '404 not-found'

async function stored(): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of store.list()) names.push(name)
  return names
}
async function bytesOf(path: string): Promise<string> {
  const id = (path.split('/').at(-1) ?? '') as UploadId
  const [row] = await world.sql<[{ person: PersonId }]>`select person from uploads where id = ${id}`
  const upload = await openFinishedUpload(uploads, { agency: kominfo, person: row.person }, id)
  if (upload === undefined || upload === 'unfinished') return `${upload}`
  const pieces: Uint8Array[] = []
  for await (const piece of upload.open()) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

t.test('what uploads can do is told without beginning one', async t => {
  const { status, headers } = await recorder.send('OPTIONS', '/v1/uploads')
  t.equal(status, 204)
  t.match(headers, {
    'tus-version': '1.0.0',
    'tus-resumable': '1.0.0',
    'tus-extension': 'creation,expiration,termination,checksum',
    'tus-max-size': String(64 * 1024 * 1024),
    'tus-checksum-algorithm': 'sha256',
  })
})

t.test('an upload is begun, sent in pieces, and asked about', async t => {
  const answer = await begin(10, { 'upload-metadata': metadata })
  t.equal(answer.status, 201)
  t.match(answer.headers, { location: /^\/v1\/uploads\/[0-9a-f-]{36}$/, 'tus-resumable': '1.0.0' })
  const inADay = Date.parse(answer.headers['upload-expires'] ?? '') - Date.now()
  t.ok(Math.abs(inADay - 24 * 60 * 60 * 1000) < 60_000)

  const path = answer.headers['location'] ?? ''
  t.equal((await head(path)).headers['upload-offset'], '0')
  t.match(await append(path, 0, 'hello'), { status: 204, headers: { 'upload-offset': '5' } })
  t.match(await head(path), {
    status: 200,
    headers: { 'upload-offset': '5', 'upload-length': '10', 'upload-metadata': metadata, 'cache-control': 'no-store' },
  })
  t.equal(await bytesOf(path), 'unfinished')
  t.match(await append(path, 5, ''), { status: 204, headers: { 'upload-offset': '5' } }, 'nothing adds nothing')
  t.match(await append(path, 5, 'world'), { status: 204, headers: { 'upload-offset': '10' } })
  t.equal(await bytesOf(path), 'helloworld')
  t.match(await append(path, 10, ''), { status: 204, headers: { 'upload-offset': '10' } })
  t.equal(refusal(await append(path, 10, 'more')), '413 content-too-large')
})

t.test('no answer lets a page of another origin in', async t => {
  const origin = { origin: 'https://elsewhere.example' }
  for (const answer of [
    await recorder.send('OPTIONS', '/v1/uploads', undefined, { headers: origin }),
    await begin(1, origin),
  ]) {
    t.strictSame(
      Object.keys(answer.headers).filter(name => name.startsWith('access-control-')),
      [],
    )
  }
})

t.test('bytes go on only where they end', async t => {
  const path = await begun(10)
  await append(path, 0, 'hello')
  for (const offset of [0, 4, 6, 10, 11, 9_999_999]) {
    const answer = await append(path, offset, 'world')
    t.equal(refusal(answer), '409 upload-offset-conflict', `${offset}`)
    t.equal(answer.body['detail'], 'It continues at 5.')
  }
  t.equal((await head(path)).headers['upload-offset'], '5')
})

t.test('of two who send at the same offset one wins, and nothing of the other is kept', async t => {
  for (let round = 0; round < 8; round++) {
    const path = await begun(400_000)
    const before = (await stored()).length
    const bodies = ['a', 'b', 'c'].map(letter => letter.repeat(400_000))
    const answers = await Promise.all(bodies.map(body => append(path, 0, body)))
    t.strictSame(answers.map(({ status }) => status).sort(), [204, 409, 409])
    const winner = answers.findIndex(({ status }) => status === 204)
    t.equal(await bytesOf(path), bodies[winner])
    t.equal((await stored()).length, before + 1)
  }
})

t.test('with a checksum bytes are kept as a whole or not at all', async t => {
  const path = await begun(10)
  const before = await stored()
  const checksum = (algorithm: string, text: string) => ({
    'upload-checksum': `${algorithm} ${createHash(algorithm).update(text).digest('base64')}`,
  })
  t.equal(refusal(await append(path, 0, 'hello', checksum('sha256', 'jello'))), '460 checksum-mismatch')
  t.equal((await head(path)).headers['upload-offset'], '0')
  t.strictSame(await stored(), before)
  t.equal((await append(path, 0, 'hello', checksum('sha256', 'hello'))).status, 204)
  t.equal((await append(path, 5, 'world', checksum('sha256', 'world'))).status, 204)
  t.equal(await bytesOf(path), 'helloworld')
})

t.test('a checksum that proves little is refused, and so is one that is none', async t => {
  const path = await begun(10)
  const of = (algorithm: string) => createHash(algorithm).update('hello').digest('base64')
  const wrong: [string, string][] = [
    [`md5 ${of('md5')}`, 'algorithm'],
    [`sha1 ${of('sha1')}`, 'algorithm'],
    [`crc32 AAAAAA==`, 'algorithm'],
    [`sha256 ${of('md5')}`, 'length'],
    ['sha256', 'pattern'],
    ['sha256  x', 'pattern'],
    ['SHA256 AAAA', 'pattern'],
  ]
  for (const [header, code] of wrong) {
    const answer = await append(path, 0, 'hello', { 'upload-checksum': header })
    t.equal(refusal(answer), `400 invalid-request header/upload-checksum ${code}`, header)
  }
  t.equal((await head(path)).headers['upload-offset'], '0')
})

t.test('an upload is there for the person who began it and for nobody else', async t => {
  const path = await begun(10)
  const nowhere = `/v1/uploads/${randomUUID()}`
  const foreign = await world.as('bkn', 'compliance-officer')
  for (const act of [
    (client: Client, at: string) => append(at, 0, 'hello', {}, client),
    (client: Client, at: string) => end(at, client),
  ]) {
    const hidden = await act(otherRecorder, path)
    const missing = await act(otherRecorder, nowhere)
    t.equal(refusal(hidden), absent)
    const substance = ({ requestId: _, instance: __, ...body }: typeof hidden.body) => body
    t.strictSame(substance(hidden.body), substance(missing.body), 'hidden and absent are told alike')
    for (const client of [referrer, intake, foreign]) {
      for (const at of [path, nowhere]) t.match(refusal(await act(client, at)), /^403 role-required/, client.agency)
    }
    t.equal((await act(world.withAuthorization(undefined), path)).status, 401)
  }
  t.equal((await head(path, otherRecorder)).status, 404)
  t.equal((await head(path)).headers['upload-offset'], '0')
  for (const client of [referrer, intake, foreign]) t.equal((await begin(10, {}, client)).status, 403)
})

t.test('the version of tus is looked at first', async t => {
  const path = await begun(10)
  for (const version of [undefined, '0.2.2', '1.0', '1.0.0, 2.0.0', '']) {
    const headers = { ...(version !== undefined && { 'tus-resumable': version }), 'upload-length': 'x' }
    for (const [method, at] of [
      ['POST', '/v1/uploads'],
      ['PATCH', path],
      ['DELETE', path],
    ] as const) {
      const body = method === 'PATCH' ? 'x' : undefined
      const type = { 'content-type': 'application/offset+octet-stream' }
      const answer = await recorder.send(method, at, body, {
        key: null,
        headers: { ...(body !== undefined && type), ...headers },
      })
      t.equal(refusal(answer), '412 tus-version-unsupported', `${method} ${version}`)
      t.equal(answer.headers['tus-version'], '1.0.0')
    }
  }
})

t.test('what cannot be an upload is refused before a byte is read', async t => {
  const max = 64 * 1024 * 1024
  t.equal((await begin(max)).status, 201)
  t.equal(refusal(await begin(max + 1)), '413 content-too-large')
  t.equal(refusal(await begin('9999999999999999')), '413 content-too-large')
  for (const length of ['0', '-1', '1e3', '0x10', '01', '1.5', '', '12345678901234567', 'many']) {
    t.match(refusal(await begin(length)), /^400 invalid-request header\/upload-length/, length)
  }
  const without = await recorder.send('POST', '/v1/uploads', undefined, { key: null, headers: tus })
  t.equal(refusal(without), '400 invalid-request header/upload-length required')
  const deferred = { ...tus, 'upload-defer-length': '1' }
  t.equal(
    refusal(await recorder.send('POST', '/v1/uploads', undefined, { key: null, headers: deferred })),
    '400 invalid-request header/upload-defer-length unsupported',
  )
  t.match(refusal(await begin(1, { 'upload-concat': 'partial' })), /header\/upload-concat unsupported/)
  t.match(refusal(await begin(1, { 'x-http-method-override': 'DELETE' })), /x-http-method-override unsupported/)
})

t.test('a file name is a name and nothing else', async t => {
  const named = (name: string | Buffer) =>
    begin(1, { 'upload-metadata': `filename ${Buffer.from(name).toString('base64')}` })
  for (const name of ['rapat terbuka.mp4', 'Räpat 会议.MP4', '.hidden', '-dash', 'CON', 'x'.repeat(255)]) {
    t.equal((await named(name)).status, 201, name)
  }
  const wrong: (string | Buffer)[] = [
    '../../x',
    'a/b',
    'a\\b',
    '..',
    ' ',
    'a\0b',
    'a\r\nb',
    'x'.repeat(256),
    'a\u202egpj.exe',
    'a\u2028b',
  ]
  for (const name of wrong) {
    t.equal(refusal(await named(name)), '400 invalid-request header/upload-metadata file-name', escape(String(name)))
  }
  t.match(refusal(await named(Buffer.from([0xff, 0xfe]))), /utf-8$/)
  const pairs: Record<string, string> = {
    'filename eA==,filename eA==': 'pattern',
    'filename eA== eA==': 'pattern',
    'owner eA==': 'unknown-key',
    'filename e': 'base64',
    'filename ****': 'base64',
    [`filetype ${Buffer.from('no type').toString('base64')}`]: 'media-type',
    [`filename ${'A'.repeat(2000)}`]: 'max-length',
  }
  for (const [header, code] of Object.entries(pairs)) {
    t.match(
      refusal(await begin(1, { 'upload-metadata': header })),
      new RegExp(`header/upload-metadata ${code}$`),
      header,
    )
  }
})

t.test('a body of another media type is not read', async t => {
  const path = await begun(10)
  for (const type of ['application/octet-stream', 'application/json', 'application/offset+octet-streams', '']) {
    const answer = await append(path, 0, 'hello', { 'content-type': type })
    t.equal(refusal(answer), '415 unsupported-media-type', type)
    t.match(answer.headers, { 'accept-patch': 'application/offset+octet-stream', 'tus-resumable': '1.0.0' })
  }
})

t.test('a body that is longer than what is missing is refused, announced or not', async t => {
  const path = await begun(10)
  const before = await stored()
  t.equal(refusal(await append(path, 0, 'x'.repeat(11))), '413 content-too-large')

  const answer = new Promise<number | undefined>(resolve => {
    const sending = request({
      port,
      method: 'PATCH',
      path,
      headers: { ...octets, 'upload-offset': '0', authorization: `Bearer ${recorder.token}` },
    })
    sending.on('response', response => resolve(response.resume().statusCode))
    sending.write('x'.repeat(8))
    sending.end('x'.repeat(8))
  })
  t.equal(await answer, 413)
  t.equal((await head(path)).headers['upload-offset'], '0')
  t.strictSame(await stored(), before)
})

t.test('what has arrived when a connection breaks off is kept', async t => {
  const length = 2_000_000
  const path = await begun(length)
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const headers = { host: 'x', authorization: `Bearer ${recorder.token}`, ...octets, 'upload-offset': 0 }
  const lines = Object.entries({ ...headers, 'content-length': length }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`PATCH ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  socket.end(Buffer.alloc(length / 2, 'x'))
  const offset = await until(async () => Number((await head(path)).headers['upload-offset']))
  t.ok(offset > length / 4 && offset <= length / 2, `${offset}`)
  t.equal((await append(path, offset, 'y'.repeat(length - offset))).status, 204)
  t.equal(await bytesOf(path), 'x'.repeat(offset) + 'y'.repeat(length - offset))
})

t.test('of every problem that may end a body on its way is said that HEAD tells what was kept', async t => {
  const ending = ['request-timeout', 'upload-offset-conflict', 'store-unavailable', 'store-full'] as const
  for (const code of ending) t.match(problems[code].meaning, /\bHEAD tells\b/, code)
})

t.test('the offset that is told after a connection broke off is the last one', async t => {
  const length = 8_000_000
  const incoming = join(world.kept.folder, 'incoming')
  for (const leave of ['destroy', 'end', 'resetAndDestroy'] as const) {
    const path = await begun(length)
    const bytes = randomBytes(length / 2).toString('hex')
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    await once(socket, 'connect')
    const headers = { host: 'x', authorization: `Bearer ${recorder.token}`, ...octets, 'upload-offset': 0 }
    const lines = Object.entries({ ...headers, 'content-length': length }).map(pair => `${pair.join(': ')}\r\n`)
    socket.write(`PATCH ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
    await new Promise(written => socket.write(bytes.slice(0, length / 2), written))
    await until(async () => (await readdir(incoming)).length > 0)
    socket[leave]()

    const offset = Number((await head(path)).headers['upload-offset'])
    t.comment(`${leave}: ${offset}`)
    const appended = await append(path, offset, bytes.slice(offset))
    t.equal(appended.status, 204, `${leave}: ${appended.text}`)
    t.equal(sha256(await bytesOf(path)), sha256(bytes), leave)
  }
})

t.test('an upload that is given up is gone, and so are its bytes', async t => {
  const before = await stored()
  const path = await begun(10)
  await append(path, 0, 'hello')
  t.equal((await stored()).length, before.length + 1)
  t.equal((await end(path)).status, 204)
  t.strictSame(await stored(), before)
  t.equal((await head(path)).status, 404)
  t.equal(refusal(await append(path, 5, 'world')), absent)
  t.equal(refusal(await end(path)), absent)
  const [{ count }] = await world.sql<[{ count: number }]>`
    select count(*)::int from uploads join upload_parts on upload_id = id where id = ${path.split('/').at(-1) ?? ''}`
  t.equal(count, 0)
})

t.test('an upload that is given up while bytes arrive leaves none', async t => {
  const before = await stored()
  for (let round = 0; round < 8; round++) {
    const path = await begun(300_000)
    const [appended, ended] = await Promise.all([append(path, 0, 'x'.repeat(300_000)), end(path)])
    t.equal(ended.status, 204)
    t.match(refusal(appended), /^(204|404 not-found)$/)
  }
  t.strictSame(await stored(), before)
})

/** The store's sweep, as if hours had passed. */
async function sweep({ kept }: TestApp): Promise<void> {
  await forgetExpiredUploads(kept.office.pools)
  await sweepStore(kept.office, kept.store, { looseMs: 0, brokenOffMs: 0 })
}

t.test('an upload on which nothing happens expires, and is swept with its bytes', async t => {
  const other = await buildTestApp(t)
  const client = other.cast.recorder
  const path = await begun(10, client)
  await append(path, 0, 'hello', {}, client)
  const alive = await begun(5, client)
  await append(alive, 0, 'alive', {}, client)
  await sweep(other)
  t.equal((await head(path, client)).headers['upload-offset'], '5')

  await other.sql`update uploads set expires_at = app_now() where length = 10`
  t.equal((await head(path, client)).status, 410)
  t.equal(refusal(await append(path, 5, 'world', {}, client)), '410 upload-expired')
  await sweep(other)
  t.equal((await head(path, client)).status, 404)
  t.equal((await head(alive, client)).headers['upload-offset'], '5')
  t.equal(await other.count('upload_parts'), 1)
  t.equal(await other.count('evidence_loose_objects'), 0)
  await end(alive, client)
  for await (const { name } of other.kept.store.list()) t.fail(`${name} is left`)
})

t.test('bytes that could not be taken away at once are taken away by the sweep', async t => {
  const path = await begun(5)
  await append(path, 0, 'hello')
  const id = (path.split('/').at(-1) ?? '') as UploadId
  const [{ person }] = await world.sql<[{ person: PersonId }]>`select person from uploads where id = ${id}`
  const broken = { ...uploads.vault, discard: () => Promise.reject(new Error('the store is away')) }
  const before = (await stored()).length
  t.ok(await discardUpload({ ...uploads, vault: broken }, { agency: kominfo, person }, id))
  t.equal((await head(path)).status, 404, 'it is gone for everybody')
  t.equal((await stored()).length, before)
  await sweep(world)
  t.equal((await stored()).length, before - 1)
})

t.test('the sweep leaves the bytes of uploads alone', async t => {
  const path = await begun(5)
  await append(path, 0, 'hello')
  await sweep(world)
  t.equal(await bytesOf(path), 'hello')
})

t.test('an upload larger than the room of its agency is not begun', async t => {
  const other = await buildTestApp(t, { evidence: { quotaBytes: 100 } })
  const client = other.cast.recorder
  await begun(60, client)
  t.equal(refusal(await begin(50, {}, client)), '409 quota-exhausted R-EVI-17')
  t.equal((await begin(40, {}, client)).status, 201)
})

t.test('a finished upload becomes evidence once', async t => {
  const { violation } = await storiesOf(world).reach('draft')
  const path = await begun(10)
  const evidence = { uploadId: path.split('/').at(-1), ...evidenceSaid }
  const add = (client: Client = recorder) => client.post(`${violation}/evidence`, evidence)
  await append(path, 0, 'hello')
  t.equal(refusal(await add()), '409 upload-not-finished R-EVI-18')
  await append(path, 5, 'world')
  t.equal(refusal(await add(otherRecorder)), '404 not-found /uploadId unknown')
  const added = await add()
  t.equal(added.status, 201, added.text)
  t.equal((await head(path)).status, 404)
  t.equal(refusal(await add()), '404 not-found /uploadId unknown')
})

t.test('a finished upload that was damaged in the store is told as one, and is gone', async t => {
  const { violation } = await storiesOf(world).reach('draft')
  const damage: Record<string, (object: string) => Promise<void>> = {
    'a byte is another': async object => {
      const file = join(world.kept.folder, 'objects', object.slice(0, 2), object)
      const bytes = await readFile(file)
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
      await writeFile(file, bytes)
    },
    'it is missing': object => store.remove(object),
  }
  for (const [name, harm] of Object.entries(damage)) {
    const path = await begun(10)
    await append(path, 0, 'hello')
    await append(path, 5, 'world')
    const uploadId = path.split('/').at(-1) ?? ''
    const [{ object }] = await world.sql<[{ object: string }]>`
      select object from upload_parts where upload_id = ${uploadId} order by number desc limit 1`
    await harm(object)
    const before = await stored()
    const add = () =>
      world.app.inject({
        method: 'POST',
        url: `${violation}/evidence`,
        headers: { authorization: `Bearer ${recorder.token}`, 'idempotency-key': `"${randomUUID()}"` },
        payload: { uploadId, ...evidenceSaid },
      })
    const answer = await add()
    t.equal(answer.statusCode, 410, name)
    t.match(answer.json(), {
      code: 'upload-expired',
      detail: 'What arrived was damaged in the store. Begin a new upload.',
      errors: [{ pointer: '/uploadId', code: 'damaged' }],
    })
    t.equal((await head(path)).status, 404, name)
    t.equal((await add()).statusCode, 404, name)
    t.ok((await stored()).length < before.length, 'its other parts are taken away')
  }
})

t.test('a person has at most 100 uploads at a time', async t => {
  const greedy = await world.as('kominfo', 'recorder', 'greedy')
  const answers = await Promise.all(Array.from({ length: 105 }, () => begin(1, {}, greedy)))
  t.equal(answers.filter(({ status }) => status === 201).length, 100)
  t.equal(answers.filter(answer => refusal(answer) === '409 too-many-uploads').length, 5)
  await end(answers.find(({ status }) => status === 201)?.headers['location'] ?? '', greedy)
  t.equal((await begin(1, {}, greedy)).status, 201)
})

t.test('whatever stands in the headers, the answer is a problem and no fault of ours', async () => {
  const path = await begun(10)
  const value = fc.oneof(
    fc.string({ unit: fc.constantFrom(...' !"#$%&()*+,-./0123456789:;<=>?@AZ[]^_`az{|}~é'), maxLength: 60 }),
    fc.nat().map(String),
    fc.base64String().map(text => `filename ${text}`),
    fc.base64String().map(text => `sha256 ${text}`),
  )
  const names = [
    'upload-length',
    'upload-offset',
    'upload-metadata',
    'upload-checksum',
    'content-type',
    'tus-resumable',
    'upload-defer-length',
  ]
  const headers = fc.dictionary(fc.constantFrom(...names), value, { minKeys: 1 })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('POST', 'PATCH', 'DELETE'),
      headers,
      fc.boolean(),
      async (method, sent, versioned) => {
        const target = method === 'POST' ? '/v1/uploads' : method === 'DELETE' ? `/v1/uploads/${randomUUID()}` : path
        const { status, body } = await recorder.send(method, target, method === 'PATCH' ? 'x'.repeat(20) : undefined, {
          key: null,
          headers: { ...(method === 'PATCH' ? octets : {}), ...sent, ...(versioned && tus) },
        })
        return (status >= 400 && status < 500 && typeof body.code === 'string') || (method === 'POST' && status === 201)
      },
    ),
    { numRuns: 400 },
  )
})

t.test('nothing of a file is in the log', async t => {
  const marker = `MARKER${randomBytes(4).toString('hex')}`
  const name = `filename ${Buffer.from(`${marker}.mp4`).toString('base64')}`
  const { headers } = await begin(5, { 'upload-metadata': name })
  await append(headers['location'] ?? '', 0, 'hello')
  await append(headers['location'] ?? '', 0, 'hello')
  t.notMatch(world.logLines.join(''), marker)
  t.notMatch(world.logLines.join(''), name)
  t.notMatch(world.logLines.join(''), headers['location'] ?? '')
})

t.end()
