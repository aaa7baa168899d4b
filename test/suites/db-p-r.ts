import { runHere } from '../support/run-here.ts'

runHere('test/db/[p-r]*.test.ts')
