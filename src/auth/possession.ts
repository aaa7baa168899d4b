import type { Actor } from './actor.ts'
import type { Credentials } from './credentials.ts'
import type { Nonces } from './dpop-nonces.ts'
import { createProofCheck } from './dpop-proof.ts'
import { requestUri } from './request-uri.ts'
import { invalidProof, invalidToken, nonceRequired } from './token-refusals.ts'

/** A request as it arrived, as far as a proof is about it. */
export type PresentedRequest = {
  readonly method: string
  /** The target of the request line. */
  readonly target: string
  /** The thumbprint of the certificate it came with, if any. */
  certificate(): string | undefined
}

export type PossessionCheck = {
  /**
   * Whether who presents a token is who it was given to. Gives back a nonce that the answer must carry, if any.
   *
   * @throws {Problem} `invalid-token`, `invalid-dpop-proof` or `dpop-nonce-required`
   */
  check(credentials: Credentials, actor: Actor, request: PresentedRequest): Promise<string | undefined>
}

type Needs = {
  /** The origin that clients send their requests to. No header of theirs can say so. */
  readonly publicUrl: string
  /** Undefined: proofs need no nonce. */
  readonly nonces: Nonces | undefined
  /** Puts a proof on record for all processes; false when it was there already. */
  readonly rememberProof: (actor: Actor, digest: Buffer) => Promise<boolean>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export function createPossessionCheck({ publicUrl, nonces, rememberProof, now }: Needs): PossessionCheck {
  const checkProof = createProofCheck()

  return {
    async check({ scheme, token, proofs }, actor, { method, target, certificate }) {
      const binding = actor.tokenBinding
      if (scheme === 'Bearer') {
        // RFC 9449, section 7.2: or a stolen token would be worth as much without its key.
        if (binding?.kind === 'dpop') throw invalidToken('The token is bound to a key and must be sent as DPoP')
        if (binding !== undefined && certificate() !== binding.thumbprint) {
          throw invalidToken('The token is bound to another certificate than that of the connection')
        }
        return undefined
      }
      if (binding?.kind !== 'dpop') throw invalidToken('The token is bound to no key and cannot be sent as DPoP')

      const { digest, nonce } = await checkProof(proofs, {
        method,
        uri: requestUri(publicUrl, target),
        token,
        thumbprint: binding.thumbprint,
        nowSeconds: now() / 1000,
      })
      const next = nonces?.current()
      if (nonces !== undefined && next !== undefined && !nonces.isRecent(nonce)) throw nonceRequired(next)
      // Last, so that only a proof that would be accepted uses up its place.
      if (!(await rememberProof(actor, digest))) throw invalidProof('The proof was used before')
      return nonce === next ? undefined : next
    },
  }
}
