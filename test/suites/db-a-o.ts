import { runHere } from '../support/run-here.ts'

runHere('test/db/[a-o]*.test.ts')
