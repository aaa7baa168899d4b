import t from 'tap'
import { walkedOf } from './cases.ts'
import { walkReads } from './walk-reads.ts'

await walkReads(t, walkedOf('examined'))

t.end()
