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
type SendPart = (s3: S3, target: Target) => Promise<string | undefined>

/**
 * Uploads parts as one object, which is there when all of them are. A fault takes away what has been sent: lib-storage
 * would first go on reading the source to its end.
 */
export async function upload(bucket: Bucket, key: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
  async function* sends(): AsyncGenerator<SendPart> {
    for await (const Body of parts) {
      yield async (s3, target) => (await s3.uploadPart({ ...target, Body })).ETag
    }
  }
  await sendInParts(bucket, key, sends())
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
      yield async (s3, target) =>
        (await s3.uploadPartCopy({ ...target, CopySource, CopySourceRange })).CopyPartResult?.ETag
    }
  }
  await sendInParts(bucket, to, sends())
}

async function sendInParts(bucket: Bucket, key: string, sends: AsyncIterable<SendPart>): Promise<void> {
  const object = { Bucket: bucket.name, Key: key }
  const { UploadId = '' } = await bucket.call(s3 => s3.createMultipartUpload(object))

  const parts: CompletedPart[] = []
  // A part that has failed stays, so that whoever waits next hears of it.
  const underWay = new Set<Promise<void>>()
  async function sendPart(send: SendPart): Promise<void> {
    const part: CompletedPart = { PartNumber: parts.length + 1 }
    parts.push(part)
    const target = { ...object, UploadId, PartNumber: parts.length }
    part.ETag = await bucket.call(s3 => send(s3, target))
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
    await bucket.call(s3 => s3.completeMultipartUpload({ ...object, UploadId, MultipartUpload: { Parts: parts } }))
  } catch (error) {
    // Parts under way are neither cut off nor overtaken: the store may go on with one of them and keep it for good.
    await Promise.allSettled(underWay)
    // What cannot be taken away now is swept later.
    await bucket.call(s3 => s3.abortMultipartUpload({ ...object, UploadId })).catch(() => {})
    throw error
  }
}
