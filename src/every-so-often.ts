import { channel } from 'node:diagnostics_channel'

/** Tells of every run of every round, to whoever subscribes. */
export const roundRuns = channel('penerusan:round')
export type RoundRun = { readonly round: string; readonly failed: boolean }

/** Work that a process does by itself: one run at a time; whoever asks during one gets another after it. */
export type Round = {
  /** Runs now, or once more after the present run; done when that is. */
  soon(): Promise<void>
  /** Aborts the signal of the work, and waits for the present run. */
  stop(): Promise<void>
}

/** Runs the work every so often, and whenever it is asked for. A fault ends one run only. */
export function everySoOften(
  work: (signal: AbortSignal) => Promise<unknown>,
  {
    name,
    everyMs,
    onFault,
  }: {
    /** What figures call it: lower case with hyphens. */
    readonly name: string
    readonly everyMs: number
    readonly onFault: (error: unknown) => void
  },
): Round {
  const ended = new AbortController()
  const { signal } = ended
  let running: Promise<void> | undefined
  let wanted = false
  const run = async () => {
    while (wanted && !signal.aborted) {
      wanted = false
      await work(signal).then(
        () => tell(false),
        error => {
          tell(true)
          onFault(error)
        },
      )
    }
    running = undefined
  }
  const soon = (): Promise<void> => {
    wanted = true
    running ??= run()
    return running
  }
  const tell = (failed: boolean) => roundRuns.publish({ round: name, failed } satisfies RoundRun)
  const timer = setInterval(soon, everyMs).unref()
  return {
    soon,
    async stop() {
      ended.abort()
      clearInterval(timer)
      await running
    },
  }
}
