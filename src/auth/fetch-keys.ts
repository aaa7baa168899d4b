import type { ReadKeys } from './key-source.ts'

const MAX_BYTES = 64 * 1024

export type FetchOptions = { readonly fetch: typeof fetch; readonly timeoutMs: number }

/** Reads a JWK Set by HTTP, because keys come only from where the directory says. */
export function createKeyFetch(url: string, { fetch, timeoutMs }: FetchOptions): ReadKeys {
  return () => fetchKeys(url, { fetch, signal: AbortSignal.timeout(timeoutMs) })
}

type Bounds = { readonly fetch: typeof fetch; readonly signal: AbortSignal }

/** The text of a JWK Set. */
export async function fetchKeys(url: string, bounds: Bounds): Promise<string> {
  const accept = 'application/jwk-set+json, application/json'
  const answer = await fetchText(url, { ...bounds, accept, source: 'the key source' })
  if (typeof answer === 'number') throw new Error(`the key source answered ${answer}`)
  return answer
}

/**
 * A GET of exactly this address, bounded in time and size; a redirect is a failure. Gives the text of a 200 and the
 * status of anything else.
 */
export async function fetchText(
  url: string,
  { fetch, signal, accept, source }: Bounds & { readonly accept: string; readonly source: string },
): Promise<string | number> {
  const response = await fetch(url, {
    redirect: 'error',
    headers: { accept, 'accept-encoding': 'identity' },
    signal, // covers the body too
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    return response.status
  }
  return readText(response, source)
}

async function readText(response: Response, source: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop cancels the stream, so no more than one chunk too many is ever read.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES) throw new Error(`${source} sent more than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}
