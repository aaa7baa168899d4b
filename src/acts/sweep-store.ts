import { forgetLooseObjects, readTrueTime, takeLooseObjects } from '../db/evidence-jobs.ts'
import type { ObjectStore } from '../vault/object-store.ts'
import type { Office } from './act-on-case.ts'

const atOnce = 100

/** How long ago what is swept was last touched. */
export type SweptAge = { readonly looseMs: number; readonly brokenOffMs: number }
export const usualAge: SweptAge = {
  // A live upload is noted and recorded within one request.
  looseMs: 60 * 60 * 1000,
  // A live write touches what it writes every minute; the rest is for clocks of a store and ours that differ.
  brokenOffMs: 15 * 60 * 1000,
}

/** Takes away what crashes have left: writes that were broken off, and objects that nothing came to refer to. */
export async function sweepStore(
  { pools }: Pick<Office, 'pools'>,
  store: ObjectStore,
  { looseMs, brokenOffMs } = usualAge,
): Promise<{ brokenOff: number; loose: number }> {
  const brokenOff = await store.sweep(new Date(Date.now() - brokenOffMs))
  const before = await readTrueTime(pools, looseMs)
  let loose = 0
  for (;;) {
    const objects = await takeLooseObjects(pools, before, atOnce)
    for (const object of objects) await store.remove(object)
    await forgetLooseObjects(pools, objects)
    loose += objects.length
    if (objects.length < atOnce) return { brokenOff, loose }
  }
}
