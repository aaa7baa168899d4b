import '../../src/node-version.js'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { disturb, settle } from './chaos.ts'
import { judge } from './judge.ts'
import { reportOf } from './report.ts'
import { startWorld } from './world.ts'

const usage = `Has Kominfo and KASN at work through three processes of the service while all processes and the database are killed at
random, and then compares the ledger of each side with the service and with the other.

  npm run chaos                     ten minutes
  npm run chaos -- --minutes 60     as long as you like
  npm run chaos -- --every 2        something is killed or paused every 2 seconds in the mean, and not 5
  npm run chaos -- --keep           the ledgers and the database stay where they are, also without a fault

It needs nothing but this repository, and tells at the end what it counted. It ends with 1 when anything is missing, doubled or
different; then everything stays where it is.`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    every: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

const folder = await mkdtemp(join(tmpdir(), 'penerusan-chaos-'))
const say = (line: string) => console.log(line)
const sayEveryMs = 15_000
const world = await startWorld(folder)
let fine = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void world.stop().then(() => process.exit(1)))
try {
  say(`Three processes of the service, one database and two sides are at work; their ledgers are in ${folder}`)
  const kills = await disturb(world, {
    forMs: Number(values.minutes) * 60_000,
    everyMs: Number(values.every) * 1_000,
    say,
    sayEveryMs,
  })
  await settle(world, { say, sayEveryMs })
  const report = reportOf(kills, await judge(world))
  say(report.text)
  fine = report.faults === 0
} finally {
  await world.stop()
}
if (fine && !values.keep) await rm(folder, { recursive: true, force: true })
else say(`Everything is in ${folder}`)
process.exit(fine ? 0 : 1)
