import { createSend } from '../../src/webhooks/send.ts'
import { allowedAddresses } from '../../src/webhooks/target.ts'

// A process that rings and does nothing else: so many bells at each of these addresses, twenty at a time as one agency may have
// under way. Tells its parent what came of each, and by how many bytes the most memory it had exceeds what it had after the first
// of them. Those that never answer are waited for no longer than they must be, the others for as long as a busy machine takes.
const [times = '', silentUrls = '', ...urls] = process.argv.slice(2)
const silent: readonly string[] = JSON.parse(silentUrls)
const atOnce = 20
const warmUp = atOnce * urls.length
const sendWithin = (ms: number) =>
  createSend({
    resolve: async name => {
      throw new Error(`nobody knows ${name}`)
    },
    isAllowed: allowedAddresses({ loopback: true }),
    limits: { connectMs: ms, totalMs: ms },
  })
const [sendInHaste, sendPatiently] = [sendWithin(2_000), sendWithin(60_000)]

const outcomes = new Map<string, Record<string, number>>()
let base = Number.NaN
let most = 0
const look = () => {
  most = Math.max(most, process.memoryUsage.rss())
}
const watch = setInterval(look, 10)

await ring(warmUp)
base = most
await ring(Number(times) * urls.length, (url, outcome) => {
  const counted = outcomes.get(url) ?? {}
  outcomes.set(url, { ...counted, [outcome]: (counted[outcome] ?? 0) + 1 })
})
look()
clearInterval(watch)
process.send?.({ outcomes: Object.fromEntries(outcomes), grownBytes: most - base })
process.disconnect()

async function ring(bells: number, told: (url: string, outcome: string) => void = () => {}): Promise<void> {
  let next = 0
  const one = async () => {
    while (next < bells) {
      const url = urls[next++ % urls.length] ?? ''
      const send = silent.includes(url) ? sendInHaste : sendPatiently
      const sent = await send({ method: 'POST', url: new URL(url), headers: {}, body: Buffer.from('{}') })
      told(url, `${sent?.outcome} ${sent?.status}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}
