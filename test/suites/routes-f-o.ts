import { runHere } from '../support/run-here.ts'

runHere('test/routes/[f-o]*.test.ts')
