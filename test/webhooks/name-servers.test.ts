import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { createResolve } from '../../src/webhooks/public-addresses.ts'

const forA = 1
const forAaaa = 28

t.test(
  'a name leads to the addresses of both kinds that its servers tell, and to none when they tell none',
  async t => {
    const resolve = createResolve([await nameServer(t)])
    t.strictSame(await resolve('both.example'), ['192.0.2.7', '2001:db8::7'])
    t.strictSame(await resolve('old.example'), ['192.0.2.7'])
    t.strictSame(await resolve('new.example'), ['2001:db8::7'])
    await t.rejects(resolve('none.example'), /leads nowhere/)
  },
)

t.test('no name server is asked for this machine', async t => {
  t.strictSame(await createResolve([await nameServer(t)])('localhost'), ['127.0.0.1', '::1'])
})

t.test('names whose servers say nothing hold up no other', async t => {
  const resolve = createResolve([await nameServer(t)])
  let given = 0
  const silent = Array.from({ length: 20 }, () => resolve('silent.example').catch(() => given++))
  t.strictSame(await resolve('both.example'), ['192.0.2.7', '2001:db8::7'])
  t.equal(given, 0, 'nobody had given up by then')
  await Promise.all(silent)
  t.equal(given, silent.length)
})

/** Its answers to the names of this file; returns where it is. */
async function nameServer(t: Test): Promise<string> {
  const socket = createSocket('udp4')
  t.after(() => socket.close())
  socket.on('message', (question, { port, address }) => {
    const label = question.subarray(13, 13 + (question[12] ?? 0)).toString()
    const end = question.indexOf(0, 12) + 5
    const kind = question.readUInt16BE(end - 4)
    const addresses: Record<string, readonly number[]> = {
      both: [forA, forAaaa],
      old: [forA],
      new: [forAaaa],
      none: [],
    }
    const known = addresses[label]
    if (known === undefined) return
    socket.send(answer(question.subarray(0, end), known.includes(kind) ? kind : undefined), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return `127.0.0.1:${socket.address().port}`
}

/** RFC 1035, section 4: the question again, as an answer with one address or none. */
function answer(question: Buffer, kind: number | undefined): Buffer {
  const head = Buffer.from(question)
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(kind === undefined ? 0 : 1, 6)
  head.writeUInt16BE(0, 10)
  if (kind === undefined) return head
  const address = kind === forA ? Buffer.from([192, 0, 2, 7]) : Buffer.from('20010db8000000000000000000000007', 'hex')
  return Buffer.concat([head, Buffer.from([0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 60, 0, address.length]), address])
}

t.end()
