import t from 'tap'
import { sendingStages } from './cases.ts'
import { walkReads } from './walk-reads.ts'

await walkReads(t, sendingStages)

t.end()
