import type { TimelineEntry } from '../service/case-file.ts'
import { openFeed } from '../service/feed.ts'
import type { Service } from '../service/service.ts'
import { feedTable, shortOf, toldToBoth } from './feeds-table.ts'
import { kasnSystem, kominfoSystem } from './people.ts'
import { wrap } from './wrap.ts'

/**
 * What the systems of both agencies were told of the stories, each in its own feed: the last entries, and the proof that
 * nothing is missing and that both have the same.
 */
export async function tellFeeds(service: Service, timelines: readonly (readonly TimelineEntry[])[]): Promise<string> {
  const ends = timelines.map(timeline => timeline.findLast(({ stream }) => stream === 'referral')?.id ?? '')
  const follow = async (system: typeof kominfoSystem) => {
    const feed = openFeed(service, system)
    const followed = await feed.followTo(ends)
    return { system, followed, answer: await feed.reconcile(followed.position) }
  }
  const [kominfo, kasn] = [await follow(kominfoSystem), await follow(kasnSystem)]
  const shown = [kominfo, kasn].map(({ system, followed, answer }) => {
    const { number, runningDigest } = followed.position
    if (answer.outcome !== 'same')
      throw new Error(`the feed of ${system.agency} differs from ${answer.firstDifferent} on`)
    const counted = `${system.name} has followed ${number} entries without a gap and computed the running digest ${shortOf(runningDigest)} itself. Asked whether that is right, the service says: ${answer.outcome}.`
    return `\nThe last entries in the feed of ${system.office}\n\n${feedTable(followed)}\n\n${wrap(counted)}`
  })
  const both = toldToBoth(kominfo.followed, kasn.followed)
  const proof = `Both agencies were told of ${both.length} events. Each has the same digest in both feeds, so each side can prove to the other what happened.`
  return `${shown.join('\n')}\n\n${wrap(proof)}`
}
