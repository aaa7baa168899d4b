import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock } from 'node:test'
import t, { type Test } from 'tap'
import { createDiskStore, markerName, type StoreOwner } from '../../src/vault/disk-store.ts'
import { ObjectMissing, type ObjectStore, StoreFull, StoreUnavailable } from '../../src/vault/object-store.ts'
import { timesOver } from '../support/thorough.ts'
import { until } from '../support/until.ts'
import { collect, contentOf, failingAt, hangingAfter, inPieces, KIB, listOf, MIB } from './contents.ts'
import { storeContract } from './store-contract.ts'

const MINUTE = 60_000
const never = new Date(8.64e15)
const writer = join(import.meta.dirname, 'endless-writer.ts')

storeContract(t, async t => {
  const store = createDiskStore({ folder: await temporaryFolder(t), reserveBytes: 0 })
  await store.check()
  return store
})

t.test('only the owner can read what is stored', { skip: process.platform === 'win32' }, async t => {
  const folder = join(await temporaryFolder(t), 'vault')
  await createDiskStore({ folder }).write(inPieces(contentOf(10)), () => 'abcdef')
  const modeOf = async (path: string) => ((await stat(join(folder, path))).mode & 0o777).toString(8)
  t.equal(await modeOf('objects/ab/abcdef'), '600')
  for (const path of ['.', 'incoming', 'objects', 'objects/ab']) t.equal(await modeOf(path), '700', path)
})

t.test('at whatever moment, an abort leaves all or nothing', async t => {
  const folder = await temporaryFolder(t)
  const store = createDiskStore({ folder, reserveBytes: 0 })
  const content = contentOf(2 * MIB)
  const outcomes = { stored: 0, aborted: 0 }

  async function attempt(name: string, withinMs: number): Promise<void> {
    const abort = new AbortController()
    const moment = setTimeout(() => abort.abort(), Math.random() * withinMs)
    try {
      await store.write(inPieces(content, 96 * KIB), () => name, { signal: abort.signal })
      outcomes.stored++
      if (!content.equals(await collect(store.read(name)))) t.fail(`${name} is not whole`)
      await store.remove(name)
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error
      outcomes.aborted++
    } finally {
      clearTimeout(moment)
    }
  }

  const atOnce = (name: string, withinMs: number) =>
    Promise.all(Array.from({ length: 8 }, (_, index) => attempt(`${index}-${name}`, withinMs)))
  // The moments are spread over the time that a write takes on this machine, and a little more.
  const began = performance.now()
  await atOnce('whole', 2 ** 31 - 1)
  const withinMs = 1.5 * (performance.now() - began)
  for (let round = 0; round < timesOver(125); round++) await atOnce(`${round}`, withinMs)
  t.ok(outcomes.aborted > 0 && outcomes.stored > 0, JSON.stringify(outcomes))
  t.strictSame(await readdir(join(folder, 'incoming')), [])
  t.strictSame(await listOf(store.list()), [])
})

t.test('what a killed process has left is swept, and nothing of it is an object', async t => {
  const folder = await temporaryFolder(t)
  const child = await startWriter(folder, 'fast')
  child.kill('SIGKILL')
  await once(child, 'exit')

  const store = createDiskStore({ folder })
  t.strictSame(await listOf(store.list()), [])
  t.equal(await store.sweep(new Date(Date.now() - MINUTE)), 0, 'it may still be somebody’s')
  t.equal(await store.sweep(never), 1)
  t.strictSame(await readdir(join(folder, 'incoming')), [])
})

t.test('what another process is writing is left alone', async t => {
  const folder = await temporaryFolder(t)
  const child = await startWriter(folder, 'slow')
  t.equal(await createDiskStore({ folder }).sweep(new Date(Date.now() - MINUTE)), 0)
  t.equal((await readdir(join(folder, 'incoming'))).length, 1)
  t.equal(child.exitCode, null)
})

t.test('a write whose source is slow touches its file every minute', async t => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const folder = await temporaryFolder(t)
  const abort = new AbortController()
  const written = createDiskStore({ folder }).write(hangingAfter(contentOf(1)), () => 'never', { signal: abort.signal })
  const file = await until(async () => (await readdir(join(folder, 'incoming')))[0])
  const path = join(folder, 'incoming', file)

  const long = new Date(Date.now() - 60 * MINUTE)
  await utimes(path, long, long)
  mock.timers.tick(MINUTE)
  await until(async () => (await stat(path)).mtimeMs > Date.now() - MINUTE)
  t.equal(await createDiskStore({ folder }).sweep(new Date(Date.now() - MINUTE)), 0)
  abort.abort()
  await t.rejects(written, { name: 'AbortError' })
})

t.test('a write that was swept all the same is not stored', async t => {
  const folder = await temporaryFolder(t)
  async function* source() {
    yield contentOf(2 * MIB)
    await createDiskStore({ folder }).sweep(never)
  }
  await t.rejects(
    createDiskStore({ folder }).write(source(), () => 'swept'),
    StoreUnavailable,
  )
  t.strictSame(await listOf(createDiskStore({ folder }).list()), [])
})

t.test('a full disk is said to be full, and has its room back', async t => {
  const folder = await smallDisk(t, '8m')
  if (folder === undefined) return
  const store = createDiskStore({ folder, reserveBytes: 0 })
  await t.rejects(
    store.write(inPieces(contentOf(16 * MIB)), () => 'big'),
    StoreFull,
  )
  t.strictSame(await readdir(join(folder, 'incoming')), [])
  t.strictSame(await listOf(store.list()), [])

  const fits = contentOf(6 * MIB)
  await store.write(inPieces(fits), () => 'fits')
  t.ok(fits.equals(await collect(store.read('fits'))))
  const source = failingAt(30, new Error('gone'), contentOf(16 * MIB), 64 * KIB)
  await t.rejects(
    store.write(source, () => 'big'),
    'and again beside an object',
  )
  t.ok(fits.equals(await collect(store.read('fits'))))
  await store.remove('fits')
})

t.test('a part of the disk is kept free for others', async t => {
  const folder = await smallDisk(t, '256m')
  if (folder === undefined) return
  const reserveBytes = 150 * MIB
  const store = createDiskStore({ folder, reserveBytes })
  const piece = contentOf(MIB)
  let given = 0
  async function* endless() {
    for (;;) {
      given++
      yield piece
    }
  }
  await t.rejects(
    store.write(endless(), () => 'endless'),
    StoreFull,
  )
  t.ok(given <= 130, `${given} MiB were taken before`)
  t.strictSame(await readdir(join(folder, 'incoming')), [])

  await writeFile(join(folder, 'of-others'), Buffer.alloc(110 * MIB))
  await t.rejects(
    store.write(inPieces(contentOf(1)), () => 'small'),
    StoreFull,
  )
  await t.rejects(store.check(), StoreFull)
  await createDiskStore({ folder }).check()
})

t.test('a disk that cannot be used is unavailable, and no object is called missing for it', async t => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'file'), '')
  const onFile = createDiskStore({ folder: join(folder, 'file') })
  await t.rejects(onFile.check(), StoreUnavailable)
  await t.rejects(
    onFile.write(inPieces(contentOf(1)), () => 'a'),
    StoreUnavailable,
  )
  await t.rejects(collect(onFile.read('a')), StoreUnavailable)

  const notMounted = createDiskStore({ folder: join(folder, 'elsewhere') })
  await t.rejects(collect(notMounted.read('a')), StoreUnavailable)

  const store = createDiskStore({ folder, reserveBytes: 0 })
  await store.check()
  await mkdir(join(folder, 'objects', 'aa', 'aa-folder'), { recursive: true })
  await t.rejects(collect(store.read('aa-folder')), StoreUnavailable)
})

t.test('a disk that is unmounted while the store is used is unavailable, and untouched in its place', async t => {
  const folder = await temporaryFolder(t)
  const store = createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours') })
  await store.write(inPieces(Buffer.from('abc')), () => 'abc')
  for (const place of ['empty', 'gone'] as const) {
    const mount = await unmount(folder, place)
    await refusesAll(t, store, 'no file penerusan-store')
    if (place === 'empty') t.strictSame(await readdir(folder), [])
    await mount()
    t.equal(String(await collect(store.read('abc'))), 'abc')
  }
  await t.rejects(collect(store.read('other')), ObjectMissing)
  await store.write(inPieces(Buffer.from('def')), () => 'def')
  t.equal((await listOf(store.list())).length, 2)
})

t.test('a disk that is unmounted in the middle of a write takes nothing in', async t => {
  const folder = await temporaryFolder(t)
  const store = createDiskStore({ folder, reserveBytes: 0 })
  await store.check()
  let mount = async () => {}
  const written = store.write(inPieces(contentOf(2 * MIB)), async () => {
    mount = await unmount(folder, 'empty')
    return 'never'
  })
  await t.rejects(written, StoreUnavailable)
  t.strictSame(await readdir(folder), [])
  await mount()
  t.strictSame(await listOf(store.list()), [])
})

t.test('a disk that is not mounted at the start is not set up anew where something was stored', async t => {
  const folder = await temporaryFolder(t)
  const first = createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours') })
  await first.write(inPieces(Buffer.from('abc')), () => 'abc')
  const mount = await unmount(folder, 'empty')
  const second = createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours', true) })
  await refusesAll(t, second, 'its disk is not mounted')
  t.strictSame(await readdir(folder), [])
  await mount()
  await second.check()
  t.equal(String(await collect(second.read('abc'))), 'abc')
})

t.test('a new store is set up where nothing was stored, also with its folder', async t => {
  const folder = join(await temporaryFolder(t), 'on', 'the', 'disk')
  const store = createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours') })
  await t.rejects(collect(store.read('abc')), StoreUnavailable)
  await store.check()
  t.equal(await readFile(join(folder, markerName), 'utf8'), 'ours\n')
  await t.rejects(collect(store.read('abc')), ObjectMissing)
})

t.test('a new store begins where its operator says so, whatever was stored', async t => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, markerName), 'ours\n')
  const store = createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours', true) })
  await store.check()
  await t.rejects(collect(store.read('abc')), ObjectMissing)
})

t.test('a store from before there were markers is taken over when it holds objects', async t => {
  const folder = await temporaryFolder(t)
  const store = createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours', true) })
  await mkdir(join(folder, 'objects', 'ab'), { recursive: true })
  await t.rejects(store.check(), StoreUnavailable)
  await writeFile(join(folder, 'objects', 'ab', 'abc'), 'abc')
  await store.check()
  t.equal(String(await collect(store.read('abc'))), 'abc')
  t.equal(await readFile(join(folder, markerName), 'utf8'), 'ours\n')
})

t.test('the disk of another deployment is refused, at the start and later', async t => {
  const folder = await temporaryFolder(t)
  const theirs = createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('theirs') })
  await theirs.write(inPieces(Buffer.from('abc')), () => 'abc')
  for (const hasStored of [true, false]) {
    const ours = createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours', hasStored) })
    await refusesAll(t, ours, 'another deployment')
  }
  t.equal(String(await collect(theirs.read('abc'))), 'abc')

  const elsewhere = await temporaryFolder(t)
  const ours = createDiskStore({ folder: elsewhere, reserveBytes: 0, owner: ownerOf('ours') })
  await ours.check()
  await unmount(elsewhere, 'gone')
  await rename(folder, elsewhere)
  await refusesAll(t, ours, 'another deployment')
})

t.test('many processes that begin at once on a new folder all come up', async t => {
  const folder = join(await temporaryFolder(t), 'new')
  const stores = Array.from({ length: 16 }, () =>
    createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours', true) }),
  )
  const first = createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours') })
  t.ok((await Promise.allSettled(stores.map(store => store.check()))).every(({ status }) => status === 'rejected'))
  const fresh = stores.map(() => createDiskStore({ folder, reserveBytes: 0, owner: ownerOf('ours') }))
  await Promise.all([first, ...fresh].map((store, at) => store.write(inPieces(contentOf(at)), () => `object-${at}`)))
  for (const store of [...stores, ...fresh]) await store.check()
  t.equal((await listOf(first.list())).length, 17)
  t.strictSame((await readdir(folder)).sort(), ['incoming', 'objects', markerName])
})

function ownerOf(mark: string, hasStored = false): StoreOwner {
  return { mark, hasStored: async () => hasStored }
}

/** Puts the folder aside, as if its disk were unmounted; the answer mounts it again. */
async function unmount(folder: string, left: 'empty' | 'gone'): Promise<() => Promise<void>> {
  const aside = `${folder}-aside`
  await rename(folder, aside)
  t.teardown(() => rm(aside, { recursive: true, force: true }))
  if (left === 'empty') await mkdir(folder)
  return async () => {
    if (left === 'empty') await rmdir(folder)
    await rename(aside, folder)
  }
}

async function refusesAll(t: Test, store: ObjectStore, why: string): Promise<void> {
  const acts = {
    check: () => store.check(),
    write: () => store.write(inPieces(contentOf(1)), () => 'never'),
    read: () => collect(store.read('abc')),
    remove: () => store.remove('abc'),
    list: () => listOf(store.list()),
    sweep: () => store.sweep(never),
  }
  for (const [name, act] of Object.entries(acts))
    await t.rejects(async () => void (await act()), StoreUnavailable, name)
  await t.rejects(store.check(), { message: new RegExp(why) })
}

async function temporaryFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'penerusan-vault-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A file system of that size, where we may mount one. */
async function smallDisk(t: Test, size: string): Promise<string | undefined> {
  const folder = await temporaryFolder(t)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    t.pass('no small disk can be mounted here', { skip: true })
    return undefined
  }
  t.teardown(() => execFileSync('umount', [folder]))
  return folder
}

/** Another process that writes until it is ended. */
async function startWriter(folder: string, pace: 'fast' | 'slow') {
  const child = spawn(process.execPath, [writer, folder, pace], { stdio: ['ignore', 'inherit', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  await until(async () => {
    const [file] = await readdir(join(folder, 'incoming'))
    return file !== undefined && (await stat(join(folder, 'incoming', file))).size > MIB
  })
  return child
}
