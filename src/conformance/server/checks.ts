import type { Check } from '../check.ts'
import type { Target } from '../target.ts'
import { feedChecks } from './feed.ts'
import { httpChecks } from './http.ts'
import { lifeCycleChecks } from './life-cycle.ts'
import { listChecks } from './lists.ts'
import { writeChecks } from './writes.ts'

/** What a server must do that keeps the contract of this API. */
export const serverChecks: readonly Check<Target>[] = [
  ...httpChecks,
  ...writeChecks,
  ...listChecks,
  ...lifeCycleChecks,
  ...feedChecks,
]
