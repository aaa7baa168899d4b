import { runHere } from '../support/run-here.ts'

runHere('test/remit/[!ar]*.test.ts')
