import { runHere } from '../support/run-here.ts'

runHere('test/routes/a[!bc]*.test.ts')
