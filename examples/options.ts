import { parseArgs } from 'node:util'

export const usage = `Usage: npm run demo -- [options]

Plays two cases from their recording to their end against a running service, and tells what happens. In the second
nobody obeys for weeks: the demo moves the clock of the sandbox, as npm run clock does, so use no database that you need.
With --cases it fills the database with the cases of an election cycle instead.

  --only <case>  plays one of the two: like or boyolali
  --cases <n>    fills the database with n cases, up to 100000
  --seed <text>  the same seed gives the same cases; by default 1
  --by-hand      does not move the clock of the sandbox: it says which command does, and waits until you ran it
  --save <dir>   writes the files of evidence of the two cases into a folder, and nothing else
  --url <url>    where the service is; by default from HOST and PORT, as the service reads them
  --help         this text

The tokens come from the local issuers in DATA_DIR, so give the demo the variables that the service was given.
It ends with 0 when all went well, 1 when something failed, 2 when it was called wrongly, 130 after Ctrl-C.`

const stories = ['like', 'boyolali'] as const
export type Story = (typeof stories)[number]

export type Options =
  | { readonly play: 'help' }
  | { readonly play: 'nothing'; readonly save: string }
  | {
      readonly play: 'stories'
      readonly stories: readonly Story[]
      readonly byHand: boolean
      readonly url: string | undefined
    }
  | { readonly play: 'cycle'; readonly cases: number; readonly seed: string; readonly url: string | undefined }

/** A wrong use of the command; the message is the one line the user sees. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Reads the command line. Throws `UsageError`. */
export function readOptions(args: string[]): Options {
  const { help, only, cases, seed, save, url, 'by-hand': byHand } = parse(args)
  if (help === true) return { play: 'help' }
  if (save !== undefined) return { play: 'nothing', save: checkAlone(save, [only, cases, seed, url, byHand]) }
  const at = url === undefined ? undefined : checkUrl(url)
  if (cases === undefined) {
    if (seed !== undefined) throw new UsageError('--seed goes with --cases')
    const played = only === undefined ? stories : [checkStory(only)]
    return { play: 'stories', stories: played, byHand: byHand === true, url: at }
  }
  if (byHand !== undefined) throw new UsageError('--by-hand and --cases exclude each other')
  if (only !== undefined) throw new UsageError('--only and --cases exclude each other')
  return { play: 'cycle', cases: checkCases(cases), seed: checkSeed(seed ?? '1'), url: at }
}

function parse(args: string[]) {
  try {
    const options = {
      only: { type: 'string' },
      cases: { type: 'string' },
      seed: { type: 'string' },
      save: { type: 'string' },
      'by-hand': { type: 'boolean' },
      url: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const
    return parseArgs({ args, options }).values
  } catch (error) {
    const [firstSentence] = (error as Error).message.split('. ')
    throw new UsageError(`${firstSentence} (--help says more)`)
  }
}

function checkAlone(folder: string, others: readonly (string | boolean | undefined)[]): string {
  if (folder === '') throw new UsageError('--save must name a folder')
  if (others.some(other => other !== undefined)) throw new UsageError('--save goes with nothing else')
  return folder
}

function checkUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) throw new UsageError('--url must be like http://127.0.0.1:3000')
  return url.href.replace(/\/+$/, '')
}

function checkStory(name: string): Story {
  const story = stories.find(candidate => candidate === name)
  if (story === undefined) throw new UsageError(`--only must be ${stories.join(' or ')}, not ${JSON.stringify(name)}`)
  return story
}

function checkCases(text: string): number {
  const cases = Number(text)
  if (!/^\d{1,6}$/.test(text) || cases < 1 || cases > 100_000) {
    throw new UsageError('--cases must be a whole number from 1 to 100000')
  }
  return cases
}

function checkSeed(text: string): string {
  if (!/^[\x21-\x7e]{1,100}$/.test(text)) throw new UsageError('--seed must be 1 to 100 printable characters')
  return text
}
