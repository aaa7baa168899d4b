import { createHash, randomBytes } from 'node:crypto'
import t from 'tap'
import { DatabaseUnavailable } from '../../src/db/database-errors.ts'
import { noteLooseObject } from '../../src/db/evidence-jobs.ts'
import { beginUpload, readUpload } from '../../src/db/uploads.ts'
import type { PersonId } from '../../src/domain/agencies.ts'
import type { UploadId } from '../../src/domain/ids.ts'
import { type Append, appendToUpload, BeyondLength } from '../../src/uploads/append-to-upload.ts'
import { discardUpload, openFinishedUpload, type Uploads } from '../../src/uploads/uploads.ts'
import { ContentDamaged, DigestMismatch } from '../../src/vault/vault.ts'
import { kasn, kominfo, openDesk } from '../db/desk.ts'

const desk = await openDesk(t)
const { pools, admin } = desk
const holder = { agency: kominfo, person: crypto.randomUUID() as PersonId }

/** A vault without encryption, where one can see what is kept. */
function openVault() {
  const kept = new Map<string, Buffer>()
  const vault: Uploads['vault'] = {
    async takeIn(source, { expected }) {
      const pieces: Uint8Array[] = []
      for await (const piece of source) pieces.push(piece)
      const bytes = Buffer.concat(pieces)
      const object = randomBytes(8).toString('hex')
      const digest = createHash('sha256').update(bytes).digest('hex')
      if (expected?.sha256 && Buffer.from(expected.sha256).toString('hex') !== digest)
        throw new DigestMismatch('another')
      await noteLooseObject(pools, object)
      kept.set(object, bytes)
      return { digest, size: bytes.length, object, keyId: 'k', wrappedKey: 'w' }
    },
    async *open({ object }) {
      yield kept.get(object) ?? Buffer.alloc(0)
    },
    async discard({ object }) {
      kept.delete(object)
    },
  }
  return { kept, uploads: { pools, vault } }
}

const room = { most: 100, quota: 1000 }

async function begin(length: number): Promise<UploadId> {
  const id = crypto.randomUUID() as UploadId
  await beginUpload(pools, holder, { id, length, metadata: '' }, room)
  return id
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}
async function* broken(...texts: string[]): AsyncGenerator<Uint8Array> {
  yield* pieces(...texts)
  throw new Error('the line is dead')
}

async function received(id: UploadId): Promise<number | undefined> {
  return (await readUpload(pools, holder, id))?.received
}

/** The refusal that an error carries. */
const refused = (refusal: string) => ({ refusal }) as unknown as Error

const whole = (missing: number, sha256?: Buffer): Append => ({ offset: 0, missing, sha256 })
const limits = { bytes: 4, ms: 60_000 }

t.test('a body is kept in parts, each no larger than a part may be', async t => {
  const { kept, uploads } = openVault()
  const id = await begin(10)
  const { offset } = await appendToUpload(uploads, holder, id, whole(10), pieces('ab', '', 'cdefg', 'h', 'ij'), limits)
  t.equal(offset, 10)
  t.strictSame([...kept.values()].map(String), ['abcd', 'efgh', 'ij'])
  const finished = await openFinishedUpload(uploads, holder, id)
  if (finished === undefined || finished === 'unfinished') throw new Error(`${finished}`)
  for (const _ of [1, 2]) {
    const read: Uint8Array[] = []
    for await (const piece of finished.open()) read.push(piece)
    t.equal(Buffer.concat(read).toString(), 'abcdefghij', 'as often as it is opened')
  }
  t.match(finished, { size: 10, mediaType: 'application/octet-stream', fileName: null })
})

t.test('each part is recorded before the next one is begun', async t => {
  const { uploads } = openVault()
  const id = await begin(10)
  const seen: (number | undefined)[] = []
  async function* watched(): AsyncGenerator<Uint8Array> {
    for (const letter of 'abcdefghij') {
      seen.push(await received(id))
      yield Buffer.from(letter)
    }
  }
  await appendToUpload(uploads, holder, id, whole(10), watched(), limits)
  t.strictSame(seen, [0, 0, 0, 0, 4, 4, 4, 4, 8, 8])
})

t.test('a slow body is recorded although its part is not full', async t => {
  const { kept, uploads } = openVault()
  const id = await begin(4)
  async function* slow(): AsyncGenerator<Uint8Array> {
    for (const letter of 'abcd') {
      const arrivesAt = performance.now() + 20
      while (performance.now() < arrivesAt) await new Promise(setImmediate)
      yield Buffer.from(letter)
    }
  }
  await appendToUpload(uploads, holder, id, whole(4), slow(), { bytes: 1000, ms: 5 })
  t.ok(kept.size > 1)
  t.equal([...kept.values()].join(''), 'abcd')
})

t.test('of a body that breaks off everything is kept, and the fault is told', async t => {
  const { kept, uploads } = openVault()
  const id = await begin(10)
  await t.rejects(appendToUpload(uploads, holder, id, whole(10), broken('abcde', 'f'), limits), /the line is dead/)
  t.equal(await received(id), 6)
  t.strictSame([...kept.values()].map(String), ['abcd', 'ef'])
  await t.rejects(appendToUpload(uploads, holder, id, { offset: 6, missing: 4 }, broken(), limits), /the line is dead/)
  t.equal(await received(id), 6)
  t.equal((await appendToUpload(uploads, holder, id, { offset: 6, missing: 4 }, pieces('ghij'), limits)).offset, 10)
})

t.test('with a checksum nothing is kept of a body that breaks off or is another, and all of the right one', async t => {
  const { kept, uploads } = openVault()
  const id = await begin(10)
  const sha256 = createHash('sha256').update('abcd').digest()
  const append = (body: AsyncIterable<Uint8Array>, digest = sha256) =>
    appendToUpload(uploads, holder, id, whole(10, digest), body, limits)
  await t.rejects(append(broken('ab', 'c')), /is dead/)
  await t.rejects(append(pieces('abcD')), DigestMismatch)
  await t.rejects(append(pieces()), DigestMismatch)
  await t.rejects(append(pieces('abc', 'de')), BeyondLength, 'it has to fit into one part')
  t.equal(await received(id), 0)
  t.equal(kept.size, 0)
  await append(pieces('ab', 'cd'))
  t.equal(await received(id), 4)
  const more = { offset: 4, missing: 6, sha256: createHash('sha256').digest() }
  t.equal((await appendToUpload(uploads, holder, id, more, pieces(), limits)).offset, 4, 'nothing has a digest too')
})

t.test('bytes beyond the length are refused, and with them the part they are in', async t => {
  const { kept, uploads } = openVault()
  const id = await begin(6)
  await t.rejects(appendToUpload(uploads, holder, id, whole(6), pieces('abcd', 'ef', 'g'), limits), BeyondLength)
  t.equal(await received(id), 4)
  t.strictSame([...kept.values()].map(String), ['abcd'])
})

t.test('a body that is refused is let go', async t => {
  const { uploads } = openVault()
  const id = await begin(2)
  let ended = false
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces('abc', 'def')
    } finally {
      ended = true
    }
  }
  await t.rejects(appendToUpload(uploads, holder, id, whole(2), body(), limits), BeyondLength)
  t.ok(ended)
})

t.test('who comes second at an offset keeps nothing', async t => {
  const { kept, uploads } = openVault()
  const id = await begin(4)
  await appendToUpload(uploads, holder, id, whole(4), pieces('ab'), limits)
  await t.rejects(appendToUpload(uploads, holder, id, whole(4), pieces('xyzw'), limits), refused('another-offset'))
  t.strictSame([...kept.values()].map(String), ['ab'])
})

t.test('nobody adds to the upload of another person or agency, to an expired or an ended one', async t => {
  const { kept, uploads } = openVault()
  const id = await begin(4)
  for (const other of [
    { agency: kominfo, person: crypto.randomUUID() as PersonId },
    { agency: kasn, person: holder.person },
  ]) {
    await t.rejects(appendToUpload(uploads, other, id, whole(4), pieces('ab'), limits), refused('no-such-upload'))
    t.equal(await openFinishedUpload(uploads, other, id), undefined)
  }
  await admin`update uploads set expires_at = app_now() where id = ${id}`
  await t.rejects(appendToUpload(uploads, holder, id, whole(4), pieces('ab'), limits), refused('expired'))
  t.equal(await openFinishedUpload(uploads, holder, id), undefined)
  await discardUpload(uploads, holder, id)
  await t.rejects(appendToUpload(uploads, holder, id, whole(4), pieces('ab'), limits), refused('no-such-upload'))
  t.equal(kept.size, 0)
})

t.test('nobody begins an upload without the mandate to record', async t => {
  const id = crypto.randomUUID() as UploadId
  const begun = beginUpload(pools, { ...holder, agency: kasn }, { id, length: 1, metadata: '' }, room)
  await t.rejects(begun, refused('not-yours-to-do'))
})

t.test('what uploads announce counts against the room of their agency', async t => {
  const other = { agency: kominfo, person: crypto.randomUUID() as PersonId }
  const upload = (length: number) => ({ id: crypto.randomUUID() as UploadId, length, metadata: '' })
  const [row] = await admin`select sum(length)::int as taken from uploads`
  const quota = Number(row?.['taken']) + 10
  await beginUpload(pools, other, upload(6), { most: 100, quota })
  await t.rejects(beginUpload(pools, other, upload(5), { most: 100, quota }), refused('no-room'))
  await beginUpload(pools, other, upload(4), { most: 100, quota })
})

t.test('an object that the sweep may already be taking away becomes no part', async t => {
  const { uploads } = openVault()
  const id = await begin(4)
  const swept: Uploads['vault'] = {
    ...uploads.vault,
    async takeIn(source, options) {
      const part = await uploads.vault.takeIn(source, options)
      await admin`delete from evidence_loose_objects where object = ${part.object}`
      return part
    },
  }
  await t.rejects(appendToUpload({ pools, vault: swept }, holder, id, whole(4), pieces('abcd'), limits), {
    name: 'ObjectSwept',
  })
  t.equal(await received(id), 0)
})

t.test('when it is unknown whether a part was recorded, its bytes stay', async t => {
  const { kept, uploads } = openVault()
  const id = await begin(4)
  const lost: Uploads['pools'] = {
    ...pools,
    async run(agency, name, statement) {
      await pools.run(agency, name, statement)
      throw new DatabaseUnavailable(name)
    },
  }
  await t.rejects(
    appendToUpload({ ...uploads, pools: lost }, holder, id, whole(4), pieces('abcd'), limits),
    DatabaseUnavailable,
  )
  t.equal(await received(id), 4)
  t.equal([...kept.values()].join(''), 'abcd')
})

t.test('an upload that ends while it is handed over is never read as fewer bytes', async t => {
  const { uploads } = openVault()
  const id = await begin(2)
  await appendToUpload(uploads, holder, id, whole(2), pieces('ab'), limits)
  const ending: Uploads['pools'] = {
    ...pools,
    async run(agency, name, statement) {
      const held = await pools.run(agency, name, statement)
      if (name === 'hold_upload') await discardUpload(uploads, holder, id)
      return held
    },
  }
  const finished = await openFinishedUpload({ ...uploads, pools: ending }, holder, id)
  if (finished === undefined || finished === 'unfinished') throw new Error(`${finished}`)
  await t.rejects(async () => {
    for await (const _ of finished.open());
  }, ContentDamaged)
})

t.test('an upload that is read into a case does not expire meanwhile', async t => {
  const { uploads } = openVault()
  const id = await begin(2)
  await appendToUpload(uploads, holder, id, whole(2), pieces('ab'), limits)
  await admin`update uploads set expires_at = app_now() + interval '1 minute' where id = ${id}`
  await openFinishedUpload(uploads, holder, id)
  const [row] = await admin`select expires_at > app_now() + interval '23 hours' as held from uploads where id = ${id}`
  t.ok(row?.['held'])
})

t.end()
