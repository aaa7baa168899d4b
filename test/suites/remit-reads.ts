import { runHere } from '../support/run-here.ts'

runHere('test/remit/reads-*.test.ts')
