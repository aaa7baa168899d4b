import { createAgencyPools } from '../../src/db/agency-pools.ts'
import { createKeyRing } from '../../src/vault/key-ring.ts'
import { createBellReader } from '../../src/webhooks/bell.ts'
import { startDeliverer } from '../../src/webhooks/deliverer.ts'
import { silent } from './test-cluster.ts'
import { testDesk } from './webhook-desk.ts'

// A process that rings and does nothing else, for tests that kill it: DATABASE_URL, and the key of the ring in hex.
const [url = '', key = ''] = process.argv.slice(2)
const pools = createAgencyPools({ url })
const keys = createKeyRing([{ id: 'webhooks', key: Buffer.from(key, 'hex') }])
startDeliverer({
  pools,
  keys,
  send: testDesk(keys).send,
  bellOf: createBellReader(pools),
  log: silent,
  now: () => new Date(),
  random: () => 0,
})
// The rounds do not keep a process alive by themselves.
setInterval(() => {}, 60_000)
