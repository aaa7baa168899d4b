import { runHere } from '../support/run-here.ts'

runHere('test/db/[p-z]*.test.ts')
