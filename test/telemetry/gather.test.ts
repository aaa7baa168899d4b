import t from 'tap'
import { gather, type Sources } from '../../src/telemetry/gather.ts'
import { createInstruments } from '../../src/telemetry/instruments.ts'

const instruments = createInstruments({ version: '0' })
const figures: Sources = {
  connections: () => ({
    busy: 0,
    idle: 0,
    most: 40,
    waiting: 0,
    opened: 0,
    ended: { closed: 0, failed: 0, stuck: 0, room: 0 },
    late: { waiting: 0, running: 0 },
  }),
  overdue: async () => [
    { kind: 'deadline', clock: 'receipt', count: 3 },
    { kind: 'obligation', clock: 'none', count: 2 },
    { kind: 'appeal', clock: 'answer', count: 1 },
  ],
  sequencer: async () => ({ waiting: 5, oldestSeconds: 7 }),
  webhooks: async () => ({ waiting: 8, parked: 9, oldestSeconds: 10 }),
}
const unreadable = () => Promise.reject(new Error('no answer'))

/** The lines of some figures, as they are told after these sources were read. */
async function told(sources: Sources): Promise<string[]> {
  await gather(instruments, sources)
  const lines = (await instruments.registry.metrics()).split('\n')
  return lines.filter(line =>
    /^penerusan_(\w+_overdue|sequencer_\w*waiting\w*|webhook_deliveries_(waiting|parked))\b/.test(line),
  )
}

t.test('figures that cannot be read are not those of before', async t => {
  t.strictSame(await told(figures), [
    'penerusan_deadlines_overdue{clock="receipt"} 3',
    'penerusan_obligations_overdue{clock="none"} 2',
    'penerusan_appeals_overdue{clock="answer"} 1',
    'penerusan_sequencer_waiting_events 5',
    'penerusan_sequencer_oldest_waiting_seconds 7',
    'penerusan_webhook_deliveries_waiting 8',
    'penerusan_webhook_deliveries_parked 9',
  ])
  t.strictSame(await told({ ...figures, overdue: unreadable, sequencer: unreadable, webhooks: unreadable }), [
    'penerusan_sequencer_waiting_events Nan',
    'penerusan_sequencer_oldest_waiting_seconds Nan',
    'penerusan_webhook_deliveries_waiting Nan',
    'penerusan_webhook_deliveries_parked Nan',
  ])
  t.equal((await told(figures)).length, 7, 'and are there again')
})

t.end()
