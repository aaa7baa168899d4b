import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { deriveDeliveries } from '../../src/db/webhook-deliveries.ts'
import { startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'
import { buildWebhookWorld, someCases } from '../support/webhook-world.ts'

const world = await buildWebhookWorld(t)
const { as, enter, forward, activateAt, deliveries } = world

const sending = async () => {
  const rows = await world.sql<{ agency: string; count: number }[]>`
    select agency, count(*)::int from webhook_deliveries where state = 'sending' group by agency`
  return new Map(rows.map(({ agency, count }) => [agency, count]))
}

t.test('agencies whose endpoints all hang hold up no bell of another, and have a bounded share each', async t => {
  const hanging = await startReceiver(t)
  hanging.answer(() => undefined)
  const slow = ['kasn', 'kominfo', 'bkn']
  for (const agency of slow) {
    const client = await as(agency, 'integrator')
    for (let turn = 0; turn < 10; turn += 1) await activateAt(client, hanging)
    await enter(agency, someCases(9))
  }
  const [one, other] = [world.startDeliverer(0), world.startDeliverer(0)]
  await Promise.all([one.deliverSoon(), other.deliverSoon()])
  await until(async () => [...(await sending()).values()].filter(count => count === 20).length === slow.length)

  const client = await as('boyolali', 'integrator')
  const well = await startReceiver(t)
  const { path } = await activateAt(client, well)
  await enter('boyolali', someCases(3))
  await one.deliverSoon()
  await until(() => well.rung.length === 3)
  await until(async () => (await deliveries(client, path, '&state=delivered')).length === 3)
  for (const agency of slow) t.ok(((await sending()).get(agency) ?? 0) <= 20, agency)
  t.ok(hanging.rung.length <= 60, `${hanging.rung.length} are under way`)
  await Promise.all([one.stop(), other.stop()])
})

t.test('an agency that has nothing under way gets one bell even when every place is taken', async t => {
  const client = await as('surakarta', 'integrator')
  const well = await startReceiver(t)
  await activateAt(client, well)
  await enter('surakarta', someCases(2))
  await deriveDeliveries(world.pools, { most: 100, each: 100 })
  const take = () =>
    world.sql`select number::int from penerusan.take_up_deliveries(0, 20, 8, 10) where agency = 'surakarta'`
  t.equal((await take()).length, 1)
  t.strictSame([...(await take())], [], 'and no second beside it')
})

t.test(
  'one call derives so many and no more, whoever waits longest first, and the next goes on where it stopped',
  async t => {
    await world.sql`delete from webhooks`
    const paths: string[] = []
    const receiver = await startReceiver(t)
    for (const agency of ['bawaslu', 'kemendagri']) {
      const client = await as(agency, 'integrator')
      for (let turn = 0; turn < 2; turn += 1) paths.push((await activateAt(client, receiver)).path)
      await enter(agency, someCases(25))
    }
    const derived = async () => {
      const rows = await world.sql<{ count: number }[]>`
      select count(d.number)::int from webhooks w left join webhook_deliveries d on d.webhook_id = w.id group by w.id order by 1`
      return rows.map(({ count }) => count)
    }
    const derive = () => deriveDeliveries(world.pools, { most: 20, each: 10 })
    t.equal(await derive(), 20)
    t.strictSame(await derived(), [0, 0, 10, 10])
    t.equal(await derive(), 20)
    t.strictSame(await derived(), [10, 10, 10, 10], 'none is first twice before all have been')
    let calls = 0
    while ((await derive()) > 0) calls += 1
    t.equal(calls, 3)
    t.strictSame(await derived(), [25, 25, 25, 25])
    const [{ doubled }] = await world.sql<[{ doubled: number }]>`
    select count(*)::int as doubled from webhooks w where w.mark <> 25`
    t.equal(doubled, 0)
    t.equal(paths.length, 4)
    await world.sql`delete from webhooks`
  },
)

t.test(
  'what a killed process had under way another takes up within seconds; what a living one has, nobody',
  async t => {
    const client = await as('menpanrb', 'integrator')
    const receiver = await startReceiver(t)
    const { path } = await activateAt(client, receiver)
    await enter('menpanrb', someCases(1))
    receiver.answer(() => undefined)
    const child = spawn(process.execPath, [
      new URL('../support/deliver-process.ts', import.meta.url).pathname,
      world.urls.serviceUrl,
      world.kept.webhookKey.toString('hex'),
    ])
    await until(() => receiver.rung.length === 1)
    const due = async () => (await deliveries(client, path))[0]?.['dueAt'] as string
    const before = await due()
    await until(async () => (await due()) > before)
    t.pass('held on to while it is under way')

    child.kill('SIGKILL')
    await once(child, 'exit')
    receiver.answer(() => 204)
    const deliverer = world.startDeliverer()
    await deliverer.deliverSoon()
    t.equal(receiver.rung.length, 1)
    await forward(10_000)
    await deliverer.deliverSoon()
    await until(async () => (await deliveries(client, path, '&state=delivered')).length === 1)
    t.equal(receiver.rung[1]?.headers['webhook-id'], receiver.rung[0]?.headers['webhook-id'])
    await deliverer.stop()
  },
)

t.end()
