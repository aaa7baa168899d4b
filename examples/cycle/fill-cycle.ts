import { onStopSignal } from '../../src/start/stop-signal.ts'
import { createService } from '../service/service.ts'
import type { Tokens } from '../service/tokens.ts'
import { planCase } from './plan-case.ts'
import { type Played, playCase } from './play-case.ts'
import { createProgress, type Terminal } from './progress.ts'
import { summarize } from './summary.ts'

const atOnce = 8
/** How many cases wait for an inspection before one of them is gone on with. */
const setAsideAtMost = 2 * atOnce

type Wanted = { readonly cases: number; readonly seed: string }
type Needs = {
  readonly url: string
  readonly tokens: Tokens
  readonly terminal: Terminal
  readonly print: (text: string) => void
}

/**
 * Plays the cases of an election cycle, several at once, and sums them up. Ctrl-C ends it in order: what has begun is
 * finished, nothing new begins.
 */
export async function fillCycle({ cases, seed }: Wanted, needs: Needs): Promise<{ stopped: boolean }> {
  const { url, tokens, terminal, print } = needs
  const service = createService({ url, tokens })
  const played = new Map<number, Played>()
  let begun = 0
  let stopped = false
  onStopSignal({
    underNpm: 'npm_lifecycle_event' in process.env,
    stop() {
      stopped = true
    },
    force: () => process.exit(130),
  })

  print(`Plays ${cases} cases of an election cycle against ${url}, ${atOnce} at once; seed ${seed}.`)
  const progress = createProgress(cases, terminal)
  const setAside: { readonly number: number; readonly steps: ReturnType<typeof playCase> }[] = []
  /** While the evidence of one case is inspected, others are begun: so hardly anything is ever waited for. */
  function nextCase() {
    if (stopped || begun === cases || setAside.length === setAsideAtMost) return setAside.shift()
    begun += 1
    return { number: begun, steps: playCase(service, planCase(seed, begun)) }
  }
  async function playOneAfterTheOther(): Promise<void> {
    for (let one = nextCase(); one !== undefined; one = nextCase()) {
      const { done, value } = await one.steps.next()
      if (!done) {
        setAside.push(one)
        continue
      }
      played.set(one.number, value)
      progress.done(played.size)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, cases) }, playOneAfterTheOther))
  } finally {
    // One that failed takes the others with it.
    stopped ||= played.size < cases
    progress.end()
  }

  if (stopped) print(`Stopped after ${played.size} of ${cases} cases.`)
  print(`\n${summarize([...played.values()])}`)
  if (service.repeats() > 0) print(`\n${service.repeats()} requests were repeated because the service was busy.`)
  return { stopped }
}
