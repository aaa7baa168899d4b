import type { Story } from '../options.ts'
import type { TimelineEntry } from '../service/case-file.ts'
import type { SandboxClock } from '../service/sandbox-clock.ts'
import { createService } from '../service/service.ts'
import type { Tokens } from '../service/tokens.ts'
import { playBoyolali } from './boyolali.ts'
import { custodyTable } from './custody-table.ts'
import { tellFeeds } from './feeds.ts'
import { playLike } from './like.ts'
import { createNarrator } from './narrator.ts'
import { timelineTable } from './timeline-table.ts'
import { wrap } from './wrap.ts'

const plays = {
  like: { play: playLike, timeline: 'The timeline of the like, as Kominfo reads it' },
  boyolali: { play: playBoyolali, timeline: 'The timeline of Boyolali, as KASN reads it, with its own drafts' },
} as const

type Needs = {
  readonly url: string
  readonly tokens: Tokens
  readonly clock: SandboxClock
  readonly print: (text: string) => void
}

/** Plays the cases one after the other, and shows at the end their timelines, the custody of an item and the feeds. */
export async function playStories(stories: readonly Story[], { url, tokens, clock, print }: Needs): Promise<void> {
  print(
    wrap(
      `This demo speaks to ${url} over HTTP, with a token for each person of the story. All persons are invented. The events are set in the campaign of 2023; the service records them with its own clock, which says now.`,
    ),
  )
  const told: string[] = []
  const timelines: (readonly TimelineEntry[])[] = []
  for (const story of stories) {
    const narrator = createNarrator(print)
    const { play, timeline } = plays[story]
    const service = createService({ url, tokens, heard: narrator.heard })
    const { timeline: events, custody } = await play(service, narrator, clock)
    told.push(`\n${timeline}\n\n${timelineTable(events)}`)
    timelines.push(events)
    told.push(`\nThe chain of custody of “${custody.title}”\n\n${custodyTable(custody.entries)}`)
  }
  for (const table of told) print(table)
  print(await tellFeeds(createService({ url, tokens }), timelines))
}
