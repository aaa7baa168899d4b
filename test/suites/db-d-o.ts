import { runHere } from '../support/run-here.ts'

runHere('test/db/[d-o]*.test.ts')
