import t from 'tap'
import { walkedOf } from './cases.ts'
import { walkActs } from './walk-acts.ts'

const states = walkedOf('ended')
if (states.length > 0) await walkActs(t, states)
else t.pass('walked with THOROUGH=1')

t.end()
