import type { CompletedPart, S3 } from '@aws-sdk/client-s3'
import type { Bucket } from './s3-bucket.ts'

const MIB = 1024 * 1024
/** S3 takes 10,000 parts, so a content may have 78 GiB. */
export const partLength = 8 * MIB
/** Also what each upload may hold in memory, in parts, beside the one that is being gathered. */
const partsAtOnce = 2
/** What is copied in one exchange must be done before that times out. S3 itself allows 5 GiB. */
const copiedAtOnce = 64 * MIB

type Target = { readonly Bucket: string; readonly Key: string; readonly UploadId: string; readonly PartNumber: number }

/** Sends one part and resolves to its entity tag. */
type SendPart = (s3: S3, target: Target, options: { abortSignal: AbortSignal }) => Promise<string | undefined>

/**
 * Uploads parts as one object, which is there when all of them are. A fault or an abort ends what is under way and takes
 * away what has been sent: lib-storage would go on reading the source, and not wait for the end.
 */
export async function upload(
  bucket: Bucket,
  key: string,
  parts: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  async function* sends(): AsyncGenerator<SendPart> {
    for await (const Body of parts) {
      yield async (s3, target, options) => (await s3.uploadPart({ ...target, Body }, options)).ETag
    }
  }
  await sendInParts(bucket, key, sends(), signal)
}

/** Copies an object inside the store: nothing of it comes here. */
export async function copy(bucket: Bucket, from: string, to: string, size: number): Promise<void> {
  const CopySource = encodeURI(`${bucket.name}/${from}`)
  if (size <= copiedAtOnce) {
    await bucket.call(s3 => s3.copyObject({ Bucket: bucket.name, Key: to, CopySource }))
    return
  }
  async function* sends(): AsyncGenerator<SendPart> {
    for (let start = 0; start < size; start += copiedAtOnce) {
      const CopySourceRange = `bytes=${start}-${Math.min(start + copiedAtOnce, size) - 1}`
      yield async (s3, target, options) =>
        (await s3.uploadPartCopy({ ...target, CopySource, CopySourceRange }, options)).CopyPartResult?.ETag
    }
  }
  await sendInParts(bucket, to, sends())
}

async function sendInParts(
  bucket: Bucket,
  key: string,
  sends: AsyncIterable<SendPart>,
  signal?: AbortSignal,
): Promise<void> {
  const object = { Bucket: bucket.name, Key: key }
  const { UploadId = '' } = await bucket.call(s3 => s3.createMultipartUpload(object))
  const stop = new AbortController()
  const breakOff = () => stop.abort()
  signal?.addEventListener('abort', breakOff, { once: true })

  const parts: CompletedPart[] = []
  // A part that has failed stays, so that whoever waits next hears of it.
  const underWay = new Set<Promise<void>>()
  async function sendPart(send: SendPart): Promise<void> {
    const part: CompletedPart = { PartNumber: parts.length + 1 }
    parts.push(part)
    const target = { ...object, UploadId, PartNumber: parts.length }
    part.ETag = await bucket.call(s3 => send(s3, target, { abortSignal: stop.signal }))
  }

  try {
    for await (const send of sends) {
      const sending = sendPart(send)
      underWay.add(sending)
      sending.then(
        () => underWay.delete(sending),
        () => {},
      )
      if (underWay.size >= partsAtOnce) await Promise.race(underWay)
    }
    await Promise.all(underWay)
    signal?.throwIfAborted()
    await bucket.call(s3 => s3.completeMultipartUpload({ ...object, UploadId, MultipartUpload: { Parts: parts } }))
  } catch (error) {
    stop.abort()
    await Promise.allSettled(underWay)
    // What cannot be taken away now is swept later.
    await bucket.call(s3 => s3.abortMultipartUpload({ ...object, UploadId })).catch(() => {})
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', breakOff)
  }
}
