import type { RuleId } from './rules.ts'

/** One place in the request that the rule is about. */
export type Fault = { readonly pointer: string; readonly code: string }

/** The domain's "no": which rule refused, and where in the request it looked. */
export class Rejection {
  readonly rule: RuleId
  readonly faults: readonly Fault[]
  /** For people: what would have been taken, where the rule alone does not tell. Nothing of a case. */
  declare readonly detail?: string

  constructor(rule: RuleId, faults: readonly Fault[] = [], detail?: string) {
    this.rule = rule
    this.faults = faults
    if (detail !== undefined) this.detail = detail
  }
}
