import { Socket } from 'node:net'
import type { Test } from 'tap'

/** Every socket that anything in this process tries to connect until the test ends, refused before it does. */
export function watchSockets(t: Test): { readonly tried: unknown[] } {
  const tried: unknown[] = []
  const connect = Socket.prototype.connect
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    tried.push(args)
    setImmediate(() => this.destroy(new Error('no test connects')))
    return this
  } as typeof connect
  t.teardown(() => {
    Socket.prototype.connect = connect
  })
  return { tried }
}
