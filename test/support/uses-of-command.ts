import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** `command` where it is another than that of its neighbours. */
export type Use = {
  readonly command?: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}
export type UseAnswer = { code: number; stdout: string; stderr: string }

const script = join(import.meta.dirname, 'use-command.ts')

/**
 * What a command says to each of these uses; they share a process, since to start one costs far more than to refuse. For
 * commands that end by themselves and speak by `console`. `env` is all that each sees of the environment, beside its own.
 */
export async function usesOf(command: string, env: NodeJS.ProcessEnv, uses: readonly Use[]): Promise<UseAnswer[]> {
  const { NODE_COMPILE_CACHE } = process.env
  const options = { env: { NODE_COMPILE_CACHE, ...env } }
  const { stdout } = await promisify(execFile)(process.execPath, [script, command, JSON.stringify(uses)], options)
  return JSON.parse(stdout) as UseAnswer[]
}
