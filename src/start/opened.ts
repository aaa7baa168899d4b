import type { Log } from '../log.ts'

/** What has been opened, in that order; closed in the opposite one. */
export type Opened = { readonly what: string; close(): unknown }[]

/** Closes all of it, the last first. What does not close is told, and makes the exit code 1. */
export async function closeAll(opened: Opened, log: Log): Promise<void> {
  for (const { what, close } of opened.splice(0).reverse()) {
    try {
      await close()
    } catch (error) {
      process.exitCode = 1
      log.error({ err: error }, `stopping: ${what} did not close`)
    }
  }
}
