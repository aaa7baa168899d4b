import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export type Received = { readonly command: string; readonly bytes: Buffer; readonly isEnded: boolean }

/** A server that speaks INSTREAM as clamd does, and answers as told. `answer` is called with all that has come so far. */
export async function fakeClamd(
  answer: (received: Received, socket: Socket) => void,
): Promise<{ address: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    let held = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', chunk => {
      held = Buffer.concat([held, chunk as Buffer])
      answer(parse(held), socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function parse(held: Buffer): Received {
  const commandEnd = held.indexOf(0)
  const chunks: Buffer[] = []
  let isEnded = false
  for (let at = commandEnd + 1; at + 4 <= held.length; ) {
    const length = held.readUInt32BE(at)
    if (length === 0) isEnded = true
    chunks.push(held.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return { command: held.toString('latin1', 0, commandEnd), bytes: Buffer.concat(chunks), isEnded }
}
