import { isProblem } from './problem.ts'

/** What was read, as `If-Match` names it: the answer that was read, or its entity tag. */
export type Version = string | { readonly etag: string | undefined }

/** The entity tag that stands for a version. */
export function entityTagOf(version: Version): string {
  const tag = typeof version === 'string' ? version : version.etag
  if (tag === undefined) throw new TypeError('what was read has no entity tag')
  return tag
}

/**
 * Reads, and acts on what was read. If it has changed in between, it is read again and `act` decides anew: it is given
 * what is there now, and may throw instead of acting. After `attempts` times the refusal is thrown.
 */
export async function actOnLatest<Read extends { readonly etag: string | undefined }, Done>(
  read: () => Promise<Read>,
  act: (latest: Read) => Promise<Done>,
  { attempts = 3 }: { readonly attempts?: number } = {},
): Promise<Done> {
  for (let attempt = 1; ; attempt += 1) {
    const latest = await read()
    try {
      return await act(latest)
    } catch (error) {
      if (!isProblem(error, 'stale-version') || attempt >= attempts) throw error
    }
  }
}
