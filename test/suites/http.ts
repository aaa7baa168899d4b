import { runHere } from '../support/run-here.ts'

runHere('test/http/*.test.ts')
