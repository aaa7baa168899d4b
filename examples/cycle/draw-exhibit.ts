import { exifBlock } from '../evidence/exif.ts'
import { toJpeg } from '../evidence/jpeg.ts'
import { drawWhiteboard } from '../evidence/meeting.ts'
import { toPng } from '../evidence/png.ts'
import { drawPost } from '../evidence/post.ts'
import type { Exhibit } from '../service/evidence.ts'
import type { PlannedExhibit } from './case-plan.ts'

export function toExhibit({ drawn, fileName, says }: PlannedExhibit): Exhibit {
  switch (drawn.kind) {
    case 'post':
      return { fileName, says, mediaType: 'image/png', bytes: () => toPng(drawPost(drawn.post)) }
    case 'photo': {
      const { at, lines, place } = drawn
      const exif = exifBlock({ maker: 'Contoh', at: at.slice(0, 19).replaceAll('-', ':').replace('T', ' '), place })
      return {
        fileName,
        says,
        mediaType: 'image/jpeg',
        bytes: () => toJpeg(drawWhiteboard(lines), exif),
      }
    }
    case 'program': {
      // The service goes by the name too; nothing that runs is sent around here.
      const bytes = () => Buffer.from('not a program, but named like one\n')
      return { fileName, says, mediaType: 'application/vnd.android.package-archive', bytes }
    }
  }
}
