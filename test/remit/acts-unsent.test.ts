import t from 'tap'
import { walkedOf } from './cases.ts'
import { walkActs } from './walk-acts.ts'

await walkActs(t, walkedOf('unsent'))

t.end()
