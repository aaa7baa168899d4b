import { createHash, createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createDiskStore } from '../../src/vault/disk-store.ts'
import { createKeyRing, type KeyEncryptionKey } from '../../src/vault/key-ring.ts'
import { ObjectMissing, type ObjectStore, StoreUnavailable } from '../../src/vault/object-store.ts'
import {
  ContentDamaged,
  ContentTooLarge,
  createVault,
  DigestMismatch,
  KeyUnknown,
  type StoredContent,
} from '../../src/vault/vault.ts'
import { collect, contentOf, failingAt, hangingAfter, inPieces, KIB, listOf, MIB, outcomeOf } from './contents.ts'

const owner = 'kasn'
const addressKey = randomBytes(32)
const current: KeyEncryptionKey = { id: '2026-11', key: randomBytes(32) }
const sha = (algorithm: 'sha256' | 'sha512', content: Uint8Array) => createHash(algorithm).update(content).digest()

t.test('what is taken in is described by its digest and size, and comes back whole and in part', async t => {
  const { vault, store } = await openVault(t)
  for (const size of [0, 1, 256 * KIB, 256 * KIB + 1, 3 * MIB]) {
    const content = contentOf(size)
    const stored = await vault.takeIn(inPieces(content), { owner, maxBytes: size })
    t.strictSame([stored.digest, stored.size, stored.keyId], [sha('sha256', content).toString('hex'), size, '2026-11'])
    t.ok(content.equals(await collect(vault.open(stored))))
    t.equal(await vault.verify(stored), 'intact')
    if (size > 0) {
      const range = { start: size >> 1, end: size - 1 }
      t.ok(content.subarray(size >> 1).equals(await collect(vault.open(stored, range))))
    }
    await vault.discard(stored)
    t.equal(await vault.verify(stored), 'missing')
    await t.rejects(collect(vault.open(stored)), ObjectMissing)
  }
  t.strictSame(await listOf(store.list()), [])
})

t.test('what is stored shows nothing of the content, and its name nothing without the address key', async t => {
  const { vault, fileOf } = await openVault(t)
  const content = Buffer.from('the name of the reporter, '.repeat(1_000))
  const stored = await vault.takeIn(inPieces(content), { owner, maxBytes: MIB })
  t.notOk((await readFile(fileOf(stored))).includes('reporter'))
  t.notOk(stored.object.includes(stored.digest.slice(0, 8)))
  const address = createHmac('sha256', addressKey).update(`${owner}\0${stored.digest}`).digest('hex')
  t.match(stored.object, new RegExp(`^${address}\\.[0-9a-f]{16}$`))
})

t.test('the same bytes, of one owner or of two, are stored apart and under keys of their own', async t => {
  const { vault, store, fileOf } = await openVault(t)
  const content = contentOf(MIB)
  const takeIn = (by: string) => vault.takeIn(inPieces(content), { owner: by, maxBytes: MIB })
  const [one, other, third] = await Promise.all([takeIn(owner), takeIn(owner), takeIn('kpk')])
  const addressOf = ({ object }: StoredContent) => object.split('.')[0]
  t.equal(addressOf(one), addressOf(other))
  t.not(addressOf(one), addressOf(third))
  t.equal((await listOf(store.list())).length, 3)
  t.notOk((await readFile(fileOf(one))).equals(await readFile(fileOf(other))))

  await vault.discard(one)
  t.equal(await vault.verify(other), 'intact', 'whichever is not needed can go')
  await t.rejects(collect(vault.open({ ...other, wrappedKey: third.wrappedKey })), KeyUnknown)
})

t.test('bytes that are not those announced are not kept', async t => {
  const { vault, holdsNothing } = await openVault(t)
  const content = contentOf(600 * KIB)
  const [sha256, sha512] = [sha('sha256', content), sha('sha512', content)]
  const wrong = [
    { sha256: sha('sha256', contentOf(1)) },
    { sha512: sha('sha512', contentOf(1)) },
    { sha256, sha512: sha('sha512', contentOf(1)) },
    { sha256: sha('sha256', contentOf(1)), sha512 },
    { sha256: sha256.subarray(1) },
    { sha256: new Uint8Array() },
    { sha256: sha512 },
  ]
  for (const expected of wrong) {
    await t.rejects(vault.takeIn(inPieces(content), { owner, maxBytes: MIB, expected }), DigestMismatch)
  }
  await holdsNothing()
  for (const expected of [{}, { sha256 }, { sha512 }, { sha256, sha512 }]) {
    const stored = await vault.takeIn(inPieces(content), { owner, maxBytes: MIB, expected })
    t.equal(stored.digest, sha256.toString('hex'))
  }
})

t.test('more bytes than may be are not kept, and soon not even read', async t => {
  const { vault, holdsNothing } = await openVault(t)
  for (const [size, maxBytes] of [
    [1, 0],
    [11, 10],
    [MIB + 1, MIB],
  ] as const) {
    await t.rejects(vault.takeIn(inPieces(contentOf(size)), { owner, maxBytes }), ContentTooLarge)
  }
  let given = 0
  async function* endless() {
    for (;;) yield contentOf(64 * KIB, String(given++))
  }
  await t.rejects(vault.takeIn(endless(), { owner, maxBytes: MIB }), ContentTooLarge)
  t.ok(given <= 21, `${given} pieces of 64 KiB were read for a limit of 1 MiB`)
  await holdsNothing()
})

t.test('a sender that fails or leaves at any point leaves nothing', async t => {
  const { vault, holdsNothing } = await openVault(t)
  const content = contentOf(2 * MIB)
  for (let piece = 0; piece <= 32; piece++) {
    const error = new Error('the sender is gone')
    const taken = vault.takeIn(failingAt(piece, error, content, 64 * KIB), { owner, maxBytes: content.length })
    t.equal(await taken.catch(thrown => thrown), error)
  }
  const abort = new AbortController()
  setTimeout(() => abort.abort(), 30)
  const taken = vault.takeIn(hangingAfter(content), { owner, maxBytes: content.length, signal: abort.signal })
  await t.rejects(taken, { name: 'AbortError' })
  await holdsNothing()
})

t.test('damage is found before anything wrong is given out, and is told from loss', async t => {
  const { vault, fileOf } = await openVault(t)
  const content = contentOf(700 * KIB)
  const stored = await vault.takeIn(inPieces(content), { owner, maxBytes: MIB })
  const sealed = await readFile(fileOf(stored))
  const damages: Record<string, Buffer> = {
    'one byte': Buffer.from(sealed).fill((sealed[400_000] ?? 0) ^ 1, 400_000, 400_001),
    'the last byte is gone': sealed.subarray(0, -1),
    'a byte more': Buffer.concat([sealed, Buffer.alloc(1)]),
    'nothing is left': Buffer.alloc(0),
  }
  for (const [how, damaged] of Object.entries(damages)) {
    await writeFile(fileOf(stored), damaged)
    t.equal(await vault.verify(stored), 'damaged', how)
    const { given, ended } = await outcomeOf(vault.open(stored))
    t.ok(ended === 'ContentDamaged' && given.length < content.length, how)
    t.ok(content.subarray(0, given.length).equals(given), how)
  }
  await writeFile(fileOf(stored), sealed)
  t.equal(await vault.verify(stored), 'intact')
  t.equal(await vault.verify({ ...stored, digest: sha('sha256', contentOf(1)).toString('hex') }), 'damaged')
  for (const size of [0, 1, stored.size - 1, stored.size + 1, 256 * KIB]) {
    t.equal(await vault.verify({ ...stored, size }), 'damaged', `a record of ${size} bytes`)
  }
  await truncate(fileOf(stored), 300_000)
  await t.rejects(collect(vault.open(stored, { start: 400_000, end: 400_010 })), ContentDamaged)
  t.ok(content.subarray(5, 9).equals(await collect(vault.open(stored, { start: 5, end: 8 }))), 'what is sound is given')
})

t.test('a key that is not there, or another under its id, says nothing of the content', async t => {
  const { vault, store } = await openVault(t)
  const stored = await vault.takeIn(inPieces(contentOf(10)), { owner, maxBytes: 10 })
  for (const id of ['2027-01', current.id]) {
    const other = createVault({ store, keys: createKeyRing([{ id, key: randomBytes(32) }]), addressKey })
    await t.rejects(other.verify(stored), KeyUnknown)
    await t.rejects(collect(other.open(stored)), KeyUnknown)
    t.throws(() => other.rewrap(stored), KeyUnknown)
  }
})

t.test('under a new key a content stays readable, and nothing of it is rewritten', async t => {
  const { vault, store, fileOf } = await openVault(t)
  const content = contentOf(MIB)
  const stored = await vault.takeIn(inPieces(content), { owner, maxBytes: MIB })
  const sealed = await readFile(fileOf(stored))

  const next: KeyEncryptionKey = { id: '2027-11', key: randomBytes(32) }
  const both = createVault({ store, keys: createKeyRing([next, current]), addressKey })
  const rewrapped = { ...stored, ...both.rewrap(stored) }
  t.equal(rewrapped.keyId, '2027-11')
  const nextAlone = createVault({ store, keys: createKeyRing([next]), addressKey })
  t.ok(content.equals(await collect(nextAlone.open(rewrapped))))
  await t.rejects(collect(nextAlone.open(stored)), KeyUnknown)
  t.ok(sealed.equals(await readFile(fileOf(stored))))
})

t.test('a store that does not answer says nothing of the content', async t => {
  const { store } = await openVault(t)
  const silent: ObjectStore = {
    ...store,
    async *read(name) {
      for await (const piece of store.read(name)) yield piece.subarray(0, 300_000)
      throw new StoreUnavailable('no answer')
    },
  }
  const vault = createVault({ store: silent, keys: createKeyRing([current]), addressKey })
  const stored = await vault.takeIn(inPieces(contentOf(400 * KIB)), { owner, maxBytes: MIB })
  await t.rejects(vault.verify(stored), StoreUnavailable)
})

t.test('a content of 512 MiB is taken in and verified with the memory of a small one', async t => {
  const { vault } = await openVault(t)
  const piece = contentOf(64 * KIB)
  async function* long(length: number) {
    for (let given = 0; given < length; given += piece.length) yield piece
  }
  const takeAndVerify = async (length: number) => {
    const stored = await vault.takeIn(long(length), { owner, maxBytes: length })
    t.equal(await vault.verify(stored), 'intact')
    await vault.discard(stored)
  }
  await takeAndVerify(32 * MIB)

  const before = process.memoryUsage.rss()
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 5)
  await takeAndVerify(512 * MIB)
  clearInterval(watch)
  const grown = Math.round((peak - before) / MIB)
  t.ok(grown < 150, `${grown} MiB more`)
})

/** A vault on a disk of its own. */
async function openVault(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), 'penerusan-vault-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const store = createDiskStore({ folder, reserveBytes: 0 })
  return {
    store,
    vault: createVault({ store, keys: createKeyRing([current]), addressKey }),
    fileOf: ({ object }: StoredContent) => join(folder, 'objects', object.slice(0, 2), object),
    async holdsNothing() {
      t.strictSame(await listOf(store.list()), [])
      t.strictSame(await readdir(join(folder, 'incoming')), [])
    },
  }
}
