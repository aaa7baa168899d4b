import { exifBlock } from '../evidence/exif.ts'
import { toFilm } from '../evidence/h264.ts'
import { toJpeg } from '../evidence/jpeg.ts'
import { drawMeeting, drawWhiteboard } from '../evidence/meeting.ts'
import { toMp4 } from '../evidence/mp4.ts'
import { toPng } from '../evidence/png.ts'
import { drawPost } from '../evidence/post.ts'
import { toWarc } from '../evidence/warc.ts'
import type { Exhibit } from '../service/evidence.ts'

/** Where the photo was taken, as the phone wrote it into the file: enough to find out who held it. */
export const meetingPlace = { latitude: -7.5312, longitude: 110.5951 } as const

/** Of what the reporter made, nobody else gets the original, and at the receiver not everybody the copy. */
const byReporter: Pick<Exhibit['says'], 'confidentiality' | 'handling'> = {
  confidentiality: 'confidential',
  handling: ['view-only', 'no-onward-sharing'],
}

export const videoFragment: Exhibit = {
  fileName: 'VID-20231206-WA0003.mp4',
  mediaType: 'video/mp4',
  bytes: () => toMp4(toFilm(drawMeeting()), 500),
  says: {
    title: 'Video of the meeting, a fragment of 34 seconds',
    grade: { source: 'B', information: '2' },
    collection: { by: 'reporter', at: '2023-12-06T16:52:00+07:00', method: 'Filmed with a phone from the last row.' },
    ...byReporter,
  },
}

export const whiteboardPhoto: Exhibit = {
  fileName: 'IMG_20231206_170500.jpg',
  mediaType: 'image/jpeg',
  bytes: () =>
    toJpeg(
      drawWhiteboard(['iuran tim', 'Rp 250.000', 'batas 15/12']),
      exifBlock({ maker: 'Contoh', at: '2023:12:06 17:05:00', place: meetingPlace }),
    ),
  says: {
    title: 'Photo of the whiteboard with the amount to pay',
    grade: { source: 'B', information: '2' },
    collection: { by: 'reporter', at: '2023-12-06T17:05:00+07:00', method: 'Taken with a phone after the meeting.' },
    ...byReporter,
  },
}

const url = 'https://partai.example/boyolali/tim-kampanye'

export const partyPage: Exhibit = {
  fileName: 'tim-kampanye.warc',
  mediaType: 'application/warc',
  bytes: () =>
    toWarc({
      url,
      at: '2023-12-11T13:20:00+07:00',
      html: `<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><title>Tim Kampanye Kabupaten Boyolali</title></head>
<body>
<h1>Tim Kampanye Kabupaten Boyolali</h1>
<p>Iuran tim dihimpun oleh bendahara sebelum 15 Desember 2023.</p>
</body>
</html>
`,
    }),
  says: {
    title: 'Page of the party about its campaign fund, as it was on 11 December',
    grade: { source: 'A', information: '2' },
    collection: {
      by: 'officer',
      name: 'Patroli siber Kominfo',
      at: '2023-12-11T13:20:00+07:00',
      method: 'The answer of the server, whole, as a web archive (WARC).',
    },
  },
}

/** Found only when KASN was at it already. */
export const treasurerPost: Exhibit = {
  fileName: 'bendahara.png',
  mediaType: 'image/png',
  bytes: () =>
    toPng(
      drawPost({
        account: 'partai.contoh.byl',
        headline: ['Bendahara', 'H. Sembodo, M.M.', 'tim kampanye'],
        reaction: '41 suka',
        text: ['Selamat bertugas!', 'SK 14/DPC/11/2023'],
        colour: 'green',
      }),
    ),
  says: {
    title: 'Screenshot of the post in which the party congratulates its treasurer',
    grade: { source: 'A', information: '1' },
    collection: {
      by: 'officer',
      name: 'Patroli siber Kominfo',
      at: '2023-12-21T10:05:00+07:00',
      method: 'Full-page capture with the browser of the patrol.',
    },
    link: {
      url: 'https://social.example/posts/90417',
      platform: 'Contohgram',
      account: '@partai.contoh.byl',
      interaction: 'post',
      capturedAt: '2023-12-21T10:05:00+07:00',
    },
  },
}
