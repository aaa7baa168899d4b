import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** An address that leads to one server after another, as that of a failover set-up does. */
export type Relay = {
  readonly port: number
  /** Whoever is connected is cut off, and comes to this server from now on. */
  leadTo(port: number): void
  stop(): Promise<void>
}

export async function startRelay(to: number): Promise<Relay> {
  let target = to
  const open = new Set<Socket>()
  const server = createServer(caller => {
    const called = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [caller, called],
      [called, caller],
    ] as const) {
      open.add(one)
      one.setNoDelay(true)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      target = port
      cut()
    },
    async stop() {
      server.close()
      cut()
      await once(server, 'close')
    },
  }
}
