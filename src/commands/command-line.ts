import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { ConfigError } from '../config.ts'

/** A wrong use of a command; the message is the one line the user sees. */
export class UsageError extends Error {}

type Program<Options extends ParseArgsOptionsConfig> = {
  /** What `--help` prints. */
  readonly usage: string
  /** Beside `--help`, which every command has. */
  readonly options?: Options
  /** Whether it takes words that belong to no option; otherwise they are refused. */
  readonly takesWords?: boolean
  /** What to say before the reason when something else goes wrong, in one line; without it that is a bug and has a stack. */
  readonly failed?: string
  /** The exit code of a wrong use; 1 unless it says another. */
  readonly misused?: number
}

const help = { help: { type: 'boolean', short: 'h' } } as const

/**
 * Runs one program: reads its command line, prints what `work` returns, and says in one line on standard error what was
 * wrong. A command that does something refuses words it does not know before it does anything.
 */
export async function runCommand<const Options extends ParseArgsOptionsConfig = Record<never, never>>(
  { usage, options, takesWords = false, failed, misused = 1 }: Program<Options>,
  work: (given: ReturnType<typeof parsed<Options>>) => Promise<string | undefined>,
): Promise<void> {
  try {
    const given = parsed(options ?? ({} as Options), takesWords)
    const said = 'help' in given.values && given.values.help === true ? usage : await work(given)
    if (said !== undefined) console.log(said)
  } catch (error) {
    const isPlain = error instanceof UsageError || error instanceof ConfigError
    if (!isPlain && failed === undefined) throw error
    const why = error instanceof Error ? error.message : String(error)
    say(isPlain ? why : `${failed}: ${why}`.replaceAll('\n', ' '))
    process.exitCode = misused
  }
}

/** One line for whoever looks on; what a command prints as its answer goes to standard output. */
export function say(line: string): void {
  console.error(line)
}

function parsed<Options extends ParseArgsOptionsConfig>(options: Options, allowPositionals: boolean) {
  try {
    return parseArgs({ allowPositionals, options: { ...options, ...help } })
  } catch (error) {
    const [firstSentence] = (error as Error).message.split('. ')
    throw new UsageError(`${firstSentence} (--help says more)`)
  }
}
