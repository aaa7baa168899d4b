import type { ClusterFolder } from '../../src/db/embedded/cluster-folder.ts'
import { freePort } from '../../src/db/embedded/loopback-port.ts'
import { startPostmaster } from '../../src/db/embedded/postmaster.ts'

/** Starts a PostgreSQL; returns its port. One that another process takes before it is bound is not the last there is. */
export async function startOnFreePort(
  cluster: ClusterFolder,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  for (;;) {
    const port = await freePort()
    const outcome = await startPostmaster(cluster, port, settings)
    if (outcome === 'started') return port
    if (outcome !== 'port-taken') throw new Error(`the PostgreSQL of the tests did not start: ${outcome}`)
  }
}
