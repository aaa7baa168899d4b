import { runHere } from '../support/run-here.ts'

runHere('test/routes/s*.test.ts')
