import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import type { Test } from 'tap'

/**
 * A wire to a service that breaks: each connection that sends much is cut after some bytes, as long as `cut` still names
 * a number of them. Where it leads may change while it is in use.
 */
export async function layCuttingWire(
  t: Pick<Test, 'after'>,
  { portOf, cut }: { portOf: () => number; cut: () => number | undefined },
): Promise<{ url: string; cuts: () => number }> {
  let cuts = 0
  const wire = createServer(near => {
    const far = connect(portOf(), '127.0.0.1')
    let left = cut()
    const end = () => {
      near.destroy()
      far.destroy()
    }
    for (const side of [near, far]) side.on('error', end).on('close', end)
    far.on('data', data => near.write(data))
    near.on('data', data => {
      // Nothing may follow what was lost, or the service would take it for the rest.
      if (left !== undefined && left < 0) return
      if (left !== undefined) left -= data.length
      if (left !== undefined && left < 0) {
        cuts++
        far.write(data.subarray(0, Math.ceil(data.length / 2)), end)
      } else if (!far.write(data)) {
        near.pause()
        far.once('drain', () => near.resume())
      }
    })
  })
  wire.listen(0, '127.0.0.1')
  await once(wire, 'listening')
  t.after(() => {
    wire.close()
  })
  return { url: `http://127.0.0.1:${(wire.address() as AddressInfo).port}`, cuts: () => cuts }
}
