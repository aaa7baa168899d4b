import { isTrustworthyUrl } from '../directory/directory.ts'
import { type FetchOptions, fetchKeys, fetchText } from './fetch-keys.ts'
import type { ReadKeys } from './key-source.ts'

/**
 * Reads an issuer's keys from where its metadata says (RFC 8414; OpenID Connect Discovery 1.0 where there is none).
 * The metadata is read again at every look, so keys may move; all of a look shares one deadline.
 */
export function createKeyDiscovery(issuer: string, { fetch, timeoutMs }: FetchOptions): ReadKeys {
  return async () => {
    const bounds = { fetch, signal: AbortSignal.timeout(timeoutMs) }
    const metadata = await readMetadata()
    // RFC 8414, section 3.3: anybody could publish metadata that speaks of somebody else.
    if (metadata['issuer'] !== issuer) throw new Error('the metadata of the issuer is of another issuer')
    const keysAt = metadata['jwks_uri']
    if (typeof keysAt !== 'string' || !isTrustworthyUrl(keysAt)) {
      throw new Error('the metadata of the issuer names no trustworthy place of its keys')
    }
    return fetchKeys(keysAt, bounds)

    async function readMetadata(): Promise<Record<string, unknown>> {
      for (const url of metadataUrls(issuer)) {
        const answer = await fetchText(url, { ...bounds, accept: 'application/json', source: 'the issuer' })
        if (typeof answer === 'string') return parseObject(answer)
        if (answer !== 404) throw new Error(`the issuer answered ${answer} when asked for its metadata`)
      }
      throw new Error('the issuer publishes no metadata')
    }
  }
}

/** RFC 8414, section 3.1, inserts the well-known part before the path; OpenID Connect appends it. */
export function metadataUrls(issuer: string): [string, string] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ]
}

function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) throw new Error('the metadata of the issuer is no object')
  return value as Record<string, unknown>
}
