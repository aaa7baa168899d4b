/**
 * Does one by one what is asked for one by one, but together what is asked for while the batch before it is under way: so a
 * statement serves many when there is much to do, and nobody waits when there is little.
 */
export function inBatches<Wanted, Done>(
  work: (batch: readonly Wanted[]) => Promise<(wanted: Wanted) => Done>,
): (wanted: Wanted) => Promise<Done> {
  type Waiting = { wanted: Wanted; resolve: (done: Done) => void; reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let running = false

  return wanted =>
    new Promise((resolve, reject) => {
      waiting.push({ wanted, resolve, reject })
      if (running) return
      running = true
      // Whoever asks in this same moment is in the first batch.
      setImmediate(run)
    })

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const doneOf = await work(batch.map(({ wanted }) => wanted))
        for (const { wanted, resolve } of batch) resolve(doneOf(wanted))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = false
  }
}
