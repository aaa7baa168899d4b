const LOOK_MS = 100

/**
 * Calls `stop` at the first signal to end, and `force` when somebody insists with another.
 *
 * npm needs care in two ways. Ctrl-C arrives twice, from the terminal and again from npm, so what follows within a
 * second is the same wish and not insistence. And npm hands SIGTERM to the shell between us, which dies of it without
 * telling us: there, losing our parent is the signal.
 */
export function onStopSignal({
  underNpm,
  stop,
  force,
}: {
  underNpm: boolean
  stop(signal: string): void
  force(): void
}): void {
  let firstAt: number | undefined
  const heed = (signal: string) => {
    if (firstAt === undefined) {
      firstAt = performance.now()
      stop(signal)
    } else if (performance.now() - firstAt > 1_000) {
      force()
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heed)
  if (underNpm) whenParentIsLost(() => heed('the end of npm'))
}

function whenParentIsLost(then: () => void): void {
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    then()
  }, LOOK_MS)
  look.unref()
}
