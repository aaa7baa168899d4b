import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { partyPage, treasurerPost, videoFragment, whiteboardPhoto } from './boyolali-exhibits.ts'
import { hastyScreenshot, wholeScreenshot } from './like-exhibits.ts'

const exhibits = [hastyScreenshot, wholeScreenshot, videoFragment, whiteboardPhoto, partyPage, treasurerPost]

/** Writes the files that the stories attach into a folder, to look at them or to try the API with them. */
export function saveExhibits(folder: string, print: (text: string) => void): void {
  mkdirSync(folder, { recursive: true })
  for (const { fileName, bytes, says } of exhibits) {
    writeFileSync(join(folder, fileName), bytes())
    print(`${join(folder, fileName)}  ${says.title}`)
  }
}
