import type { Check } from '../check.ts'
import type { Target } from '../target.ts'
import { bulkChecks } from './bulk.ts'
import { feedChecks } from './feed.ts'
import { httpChecks } from './http.ts'
import { lifeCycleChecks } from './life-cycle.ts'
import { listChecks } from './lists.ts'
import { searchChecks } from './search.ts'
import { webhookChecks } from './webhooks.ts'
import { writeChecks } from './writes.ts'

/** What a server must do that keeps the contract of this API. */
export const serverChecks: readonly Check<Target>[] = [
  ...httpChecks,
  ...writeChecks,
  ...listChecks,
  ...lifeCycleChecks,
  ...feedChecks,
  ...webhookChecks,
  ...bulkChecks,
  ...searchChecks,
]
