import { randomUUID } from 'node:crypto'
import type { AgencyPools } from '../../src/db/agency-pools.ts'
import { leadNumbering, numberEvents, readLag } from '../../src/db/numbering.ts'
import type { Sequencer } from '../../src/feed/sequencer.ts'
import { shareLag } from '../../src/feed/shared-lag.ts'
import { until } from './until.ts'

/** A sequencer that numbers when a test says so, and then everything; it needs no connection of its own. */
export type HandSequencer = Pick<Sequencer, 'onNumbered' | 'lag'> & { numberAll(): Promise<void> }

export function createHandSequencer(pools: AgencyPools): HandSequencer {
  const holder = randomUUID()
  const listeners = new Set<(agencies: readonly string[]) => void>()
  return {
    lag: shareLag(pools),
    onNumbered(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Others write in the same cluster, and what they have not finished is waited for. */
    numberAll: async () => {
      await until(async () => {
        const fence = await leadNumbering(pools, holder, 60)
        if (fence === undefined) throw new Error('somebody else numbers')
        const step = await numberEvents(pools, fence, 1_000)
        if (step !== undefined && step.agencies.length > 0) for (const listener of listeners) listener(step.agencies)
        return (await readLag(pools, 1)).waiting === 0
      })
    },
  }
}
