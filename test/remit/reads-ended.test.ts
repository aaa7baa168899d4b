import t from 'tap'
import { walkedOf } from './cases.ts'
import { walkReads } from './walk-reads.ts'

const states = walkedOf('ended')
if (states.length > 0) await walkReads(t, states)
else t.pass('walked with THOROUGH=1')

t.end()
