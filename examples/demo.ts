import '../src/node-version.js'
import { ConfigError, readConfig } from '../src/config.ts'
import { fillCycle } from './cycle/fill-cycle.ts'
import { readOptions, UsageError, usage } from './options.ts'
import { createSandboxClock } from './service/sandbox-clock.ts'
import { assertServes, createService, Overdue, Refused, Unreachable } from './service/service.ts'
import { createTokens } from './service/tokens.ts'
import { dewi } from './stories/people.ts'
import { playStories } from './stories/play-stories.ts'
import { saveExhibits } from './stories/save-exhibits.ts'

const print = (text: string) => console.log(text)

try {
  await run()
} catch (error) {
  console.error(lineFor(error) ?? error)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options.play === 'help') return print(usage)
  if (options.play === 'nothing') return saveExhibits(options.save, print)

  const config = readConfig(process.env)
  const url = options.url ?? addressOf(config)
  await assertServes(url)
  const tokens = createTokens(config)
  // Tokens that the service does not accept are told of now, and not in the middle of a story.
  await createService({ url, tokens }).ask({ as: dewi, method: 'GET', path: '/v1/agencies' })

  if (options.play === 'stories') {
    return playStories(options.stories, { url, tokens, clock: createSandboxClock(options), print })
  }

  const { cases, seed } = options
  const { stopped } = await fillCycle({ cases, seed }, { url, tokens, print, terminal: process.stdout })
  if (stopped) process.exitCode = 130
}

/** Where the service listens when it was started with the same variables. */
function addressOf({ host, port }: { host: string; port: number }): string {
  if (port === 0) throw new UsageError('PORT is 0, so only the service knows its port: name it with --url')
  const anywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
  const reached = anywhere[host] ?? host
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}

/** The one line for what the user can put right; undefined for what is a fault of the demo. */
function lineFor(error: unknown): string | undefined {
  if (error instanceof Refused && error.status === 401) {
    return 'The service does not accept the demo’s tokens; give the demo the DATA_DIR, AGENCIES and AUDIENCE of the service'
  }
  const known = [UsageError, ConfigError, Unreachable, Refused, Overdue].some(kind => error instanceof kind)
  return known ? (error as Error).message : undefined
}
