import t from 'tap'
import { examiningStages } from './cases.ts'
import { walkActs } from './walk-acts.ts'

await walkActs(t, examiningStages)

t.end()
