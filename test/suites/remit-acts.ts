import { runHere } from '../support/run-here.ts'

runHere('test/remit/acts-*.test.ts')
