import { runHere } from '../support/run-here.ts'

runHere('test/{feed,telemetry,webhooks}/*.test.ts')
