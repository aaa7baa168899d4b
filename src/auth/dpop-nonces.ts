import { createHmac } from 'node:crypto'

const PERIOD_MS = 60_000

/** Nonces for DPoP proofs (RFC 9449, section 9), made of the time and a secret that all processes share. */
export type Nonces = {
  current(): string
  /** Whether a proof with this nonce was made lately. */
  isRecent(nonce: unknown): boolean
}

/**
 * A nonce is the same for everybody and good for the minute it is given out in and the one after, so nothing about it
 * needs to be kept. That of the next minute counts as well: another process may be there already.
 *
 * @param now milliseconds since 1970
 */
export function createNonces(secret: Uint8Array, now: () => number): Nonces {
  const known = new Map<number, string>()

  return {
    current: () => nonceOf(period()),
    isRecent: nonce => [0, -1, 1].some(offset => nonce === nonceOf(period() + offset)),
  }

  function period(): number {
    return Math.floor(now() / PERIOD_MS)
  }

  function nonceOf(number: number): string {
    const nonce = known.get(number) ?? createHmac('sha256', secret).update(String(number)).digest('base64url')
    if (known.size > 10) known.clear()
    known.set(number, nonce)
    return nonce
  }
}
