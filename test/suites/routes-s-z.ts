import { runHere } from '../support/run-here.ts'

runHere('test/routes/[s-z]*.test.ts')
