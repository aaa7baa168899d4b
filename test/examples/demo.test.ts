import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createDataDir } from '../support/test-cluster.ts'
import { isThorough } from '../support/thorough.ts'
import { until } from '../support/until.ts'
import { usesOf } from '../support/uses-of-command.ts'
import { readRecord } from './record.ts'
import { runDemo, startDemo, startService } from './running-service.ts'
import { layWire } from './wire.ts'

const demo = join(import.meta.dirname, '../../examples/demo.ts')

t.test('--only plays one case, --help explains, a wrong call is told in one line', async t => {
  const service = await startService(t)
  const env = { DATA_DIR: service.dataDir }
  const only = await runDemo(t, ['--url', service.url, '--only', 'like'], env)
  t.equal(only.code, 0)
  t.match(only.told, 'The like')
  t.notMatch(only.told, 'Boyolali')

  const help = await runDemo(t, ['--help'])
  t.equal(help.code, 0)
  t.match(help.told, '--cases')

  const folder = join(await createDataDir(), 'exhibits')
  const saved = await runDemo(t, ['--save', folder])
  t.equal(saved.code, 0)
  t.equal(saved.told.trimEnd().split('\n').length, readdirSync(folder).length)
  t.match(readFileSync(join(folder, 'tangkapan-2.png')).subarray(1, 4).toString(), 'PNG')

  const wrong = [
    ['--cases', '0'],
    ['--cases', 'x'],
    ['--only', 'both'],
    ['--seed', '1'],
    ['--url', 'here'],
    ['--save', ''],
    ['--loud'],
    ['--by-hand', '--cases', '1'],
    ['--by-hand', '--save', 'exhibits'],
  ]
  const uses = [...wrong, ['--only', 'like', '--cases', '1']].map(args => ({ args }))
  for (const [index, { code, stdout, stderr }] of (await usesOf(demo, {}, uses)).entries()) {
    t.equal(code, 2, String(uses[index]?.args.join(' ')))
    t.equal(stdout, '')
    t.match(stderr, /^[^\n]+\n$/)
  }

  const stranger = await runDemo(t, ['--url', service.url], { DATA_DIR: await createDataDir() })
  t.equal(stranger.code, 1)
  t.equal(stranger.told, '')
  t.match(stranger.said, /^The service does not accept the demo’s tokens; [^\n]+\n$/)
})

t.test('without a service the demo says in one line how to start it', async t => {
  for (const args of [[], ['--cases', '5']]) {
    const { code, told, said } = await runDemo(t, args, { PORT: '1', DATA_DIR: await createDataDir() })
    t.equal(code, 1)
    t.equal(told, '')
    t.match(said, /^No service answers at http:\/\/127\.0\.0\.1:1; start it [^\n]*npm start\n$/)
  }
})

t.test(
  'the same seed fills two databases with the same cases, though replies are lost on the way to one',
  { skip: isThorough ? false : 'with THOROUGH=1' },
  async t => {
    const [one, other] = await Promise.all([startService(t), startService(t)])
    const wire = await layWire(t, other.url, { losesEvery: 7 })
    const args = ['--cases', '25', '--seed', '7']
    const [first, second] = await Promise.all([
      runDemo(t, [...args, '--url', one.url], { DATA_DIR: one.dataDir }),
      runDemo(t, [...args, '--url', wire.url], { DATA_DIR: other.dataDir }),
    ])
    t.equal(first.said + second.said, '')
    t.equal(first.code, 0)
    t.equal(second.code, 0)

    const [record, sameRecord] = await Promise.all([readRecord(one), readRecord(other)])
    t.equal(record.length, 25)
    t.strictSame(sameRecord, record)
    const summary = (told: string) => /^status [\s\S]*decided: .*$/m.exec(told)?.[0]
    t.type(summary(first.told), 'string')
    t.equal(summary(second.told), summary(first.told))

    const keys = wire.passed.flatMap(({ key }) => (key === undefined ? [] : [key]))
    t.ok(new Set(keys).size < keys.length, 'what was lost was asked for again under the same key')
  },
)

t.test('Ctrl-C finishes the cases under way, sums up and ends', async t => {
  const service = await startService(t)
  const demo = startDemo(t, ['--cases', '100000', '--url', service.url], { DATA_DIR: service.dataDir })
  await until(() => demo.told().includes('at once'))
  demo.child.kill('SIGINT')
  t.equal(await demo.ended, 130)
  t.equal(demo.said(), '')
  t.match(demo.told(), /Stopped after \d+ of 100000 cases\.\n[\s\S]*Proven, of those decided/)
})
