import t from 'tap'
import { examiningStages } from './cases.ts'
import { walkReads } from './walk-reads.ts'

await walkReads(t, examiningStages)

t.end()
