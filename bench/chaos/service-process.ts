import { endWithParent } from './side.ts'

/** A process of the service as it is, but that it does not outlive whoever started it. */
endWithParent()
await import('../../src/server.ts')
