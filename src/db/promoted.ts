import { ConfigError } from '../config.ts'
import { asOwner, type Deployment } from './owner-connection.ts'

/**
 * Takes the timeline that is there for known, because the standby that was promoted had everything that was acknowledged. The
 * service may be running. Returns whether there was something new to take. Throws ConfigError where this is no promotion.
 */
export async function takePromotion(place: Deployment): Promise<boolean> {
  return asOwner(place, 'promoted', async sql => {
    const [{ known, promotion }] = await sql<[{ known: boolean; promotion: boolean }]>`
      select penerusan.is_known_life() as known, penerusan.may_be_promotion() as promotion`
    if (known) return false
    if (!promotion) {
      throw new ConfigError(
        'this database was restored, or recovered to a point in time, and not promoted; run npm run db:restored',
      )
    }
    await sql`select from penerusan.begin_life('promoted')`
    return true
  })
}

/** Says of every standby that may be promoted, that it has everything that was acknowledged, or that it may not. */
export async function sayOfStandbys(place: Deployment, haveEverything: boolean): Promise<void> {
  await asOwner(place, 'promoted', sql => sql`update penerusan.standbys set have_everything = ${haveEverything}`)
}
