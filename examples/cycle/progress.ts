/** Where progress is shown: `write` and whether it is a terminal, as `process.stdout`. */
export type Terminal = { readonly isTTY?: boolean; write(text: string): unknown }

const redrawMs = 100

/** Shows how far the work is: one line that is redrawn on a terminal, elsewhere a line for each tenth. */
export function createProgress(total: number, terminal: Terminal, now: () => number = () => performance.now()) {
  const startedAt = now()
  let drawnAt = Number.NEGATIVE_INFINITY
  let tenths = 0

  return {
    done(count: number): void {
      const line = describe(count, total, (now() - startedAt) / 1000)
      if (terminal.isTTY === true) {
        if (now() - drawnAt < redrawMs && count < total) return
        drawnAt = now()
        terminal.write(`\r\u001b[K${line}`)
      } else if (Math.floor((count * 10) / total) > tenths) {
        tenths = Math.floor((count * 10) / total)
        terminal.write(`${line}\n`)
      }
    },
    /** Leaves the line that was redrawn. */
    end(): void {
      if (terminal.isTTY === true) terminal.write('\n')
    },
  }
}

function describe(count: number, total: number, seconds: number): string {
  const perSecond = count / seconds
  const left = count === total ? 'done' : `about ${duration((total - count) / perSecond)} left`
  return `${String(count).padStart(String(total).length)} of ${total} cases, ${perSecond.toFixed(1)} a second, ${left}`
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
