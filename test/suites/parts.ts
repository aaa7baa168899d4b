import { runHere } from '../support/run-here.ts'

runHere('test/{acts,catalogue,client,conformance,directory,resources}/*.test.ts')
