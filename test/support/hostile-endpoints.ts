import { once } from 'node:events'
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { constants, gzipSync } from 'node:zlib'

/** Something that goes on until the socket is gone: one piece whenever there is room for it. */
function pour(
  to: { write(piece: Buffer): boolean; on(event: string, then: () => void): unknown; destroyed: boolean },
  piece: Buffer,
) {
  const on = () => {
    while (!to.destroyed && to.write(piece));
  }
  to.on('drain', on)
  on()
}

/** A gibibyte of nothing, in a mebibyte: what is in it again is as small. */
const bomb = gzipSync(Buffer.alloc(2 ** 28), { level: constants.Z_BEST_COMPRESSION })

const answers: Readonly<Record<string, RequestListener>> = {
  'a redirection inward': (_, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
  'ten gigabytes': (_, response) => {
    response.writeHead(200, { 'content-length': String(10 * 1024 ** 3) })
    pour(response, Buffer.alloc(64 * 1024))
  },
  'a bomb': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  'a body that comes by drops': (_, response) => {
    response.writeHead(200, { 'content-length': '1000' })
    const drip = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(drip))
  },
}

const talks: Readonly<Record<string, (socket: Socket) => void>> = {
  'nothing at all': () => {},
  'headers that come by drops': socket => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ')
    const drip = setInterval(() => socket.write('x'), 20)
    socket.on('close', () => clearInterval(drip))
  },
  'headers without end': socket => {
    socket.write('HTTP/1.1 200 OK\r\n')
    pour(socket, Buffer.from(`x-more: ${'x'.repeat(1000)}\r\n`))
  },
  'interim answers without end': socket => pour(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n')),
}

export type HostileEndpoints = {
  /** Where each is, by what it does. */
  readonly urls: Readonly<Record<string, string>>
  /** How many of their connections are open. */
  open(): number
  close(): void
}

/** Endpoints on this machine that take a bell and then do to whoever rings it what they can. */
export async function startHostileEndpoints(): Promise<HostileEndpoints> {
  const sockets = new Set<Socket>()
  const servers: (HttpServer | Server)[] = []
  const listen = async (server: HttpServer | Server): Promise<string> => {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    })
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/bells`
  }
  const urls: Record<string, string> = {}
  for (const [what, answer] of Object.entries(answers)) urls[what] = await listen(createHttpServer(answer))
  for (const [what, talk] of Object.entries(talks)) {
    // What is not read would never be seen to end.
    urls[what] = await listen(createServer(socket => talk(socket.resume())))
  }
  return {
    urls,
    open: () => sockets.size,
    close() {
      for (const server of servers) server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
