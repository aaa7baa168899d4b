import { runHere } from '../support/run-here.ts'

runHere('test/routes/r*.test.ts')
