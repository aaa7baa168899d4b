import { readContents, rewrapContent } from '../db/evidence-contents.ts'
import { listUnderOtherKeys } from '../db/evidence-jobs.ts'
import type { ContentId } from '../domain/ids.ts'
import type { Office } from './act-on-case.ts'

const atOnce = 100

/**
 * Wraps the data key of every content anew under the current key; not a byte of content is read or written. Returns how
 * many. Afterwards the older keys are needed no more, but for backups of the database. Throws KeyUnknown when an older key
 * is no longer there.
 */
export function rewrapKeys(
  { pools, vault }: Pick<Office, 'pools' | 'vault'>,
  currentKeyId: string,
  onProgress: (rewrapped: number) => void = () => {},
): Promise<number> {
  return inBatches({
    list: (after: ContentId | null, most) => listUnderOtherKeys(pools, currentKeyId, after, most),
    idOf: ({ contentId }) => contentId,
    rewrap: async ({ contentId, agency }) => {
      const [content] = await readContents(pools, agency, [contentId])
      // Erased, or rewrapped by somebody else, since it was listed.
      if (content === undefined || content.keyId === currentKeyId) return false
      return rewrapContent(pools, agency, content, vault.rewrap(content))
    },
    onProgress,
  })
}

/** Rewraps what is listed, batch by batch in the order of the ids; returns how many there were. */
export async function inBatches<Listed, Id>({
  list,
  idOf,
  rewrap,
  onProgress,
}: {
  list(after: Id | null, most: number): Promise<readonly Listed[]>
  idOf(listed: Listed): Id
  /** False when there was nothing to do any more. */
  rewrap(listed: Listed): Promise<boolean>
  onProgress(rewrapped: number): void
}): Promise<number> {
  let rewrapped = 0
  for (let after: Id | null = null; ; ) {
    const due: readonly Listed[] = await list(after, atOnce)
    for (const listed of due) if (await rewrap(listed)) rewrapped++
    onProgress(rewrapped)
    const last = due.at(-1)
    if (last === undefined || due.length < atOnce) return rewrapped
    after = idOf(last)
  }
}
