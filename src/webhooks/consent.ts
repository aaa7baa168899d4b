import type { AttemptOutcome } from '../domain/webhook-attempts.ts'
import type { Send } from './send.ts'

/** What an endpoint answered when it was asked whether it wants bells. */
export type Consent =
  | { readonly given: true; readonly allowedRate: number | null }
  | { readonly given: false; readonly because: Exclude<AttemptOutcome, 'delivered'> | 'not-consented' }

/**
 * Asks an endpoint for its consent, as the HTTP 1.1 Web Hooks of CloudEvents have it (section 4, abuse protection): nothing is
 * sent to whoever does not name us, or everybody, in `WebHook-Allowed-Origin`.
 */
export async function askForConsent(send: Send, url: URL, origin: string): Promise<Consent> {
  const sent = await send({
    method: 'OPTIONS',
    url,
    headers: { 'webhook-request-origin': origin },
    body: Buffer.alloc(0),
  })
  if (sent === null) return { given: false, because: 'unreachable' }
  if (sent.outcome !== 'delivered') return { given: false, because: sent.outcome }
  const { allowedOrigin, allowedRate } = sent
  if (allowedOrigin === undefined || !['*', origin].includes(allowedOrigin.toLowerCase())) {
    return { given: false, because: 'not-consented' }
  }
  return { given: true, allowedRate: parseRate(allowedRate) }
}

/** Requests a minute; whatever is no whole number above zero is no bound. */
function parseRate(header: string | undefined): number | null {
  return header !== undefined && /^[1-9]\d{0,6}$/.test(header) ? Number(header) : null
}
