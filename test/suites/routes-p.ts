import { runHere } from '../support/run-here.ts'

runHere('test/routes/[p-q]*.test.ts')
