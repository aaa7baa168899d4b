import type { Actor } from './actor.ts'
import type { VerificationKey } from './key-set.ts'
import type { KeySource } from './key-source.ts'

/** Its first millisecond since 1970, and the first of the next. */
export type LegalDay = { readonly from: number; readonly to: number }

/** A token that was verified, and everything that could end its validity. */
export type VerifiedToken = {
  readonly actor: Actor
  readonly key: VerificationKey
  readonly source: KeySource
  /** Milliseconds since 1970: the token expires. */
  readonly validUntil: number
  /** The legal day on which its agency may give its roles; on another, mandates may have passed to others. */
  readonly rolesOn: LegalDay
}

/** Least recently used go first. Keyed by a digest, so that a memory dump holds no tokens to use. */
export type VerifiedTokens = {
  find(digest: string): VerifiedToken | undefined
  remember(digest: string, token: VerifiedToken): void
  forget(digest: string): void
  readonly size: number
}

export function createVerifiedTokens(limit: number): VerifiedTokens {
  const tokens = new Map<string, VerifiedToken>() // in order of use
  return {
    find(digest) {
      const token = tokens.get(digest)
      if (token === undefined) return undefined
      tokens.delete(digest)
      tokens.set(digest, token)
      return token
    },
    remember(digest, token) {
      tokens.delete(digest)
      tokens.set(digest, token)
      if (tokens.size <= limit) return
      const oldest = tokens.keys().next()
      if (oldest.done !== true) tokens.delete(oldest.value)
    },
    forget(digest) {
      tokens.delete(digest)
    },
    get size() {
      return tokens.size
    },
  }
}
