import t from 'tap'
import { sendingStages } from './cases.ts'
import { walkActs } from './walk-acts.ts'

await walkActs(t, sendingStages)

t.end()
