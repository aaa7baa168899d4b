import { runHere } from '../support/run-here.ts'

runHere('test/routes/re[!ac]*.test.ts')
