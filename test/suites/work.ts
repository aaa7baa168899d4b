import { runHere } from '../support/run-here.ts'

runHere('test/{feed,inspection,telemetry,uploads,vault,webhooks}/*.test.ts')
