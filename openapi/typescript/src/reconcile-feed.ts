import type { CallOptions, Client } from './client.ts'

/** Your own record of what you have read. */
export type FeedLedger = {
  /** The number of the last entry you have; 0 for none. */
  readonly last: number
  /** The running digest that you kept with an entry. */
  digestAt(number: number): string | Promise<string>
}

/**
 * `through` is the last number that was compared; `number` the first that differs. `last` is the last that the service has:
 * when `number` is greater you have more than the service, as after it was set back to an earlier day.
 */
export type Reconciliation =
  | { readonly outcome: 'same'; readonly through: number }
  | { readonly outcome: 'different'; readonly lastSame: number; readonly number: number; readonly last: number }

const pointsAtOnce = 500

/** Whether both sides have the same record, and otherwise where they part: asks for ever closer points of it. */
export async function reconcileFeed(
  client: Pick<Client, 'reconcileFeed'>,
  ledger: FeedLedger,
  options?: CallOptions,
): Promise<Reconciliation> {
  if (ledger.last === 0) return { outcome: 'same', through: 0 }
  let [same, different] = [0, ledger.last]
  for (;;) {
    const numbers = spread(same, different)
    const points = await Promise.all(numbers.map(number => pointAt(ledger, number)))
    const { data } = await client.reconcileFeed({ body: { points } }, options)
    if (data.outcome === 'same') return { outcome: 'same', through: data.through }
    const next = { same: Math.max(same, data.lastSame), different: data.firstDifferent }
    if (next.different === next.same + 1) {
      return { outcome: 'different', lastSame: next.same, number: next.different, last: data.last }
    }
    if (next.different - next.same >= different - same)
      throw new RangeError('the service names no place between the points')
    same = next.same
    different = next.different
  }
}

async function pointAt(ledger: FeedLedger, number: number) {
  return { number, runningdigest: await ledger.digestAt(number) }
}

/** At most a thousand numbers after `same` up to `different`, evenly, with the last among them. */
function spread(same: number, different: number): number[] {
  const step = Math.max(1, Math.ceil((different - same) / pointsAtOnce))
  const numbers: number[] = []
  for (let number = different; number > same; number -= step) numbers.push(number)
  return numbers.reverse()
}
