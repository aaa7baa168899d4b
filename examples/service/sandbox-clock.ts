import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const project = new URL('../..', import.meta.url)

/** How the demo lets time pass in the sandbox. */
export type SandboxClock = {
  /** The documented command that does it. */
  commandFor(time: string): string
  /** Runs that command; gives back its line, or undefined when somebody else must do it, and why. */
  moveTo(time: string): Promise<{ readonly line: string } | { readonly unmoved: string }>
}

/** The clock of the database that DATA_DIR or DATABASE_URL names; with `byHand` it is left to whoever reads. */
export function createSandboxClock({ byHand }: { readonly byHand: boolean }): SandboxClock {
  return {
    commandFor: time => `npm run -s clock -- at ${time}`,
    async moveTo(time) {
      if (byHand) return { unmoved: 'you asked for it' }
      try {
        const { stdout } = await run(process.execPath, ['src/commands/clock.ts', 'at', time], { cwd: project })
        return { line: stdout.trim() }
      } catch (error) {
        const { stderr = '' } = error as { stderr?: string }
        return { unmoved: stderr.trim().split('\n')[0] || 'the command could not be run' }
      }
    },
  }
}
