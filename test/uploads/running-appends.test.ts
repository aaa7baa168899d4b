import { EventEmitter } from 'node:events'
import { mock } from 'node:test'
import t from 'tap'
import type { PersonId } from '../../src/domain/agencies.ts'
import { createRunningAppends } from '../../src/uploads/running-appends.ts'
import { kasn, kominfo } from '../db/desk.ts'

const holder = { agency: kominfo, person: crypto.randomUUID() as PersonId }
const hour = 60 * 60 * 1000

/** An append that ends when it is told to. */
function openAppend() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  return { connection: openConnection(), work: () => promise, resolve, reject }
}

function openConnection() {
  const emitter = new EventEmitter()
  let closed = false
  return {
    close() {
      closed = true
      emitter.emit('close')
    },
    whenOver: (listener: () => void) => void (closed ? listener() : emitter.once('close', listener)),
  }
}

/** Whether it resolves although everything else that can happen has. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const turn = new Promise<boolean>(resolve => setImmediate(() => setImmediate(resolve, true)))
  return Promise.race([promise.then(() => false), turn])
}

t.test('whoever asks after a connection has closed waits until its append has ended', async t => {
  const appends = createRunningAppends(hour)
  const one = openAppend()
  const running = appends.run(holder, 'a', one.connection.whenOver, one.work)
  const asking = appends.afterBroken(holder, 'a')
  t.ok(await isPending(asking), 'it may be about to close')
  one.connection.close()
  t.ok(await isPending(asking))
  one.resolve('kept')
  await asking
  t.equal(await running, 'kept')
  await appends.afterBroken(holder, 'a')
})

t.test('an append whose connection had closed before it began is waited for', async t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const appends = createRunningAppends(hour)
  const one = openAppend()
  one.connection.close()
  const running = appends.run(holder, 'a', one.connection.whenOver, one.work)
  const asking = appends.afterBroken(holder, 'a')
  mock.timers.tick(hour)
  t.ok(await isPending(asking), 'longer than for one that may be about to close')
  one.resolve('kept')
  await asking
  t.equal(await running, 'kept')
})

t.test('an append whose connection stays open is not waited for', async t => {
  const appends = createRunningAppends(1)
  const one = openAppend()
  const running = appends.run(holder, 'a', one.connection.whenOver, one.work)
  await appends.afterBroken(holder, 'a')
  one.reject(new Error('the line is dead'))
  await t.rejects(running, /the line is dead/)
})

t.test('nobody waits for the upload of somebody else', async t => {
  const appends = createRunningAppends(hour)
  const one = openAppend()
  const running = appends.run(holder, 'a', one.connection.whenOver, one.work)
  await appends.afterBroken(holder, 'b')
  await appends.afterBroken({ ...holder, agency: kasn }, 'a')
  await appends.afterBroken({ ...holder, person: crypto.randomUUID() as PersonId }, 'a')
  one.resolve('kept')
  await running
  t.equal(await running, 'kept')
})

t.test('of several appends only those that broke off are waited for', async t => {
  const appends = createRunningAppends(1)
  const [broken, open] = [openAppend(), openAppend()]
  const running = [broken, open].map(one => appends.run(holder, 'a', one.connection.whenOver, one.work))
  broken.connection.close()
  const asking = appends.afterBroken(holder, 'a')
  t.ok(await isPending(asking))
  broken.resolve('kept')
  await asking
  open.resolve('kept')
  t.strictSame(await Promise.all(running), ['kept', 'kept'])
})

t.end()
