import { runHere } from '../support/run-here.ts'

runHere('test/{inspection,uploads,vault}/*.test.ts')
