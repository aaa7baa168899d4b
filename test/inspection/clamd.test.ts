import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createClamd } from '../../src/inspection/clamd.ts'
import { createInspector } from '../../src/inspection/inspect.ts'
import { fakeClamd, type Received } from './fake-clamd.ts'
import { png, report } from './harmless-files.ts'
import { eicar, exe } from './hostile-files.ts'
import { generated, made } from './made-content.ts'

const unavailable = { name: 'ScannerUnavailable' }

/** One that answers is given time on a busy machine, too; one that does not is waited for no longer than it must be. */
async function clamdThat(t: Test, behaviour: Parameters<typeof fakeClamd>[0], timeoutMs = 10_000) {
  const server = await fakeClamd(behaviour)
  t.teardown(server.close)
  return createClamd({ address: server.address, timeoutMs })
}

const answering =
  (line: string): Parameters<typeof fakeClamd>[0] =>
  ({ isEnded }, socket) => {
    if (isEnded) socket.end(`${line}\0`)
  }

t.test('clamd is given all of the bytes, in order, and its verdict counts', async t => {
  let received: Received | undefined
  const clamd = await clamdThat(t, (all, socket) => {
    received = all
    if (all.isEnded) socket.end('stream: OK\0')
  })
  const bytes = Buffer.alloc(300_000, 'abcdefg')
  t.strictSame(await clamd.scan(made(bytes).open()), { infected: false })
  t.equal(received?.command, 'zINSTREAM')
  t.ok(received?.bytes.equals(bytes))
  t.strictSame(await clamd.scan(made('').open()), { infected: false }, 'nothing at all')
})

t.test('what clamd finds is quarantined, with the name of its signature (D-F6)', async t => {
  const clamd = await clamdThat(t, ({ bytes, isEnded }, socket) => {
    if (isEnded) socket.end(bytes.equals(eicar) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0')
  })
  const { inspect } = createInspector({ clamd })
  t.strictSame(await inspect(made(eicar, 'catatan.txt')), {
    verdict: 'quarantined',
    mediaType: 'text/plain',
    findings: [{ code: 'malware', detail: 'Eicar-Test-Signature' }],
  })
  t.match(await inspect(made(report, 'catatan.txt')), { verdict: 'clean' })
})

t.test('a scanner that has not said that all is well has said nothing (D-F6)', async t => {
  const behaviours: Record<string, Parameters<typeof fakeClamd>[0]> = {
    'an error': answering('stream: Can’t open file ERROR'),
    'too much for it': ({ bytes }, socket) => {
      if (bytes.length > 0) socket.end('INSTREAM size limit exceeded. ERROR\0')
    },
    'not everything looked at': answering('stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND'),
    'an answer that is none': answering('OK'),
    'an answer without its end': ({ isEnded }, socket) => {
      if (isEnded) socket.end('stream: OK')
    },
    'an answer without an end': (_, socket) => socket.write('x'.repeat(10_000)),
    'no answer': () => undefined,
    'an early close': (_, socket) => socket.end(),
    'a broken connection': (_, socket) => socket.resetAndDestroy(),
  }
  for (const [name, behaviour] of Object.entries(behaviours)) {
    const clamd = await clamdThat(t, behaviour, 300)
    await t.rejects(clamd.scan(made(Buffer.alloc(2_000_000)).open()), unavailable, name)
    await t.rejects(createInspector({ clamd }).inspect(made(report)), unavailable, `${name}, in an inspection`)
  }
})

t.test('an answer to a part of the bytes says nothing of the rest', async t => {
  let isAnswered = false
  const clamd = await clamdThat(
    t,
    (_, socket) => {
      if (!isAnswered) socket.write('stream: OK\0')
      isAnswered = true
      socket.pause()
    },
    300,
  )
  const filling = Buffer.alloc(64 * 1024)
  const large = generated({ head: filling, filling, tail: filling, size: 1024 ** 3 }, 'a')
  await t.rejects(clamd.scan(large.open()), unavailable)
})

t.test('a scanner that is not there is unavailable', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  await t.rejects(createClamd({ address: `127.0.0.1:${port}`, timeoutMs: 300 }).scan(made('x').open()), unavailable)
  await t.rejects(createClamd({ address: '/nowhere/clamd.sock', timeoutMs: 300 }).scan(made('x').open()), unavailable)
  for (const address of ['', 'host', 'host:', ':3310'])
    t.throws(() => createClamd({ address, timeoutMs: 1 }), TypeError, address)
})

t.test('what is quarantined already stays so without a scanner', async t => {
  const clamd = await clamdThat(t, (_, socket) => socket.end())
  t.match(await createInspector({ clamd }).inspect(made(exe)), {
    verdict: 'quarantined',
    findings: [{ code: 'executable' }],
  })
})

t.test('a scanner that reads slowly is waited for, and nothing piles up here', async t => {
  let read = 0
  const server = createServer(socket => {
    socket.pause()
    socket.on('error', () => undefined)
    const timer = setInterval(() => socket.read(1024), 20)
    t.teardown(() => {
      clearInterval(timer)
      socket.destroy()
    })
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as { port: number }
  const clamd = createClamd({ address: `127.0.0.1:${port}`, timeoutMs: 5000 })
  const filling = Buffer.alloc(64 * 1024)
  const source = generated({ head: filling, filling, tail: filling, size: 1024 ** 3 }, 'a')
  async function* counted() {
    for await (const chunk of source.open()) {
      read += chunk.length
      yield chunk
    }
  }
  const ended = new AbortController()
  const scan = clamd.scan(counted(), { signal: ended.signal })
  await sleep(500)
  ended.abort()
  await t.rejects(scan, unavailable)
  t.ok(read < 32 * 1024 ** 2, `${read} bytes were read ahead`)
})

t.test('what the storage throws during a scan is thrown on', async t => {
  const clamd = await clamdThat(t, () => undefined)
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield png()
    throw new Error('the disk is gone')
  }
  await t.rejects(clamd.scan(broken()), { message: 'the disk is gone' })
})
