import t from 'tap'
import { endingStages } from './cases.ts'
import { walkReads } from './walk-reads.ts'

await walkReads(t, endingStages)

t.end()
