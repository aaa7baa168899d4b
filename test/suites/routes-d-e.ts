import { runHere } from '../support/run-here.ts'

runHere('test/routes/[d-e]*.test.ts')
