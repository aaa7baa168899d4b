import { runHere } from '../support/run-here.ts'

runHere('test/routes/[t-z]*.test.ts')
