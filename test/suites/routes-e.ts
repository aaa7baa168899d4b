import { runHere } from '../support/run-here.ts'

runHere('test/routes/e*.test.ts')
