import type { Story } from '../options.ts'
import { createService } from '../service/service.ts'
import type { Tokens } from '../service/tokens.ts'
import { playBoyolali } from './boyolali.ts'
import { playLike } from './like.ts'
import { createNarrator } from './narrator.ts'
import { wrap } from './wrap.ts'

const plays = {
  like: { play: playLike, timeline: 'The timeline of the like, as Kominfo reads it' },
  boyolali: { play: playBoyolali, timeline: 'The timeline of Boyolali, as KASN reads it, with its own drafts' },
} as const

type Needs = { readonly url: string; readonly tokens: Tokens; readonly print: (text: string) => void }

/** Plays the cases one after the other, and shows their timelines at the end. */
export async function playStories(stories: readonly Story[], { url, tokens, print }: Needs): Promise<void> {
  print(
    wrap(
      `This demo speaks to ${url} over HTTP, with a token for each person of the story. All persons are invented. The events are set in the campaign of 2023; the service records them with its own clock, which says now.`,
    ),
  )
  const told: string[] = []
  for (const story of stories) {
    const narrator = createNarrator(print)
    const { play, timeline } = plays[story]
    const table = await play(createService({ url, tokens, heard: narrator.heard }), narrator)
    told.push(`\n${timeline}\n\n${table}`)
  }
  for (const timeline of told) print(timeline)
}
