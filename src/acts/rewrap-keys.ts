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
export async function rewrapKeys(
  { pools, vault }: Pick<Office, 'pools' | 'vault'>,
  currentKeyId: string,
  onProgress: (rewrapped: number) => void = () => {},
): Promise<number> {
  let rewrapped = 0
  for (let after: ContentId | null = null; ; ) {
    const due = await listUnderOtherKeys(pools, currentKeyId, after, atOnce)
    for (const { contentId, agency } of due) {
      const [content] = await readContents(pools, agency, [contentId])
      // Erased, or rewrapped by somebody else, since it was listed.
      if (content === undefined || content.keyId === currentKeyId) continue
      if (await rewrapContent(pools, agency, content, vault.rewrap(content))) rewrapped++
    }
    onProgress(rewrapped)
    after = due.at(-1)?.contentId ?? null
    if (due.length < atOnce) return rewrapped
  }
}
