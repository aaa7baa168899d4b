import type { Actor } from '../auth/actor.ts'
import type { AgencyPools } from '../db/agency-pools.ts'
import type { Persons } from '../db/persons.ts'
import { endUpload, holdFinishedUpload, readUpload, type UploadHolder } from '../db/uploads.ts'
import type { UploadId } from '../domain/ids.ts'
import { ContentDamaged, type Vault } from '../vault/vault.ts'
import { parseUploadMetadata } from './upload-metadata.ts'

/** Where uploads are kept: the rows in the database, the bytes in the vault. Nothing of one is kept in a process. */
export type Uploads = {
  readonly pools: AgencyPools
  readonly vault: Pick<Vault, 'takeIn' | 'open' | 'discard'>
}

export type FinishedUpload = {
  readonly size: number
  /** As the client declared it; not to be believed. */
  readonly mediaType: string
  readonly fileName: string | null
  /** The bytes from the first to the last, as often as it is called. Throws what `Vault.open` does. */
  open(): AsyncIterable<Uint8Array>
}

/**
 * An upload of this person that is complete, to be read into a case: it will not expire in the next 24 hours. Undefined
 * when there is none that they may use.
 */
export async function openFinishedUpload(
  { pools, vault }: Uploads,
  holder: UploadHolder,
  id: UploadId,
): Promise<FinishedUpload | 'unfinished' | undefined> {
  const upload = await readUpload(pools, holder, id)
  if (upload === undefined || upload.expired) return undefined
  if (upload.received < upload.length) return 'unfinished'
  const parts = await holdFinishedUpload(pools, holder, id)
  if (parts === undefined) return undefined
  return {
    size: upload.length,
    ...parseUploadMetadata(upload.metadata),
    async *open() {
      let given = 0
      for (const part of parts) {
        for await (const piece of vault.open(part)) {
          given += piece.length
          yield piece
        }
      }
      if (given !== upload.length) throw new ContentDamaged('an upload has another length than was announced')
    },
  }
}

/**
 * Ends an upload: its bytes have become evidence, or it is given up. Returns whether this person had such an upload.
 */
export async function discardUpload(uploads: Uploads, holder: UploadHolder, id: UploadId): Promise<boolean> {
  const objects = await endUpload(uploads.pools, holder, id)
  if (objects === undefined) return false
  // From here it is gone for everybody, and what cannot be taken away now, the sweep of the store takes away.
  for (const object of objects) await uploads.vault.discard({ object }).catch(() => {})
  return true
}

/** Finished uploads as those who make evidence of them see them: by who asks. */
export function finishedUploads(uploads: Uploads, persons: Persons) {
  const holderOf = async ({ agency, issuer, subject }: Pick<Actor, 'agency' | 'issuer' | 'subject'>) => ({
    agency,
    person: await persons.personOf(agency, issuer, subject),
  })
  return {
    open: async (actor: Actor, id: string) => openFinishedUpload(uploads, await holderOf(actor), id as UploadId),
    forget: async (actor: Actor, id: string) => {
      await discardUpload(uploads, await holderOf(actor), id as UploadId)
    },
  }
}
