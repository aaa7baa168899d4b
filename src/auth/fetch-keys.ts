import type { ReadKeys } from './key-source.ts'

const MAX_BYTES = 64 * 1024

type Options = { readonly fetch: typeof fetch; readonly timeoutMs: number }

/**
 * Reads a JWK Set by HTTP: a GET of exactly this address, bounded in time and size. A redirect is a failure, because
 * keys come only from where the directory says.
 */
export function createKeyFetch(url: string, { fetch, timeoutMs }: Options): ReadKeys {
  return async () => {
    const response = await fetch(url, {
      redirect: 'error',
      headers: { accept: 'application/jwk-set+json, application/json', 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(timeoutMs), // covers the body too
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new Error(`the key source answered ${response.status}`)
    }
    return readText(response)
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop cancels the stream, so no more than one chunk too many is ever read.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES) throw new Error(`the key source sent more than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}
