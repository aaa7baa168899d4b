import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock } from 'node:test'
import t, { type Test } from 'tap'
import { createDiskStore } from '../../src/vault/disk-store.ts'
import { StoreFull, StoreUnavailable } from '../../src/vault/object-store.ts'
import { until } from '../support/until.ts'
import { collect, contentOf, failingAt, hangingAfter, inPieces, KIB, listOf, MIB } from './contents.ts'
import { storeContract } from './store-contract.ts'

const MINUTE = 60_000
const never = new Date(8.64e15)
const writer = join(import.meta.dirname, 'endless-writer.ts')

storeContract(t, async t => createDiskStore({ folder: await temporaryFolder(t), reserveBytes: 0 }))

t.test('only the owner can read what is stored', { skip: process.platform === 'win32' }, async t => {
  const folder = join(await temporaryFolder(t), 'vault')
  await createDiskStore({ folder }).write(inPieces(contentOf(10)), () => 'abcdef')
  const modeOf = async (path: string) => ((await stat(join(folder, path))).mode & 0o777).toString(8)
  t.equal(await modeOf('objects/ab/abcdef'), '600')
  for (const path of ['.', 'incoming', 'objects', 'objects/ab']) t.equal(await modeOf(path), '700', path)
})

t.test('at 1,000 random moments an abort leaves all or nothing', async t => {
  const folder = await temporaryFolder(t)
  const store = createDiskStore({ folder, reserveBytes: 0 })
  const content = contentOf(2 * MIB)
  const outcomes = { stored: 0, aborted: 0 }

  async function attempt(name: string): Promise<void> {
    const abort = new AbortController()
    const moment = setTimeout(() => abort.abort(), Math.random() * 60)
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

  for (let round = 0; round < 125; round++) {
    await Promise.all(Array.from({ length: 8 }, (_, index) => attempt(`${index}-${round}`)))
  }
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

  await mkdir(join(folder, 'objects', 'aa', 'aa-folder'), { recursive: true })
  await t.rejects(collect(createDiskStore({ folder }).read('aa-folder')), StoreUnavailable)
})

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
