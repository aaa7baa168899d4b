import t from 'tap'
import type { Fault } from '../../src/domain/rejection.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import type { RuleId } from '../../src/domain/rules.ts'
import { type CaseCommand, type CaseEvent, decide, filed, frozen, type Happening, replay } from './case-file.ts'
import { mandates } from './examples.ts'

export type Expected =
  | { readonly events: readonly Happening[] }
  | { readonly rule: RuleId; readonly faults: Fault[]; readonly detail?: string }

/** Given what happened, when somebody orders this, then exactly these events follow, or exactly this refusal. */
export function scenario(title: string, given: readonly CaseEvent[], when: CaseCommand, then: Expected): void {
  if ('rule' in then && !title.startsWith(then.rule)) throw new Error(`a title that names ${then.rule}: ${title}`)
  t.test(title, async t => {
    const file = replay(frozen(given))
    const decision = decide(frozen(file), frozen(when), frozen(mandates))
    if ('rule' in then) {
      t.ok(decision instanceof Rejection, 'it is refused')
      t.strictSame({ ...decision }, then)
      return
    }
    t.strictSame(decision, then.events)
    // What follows from an event can be told from the log again.
    const events = then.events.map((event): CaseEvent => frozen({ ...event, act: when.act }))
    const after = events.reduce((current, event) => filed(current, { matter: current.matters.length, event }), file)
    t.strictSame(replay(JSON.parse(JSON.stringify([...given, ...events]))), after)
  })
}

/** What follows: these events. */
export function happens(...events: Happening[]): Expected {
  return { events }
}

/** What follows when it is so already. */
export const nothing: Expected = { events: [] }

/** What follows: a refusal by this rule, about these places of the request. */
export function refused(rule: RuleId, ...places: (string | Fault)[]): Expected {
  return { rule, faults: places.map(place => (typeof place === 'string' ? { pointer: place, code: 'rule' } : place)) }
}
