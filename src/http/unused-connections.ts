import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Knows the connections on which nobody has asked anything yet, TLS that is being negotiated included. To a server that
 * closes they are not idle (Node counts from the first request), so it would wait for them. Call it before the server listens.
 * Returns what ends them; those on which a request has begun to arrive go on.
 */
export function watchUnused(server: Server): () => void {
  const speaksTls = 'setSecureContext' in server
  const open = new Set<Socket>()
  const negotiating = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    if (!speaksTls) return watch(socket)
    const place = placeOf(socket)
    negotiating.set(place, socket)
    socket.once('close', () => {
      if (negotiating.get(place) === socket) negotiating.delete(place)
    })
  })
  server.on('secureConnection', (socket: Socket) => {
    negotiating.delete(placeOf(socket))
    watch(socket)
  })
  return () => {
    for (const socket of negotiating.values()) socket.destroy()
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
  }

  function watch(socket: Socket): void {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  }
}

/** A connection and the TLS on it have the same. */
function placeOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
