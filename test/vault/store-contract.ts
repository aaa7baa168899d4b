import type { Test } from 'tap'
import { type ObjectListing, ObjectMissing, type ObjectStore } from '../../src/vault/object-store.ts'
import { collect, contentOf, failingAt, hangingAfter, inPieces, KIB, listOf, MIB } from './contents.ts'

const never = new Date(8.64e15)
const named = (name: string) => () => name

/** What every store must do. Each test has an empty one. */
export function storeContract(t: Test, makeStore: (t: Test) => Promise<ObjectStore>): void {
  async function names(store: ObjectStore): Promise<string[]> {
    const listed: ObjectListing[] = await listOf(store.list())
    return listed.map(({ name }) => name).sort()
  }

  async function holdsNothing(t: Test, store: ObjectStore, when: string): Promise<void> {
    t.strictSame(await names(store), [], `no object ${when}`)
    t.equal(await store.sweep(never), 0, `nothing begun is left ${when}`)
  }

  t.test('an object is read as it was written, whole and in part', async t => {
    const store = await makeStore(t)
    for (const length of [0, 1, 16, 64 * KIB - 1, 64 * KIB, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20 * MIB + 5]) {
      const content = contentOf(length)
      const name = `of-${length}`
      await store.write(inPieces(content), named(name))
      t.ok(content.equals(await collect(store.read(name))), `${length} bytes`)

      const ranges = [
        [0, 0],
        [length - 1, length - 1],
        [1, length - 2],
        [Math.floor(length / 2), length - 1],
      ] as const
      for (const [start, end] of ranges) {
        if (start < 0 || end < start) continue
        const part = await collect(store.read(name, { start, end }))
        t.ok(content.subarray(start, end + 1).equals(part), `bytes ${start} to ${end} of ${length}`)
      }
    }
    t.equal(await store.sweep(never), 0)
  })

  t.test('of a range that goes beyond the end, there is what there is', async t => {
    const store = await makeStore(t)
    await store.write(inPieces(Buffer.from('abc')), named('abc'))
    t.equal(String(await collect(store.read('abc', { start: 1, end: 100 }))), 'bc')
    t.equal(String(await collect(store.read('abc', { start: 3, end: 100 }))), '')
  })

  t.test('the name is asked for once, when the last byte has arrived', async t => {
    const store = await makeStore(t)
    const log: string[] = []
    async function* source() {
      yield Buffer.from('first')
      log.push('first')
      yield Buffer.from('last')
      log.push('last')
    }
    await store.write(source(), () => `asked-after-${log.push('asked')}`)
    t.strictSame(log, ['first', 'last', 'asked'])
    t.strictSame(await names(store), ['asked-after-3'])
  })

  t.test('every object is listed with its size and time', async t => {
    const store = await makeStore(t)
    t.strictSame(await listOf(store.list()), [])
    const before = Date.now()
    for (const name of ['aa1', 'aa2', 'b', 'c.d-e']) await store.write(inPieces(contentOf(name.length)), named(name))
    const listed = await listOf(store.list())
    t.strictSame(listed.map(({ name, size }) => `${name}: ${size}`).sort(), ['aa1: 3', 'aa2: 3', 'b: 1', 'c.d-e: 5'])
    for (const { storedAt } of listed) t.ok(Math.abs(storedAt.getTime() - before) < 60_000)
  })

  t.test('what is not there is missing, and may be taken away again', async t => {
    const store = await makeStore(t)
    await store.write(inPieces(Buffer.from('abc')), named('abc'))
    await t.rejects(collect(store.read('other')), ObjectMissing)
    await t.rejects(collect(store.read('other', { start: 0, end: 1 })), ObjectMissing)
    await store.remove('other')
    await store.remove('abc')
    await store.remove('abc')
    await t.rejects(collect(store.read('abc')), ObjectMissing)
    await holdsNothing(t, store, 'afterwards')
  })

  t.test('a source that fails, wherever that is, leaves nothing and is what is thrown', async t => {
    const store = await makeStore(t)
    for (const [length, piece] of [
      [20 * MIB, 2 * MIB],
      [200 * KIB, 40 * KIB],
    ] as const) {
      const content = contentOf(length)
      for (let index = 0; index <= length / piece; index++) {
        const error = Object.assign(new Error('the sender is gone'), { code: 'ENOSPC', syscall: 'read' })
        const written = store.write(failingAt(index, error, content, piece), named('never'))
        t.equal(await written.catch(thrown => thrown), error, `piece ${index} of ${length} bytes`)
      }
    }
    await holdsNothing(t, store, 'after sources that fail')
  })

  t.test('a name that is not given leaves nothing', async t => {
    const store = await makeStore(t)
    for (const length of [0, 100, 17 * MIB]) {
      const error = new Error('not what was announced')
      const nameOf = () => {
        throw error
      }
      t.equal(await store.write(inPieces(contentOf(length)), nameOf).catch(thrown => thrown), error)
    }
    await holdsNothing(t, store, 'without a name')
  })

  t.test('an abort ends a write at once, with its reason, even while the source hangs', async t => {
    const store = await makeStore(t)
    for (const length of [0, 100, 9 * MIB, 30 * MIB]) {
      const reason = new Error('the caller has left')
      const abort = new AbortController()
      const written = store.write(hangingAfter(contentOf(length)), named('never'), { signal: abort.signal })
      setTimeout(() => abort.abort(reason), 20)
      t.equal(await written.catch(thrown => thrown), reason, `${length} bytes`)
    }
    const signal = AbortSignal.abort(new Error('before it began'))
    await t.rejects(store.write(inPieces(contentOf(1)), named('never'), { signal }), { message: 'before it began' })
    await holdsNothing(t, store, 'after an abort')
  })

  t.test('names that could lead elsewhere are refused', async t => {
    const store = await makeStore(t)
    const bad = [
      '',
      '.',
      '..',
      '../a',
      '..a',
      '.a',
      '-a',
      'a/b',
      'a/../../b',
      '/etc/passwd',
      'a\\b',
      'a\0',
      'A',
      'é',
      'a b',
    ]
    for (const name of [...bad, 'a'.repeat(201)]) {
      const shown = JSON.stringify(name)
      await t.rejects(store.write(inPieces(contentOf(1)), named(name)), TypeError, `writing ${shown}`)
      await t.rejects(collect(store.read(name)), TypeError, `reading ${shown}`)
      await t.rejects(store.remove(name), TypeError, `removing ${shown}`)
    }
    await holdsNothing(t, store, 'after bad names')
    await store.write(inPieces(contentOf(1)), named('a'.repeat(200)))
    t.strictSame(await names(store), ['a'.repeat(200)])
  })

  t.test('many write at once, and one failing does not disturb the others', async t => {
    const store = await makeStore(t)
    const content = contentOf(3 * MIB)
    const writes = Array.from({ length: 20 }, (_, index) =>
      index % 5 === 4
        ? store.write(failingAt(3, new Error('gone'), content, 256 * KIB), named('never')).catch(() => {})
        : store.write(inPieces(content), named(`write-${String(index).padStart(2, '0')}`)),
    )
    await Promise.all(writes)
    const stored = await names(store)
    t.equal(stored.length, 16)
    for (const name of stored) t.ok(content.equals(await collect(store.read(name))), name)
    t.equal(await store.sweep(never), 0)
  })

  t.test('a read may be given up, and others go on', async t => {
    const store = await makeStore(t)
    const content = contentOf(4 * MIB)
    await store.write(inPieces(content), named('long'))
    for (let index = 0; index < 60; index++) {
      for await (const piece of store.read('long')) {
        t.ok(content.subarray(0, piece.length).equals(piece))
        break
      }
    }
    t.ok(content.equals(await collect(store.read('long'))))
  })

  t.test('a write that is still going on is not swept', async t => {
    const store = await makeStore(t)
    const content = contentOf(24 * MIB)
    let swept = 0
    async function* slow() {
      for await (const piece of inPieces(content, 3 * MIB)) {
        yield piece
        swept += await store.sweep(never)
      }
    }
    await store.write(slow(), named('slow'))
    t.equal(swept, 0)
    t.ok(content.equals(await collect(store.read('slow'))))
  })

  t.test('a store that is well says so, and keeps nothing of the question', async t => {
    const store = await makeStore(t)
    await store.check()
    await holdsNothing(t, store, 'after a check')
  })
}
