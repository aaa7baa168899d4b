import type { Directory, Issuer } from '../directory/directory.ts'
import { proofAlgorithms } from './dpop-proof.ts'

/** What clients may know before they have a token (RFC 9728, section 2). */
export type ProtectedResourceMetadata = {
  readonly resource: string
  readonly authorization_servers?: string[]
  readonly bearer_methods_supported: 'header'[]
  readonly dpop_signing_alg_values_supported: string[]
  readonly dpop_bound_access_tokens_required: boolean
  readonly tls_client_certificate_bound_access_tokens: boolean
  readonly resource_name: string
  readonly resource_documentation: string
}

type Needs = {
  readonly directory: Directory
  readonly audience: string
  readonly publicUrl: string
  /** Whether a certificate of the client can reach us at all. */
  readonly readsCertificates: boolean
}

/** Describes this API to clients; local issuers are no authorization servers and are left out. */
export function describeResource({
  directory,
  audience,
  publicUrl,
  readsCertificates,
}: Needs): ProtectedResourceMetadata {
  const servers = directory.issuers.filter(({ keys }) => keys.kind !== 'local')
  return {
    resource: resourceOf(audience, publicUrl),
    ...(servers.length > 0 && { authorization_servers: servers.map(({ issuer }) => issuer) }),
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: [...proofAlgorithms],
    dpop_bound_access_tokens_required: servers.length > 0 && servers.every(demandsProofs),
    tls_client_certificate_bound_access_tokens: readsCertificates,
    resource_name: 'Penerusan',
    resource_documentation: `${publicUrl}/docs`,
  }
}

function demandsProofs({ senderConstraint }: Issuer): boolean {
  return senderConstraint === 'dpop'
}

/** The well-known part goes between host and path of the resource identifier (RFC 9728, section 3.1). */
export function resourceMetadataPath(audience: string, publicUrl: string): string {
  return `/.well-known/oauth-protected-resource${new URL(resourceOf(audience, publicUrl)).pathname.replace(/\/$/, '')}`
}

/** A resource identifier is an address; an audience need not be one. */
function resourceOf(audience: string, publicUrl: string): string {
  return /^https?:/.test(audience) ? audience : publicUrl
}
