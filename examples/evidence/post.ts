import { blank, type Colour, cropped, fill, type Picture, write } from './picture.ts'

/** A post as an app shows it, and who reacted to it. */
export type Post = {
  readonly account: string
  readonly headline: readonly string[]
  readonly text: readonly string[]
  readonly reaction: string
  readonly colour: Colour
}

const width = 400
const height = 520

/** The screenshot of a post in an app that does not exist. */
export function drawPost({ account, headline, text, reaction, colour }: Post): Picture {
  const screen = blank(width, height, 'white')
  fill(screen, [0, 0, width, 36], 'paper')
  write(screen, 'contohgram', [16, 11], { scale: 2 })
  write(screen, '19:42', [width - 76, 11], { scale: 2, colour: 'grey' })

  fill(screen, [16, 50, 40, 40], colour)
  write(screen, account.slice(0, 1), [27, 59], { scale: 3, colour: 'white' })
  write(screen, account, [68, 54], { scale: 2 })
  write(screen, 'public', [68, 76], { colour: 'grey' })

  fill(screen, [0, 104, width, 240], colour)
  fill(screen, [0, 320, width, 6], 'yellow')
  for (const [n, line] of headline.entries()) {
    const scale = n === 0 ? 5 : 3
    const left = Math.round((width - line.length * 6 * scale) / 2)
    write(screen, line, [left, n === 0 ? 140 : 180 + n * 36], { scale, colour: 'white' })
  }

  write(screen, '♥', [16, 358], { scale: 3, colour: 'red' })
  write(screen, reaction, [44, 362], { scale: 2 })
  for (const [n, line] of text.entries()) write(screen, line, [16, 398 + n * 22], { scale: 2, colour: 'ink' })
  write(screen, 'https://social.example', [16, height - 22], { colour: 'grey' })
  return screen
}

/** What is left of a screenshot that was cut too narrow. */
export function cutOff(screenshot: Picture): Picture {
  return cropped(screenshot, 224, height)
}
