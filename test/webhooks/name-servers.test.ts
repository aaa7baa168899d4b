import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { createResolve } from '../../src/webhooks/public-addresses.ts'
import { createSend } from '../../src/webhooks/send.ts'
import { allowedAddresses } from '../../src/webhooks/target.ts'
import { watchSockets } from '../support/watched-sockets.ts'

const forA = 1
const forAaaa = 28
type Kind = typeof forA | typeof forAaaa

const publicA = [Buffer.from([8, 8, 8, 8])]
const inwardA = [Buffer.from([127, 0, 0, 1])]
const publicAaaa = [Buffer.from('26064700000000000000000000001111', 'hex')]
const inwardAaaa = [Buffer.from('00000000000000000000000000000001', 'hex')]

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

t.test(
  'R-WHK-01: a name that leads elsewhere each time it is asked for leads nowhere inward, in a thousand tries',
  async t => {
    // Public and inward addresses by turns, each valid for no time at all: of either kind, and one kind beside the other.
    const turns = [
      [publicA, []],
      [inwardA, []],
      [publicA, inwardAaaa],
      [[], publicAaaa],
      [inwardA, publicAaaa],
      [[], inwardAaaa],
      [[...publicA, ...inwardA], publicAaaa],
      [publicA, publicAaaa],
    ] as const
    const asked = { [forA]: 0, [forAaaa]: 0 }
    const server = await startNameServer(t, (_, kind) => {
      const [a, aaaa] = turns[asked[kind]++ % turns.length] ?? [[], []]
      return kind === forA ? a : aaaa
    })
    const send = createSend({ resolve: createResolve([server]), isAllowed: allowedAddresses({ loopback: false }) })
    const { tried } = watchSockets(t)
    const outcomes: Record<string, number> = {}
    for (let time = 0; time < 1_000; time++) {
      const url = new URL('https://turns.example/')
      const outcome = (await send({ method: 'POST', url, headers: {}, body: Buffer.from('{}') }))?.outcome ?? 'none'
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
    t.strictSame(outcomes, { unreachable: 375, 'address-refused': 625 })
    t.strictSame(asked, { [forA]: 1_000, [forAaaa]: 1_000 }, 'each time it is looked up once')
    t.ok(tried.length >= 375)
    t.notMatch(JSON.stringify(tried), /127\.0\.0\.1|::1"/)
  },
)

/** Its answers to the names of this file; returns where it is. */
function nameServer(t: Test): Promise<string> {
  const kinds: Readonly<Record<string, readonly Kind[]>> = {
    both: [forA, forAaaa],
    old: [forA],
    new: [forAaaa],
    none: [],
  }
  return startNameServer(t, (label, kind) => {
    const known = kinds[label]
    if (known === undefined) return undefined
    if (!known.includes(kind)) return []
    return kind === forA ? [Buffer.from([192, 0, 2, 7])] : [Buffer.from('20010db8000000000000000000000007', 'hex')]
  })
}

/** A name server that answers as it is told, by the first label of a name and what is asked for; with nothing said it is silent. */
async function startNameServer(
  t: Test,
  addressesOf: (label: string, kind: Kind) => readonly Buffer[] | undefined,
): Promise<string> {
  const socket = createSocket('udp4')
  t.after(() => socket.close())
  type Asked = { readonly id: number; readonly at: number; readonly addresses: readonly Buffer[] | undefined }
  const last = new Map<Kind, Asked>()
  socket.on('message', (question, { port, address }) => {
    const label = question.subarray(13, 13 + (question[12] ?? 0)).toString()
    const end = question.indexOf(0, 12) + 5
    const kind = question.readUInt16BE(end - 4) as Kind
    // After two seconds without an answer, on a machine that was held up, the same question comes once more; it is told the same.
    const [id, at] = [question.readUInt16BE(0), performance.now()]
    const before = last.get(kind)
    const isRepeated = before?.id === id && at - before.at > 1_000
    const addresses = isRepeated ? before.addresses : addressesOf(label, kind)
    last.set(kind, { id, at, addresses })
    if (addresses !== undefined) socket.send(answer(question.subarray(0, end), kind, addresses), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return `127.0.0.1:${socket.address().port}`
}

/** RFC 1035, section 4: the question again, as an answer with these addresses, to be kept for no time. */
function answer(question: Buffer, kind: Kind, addresses: readonly Buffer[]): Buffer {
  const head = Buffer.from(question)
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(addresses.length, 6)
  head.writeUInt16BE(0, 10)
  const records = addresses.map(address =>
    Buffer.concat([Buffer.from([0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 0, 0, address.length]), address]),
  )
  return Buffer.concat([head, ...records])
}

t.end()
