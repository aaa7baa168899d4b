import { createAgencyPools } from '../../src/db/agency-pools.ts'
import { startSequencer } from '../../src/feed/sequencer.ts'

/** A process that numbers, as the service does, and says when it begins to lead. To be killed at any moment. */
const url = process.env['DATABASE_URL'] ?? ''
const log = {
  info: (said: object) => process.send?.(said),
  warn: () => {},
  error: () => {},
}
startSequencer({ pools: createAgencyPools({ url }), url, agencies: [], log, everyMs: 100, leadSeconds: 1 })
// Whoever started it is gone: then nobody would end it.
process.on('disconnect', () => process.exit())
