import { EventEmitter } from 'node:events'
import t from 'tap'
import type { PersonId } from '../../src/domain/agencies.ts'
import { createRunningAppends } from '../../src/uploads/running-appends.ts'
import { kasn, kominfo } from '../db/desk.ts'

const holder = { agency: kominfo, person: crypto.randomUUID() as PersonId }
const hour = 60 * 60 * 1000

/** An append that ends when it is told to. */
function openAppend() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  return { connection: new EventEmitter(), work: () => promise, resolve, reject }
}

/** Whether it resolves although everything else that can happen has. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const turn = new Promise<boolean>(resolve => setImmediate(() => setImmediate(resolve, true)))
  return Promise.race([promise.then(() => false), turn])
}

t.test('whoever asks after a connection has closed waits until its append has ended', async t => {
  const appends = createRunningAppends(hour)
  const one = openAppend()
  const running = appends.run(holder, 'a', one.connection, one.work)
  const asking = appends.afterBroken(holder, 'a')
  t.ok(await isPending(asking), 'it may be about to close')
  one.connection.emit('close')
  t.ok(await isPending(asking))
  one.resolve('kept')
  await asking
  t.equal(await running, 'kept')
  await appends.afterBroken(holder, 'a')
})

t.test('an append whose connection stays open is not waited for', async t => {
  const appends = createRunningAppends(1)
  const one = openAppend()
  const running = appends.run(holder, 'a', one.connection, one.work)
  await appends.afterBroken(holder, 'a')
  one.reject(new Error('the line is dead'))
  await t.rejects(running, /the line is dead/)
  t.equal(one.connection.listenerCount('close'), 0)
})

t.test('nobody waits for the upload of somebody else', async t => {
  const appends = createRunningAppends(hour)
  const one = openAppend()
  const running = appends.run(holder, 'a', one.connection, one.work)
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
  const running = [broken, open].map(one => appends.run(holder, 'a', one.connection, one.work))
  broken.connection.emit('close')
  const asking = appends.afterBroken(holder, 'a')
  t.ok(await isPending(asking))
  broken.resolve('kept')
  await asking
  open.resolve('kept')
  t.strictSame(await Promise.all(running), ['kept', 'kept'])
})

t.end()
