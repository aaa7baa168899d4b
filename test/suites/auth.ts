import { runHere } from '../support/run-here.ts'

runHere('test/auth/*.test.ts')
