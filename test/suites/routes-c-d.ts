import { runHere } from '../support/run-here.ts'

runHere('test/routes/[b-d]*.test.ts')
