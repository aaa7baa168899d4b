import { endRun } from './test-run.ts'

await endRun()
