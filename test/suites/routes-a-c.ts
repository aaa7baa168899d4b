import { runHere } from '../support/run-here.ts'

runHere('test/routes/[a-c]*.test.ts')
