import { runHere } from '../support/run-here.ts'

runHere('test/{acts,catalogue,client,commands,conformance,directory,resources}/*.test.ts')
