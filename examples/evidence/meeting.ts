import { blank, type Colour, fill, type Picture, write } from './picture.ts'

/** A photo of the whiteboard in a meeting room: each point becomes a square of 8 × 8. */
export function drawWhiteboard(lines: readonly string[]): Picture {
  const photo = blank(80, 60, 'wall')
  fill(photo, [1, 3, 78, 38], 'grey')
  fill(photo, [2, 4, 76, 36], 'white')
  for (const [n, line] of lines.entries()) write(photo, line, [4, 7 + n * 10], { colour: n === 0 ? 'red' : 'blue' })
  fill(photo, [0, 50, 80, 10], 'wood')
  for (const [n, left] of [6, 24, 44, 63].entries()) sit(photo, [left, 44], 1, n % 2 === 0 ? 'ink' : 'green')
  return photo
}

const seconds = 34
/** How far the speaker is to the right of the middle, as one walks up and down. */
const pace = [0, 8, 16, 24, 32, 24, 16, 8, 0, -8, -16, -24, -32, -24, -16, -8]

/** Seen from the last row: somebody with his back to the camera who walks up and down before a flag. Two pictures a second. */
export function drawMeeting(): Picture[] {
  return Array.from({ length: seconds * 2 }, (_, n) => {
    const room = blank(208, 144, 'wall')
    fill(room, [16, 16, 64, 44], 'red')
    fill(room, [16, 38, 64, 22], 'white')
    write(room, 'rapat', [132, 18], { scale: 2, colour: 'grey' })
    stand(room, 96 + (pace[n % pace.length] ?? 0))
    fill(room, [0, 128, 208, 16], 'wood')
    for (const left of [4, 56, 108, 160]) sit(room, [left, 104], 3, 'ink')
    write(room, `0:${String(Math.floor(n / 2)).padStart(2, '0')}`, [4, 2], { colour: 'ink' })
    return room
  })
}

/** From behind: hair, shoulders, the sand-coloured uniform. */
function stand(room: Picture, left: number): void {
  fill(room, [left + 6, 40, 16, 18], 'ink')
  fill(room, [left, 60, 28, 44], 'yellow')
  fill(room, [left + 2, 104, 24, 24], 'wood')
}

function sit(room: Picture, [left, top]: readonly [number, number], scale: number, colour: Colour): void {
  fill(room, [left + 3 * scale, top, 6 * scale, 5 * scale], 'ink')
  fill(room, [left, top + 5 * scale, 12 * scale, 8 * scale], colour)
}
