import type { ListMultipartUploadsCommandInput } from '@aws-sdk/client-s3'
import type { Bucket } from './s3-bucket.ts'

export type StoredObject = { readonly key: string; readonly size: number; readonly storedAt: Date }
export type UnfinishedUpload = { readonly key: string; readonly id: string; readonly begunAt: Date }

/** Every object whose key begins so. */
export async function* listObjects(bucket: Bucket, prefix: string): AsyncGenerator<StoredObject> {
  let next: string | undefined
  do {
    const page = await bucket.call(s3 =>
      s3.listObjectsV2({ Bucket: bucket.name, Prefix: prefix, ...(next !== undefined && { ContinuationToken: next }) }),
    )
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key !== undefined) yield { key: Key, size: Size ?? 0, storedAt: LastModified ?? new Date(0) }
    }
    next = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (next !== undefined)
}

/** Every upload in parts that has been begun and not ended. */
export async function* listUploads(bucket: Bucket, prefix: string): AsyncGenerator<UnfinishedUpload> {
  let after: Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'> = {}
  for (;;) {
    const query: ListMultipartUploadsCommandInput = { Bucket: bucket.name, Prefix: prefix, ...after }
    const page = await bucket.call(s3 => s3.listMultipartUploads(query))
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key !== undefined && UploadId !== undefined) {
        yield { key: Key, id: UploadId, begunAt: Initiated ?? new Date(0) }
      }
    }
    if (!page.IsTruncated) return
    after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
}

/** Whether any part of an upload has come in since. */
export async function hasGrownSince(bucket: Bucket, { key, id }: UnfinishedUpload, time: Date): Promise<boolean> {
  let next: string | undefined
  do {
    const page = await bucket.call(s3 =>
      s3.listParts({
        Bucket: bucket.name,
        Key: key,
        UploadId: id,
        ...(next !== undefined && { PartNumberMarker: next }),
      }),
    )
    if (page.Parts?.some(({ LastModified }) => LastModified !== undefined && LastModified >= time)) return true
    next = page.IsTruncated ? page.NextPartNumberMarker : undefined
  } while (next !== undefined)
  return false
}
