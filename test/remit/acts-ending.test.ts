import t from 'tap'
import { endingStages } from './cases.ts'
import { walkActs } from './walk-acts.ts'

await walkActs(t, endingStages)

t.end()
