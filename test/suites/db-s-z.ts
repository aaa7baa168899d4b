import { runHere } from '../support/run-here.ts'

runHere('test/db/[s-z]*.test.ts')
