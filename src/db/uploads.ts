import type { AgencyId, PersonId } from '../domain/agencies.ts'
import type { UploadId } from '../domain/ids.ts'
import type { AgencyPools } from './agency-pools.ts'
import type { Reader } from './reader.ts'
import { recording } from './recorded-read.ts'

/** Whose upload it is: nobody else goes on with it, and to everybody else it is not there. */
export type UploadHolder = { readonly agency: AgencyId; readonly person: PersonId }

export type UploadOnFile = {
  readonly length: number
  /** How many bytes have arrived and are durable. */
  readonly received: number
  readonly metadata: string
  /** RFC 3339. */
  readonly expiresAt: string
  readonly expired: boolean
}

/** Where a part of an upload is kept; the members of it are the vault's. */
export type UploadPart = {
  readonly size: number
  readonly object: string
  readonly keyId: string
  readonly wrappedKey: string
  readonly digest: string
}

/** Begins an upload and returns when it expires. Throws UploadRefused (`too-many`) or DoorClosed (`no-room`). */
export async function beginUpload(
  pools: AgencyPools,
  { agency, person }: UploadHolder,
  upload: { readonly id: UploadId; readonly length: number; readonly metadata: string },
  { most, quota }: { readonly most: number; readonly quota: number },
): Promise<string> {
  const { id, length, metadata } = upload
  const [row] = await pools.run(
    agency,
    'begin_upload',
    ({ sql }) => sql<[{ expiresAt: string }]>`
      select penerusan.begin_upload(${id}, ${person}, ${length}, ${metadata}, ${most}, ${quota}) as "expiresAt"`,
  )
  return row.expiresAt
}

export async function readUpload(
  pools: AgencyPools,
  { agency, person }: UploadHolder,
  id: UploadId,
): Promise<UploadOnFile | undefined> {
  const [row] = await pools.run(
    agency,
    'read_upload',
    ({ sql }) => sql<[UploadOnFile?]>`
      select length::float8, received::float8, metadata, rfc3339(expires_at) as "expiresAt", expires_at <= app_now() as expired
        from uploads where id = ${id} and person = ${person}`,
  )
  return row
}

/** How far an upload has got, for whoever began it and asks. */
export async function lookAtUpload(
  pools: AgencyPools,
  reader: Reader,
  id: UploadId,
): Promise<UploadOnFile | undefined> {
  const [row] = await pools.run(
    reader.agency,
    'look_at_upload',
    ({ sql }) => sql<(UploadOnFile | { length: null })[]>`
      select length::float8, received::float8, metadata, rfc3339(expires_at) as "expiresAt", expires_at <= app_now() as expired
        from ${recording(sql, reader, { kind: 'upload', id })}
        left join uploads on id = ${id} and person = ${reader.person}`,
  )
  return row === undefined || row.length === null ? undefined : row
}

/**
 * Adds a stored part and returns when the upload now expires. Throws UploadRefused: `another-offset` when the upload does
 * not end there (any more), `no-such-upload` or `expired`.
 */
export async function addUploadPart(
  pools: AgencyPools,
  { agency, person }: UploadHolder,
  id: UploadId,
  { offset, part }: { readonly offset: number; readonly part: UploadPart },
): Promise<string> {
  const { size, object, keyId, wrappedKey, digest } = part
  const members = JSON.stringify({ size, object, keyId, wrappedKey, digest })
  const [row] = await pools.run(
    agency,
    'add_upload_part',
    ({ sql }) => sql<[{ expiresAt: string }]>`
      select penerusan.add_upload_part(${id}, ${person}, ${offset}, ${members}::jsonb) as "expiresAt"`,
  )
  return row.expiresAt
}

/** The parts of an upload in their order, once it is finished; it then does not expire for another 24 hours. */
export async function holdFinishedUpload(
  pools: AgencyPools,
  { agency, person }: UploadHolder,
  id: UploadId,
): Promise<UploadPart[] | undefined> {
  const [row] = await pools.run(
    agency,
    'hold_upload',
    ({ sql }) => sql<[{ parts: UploadPart[] | null }]>`select penerusan.hold_upload(${id}, ${person}) as parts`,
  )
  return row.parts ?? undefined
}

/** Ends an upload and returns the objects that are now to be taken away; undefined when there is no such upload. */
export async function endUpload(
  pools: AgencyPools,
  { agency, person }: UploadHolder,
  id: UploadId,
): Promise<string[] | undefined> {
  const [row] = await pools.run(
    agency,
    'end_upload',
    ({ sql }) => sql<[{ objects: string[] | null }]>`select penerusan.end_upload(${id}, ${person}) as objects`,
  )
  return row.objects ?? undefined
}

const atOnce = 1_000

/**
 * Forgets uploads that have expired, and leaves their objects to the sweep of the store. Any process may do it, several
 * at once too. Returns how many were forgotten.
 */
export async function forgetExpiredUploads(pools: AgencyPools): Promise<number> {
  let forgotten = 0
  for (;;) {
    const [row] = await pools.run(
      null,
      'forget_expired_uploads',
      ({ sql }) => sql<[{ count: number }]>`select penerusan.forget_expired_uploads(${atOnce}) as count`,
    )
    forgotten += row.count
    if (row.count < atOnce) return forgotten
  }
}
