import { hash } from 'node:crypto'

/** What can be revoked of an issuer: all its tokens, those of one subject or one client, or a single one by its `jti`. */
export const revocationKinds = ['issuer', 'subject', 'client', 'token'] as const
export type RevocationKind = (typeof revocationKinds)[number]

/** Names what is revoked without saying it: a subject may be somebody's number or address. In hex. */
export function revocationDigest(kind: RevocationKind, issuer: string, name: string): string {
  return hash('sha256', JSON.stringify([kind, issuer, name]), 'hex')
}
