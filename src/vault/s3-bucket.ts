import type { S3 } from '@aws-sdk/client-s3'
import { StoreFull, StoreUnavailable } from './object-store.ts'

export type S3Options = {
  /** Without it, Amazon's own of the region. */
  readonly endpoint?: string
  readonly region: string
  readonly bucket: string
  /** Comes before every key, such as `penerusan/`. */
  readonly prefix?: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A bucket in any store that speaks S3. */
export type Bucket = {
  readonly name: string
  /** One exchange with the store, whose faults are thrown as StoreFull or StoreUnavailable. */
  call<Result>(exchange: (s3: S3) => Promise<Result>): Promise<Result>
}

const connectTimeoutMs = 3_000
const answerTimeoutMs = 60_000
const attempts = 3

/** Connects with the first call, and loads the SDK only then: who keeps objects on a disk does not wait for it. */
export function createBucket({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3Options): Bucket {
  let connecting: Promise<S3> | undefined

  async function connect(): Promise<S3> {
    const { S3 } = await import('@aws-sdk/client-s3')
    return new S3({
      ...(endpoint !== undefined && { endpoint }),
      region,
      credentials: { accessKeyId, secretAccessKey },
      // What only Amazon has is not needed: names of buckets in host names, and checksums beside the digests we keep.
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: attempts,
      requestHandler: {
        connectionTimeout: connectTimeoutMs,
        requestTimeout: answerTimeoutMs,
        throwOnRequestTimeout: true,
        socketTimeout: answerTimeoutMs,
        // A read holds its connection while its reader is slow, and must not keep others waiting for one.
        httpAgent: { maxSockets: Number.POSITIVE_INFINITY },
        httpsAgent: { maxSockets: Number.POSITIVE_INFINITY },
      },
    })
  }

  return {
    name: bucket,
    async call(exchange) {
      connecting ??= connect()
      const s3 = await connecting
      try {
        return await exchange(s3)
      } catch (error) {
        throw toStoreFault(error)
      }
    },
  }
}

/** Of MinIO, Ceph and others; S3 itself is never full. */
const noRoom = new Set(['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded', 'InsufficientStorage'])
const insufficientStorage = 507

/** The fault of a store that an error of an exchange is. */
export function toStoreFault(error: unknown): Error {
  const { name, code, status } = partsOf(error)
  if (noRoom.has(name) || status === insufficientStorage) {
    return new StoreFull(`there is no room in the bucket (${name})`, { cause: error })
  }
  return new StoreUnavailable(`the bucket cannot be used (${code ?? name})`, { cause: error })
}

/** What S3 calls the error that a fault comes from, such as NoSuchKey. */
export function s3ErrorOf(fault: unknown): string | undefined {
  return fault instanceof StoreUnavailable && fault.cause instanceof Error ? fault.cause.name : undefined
}

function partsOf(error: unknown): { name: string; code?: string | undefined; status?: number | undefined } {
  if (!(error instanceof Error)) return { name: 'unknown' }
  const { code, $metadata } = error as Error & { code?: string; $metadata?: { httpStatusCode?: number } }
  return { name: error.name, code, status: $metadata?.httpStatusCode }
}
