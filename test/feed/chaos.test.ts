import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { disturb, settle } from '../../bench/chaos/chaos.ts'
import { judge, type Verdict } from '../../bench/chaos/judge.ts'
import { actLedger, bellLedger, feedLedger } from '../../bench/chaos/side.ts'
import { startWorld } from '../../bench/chaos/world.ts'
import { createDataDir } from '../support/test-cluster.ts'
import { unlessThorough } from '../support/thorough.ts'

// Three processes of the service, and both sides with theirs, on a server of their own.
t.test(
  'whatever is killed, the ledgers of both sides agree with the service and with each other',
  { skip: unlessThorough },
  async t => {
    const world = await startWorld(await createDataDir())
    t.after(() => world.stop())
    const { place } = world
    const say = (line: string) => t.comment(line)
    const kills = await disturb(world, { forMs: 40_000, everyMs: 3_000, say, sayEveryMs: 10_000 })
    await settle(world, { say, sayEveryMs: 10_000 })
    t.ok(Object.values(kills).some(count => count > 0))

    const verdict = await judge(world)
    t.ok((verdict.counts['acts told'] ?? 0) > 0)
    t.ok((verdict.counts['bells verified by KASN'] ?? 0) > 0)
    t.strictSame(faultsOf(verdict), {})

    await t.test('and a ledger that does not agree is told of, by what is wrong with it', async t => {
      await t.test('an act that the log does not have', async t => {
        change(t, actLedger(place, 'kasn'), lines => [...lines, { ...lineTold(lines), told: 'feed/0/receive' }])
        t.strictSame(Object.keys(faultsOf(await judge(world))), ['acts told, and not in the log'])
      })
      await t.test('an act that nobody was told of', async t => {
        change(t, actLedger(place, 'kominfo'), lines => lines.filter(line => line !== lineTold(lines)))
        t.match(Object.keys(faultsOf(await judge(world))), ['acts in the log more often than told'])
      })
      await t.test('an entry that is missing', async t => {
        change(t, feedLedger(place, 'kasn'), lines => lines.toSpliced(2, 1))
        const faults = faultsOf(await judge(world))
        t.match(faults['entries missing'], [/kasn: 4 after 2/])
        t.match(faults['entries that read otherwise anew'], [/kasn: 3/])
      })
      await t.test('an entry that is there twice', async t => {
        change(t, feedLedger(place, 'kominfo'), lines => lines.toSpliced(2, 0, lines[1] ?? {}))
        t.match(faultsOf(await judge(world))['entries told twice'], [/kominfo: 2 after 2/])
      })
      await t.test('a running digest that is another', async t => {
        const doctored = (lines: Line[]) => lines.with(-1, { ...lines.at(-1), runningdigest: 'f'.repeat(64) })
        change(t, feedLedger(place, 'kasn'), doctored)
        t.match(faultsOf(await judge(world))['reconciliations that find a difference'], [/kasn: .*different/])
      })
      await t.test('a bell that never came', async t => {
        const [first] = JSON.parse(`[${readFileSync(bellLedger(place, 'kasn'), 'utf8').split('\n')[0]}]`)
        const others = (lines: Line[]) => lines.filter(({ bell }) => (bell as Line)['number'] !== first.bell.number)
        change(t, bellLedger(place, 'kasn'), others)
        const silent = faultsOf(await judge(world))['entries without a bell, and not parked']
        t.match(silent, [new RegExp(`kasn: ${first.bell.number} `)])
      })
    })
  },
)

t.end()

type Line = Record<string, unknown>

/** Changes a ledger for as long as one test runs. */
function change(t: { after(restore: () => void): void }, path: string, doctor: (lines: Line[]) => Line[]): void {
  const before = readFileSync(path, 'utf8')
  const lines = before
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  writeFileSync(
    path,
    doctor(lines)
      .map(line => `${JSON.stringify(line)}\n`)
      .join(''),
  )
  t.after(() => writeFileSync(path, before))
}

function lineTold(lines: readonly Line[]): Line {
  const told = lines.find(line => 'told' in line && line['act'] !== 'sendReferral')
  if (told === undefined) throw new Error('nothing was told')
  return told
}

function faultsOf({ faults }: Verdict) {
  return Object.fromEntries(Object.entries(faults).filter(([, places]) => places.length > 0))
}
