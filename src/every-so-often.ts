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
  { everyMs, onFault }: { readonly everyMs: number; readonly onFault: (error: unknown) => void },
): Round {
  const ended = new AbortController()
  const { signal } = ended
  let running: Promise<void> | undefined
  let wanted = false
  const run = async () => {
    while (wanted && !signal.aborted) {
      wanted = false
      await work(signal).catch(onFault)
    }
    running = undefined
  }
  const soon = (): Promise<void> => {
    wanted = true
    running ??= run()
    return running
  }
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
