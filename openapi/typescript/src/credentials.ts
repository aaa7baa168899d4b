/** Gives an access token; asked before every attempt, and told when the last one was refused, so it may remember. */
export type TokenProvider = (asked: { readonly refused: boolean }) => string | Promise<string>

/**
 * Makes a DPoP proof (RFC 9449) for one attempt. `htm` and `htu` are the claims of those names; `nonce` is what the
 * service last asked for.
 */
export type ProofMaker = (attempt: {
  readonly htm: string
  readonly htu: string
  readonly token: string
  readonly nonce: string | undefined
}) => string | Promise<string>

export type Credentials = { readonly token?: TokenProvider | undefined; readonly proof?: ProofMaker | undefined }

export type Authorize = (method: string, url: URL, refused: boolean) => Promise<Record<string, string>>

/** The headers that say who asks, made anew for every attempt. */
export function createAuthorization({ token, proof }: Credentials) {
  let nonce: string | undefined
  const authorize: Authorize = async (method, url, refused) => {
    if (token === undefined) return {}
    const given = await token({ refused })
    if (proof === undefined) return { authorization: `Bearer ${given}` }
    const htu = `${url.origin}${url.pathname}`
    return { authorization: `DPoP ${given}`, dpop: await proof({ htm: method, htu, token: given, nonce }) }
  }
  return {
    authorize,
    /** The service may name the nonce of the next proof in any answer. */
    heed: (headers: Headers) => {
      nonce = headers.get('dpop-nonce') ?? nonce
    },
  }
}
