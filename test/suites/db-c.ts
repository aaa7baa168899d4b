import { runHere } from '../support/run-here.ts'

runHere('test/db/[a-c]*.test.ts')
