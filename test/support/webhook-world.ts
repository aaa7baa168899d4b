import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { createAgencyPools } from '../../src/db/agency-pools.ts'
import { createBellReader } from '../../src/webhooks/bell.ts'
import { type Deliverer, startDeliverer } from '../../src/webhooks/deliverer.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { type AnyBody, buildTestApp, type Client } from './test-app.ts'
import { testDesk } from './webhook-desk.ts'

/** The app with a deliverer beside it, a feed that is written by hand, and a clock of the database to move. */
export async function buildWebhookWorld(t: Pick<Test, 'after'>) {
  const world = await buildTestApp(t)
  const { sql, kept, urls } = world
  const pools = createAgencyPools({ url: urls.serviceUrl, deadlineMs: 20_000 })
  let shiftMs = 0
  const running = new Set<Deliverer>()

  t.after(async () => {
    for (const deliverer of running) await deliverer.stop()
    await pools.close()
  })

  return {
    ...world,
    pools,

    startDeliverer(
      patienceMs = 5_000,
      parts: Partial<Pick<Parameters<typeof startDeliverer>[0], 'bellOf' | 'keys'>> = {},
    ): Deliverer {
      const deliverer = startDeliverer({
        pools,
        keys: kept.webhookKeys,
        send: testDesk(kept.webhookKeys).send,
        bellOf: createBellReader(pools),
        log: kept.log,
        now: () => new Date(),
        random: () => 0,
        patienceMs,
        ...parts,
      })
      running.add(deliverer)
      return {
        ...deliverer,
        async stop() {
          running.delete(deliverer)
          await deliverer.stop()
        },
      }
    },

    /** Moves the database's clock, and so everything that is due. */
    async forward(ms: number): Promise<void> {
      shiftMs += ms
      const shift = sql`make_interval(secs => ${shiftMs / 1000})`
      await sql`insert into clock_shift values (true, ${shift}) on conflict (only_row) do update set shift = ${shift}`
    },

    /** Adds entries of these cases to an agency's feed; returns their numbers. */
    async enter(agency: string, cases: readonly string[]): Promise<number[]> {
      const digest = sql`sha256('\\x00')`
      const rows = await sql<{ number: number }[]>`
        with news as (
          select ordinality + coalesce((select last_number from feeds where agency = ${agency}), 0) as number, case_id
            from unnest(${[...cases]}::uuid[]) with ordinality as given (case_id, ordinality)
        ), entered as (
          insert into feed_entries (agency, number, position, event_id, stream, stream_id, violation_id, type, subject, subject_version,
            digest, at, entry_digest, running_digest)
          select ${agency}, number, number, gen_random_uuid(), 'referral', case_id, case_id, 'penerusan.referral-sent',
                 '/v1/referrals/' || case_id, number, ${digest}, now(), ${digest}, ${digest} from news
          returning number
        ), told as (
          insert into feeds (agency, last_number, running_digest) select ${agency}, max(number), ${digest} from news
          on conflict (agency) do update set last_number = excluded.last_number
        )
        select number::float8 from entered order by number`
      return rows.map(({ number }) => number)
    },

    /** A webhook of this agency that leads to a receiver of its own and has its consent. */
    async activate(client: Client, input: Record<string, unknown> = {}) {
      const receiver = await startReceiver(t)
      return { ...(await activateAt(client, receiver, input)), receiver }
    },
    activateAt,

    async deliveries(client: Client, path: string, query = ''): Promise<readonly AnyBody[]> {
      return (await client.get(`${path}/deliveries?limit=200${query}`)).body.items.toReversed()
    },
  }

  async function activateAt(client: Client, receiver: Receiver, input: Record<string, unknown> = {}) {
    const made = await client.post('/v1/webhooks', { url: receiver.url, ...input })
    if (made.status !== 201) throw new Error(made.text)
    const path = `/v1/webhooks/${made.body.id}`
    const consented = await client.put(`${path}/consent`)
    if (consented.status !== 201) throw new Error(consented.text)
    return { path, made: made.body }
  }
}

/** As many cases as wanted. */
export function someCases(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID())
}
