import { forgetLooseObjects, listLooseObjects } from '../db/evidence-jobs.ts'
import type { ObjectStore } from '../vault/object-store.ts'
import type { Office } from './act-on-case.ts'

const atOnce = 100
/** A live upload is noted and recorded within one request. */
const looseForMs = 60 * 60 * 1000
/** A live write touches what it writes every minute; the rest is for clocks of a store and ours that differ. */
const brokenOffForMs = 15 * 60 * 1000

/** Takes away what crashes have left: writes that were broken off, and objects that nothing came to refer to. */
export async function sweepStore(
  { pools }: Pick<Office, 'pools'>,
  store: ObjectStore,
  now: Date,
): Promise<{ brokenOff: number; loose: number }> {
  const brokenOff = await store.sweep(new Date(now.getTime() - brokenOffForMs))
  const before = new Date(now.getTime() - looseForMs).toISOString()
  let loose = 0
  for (;;) {
    const objects = await listLooseObjects(pools, before, atOnce)
    for (const object of objects) await store.remove(object)
    await forgetLooseObjects(pools, objects)
    loose += objects.length
    if (objects.length < atOnce) return { brokenOff, loose }
  }
}
