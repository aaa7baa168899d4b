import t from 'tap'
import { shownCopyOf } from '../../src/inspection/shown-copy.ts'
import * as harmless from './harmless-files.ts'
import { bytesOf, made } from './made-content.ts'

const { exif, exifSegment, gif, gifExtension, jpeg, png, riff, riffChunk, segment, vp8l, vp8x } = harmless

async function copyOf(bytes: Buffer, mediaType: string): Promise<Buffer | string> {
  const copy = await shownCopyOf(made(bytes), mediaType)
  return copy.kind === 'stripped' ? bytesOf(copy.open()) : copy.kind
}

/** The Exif that only says which way up: 26 bytes, worked out by hand. */
const upright = (orientation: number) =>
  Buffer.from(`4d4d002a00000008000101120003000000010${orientation.toString(16).padStart(3, '0')}000000000000`, 'hex')
const uprightSegment = (orientation: number) =>
  segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), upright(orientation)]))

t.test('a JPEG is shown without place, device, author and comments, and the right way up (D-F8)', async t => {
  const profile = segment(0xe2, 'ICC_PROFILE\0\x01\x01profile')
  const adobe = segment(0xee, 'Adobe\0\x64\0\0\0\0\x01')
  const dropped = [
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>'),
    segment(0xed, 'Photoshop 3.0\x008BIM'),
    segment(0xe2, 'MPF\0II*\0'),
    segment(0xeb, 'JP\0\0'),
    segment(0xfe, 'dibuat oleh Budi'),
  ]
  t.strictSame(await copyOf(jpeg(exifSegment(1), ...dropped, profile, adobe), 'image/jpeg'), jpeg(profile, adobe))
  for (const orientation of [2, 3, 6, 8])
    t.strictSame(
      await copyOf(jpeg(exifSegment(orientation), profile), 'image/jpeg'),
      jpeg(uprightSegment(orientation), profile),
    )
  t.strictSame(
    await copyOf(jpeg(segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif(6, true)]))), 'image/jpeg'),
    jpeg(uprightSegment(6)),
  )
  for (const orientation of [0, 9, 300])
    t.strictSame(await copyOf(jpeg(exifSegment(orientation)), 'image/jpeg'), jpeg())
})

t.test('a copy that is shown has nothing more to strip', async t => {
  for (const bytes of [jpeg(), jpeg(uprightSegment(6)), jpeg(segment(0xe2, 'ICC_PROFILE\0\x01\x01p'))])
    t.equal(await copyOf(bytes, 'image/jpeg'), 'same')
  t.equal(await copyOf(png(['eXIf', upright(6)]), 'image/png'), 'same')
  t.equal(await copyOf(riff(vp8x(8), vp8l, riffChunk('EXIF', upright(6))), 'image/webp'), 'same')
})

t.test('a PNG is shown without texts, times, Exif and private chunks', async t => {
  const kept = [
    ['gAMA', Buffer.from('0000b18f', 'hex')],
    ['pHYs', Buffer.alloc(9)],
  ] as const
  const texts = ['tEXt', 'zTXt', 'iTXt', 'tIME', 'prVt'].map(type => [type, Buffer.from('Author\0Budi')] as const)
  t.strictSame(await copyOf(png(...texts, ...kept), 'image/png'), png(...kept))
  t.strictSame(await copyOf(png(['eXIf', exif(1)], ...kept), 'image/png'), png(...kept))
  t.strictSame(await copyOf(png(['eXIf', exif(6)]), 'image/png'), png(['eXIf', upright(6)]))
  t.equal(await copyOf(png(...kept), 'image/png'), 'same')
})

t.test('a WebP is shown without Exif and XMP, and its header agrees', async t => {
  const xmp = riffChunk('XMP ', Buffer.from('<x:xmpmeta/>x'))
  t.strictSame(
    await copyOf(riff(vp8x(0x1c), vp8l, riffChunk('EXIF', exif(1)), xmp), 'image/webp'),
    riff(vp8x(0x10), vp8l),
  )
  t.strictSame(
    await copyOf(riff(vp8x(0x0c), vp8l, riffChunk('EXIF', exif(3)), xmp), 'image/webp'),
    riff(vp8x(8), vp8l, riffChunk('EXIF', upright(3))),
  )
  const marked = riffChunk('EXIF', Buffer.concat([Buffer.from('Exif\0\0'), exif(8)]))
  t.strictSame(
    await copyOf(riff(vp8x(8), vp8l, marked), 'image/webp'),
    riff(vp8x(8), vp8l, riffChunk('EXIF', upright(8))),
  )
  t.equal(await copyOf(riff(vp8l), 'image/webp'), 'same')
})

t.test('a GIF is shown without comments and XMP, and goes on moving', async t => {
  const moving = gifExtension(0xff, 'NETSCAPE2.0', '\x01\0\0')
  t.strictSame(
    await copyOf(
      gif(moving, gifExtension(0xfe, 'Budi'), gifExtension(0xff, 'XMP DataXMP', '<x:xmpmeta/>')),
      'image/gif',
    ),
    gif(moving),
  )
  t.equal(await copyOf(gif(moving, gifExtension(0xf9, '\0\0\0\0')), 'image/gif'), 'same')
})

t.test('nothing behind the end of a picture is shown', async t => {
  const pictures: readonly (readonly [Buffer, string])[] = [
    [jpeg(), 'image/jpeg'],
    [png(), 'image/png'],
    [gif(), 'image/gif'],
    [riff(vp8l), 'image/webp'],
  ]
  for (const [bytes, mediaType] of pictures)
    t.strictSame(await copyOf(Buffer.concat([bytes, Buffer.from('behind')]), mediaType), bytes, mediaType)
})

t.test('a malformed picture is withheld, wherever it breaks off', async t => {
  const pictures: readonly (readonly [Buffer, string])[] = [
    [jpeg(exifSegment(6)), 'image/jpeg'],
    [png(['eXIf', exif(6)]), 'image/png'],
    [gif(gifExtension(0xfe, 'Budi')), 'image/gif'],
    [riff(vp8x(8), vp8l, riffChunk('EXIF', exif(6))), 'image/webp'],
  ]
  for (const [bytes, mediaType] of pictures) {
    for (let length = 0; length < bytes.length; length++)
      t.equal(await copyOf(bytes.subarray(0, length), mediaType), 'withheld', `${mediaType} of ${length} bytes`)
    t.equal(await copyOf(Buffer.from('something else'), mediaType), 'withheld')
  }
  t.equal(await copyOf(png(['CgBI', Buffer.alloc(4)]), 'image/png'), 'withheld')
})

t.test('a picture of thousands of pieces is withheld rather than read piece by piece', async t => {
  const crowded = Array.from(
    { length: 5000 },
    () =>
      [
        ['pHYs', Buffer.alloc(9)],
        ['tEXt', Buffer.from('a\0b')],
      ] as const,
  ).flat()
  t.equal(await copyOf(png(...crowded), 'image/png'), 'withheld')
})

t.test('pictures whose metadata cannot be taken out are withheld', async t => {
  for (const mediaType of ['image/heic', 'image/heif', 'image/avif', 'image/tiff', 'image/x-adobe-dng', 'image/jxl'])
    t.equal(await copyOf(harmless.mp4('', 'heic'), mediaType), 'withheld', mediaType)
})

t.test('a film that says where it was made is withheld, any other is shown', async t => {
  const { mp4, placeBox } = harmless
  for (const mediaType of ['video/mp4', 'video/quicktime', 'video/3gpp', 'audio/x-m4a']) {
    t.equal(await copyOf(mp4(), mediaType), 'same')
    t.equal(await copyOf(mp4(placeBox), mediaType), 'withheld')
  }
  t.equal(await copyOf(mp4('....com.apple.quicktime.location.ISO6709'), 'video/quicktime'), 'withheld')
  t.equal(await copyOf(mp4('....loci....'), 'video/mp4'), 'withheld')
  const samples = Buffer.from(mp4())
  placeBox.copy(samples, samples.length - 1000)
  t.equal(await copyOf(samples, 'video/mp4'), 'same', 'the film itself is not searched')
  t.equal(await copyOf(mp4().subarray(0, 100), 'video/mp4'), 'withheld', 'cut short')
})

t.test('of other types there is nothing to strip', async t => {
  for (const mediaType of ['text/plain', 'application/pdf', 'video/webm', 'image/bmp', 'application/octet-stream'])
    t.equal(await copyOf(Buffer.from('x'), mediaType), 'same', mediaType)
})

t.test('what the storage throws is thrown on, and is no verdict on the picture', async t => {
  const broken = {
    ...made(jpeg()),
    async *open(): AsyncGenerator<Uint8Array> {
      yield jpeg().subarray(0, 10)
      throw new Error('the disk is gone')
    },
  }
  await t.rejects(shownCopyOf(broken, 'image/jpeg'), { message: 'the disk is gone' })
  await t.rejects(shownCopyOf(broken, 'video/mp4'), { message: 'the disk is gone' })
})
