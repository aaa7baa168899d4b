import t from 'tap'
import { parts } from './cases.ts'
import { walkReads } from './walk-reads.ts'

await walkReads(t, parts.unsent)

t.end()
