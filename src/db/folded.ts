import { lifted } from './event-shapes.ts'

/** An event as the log keeps it; without a payload where that was erased. */
export type LoggedFact = {
  readonly type: string
  readonly act: Record<string, unknown>
  readonly at: string
  readonly payload: unknown
}

/** What these events of one stream make, in the shapes of today; undefined without any. */
export function folded<State, Event>(
  facts: readonly LoggedFact[],
  evolve: (state: State | undefined, event: Event) => State,
): State | undefined {
  return facts
    .map(({ type, payload, act, at }) => ({ type, data: lifted(type, payload), act: { ...act, at } }))
    .reduce<State | undefined>((state, event) => evolve(state, event as Event), undefined)
}
