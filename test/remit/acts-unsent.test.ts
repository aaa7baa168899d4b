import t from 'tap'
import { parts } from './cases.ts'
import { walkActs } from './walk-acts.ts'

await walkActs(t, parts.unsent)

t.end()
