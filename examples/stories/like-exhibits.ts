import { toPng } from '../evidence/png.ts'
import { cutOff, drawPost, type Post } from '../evidence/post.ts'
import type { Exhibit } from '../service/evidence.ts'

const post: Post = {
  account: 'tim.kampanye.contoh',
  headline: ['Pilih No. 9', 'untuk presiden', '14.02.2024'],
  reaction: 'disukai @rini.k.contoh',
  text: ['Bersama kita menang!', 'Ajak keluarga dan teman,', 'coblos nomor 9.'],
  colour: 'blue',
}

const by = { by: 'officer', name: 'Patroli siber Kominfo', place: 'Kantor Kominfo, Jakarta' } as const
const link = {
  url: 'https://social.example/posts/88121',
  platform: 'Contohgram',
  account: '@rini.k.contoh',
  interaction: 'like',
} as const

/** The capture that the patrol made in haste: whoever liked the post is cut off. */
export const hastyScreenshot: Exhibit = {
  fileName: 'tangkapan-1.png',
  mediaType: 'image/png',
  bytes: () => toPng(cutOff(drawPost(post))),
  says: {
    title: 'Screenshot of the liked post',
    grade: { source: 'A', information: '3' },
    collection: { ...by, at: '2023-12-05T08:12:00+07:00', method: 'Screenshot with the phone of the patrol.' },
    link: { ...link, capturedAt: '2023-12-05T08:12:00+07:00' },
  },
}

export const wholeScreenshot: Exhibit = {
  fileName: 'tangkapan-2.png',
  mediaType: 'image/png',
  bytes: () => toPng(drawPost(post)),
  says: {
    title: 'Screenshot of the liked post, with the account that liked it',
    grade: { source: 'A', information: '1' },
    collection: { ...by, at: '2023-12-07T09:40:00+07:00', method: 'Full-page capture with the browser of the patrol.' },
    link: { ...link, capturedAt: '2023-12-07T09:40:00+07:00' },
  },
}
