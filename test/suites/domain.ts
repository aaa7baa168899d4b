import { runHere } from '../support/run-here.ts'

runHere('test/domain/*.test.ts')
